"""The page of agents whom somebody should look after: dead sessions, and the longest pauses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.text import Text

from vicidash import formatting
from vicidash.client import AgentState
from vicidash.floor.snapshot import FloorAgent, FloorSnapshot
from vicidash.tui.themes_model import FloorTheme
from vicidash.tui.wall import glyphs
from vicidash.tui.wall.tiles import GAP, Paint, exactly

LONG_PAUSE: Final = 900.0
"""Seconds of a pause from which on it bears a sign, as in the stock report's last colour."""
ENOUGH: Final = 5
"""Large rows are for so many agents at least, or for all; else rows are plain."""


class _Row(NamedTuple):
    user: str
    what: str
    time: str
    plain: str
    """What only a plain row has room for."""
    style: str


def attention_page(
    snapshot: FloorSnapshot,
    theme: FloorTheme,
    *,
    now: float,
    size: tuple[int, int],
    paint: Paint,
) -> list[Text]:
    """Exactly so many lines: dead sessions first, then pauses, the longest first."""
    width, height = size
    if snapshot.agents.value is None:
        why = snapshot.agents.problem or "not told yet"
        told = [Text(f"Agents {formatting.UNKNOWN} {formatting.printable(why)}", paint.muted)]
        return exactly(told, width, height)
    rows = [_row(each, theme, now) for each in _sorted(snapshot, now)]
    if not rows:
        return exactly([Text("Nobody is dead, nobody is paused", paint.muted)], width, height)
    scale = _scale(rows, width, height, paint)
    drawn, each = (_large(rows, scale, paint), _step(scale, paint)) if scale else (_plain(rows), 1)
    room = height // each
    if len(rows) > room:  # the last line says how many are not in sight
        room = (height - 1) // each
        more = Text(f"and {len(rows) - room} more", paint.muted)
        return [*exactly(drawn[: room * each], width, height - 1), *exactly([more], width, 1)]
    return exactly(drawn, width, height)


def _sorted(snapshot: FloorSnapshot, now: float) -> list[FloorAgent]:
    agents = (snapshot.agents.value or {}).values()
    shown = [a for a in agents if a.agent.state in (AgentState.DEAD, AgentState.PAUSED)]
    return sorted(
        shown, key=lambda a: (a.agent.state is not AgentState.DEAD, -a.seconds(now), a.agent.user)
    )


def _row(seen: FloorAgent, theme: FloorTheme, now: float) -> _Row:
    agent = seen.agent
    seconds = seen.seconds(now)
    dead = agent.state is AgentState.DEAD
    sign = "!!" if dead else "!" if seconds >= LONG_PAUSE else ""
    time = formatting.clock(seconds) if seen.exact else formatting.at_least(seconds)
    code = agent.pause_code or ("" if dead else agent.word)
    return _Row(
        formatting.printable(agent.user),
        formatting.printable("DEAD" if dead else code),
        f"{time}{sign}",
        formatting.printable(f"{agent.campaign_id}  {agent.full_name or ''}"),
        theme.state_style(seen, seconds),
    )


def _scale(rows: Sequence[_Row], width: int, height: int, paint: Paint) -> int:
    """The largest scale at which enough agents fit; 0: plain rows."""
    if not all(glyphs.has_glyphs(text) for row in rows for text in row[:3]):
        return 0
    for scale in range(glyphs.LARGEST, 0, -1):
        wide = sum(_columns(rows, scale, paint)) + 2 * GAP * scale
        if wide <= width and height // _step(scale, paint) >= min(len(rows), ENOUGH):
            return scale
    return 0


def _step(scale: int, paint: Paint) -> int:
    """Lines of a large row, with the one below that is left free."""
    return glyphs.size("0", scale, ascii_only=paint.ascii_only)[1] + 1


def _columns(rows: Sequence[_Row], scale: int, paint: Paint) -> tuple[int, ...]:
    """The widths of user, code and time."""
    return tuple(
        max(glyphs.size(row[place], scale, ascii_only=paint.ascii_only)[0] for row in rows)
        for place in range(3)
    )


def _large(rows: Sequence[_Row], scale: int, paint: Paint) -> list[Text]:
    widths = _columns(rows, scale, paint)
    gap = " " * (GAP * scale)
    lines: list[Text] = []
    for row in rows:
        user, what, time = (
            glyphs.big(text, scale, ascii_only=paint.ascii_only) for text in row[:3]
        )
        for parts in zip(user, what, time, strict=True):
            first, second, last = parts
            told = f"{first:<{widths[0]}}{gap}{second:<{widths[1]}}{gap}{last:>{widths[2]}}"
            lines.append(Text(told, row.style))
        lines.append(Text())
    return lines


def _plain(rows: Sequence[_Row]) -> list[Text]:
    user, what, time = (max(len(row[place]) for row in rows) for place in range(3))
    return [
        Text.assemble(
            (f"{row.user:<{user}}  {row.what:<{what}}  {row.time:>{time}}", row.style),
            f"  {row.plain}",
        )
        for row in rows
    ]
