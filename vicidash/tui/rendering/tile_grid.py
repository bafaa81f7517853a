"""Places equal tiles in titled groups on an area: as large as lets all be seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

PITCHES: Final = (6, 5, 4, 3, 2, 1)
"""Lines from one row of tiles to the next; of three and more, one is blank."""
NARROWEST: Final = 8
WIDEST: Final = 40
"""Cells from one tile to the next, of which one is blank."""


class TileKey(NamedTuple):
    """A tile to place: its key, its group, and how much it matters that it is seen."""

    key: str
    group: str
    urgency: float = 0.0
    """Where not all fit, those with the highest are shown."""


class PlacedTile(NamedTuple):
    """Where a tile is, in cells and lines."""

    key: str
    x: int
    y: int
    width: int
    height: int

    def covers(self, x: int, y: int) -> bool:
        """Whether a cell is within the tile."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass(frozen=True, slots=True)
class TileGrid:
    """All tiles that are shown, and how many are not."""

    tiles: tuple[PlacedTile, ...]
    titles: tuple[tuple[str, int], ...]
    """Each group with the line that its title is on; none where there is no room for titles."""
    hidden: int = 0
    """Tiles that are not shown; the last line says so."""

    def at(self, x: int, y: int) -> str | None:
        """The key of the tile that covers a cell."""
        return next((each.key for each in self.tiles if each.covers(x, y)), None)

    def place(self, key: str) -> PlacedTile | None:
        """Where a tile is; ``None`` if it is not shown."""
        return next((each for each in self.tiles if each.key == key), None)

    def neighbour(self, key: str, right: int, down: int) -> str | None:
        """The nearest tile in a direction: ``right`` or ``down`` is 1 or -1, the other 0."""
        here = self.place(key)
        if here is None:
            return None
        found = [
            each
            for each in self.tiles
            if ((each.x - here.x) * right > 0 and each.y == here.y)
            or ((each.y - here.y) * down > 0)
        ]
        nearest = min(
            found,
            key=lambda each: (abs(each.y - here.y), abs(each.x - here.x)),
            default=None,
        )
        return None if nearest is None else nearest.key


class _Size(NamedTuple):
    """Cells and lines from one tile to the next, and whether groups have titles."""

    wide: int
    high: int
    titled: bool


def tile_grid(tiles: Sequence[TileKey], width: int, height: int) -> TileGrid:
    """The tiles in their order, those of a group together, in the order in which groups begin.

    All tiles have the same size, the largest at which all fit; then without titles. If they do not
    even fit at the smallest size, the most urgent are shown and the last line is left for a note.
    """
    groups = _grouped(tiles)
    for titled in (True, False):
        sizes = [size for high in PITCHES if (size := _widest(groups, width, height, high, titled))]
        if sizes:
            best = max(sizes, key=lambda size: (size.wide * size.high, size.wide))
            return _placed(groups, width, best)
    return _most_urgent(tiles, width, height)


def _grouped(tiles: Sequence[TileKey]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for each in tiles:
        groups.setdefault(each.group, []).append(each.key)
    return groups


def _widest(
    groups: dict[str, list[str]], width: int, height: int, high: int, titled: bool
) -> _Size | None:
    """The largest size of this height at which all fit: more cells of width, more lines."""
    counts = [len(keys) for keys in groups.values()]

    def fits(wide: int) -> bool:
        return wide <= width + 1 and _lines(counts, width, _Size(wide, high, titled)) <= height

    wide = _last(NARROWEST, max(NARROWEST, min(WIDEST, width + 1)), fits)
    return None if wide is None else _Size(wide, high, titled)


def _lines(counts: Sequence[int], width: int, size: _Size) -> int:
    """Lines that groups of so many tiles take; the blank one below the last is not needed."""
    columns = max(1, (width + 1) // size.wide)
    if not size.titled:
        counts = [sum(counts)]
    rows = sum(-(-count // columns) for count in counts)
    blank = 1 if size.high > 2 and rows else 0
    return rows * size.high + (len(counts) if size.titled else 0) - blank


def _last(low: int, high: int, good: Callable[[int], bool]) -> int | None:
    """The highest number that is good, if all below it are."""
    if not good(low):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if good(middle) else (low, middle - 1)
    return low


def _placed(groups: dict[str, list[str]], width: int, size: _Size) -> TileGrid:
    columns = max(1, (width + 1) // size.wide)
    wide = min(width, size.wide - 1)
    high = size.high - 1 if size.high > 2 else size.high
    tiles: list[PlacedTile] = []
    titles = []
    y = 0
    if not size.titled:
        groups = {"": [key for keys in groups.values() for key in keys]}
    for group, keys in groups.items():
        if size.titled:
            titles.append((group, y))
            y += 1
        for number, key in enumerate(keys):
            row, column = divmod(number, columns)
            tiles.append(PlacedTile(key, column * size.wide, y + row * size.high, wide, high))
        y += -(-len(keys) // columns) * size.high
    return TileGrid(tuple(tiles), tuple(titles))


def _most_urgent(tiles: Sequence[TileKey], width: int, height: int) -> TileGrid:
    ranked = sorted(range(len(tiles)), key=lambda place: (-tiles[place].urgency, place))

    def shown(count: int) -> dict[str, list[str]]:
        return _grouped([tiles[place] for place in sorted(ranked[:count])])

    def most(size: _Size) -> int:
        def fits(count: int) -> bool:
            counts = [len(keys) for keys in shown(count).values()]
            return _lines(counts, width, size) <= height - 1

        return _last(0, len(tiles), fits) or 0

    for titled in (True, False):
        size = _Size(NARROWEST, 1, titled)
        if count := most(size):
            grid = _placed(shown(count), width, size)
            return TileGrid(grid.tiles, grid.titles, len(tiles) - count)
    return TileGrid((), (), len(tiles))
