"""The pages of the wall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from rich.text import Text

from vicidash import formatting, launch
from vicidash.client import AgentState
from vicidash.config.settings import AlertSettings
from vicidash.floor.snapshot import FloorAgent, FloorSnapshot
from vicidash.tui.rendering.agent_tiles import agent_tiles, draw_tiles
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.wall import big_font, tiles
from vicidash.tui.wall.tiles import GAP, Paint, beside, exactly, fill

# The page of dead calls and pauses

LONG_PAUSE: Final = 900.0
"""Seconds of a pause from which it has a sign, as in the last colour of the stock report."""
USUAL: Final = (AgentState.PAUSED, AgentState.DEAD)
"""The states that are shown where none are named."""
ENOUGH: Final = 5
"""Rows are large if so many agents, or all, fit; else they are plain."""


class _Row(NamedTuple):
    user: str
    what: str
    time: str
    plain: str
    """What only a plain row shows."""
    style: str


def attention_page(
    snapshot: FloorSnapshot,
    theme: FloorTheme,
    *,
    now: float,
    size: tuple[int, int],
    paint: Paint,
    states: Sequence[str] = (),
) -> list[Text]:
    """Dead calls first, then pauses, or agents in ``states``; the longest first, in exactly so
    many lines."""
    width, height = size
    if snapshot.agents.value is None:
        why = snapshot.agents.problem or "not known yet"
        text = [Text(f"Agents {formatting.UNKNOWN} {formatting.printable(why)}", paint.muted)]
        return exactly(text, width, height)
    rows = [_row(each, theme, now) for each in _sorted(snapshot, now, states or USUAL)]
    if not rows:
        words = " or ".join(map(_word, states))
        none = f"Nobody is {words}" if states else "No dead calls, nobody paused"
        return exactly([Text(none, paint.muted)], width, height)
    scale = _scale(rows, width, height, paint)
    drawn, each = (_large(rows, scale, paint), _step(scale, paint)) if scale else (_plain(rows), 1)
    room = height // each
    if len(rows) > room:  # the last line counts the rest
        room = (height - 1) // each
        more = Text(f"and {len(rows) - room} more", paint.muted)
        return [*exactly(drawn[: room * each], width, height - 1), *exactly([more], width, 1)]
    return exactly(drawn, width, height)


def _word(state: str) -> str:
    return state.replace("_", " ")


def _sorted(snapshot: FloorSnapshot, now: float, states: Sequence[str]) -> list[FloorAgent]:
    agents = (snapshot.agents.value or {}).values()
    shown = [a for a in agents if a.agent.state in states]
    return sorted(
        shown, key=lambda a: (a.agent.state is not AgentState.DEAD, -a.seconds(now), a.agent.user)
    )


def _row(seen: FloorAgent, theme: FloorTheme, now: float) -> _Row:
    agent = seen.agent
    seconds = seen.seconds(now)
    dead = agent.state is AgentState.DEAD
    long = agent.state is AgentState.PAUSED and seconds >= LONG_PAUSE
    sign = "!!" if dead else "!" if long else ""
    time = formatting.marked(seconds, seen.exactness.mark)
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
    if not all(big_font.has_glyphs(text) for row in rows for text in row[:3]):
        return 0
    for scale in range(big_font.LARGEST, 0, -1):
        wide = sum(_columns(rows, scale, paint)) + 2 * GAP * scale
        if wide <= width and height // _step(scale, paint) >= min(len(rows), ENOUGH):
            return scale
    return 0


def _step(scale: int, paint: Paint) -> int:
    """Lines of a large row and the blank line below it."""
    return big_font.size("0", scale, ascii_only=paint.ascii_only)[1] + 1


def _columns(rows: Sequence[_Row], scale: int, paint: Paint) -> tuple[int, ...]:
    """The widths of user, code and time."""
    return tuple(
        max(big_font.size(row[place], scale, ascii_only=paint.ascii_only)[0] for row in rows)
        for place in range(3)
    )


def _large(rows: Sequence[_Row], scale: int, paint: Paint) -> list[Text]:
    widths = _columns(rows, scale, paint)
    gap = " " * (GAP * scale)
    lines: list[Text] = []
    for row in rows:
        user, what, time = (
            big_font.big(text, scale, ascii_only=paint.ascii_only) for text in row[:3]
        )
        for parts in zip(user, what, time, strict=True):
            first, second, last = parts
            text = f"{first:<{widths[0]}}{gap}{second:<{widths[1]}}{gap}{last:>{widths[2]}}"
            lines.append(Text(text, row.style))
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


def tiles_page(
    snapshot: FloorSnapshot,
    theme: FloorTheme,
    rules: AlertSettings,
    *,
    now: float,
    size: tuple[int, int],
    paint: Paint,
) -> list[Text]:
    """Every agent as a tile by campaign, in exactly so many lines."""
    width, height = size
    if not snapshot.agents.value:
        why = snapshot.agents.problem or "not known yet"
        known = snapshot.agents.value is not None
        words = "No agent is logged in" if known else f"Agents {formatting.UNKNOWN} {why}"
        return exactly([Text(formatting.printable(words), paint.muted)], width, height)
    shown = agent_tiles(snapshot.agents.value.values(), theme, rules, at=now)
    _, lines = draw_tiles(shown, theme, size=size)
    return [Text.assemble(*line, no_wrap=True, end="") for line in lines]


CELL: Final = (64, 18)
"""Columns and lines from which several campaigns share a page."""


@dataclass(frozen=True, slots=True)
class WallPage:
    """A page: its kind, and the campaigns on it."""

    kind: str
    campaigns: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    """The states of agents on it, where they are not the usual ones."""

    @property
    def title(self) -> str:
        """What it shows, in a few words."""
        if self.kind == launch.CAMPAIGNS:
            return formatting.printable(" ".join(self.campaigns))
        if self.kind == launch.OVERVIEW:
            return "ALL CAMPAIGNS"
        if self.kind == launch.TILES:
            return "EVERY AGENT"
        return " AND ".join(map(_word, self.states or USUAL)).upper()


def pages(
    snapshot: FloorSnapshot,
    kinds: Sequence[str],
    size: tuple[int, int],
    states: tuple[str, ...] = (),
) -> tuple[WallPage, ...]:
    """The pages of these kinds, that of agents with those in ``states``; at least one."""
    names = tuple(snapshot.campaigns.value or {})
    columns, rows = (max(1, room // cell) for room, cell in zip(size, CELL, strict=True))
    each = columns * rows
    found: list[WallPage] = []
    for kind in kinds:
        if kind == launch.CAMPAIGNS:
            parts = (names[start : start + each] for start in range(0, len(names), each))
            found += [WallPage(kind, part) for part in parts]
        else:
            found.append(WallPage(kind, states=states if kind == launch.AGENTS else ()))
    return tuple(found) or (WallPage(launch.OVERVIEW),)


def body(
    page: WallPage,
    snapshot: FloorSnapshot,
    theme: FloorTheme,
    *,
    now: float,
    size: tuple[int, int],
    paint: Paint,
    rules: AlertSettings,
) -> list[Text]:
    """The content of a page in exactly so many lines and columns. ``rules`` have the limits of
    states."""
    if page.kind == launch.AGENTS:
        return attention_page(snapshot, theme, now=now, size=size, paint=paint, states=page.states)
    if page.kind == launch.CAMPAIGNS:
        return _campaigns(page.campaigns, snapshot, theme, now, size, paint)
    if page.kind == launch.TILES:
        return tiles_page(snapshot, theme, rules, now=now, size=size, paint=paint)
    return fill(tiles.overview(snapshot, theme, now), *size, paint)


def _campaigns(
    names: Sequence[str],
    snapshot: FloorSnapshot,
    theme: FloorTheme,
    now: float,
    size: tuple[int, int],
    paint: Paint,
) -> list[Text]:
    if len(names) == 1:  # the page's title has its name
        return _campaign(names[0], snapshot, theme, now, size, paint, titled=False)
    columns, rows = _grid(len(names), size)
    width, height = size[0] // columns, size[1] // rows
    lines: list[Text] = []
    for start in range(0, len(names), columns):
        row = names[start : start + columns]
        cells = [_campaign(name, snapshot, theme, now, (width, height), paint) for name in row]
        lines += beside(cells)
    return exactly(lines, *size)


def _grid(count: int, size: tuple[int, int]) -> tuple[int, int]:
    """Columns and rows of cells: as few as needed, with cells that are about square."""
    most = max(1, size[0] // CELL[0])
    options = [(columns, -(-count // columns)) for columns in range(1, most + 1)]

    def fit(option: tuple[int, int]) -> float:
        columns, rows = option
        return min(size[0] / columns / CELL[0], size[1] / rows / CELL[1])

    return max(options, key=fit)


def _campaign(
    name: str,
    snapshot: FloorSnapshot,
    theme: FloorTheme,
    now: float,
    size: tuple[int, int],
    paint: Paint,
    *,
    titled: bool = True,
) -> list[Text]:
    width, height = size
    campaign = snapshot.campaign(name)
    if campaign is None:  # between two polls of the campaigns
        return exactly([Text(formatting.printable(name), "bold")], width, height)
    wait = snapshot.longest_wait(now, name)
    figures = tiles.of_campaign(campaign, theme, wait, limited=bool(snapshot.user_groups))
    if not titled:
        return fill(figures, width, height, paint)
    idle = "  not active" if campaign.stats.active is False else ""
    title = Text.assemble((f" {formatting.printable(name)} ", "reverse bold"), (idle, paint.muted))
    drawn = fill(figures, width - 2, height - 2, paint)
    return exactly([title, *drawn], width, height)
