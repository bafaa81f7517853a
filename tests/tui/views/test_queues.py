"""The queues: who waits where, for how long, and for whom."""

from __future__ import annotations

import pytest

from tests.replay import Replay
from tests.tui.driver import Console, floor
from tests.tui.screen import Shown
from vicidash.demo.sim.calls import InGroup
from vicidash.tui.views.floor.screen import FloorScreen
from vicidash.tui.views.queues import QueuesView

pytestmark = pytest.mark.thorough

SIZES = [(40, 10), (80, 24), (200, 60)]


def view(console: Console) -> QueuesView:
    found = console.view
    assert isinstance(found, QueuesView)
    return found


def names(console: Console) -> list[str]:
    return [row(console, key).name for key in view(console).table.book.by_key]


def row(console: Console, key: str) -> Shown:
    return Shown(view(console).table, key)


def in_order(console: Console) -> list[str]:
    return [kept.name.removeprefix("in-group ") for kept in view(console).table.book.order]


async def test_it_shows_in_groups_and_campaigns_each_with_its_agents() -> None:
    async with floor(size=(160, 40)) as console:
        await console.press("2")
        assert names(console) == [
            *("SALESLINE", "SUPPORT"),
            *("SALESB2B", "SOLAR_OB", "INSURNCE", "INB_ONLY"),
        ]
        assert row(console, "in-group SUPPORT").kind == "in-group"
        assert row(console, "SALESB2B").kind == "campaign"
        agents = console.floor.console.frame.snapshot.campaign("SALESB2B")
        assert agents is not None
        assert row(console, "SALESB2B").agents_logged_in == str(agents.stats.agents_logged_in)


async def test_what_is_recorded_of_the_campaigns_is_shown_and_why_in_groups_are_not(
    dialer: Replay,
) -> None:
    async with floor(replay=dialer, size=(160, 40)) as console:
        await console.press("2")
        assert row(console, "SALESB2B").agents_logged_in == "22"
        assert row(console, "SALESB2B").calls_today == "456"
        assert "SALESLINE: " in console.text


async def test_calls_that_wait_are_counted_from_the_look_that_first_showed_them() -> None:
    async with floor(size=(160, 40)) as console:
        await console.poll(20)
        await console.press("2")
        support = in_group(console, "SUPPORT")
        assert row(console, "in-group SUPPORT").wait == ""
        put_calls(support, 3)
        await console.poll(64)
        shown = row(console, "in-group SUPPORT")
        assert shown.calls_waiting.removeprefix("!") == "3"
        assert shown.wait == "0:54", "the look was 10 s after they came"
        assert shown.longest == shown.wait
        assert "calls waiting in 2" in console.text, "and in one campaign"
        told = next(line for line in console.lines if "calls waiting in 2" in line).split()
        await console.press("1")
        assert f"{told[told.index('calls') - 1]} calls waiting" in console.text, "on the floor, too"
        await console.press("2")
        support.queue.clear()
        await console.poll(20)
        assert row(console, "in-group SUPPORT").wait == ""
        assert row(console, "in-group SUPPORT").longest == "1:00"


async def test_calls_that_waited_before_are_at_least_so_long() -> None:
    async with floor(polled=False, size=(160, 40)) as console:
        put_calls(in_group(console, "SUPPORT"), 1)
        await console.settle()
        await console.poll(30)
        await console.press("2", "j")
        assert row(console, "in-group SUPPORT").wait.startswith("≥0:3")
        await console.press("i")
        assert "SUPPORT: not empty for at least 0:3" in console.text
        assert "VICIdial cannot show how long a call has waited" in console.text


async def test_where_nobody_is_free_for_them_it_has_a_sign() -> None:
    async with floor(size=(120, 40)) as console:
        put_calls(in_group(console, "SUPPORT"), 2)
        for user, agent in console.dialer.world.agents.items():
            if agent.closer:
                console.dialer.pause(user)
        await console.poll(20)
        await console.press("2")
        assert row(console, "in-group SUPPORT").calls_waiting == "!2"
        assert "no agent free in 1 of them" in console.text


async def test_letters_and_headers_sort() -> None:
    async with floor(size=(160, 40)) as console:
        put_calls(in_group(console, "SUPPORT"), 2)
        await console.poll(20)
        await console.press("2")
        first = in_order(console)
        await console.press("Q")
        assert in_order(console)[0] == "SUPPORT"
        assert "▼" in console.text
        await console.press("N")
        assert in_order(console) == sorted(first)
        await console.press("N")
        assert in_order(console) == sorted(first, reverse=True)
        assert view(console).sorter.sorts["queues"].column == "name"


async def test_the_order_comes_back_with_the_layout() -> None:
    async with floor() as console:
        await console.press("2", "K")
        layout = console.app.views.layout()
        assert layout.sorts["queues"].column == "kind"
        assert layout.view == "queues"


async def test_enter_shows_the_agents_of_a_campaign() -> None:
    async with floor() as console:
        await console.press("2", "G", "k", "enter")
        assert isinstance(console.view, FloorScreen)
        assert console.floor.narrowing.campaign == "INSURNCE"


async def test_of_an_in_group_no_call_tells_the_agents() -> None:
    async with floor() as console:
        await console.press("2", "enter")
        assert (
            "SALESLINE: VICIdial cannot show which agents take an in-group's calls" in console.text
        )


async def test_the_campaign_under_the_cursor_is_the_one_shown_whole() -> None:
    async with floor() as console:
        await console.press("2", "G", "3")
        assert "INB_ONLY  " in console.lines[2]


async def test_a_campaign_called_as_an_in_group_is_a_queue_of_its_own() -> None:
    async with floor(size=(160, 40)) as console:
        await console.press("2")
        keys = set(view(console).table.book.by_key)
        assert {"in-group SUPPORT", "SALESB2B"} <= keys


async def test_the_last_hour_is_drawn() -> None:
    async with floor(size=(200, 40)) as console:
        put_calls(in_group(console, "SUPPORT"), 4)
        await console.poll(180)
        await console.press("2")
        assert row(console, "in-group SUPPORT").queue_trend == "█".rjust(12)


async def test_an_account_without_the_right_is_told_why_and_what_to_do() -> None:
    async with floor(user="level7", size=(120, 40)) as console:
        await console.press("2")
        text = " ".join(console.text.split())
        assert "In-groups are found by their calls of the day, which cannot be read here" in text
        assert "name those to show in the setting in_groups" in text


async def test_a_watch_of_some_campaigns_says_how_in_groups_are_shown_too() -> None:
    async with floor(settings={"campaigns": ["SALESB2B"]}, size=(120, 40)) as console:
        await console.press("2")
        text = " ".join(console.text.split())
        assert "but only those of the configured campaigns are polled" in text


async def test_keys_that_mean_nothing_here_are_not_offered() -> None:
    async with floor() as console:
        await console.press("2", "p", "space", "/", "x")
        assert console.dialer.orders == []
        assert "Pause" not in console.footer
        await console.press("?")
        assert "Mark all" not in console.text


async def test_a_frozen_picture_counts_no_further() -> None:
    async with floor(size=(160, 40)) as console:
        put_calls(in_group(console, "SUPPORT"), 1)
        await console.poll(40)
        await console.press("2", "f")
        before = row(console, "in-group SUPPORT").wait
        await console.poll(60)
        assert row(console, "in-group SUPPORT").wait == before


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_breaks(size: tuple[int, int]) -> None:
    width, height = size
    async with floor(live=True, size=size) as console:
        await console.poll(60)
        for key in ("2", "j", "Q", "w", "l", "h", "w", "i", "s", "escape", "f", "f", "G"):
            await console.press(key)
            lines = console.text.splitlines()
            assert len(lines) == height
            assert all(len(each) <= width for each in lines)


def in_group(console: Console, name: str) -> InGroup:
    return console.dialer.world.in_groups[name]


def put_calls(group: InGroup, count: int) -> None:
    group.queue.extend(object() for _ in range(count))  # type: ignore[misc]
