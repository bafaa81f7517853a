"""The agents as tiles: what stands on each, and the lines that they are drawn in.

The colour of a state fills a tile from the left, the further the longer the state lasts: at its
limit, or after 15 minutes where it has none, the tile is full. A letter and a sign say the same
without colours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len, get_character_cell_size, set_cell_size

from vicidash import formatting
from vicidash.client import AgentState
from vicidash.config.settings import AlertSettings
from vicidash.explanation.agents import AgentFacts
from vicidash.floor.snapshot import FloorAgent
from vicidash.tui.rendering.glyphs import UTF8
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.rendering.tile_grid import PlacedTile, TileGrid, TileKey, tile_grid

LETTERS: Final = {
    AgentState.IN_CALL: "I",
    AgentState.WAITING: "W",
    AgentState.PAUSED: "P",
    AgentState.DISPO: "D",
    AgentState.DEAD: "X",
}
"""Also in the band of an agent's shift."""
WORDS: Final = {
    AgentState.IN_CALL: "in call",
    AgentState.WAITING: "waiting",
    AgentState.PAUSED: "paused",
    AgentState.DISPO: "dispo",
    AgentState.DEAD: "dead",
}
FULL: Final = 900.0
"""Seconds after which a tile is full in a state without a limit."""
NO_GROUP: Final = "no group"

Run = tuple[str, str]
"""Characters and their style."""
Drawn = list[list[Run]]
"""Lines of runs, each line exactly as wide as the area."""


@dataclass(frozen=True, slots=True)
class AgentTile:
    """One agent on a tile."""

    user: str
    group: str
    state: AgentState
    sign: str
    """``!`` past the limit of the state, else empty."""
    what: str
    """The pause code, else the state in a word."""
    time: str
    name: str
    share: float
    """How far the colour fills the tile, from 0 to 1."""
    urgency: float
    colour: str

    @property
    def lines(self) -> tuple[str, str, str]:
        """What stands on it, the most important first; each line is cut to the tile."""
        user = formatting.printable(self.user)
        return f"{LETTERS[self.state]}{self.sign or ' '}{user}", self.what, self.name


def agent_tiles(
    agents: Iterable[FloorAgent],
    theme: FloorTheme,
    rules: AlertSettings,
    *,
    at: float,
    by_group: bool = False,
) -> list[AgentTile]:
    """The agents by campaign, or by user group, then by user: a tile stays where it is while
    nobody comes or goes. ``at``: clock seconds to which times are counted."""
    tiles = [_tile(each, theme, rules, at, by_group=by_group) for each in agents]
    return sorted(tiles, key=lambda each: (each.group.casefold(), each.group, each.user))


def _tile(
    seen: FloorAgent, theme: FloorTheme, rules: AlertSettings, at: float, *, by_group: bool
) -> AgentTile:
    agent, seconds = seen.agent, seen.seconds(at)
    limit = AgentFacts(seen, rules, at).limit
    share = seconds / (limit or FULL)
    over = limit is not None and seconds > limit
    paused = agent.state is AgentState.PAUSED
    return AgentTile(
        user=agent.user,
        group=formatting.printable(
            (agent.user_group or NO_GROUP) if by_group else agent.campaign_id
        ),
        state=agent.state,
        sign="!" if over else "",
        what=formatting.printable((paused and agent.pause_code) or agent.word),
        time=formatting.marked(seconds, seen.exactness.mark),
        name=formatting.printable(agent.full_name or ""),
        share=min(1.0, share),
        urgency=share if limit is not None else min(share, 1.0) / 2,
        colour=theme.state_colour(seen, seconds),
    )


def counts_by_state(states: Iterable[AgentState]) -> str:
    """How many are in which state: ``9 in call  1 paused``."""
    counts = Counter(states)
    return "  ".join(f"{counts[state]} {word}" for state, word in WORDS.items() if counts[state])


def draw_tiles(
    tiles: Sequence[AgentTile],
    theme: FloorTheme,
    *,
    size: tuple[int, int],
    cursor: str | None = None,
    stale: bool = False,
) -> tuple[TileGrid, Drawn]:
    """The tiles on an area of so many columns and lines: where they are, and the lines."""
    width, height = size
    grid = tile_grid([TileKey(e.user, e.group, e.urgency) for e in tiles], width, height)
    by_user = {each.user: each for each in tiles}
    rows: dict[int, list[PlacedTile]] = {}
    for place in grid.tiles:
        rows.setdefault(place.y, []).append(place)
    lines: Drawn = [[] for _ in range(height)]
    for y, places in rows.items():
        for place in places:
            drawn = _drawn(by_user[place.key], place, theme, stale=stale, on=place.key == cursor)
            for number, runs in enumerate(drawn):
                line = lines[y + number]
                line += [(" " * (place.x - _cells(line)), ""), *runs]
    for group, y in grid.titles:
        lines[y] = _title(group, [each for each in tiles if each.group == group], theme, width)
    if grid.hidden and height:
        lines[-1] = [(set_cell_size(_more(grid, tiles), width), f"bold {theme.colors.warning}")]
    return grid, [_filled(line, width) for line in lines]


def _cells(line: list[Run]) -> int:
    return sum(cell_len(text) for text, _ in line)


def _filled(line: list[Run], width: int) -> list[Run]:
    runs = [run for run in line if run[0]]
    blank = width - _cells(runs)
    return [*runs, (" " * blank, "")] if blank > 0 else runs


def _drawn(
    tile: AgentTile, place: PlacedTile, theme: FloorTheme, *, stale: bool, on: bool
) -> Drawn:
    full, empty = _styles(tile, theme, stale=stale, on=on)
    filled = place.width if on else max(1, round(tile.share * place.width))
    lines: Drawn = []
    for text in _words(tile, place.width, place.height, on=on):
        left, right = _split(text, filled)
        lines.append([run for run in ((left, full), (right, empty)) if run[0]])
    return lines


def _styles(tile: AgentTile, theme: FloorTheme, *, stale: bool, on: bool) -> tuple[str, str]:
    """The style of the filled part of a tile, and of the rest."""
    panel = theme.colors.panel
    if on:
        style = theme.badge(theme.colors.foreground)
        return style, style
    if stale:
        return f"{theme.parts.stale} on {panel}", f"{theme.parts.stale} on {panel}"
    if tile.colour == theme.colors.foreground:  # fresh states have no colour of their own
        return f"bold {tile.colour} on {panel}", f"{tile.colour} on {panel}"
    return theme.badge(tile.colour), f"{theme.colors.foreground} on {panel}"


def _words(tile: AgentTile, width: int, height: int, *, on: bool) -> list[str]:
    """The lines of a tile, exactly as wide as it is."""
    first, second, third = tile.lines
    if on:
        first = f"{UTF8.cursor}{first[1:]}" if width <= cell_len(first) else f"{first}{UTF8.cursor}"
    if height == 1:
        room = width - cell_len(first) - 1
        more = next(
            (each for each in (f"{second} {tile.time}", tile.time) if cell_len(each) <= room),
            "",
        )
        return [_apart(first, more, width)]
    if height == 2:
        first, third = f"{first}  {third}", ""
    lines = [_apart(first, "", width), _apart(second, tile.time, width)]
    blank = [" " * width] * (height - 3)
    return [*lines, _apart(third, "", width), *blank][:height]


def _apart(left: str, right: str, width: int) -> str:
    """Two texts at both ends; the left one is cut, or left out where the right one needs all."""
    room = width - cell_len(right) - (1 if right else 0)
    if right and room < 1:
        return set_cell_size(right, width)
    cut = left if cell_len(left) <= room else f"{set_cell_size(left, max(0, room - 1))}{UTF8.cut}"
    return f"{set_cell_size(cut, room)} {right}" if right else set_cell_size(cut, width)


def _split(text: str, cells: int) -> tuple[str, str]:
    """The text in two, the first part of so many cells or one more where a wide character is."""
    taken = 0
    for number, character in enumerate(text):
        if taken >= cells:
            return text[:number], text[number:]
        taken += get_character_cell_size(character)
    return text, ""


def _title(group: str, tiles: Sequence[AgentTile], theme: FloorTheme, width: int) -> list[Run]:
    words = counts_by_state(each.state for each in tiles)
    name = set_cell_size(group, min(cell_len(group), width))
    rest = set_cell_size(f"  {words}", max(0, width - cell_len(name)))
    return [(name, f"bold {theme.colors.accent}"), (rest, theme.parts.muted)]


def _more(grid: TileGrid, tiles: Sequence[AgentTile]) -> str:
    shown = {each.key for each in grid.tiles}
    counts = Counter(each.state for each in tiles if each.user not in shown)
    states = ", ".join(f"{counts[state]} {word}" for state, word in WORDS.items() if counts[state])
    return f"+{grid.hidden} more: {states}"
