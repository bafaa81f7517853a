"""A shift's report as titled tables, the same for every format. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vicidash import formatting
from vicidash.cli.commands.history.deeds import Deed, masked
from vicidash.client import AgentState
from vicidash.formatting import UNKNOWN, printable

if TYPE_CHECKING:
    from vicidash.history.shift import AgentShift, HourFigure
    from vicidash.history.shift_report import CampaignShift, KeptAlert, ShiftReport

PauseLimit = Callable[[str], float | None]
"""Seconds that a pause with a code may last; ``None``: no limit."""

STATES: Final = (
    (AgentState.IN_CALL, "Talk"),
    (AgentState.WAITING, "Wait"),
    (AgentState.PAUSED, "Pause"),
    (AgentState.DISPO, "Dispo"),
    (AgentState.DEAD, "Dead"),
)
_MINUTES: Final = 60


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table of texts. Columns are aligned to the right unless ``left`` has their number."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    left: frozenset[int] = frozenset({0})
    empty: str = ""
    """What is said instead of a table without rows."""
    campaign: CampaignShift | None = None
    """The campaign whose chart belongs to it."""
    chart: str = ""
    """Which one: ``hours`` or ``agents``."""


@dataclass(frozen=True, slots=True)
class ShiftSheet:
    """The whole report."""

    title: str
    notes: tuple[str, ...]
    tables: tuple[SheetTable, ...]
    reasons: tuple[str, ...]
    """Why figures are unknown."""


def sheet_of(
    report: ShiftReport, deeds: Sequence[Deed], host: str, limit: PauseLimit
) -> ShiftSheet:
    """The tables of a report. ``host`` is the dialer's, for the title."""
    clock = "the dialer's clock" if report.dialer_clock else "this machine's clock"
    notes = (
        f"Times are those of {clock}. Talk is time in calls, ringing and on hold included.",
        "Calls of an agent, and times, are what the polls of this machine saw.",
    )
    parts: list[SheetTable] = [_campaigns(report)]
    for each in report.campaigns:
        parts += [_hours(each), _agents(each, report, limit)]
    parts += [_alerts(report), _deeds(report, deeds)]
    title = f"Shift of {report.day.isoformat()}, {report.day:%A}, on {printable(host)}"
    reasons = tuple(printable(each) for each in (*report.reasons, *_reasons(report)))
    return ShiftSheet(title, notes, tuple(parts), reasons)


def _reasons(report: ShiftReport) -> Iterator[str]:
    """Why single cells are unknown."""
    for each in report.campaigns:
        if not each.agents and any(other.agents for other in report.campaigns):
            yield f"{each.campaign_id}: no agent of it was seen"
        bare = [f"{hour.hour:02}:00" for hour in each.hours if hour.calls is None]
        if bare:
            yield f"{each.campaign_id}, {', '.join(bare)}: fewer than two samples have its calls"
        if any(hour.level is None for hour in each.hours):
            yield f"{each.campaign_id}: the dialer did not tell its level"
    if any(alert.cleared is None for alert in report.alerts):
        yield "end of an alert: it lasts, or the console was closed before"


def _campaigns(report: ShiftReport) -> SheetTable:
    columns = ("Campaign", "Agents", "Calls", "Answers", "Drops", "Drop %", "Left")
    rows = [
        (
            printable(each.campaign_id),
            formatting.number(len({shift.user for shift in each.agents}) or None),
            formatting.number(each.figure.calls),
            formatting.number(each.figure.answers),
            formatting.number(each.figure.drops),
            formatting.percent(each.figure.percent),
            formatting.number(each.figure.drops_left),
            *(formatting.clock(each.spent(state)) for state, _ in STATES),
            "final" if each.final else "as last seen" if each.figure.calls is not None else UNKNOWN,
        )
        for each in report.campaigns
    ]
    titles = (*columns, *(word for _, word in STATES), "Figures")
    return SheetTable("Campaigns", titles, rows, frozenset({0, len(titles) - 1}), "No campaign")


def _hours(campaign: CampaignShift) -> SheetTable:
    columns = ("Hour", "Calls", "Answers", "Drops", "Drop %", "Level", "Seen")
    return SheetTable(
        f"{printable(campaign.campaign_id)}: by hour",
        columns,
        [
            (
                f"{each.hour:02}:00",
                formatting.number(each.calls),
                formatting.number(each.answers),
                formatting.number(each.drops),
                formatting.percent(each.drop_percent),
                level_words(each),
                f"{each.minutes} min",
            )
            for each in campaign.hours
        ],
        empty=f"{UNKNOWN} no hour of it was sampled",
        campaign=campaign,
        chart="hours",
    )


def level_words(hour: HourFigure) -> str:
    """The level at the end of an hour; where it moved, from its lowest to its highest."""
    level = formatting.level(hour.level)
    if hour.lowest is None or hour.highest is None or hour.lowest == hour.highest:
        return level
    return f"{level} ({formatting.level(hour.lowest)}–{formatting.level(hour.highest)})"


def _agents(campaign: CampaignShift, report: ShiftReport, limit: PauseLimit) -> SheetTable:
    columns = ("Agent", "From", "To", "Calls", *(word for _, word in STATES), "Pauses by code")
    return SheetTable(
        f"{printable(campaign.campaign_id)}: agents",
        columns,
        [
            (
                printable(each.user),
                f"{report.clock(each.first):%H:%M}",
                f"{report.clock(each.last):%H:%M}",
                formatting.number(each.calls),
                *(formatting.clock(each.spent(state)) for state, _ in STATES),
                pause_words(each, limit),
            )
            for each in campaign.agents
        ],
        frozenset({0, len(columns) - 1}),
        empty=f"{UNKNOWN} no agent of it was seen",
        campaign=campaign,
        chart="agents",
    )


def pause_words(shift: AgentShift, limit: PauseLimit) -> str:
    """An agent's pauses by code, the longest total first, and how many were over their limit."""
    words = []
    for code, times in sorted(shift.pauses.items(), key=lambda item: -sum(item[1])):
        most = limit(code)
        over = [] if most is None else [each for each in times if each > most]
        text = f"{printable(code) or 'no code'} {len(times)}× {formatting.clock(sum(times))}"
        if over:
            text += f" ({len(over)} over {formatting.clock(most)})"
        words.append(text)
    return ", ".join(words)


def _alerts(report: ShiftReport) -> SheetTable:
    columns = ("From", "To", "Severity", "Rule", "About", "Alert")
    rows = [
        (
            f"{report.clock(each.raised):%H:%M}",
            UNKNOWN if each.cleared is None else f"{report.clock(each.cleared):%H:%M}",
            each.severity,
            each.rule,
            about(each),
            masked(each.words),
        )
        for each in report.alerts
    ]
    return SheetTable("Alerts", columns, rows, frozenset(range(6)), "No alert was kept of this day")


def about(alert: KeptAlert) -> str:
    """What an alert is about, safe for one line."""
    return printable(f"{alert.kind} {alert.target}".strip())


def _deeds(report: ShiftReport, deeds: Sequence[Deed]) -> SheetTable:
    columns = ("At", "By", "Action", "Target", "Change", "Outcome")
    rows = [
        (
            f"{report.clock(each.time.timestamp()):%H:%M}",
            *(each.who, each.action, each.target, each.change, each.outcome),
        )
        for each in deeds
    ]
    return SheetTable(
        "What was done", columns, rows, frozenset(range(6)), "The audit log has nothing of this day"
    )
