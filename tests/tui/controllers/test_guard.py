"""The guard is armed and disarmed on a campaign, and shown wherever it is at work."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from tests.tui.driver import Console, floor
from vicidash.guard.lease import GuardLease
from vicidash.guard.store import GuardStore
from vicidash.guard.terms import DecisionRule
from vicidash.history.database import HistoryFile

LOW = {"guard": {"ceiling": 0.1, "emergency_at": 50, "minimum_answers": 1}}
"""A policy that every campaign of the centre breaks."""
HELD = {"guard": {"ceiling": 50, "emergency_at": 90, "minimum_answers": 1}}
"""One that none breaks."""


async def arm(console: Console) -> None:
    await console.press("tab", "c")
    assert "Guard SALESB2B?" in console.text
    await console.press("left", "enter")


async def judged(console: Console, seconds: float = 31) -> None:
    """Time passes, and the guard has judged what was polled."""
    await console.poll(seconds)
    await console.app.floor_console.guards.settled()
    await console.poll(4)
    await console.app.floor_console.guards.settled()
    await console.settle()


def levels(console: Console) -> list[str]:
    """The dial levels that the dialer was sent."""
    asked = [q for q in console.dialer.questions if q["function"] == "update_campaign"]
    return [q["auto_dial_level"] for q in asked if "auto_dial_level" in q]


@contextmanager
def other_process(console: Console) -> Iterator[GuardLease]:
    """The lease of a guard that runs elsewhere on this machine."""
    records = console.app.floor_console.recorder
    assert records.history.file.path is not None
    url, wall = console.app.floor_console.url, records.wall
    file = HistoryFile(records.history.file.path, dialer=url, now=wall())
    yield GuardLease(file, wall=wall, pid=os.getppid())
    file.close()


async def test_it_is_armed_after_a_question_and_lowers_the_level() -> None:
    async with floor(kept=True, settings=LOW) as console:
        await console.press("tab", "c")
        assert "Guard SALESB2B?" in console.text
        assert "It lowers the dial level by 0.2 over 0.1% dropped" in console.text
        assert "today, by 0.5 over 50%, never below 1." in console.text
        await console.press("enter")
        assert console.app.floor_console.guards.armed == (), "the focus is on cancel"
        await console.press("c", "left", "enter")
        assert "SALESB2B is guarded from here until you quit; c turns it off" in console.message
        assert levels(console) == []
        await judged(console)
        assert levels(console)[0] == "2.8"
        assert "Guard: SALESB2B" in console.message
        assert console.campaign("SALESB2B").dial_level == "G 2.8"


async def test_the_campaign_view_says_who_guards_it_and_what_was_decided_last() -> None:
    async with floor(kept=True, settings=HELD, size=(160, 48)) as console:
        assert "guard" not in console.floor.campaign_table.visible_columns
        await arm(console)
        await judged(console)
        assert "guard" in console.floor.campaign_table.visible_columns
        assert console.campaign("SALESB2B").guard.endswith(" s, here")
        assert console.campaign("SOLAR_OB").guard == ""
        await console.press("i")
        assert "Guard on, from here; ceiling kept " in console.message
        await console.press("3")
        line = next(each for each in console.lines if each.strip().startswith("Guard"))
        assert "on, from here" in line
        assert f"{DecisionRule.KEPT.value} " in line
        assert " ago: " in line
        await console.press("c")
        assert "SALESB2B: the guard is off; the dial level stays at 3.0" in console.message
        line = next(each for each in console.lines if each.strip().startswith("Guard"))
        assert "off" in line


async def test_disarmed_it_sends_nothing_and_the_lease_is_free() -> None:
    async with floor(kept=True, settings=LOW) as console:
        await arm(console)
        await console.press("c")
        assert "the guard is off" in console.message
        await judged(console)
        assert levels(console) == []
        with other_process(console) as lease:
            lease.take(["SALESB2B"])


async def test_what_another_process_guards_is_refused_with_its_name() -> None:
    async with floor(kept=True, settings=LOW) as console:
        with other_process(console) as lease:
            lease.take(["SALESB2B"])
            await console.poll(4)
            assert console.campaign("SALESB2B").dial_level == "G 3.0"
            await console.press("tab", "c")
            assert f"process {os.getppid()} on" in console.message
            assert "SALESB2B is guarded by" in console.message
            assert console.app.screen is console.floor, "nothing was asked"
            lease.release()
        await console.poll(4)
        assert console.campaign("SALESB2B").dial_level == "3.0"


async def test_taken_while_it_was_asked_it_is_refused_too() -> None:
    async with floor(kept=True, settings=LOW) as console:
        await console.press("tab", "c")
        with other_process(console) as lease:
            lease.take(["SALESB2B"])
            await console.press("left", "enter")
            assert "SALESB2B is guarded by" in console.message
        assert console.app.floor_console.guards.armed == ()


async def test_quitting_releases_the_lease() -> None:
    with ExitStack() as stack:
        async with floor(kept=True, settings=HELD) as console:
            await arm(console)
            lease = stack.enter_context(other_process(console))
            assert [each.campaign_id for each in lease.holders()] == ["SALESB2B"]
            await console.press("q")
        assert lease.holders() == ()


async def reason(settings: dict[str, Any], *, kept: bool) -> str:
    async with floor(kept=kept, settings=settings) as console:
        await console.press("tab", "c")
        assert console.app.screen is console.floor
        return console.message


async def test_it_is_dimmed_with_a_reason_where_it_cannot_be() -> None:
    read_only = await reason({**LOW, "read_only": True}, kept=True)
    assert read_only == "Guard: this console is read-only (--read-only)"
    memory = await reason(LOW, kept=False)
    assert "nobody could tell whether another guard is at work" in memory


async def test_settings_that_contradict_each_other_are_named() -> None:
    wrong = {"guard": {"ceiling": 4, "emergency_at": 3}}
    assert "guard.emergency_at" in await reason(wrong, kept=True)


async def test_a_level_set_by_a_person_makes_it_stand_back() -> None:
    async with floor(kept=True, settings=HELD) as console:
        await arm(console)
        await judged(console)
        await console.press("=", *"2.5", "enter")
        await judged(console, 61)
        decisions = GuardStore(console.app.floor_console.recorder.history.file).decisions()
        (person,) = [each for each in decisions if each.rule is DecisionRule.PERSON]
        assert "a person set the dial level to 2.5 (it was 3); the guard stands back" in person.text
