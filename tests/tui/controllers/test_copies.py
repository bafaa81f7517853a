"""Copies of a cell and a row, and the table as a file."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from tests.tui.driver import Console, floor
from vicidash.tui.controllers.copies import as_csv, safe_cell
from vicidash.tui.terminal import osc_52, through_tmux
from vicidash.tui.views.floor.agents import AGENT_COLUMNS
from vicidash.tui.views.floor.departures import STAYS


async def test_a_row_is_copied_as_it_is_shown() -> None:
    async with floor(size=(160, 40)) as console:
        await console.press("j", "ctrl+l")
        copied = console.app.clipboard.split("\t")
        assert copied[0] == "a0002"
        assert copied[1] == console.agent("a0002").full_name
        assert "READY" in copied
        assert console.message.startswith("Copied: a0002  ")


async def test_a_cell_is_chosen_from_a_list() -> None:
    async with floor() as console:
        await console.press("ctrl+y")
        assert console.agent("a0001").full_name in console.text
        await console.press(*"name", "enter")
        assert console.app.clipboard == console.agent("a0001").full_name
        await console.press("ctrl+y", "enter")
        assert console.app.clipboard == "a0001"


async def test_also_of_a_campaign_and_not_where_there_is_no_row() -> None:
    async with floor() as console:
        await console.press("tab", "ctrl+l")
        assert console.app.clipboard.startswith("SALESB2B\t")
        await console.press("tab", "/", *"nobody", "enter", "ctrl+l")
        assert console.message == "No row is selected"


async def drag(console: Console, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Drag the mouse over the screen, with the button held."""
    await console.pilot.mouse_down(offset=start)
    await console.pilot.hover(offset=end)
    await console.pilot.mouse_up(offset=end)
    await console.quiet()


async def test_what_the_mouse_is_dragged_over_is_copied_and_moves_no_cursor() -> None:
    async with floor() as console:
        line = next(n for n, each in enumerate(console.lines) if "a0003" in each)
        column = console.lines[line].index("a0003")
        await drag(console, (column, line), (column + 4, line))
        assert console.app.clipboard == "a0003"
        assert console.message == "Copied: 1 line"
        assert console.cursor == "a0001"
        await drag(console, (column, line), (column + 4, line + 2))
        copied = console.app.clipboard.splitlines()
        assert copied[0].startswith("a0003 ")
        assert copied[1].split()[0] == "a0004"
        assert copied[2].strip() == "a0005"


async def test_a_selection_is_of_the_rows_in_view_and_a_click_ends_it() -> None:
    async with floor(agents=60, size=(120, 30)) as console:
        await console.press("G")
        line = next(n for n, each in enumerate(console.lines) if "a0058" in each)
        await drag(console, (2, line), (6, line))
        assert console.app.clipboard == "a0058"
        await console.pilot.click(offset=(4, line + 1))
        await console.quiet()
        assert console.cursor == "a0059"
        assert not console.floor.selections


def test_a_terminal_gets_it_in_base_64_and_through_tmux_too() -> None:
    assert osc_52("Zoë") == "\x1b]52;c;Wm/Dqw==\a"
    assert through_tmux(osc_52("Zoë")) == "\x1bPtmux;\x1b\x1b]52;c;Wm/Dqw==\a\x1b\\"


@pytest.mark.parametrize(
    ("shown", "written"),
    [
        ("Rosa Diaz", "Rosa Diaz"),
        ("—", ""),
        ("=1+1", "'=1+1"),
        ("+49 30 1234", "'+49 30 1234"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-cmd", "'-cmd"),
        ("-3", "-3"),
        ("-0.25", "-0.25"),
        ("≥0:42", "≥0:42"),
        (" 12 ", "12"),
    ],
)
def test_no_cell_is_a_formula(shown: str, written: str) -> None:
    assert safe_cell(shown) == written


def test_a_comma_and_a_quote_stay_in_their_cell() -> None:
    assert as_csv(["A", "B"], [['x, "y"', "—"]]) == 'A,B\n"x, ""y""",\n'


async def test_the_shown_table_is_written_in_its_order(tmp_path: Path) -> None:
    async with floor() as console:
        console.dialer.leave("a0005")
        await console.poll()
        assert console.departed == ["a0005"]
        path = tmp_path / "floor.csv"
        await console.press("U", "U", "/", *"user:a000", "enter")
        await console.press(":", *f"export {path}", "enter")
        assert console.message == f"8 rows written to {path}"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [row["User"] for row in rows] == console.agents
        assert list(rows[0]) == [column.label for column in AGENT_COLUMNS]
        assert path.stat().st_mode & 0o077 == 0


async def test_who_has_left_a_moment_ago_is_not_written(tmp_path: Path) -> None:
    async with floor() as console:
        console.dialer.leave("a0005")
        await console.poll()
        path = tmp_path / "floor.csv"
        await console.press(":", *f"export {path}", "enter")
        assert console.message == f"19 rows written to {path}"
        assert "a0005" not in path.read_text()
        await console.poll(STAYS)


@pytest.mark.thorough
async def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("kept")
    async with floor() as console:
        await console.press(":", *f"export {path}", "enter")
        assert "exists already: choose another name" in console.message
        assert path.read_text() == "kept"
        await console.press(":", *f"export {tmp_path}/no/such.csv", "enter")
        assert "There is no folder" in console.message


async def test_without_a_name_one_is_proposed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with floor() as console:
        await console.press("tab", ":", *"csv", "enter")
        assert "Export 4 rows to" in console.text
        await console.press("enter")
        (name,) = os.listdir(tmp_path)
        assert name.startswith("vicidash-campaigns-20261123-")
        assert "TOTAL" not in (tmp_path / name).read_text()


async def test_the_other_views_have_it_too() -> None:
    async with floor() as console:
        await console.press("2", "ctrl+l")
        assert console.app.clipboard
        await console.press("7", "ctrl+l")
        assert "No row is selected" in console.message
