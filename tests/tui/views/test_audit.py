"""The view of the audit log: what was done, by whom, and whether it took effect."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tui.centre import FROZEN
from tests.tui.driver import Console, floor
from tests.tui.screen import Shown, widget_text
from vicidash.actions.audit_log import AuditLog
from vicidash.tui.views.audit import READING, AuditView

pytestmark = pytest.mark.thorough

CALM = {"alerts": {"drop": {"on": False}, "hopper": {"on": False}}}


def view(console: Console) -> AuditView:
    assert isinstance(console.view, AuditView)
    return console.view


async def read(console: Console, *keys: str) -> None:
    """Press keys, then let the file be read as often as that asks for it."""
    await console.press(*keys)
    while reading := [w for w in console.app.workers if w.group == READING and not w.is_finished]:
        await console.app.workers.wait_for_complete(reading)
        await console.quiet()


async def later(console: Console, seconds: float = 4.0) -> None:
    """Let time pass, and the file be read."""
    await console.poll(seconds)
    await read(console)


def rows(console: Console) -> list[Shown]:
    """The rows from top to bottom."""
    table = view(console).table
    return [Shown(table, kept.name) for kept in table.book.order]


def told(console: Console) -> list[str]:
    return [f"{row.action} {row.target} {row.outcome}" for row in rows(console)]


def about(console: Console) -> str:
    return widget_text(console.view.query_one("#about"))


def another_console(path: Path, number: int = 1, **step: str) -> None:
    """Another console on the same machine writes a step of an action."""
    given = {
        "action": "dial level",
        "target": "SOLAR_OB",
        "value": "2.5",
        "outcome": "done",
        "before": "2.0",
        "after": "2.5",
        "answer": "",
        **step,
    }
    AuditLog(path, dialer="http://dialer.test", user="apiuser").write({"id": number, **given})


async def test_before_anything_was_done_it_says_so() -> None:
    async with floor(settings=CALM) as console:
        await read(console, "7")
        assert "No actions yet" in console.text
        await console.press("i")
        assert console.message == "No entry is selected"


@pytest.mark.parametrize("width", [80, 120, 160, 200])
async def test_no_action_is_cut_while_the_pane_has_room(width: int) -> None:
    async with floor(settings=CALM, size=(width, 24)) as console:
        await console.press("p")
        await console.poll()
        await console.press("u")
        another_console(console.audit, action="activate campaign", after="active")
        await read(console, "7")
        listed = [line for line in console.lines if line[2:4].isdecimal()]
        assert len(listed) == 3
        assert any("undo: resume " in line for line in listed)
        assert any("activate campaign" in line for line in listed) == (width > 120)


async def test_an_action_is_followed_until_the_floor_has_obeyed() -> None:
    async with floor(settings=CALM, size=(160, 40)) as console:
        await console.point_at("a0003")
        await console.press("p")
        await read(console, "7")
        assert told(console) == ["pause a0003 ◷ queued"]
        assert "no effect seen yet" in about(console)
        await later(console)
        (row,) = rows(console)
        assert (row.outcome, row.change) == ("✓ done", "READY → PAUSED")
        assert row.user == "super"
        assert row.operator
        assert "✓ done, it took effect" in about(console)


async def test_what_was_not_obeyed_and_the_newest_stand_out() -> None:
    async with floor(settings={**CALM, "obey_timeout": 10.0}, size=(160, 40)) as console:
        for user in (FROZEN, "a0003"):
            await console.point_at(user)
            await console.press("p")
        await later(console, 40)
        await read(console, "7")
        assert told(console) == ["pause a0003 ✓ done", f"pause {FROZEN} ✗ not obeyed"]
        await read(console, "j")
        assert "✗ not obeyed, it had no effect" in about(console)
        assert "the agent's browser may be frozen" in about(console)


async def test_other_consoles_write_the_same_file() -> None:
    async with floor(settings=CALM, size=(160, 40)) as console:
        await read(console, "7")
        another_console(console.audit)
        await later(console)
        (row,) = rows(console)
        assert (row.action, row.target, row.change) == ("dial level", "SOLAR_OB", "2.0 → 2.5")
        another_console(console.audit, target="SALESB2B", action="pause campaign")
        await later(console)
        assert [row.target for row in rows(console)] == ["SALESB2B", "SOLAR_OB"]
        assert view(console).table.cursor_key == view(console).table.book.order[1].name


async def test_what_is_no_line_is_counted_and_half_a_line_waited_for() -> None:
    async with floor(settings=CALM) as console:
        another_console(console.audit)
        with console.audit.open("a") as file:
            file.write("what is this\n" + json.dumps({"time": "2026"})[:9])
        await read(console, "7")
        assert len(rows(console)) == 1
        assert "  1 line cannot be read" in console.text


async def test_a_file_that_cannot_be_read_is_said_and_read_again() -> None:
    async with floor(settings=CALM) as console:
        console.audit.mkdir()
        await read(console, "7")
        assert "cannot be read: Is a directory" in console.text
        console.audit.rmdir()
        another_console(console.audit)
        await later(console)
        assert len(rows(console)) == 1


async def test_the_filter_looks_through_the_whole_log() -> None:
    async with floor(settings=CALM) as console:
        for number in range(600):
            another_console(console.audit, number, target=f"C{number}")
        await read(console, "7")
        assert len(rows(console)) == 500
        assert "there are older ones" in console.text
        await read(console, "/", *"c7", "enter")
        assert {row.target for row in rows(console)} == {"C7", *(f"C{n}" for n in range(70, 80))}
        await read(console, "/", *"zzz", "enter")
        assert "Nothing matches; Esc shows all again" in console.text
        await read(console, "escape")
        assert len(rows(console)) == 500


async def test_enter_shows_all_of_an_entry_where_there_is_little_room() -> None:
    async with floor(settings=CALM, size=(80, 24)) as console:
        another_console(console.audit, answer="SUCCESS: update_campaign - a long answer")
        await read(console, "7")
        assert about(console) == ""
        await read(console, "enter")
        assert "as API user apiuser on http://dialer.test" in about(console)
        assert "a long answer" in about(console)
        await read(console, "enter")
        assert about(console) == ""
        await console.press("i")
        assert "a long answer" in console.message


async def test_an_acknowledgement_is_there_at_once() -> None:
    async with floor(size=(160, 40)) as console:
        await read(console, "7", "a")
        (row,) = rows(console)
        assert (row.action, row.outcome) == ("acknowledge", "✓ done")
        assert "nothing was sent to the dialer" in about(console)


async def test_columns_sort() -> None:
    async with floor(settings=CALM) as console:
        for number, target in enumerate(("B", "C", "A")):
            another_console(console.audit, number, target=target)
        await read(console, "7", "R")
        assert [row.target for row in rows(console)] == ["A", "B", "C"]
        await read(console, "R")
        assert [row.target for row in rows(console)] == ["C", "B", "A"]


async def test_a_frozen_list_stays_as_it_is() -> None:
    async with floor(settings=CALM) as console:
        await read(console, "7", "f")
        another_console(console.audit)
        await later(console)
        assert rows(console) == []
        await read(console, "f")
        await later(console)
        assert len(rows(console)) == 1


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (200, 60)])
async def test_hostile_words_are_shown_and_break_nothing(size: tuple[int, int]) -> None:
    async with floor(settings=CALM, size=size) as console:
        evil = "x\x1b[2J[bold red]\u202e[/bad] [@click=app.quit]y[/]"
        another_console(console.audit, action=evil, target=evil, answer=evil)
        another_console(console.audit, 2, outcome="what is this")
        await read(console, "7", "enter", "i")
        lines = console.text.splitlines()
        assert len(lines) == size[1]
        assert all(len(line) <= size[0] for line in lines)
        assert "\x1b" not in console.text
        assert "? what is" in console.text
        await read(console, "j")
        assert console.app.is_running


async def test_the_dialers_clock_rules() -> None:
    async with floor(settings=CALM, size=(160, 40)) as console:
        another_console(console.audit)
        await read(console, "7")
        assert "UTC-05:00" in about(console)
