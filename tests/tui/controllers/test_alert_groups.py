"""Several alerts that are one: in the line, in the alerts view, and with one key."""

from __future__ import annotations

import json

import pytest

from tests.tui.controllers.test_alerts import CALM
from tests.tui.driver import Console, floor
from vicidash.demo.sim.agents import Mode

pytestmark = pytest.mark.thorough

SIX = ("a0003", "a0004", "a0005", "a0007", "a0008", "a0010")
SAID = "6 agents in dead calls over 0:30"


async def dead(console: Console, *users: str) -> None:
    """Agents stay in calls whose customers have hung up, for longer than a glance."""
    for user in users:
        console.dialer.put(user, Mode.DEAD, lead=4711)
    await console.poll(44)


def marks(console: Console) -> int:
    """How many alerts ask, by the tabs."""
    return console.app.floor_console.alerts.count


async def test_the_line_and_the_view_say_it_once() -> None:
    async with floor(settings=CALM, size=(120, 40)) as console:
        await dead(console, *SIX)
        assert console.alarm.startswith(f"! {SAID} — ")
        assert "more" not in console.alarm
        await console.press("6")
        assert sum(SAID in line for line in console.lines) == 2, "its row, and what is said below"
        assert "Alerts 6" in console.text
        for user in SIX:
            assert f"{user} 0:" in console.text, "who they are"


async def test_one_key_acknowledges_what_is_one() -> None:
    async with floor(settings=CALM, size=(120, 40)) as console:
        await dead(console, *SIX)
        await console.press("a")
        assert console.message.startswith(f"Acknowledged: {SAID}. Undo: 6, then a")
        assert console.alarm == ""
        assert marks(console) == 0
        entries = [json.loads(line) for line in console.audit.read_text().splitlines()]
        assert sorted(each["target"] for each in entries) == sorted(SIX)
        await console.press("6", "a")
        assert console.message == f"No longer acknowledged: {SAID}"
        assert marks(console) == 6


async def test_the_key_that_goes_there_goes_to_each_of_them() -> None:
    async with floor(settings=CALM, size=(120, 40)) as console:
        await dead(console, *SIX)
        seen = set()
        for _ in SIX:
            await console.press("!")
            seen.add(console.cursor)
            assert console.alarm.startswith(f"! {console.cursor} "), "the one that was gone to"
        assert seen == set(SIX)
        await console.press("a")
        assert console.message.startswith(f"Acknowledged: {console.cursor} ")
        assert marks(console) == 5


async def test_a_capital_a_acknowledges_all() -> None:
    async with floor(size=(120, 40)) as console:
        await dead(console, *SIX)
        count = marks(console)
        assert count > 6, "drops as well"
        await console.press("A")
        assert console.message.startswith(f"Acknowledged {count} alerts: ")
        assert SAID in console.message
        assert console.alarm == ""
        await console.press("A")
        assert console.message.startswith("Nothing to acknowledge: ")


async def test_in_the_alerts_view_it_is_those_that_the_filter_shows() -> None:
    async with floor(size=(120, 40)) as console:
        await dead(console, *SIX)
        count = marks(console)
        await console.press("6", "/", *"dead", "enter", "A")
        assert console.message == f"Acknowledged 6 alerts: {SAID}"
        assert marks(console) == count - 6


async def test_what_came_at_the_last_moment_is_not_acknowledged_unseen() -> None:
    async with floor(settings=CALM, size=(120, 40)) as console:
        await dead(console, *SIX[:3])
        for user in SIX[3:]:
            console.dialer.put(user, Mode.DEAD, lead=4711)
        await console.poll(36)  # just raised
        assert marks(console) == 6
        await console.press("A")
        assert console.message.startswith("Acknowledged 3 alerts: 3 agents in dead calls")
        assert console.message.endswith("; 3 alerts came just now: press again")
        assert marks(console) == 3


async def test_a_snooze_is_for_all_of_them() -> None:
    async with floor(settings=CALM, size=(120, 40)) as console:
        await dead(console, *SIX)
        await console.press("z")
        assert "Snooze 6 agents dead" in console.text
        await console.press(*"15", "enter")
        assert console.message.startswith(f"Snoozed for 15 min: {SAID}")
        assert marks(console) == 0


async def test_in_a_frozen_list_nothing_is_acknowledged() -> None:
    async with floor(settings=CALM, size=(120, 40)) as console:
        await dead(console, *SIX)
        await console.press("6", "f", "A")
        assert console.message == "The screen is frozen: f resumes"
        assert marks(console) == 6
