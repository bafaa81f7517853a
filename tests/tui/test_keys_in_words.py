"""What the console says names the keys that its supervisor has chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.replay import Replay, recorded
from tests.tui.centre import WRONG
from tests.tui.driver import floor
from vicidash.action_table import BY_NAME, Action
from vicidash.tui import bindings

pytestmark = pytest.mark.thorough

MOVED = {
    "freeze": ("F2",),
    "log_in": ("F3",),
    "next_table": ("F4",),
    "clear": ("F5",),
    "poll_now": ("F6",),
    "quit": ("F7",),
    "choose": ("F8",),
    "level_type": ("F9",),
    "reason": ("F10",),
    "pause": ("F11",),
}
MINE = {"keys": MOVED}


async def test_the_way_out_of_a_filter() -> None:
    async with floor(settings=MINE) as console:
        await console.press("/", *"zzz", "enter")
        assert console.title == "Agents 20  0 with “zzz”  F5: all"
        assert "No agent matches; F5 shows all again" in console.text
        await console.press("f5")
        assert console.title == "Agents 20"


async def test_the_way_to_the_other_table() -> None:
    async with floor(settings=MINE) as console:
        await console.press("+")
        assert console.message == "Raise: F4 goes to the campaigns, select one there"


async def test_the_way_out_of_a_frozen_picture() -> None:
    async with floor(settings=MINE) as console:
        await console.press("f2")
        assert "F2 resumes" in console.banner
        await console.press("f11")
        assert console.message == "The screen is frozen: F2 resumes"


async def test_what_the_marks_are_for() -> None:
    async with floor(settings=MINE) as console:
        await console.press("space")
        assert console.message == "1 marked: F11 r o act on that agent, F5 clears the mark"


async def test_what_becomes_of_steps() -> None:
    async with floor(settings=MINE) as console:
        await console.press("f4", "+")
        assert console.message.endswith("F8 sends 3.1 anyway, F5 discards")
        await console.press("j", "f8")
        assert (
            console.message == "Unsent change on SALESB2B: go to its row and press F8; F5 discards"
        )
        await console.press("+")
        assert console.message.endswith(": change its adaptive maximum instead (F9)")


async def test_how_to_try_the_login_again() -> None:
    async with floor(settings=MINE, password=WRONG) as console:
        assert console.banner.startswith("POLLING HAS STOPPED  F3 tries the login again")
        await console.press("f6")
        assert console.message == "Polling has stopped: F3 tries the login again"


async def test_how_to_learn_what_is_unknown() -> None:
    async with floor(settings=MINE, agents=4, campaigns=1, polled=False) as console:
        await console.watch.step()
        console.floor.console.frame.snapshot = await console.watch.step()
        console.floor.draw()
        await console.press("f4", "f10")
        assert "not known yet; F6 polls now" in console.message
        await console.press("?", "G")
        assert "Never means 0; F10 on the campaign says why" in console.text


async def test_how_to_leave_at_once(dialer: Replay) -> None:
    dialer.answer("external_pause", recorded("external_pause_ready").body, held=True)
    async with floor(settings=MINE, replay=dialer) as console:
        console.send("f11", "f7")
        await console.pilot.pause(0)
        assert console.message == "Sending the last actions, then leaving; F7 again leaves now"
        console.send("f7")
        await console.pilot.pause(0)
        assert console.app._task is not None
        await console.app._task


def test_an_action_without_a_key_goes_by_its_label() -> None:
    by_name = {**BY_NAME, "quit": _without_keys("quit")}
    assert bindings.key_of(by_name.values(), "quit") == "“Quit”"
    assert bindings.key_of(by_name.values(), "commands") == ":"


def _without_keys(name: str) -> Action:
    return replace(BY_NAME[name], keys=(), shown="")


async def test_the_keys_that_scroll_the_help() -> None:
    mine = {"keys": {"down": ("F9",), "up": ("F10",)}}
    async with floor(settings=mine, size=(80, 12)) as console:
        await console.press("?")
        assert "F9 F10 scroll, / searches, Esc closes" in console.text
        before = console.lines[1:]
        await console.press("j")
        assert console.lines[1:] == before
        await console.press("f9")
        assert console.lines[1:] != before
        await console.press("f10")
        assert console.lines[1:] == before
        await console.press("escape")
        assert "F9 F10 scroll" not in console.text
