"""From a snapshot to the rows of the two tables. Pure: no widget, no clock of its own.

Everything that came from the dialer becomes ``Text``: never markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from rich.text import Text

from vicidash import words
from vicidash.client import CampaignStats, Totals
from vicidash.client.checks import level_warning
from vicidash.floor.desk import Stage, Ticket
from vicidash.floor.drops import drops_left
from vicidash.floor.snapshot import FloorAgent, FloorCampaign, FloorSnapshot
from vicidash.spark import sparkline
from vicidash.tui.glyphs import UTF8
from vicidash.tui.keymap import KeyOf, usual_key
from vicidash.tui.themes import FloorTheme
from vicidash.tui.widgets.live_table import Column, Row

TOTAL: Final = "\0total"
"""Key of the TOTAL row: no campaign id can have it."""
FADE: Final = 12.0
"""Seconds for which the end of an action stays beside its target."""

CAMPAIGN_COLUMNS: Final = (
    Column("campaign_id", "Campaign", 9, flexible=True, min_width=8, max_width=20, letter="C"),
    Column("dial_method", "Method", 13, priority=5, letter="M"),
    Column("dial_level", "Level", 9, "right", letter="V"),
    Column("agents_logged_in", "Agents", 6, "right", priority=1, letter="A"),
    Column("agents_incall", "In call", 7, "right", priority=1, letter="I"),
    Column("agents_waiting", "Waiting", 7, "right", priority=1, letter="W"),
    Column("waiting_trend", "Last hour", 12, priority=9),
    Column("agents_paused", "Paused", 6, "right", priority=1, letter="P"),
    Column("agents_dispo", "Dispo", 5, "right", priority=6, letter="D"),
    Column("agents_dead", "Dead", 4, "right", priority=6, letter="E"),
    Column("calls_today", "Calls", 7, "right", priority=4, letter="S"),
    Column("drops_today", "Drops", 5, "right", priority=4, letter="R"),
    Column("drop_percent", "Drop %", 9, "right", letter="O"),
    Column("drop_trend", "Last hour", 12, priority=8),
    Column("drops_left", "To 3%", 5, "right", priority=2, letter="T"),
    Column("month_percent", "30 d %", 9, "right", priority=7),
    Column("hopper_level", "Hopper", 6, "right", priority=3, letter="H"),
    Column("calls_in_queue", "Queue", 5, "right", priority=1, letter="Q"),
)

AGENT_COLUMNS: Final = (
    Column("user", "User", 9, letter="U"),
    Column(
        "full_name", "Name", 14, priority=2, flexible=True, min_width=8, max_width=32, letter="N"
    ),
    Column("campaign_id", "Campaign", 9, priority=1, letter="C"),
    Column("user_group", "Group", 9, priority=4, letter="R"),
    Column("state", "State", 8, letter="S"),
    Column("pause_code", "Code", 6, priority=1, letter="D"),
    Column("time", "Time", 8, "right", letter="T"),
    Column("calls_today", "Calls", 5, "right", priority=3, letter="A"),
    Column("lead_id", "Lead", 9, "right", priority=5, letter="E"),
    Column("action", "Action", 17, priority=1, letter="I"),
)

_SIGNS: Final = {
    Stage.SENDING: UTF8.sending,
    Stage.QUEUED: UTF8.pending,
    Stage.AFTER_CALL: UTF8.pending,
    Stage.CONFIRMED: UTF8.done,
    Stage.NOT_OBEYED: UTF8.failed,
    Stage.FAILED: UTF8.failed,
    Stage.SUPERSEDED: UTF8.superseded,
    Stage.NOT_KNOWN: "?",
}
_DOING: Final = {"pause": "pausing", "resume": "resuming", "log out": "logging out"}

Tickets = Callable[[str], Ticket | None]
Trends = Callable[[str, str], Sequence[float | None]]
"""From a campaign and ``drop_trend`` or ``waiting_trend`` to its last hour, a value a minute."""
TREND: Final = 12
"""Cells of a sparkline."""


def campaign_rows(
    snapshot: FloorSnapshot,
    theme: FloorTheme,
    *,
    now: float,
    tickets: Tickets,
    steps: Mapping[str, float],
    stale: bool,
    order: Iterable[str] | None = None,
    trends: Trends = lambda name, figure: (),
    with_total: bool = True,
) -> list[Row]:
    """A row for each campaign and the TOTAL. ``steps``: dial levels gathered but not sent."""
    plain = theme.parts.stale if stale else ""
    campaigns = snapshot.campaigns.value or {}
    rows = [
        Row(
            name,
            _campaign(campaigns[name], theme, plain, tickets(name), steps.get(name), now)
            | _trends(name, theme, plain, trends),
        )
        for name in (campaigns if order is None else order)
    ]
    if rows and with_total:
        rows.append(Row(TOTAL, _total(snapshot.totals, theme, plain), fixed=True))
    return rows


def _campaign(
    each: FloorCampaign,
    theme: FloorTheme,
    plain: str,
    ticket: Ticket | None,
    step: float | None,
    now: float,
) -> dict[str, Text]:
    stats = each.stats
    idle = stats.active is False or stats.dial_level == 0
    dry = stats.hopper_level == 0 and not idle
    cells = _figures(stats, theme, plain)
    return cells | {
        "campaign_id": _text(stats.campaign_id, plain),
        "dial_method": _text((stats.dial_method or "").removeprefix("ADAPT_"), plain)
        if stats.dial_method
        else _text(words.UNKNOWN, plain),
        "dial_level": level_cell(each, theme, plain, ticket, step, now),
        "month_percent": _drop(each.month_percent, theme, plain),
        "hopper_level": _text(
            f"!{stats.hopper_level}" if dry else words.number(stats.hopper_level),
            plain or (f"bold {theme.colors.warning}" if dry else ""),
        ),
    }


def level_cell(
    each: FloorCampaign,
    theme: FloorTheme,
    plain: str,
    ticket: Ticket | None,
    step: float | None,
    now: float,
) -> Text:
    """The dial level; beside it the steps gathered, or how an action on it goes."""
    stats = each.stats
    level = words.level(stats.dial_level)
    if step is not None:
        return _text(f"{level}→{words.level(step)}", f"bold {theme.colors.accent}")
    sign, colour = action_mark(ticket, theme, now)
    if sign and ticket is not None:
        seen_since = each.ages.get("campaigns_list", now) > ticket.at
        held = ticket.value if ticket.stage.pending else "" if seen_since else ticket.after
        shown = words.level(float(held)) if held else level
        return _text(f"{sign[0]} {shown}", plain or colour)
    weak = level_warning(stats.dial_method) is not None
    return _text(level, plain or (theme.parts.muted if weak else ""))


def _trends(name: str, theme: FloorTheme, plain: str, trends: Trends) -> dict[str, Text]:
    colour = plain or theme.parts.chart
    limit = theme.drop.critical[0]
    drops, waiting = trends(name, "drop_trend"), trends(name, "waiting_trend")
    highest = max([limit, *(value for value in drops if value is not None)])
    return {
        "drop_trend": _text(sparkline(drops, TREND, high=highest), colour),
        "waiting_trend": _text(sparkline(waiting, TREND), colour),
    }


def _figures(figures: CampaignStats | Totals, theme: FloorTheme, plain: str) -> dict[str, Text]:
    counts = {
        name: _text(words.number(getattr(figures, name)), plain)
        for name in (
            "agents_logged_in",
            "agents_incall",
            "agents_waiting",
            "agents_paused",
            "agents_dispo",
            "agents_dead",
            "calls_today",
            "drops_today",
            "hopper_level",
            "calls_in_queue",
        )
    }
    if not plain and figures.calls_in_queue and not figures.agents_waiting:
        counts["calls_in_queue"] = _text(
            f"!{figures.calls_in_queue}", f"bold {theme.colors.warning}"
        )
    left = drops_left(figures.drops_today, figures.answers_today)
    over = left is not None and left < 0
    return counts | {
        "drop_percent": _drop(figures.drop_percent, theme, plain),
        "drops_left": _text(words.number(left), plain or (theme.drop.critical[1] if over else "")),
    }


def _total(totals: Totals, theme: FloorTheme, plain: str) -> dict[str, Text]:
    blank = Text("")
    cells = _figures(totals, theme, plain) | {
        "campaign_id": _text("TOTAL", plain),
        "dial_method": blank,
        "dial_level": blank,
        "month_percent": blank,
        "drop_trend": blank,
        "waiting_trend": blank,
    }
    # the rule counts each campaign by itself: a total of drops left would comfort wrongly
    cells["drops_left"] = blank
    return {name: _bold(cell) for name, cell in cells.items()}


def _bold(cell: Text) -> Text:
    bold = cell.copy()
    bold.stylize("bold")
    return bold


def _drop(percent: float | None, theme: FloorTheme, plain: str) -> Text:
    sign, colour = theme.drop_colour(percent)
    return _text(sign + words.percent(percent), plain or (f"bold {colour}" if colour else ""))


def reasons(campaign: FloorCampaign, key_of: KeyOf = usual_key) -> str:
    """Why figures of a campaign are unknown: a line for each reason, naming the columns."""
    stats = campaign.stats
    known = {**stats.model_dump(), "month_percent": campaign.month_percent}
    because: dict[str, list[str]] = {}
    for column in CAMPAIGN_COLUMNS:
        if column.key in known and known[column.key] is None:
            why = stats.unknown.get(column.key, f"not told yet; {key_of('poll_now')} asks now")
            because.setdefault(why, []).append(column.label)
    told = [f"{', '.join(labels)}: {why}" for why, labels in because.items()]
    return "\n".join(told) or f"Every figure of {stats.campaign_id} is known"


def agent_rows(
    agents: Iterable[FloorAgent],
    theme: FloorTheme,
    *,
    now: float,
    seen_at: float,
    tickets: Tickets,
    stale: bool,
) -> list[Row]:
    """A row for each agent. ``now`` counts the time in state, ``seen_at`` is where it stops."""
    plain = theme.parts.stale if stale else ""
    at = seen_at if stale else now
    return [
        Row(each.agent.user, _agent(each, theme, plain, at, now, tickets(each.agent.user)))
        for each in agents
    ]


def _agent(
    each: FloorAgent,
    theme: FloorTheme,
    plain: str,
    at: float,
    now: float,
    ticket: Ticket | None,
) -> dict[str, Text]:
    agent = each.agent
    seconds = each.seconds(at)
    colour = plain or theme.state_style(each, seconds)
    time = words.clock(seconds) if each.exact else words.at_least(seconds)
    sign, action_colour = action_mark(ticket, theme, now)
    return {
        "user": _text(agent.user, plain),
        "full_name": _text(agent.full_name or "", plain),
        "campaign_id": _text(agent.campaign_id, plain),
        "user_group": _text(agent.user_group or "", plain or theme.parts.muted),
        "state": _text(agent.word, colour),
        "pause_code": _text(agent.pause_code or "", colour),
        "time": _text(time, colour),
        "calls_today": _text(words.number(agent.calls_today), plain),
        "lead_id": _text(str(agent.lead_id) if agent.lead_id else "", plain or theme.parts.muted),
        "action": _text(sign, plain or action_colour),
    }


def action_mark(ticket: Ticket | None, theme: FloorTheme, now: float) -> tuple[str, str]:
    """What stands beside a target while an action on it is pending, and shortly after."""
    if ticket is None or ticket.stage is Stage.SUPERSEDED:
        return "", ""
    if not ticket.stage.pending and now - ticket.at > FADE:
        return "", ""
    sign = _SIGNS[ticket.stage]
    if ticket.stage is Stage.CONFIRMED:
        return f"{sign} done", theme.colors.success
    if ticket.stage.pending:
        doing = _DOING.get(ticket.action, ticket.action)
        what = ticket.stage.value if ticket.stage is Stage.AFTER_CALL else doing
        return f"{sign} {what}", theme.colors.accent
    return f"{sign} {ticket.stage.value}", f"bold {theme.colors.error}"


@lru_cache(maxsize=8192)
def _text(content: str, style: str) -> Text:
    """Never to be changed: most cells are the same from one picture to the next."""
    return Text(words.printable(content), style=style, no_wrap=True, end="")
