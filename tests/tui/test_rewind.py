"""The floor rewound: what stood on the screen stands there again, and nobody acts on it."""

from __future__ import annotations

import asyncio
import errno
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from tests.tui.centre import MONDAY_NOON
from tests.tui.driver import Console, floor
from vicidash.action_table import ACTIONS, Group
from vicidash.floor.snapshot import Polled
from vicidash.looks.file import LookWriter
from vicidash.tui.controllers.rewind import _IN_THE_PAST
from vicidash.tui.widgets.page import DetailPane

VIEWS = "123467"
"""All but the leads, which are asked of the dialer and have no past."""
LIVE: dict[str, Any] = {"live": True, "seed": 3}


async def _screens(console: Console) -> dict[str, list[str]]:
    """Every view without the lines that are about the console and not the floor: the banner, the
    message, and the keys."""
    found = {}
    for key in VIEWS:
        await console.press(key)
        await console.idle()
        await console.press("home")
        console.view.draw()
        await console.quiet()
        screen = console.view
        left_out = {
            screen.query_one(name).region.y
            for name in ("#banner", "#message", "#alert")  # the latter offers keys
            if screen.query_one(name).region.height
        }
        lines = [line for y, line in enumerate(console.lines[:-1]) if y not in left_out]
        found[key] = [*lines, *(alert.words for alert in console.supervisor.asking)]
    await console.press("1")
    return found


async def _back_to(console: Console, wall: float) -> None:
    """Step back until the look of this time is shown, or the one before it."""
    for _ in range(400):
        past = console.supervisor.frame.past
        if past is not None and past.wall <= wall:
            return
        await console.press("<")
    raise AssertionError("never got there")


def _without_asked(lines: list[str]) -> list[str]:
    """The agent view without what was asked of the dialer while it was open."""
    return [line for line in lines if not line.startswith((" Now ", " Today "))]


@pytest.mark.thorough
async def test_every_view_shows_a_past_moment_as_it_stood_then() -> None:
    async with floor(agents=24, size=(160, 48), recorded=True, kept=True, **LIVE) as console:
        seen: list[tuple[float, dict[str, list[str]]]] = []
        await console.poll(130)
        await console.press("p")  # an action, whose mark is part of what stood there
        for seconds in (4.0, 52.0, 64.0):
            await console.poll(seconds)
            while console.supervisor.frame.snapshot.at != console.clock.now:
                await console.poll(1.0)  # between two polls, times go on that no look has
            await console.press("f")  # the line of the banner is there now as well
            seen.append((MONDAY_NOON + console.clock.now, await _screens(console)))
            await console.press("f")
        await console.poll(60)
        for wall, then in reversed(seen):
            await _back_to(console, wall)
            past = console.supervisor.frame.past
            assert past is not None
            assert past.wall == wall
            now = await _screens(console)
            for key in VIEWS:
                assert _comparable(key, now[key]) == _comparable(key, then[key]), key
        await console.press("f")
        assert console.supervisor.frame.past is None
        assert console.banner == ""


def _comparable(view: str, lines: list[str]) -> list[str]:
    """What of a view is about the floor: not where the user's cursor is."""
    lines = _without_asked(lines) if view == "4" else lines
    return [line.replace("▸", " ") for line in lines if line.strip()]


async def test_nobody_acts_on_a_past_floor() -> None:
    async with floor(recorded=True) as console:
        await console.poll(20)
        orders, requests = list(console.dialer.orders), len(console.dialer.questions)
        await console.press("<")
        assert "NOT NOW" in console.banner
        allowed = {
            action.name
            for action in ACTIONS
            if action.group in (Group.GO, Group.MOVE) or action.name in _IN_THE_PAST
        }
        for view in "12345678":
            await console.press(view)
            for action in ACTIONS:
                if action.name in allowed or not action.keys:
                    continue
                await console.view.do(action.name)
                await console.quiet()
                assert console.view is console.app.screen, action.name
                if action.name in console.view.actions and action.name != "log_in":
                    reason = console.view.disabled_reason(action)
                    assert reason is not None, action.name
                    assert "nothing can be done to it: f goes back to now" in reason
        assert console.dialer.orders == orders
        assert len(console.dialer.questions) == requests
        await console.press("1", "p")
        assert console.message.startswith("Pause: This is the floor as it was at 12:")


async def test_a_past_floor_is_copied_exported_and_shown_in_the_pane(tmp_path: Path) -> None:
    async with floor(recorded=True, size=(160, 48), pane=True) as console:
        await console.poll(70)
        console.dialer.pause("a0001")
        await console.poll(20)
        await console.press("{", "ctrl+l")
        assert "NOT NOW" in console.banner
        assert console.app.clipboard.split("\t")[0] == "a0001"
        path = tmp_path / "then.csv"
        await console.view.do("export", str(path))
        row = next(line for line in path.read_text().splitlines() if line.startswith("a0001"))
        assert "READY" in row, "as it was then"
        pane = console.view.query_one(DetailPane)
        await console.press("|")
        assert not pane.display
        await console.press("|")
        assert pane.display


async def test_nobody_has_left_a_floor_that_another_moment_takes_the_place_of() -> None:
    async with floor(recorded=True, size=(160, 48)) as console:
        await console.poll(70)
        console.dialer.pause("a0001")
        await console.poll(4)
        await console.press("/", *"paused", "enter")
        assert "a0001" in console.agents
        await console.press("{")
        assert "now READY" not in console.text
        assert "a0001" not in console.agents
        await console.press("f")
        assert "a0001" in console.agents


async def test_a_past_floor_waits_for_no_answer() -> None:
    async with floor(recorded=True) as console:
        await console.poll(20)
        assert "Waiting for the first answer" in console.floor.empty_reason(Polled(), "").plain
        await console.press("<")
        said = console.floor.empty_reason(Polled(), "").plain
        assert said == "Not known then: the dialer had not answered yet"


async def test_the_palette_dims_what_a_past_floor_does_not_take_and_says_why() -> None:
    async with floor(recorded=True, size=(160, 48)) as console:
        await console.poll(20)
        await console.press("<", ":", *"pause a0001")
        assert "This is the floor as it was" in console.text
        await console.press("enter", "escape")
        assert not console.dialer.orders


async def test_the_key_that_freezes_says_in_the_footer_what_it_does_now() -> None:
    async with floor(recorded=True, size=(160, 48)) as console:
        await console.poll(20)
        assert "f Freeze" in console.lines[-1]
        await console.press("<")
        assert "f Back to now" in console.lines[-1]
        await console.press("f")
        assert "f Freeze" in console.lines[-1]
        await console.press("f")
        assert "f Unfreeze" in console.lines[-1]


async def test_no_action_that_writes_is_among_those_that_only_look() -> None:
    writing = {action.name for action in ACTIONS if action.writes}
    assert writing & _IN_THE_PAST == set()
    assert not any(a.writes for a in ACTIONS if a.group in (Group.GO, Group.MOVE))


async def test_keys_step_by_look_and_minute_jump_to_a_time_and_come_back() -> None:
    async with floor(recorded=True) as console:
        await console.poll(300)
        await console.press("<")
        first = _wall(console)
        await console.press("<")
        second = _wall(console)
        assert second <= first, "polls of one moment are looks of their own"
        await console.press(">")
        assert _wall(console) == first
        await console.press(*"<<<<<<<<")
        assert _wall(console) < first
        await console.press(*">>>>>>>>")
        assert _wall(console) == first
        await console.press("{")
        assert first - 64 <= _wall(console) <= first - 60
        await console.press("shift+left")
        assert first - 128 <= _wall(console) <= first - 120
        await console.press("shift+right", "}")
        assert _wall(console) <= first
        await console.press("g")
        await console.press(*"12:18", "enter")
        assert _wall(console) == MONDAY_NOON + 18 * 60
        assert "NOT NOW  Mon 12:18:00" in console.banner
        await console.press("g")
        await console.press(*"07:00", "enter")
        assert "The first look that was recorded is of 12:1" in console.question
        await console.press("escape", "f")
        assert console.supervisor.frame.past is None
        await console.press(">")
        assert console.message == "This is the floor as it is now"


async def test_g_goes_to_the_first_row_on_the_floor_of_now() -> None:
    async with floor(recorded=True) as console:
        await console.press("j", "j", "g")
        assert console.cursor == "a0001"
        await console.press("j", "home")
        assert console.cursor == "a0001"


async def test_looks_go_on_being_recorded_while_a_past_one_is_shown() -> None:
    async with floor(recorded=True) as console:
        await console.poll(20)
        await console.press("<")
        shown = console.agent("a0003").state
        console.dialer.pause("a0003")
        await console.poll(60)
        assert console.agent("a0003").state == shown
        before = _wall(console)
        await console.press("}")
        assert _wall(console) > before
        for _ in range(3):
            await console.press(">")
        assert console.agent("a0003").state == "PAUSED"


async def test_without_a_recording_the_keys_say_why() -> None:
    async with floor() as console:
        await console.press("<")
        assert console.message == ("Back: nothing is recorded: the setting rewind.on turns it off")


async def test_a_full_disk_costs_the_recording_only() -> None:
    async with floor(recorded=True) as console:
        assert console.looks is not None
        full = OSError(errno.ENOSPC, "No space left on device")
        with patch.object(LookWriter, "write", side_effect=full):
            await console.poll(8)
            assert await asyncio.to_thread(console.looks.flush)
        assert console.looks.problem is not None
        await console.settle()
        assert "the floor is not recorded in" in console.message
        assert console.agent("a0001").state


def _wall(console: Console) -> float:
    past = console.supervisor.frame.past
    assert past is not None
    return past.wall
