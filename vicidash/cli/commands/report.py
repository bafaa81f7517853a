"""``vicidash report``: the dialer's real-time report, whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import click

from vicidash.cli.completion import campaigns as complete_campaigns
from vicidash.cli.options import CliContext, json_option, pass_cli
from vicidash.cli.runtime import handle_errors, load_settings, note_dropped, run_with_client
from vicidash.cli.terminal import Columns, print_json, print_rows
from vicidash.formatting import clock

if TYPE_CHECKING:
    from vicidash.client import CampaignSummary, RealtimeReport, VicidialClient

REPORT_COLUMNS: Final = Columns(
    (
        *("user", "station", "user_group", "session_id", "state", "kind", "pause_code"),
        *("seconds", "campaign_id", "calls", "hold", "in_group"),
    ),
    {
        "user": "User",
        "station": "Station",
        "user_group": "Group",
        "state": "State",
        "kind": "Kind",
        "pause_code": "Code",
        "seconds": "Seconds",
        "campaign_id": "Campaign",
        "calls": "Calls",
        "hold": "Hold",
        "in_group": "In-group",
        "session_id": "Session",
    },
    ("session_id", "user_group", "station"),
)
"""The columns of the agents; its fields are the keys of each agent in the JSON."""

_CALL: Final = ("status", "group", "seconds", "call_type", "priority", "agent_only")
_IN_GROUP: Final = (
    *("group", "calls", "drops", "answers", "drop_percent", "service_level_1", "service_level_2"),
    *("hold_answered", "hold_dropped", "hold_all"),
)
_KINDS: Final = frozenset("AMI")


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=complete_campaigns)
@json_option
@pass_cli
def report(cli: CliContext, ids: tuple[str, ...], as_json: bool) -> None:
    """Print the dialer's real-time report: agents with the time in their state.

    Without an ID it shows the campaigns of the setting campaigns, or all active ones. The JSON has
    the calls waiting, the counters, the campaigns and the in-groups too; times are in seconds, and
    null is what the page does not tell. kind is A for auto-dialed, M for dialed by hand, I for
    inbound.

    \b
    Examples:
      vicidash report
      vicidash report SALESB2B
      vicidash report --json | jq '.agents[] | select(.state == "PAUSED" and .seconds > 900)'
    """
    with handle_errors():
        loaded = load_settings(cli)
    wanted = tuple(dict.fromkeys(ids)) or loaded.settings.campaigns

    async def job(client: VicidialClient) -> tuple[RealtimeReport, Sequence[CampaignSummary]]:
        found = await client.realtime.report(wanted)
        note_dropped(found.dropped)
        return found, await client.realtime.summary()

    found, summaries = run_with_client(loaded, job)
    shown = [each for each in summaries if not wanted or each.campaign_id in wanted]
    if as_json:
        print_json(report_json(found, shown))
    else:
        rows = [_agent(asdict(each)) for each in found.agents]
        print_rows([{**row, "seconds": clock(row["seconds"])} for row in rows], REPORT_COLUMNS)


def report_json(found: RealtimeReport, summaries: Sequence[CampaignSummary]) -> dict[str, Any]:
    """The whole report as it is printed with ``--json``."""
    counters = found.counters
    waiting = found.calls_waiting
    return {
        "at": found.at.isoformat(sep=" "),
        "agents": [_agent(asdict(each)) for each in found.agents],
        "calls_waiting": None
        if waiting is None
        else [_only(asdict(each), _CALL) for each in waiting],
        "counters": {
            "active": counters.active,
            "ringing": counters.ringing,
            "waiting": counters.waiting,
            "in_ivr": counters.in_ivr,
        },
        "campaigns": [_campaign(each) for each in summaries],
        "in_groups": [_only(asdict(each), _IN_GROUP) for each in found.in_groups],
    }


def _agent(row: Mapping[str, Any]) -> dict[str, Any]:
    kind = row["kind"] if row["kind"] in _KINDS else None
    return {**_only(row, REPORT_COLUMNS.fields), "kind": kind}


def _campaign(summary: CampaignSummary) -> dict[str, Any]:
    figures = asdict(summary)
    figures.pop("at")
    counters = figures.pop("counters")
    statuses = summary.dial_statuses
    return {
        "campaign_id": figures.pop("campaign_id"),
        **figures,
        "dial_statuses": None if statuses is None else list(statuses),
        "calls_active": counters["active"],
        "calls_ringing": counters["ringing"],
        "calls_waiting": counters["waiting"],
        "calls_in_ivr": counters["in_ivr"],
        "agents_logged_in": counters["agents_logged_in"],
        "agents_in_calls": counters["agents_in_calls"],
        "agents_waiting": counters["agents_waiting"],
        "agents_paused": counters["agents_paused"],
    }


def _only(row: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: row[name] for name in names}
