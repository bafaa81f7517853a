"""The line of messages: a failure stays until it is read, and progress never covers it."""

from __future__ import annotations

import pytest

from tests.tui.centre import FROZEN
from tests.tui.driver import Console, floor

pytestmark = pytest.mark.thorough

NOT_OBEYED = f"pause {FROZEN}: not obeyed"


async def fail_a_pause(console: Console) -> None:
    """Pause an agent whose browser is frozen, until that is known to have had no effect."""
    await console.point_at(FROZEN)
    await console.press("p")
    await console.poll(20)
    assert console.message.startswith(NOT_OBEYED)


async def test_a_failure_stays_until_it_is_read() -> None:
    async with floor() as console:
        await fail_a_pause(console)
        await console.poll(300)
        assert console.message.startswith(NOT_OBEYED)
        await console.press("escape")
        assert console.message == ""


async def test_what_becomes_of_others_is_said_after_a_failure_not_over_it() -> None:
    async with floor(size=(200, 40)) as console:
        await fail_a_pause(console)
        await console.point_at("a0001")
        await console.press("p")
        await console.poll()
        assert console.message.startswith(NOT_OBEYED)
        assert console.message.endswith(" · pause a0001: done")


async def test_the_reply_to_a_key_covers_a_failure_for_a_moment_only() -> None:
    async with floor() as console:
        await fail_a_pause(console)
        await console.press("i")
        await console.press("j", "i")
        assert console.message.startswith("No action on")
        await console.poll(12)
        assert console.message.startswith(NOT_OBEYED)


async def test_news_of_the_same_agent_answers_a_failure() -> None:
    async with floor(size=(200, 40)) as console:
        await fail_a_pause(console)
        console.dialer.pause(FROZEN, "LUNCH")
        await console.poll()
        await console.press("r")
        assert console.message.startswith(f"resume {FROZEN}: queued")


async def test_a_second_failure_comes_first_and_counts_the_earlier() -> None:
    async with floor(size=(200, 40)) as console:
        await fail_a_pause(console)
        console.dialer.instead["logout"] = (200, "ERROR: logout AGENT USER DOES NOT EXIST - a|b")
        await console.point_at("a0001")
        await console.press("o", "y")
        assert console.message.startswith("log out a0001: failed")
        assert console.message.endswith("(and 1 earlier)")
        await console.press("escape")
        assert console.message.startswith(NOT_OBEYED)


async def test_progress_covers_neither_the_help_nor_the_error_of_an_open_prompt() -> None:
    async with floor() as console:
        await console.press("p", "tab", "=")
        helps = console.message
        assert helps.endswith("Esc cancels")
        await console.poll()
        assert console.agent("a0001").action == "✓ done"
        assert console.message == helps
        await console.press("z", "enter")
        wrong = console.message
        assert wrong != helps
        await console.poll()
        assert console.message == wrong


async def test_the_help_of_a_prompt_goes_with_it() -> None:
    async with floor() as console:
        await console.press("tab", "=", "escape")
        assert "Esc cancels" not in console.text


async def test_the_hint_that_enter_sends_a_level_stands_only_where_enter_does() -> None:
    async with floor() as console:
        await console.press("tab", "+")
        assert "Enter sends 3.1" in console.message
        await console.press("j")
        elsewhere = "SALESB2B: 3.1 is not sent yet: Enter on its row sends it, Esc discards"
        assert console.message == elsewhere
        await console.press("tab")
        assert console.message == elsewhere
        assert "Send 3.1" not in console.footer
        await console.press("2")
        assert "3.1" not in console.message
        await console.press("1", "tab", "k")
        assert "Enter sends 3.1" in console.message


async def test_why_a_level_was_refused_is_explained_in_both_views_of_the_campaign() -> None:
    async with floor() as console:
        console.dialer.instead["update_campaign"] = (
            200,
            "ERROR: update_campaign USER DOES NOT HAVE PERMISSION TO UPDATE CAMPAIGNS",
        )
        await console.press("tab", "=", "4", "enter", "y")
        await console.press("escape", "i")
        assert console.message.startswith("Dial level SALESB2B 4.0: failed — ")
        assert "All figures" not in console.message
        await console.press("3", "i")
        assert console.message.startswith("Dial level SALESB2B 4.0: failed — ")
