"""What hurts asks first, and the question says what it will do to the floor."""

from __future__ import annotations

import pytest
from textual.widgets import Button

from tests.tui.centre import Order
from tests.tui.driver import Console, floor
from vicidash.tui.dialogs import ConfirmScreen


def level(value: str, campaign: str = "SALESB2B") -> Order:
    return Order("update_campaign", campaign, value)


def told_active(console: Console) -> list[tuple[str, str]]:
    """The campaigns that were told to be active or not, in order."""
    return [
        (asked["campaign_id"], asked["active"])
        for asked in console.dialer.questions
        if asked.get("function") == "update_campaign" and "active" in asked
    ]


async def mark_all_of(console: Console, campaign: str) -> int:
    await console.press("/", *f"campaign:{campaign}", "enter", "*")
    return len(console.agents)


# A level


async def test_a_steep_rise_asks_with_what_it_means_and_is_sent_on_yes() -> None:
    async with floor() as console:
        await console.press("tab", "=", *"10", "enter")
        asked = console.question
        assert "SALESB2B 3.0 → 10.0? 3.3 times as many lines, drop 3.18%, " in asked
        assert "1 drop too many already. " in asked
        assert console.dialer.orders == []
        assert console.app.screen.query_one("#confirm", Button).variant == "warning"
        await console.press("y")
        assert console.dialer.orders == [level("10.0")]


async def test_a_no_sends_nothing_and_says_so() -> None:
    async with floor() as console:
        await console.press("tab", "=", *"10", "enter", "n")
        assert console.dialer.orders == []
        assert console.message == "Nothing was sent: SALESB2B 3.0 → 10.0"


async def test_enter_at_the_question_is_no_also_in_a_burst() -> None:
    async with floor() as console:
        await console.press("tab")
        await console.burst("=", "9", "enter", "enter", "enter")
        assert console.dialer.orders == []


async def test_what_is_typed_ahead_answers_the_question_and_reaches_nobody_below() -> None:
    async with floor() as console:
        await console.press("tab")
        await console.burst("=", "9", "enter", "y", "tab", "j")
        assert console.dialer.orders == [level("9.0")]
        assert console.cursor == "a0002"


async def test_steps_that_are_refused_in_the_question_stay_unsent() -> None:
    async with floor() as console:
        await console.press("tab", "+", "+", "enter", "n")
        assert console.campaign("SALESB2B").dial_level == "3.0→3.2"
        await console.press("enter", "y")
        assert console.dialer.orders == [level("3.2")]
        assert console.floor.pending.gathered == {}


async def test_a_fall_is_sent_at_once() -> None:
    async with floor() as console:
        await console.press("tab", "=", *"2.5", "enter")
        assert console.dialer.orders == [level("2.5")]


# Several agents


async def test_a_pause_of_all_says_that_the_campaign_keeps_dialing_for_nobody() -> None:
    async with floor() as console:
        count = await mark_all_of(console, "SALESB2B")
        await console.press("p")
        asked = console.question
        assert f"Pause {count} agents?" in asked
        assert f"0 of {count} ready on SALESB2B, which keeps dialing at 3.0." in asked
        labels = [str(each.label) for each in console.app.screen.query(Button)]
        assert labels == [f"Pause {count}", f"Pause {count} and stop dialing", "Cancel"]


@pytest.mark.thorough
async def test_stop_dialing_does_so_and_pauses_them() -> None:
    async with floor() as console:
        count = await mark_all_of(console, "SALESB2B")
        await console.press("p", "s")
        assert told_active(console) == [("SALESB2B", "N")]
        assert sum(each.function == "external_pause" for each in console.dialer.orders) == count
        await console.poll(16)
        assert console.dialer.world.campaigns["SALESB2B"].active == "N"


@pytest.mark.thorough
async def test_yes_pauses_and_leaves_the_campaign_as_it_is() -> None:
    async with floor() as console:
        count = await mark_all_of(console, "SALESB2B")
        await console.press("p", "y")
        assert told_active(console) == []
        assert sum(each.function == "external_pause" for each in console.dialer.orders) == count


@pytest.mark.thorough
async def test_who_is_left_is_counted_and_a_campaign_with_agents_left_needs_no_stop() -> None:
    async with floor() as console:
        count = await mark_all_of(console, "SALESB2B")
        await console.press("space", "p")  # all but the first
        assert f"1 of {count} ready on SALESB2B." in console.question
        assert "keeps dialing" not in console.question
        assert len(console.app.screen.query(Button)) == 2
        await console.press("s")
        assert isinstance(console.app.screen, ConfirmScreen), "the key has no meaning here"
        assert told_active(console) == []


async def test_a_resume_says_who_is_ready_then() -> None:
    async with floor() as console:
        everybody = await mark_all_of(console, "SALESB2B")
        for user in console.agents[:3]:
            console.dialer.pause(user)
        await console.poll()
        await console.press("r")
        assert "Resume 3 agents?" in console.question
        assert f"{everybody} of {everybody} ready on SALESB2B." in console.question


async def test_a_log_out_of_all_is_red_and_can_stop_the_dialing_too() -> None:
    async with floor() as console:
        count = await mark_all_of(console, "SALESB2B")
        await console.press("o")
        assert f"0 of {count} ready on SALESB2B, which keeps dialing at 3.0." in console.question
        assert {each.variant for each in console.app.screen.query(Button)} == {"error", "primary"}


@pytest.mark.thorough
@pytest.mark.parametrize("size", [(40, 10), (60, 16)])
async def test_in_a_low_terminal_a_key_stands_for_the_third_button(size: tuple[int, int]) -> None:
    async with floor(size=size) as console:
        await console.press("*", "p")
        assert "s also stop dialing" in console.text
        await console.press("s")
        assert ("SALESB2B", "N") in told_active(console)


@pytest.mark.thorough
async def test_who_may_not_stop_a_campaign_is_offered_no_such_button() -> None:
    async with floor() as console:
        denied = {"update_campaign": (200, "ERROR: update_campaign USER DOES NOT HAVE PERMISSION")}
        console.dialer.instead |= denied
        await console.press("tab", "x", "y", "tab")  # learns that it is denied
        await mark_all_of(console, "SALESB2B")
        await console.press("p")
        assert "keeps dialing" in console.question
        assert len(console.app.screen.query(Button)) == 2


# A pause code


async def test_a_code_that_nobody_uses_needs_a_second_enter() -> None:
    async with floor(settings={"pause_codes": ("LUNCH", "BREAK")}) as console:
        await console.press("P", *"LUNHC", "enter")
        assert "LUNHC is none of the codes seen here: did you mean LUNCH?" in console.question
        assert console.dialer.orders == []
        await console.press("enter")
        await console.poll(8)
        assert console.agent("a0001").pause_code == "LUNHC"


async def test_another_text_is_doubted_anew_and_a_known_code_is_not() -> None:
    async with floor(settings={"pause_codes": ("LUNCH", "BREAK")}) as console:
        await console.press("P", *"XX", "enter", "Y", "enter")
        assert "XXY is none of the codes seen here" in console.question
        assert console.dialer.orders == []
        await console.press("ctrl+u", *"lunch", "enter")
        await console.poll(8)
        assert console.agent("a0001").pause_code == "LUNCH"


async def test_where_no_code_is_known_none_is_doubted() -> None:
    async with floor() as console:
        await console.press("P", *"LUNCH", "enter")
        assert [each.target for each in console.dialer.orders] == ["a0001"]
