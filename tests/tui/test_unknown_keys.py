"""Keys that mean nothing to the console: they are explained, or belong to the terminal."""

from __future__ import annotations

import pytest

from tests.tui.driver import floor


async def test_a_letter_of_another_keyboard_is_explained_and_does_nothing() -> None:
    async with floor() as console:
        await console.press("з")
        said = "з is no key here; it is where p is: switch the keyboard to Latin letters"
        assert console.message == said
        await console.press("π")
        assert console.message == "π is no key here: switch the keyboard to Latin letters"
        assert console.dialer.orders == []


async def test_letters_of_every_script_can_be_typed_into_a_filter() -> None:
    async with floor() as console:
        await console.press("/", "з", "enter")
        assert "з" in console.title
        assert "is no key" not in console.text


async def test_control_z_suspends_also_while_a_question_or_a_prompt_is_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with floor() as console:
        suspended = 0

        def suspend() -> None:
            nonlocal suspended
            suspended += 1

        monkeypatch.setattr(console.app, "action_suspend_process", suspend)
        await console.press("ctrl+z", "o", "ctrl+z", "n", "/", "ctrl+z")
        assert suspended == 3
        assert console.dialer.orders == []
