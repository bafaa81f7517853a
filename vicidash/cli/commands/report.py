"""``vicidash report`` and ``queues``: the dialer's real-time report, and its queues alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import click

from vicidash.cli.completion import campaigns as complete_campaigns
from vicidash.cli.completion import in_groups as complete_in_groups
from vicidash.cli.options import CliContext, json_option, pass_cli
from vicidash.cli.runtime import handle_errors, load_settings, note_dropped, run_with_client
from vicidash.cli.terminal import Columns, note, print_json, print_rows
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

QUEUE_COLUMNS: Final = Columns(
    (
        *("group", "waiting", "longest", "calls", "drops", "answers", "drop_percent"),
        *("service_level_1", "service_level_2", "hold_answered", "hold_dropped", "hold_all"),
    ),
    {
        "group": "Queue",
        "waiting": "Waiting",
        "longest": "Longest",
        "calls": "Calls",
        "answers": "Answers",
        "drops": "Drops",
        "drop_percent": "Drop%",
        "service_level_1": "TMA 1",
        "service_level_2": "TMA 2",
        "hold_answered": "Hold answered",
        "hold_dropped": "Hold dropped",
        "hold_all": "Hold all",
    },
    ("hold_dropped", "hold_all", "answers"),
)
"""A row per queue: an in-group, or a campaign with calls waiting."""

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


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=complete_in_groups)
@json_option
@pass_cli
def queues(cli: CliContext, ids: tuple[str, ...], as_json: bool) -> None:
    """Show the in-groups of the day, and the calls that wait.

    An ID is an in-group or campaign; without one all are shown. TMA 1 and 2 are the shares
    answered within the two limits of the in-group, holds are averages in seconds. The table has a
    row per queue; the JSON has each waiting call with its own time, the longest first.

    \b
    Examples:
      vicidash queues
      vicidash queues SUPPORT
      vicidash queues --json | jq '.calls_waiting[0].seconds'
    """
    with handle_errors():
        loaded = load_settings(cli)
    wanted = set(ids)

    async def job(client: VicidialClient) -> RealtimeReport:
        return await client.realtime.report(loaded.settings.campaigns)

    found = run_with_client(loaded, job)
    data = queues_json(found, wanted)
    if as_json:
        print_json(data)
        return
    if data["calls_waiting"] is None:
        note("the report counts calls that wait, but does not list them")
    print_rows([_shown(each) for each in data["queues"]], QUEUE_COLUMNS)


def queues_json(found: RealtimeReport, wanted: set[str]) -> dict[str, Any]:
    """The queues in ``wanted``, or all when it is empty, as they are printed with ``--json``."""
    calls = found.calls_waiting
    waiting = (
        None
        if calls is None
        else [
            _only(asdict(each), _CALL)
            for each in sorted(calls, key=lambda call: -call.seconds)
            if not wanted or each.group in wanted
        ]
    )
    figures = {each.group: asdict(each) for each in found.in_groups}
    names = [*figures, *(each["group"] for each in waiting or ())]
    rows = []
    for name in dict.fromkeys(names):
        if wanted and name not in wanted:
            continue
        own = [each["seconds"] for each in waiting or () if each["group"] == name]
        day = figures.get(name, {})
        rows.append(
            {
                "group": name,
                "waiting": None if waiting is None else len(own),
                "longest": max(own, default=None),
                **{field: day.get(field) for field in _IN_GROUP[1:]},
            }
        )
    return {"at": found.at.isoformat(sep=" "), "queues": rows, "calls_waiting": waiting}


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    longest = row["longest"]
    nobody = "" if row["waiting"] == 0 else None
    return {**row, "longest": nobody if longest is None else clock(longest)}
