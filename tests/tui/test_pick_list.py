"""Choosing from a list: Enter takes what the cursor is on, and that is what was typed out."""

from __future__ import annotations

import pytest

from tests.tui.driver import Console, floor
from vicidash.tui.dialogs import Choice, PickScreen, matching

pytestmark = pytest.mark.thorough

STATUSES = ("NA", "AB", "N", "SNAP", "A")


def short(text: str) -> str | None:
    return None if len(text) <= 6 else f"{text} is longer than 6 characters"


async def chosen(console: Console, *keys: str, burst: bool = False) -> str | None:
    taken: list[str | None] = []
    choices = [Choice(status, status, "many calls") for status in STATUSES]
    await console.floor.ask(PickScreen("Status", choices, free=short), taken.append)
    await (console.burst if burst else console.press)(*keys)
    (value,) = taken
    return value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("n", "N"),
        ("a", "A"),
        ("na", "NA"),
        ("sn", "SNAP"),
        ("B", "B"),
        ("AP", "AP"),
        ("CALLBK", "CALLBK"),
        ("calls", "calls"),
    ],
)
async def test_what_is_typed_out_is_taken_and_what_begins_with_it_else(
    typed: str, value: str
) -> None:
    async with floor(agents=1) as console:
        assert await chosen(console, *typed, "enter") == value


async def test_beside_what_begins_with_it_the_typed_word_is_one_line_down() -> None:
    async with floor(agents=1) as console:
        assert await chosen(console, *"sna", "down", "enter") == "sna"


async def test_enter_in_a_burst_takes_no_line_of_the_list_before() -> None:
    async with floor(agents=1) as console:
        assert await chosen(console, "a", "enter", burst=True) == "A"
        assert await chosen(console, *"AP", "enter", burst=True) == "AP"


async def test_what_nothing_matches_and_may_not_be_typed_says_why_and_stays() -> None:
    async with floor(agents=1) as console:
        dialog = PickScreen("Status", [Choice(each, each) for each in STATUSES], free=short)
        await console.floor.ask(dialog, lambda value: None)
        await console.press(*"toolong", "enter")
        assert "toolong is longer than 6 characters" in console.text
        assert dialog.entry.value == "toolong"


async def test_two_saved_filters_may_be_the_same() -> None:
    filters = {"a": "state:paused", "b": "state:paused"}
    async with floor(agents=4, settings={"filters": filters}) as console:
        await console.press("F", "b", "enter")
        assert console.floor.filter.typed == "state:paused"
        await console.press("escape", "colon", *"filter b", "enter")
        assert console.floor.filter.typed == "state:paused"


def test_an_agent_typed_out_comes_before_one_whose_name_begins_so() -> None:
    choices = [Choice(f"agent {user}", f"agent {user}") for user in ("1001", "10010", "100")]
    found = [each.label for each in matching(choices, "agent 100")]
    assert found == ["agent 100", "agent 1001", "agent 10010"]
