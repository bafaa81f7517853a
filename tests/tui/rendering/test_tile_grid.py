"""Where tiles are: all are shown or the rest is counted, none covers another, at every size."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vicidash.tui.rendering.tile_grid import TileGrid, TileKey, tile_grid


def agents(*counts: int) -> list[TileKey]:
    """So many tiles in each group."""
    return [TileKey(f"{g}-{n}", f"G{g}", float(n)) for g, c in enumerate(counts) for n in range(c)]


def check(grid: TileGrid, tiles: list[TileKey], width: int, height: int) -> None:
    keys = [each.key for each in grid.tiles]
    assert len(set(keys)) == len(keys)
    assert set(keys) <= {each.key for each in tiles}
    assert len(keys) + grid.hidden == len(tiles), "all are shown, or the rest is counted"
    taken: set[tuple[int, int]] = set()
    for _, y in grid.titles:
        line = {(x, y) for x in range(width)}
        assert not line & taken
        taken |= line
    if grid.hidden:
        taken |= {(x, height - 1) for x in range(width)}  # the line that counts the rest
    for each in grid.tiles:
        assert each.width > 0
        assert each.height > 0
        cells = {
            (x, y)
            for x in range(each.x, each.x + each.width)
            for y in range(each.y, each.y + each.height)
        }
        assert not cells & taken, "no tile covers another, a title or the count"
        taken |= cells
    assert all(0 <= x < width and 0 <= y < height for x, y in taken)


sizes = st.tuples(st.integers(40, 240), st.integers(12, 70))


@settings(deadline=None)
@given(st.lists(st.integers(1, 120), max_size=12), sizes)
def test_all_are_shown_or_counted_and_none_overlap(
    counts: list[int], size: tuple[int, int]
) -> None:
    tiles = agents(*counts)
    check(tile_grid(tiles, *size), tiles, *size)


@settings(deadline=None)
@given(st.lists(st.integers(1, 20), max_size=4), st.integers(1, 39), st.integers(1, 11))
def test_a_smaller_area_is_no_harm(counts: list[int], width: int, height: int) -> None:
    tiles = agents(*counts)
    check(tile_grid(tiles, width, height), tiles, width, height)


@settings(deadline=None)
@given(st.lists(st.integers(1, 120), min_size=1, max_size=12), sizes)
def test_those_that_are_shown_are_the_most_urgent(counts: list[int], size: tuple[int, int]) -> None:
    tiles = agents(*counts)
    grid = tile_grid(tiles, *size)
    shown = {each.key for each in grid.tiles}
    least = min((each.urgency for each in tiles if each.key in shown), default=0.0)
    assert all(each.urgency <= least for each in tiles if each.key not in shown)


@settings(deadline=None)
@given(st.lists(st.integers(1, 120), max_size=12), sizes)
def test_groups_stay_together_in_their_order(counts: list[int], size: tuple[int, int]) -> None:
    grid = tile_grid(agents(*counts), *size)
    assert [each for each, _ in grid.titles] == sorted({e for e, _ in grid.titles}, key=_number)
    places = [(int(each.key.partition("-")[0]), each.y, each.x) for each in grid.tiles]
    assert all(a[0] <= b[0] for a, b in pairwise(places))
    assert all(a[1:] < b[1:] for a, b in pairwise(places))


def _number(group: str) -> int:
    return int(group[1:])


def test_500_agents_fit_on_200_by_60_with_titles() -> None:
    grid = tile_grid(agents(120, 80, 100, 60, 90, 50), 200, 60)
    assert grid.hidden == 0
    assert len(grid.titles) == 6


def test_few_agents_have_large_tiles() -> None:
    few, many = (tile_grid(agents(count), 160, 40).tiles[0] for count in (12, 400))
    assert few.width * few.height > 4 * many.width * many.height


@pytest.mark.parametrize(("right", "down", "to"), [(1, 0, "0-1"), (0, 1, "0-4")])
def test_a_direction_leads_to_the_nearest_tile(right: int, down: int, to: str) -> None:
    grid = tile_grid(agents(8), 31, 3)
    assert grid.neighbour("0-0", right, down) == to
    assert grid.neighbour(to, -right, -down) == "0-0"
    assert grid.neighbour("0-0", -1, 0) is None


def test_a_cell_leads_to_its_tile() -> None:
    grid = tile_grid(agents(8), 40, 12)
    for each in grid.tiles:
        assert grid.at(each.x + each.width - 1, each.y) == each.key
        assert grid.at(each.x + each.width, each.y) != each.key
