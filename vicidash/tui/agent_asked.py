"""What the dialer tells of one agent when it is asked beside the floor's polls, as lines. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from vicidash import formatting
from vicidash.floor.snapshot import Polled
from vicidash.tui.agent_picture import AgentPicture, PageLine, blank, known
from vicidash.tui.fitting import GAP
from vicidash.tui.themes_model import FloorTheme


def details(agent: AgentPicture, theme: FloorTheme, width: int) -> Iterator[PageLine]:
    """What ``agent_status`` told."""
    if agent.absence:
        return
    told = agent.details.value
    pairs: list[tuple[str, str]] = []
    if told is not None:
        same = agent.seen is not None and agent.seen.agent.lead_id == told.lead_id
        call = told if same else None  # of the call before, where the floor knows of another lead
        pairs = [
            ("phone", known(call.phone_number if call else None)),
            ("vendor code", known(call.vendor_lead_code if call else None)),
            ("sub-status", known(told.sub_status)),
            ("pause code", known(told.pause_code)),
            ("level", formatting.number(told.user_level)),
            ("session", known(told.session_id)),
            ("call", known(call.callerid if call else None)),
        ]
    yield from _section("Now", "agent_status", agent.details, pairs, agent, theme, width)


def day(agent: AgentPicture, theme: FloorTheme, width: int) -> Iterator[PageLine]:
    """What ``agent_stats_export`` told."""
    told = agent.day.value
    pairs: list[tuple[str, str]] = []
    if told is not None:
        pairs = [
            ("calls", formatting.number(told.calls)),
            ("logged in", _time(told.login_time)),
            ("talk", _time(told.talk_time)),
            ("wait", _time(told.wait_time)),
            ("pause", _time(told.pause_time)),
            ("dispo", _time(told.dispo_time)),
            ("dead", _time(told.dead_time)),
            ("pauses", formatting.number(told.pauses)),
            ("sessions", formatting.number(told.sessions)),
        ]
    yield from _section("Today", "agent_stats_export", agent.day, pairs, agent, theme, width)


def _section(
    title: str,
    source: str,
    part: Polled[Any],
    pairs: Sequence[tuple[str, str]],
    agent: AgentPicture,
    theme: FloorTheme,
    width: int,
) -> Iterator[PageLine]:
    """What another call of the dialer told, when, and what is wrong with it."""
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
    """Names and values behind the head, on as many lines as they need."""
    lines = [head]
    for name, value in pairs:
        size = len(GAP) + len(name) + 1 + cell_len(value)
        if lines[-1].cell_len + size > width and lines[-1].plain.strip():
            lines.append(blank())
        line = lines[-1]
        line.append(f"{GAP if line.plain else ''}{name} ", theme.parts.muted)
        line.append(value)
    return lines


def _time(seconds: int | None) -> str:
    return formatting.UNKNOWN if seconds is None else formatting.clock(seconds)
