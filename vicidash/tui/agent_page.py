"""One agent whole, as lines that fit: who, what now, the shift, what the dialer adds. Pure.

Everything that came from the dialer becomes ``Text``: never markup. Where the pane is low, the
lines that matter least are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from vicidash import words
from vicidash.client import AgentDetails, AgentStatistics
from vicidash.floor.desk import Ticket
from vicidash.floor.snapshot import FloorAgent, Part
from vicidash.floor.timeline import Stretch
from vicidash.tui import agent_shift
from vicidash.tui.agent_shift import Clock
from vicidash.tui.cells import action_mark
from vicidash.tui.shift_band import band, band_text, labels, legend
from vicidash.tui.themes import FloorTheme

GAP: Final = "  "
TWO_COLUMNS: Final = 66
"""Cells from which on the pauses stand beside the states."""
PAUSES: Final = 36
"""Cells of the pauses there."""


@dataclass(frozen=True, slots=True)
class AgentPicture:
    """One agent at a moment, with all that is known of them."""

    user: str
    seen: FloorAgent | None
    """As the floor lists them, or did last."""
    absence: str
    """Why the floor does not list them; empty while it does."""
    stretches: Sequence[Stretch]
    at: float
    """Clock seconds up to which times are counted."""
    now: float
    clock: Clock
    ticket: Ticket | None
    details: Part[AgentDetails]
    day: Part[AgentStatistics | None]
    stale: bool
    """Whether the dialer is out of reach."""


class _Line(NamedTuple):
    rank: int
    """The higher, the earlier it is left out."""
    text: Text


def page(agent: AgentPicture, theme: FloorTheme, *, width: int, height: int) -> Text:
    """At most ``height`` lines of at most ``width`` cells."""
    width = max(1, width)
    lines = [
        *_head(agent, theme),
        *_shift(agent, theme, width),
        *_sums(agent, theme, width),
        *_details(agent, theme, width),
        *_day(agent, theme, width),
    ]
    while len(lines) > max(1, height):
        worst = max(line.rank for line in lines)
        at = max(n for n, line in enumerate(lines) if line.rank == worst)
        del lines[at]
    shown = [line.text for line in lines]
    for text in shown:
        text.truncate(width, overflow="ellipsis")
    return Text("\n", no_wrap=True, end="").join(shown)


def _head(agent: AgentPicture, theme: FloorTheme) -> Iterator[_Line]:
    plain = theme.parts.stale if agent.stale else ""
    who = _text()
    who.append(words.printable(agent.user), "bold")
    seen = agent.seen
    if seen is not None:
        told = seen.agent
        who.append(GAP + words.printable(told.full_name or ""), "bold")
        who.append(f"{GAP}group {_known(told.user_group)}", theme.parts.muted)
        who.append(f"{GAP}campaign {words.printable(told.campaign_id)}", theme.parts.muted)
        who.append(f"{GAP}session {_known(told.session_id)}", theme.parts.muted)
    yield _Line(0, who)
    yield _Line(1, _state(agent, theme, plain))
    yield _Line(8, _action(agent, theme))


def _state(agent: AgentPicture, theme: FloorTheme, plain: str) -> Text:
    line = _text()
    if agent.absence or agent.seen is None:
        line.append(words.upper_first(agent.absence), f"bold {theme.colors.warning}")
        if agent.stretches and (end := agent.stretches[-1].until) is not None:
            last = agent_shift.moment(end, agent.at, agent.clock)
            line.append(f"{GAP}last seen {last}, {words.age(agent.at - end)} ago")
        return line
    seen, told = agent.seen, agent.seen.agent
    seconds = seen.seconds(agent.at)
    style = plain or theme.state_style(seen, seconds)
    line.append(words.printable(told.word), f"bold {style}")
    if told.pause_code:
        line.append(f" {words.printable(told.pause_code)}", style)
    time = words.clock(seconds) if seen.exact else words.at_least(seconds)
    line.append(f"{GAP}{time}", f"bold {style}")
    line.append(f"{GAP}calls today {words.number(told.calls_today)}", plain)
    if told.lead_id:
        line.append(f"{GAP}lead {told.lead_id}", plain)
    return line


def _action(agent: AgentPicture, theme: FloorTheme) -> Text:
    line = Text("Last action", theme.parts.muted, no_wrap=True, end="")
    if agent.ticket is None:
        line.append(f"{GAP}none from this console")
        return line
    # at its own time, so that the sign of how it ended does not fade here
    sign, colour = action_mark(agent.ticket, theme, agent.ticket.at)
    mark = f"{sign[0]} " if sign else ""
    line.append(f"{GAP}{mark}{words.printable(str(agent.ticket))}", colour)
    line.append(f"{GAP}{words.age(agent.now - agent.ticket.at)} ago", theme.parts.muted)
    return line


def _shift(agent: AgentPicture, theme: FloorTheme, width: int) -> Iterator[_Line]:
    wall = agent.clock(agent.at)
    midnight = None
    if wall is not None:
        passed = wall.hour * 3600 + wall.minute * 60 + wall.second + wall.microsecond / 1e6
        midnight = agent.at - passed
    drawn = band(agent.stretches, width, now=agent.at, midnight=midnight)
    title = Text("Shift", "bold", no_wrap=True, end="")
    title.append(f"{GAP}{drawn.scale}/cell{GAP}", theme.parts.muted)
    states = {each.state for each in agent.stretches}
    title.append_text(legend(states, theme, width - title.cell_len))
    yield _Line(7, title)
    yield _Line(2, band_text(drawn, theme))
    yield _Line(3, Text(labels(drawn, midnight), theme.parts.muted, no_wrap=True, end=""))


def _sums(agent: AgentPicture, theme: FloorTheme, width: int) -> Iterator[_Line]:
    beside = width >= TWO_COLUMNS
    left = width - PAUSES - len(GAP) if beside else width
    title, states = agent_shift.sums(
        agent.stretches, theme, at=agent.at, width=left, clock=agent.clock
    )
    if not states:
        yield _Line(6, title)
        return
    pauses_title, pauses = agent_shift.pauses(
        agent.stretches, theme, at=agent.at, lines=len(states)
    )
    if beside:
        yield _Line(6, _beside(title, pauses_title, left))
        rest = [*pauses, *[_text()] * (len(states) - len(pauses))]
        for state, pause in zip(states, rest, strict=True):
            yield _Line(4, _beside(state, pause, left))
        return
    yield _Line(6, title)
    yield from (_Line(4, line) for line in states)
    yield _Line(11, pauses_title)
    yield from (_Line(11, line) for line in pauses)


def _beside(left: Text, right: Text, width: int) -> Text:
    line = left.copy()
    line.truncate(width, overflow="ellipsis", pad=True)
    return Text.assemble(line, GAP, right, no_wrap=True, end="")


def _details(agent: AgentPicture, theme: FloorTheme, width: int) -> Iterator[_Line]:
    if agent.absence:
        return
    told = agent.details.value
    pairs: list[tuple[str, str]] = []
    if told is not None:
        same = agent.seen is not None and agent.seen.agent.lead_id == told.lead_id
        call = told if same else None  # of the call before, where the floor knows of another lead
        pairs = [
            ("phone", _known(call.phone_number if call else None)),
            ("vendor code", _known(call.vendor_lead_code if call else None)),
            ("sub-status", _known(told.sub_status)),
            ("pause code", _known(told.pause_code)),
            ("level", words.number(told.user_level)),
            ("session", _known(told.session_id)),
            ("call", _known(call.callerid if call else None)),
        ]
    yield from _section("Now", "agent_status", agent.details, pairs, agent, theme, width)


def _day(agent: AgentPicture, theme: FloorTheme, width: int) -> Iterator[_Line]:
    told = agent.day.value
    pairs: list[tuple[str, str]] = []
    if told is not None:
        pairs = [
            ("calls", words.number(told.calls)),
            ("logged in", _time(told.login_time)),
            ("talk", _time(told.talk_time)),
            ("wait", _time(told.wait_time)),
            ("pause", _time(told.pause_time)),
            ("dispo", _time(told.dispo_time)),
            ("dead", _time(told.dead_time)),
            ("pauses", words.number(told.pauses)),
            ("sessions", words.number(told.sessions)),
        ]
    yield from _section("Today", "agent_stats_export", agent.day, pairs, agent, theme, width)


def _section(
    title: str,
    source: str,
    part: Part[Any],
    pairs: Sequence[tuple[str, str]],
    agent: AgentPicture,
    theme: FloorTheme,
    width: int,
) -> Iterator[_Line]:
    """What another call of the dialer told, when, and what is wrong with it."""
    head = Text(title, "bold", no_wrap=True, end="")
    age = part.age(agent.now)
    if age is not None:
        head.append(f"{GAP}{source}, {words.age(age)} ago", theme.parts.muted)
        if not pairs:
            head.append(f"{GAP}nothing")
    elif part.problem is None:
        head.append(f"{GAP}{source} {words.UNKNOWN}", theme.parts.muted)
    if part.problem is not None:
        head.append(f"{GAP}{words.UNKNOWN if age is None else '!'} ", theme.colors.warning)
        head.append(words.printable(part.problem), theme.colors.warning)
    lines = _flow(head, pairs, theme, width)
    yield _Line(5, lines[0])
    yield from (_Line(10, line) for line in lines[1:])


def _flow(
    head: Text, pairs: Iterable[tuple[str, str]], theme: FloorTheme, width: int
) -> list[Text]:
    """Names and values behind the head, on as many lines as they need."""
    lines = [head]
    for name, value in pairs:
        size = len(GAP) + len(name) + 1 + cell_len(value)
        if lines[-1].cell_len + size > width and lines[-1].plain.strip():
            lines.append(_text())
        line = lines[-1]
        line.append(f"{GAP if line.plain else ''}{name} ", theme.parts.muted)
        line.append(value)
    return lines


def reasons(agent: AgentPicture) -> str:
    """What was done to the agent last, and why figures are unknown: a line each."""
    told = [str(agent.ticket or f"Nothing was done to {agent.user} from here")]
    if agent.seen is not None and not agent.absence and not agent.seen.exact:
        told.append("≥: the state was there before this console first looked")
    for part, what in ((agent.details, "Now"), (agent.day, "Today")):
        if part.problem:
            told.append(f"{what}: {part.problem}")
        elif part.at is None and not (part is agent.details and agent.absence):
            told.append(f"{what}: not told yet")
    return "\n".join(told)


def _text() -> Text:
    return Text(no_wrap=True, end="")


def _known(value: str | None) -> str:
    if value is None:
        return words.UNKNOWN
    return words.printable(value) or "none"


def _time(seconds: int | None) -> str:
    return words.UNKNOWN if seconds is None else words.clock(seconds)
