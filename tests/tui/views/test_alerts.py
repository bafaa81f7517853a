"""The view of alerts: what fires, what has fired, and the keys that are for the one chosen."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.alerts.notify.support import alert as drop_alert
from tests.tui.driver import Console, floor
from tests.tui.screen import Shown, widget_text
from vicidash.alerts.alert import AlertKey, Rule, TargetKind
from vicidash.demo.sim.agents import Mode
from vicidash.tui.preferences import LayoutFile
from vicidash.tui.rendering import theme_files
from vicidash.tui.views.alerts import AlertsView, alert_rows, name

pytestmark = pytest.mark.thorough

CALM = {"alerts": {"drop": {"on": False}, "hopper": {"on": False}}}


def view(console: Console) -> AlertsView:
    assert isinstance(console.view, AlertsView)
    return console.view


def firing(console: Console) -> list[str]:
    """The targets of the table above, from top to bottom."""
    table = view(console).alert_table
    return [kept.name.split("\0")[2] for kept in table.book.order]


def ended(console: Console) -> list[str]:
    """The targets of the table below."""
    return [kept.name.split("\0")[2] for kept in view(console).ended_table.book.order]


def alert(console: Console, user: str) -> Shown:
    """The row of an agent's alert."""
    return Shown(view(console).alert_table, name(AlertKey(Rule.DEAD, TargetKind.AGENT, user)))


def about(console: Console) -> str:
    """What is told of the one under the cursor."""
    return widget_text(console.view.query_one("#about"))


async def dead(console: Console, *users: str) -> None:
    """Agents stay in calls whose customers have hung up."""
    for user in users:
        console.dialer.put(user, Mode.DEAD, lead=4711)
    await console.poll(36)


async def test_when_nothing_fires_it_says_so() -> None:
    async with floor(settings=CALM, size=(80, 24)) as console:
        await console.press("6")
        assert "No alerts" in console.text
        assert "No alert has ended since the console started" in console.text
        await console.press("a", "enter", "z", "i")
        assert console.message == "No alert is selected"
        assert isinstance(console.view, AlertsView)


async def test_what_fires_is_told_in_full() -> None:
    async with floor(settings=CALM, size=(200, 60)) as console:
        await dead(console, "a0003")
        await console.press("6")
        row = alert(console, "a0003")
        assert row.severity == "!  warning"
        assert row.since == "12:17:16"
        assert row.time == "0:00"
        assert row.target == "a0003"
        assert row.words.startswith("a0003 ")
        assert row.remedy
        assert row.taken == ""
        assert f"What to do: {row.remedy}" in about(console)
        assert console.alarm == ""
        await console.poll(8)
        assert alert(console, "a0003").time == "0:08"


async def test_the_key_acknowledges_the_one_under_the_cursor() -> None:
    async with floor(settings=CALM) as console:
        await dead(console, "a0003", "a0005")
        await console.press("6")
        assert firing(console) == ["a0003", "a0005"]
        await console.press("j", "a")
        assert alert(console, "a0005").taken.startswith("✓ ")
        assert alert(console, "a0003").taken == ""
        assert "acknowledged 12:17:16 by" in about(console)
        await console.press("1")
        assert console.alarm.startswith("! a0003 ")


async def test_an_acknowledgement_is_taken_back_by_the_same_key() -> None:
    async with floor(settings=CALM) as console:
        await dead(console, "a0003")
        await console.press("a")
        assert console.message.endswith("Undo: 6, then a")
        assert console.alarm == ""
        await console.press("6", "a")
        assert console.message.startswith("No longer acknowledged: a0003 ")
        assert alert(console, "a0003").taken == ""
        await console.press("1")
        assert console.alarm.startswith("! a0003 ")
        lines = [json.loads(line) for line in console.audit.read_text().splitlines()]
        assert [line["after"] for line in lines] == ["acknowledged", "no longer acknowledged"]


async def test_a_snooze_shows_how_long_and_can_be_ended() -> None:
    async with floor(settings=CALM) as console:
        await dead(console, "a0003")
        await console.press("6", "z", *"15", "enter")
        await console.poll(60)
        assert alert(console, "a0003").taken == "snoozed 14 min"
        await console.press("z", "enter")
        assert console.message.startswith("Snooze ended: a0003 ")
        assert alert(console, "a0003").taken == ""


@pytest.mark.parametrize(
    ("critical", "sign", "ends"), [(3.0, "!! drop ", False), (50.0, "! drop ", True)]
)
async def test_a_snooze_says_what_ends_it(critical: float, sign: str, ends: bool) -> None:
    rules = {"drop": {"critical": critical}, "hopper": {"on": False}}
    async with floor(settings={"alerts": rules}) as console:
        await console.poll(60)
        assert console.alarm.startswith(sign)
        await console.press("z")
        assert re.search(r"Snooze \S+ drop ", console.text)
        assert ("becomes" in console.text) is ends


async def test_what_is_over_goes_to_the_log_with_how_long_and_who() -> None:
    async with floor(settings=CALM) as console:
        await dead(console, "a0003", "a0005")
        await console.press("6", "a")
        console.dialer.hang_up("a0003")
        await console.poll(24)
        assert firing(console) == ["a0005"]
        assert ended(console) == ["a0003"]
        (kept,) = view(console).ended_table.book.order
        row = Shown(view(console).ended_table, kept.name)
        assert (row.severity, row.since) == ("!  warning", "12:17:16")
        assert row.time.startswith("0:0")
        assert row.taken.startswith("✓ ")
        await console.press("tab")
        assert about(console).startswith("! warning  a0003 ")
        assert "acknowledged by " in about(console)
        await console.press("a")
        assert console.message == "This alert has ended"


async def test_enter_goes_to_the_target() -> None:
    async with floor(settings=CALM) as console:
        await dead(console, "a0003", "a0005")
        await console.press("6", "j", "enter")
        assert console.view is console.floor
        assert console.cursor == "a0005"


async def test_enter_on_who_has_left_says_so() -> None:
    async with floor(settings=CALM) as console:
        await dead(console, "a0003")
        console.dialer.leave("a0003")
        await console.poll(8)
        await console.press("6", "tab", "enter")
        assert console.message == "The agent a0003 is not on the floor any more"


async def test_the_filter_narrows_both_tables_and_esc_takes_it_back_first() -> None:
    async with floor() as console:
        await dead(console, "a0003", "a0005")
        await console.press("6")
        everything = firing(console)
        await console.press("/", *"a0005")
        assert firing(console) == ["a0005"]
        await console.press("enter", "/", "ctrl+u", *"!dead", "enter")
        assert not {"a0003", "a0005"} & set(firing(console))
        await console.press("/", "ctrl+u", *"zzz", "enter")
        assert "No alert matches; Esc shows all again" in console.text
        await console.press("escape")
        assert firing(console) == everything
        await console.press("escape")
        assert console.view is console.floor


async def test_columns_sort_by_their_letters_and_turn_around() -> None:
    async with floor() as console:
        await dead(console, "a0003", "a0005")
        await console.press("6", "T")
        targets = firing(console)
        assert targets == sorted(targets, key=str.casefold)
        await console.press("T")
        assert firing(console) == targets[::-1]
        await console.press("s", *"severity", "enter")
        assert firing(console)[-2:] == ["a0003", "a0005"]


async def test_a_frozen_list_stays_as_it_is_and_nobody_acts_on_it() -> None:
    async with floor(settings=CALM) as console:
        await dead(console, "a0003")
        await console.press("6", "f")
        console.dialer.hang_up("a0003")
        await dead(console, "a0005")
        assert firing(console) == ["a0003"]
        await console.press("a")
        assert console.message == "The screen is frozen: f resumes"
        await console.press("f")
        assert firing(console) == ["a0005"]
        assert ended(console) == ["a0003"]


async def test_a_name_is_never_markup_nor_an_escape() -> None:
    async with floor(settings=CALM, hostile_names=True, size=(160, 48)) as console:
        await dead(console, "a0009")
        name = "[@click=app.quit]x[/] [/bad] a|b"
        assert console.alarm.startswith(f"! a0009 {name}: ")
        await console.press("6")
        assert alert(console, "a0009").words.startswith(f"a0009 {name}: ")
        await console.press("a")
        assert console.message.startswith(f"Acknowledged: a0009 {name}: ")


@pytest.mark.parametrize("size", [(40, 10), (60, 16), (80, 24), (120, 40), (300, 100)])
async def test_nothing_breaks_at_any_size(size: tuple[int, int]) -> None:
    async with floor(size=size) as console:
        await dead(console, "a0003", "a0005")
        await console.press("6")
        for key in [*"jkGgwlhsz", "escape", "tab", *"/a", "enter", "escape", "a", "f", "f"]:
            await console.press(key)
            lines = console.text.splitlines()
            assert len(lines) == size[1]
            assert all(len(line) <= size[0] for line in lines)


async def test_each_view_keeps_the_order_of_its_own_tables(tmp_path: Path) -> None:
    path = tmp_path / "layout.json"
    async with floor(memory=LayoutFile(path)) as console:
        await console.press("N", "6", "S", "1", "q")
    async with floor(memory=LayoutFile(path)) as console:
        await console.press("6", "1", "T", "q")
    async with floor(memory=LayoutFile(path)) as console:
        assert console.floor.sorter.sorts["agents"].column == "time"
        await console.press("6")
        assert view(console).sorter.sorts["alerts"].column == "severity"


def test_the_time_of_an_alert_stands_still_once_it_has_cleared() -> None:
    theme = theme_files.load("floor-dark")
    cleared = replace(drop_alert("SALES"), raised=100.0, well_since=160.0)
    (row,) = alert_rows([cleared], theme, now=400.0, time=lambda at: None)
    assert row.cells["time"].plain == "1:00"  # type: ignore[call-overload]
    (row,) = alert_rows([replace(cleared, well_since=None)], theme, now=400.0, time=lambda at: None)
    assert row.cells["time"].plain == "5:00"  # type: ignore[call-overload]
