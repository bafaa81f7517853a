"""Marked agents: one action for all of them, and for nobody else."""

from __future__ import annotations

import pytest

from tests.tui.centre import FROZEN, Order
from tests.tui.driver import Console, floor
from vicidash.demo.sim.agents import Mode
from vicidash.tui.dialogs import ConfirmScreen

pytestmark = pytest.mark.thorough


def pauses(console: Console) -> list[str]:
    """Who was told to pause, in alphabetical order: the pool decides who comes first."""
    return sorted(o.target for o in console.dialer.orders if o.function == "external_pause")


async def confirm(console: Console) -> None:
    """Go from *cancel* to the button that does it, and press it."""
    assert isinstance(console.app.screen, ConfirmScreen)
    await console.press("left", "enter")


async def test_space_marks_and_moves_on_and_the_action_is_for_all_marked() -> None:
    async with floor() as console:
        await console.press("space", "j", "space", "space")
        assert "3 marked" in console.title
        assert "3 marked: p r o act on all of them" in console.message
        assert console.cursor == "a0005"
        await console.press("p")
        asked = console.question
        assert "Pause 3 agents?" in asked
        for user in ("a0001", "a0003", "a0004"):
            name = console.dialer.world.agents[user].full_name
            assert f"{user} {name.split()[0]}" in asked
        assert console.dialer.orders == []
        await confirm(console)
        assert pauses(console) == ["a0001", "a0003", "a0004"]
        assert "marked" not in console.title
        await console.poll()
        assert {console.agent(u).state for u in ("a0001", "a0003", "a0004")} == {"PAUSED"}
        assert console.agent("a0002").state == console.agent("a0005").state == "READY"
        assert console.message.startswith("pause 3 agents: 3 done")


async def test_enter_at_the_question_is_cancel_and_the_marks_stay() -> None:
    async with floor() as console:
        await console.press("space", "space", "p", "enter")
        assert console.dialer.orders == []
        assert "2 marked" in console.title


async def test_a_mark_is_taken_off_by_space_and_all_by_esc() -> None:
    async with floor() as console:
        await console.press("space", "k", "space")
        assert "marked" not in console.title
        await console.press("space", "space", "escape")
        assert "marked" not in console.title
        assert console.message == "Marks cleared"


async def test_a_star_marks_all_that_are_shown_and_again_none() -> None:
    async with floor() as console:
        await console.press("/", *"a000", "enter", "*")
        assert "9 marked" in console.title
        await console.press("*")
        assert "marked" not in console.title


async def test_marks_that_a_filter_hides_are_counted_in_the_question() -> None:
    async with floor() as console:
        await console.press("space", "space", "/", *"a0002", "enter", "p")
        asked = console.question
        assert "Pause 2 agents?" in asked
        assert "1 hidden by the filter" in asked
        await confirm(console)
        assert pauses(console) == ["a0001", "a0002"]


async def test_one_who_logs_out_is_marked_no_longer() -> None:
    async with floor() as console:
        await console.press("space", "space")
        console.dialer.leave("a0001")
        await console.poll()
        assert "1 marked" in console.title
        await console.press("p")
        await confirm(console)
        assert pauses(console) == ["a0002"]


async def test_one_who_leaves_while_the_question_is_open_is_skipped_and_named() -> None:
    async with floor() as console:
        await console.press("space", "space", "p")
        console.dialer.leave("a0001")
        await console.poll()
        await confirm(console)
        assert pauses(console) == ["a0002"]
        assert "1 skipped (a0001" in console.message
        console.dialer.put("a0001", Mode.READY)
        await console.poll()
        await console.point_at("a0001")
        await console.press("i")
        assert console.message == "a0001: skipped — no longer on the floor"


async def test_the_result_of_each_target_is_told() -> None:
    async with floor(settings={"obey_timeout": 5}) as console:
        await console.point_at(FROZEN)
        await console.press("space", "k", "k", "space", "p")
        await confirm(console)
        await console.poll(20)
        assert "1 done" in console.message
        assert f"1 failed ({FROZEN}" in console.message


async def test_who_is_paused_already_stays_so_and_that_is_no_failure() -> None:
    async with floor() as console:
        for user in ("a0002", "a0003"):
            console.dialer.pause(user, "LUNCH")
        await console.poll()
        await console.press("space", "space", "space", "p")
        asked = console.question
        assert "Pause 1 agent? a0001" in asked, "the others are paused already"
        assert "2 already paused: no change." in asked
        await confirm(console)
        assert pauses(console) == ["a0001"]
        await console.poll()
        assert console.message == "pause 3 agents: 1 done, 2 already paused"
        assert console.agent("a0002").action == ""
        error = console.app.floor_theme.colors.error
        assert (
            console.app.floor_console.messages.line(console.clock(), console.app.floor_theme).style
            != error
        )
        await console.point_at("a0002")
        await console.press("i")
        assert console.message == "a0002: already paused, so nothing was sent"
        await console.press("r", "i")
        assert console.message.startswith("resume a0002: "), "what came later is what counts"


async def test_who_is_not_paused_is_not_resumed() -> None:
    async with floor() as console:
        console.dialer.pause("a0002", "LUNCH")
        await console.poll()
        await console.press("space", "space", "r")
        assert "1 not paused: no change." in console.question
        await confirm(console)
        await console.poll()
        assert console.message == "resume 2 agents: 1 done, 1 not paused"


async def test_the_button_counts_those_who_get_a_command_and_the_words_name_them() -> None:
    async with floor() as console:
        console.dialer.pause("a0002", "LUNCH")
        await console.poll()
        await console.press(*["space"] * 4, "r")
        asked = console.question
        assert "Resume 1 agent? a0002" in asked
        assert "3 not paused: no change." in asked
        assert " Resume 1 " in asked
        console.dialer.pause("a0003", "LUNCH")  # who was not asked about
        await console.poll()
        await confirm(console)
        assert [(each.target, each.value) for each in console.dialer.orders] == [
            ("a0002", "RESUME")
        ]


async def test_a_set_of_whom_nobody_would_change_is_not_asked_about() -> None:
    async with floor() as console:
        await console.press("space", "space", "r")
        assert console.message == "Nothing to do for 2 marked agents: 2 not paused"
        assert console.dialer.orders == []


async def test_a_code_from_the_list_is_for_all_marked() -> None:
    async with floor(settings={"pause_codes": ("LUNCH", "BREAK")}) as console:
        await console.press("space", "space", "P")
        assert "Pause 2 agents with a code" in console.text
        await console.press(*"lun", "enter")
        assert "Pause 2 agents with LUNCH?" in console.question
        await confirm(console)
        await console.poll(8)
        assert {console.agent(u).pause_code for u in ("a0001", "a0002")} == {"LUNCH"}


async def test_codes_seen_on_the_floor_are_offered_and_others_can_be_typed() -> None:
    async with floor() as console:
        console.dialer.pause("a0009", "COACH")
        await console.poll()
        await console.press("P")
        assert "COACH" in console.text
        await console.press(*"waytoolong", "enter")
        assert "1 to 6" in console.text
        await console.press("ctrl+u", *"MEET", "enter", "enter")
        await console.poll(8)
        assert console.agent("a0001").pause_code == "MEET"


async def test_typed_in_one_burst_it_is_the_same() -> None:
    async with floor(settings={"pause_codes": ("LUNCH",)}) as console:
        await console.burst("j", "P", *"lunch", "enter", "j")
        await console.poll(8)
        assert Order("external_pause", "a0002", "PAUSE") in console.dialer.orders
        assert {order.target for order in console.dialer.orders} == {"a0002"}
        assert console.cursor == "a0003"


async def test_a_message_goes_to_each_of_them_and_is_in_the_audit_log() -> None:
    async with floor() as console:
        await console.press("space", "space", "n", *"call back", "enter")
        assert "Send “call back” to 2 agents?" in console.text
        await confirm(console)
        told = [q for q in console.dialer.questions if q["function"] == "send_notification"]
        assert sorted(each["recipient"] for each in told) == ["a0001", "a0002"]
        assert {each["notification_text"] for each in told} == {"call back"}
        assert console.audit.read_text().count("call back") >= 2
