"""The pane beside the tables: the row under the cursor as a whole, from 150 columns on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.tui.driver import Console, floor
from tests.tui.views.test_queues import in_group, put_calls
from vicidash.tui.preferences import Layout, LayoutFile
from vicidash.tui.views.floor.departures import STAYS
from vicidash.tui.widgets.page import DetailPane


def pane(console: Console) -> str:
    """What is to be seen of the pane; empty while there is none."""
    found = console.view.query_one(DetailPane)
    return found.shown.plain if found.display else ""


async def test_it_shows_the_agent_under_the_cursor_whole() -> None:
    async with floor(live=True, past=1800.0, size=(160, 48), pane=True) as console:
        await console.point_at("a0003")
        await console.settle()
        row, shown = console.agent("a0003"), pane(console)
        assert shown.startswith(f"a0003  {row.full_name}\n{row.state}")
        for word in ("campaign ", "group ", "lead ", "in-group ", "hold ", "station ", "session "):
            assert word in shown
        assert "\nShift  " in shown
        assert "I in call " in shown, "today's talk"
        assert "W waiting " in shown, "today's wait"
        assert "\nLatest states\n" in shown
        await console.press("j")
        await console.settle()
        assert pane(console).startswith("a0004  ")


@pytest.mark.thorough
async def test_pauses_stand_against_the_limit_of_their_code() -> None:
    async with floor(size=(160, 60), pane=True) as console:
        console.dialer.pause("a0001", "LUNCH")
        await console.poll()
        await console.poll(46 * 60)
        assert "PAUSED LUNCH" in pane(console)
        line = next(each for each in pane(console).splitlines() if each.startswith("LUNCH "))
        assert line.split()[1] == "1"
        assert line.endswith(" 45:00 !")


@pytest.mark.thorough
async def test_it_shows_the_campaign_under_the_cursor_with_its_drops_by_hour() -> None:
    async with floor(live=True, past=3600.0, size=(160, 60), pane=True) as console:
        await console.press("tab", "g")
        await console.settle()
        shown = pane(console)
        assert shown.startswith("SALESB2B")
        for word in ("\nLevel ", "\nHopper ", "\nDrops by hour\n", "\nCalls by status\n"):
            assert word in shown
        now = console.floor.console.frame.hours("SALESB2B")[-1]
        line = next(each for each in shown.splitlines() if each.startswith(f"{now.hour:02}:00 "))
        assert f"{now.drops} of {now.answers}" in line


async def test_it_shows_the_calls_of_the_queue_under_the_cursor() -> None:
    async with floor(size=(160, 48), pane=True) as console:
        put_calls(in_group(console, "SUPPORT"), 2)
        await console.poll(20)
        await console.press("2", "j")
        await console.settle()
        shown = pane(console)
        assert shown.startswith("SUPPORT  in-group")
        assert "2 calls wait" in shown
        assert "\nCalls\n2 wait, not listed" in shown, "the demo was asked for no report"
        assert "logged in" in shown


@pytest.mark.thorough
@pytest.mark.parametrize("size", [(149, 48), (80, 24), (40, 10)])
async def test_below_150_columns_there_is_none_and_its_key_says_so(size: tuple[int, int]) -> None:
    async with floor(size=size, pane=True) as console:
        assert pane(console) == ""
        await console.press("|")
        assert console.message.startswith("The pane needs 150 columns")
        await console.resize(150, 40)
        assert pane(console).startswith("a0001")


async def test_a_key_hides_it_and_the_layout_remembers_that(tmp_path: Path) -> None:
    memory = LayoutFile(tmp_path / "layout.json")
    async with floor(size=(160, 48), memory=memory) as console:
        assert pane(console)
        await console.press("|")
        assert pane(console) == ""
        assert "Station" in console.text, "the table has its columns back"
        memory.save(console.app.views.layout())
    assert not memory.load().pane
    async with floor(size=(160, 48), memory=memory) as console:
        assert pane(console) == ""
        await console.press("|")
        assert pane(console)
        memory.save(console.app.views.layout())
    assert memory.load() == Layout(theme=memory.load().theme)


@pytest.mark.thorough
async def test_tab_reaches_it_and_it_scrolls_while_the_tables_stay() -> None:
    async with floor(live=True, past=3600.0, size=(150, 24), pane=True) as console:
        await console.press("tab", "tab")
        await console.settle()
        found = console.view.query_one(DetailPane)
        assert console.view.focused is found
        assert pane(console).startswith("SALESB2B"), "it is about the table that Tab came from"
        before = console.campaign_cursor, console.cursor
        await console.press("j", "j")
        assert found.scroll_offset.y == 2
        assert (console.campaign_cursor, console.cursor) == before
        await console.press("G", "g")
        assert found.scroll_offset.y == 0
        await console.press("tab")
        assert console.floor.agent_table.has_focus


async def test_hiding_it_gives_the_focus_back_to_the_agents() -> None:
    async with floor(size=(160, 48), pane=True) as console:
        await console.press("tab", "tab", "|")
        assert console.floor.agent_table.has_focus
        await console.press("j")
        assert console.cursor == "a0002"


async def test_keys_that_act_do_nothing_from_the_pane() -> None:
    async with floor(size=(160, 48), pane=True) as console:
        await console.press("tab", "tab", "p")
        assert console.dialer.orders == []
        assert "select one there" in console.message


async def test_the_dialer_is_asked_nothing_for_it() -> None:
    async with floor(size=(160, 48), pane=True) as console:
        asked = len(console.dialer.questions)
        await console.press(*"jjjj", "tab", *"jj", "tab", "G", "2", "j", "1")
        assert len(console.dialer.questions) == asked


async def test_fast_typing_does_not_wait_for_it() -> None:
    async with floor(agents=60, size=(160, 48), pane=True) as console:
        drawn: list[str] = []
        details = console.floor.detail

        def counting(target: Any, *more: Any) -> Any:
            drawn.append(target.name)
            return details(target, *more)

        console.floor.detail = counting
        await console.burst(*"j" * 30)
        assert console.cursor == "a0031"
        assert len(drawn) < 3, "not one picture for each key"
        await console.settle()
        assert drawn[-1] == "a0031", "where the cursor came to rest"


async def test_while_a_level_is_typed_it_stays_with_that_campaign() -> None:
    async with floor(size=(160, 60), pane=True) as console:
        await console.press("tab", "g", "=")
        await console.poll()
        assert pane(console).startswith("SALESB2B")


async def test_who_left_is_no_longer_described() -> None:
    async with floor(agents=1, size=(160, 48), pane=True) as console:
        assert pane(console).startswith("a0001")
        console.dialer.leave("a0001")
        await console.poll()
        assert pane(console).strip() == "a0001: not on the floor any more"
        await console.poll(STAYS)
        assert pane(console) == ""


async def test_figures_of_a_dialer_that_is_lost_are_grey() -> None:
    async with floor(size=(160, 48), pane=True) as console:
        console.dialer.instead[""] = (503, "Service Unavailable")
        await console.poll(12)
        stale = console.app.floor_theme.parts.stale
        shown = console.view.query_one(DetailPane).shown
        assert {str(span.style) for span in shown.spans} == {stale}
