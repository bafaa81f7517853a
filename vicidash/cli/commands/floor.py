"""``vicidash agents``, ``stats`` and ``monitor``: the floor and its campaigns in figures."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import TYPE_CHECKING, Final

import click

from vicidash.cli.completion import campaigns as complete_campaigns
from vicidash.cli.options import CliContext, group_option, json_option, pass_cli, state_option
from vicidash.cli.runtime import (
    check_campaigns,
    check_sees_campaigns,
    error_message,
    handle_errors,
    load_settings,
    note_dropped,
    run_with_client,
)
from vicidash.cli.terminal import (
    AGENT_COLUMNS,
    Columns,
    ExitCode,
    note,
    print_json,
    print_rows,
)
from vicidash.formatting import UNKNOWN, percent, printable

if TYPE_CHECKING:
    from vicidash.client import (
        Agent,
        CampaignStats,
        CampaignSummary,
        DialerError,
        VicidialClient,
    )
    from vicidash.config import Loaded

STATS_COLUMNS: Final = Columns(
    (
        *("campaign_id", "campaign_name", "active", "dial_method", "dial_level"),
        *("agents_logged_in", "agents_incall", "agents_waiting", "agents_paused"),
        *("agents_dispo", "agents_dead", "calls_today", "answers_today", "drops_today"),
        *("drop_percent", "hopper_level", "calls_in_queue"),
    ),
    {
        "campaign_id": "Campaign",
        "dial_method": "Method",
        "dial_level": "Level",
        "agents_logged_in": "Agents",
        "agents_incall": "Call",
        "agents_waiting": "Wait",
        "agents_paused": "Paused",
        "agents_dispo": "Dispo",
        "agents_dead": "Dead",
        "calls_today": "Calls",
        "drops_today": "Drops",
        "drop_percent": "Drop%",
        "hopper_level": "Hopper",
        "calls_in_queue": "Queue",
    },
    ("dial_method", "agents_dead", "agents_dispo"),
)
"""The columns of ``stats``; its fields are the keys of each campaign in the JSON."""

SUMMARY_FIELDS: Final = ("dialable_leads", "calls_ringing", "trunk_short", "max_level")
"""What only the dialer's campaign summary tells, for the JSON of ``stats``."""

TIMED_COLUMNS: Final = Columns(
    (*AGENT_COLUMNS.fields, "state_seconds", "state_seconds_exact"),
    {**AGENT_COLUMNS.titles, "state_seconds": "Seconds"},
    AGENT_COLUMNS.spare,
)
"""Agents with the time in their state."""

SUMMED: Final = STATS_COLUMNS.fields[5:]
"""The keys of the total."""


@click.command()
@click.option(
    "--campaign",
    "campaigns",
    metavar="ID",
    multiple=True,
    shell_complete=complete_campaigns,
    help="Only agents in this campaign; may be given several times.",
)
@group_option("Only agents of this user group; may be given several times.")
@state_option("Only agents in this state; may be given several times.")
@click.option("--times", is_flag=True, help="Show the seconds in the state, from the report.")
@json_option
@pass_cli
def agents(
    cli: CliContext,
    campaigns: tuple[str, ...],
    groups: tuple[str, ...],
    states: tuple[str, ...],
    times: bool,
    as_json: bool,
) -> None:
    """Show who is logged in.

    Without --campaign it shows the campaigns of the setting campaigns, or the whole floor. In a
    pipe the columns are separated by tabs, below a header; — means that the dialer does not report
    the value. With --times the dialer's real-time report is asked too; an agent whom it shows in
    another state has just changed it, so that the seconds are — (in JSON null).

    \b
    Examples:
      vicidash agents
      vicidash agents --campaign SALESB2B --campaign SOLAR_OB
      vicidash agents --group NIGHT --state paused --state dead
      vicidash agents --json | jq '.[] | select(.state == "dead") | .user'
      vicidash agents --times --json | jq '.[] | select(.state_seconds > 900) | .user'
    """
    loaded, wanted = _wanted(cli, campaigns)

    seconds: dict[str, int] = {}

    async def job(client: VicidialClient) -> Sequence[Agent]:
        listing = await client.agents.list(wanted)
        if times:
            seconds.update(await _state_seconds(client, listing, wanted))
        note_dropped(listing.dropped)
        if not wanted and not listing:
            await check_sees_campaigns(client)
        empty = set(wanted) - {agent.campaign_id for agent in listing}
        if empty:  # nobody is logged in there, or the name is mistyped
            await check_campaigns(client, [each for each in wanted if each in empty])
        return _in_groups(listing, groups, "among these agents")

    found = [each.model_dump(mode="json") for each in run_with_client(loaded, job)]
    if states:
        found = [row for row in found if row["state"] in states]
    rows = [_only(row, AGENT_COLUMNS.fields) for row in found]
    if times:
        rows = [
            {
                **row,
                "state_seconds": seconds.get(str(row["user"])),
                "state_seconds_exact": row["user"] in seconds,
            }
            for row in rows
        ]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, TIMED_COLUMNS if times else AGENT_COLUMNS)


def _in_groups(agents: Sequence[Agent], groups: Sequence[str], where: str) -> Sequence[Agent]:
    """The agents of these user groups, or all without any; a group that has none is noted."""
    from vicidash.client.campaign_stats import of_user_groups

    if not groups:
        return agents
    found = of_user_groups(agents, groups)
    there = sorted({agent.user_group for agent in agents if agent.user_group})
    for group in dict.fromkeys(groups):
        if group not in there:
            seen = f"there are {', '.join(there)}" if there else "nobody is logged in"
            note(f"no agent of user group {group} {where}: {seen}")
    return found


async def _state_seconds(
    client: VicidialClient, agents: Iterable[Agent], campaigns: Sequence[str]
) -> Mapping[str, int]:
    """The seconds in state of the agents whom the report shows in the same state."""
    from vicidash.client import DialerError, LoginError
    from vicidash.client.report.agents import same_state

    try:
        report = await client.realtime.report(campaigns)
    except LoginError:
        raise
    except DialerError as error:
        note(error_message(error))
        return {}
    reported = {each.user: each for each in report.agents}
    return {
        agent.user: reported[agent.user].seconds
        for agent in agents
        if agent.user in reported and same_state(reported[agent.user], agent)
    }


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=complete_campaigns)
@group_option(
    "Count only agents of this user group; may be given several times. Calls, drops, hopper and "
    "queue stay those of the whole campaign."
)
@json_option
@pass_cli
def stats(cli: CliContext, ids: tuple[str, ...], groups: tuple[str, ...], as_json: bool) -> None:
    """Show the figures of campaigns, and their total.

    Without an ID it shows the campaigns of the setting campaigns, or all active ones. A figure
    that this account may not read is — (in JSON null), and stderr says why.

    \b
    Examples:
      vicidash stats
      vicidash stats SALESB2B SOLAR_OB
      vicidash stats --group NIGHT
      vicidash stats --json | jq .total.drop_percent
    """
    from vicidash.client import Refused, Unsupported
    from vicidash.client.campaign_stats import total

    loaded, wanted = _wanted(cli, ids)

    heads: dict[str, CampaignSummary] = {}

    async def job(client: VicidialClient) -> tuple[CampaignStats, ...]:
        try:
            found = await client.campaigns.stats_of(wanted, groups)
            if not found:
                await check_sees_campaigns(client)
        except (Refused, Unsupported):
            await check_campaigns(client, wanted)
            raise
        if as_json and loaded.settings.report != "never":
            heads.update(await _summaries(client))
        return found

    figures = run_with_client(loaded, job)
    for reason in unknown_reasons(figures):
        note(reason)
    sums_of = total(figures)
    if groups:
        named = " and ".join(dict.fromkeys(groups))
        note(f"agents are those of user group {named}; all else is of the whole campaigns")
        if sums_of.agents_logged_in == 0:
            note(f"no agent of user group {named} is logged in, if there is such a group")
    rows = [_only(each.model_dump(mode="json"), STATS_COLUMNS.fields) for each in figures]
    sums = _only(sums_of.model_dump(), SUMMED)
    if as_json:
        rows = [{**row, **_summary_figures(heads.get(str(row["campaign_id"])))} for row in rows]
        limited = {"user_groups": list(dict.fromkeys(groups))} if groups else {}
        print_json({**limited, "campaigns": rows, "total": sums})
    else:
        print_rows(rows, STATS_COLUMNS, {"campaign_id": "TOTAL", **sums})


async def _summaries(client: VicidialClient) -> Mapping[str, CampaignSummary]:
    """The dialer's campaign summary by id; empty where it does not serve, which stderr explains."""
    from vicidash.client import DialerError, LoginError

    if not (await client.dialect()).composed:
        return {}
    try:
        return {each.campaign_id: each for each in await client.realtime.summary()}
    except LoginError:
        raise
    except DialerError as error:
        note(error_message(error))
        return {}


def _summary_figures(summary: CampaignSummary | None) -> dict[str, object]:
    if summary is None:
        return dict.fromkeys(SUMMARY_FIELDS)
    counters = summary.counters
    values = (summary.dialable_leads, counters.ringing, summary.trunk_short, summary.max_level)
    return dict(zip(SUMMARY_FIELDS, values, strict=True))


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=complete_campaigns)
@click.option(
    "--interval",
    type=click.FloatRange(min=1),
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help="Time between two polls, at least 1.",
)
@click.option("--once", is_flag=True, help="Poll once, then end.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON for each poll.")
@pass_cli
def monitor(
    cli: CliContext, ids: tuple[str, ...], interval: float, once: bool, as_json: bool
) -> int:
    """Print the figures of campaigns at each poll, until Ctrl+C.

    Without an ID it shows the campaigns of the setting campaigns, or all active ones. While the
    dialer cannot be reached, stderr says so and it keeps trying; it ends when the login is refused.

    \b
    Examples:
      vicidash monitor SALESB2B SOLAR_OB
      vicidash monitor --once
      vicidash monitor --interval 10 --json | jq --unbuffered .total.drop_percent
    """
    from vicidash.client import Refused, Unsupported

    loaded, wanted = _wanted(cli, ids)
    board = _Board(as_json=as_json, clears=not once)

    def end(error: DialerError) -> None:
        raise error

    async def job(client: VicidialClient) -> None:
        snapshots = client.monitor(wanted, interval, end if once else board.out_of_reach)
        try:
            async with aclosing(snapshots):
                async for figures in snapshots:
                    if not figures:
                        await check_sees_campaigns(client)
                    board.show(figures)
                    if once:
                        return
        except (Refused, Unsupported):
            await check_campaigns(client, wanted)
            raise

    run_with_client(loaded, job)
    return ExitCode.DONE


def _wanted(cli: CliContext, named: Sequence[str]) -> tuple[Loaded, tuple[str, ...]]:
    """The settings, and the campaigns named on the command line or there; none means all."""
    with handle_errors():
        loaded = load_settings(cli)
    return loaded, tuple(dict.fromkeys(named)) or loaded.settings.campaigns


def _only(data: Mapping[str, object], names: Iterable[str]) -> dict[str, object]:
    return {name: data[name] for name in names}


def unknown_reasons(figures: Iterable[CampaignStats]) -> Iterable[str]:
    """Why figures are unknown: once for each function of the dialer, not for each campaign."""
    from vicidash.client.campaign_stats import FIGURES_OF

    function_of = {figure: function for function, names in FIGURES_OF.items() for figure in names}
    reasons: dict[str, str] = {}
    for campaign in figures:
        for figure, reason in campaign.unknown.items():
            reasons.setdefault(function_of.get(figure, ""), reason)
    return dict.fromkeys(reasons.values())


# The table that ``monitor`` prints at each poll, as the integration guide does

_MONITOR_COLUMNS: Final = (
    ("Campaign", "campaign_id", -12),
    ("Agents", "agents_logged_in", 6),
    ("InCall", "agents_incall", 6),
    ("Wait", "agents_waiting", 6),
    ("Pause", "agents_paused", 6),
    ("Calls", "calls_today", 8),
    ("Drops", "drops_today", 6),
    ("Drop%", "drop_percent", 7),
    ("Hopper", "hopper_level", 6),
)
"""Title, figure and width; a negative width aligns to the left."""
_MONITOR_SUMS: Final = ("agents_logged_in", "calls_today", "drops_today", "drop_percent")
_RULE: Final = "-" * 78


class _Board:
    """Prints the polls, and each problem once."""

    def __init__(self, *, as_json: bool, clears: bool) -> None:
        self._as_json = as_json
        self._clears = clears and not as_json and sys.stdout.isatty()
        self._problem = ""
        self._noted: set[str] = set()

    def out_of_reach(self, error: DialerError) -> None:
        """Note a failed poll, when it begins and when the reason changes."""
        message = error_message(error)
        if message != self._problem:
            self._problem = message
            note(f"{message}. Trying again")

    def show(self, figures: Sequence[CampaignStats]) -> None:
        """Print one poll."""
        from vicidash.client.campaign_stats import total

        at = datetime.now().astimezone()
        if self._as_json:
            rows = [_only(each.model_dump(mode="json"), STATS_COLUMNS.fields) for each in figures]
            data = {
                "at": at.isoformat(timespec="seconds"),
                "campaigns": rows,
                "total": _only(total(figures).model_dump(mode="json"), SUMMED),
            }
            click.echo(json.dumps(data, allow_nan=False))
        else:
            if self._clears:
                click.clear()
                if sys.stderr.isatty():  # the notes were cleared, too
                    self._noted.clear()
            click.echo("\n".join(monitor_lines(figures, at)))
        self._note_changes(figures)

    def _note_changes(self, figures: Iterable[CampaignStats]) -> None:
        if self._problem:
            self._problem = ""
            note("the dialer answers again")
        for reason in unknown_reasons(figures):
            if reason not in self._noted:
                self._noted.add(reason)
                note(reason)


def monitor_lines(figures: Sequence[CampaignStats], at: datetime) -> list[str]:
    """The guide's table. The drop % of the total is of all answers, as the dialer computes it."""
    from vicidash.client.campaign_stats import total

    sums = _only(total(figures).model_dump(), _MONITOR_SUMS)
    return [
        f"VICIdial Dashboard — {at:%H:%M:%S}",
        "",
        _monitor_line({name: title for title, name, _ in _MONITOR_COLUMNS}),
        _RULE,
        *(_monitor_line(each.model_dump(mode="json")) for each in figures),
        _RULE,
        _monitor_line({"campaign_id": "TOTAL", **sums}),
        "",
    ]


def _monitor_line(values: Mapping[str, object]) -> str:
    cells = []
    for _, name, width in _MONITOR_COLUMNS:
        text = _monitor_cell(values[name]) if name in values else ""
        cells.append(text.ljust(-width) if width < 0 else text.rjust(width))
    return " ".join(cells).rstrip()


def _monitor_cell(value: object) -> str:
    if value is None:
        return UNKNOWN
    return percent(value, 1) if isinstance(value, float) else printable(str(value))
