"""The page of the wall on which every agent is a tile."""

from __future__ import annotations

import pytest

from tests.tui.wall.driver import wall
from vicidash import launch
from vicidash.launch import Wall

ONLY = Wall(pages=(launch.TILES,))


@pytest.mark.thorough
@pytest.mark.parametrize("size", [(80, 24), (200, 60), (240, 70)])
async def test_every_agent_is_on_it(size: tuple[int, int]) -> None:
    async with wall(60, size=size, view=ONLY) as pane:
        assert pane.title == "EVERY AGENT"
        for user in pane.snapshot_users:
            assert user in pane.text


@pytest.mark.thorough
async def test_500_agents_fit_on_200_by_60() -> None:
    async with wall(500, size=(200, 60), view=ONLY) as pane:
        assert all(user in pane.text for user in pane.snapshot_users)


async def test_where_not_all_fit_the_rest_is_counted() -> None:
    async with wall(200, size=(40, 12), view=ONLY) as pane:
        shown = sum(user in pane.text for user in pane.snapshot_users)
        (line,) = (each for each in pane.lines if " more: " in each)
        assert int(line.split()[0]) + shown == 200


async def test_it_is_read_in_ascii() -> None:
    async with wall(20, view=Wall(pages=(launch.TILES,), ascii_only=True)) as pane:
        pane.dialer.pause("a0001", "LUNCH")
        await pane.pass_by(20)
        assert pane.text.isascii()
        assert "P a0001" in pane.text


async def test_an_empty_floor_says_so() -> None:
    async with wall(1, view=ONLY) as pane:
        pane.dialer.leave("a0001")
        await pane.pass_by(20)
        assert "No agent is logged in" in pane.text


async def test_it_is_among_the_pages_that_turn() -> None:
    async with wall(20, view=Wall(pages=launch.PAGES)) as pane:
        titles = set()
        for _ in range(10):
            titles.add(pane.title)
            await pane.press("n")
        assert "EVERY AGENT" in titles
