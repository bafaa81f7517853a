"""The page of one agent as lines: who, current state, shift, details from the dialer.

In a low pane the least important lines are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from rich.cells import cell_len
from rich.text import Text

from vicidash import formatting
from vicidash.floor.snapshot import Exactness, Polled
from vicidash.tui.rendering.text import GAP, Item, action_mark, clipped, fit_items
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.views.agent import shift
from vicidash.tui.views.agent.data import AgentData, PageLine, blank, known
from vicidash.tui.views.agent.shift import band, band_text, labels, legend

# Details that are polled for this page


def details(agent: AgentData, theme: FloorTheme, width: int) -> Iterator[PageLine]:
    """The lines from ``agent_status``."""
    if agent.absence:
        return
    answer = agent.details.value
    pairs: list[tuple[str, str]] = []
    if answer is not None:
        same = agent.seen is not None and agent.seen.agent.lead_id == answer.lead_id
        call = answer if same else None  # the answer may be about the previous call
        pairs = [
            ("phone", known(call.phone_number if call else None)),
            ("vendor code", known(call.vendor_lead_code if call else None)),
            ("sub-status", known(answer.sub_status)),
            ("pause code", known(answer.pause_code)),
            ("level", formatting.number(answer.user_level)),
            ("session", known(answer.session_id)),
            ("call", known(call.callerid if call else None)),
        ]
    yield from _section("Now", "agent_status", agent.details, pairs, agent, theme, width)


def day(agent: AgentData, theme: FloorTheme, width: int) -> Iterator[PageLine]:
    """The lines from ``agent_stats_export``."""
    answer = agent.day.value
    pairs: list[tuple[str, str]] = []
    if answer is not None:
        pairs = [
            ("calls", formatting.number(answer.calls)),
            ("logged in", formatting.clock(answer.login_time)),
            ("talk", formatting.clock(answer.talk_time)),
            ("wait", formatting.clock(answer.wait_time)),
            ("pause", formatting.clock(answer.pause_time)),
            ("dispo", formatting.clock(answer.dispo_time)),
            ("dead", formatting.clock(answer.dead_time)),
            ("pauses", formatting.number(answer.pauses)),
            ("sessions", formatting.number(answer.sessions)),
        ]
    yield from _section("Today", "agent_stats_export", agent.day, pairs, agent, theme, width)


def _section(
    title: str,
    source: str,
    part: Polled[Any],
    pairs: Sequence[tuple[str, str]],
    agent: AgentData,
    theme: FloorTheme,
    width: int,
) -> Iterator[PageLine]:
    """The answer of one API function, its age, and its problem if there is one."""
    head = Text(title, "bold", no_wrap=True, end="")
    age = part.age(agent.now)
    if age is not None:
        head.append(f"{GAP}{source}, {formatting.age(age)} ago", theme.parts.muted)
        if not pairs:
            head.append(f"{GAP}nothing")
    elif part.problem is None:
        head.append(f"{GAP}{source} {formatting.UNKNOWN}", theme.parts.muted)
    if part.problem is not None:
        head.append(f"{GAP}{formatting.UNKNOWN if age is None else '!'} ", theme.colors.warning)
        head.append(formatting.printable(part.problem), theme.colors.warning)
    lines = _flow(head, pairs, theme, width)
    yield PageLine(5, lines[0])
    yield from (PageLine(10, line) for line in lines[1:])


def _flow(
    head: Text, pairs: Iterable[tuple[str, str]], theme: FloorTheme, width: int
) -> list[Text]:
    """Names and values after the head, on as many lines as needed."""
    lines = [head]
    for name, value in pairs:
        size = len(GAP) + len(name) + 1 + cell_len(value)
        if lines[-1].cell_len + size > width and lines[-1].plain.strip():
            lines.append(blank())
        line = lines[-1]
        line.append(f"{GAP if line.plain else ''}{name} ", theme.parts.muted)
        line.append(value)
    return lines


TWO_COLUMNS: Final = 66
"""Cells from which the pauses are beside the states."""
PAUSES: Final = 36
"""Cells of the pauses beside the states."""


def page(agent: AgentData, theme: FloorTheme, *, width: int, height: int) -> Text:
    """At most ``height`` lines of at most ``width`` cells."""
    width = max(1, width)
    lines = [
        *_head(agent, theme, width),
        *shift_band(agent, theme, width),
        *sums(agent, theme, width),
        *details(agent, theme, width),
        *day(agent, theme, width),
    ]
    while len(lines) > max(1, height):
        worst = max(line.rank for line in lines)
        at = max(n for n, line in enumerate(lines) if line.rank == worst)
        del lines[at]
    shown = (clipped(line.text, width) for line in lines)
    return Text("\n", no_wrap=True, end="").join(shown)


def _head(agent: AgentData, theme: FloorTheme, width: int) -> Iterator[PageLine]:
    items = [Item(_text(formatting.printable(agent.user), "bold"))]
    if agent.seen is not None:
        listed, muted = agent.seen.agent, theme.parts.muted
        items += [
            Item(_text(formatting.printable(listed.full_name or ""), "bold"), 1),
            Item(_text(f"group {known(listed.user_group)}", muted), 3),
            Item(_text(f"campaign {formatting.printable(listed.campaign_id)}", muted), 2),
            Item(_text(f"session {known(listed.session_id)}", muted), 4),
        ]
    yield PageLine(0, fit_items(items, width))
    yield PageLine(1, fit_items(state(agent, theme), width))
    yield PageLine(8, last_action(agent, theme))


def state(agent: AgentData, theme: FloorTheme) -> list[Item]:
    if agent.absence or agent.seen is None:
        items = [Item(_text(formatting.upper_first(agent.absence), f"bold {theme.colors.warning}"))]
        if agent.stretches and (end := agent.stretches[-1].until) is not None:
            last = shift.moment(end, agent.at, agent.clock)
            items.append(Item(_text(f"last seen {last}, {formatting.age(agent.at - end)} ago"), 1))
        return items
    seen, listed = agent.seen, agent.seen.agent
    plain = theme.parts.stale if agent.stale else ""
    seconds = seen.seconds(agent.at)
    style = plain or theme.state_style(seen, seconds)
    state = _text(formatting.printable(listed.word), f"bold {style}")
    if listed.pause_code:
        state.append(f" {formatting.printable(listed.pause_code)}", f"not bold {style}")
    time = formatting.marked(seconds, seen.exactness.mark)
    return [
        Item(state),
        Item(_text(time, f"bold {style}"), 1),
        Item(_text(f"calls today {formatting.number(listed.calls_today)}", plain), 2),
        Item(_text(f"lead {listed.lead_id}" if listed.lead_id else "", plain), 3),
    ]


def last_action(agent: AgentData, theme: FloorTheme) -> Text:
    line = Text("Last action", theme.parts.muted, no_wrap=True, end="")
    if agent.ticket is None:
        line.append(f"{GAP}none from this console")
        return line
    # judged at its own time, so that its sign does not expire here
    sign, colour = action_mark(agent.ticket, theme, agent.ticket.at)
    mark = f"{sign[0]} " if sign else ""
    line.append(f"{GAP}{mark}{formatting.printable(str(agent.ticket))}", colour)
    line.append(f"{GAP}{formatting.age(agent.now - agent.ticket.at)} ago", theme.parts.muted)
    return line


def shift_band(agent: AgentData, theme: FloorTheme, width: int) -> Iterator[PageLine]:
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
    yield PageLine(7, title)
    yield PageLine(2, band_text(drawn, theme))
    yield PageLine(3, Text(labels(drawn, midnight), theme.parts.muted, no_wrap=True, end=""))


def sums(agent: AgentData, theme: FloorTheme, width: int) -> Iterator[PageLine]:
    beside = width >= TWO_COLUMNS
    left = width - PAUSES - len(GAP) if beside else width
    title, states = shift.sums(agent.stretches, theme, at=agent.at, width=left, clock=agent.clock)
    if not states:
        yield PageLine(6, title)
        return
    pauses_title, pauses = shift.pauses(agent.stretches, theme, at=agent.at, lines=len(states))
    if beside:
        yield PageLine(6, _beside(title, pauses_title, left))
        rest = [*pauses, *[blank()] * (len(states) - len(pauses))]
        for state, pause in zip(states, rest, strict=True):
            yield PageLine(4, _beside(state, pause, left))
        return
    yield PageLine(6, title)
    yield from (PageLine(4, line) for line in states)
    yield PageLine(11, pauses_title)
    yield from (PageLine(11, line) for line in pauses)


def _beside(left: Text, right: Text, width: int) -> Text:
    line = clipped(left, width).copy()
    line.truncate(width, pad=True)
    return Text.assemble(line, GAP, right, no_wrap=True, end="")


_WHY: Final = {
    Exactness.AT_LEAST: "≥: the state began before this console first saw it",
    Exactness.ABOUT: "~: the state was the same before and after a gap without any look",
}


def reasons(agent: AgentData, explained: Iterable[str] = ()) -> str:
    """The last action on the agent, how their state came about, and why figures are unknown, one
    line each."""
    lines = [str(agent.ticket or f"No action on {agent.user} from this console"), *explained]
    if agent.seen is not None and not agent.absence and not agent.seen.exact:
        lines.append(_WHY[agent.seen.exactness])
        if agent.report_problem:
            lines.append(f"The dialer's report has the time, but: {agent.report_problem}")
    for part, what in ((agent.details, "Now"), (agent.day, "Today")):
        if part.problem:
            lines.append(f"{what}: {part.problem}")
        elif part.at is None and not (part is agent.details and agent.absence):
            lines.append(f"{what}: not known yet")
    return "\n".join(lines)


def _text(content: str, style: str = "") -> Text:
    return Text(content, style, no_wrap=True, end="")
