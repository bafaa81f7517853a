"""What was done last is taken back with one key, where the floor is still as it was left."""

from __future__ import annotations

import pytest

from tests.tui.centre import Order
from tests.tui.driver import Console, floor
from vicidash.demo.sim.agents import Mode

pytestmark = pytest.mark.thorough


async def test_a_pause_is_taken_back() -> None:
    async with floor() as console:
        await console.press("p")
        await console.poll()
        await console.press("u")
        await console.poll()
        assert [order.value for order in console.dialer.orders] == ["PAUSE", "RESUME"]
        assert console.agent("a0001").state == "READY"
        assert console.message.startswith("undo: resume a0001 (paused")


def resumed(console: Console) -> list[str]:
    return sorted(each.target for each in console.dialer.orders if each.value == "RESUME")


async def test_a_set_is_taken_back_as_a_whole_but_for_who_has_moved_on() -> None:
    async with floor() as console:
        await console.press("space", "space", "space", "p", "left", "enter")
        await console.poll()
        console.dialer.pause("a0002", "LUNCH")
        await console.poll()
        await console.press("u", "left", "enter")
        assert resumed(console) == ["a0001", "a0003"]


async def test_more_than_one_is_asked_for_by_count_and_name() -> None:
    async with floor() as console:
        await console.press("space", "space", "space", "p", "left", "enter")
        await console.poll()
        await console.press("u")
        asked = console.question
        assert "Undo: resume 3 agents (paused" in asked
        for user in ("a0001", "a0002", "a0003"):
            name = console.dialer.world.agents[user].full_name
            assert f"{user} {name.split()[0]}" in asked
        await console.press("enter")
        assert resumed(console) == [], "the focus is on cancel"
        await console.press("u", "left", "enter")
        assert resumed(console) == ["a0001", "a0002", "a0003"]


async def test_it_is_for_those_of_the_question_whatever_is_done_meanwhile() -> None:
    async with floor() as console:
        await console.press("space", "space", "p", "left", "enter")
        await console.poll()
        await console.press("u")
        console.dialer.leave("a0001")
        await console.poll()
        await console.press("left", "enter")
        assert resumed(console) == ["a0002"]


async def test_those_in_a_call_follow_when_they_have_paused() -> None:
    async with floor() as console:
        console.dialer.put("a0002", Mode.INCALL, lead=7)
        await console.poll()
        await console.press("space", "space", "p", "left", "enter")
        await console.poll()
        await console.press("u")
        assert "; 1 more as soon as the pause takes effect?" in console.question
        assert "1 still to take effect: each follows" in console.question
        await console.press("left", "enter")
        assert resumed(console) == ["a0001"]
        assert "1 to follow when it takes effect" in console.message
        await console.press("u")
        assert "1 to follow when it takes effect" in console.message, "it is under way"
        console.dialer.pause("a0002")
        await console.poll()
        assert resumed(console) == ["a0001", "a0002"]
        await console.poll()
        assert console.agent("a0002").state == "READY"
        assert "2 done" in console.message


async def test_a_level_is_taken_back() -> None:
    async with floor() as console:
        await console.press("tab", "+", "+", "enter", "y")
        await console.poll()
        assert console.campaign("SALESB2B").dial_level.endswith("3.2")
        await console.press("u")
        assert console.dialer.orders[-1] == Order("update_campaign", "SALESB2B", "3.0")
        assert float(console.dialer.world.campaigns["SALESB2B"].dial_level) == 3


async def test_nothing_is_taken_back_twice() -> None:
    async with floor() as console:
        await console.press("p")
        await console.poll()
        await console.press("u", "u")
        assert len(console.dialer.orders) == 2


async def test_without_anything_to_take_back_that_is_said() -> None:
    async with floor() as console:
        await console.press("u")
        assert console.message.startswith("Nothing to undo")
        assert console.dialer.orders == []


async def test_after_a_log_out_undo_asks_before_it_reaches_further_back() -> None:
    async with floor() as console:
        console.dialer.pause("a0002", "LUNCH")
        await console.poll()
        await console.press("p")
        await console.poll()
        await console.point_at("a0003")
        await console.press("o", "y")
        await console.poll()
        done = len(console.dialer.orders)
        await console.press("u")
        asked = console.question
        assert "Undo: resume a0001 (paused" in asked
        assert "before log out a0003, which cannot be taken back." in asked
        assert len(console.dialer.orders) == done
        await console.press("n", "u", "y")
        assert resumed(console) == ["a0001"]


async def test_where_only_a_log_out_was_done_undo_says_that_it_cannot_be_taken_back() -> None:
    async with floor() as console:
        await console.press("o", "y")
        await console.poll()
        await console.press("u")
        assert console.message == "Nothing to undo: log out a0001 cannot be taken back"


async def test_a_pause_that_has_ended_by_itself_is_named_with_the_reason() -> None:
    async with floor() as console:
        await console.press("p")
        await console.poll()
        console.dialer.pause("a0001", "LUNCH")
        await console.poll()
        await console.press("u")
        moved = "pause a0001 (the agent has moved on (PAUSED LUNCH))"
        assert console.message == f"Nothing to undo: {moved} cannot be taken back"


async def test_the_label_of_the_key_names_what_it_takes_back() -> None:
    async with floor(size=(240, 40)) as console:
        assert "u Undo pause" not in console.footer
        await console.press("p")
        await console.poll()
        assert "u Undo pause a0001" in console.footer
        await console.press("u")
        await console.poll()
        assert "u Undo pause" not in console.footer
