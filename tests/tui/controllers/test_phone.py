"""Listening to an agent: which phone rings, and how a wrong one is set right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.tui.driver import Console, floor
from vicidash.tui.preferences import Layout, LayoutFile

pytestmark = pytest.mark.thorough

SERVER = "@10.10.10.15"
GOOD, WRONG = f"350a{SERVER}", f"8001{SERVER}"


def rung(console: Console) -> list[str]:
    """The phones that the dialer was asked to ring."""
    asked = [each for each in console.dialer.questions if each["function"] == "blind_monitor"]
    return [f"{each['phone_login']}@{each['server_ip']}" for each in asked]


def kept(console: Console) -> Layout:
    return console.supervisor.preferences.layout


async def test_a_phone_that_has_rung_is_asked_for_no_more() -> None:
    async with floor() as console:
        await console.press("m", *"350a", "enter")
        assert "PHONE@SERVER" in console.text
        await console.press(*SERVER, "enter")
        assert rung(console) == [GOOD]
        assert kept(console).phone == GOOD
        await console.press("j", "m")
        assert console.app.screen is console.floor
        assert rung(console) == [GOOD, GOOD]
        asked = [q for q in console.dialer.questions if q["function"] == "blind_monitor"]
        assert asked[0]["session_id"] != asked[1]["session_id"]


async def test_a_phone_that_the_dialer_does_not_know_is_asked_for_again() -> None:
    async with floor() as console:
        await console.press("m", *WRONG, "enter")
        assert console.message == (
            "listen a0001: failed — the dialer has no phone 8001; m asks for it"
        )
        assert kept(console).phone is None
        await console.press("m")
        assert f"{WRONG} did not ring" in console.text.replace("\n", " ")
        await console.press(*["backspace"] * len(WRONG), *GOOD, "enter")
        assert rung(console) == [WRONG, GOOD]
        assert kept(console).phone == GOOD


async def test_a_server_that_was_never_right_is_asked_for_again_too() -> None:
    async with floor() as console:
        await console.press("m", *"350a@10.10.10.1", "enter")
        assert "INVALID SESSION ID" in console.message
        await console.press("m", "5", "enter")  # the old text is there to go on with
        assert rung(console) == ["350a@10.10.10.1", GOOD]


async def test_one_that_has_rung_stays_when_a_session_is_over() -> None:
    async with floor() as console:
        await console.press("m", *GOOD, "enter")
        words = "ERROR: blind_monitor INVALID SESSION ID - 8600051|10.10.10.15|super\n"
        console.dialer.instead["blind_monitor"] = 200, words
        await console.press("m")
        assert "INVALID SESSION ID" in console.message
        del console.dialer.instead["blind_monitor"]
        await console.press("m")
        assert rung(console) == [GOOD] * 3


async def test_the_phone_is_changed_by_name_in_every_view() -> None:
    async with floor() as console:
        await console.press("m", *GOOD, "enter")
        for view in ("1", "7"):
            await console.press(view, ":", *"your phone", "enter")
            assert "Your phone" in console.text
            assert GOOD in console.text
            await console.press("escape")
        await console.press(":", *"your phone", "enter", "ctrl+u", *WRONG, "enter")
        assert console.message.startswith(f"m rings {WRONG} from now on")
        await console.press("1", "m")
        assert rung(console) == [GOOD, WRONG]
        assert kept(console).phone == GOOD


async def test_what_has_rung_goes_before_the_setting_until_that_is_changed(tmp_path: Path) -> None:
    memory = LayoutFile(tmp_path / "layout.json")

    def console_of(setting: str | None) -> Any:
        return floor(memory=memory, settings={"phone_login": setting})

    async with console_of(WRONG) as console:
        await console.press("m")  # the setting's, without a question
        await console.press("m", *["backspace"] * len(WRONG), *GOOD, "enter", "q")
        assert rung(console) == [WRONG, GOOD]
    async with console_of(WRONG) as console:
        await console.press("m")
        assert rung(console) == [GOOD]
    async with console_of(f"351{SERVER}") as console:
        await console.press("m")
        assert rung(console) == [f"351{SERVER}"]


def modes(console: Console) -> list[str]:
    """How the phone was put into the session, each time."""
    asked = [each for each in console.dialer.questions if each["function"] == "blind_monitor"]
    return [each["stage"] for each in asked]


async def test_one_may_whisper_to_the_agent_or_barge_in() -> None:
    async with floor() as console:
        await console.press("m", *GOOD, "enter")
        await console.press("M")
        assert "only the agent hears you" in console.text
        await console.press("enter")
        assert "a0001 WHISPER 350a: done" in console.message
        await console.press("M", *"barge", "enter")
        assert "a0001 BARGE 350a: done" in console.message
        assert modes(console) == ["MONITOR", "WHISPER", "BARGE"]
        await console.press("M", "escape")
        assert modes(console) == ["MONITOR", "WHISPER", "BARGE"]


async def test_a_dialer_that_does_not_let_whisper_is_not_taken_at_its_word() -> None:
    async with floor(whisper=False) as console:
        await console.press("M", "enter", *GOOD, "enter")
        assert modes(console) == ["WHISPER"]
        assert "the dialer began to monitor, not to whisper" in console.message


async def test_the_agent_who_is_joined_is_the_one_that_was_chosen() -> None:
    async with floor() as console:
        await console.press("m", *GOOD, "enter", "M")
        session = console.dialer.world.agents["a0001"].session_id
        console.dialer.leave("a0001")
        await console.watch.turn()
        await console.press("enter")
        asked = [q for q in console.dialer.questions if q["function"] == "blind_monitor"]
        assert {q["session_id"] for q in asked} == {session}
