"""What the live table uses of Textual's private parts. A failure here is news from Textual."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from rich.text import Text
from textual.coordinate import Coordinate
from textual.widgets import DataTable
from textual.widgets.data_table import ColumnKey, RowKey

from tests.tui.table.table_app import TableApp, agents
from vicidash.tui.table import data_table

FOLDER = Path(data_table.__file__).parent
OWN_ATTRIBUTE = re.compile(r"\bself\.(_[a-z]\w*)")

USED = {
    "_announced": "its own",
    "_column_locations": "key to place of each column",
    "_data": "row key to cells",
    "_highlight_row": "called with a row index for each move of a row cursor",
    "_row_locations": "key to place of each row",
    "_scroll_cursor_into_view": "called after each move of the cursor",
    "_set_hover_cursor": "shows or hides the row under the mouse",
    "_show_hover_cursor": "whether it is shown",
    "_update_count": "counted up, it voids the list of ordered rows",
}


def test_private_names_are_used_in_one_module_only() -> None:
    private = set(dir(DataTable())) | set(dir(DataTable))
    for path in FOLDER.glob("*.py"):
        names = set(OWN_ATTRIBUTE.findall(path.read_text())) - {"_refuse"}
        if path.name == "data_table.py":
            assert names == set(USED)
            assert names - {"_announced"} <= private
        else:
            assert not names & private, path.name


def test_the_hooks_are_called_as_they_were() -> None:
    assert list(inspect.signature(DataTable._highlight_row).parameters) == ["self", "row_index"]
    assert list(inspect.signature(DataTable._scroll_cursor_into_view).parameters) == [
        "self",
        "animate",
    ]
    assert list(inspect.signature(DataTable._set_hover_cursor).parameters) == ["self", "active"]
    for caller in (DataTable.watch_cursor_coordinate, DataTable.watch_show_cursor):
        source = inspect.getsource(caller)
        assert "self._highlight_row(" in source
        assert "self._scroll_cursor_into_view(" in source


async def test_data_table_finds_what_was_published() -> None:
    async with (app := TableApp(agents("anna", "ben"))).run_test(size=(80, 10)) as pilot:
        app.table.apply(agents("carl", "ben", "anna"))
        await pilot.pause()
        table: DataTable[Text] = app.table
        assert table.row_count == 3
        assert [row.key.value for row in table.ordered_rows] == ["carl", "ben", "anna"]
        assert table.get_row_index("ben") == 1
        assert [cell.plain for cell in table.get_row("ben")][:2] == ["ben", "Agent ben"]
        assert [cell.plain for cell in table.get_row_at(0)][:2] == ["carl", "Agent carl"]
        assert table.get_cell("ben", "name").plain == "Agent ben"
        assert table.get_cell_at(Coordinate(2, 0)).plain == "anna"
        assert [cell.plain for cell in table.get_column("user")] == ["carl", "ben", "anna"]
        assert table.coordinate_to_cell_key(Coordinate(1, 1)) == (RowKey("ben"), ColumnKey("name"))
        assert table.get_cell_coordinate("anna", "state") == Coordinate(2, 2)
        assert [column.key.value for column in table.ordered_columns] == list(
            app.table.visible_columns
        )


async def test_a_column_that_is_not_shown_can_still_be_read() -> None:
    async with (app := TableApp(agents("anna"))).run_test(size=(30, 10)):
        assert "calls" not in app.table.visible_columns
        assert app.table.get_cell("anna", "calls").plain == "12"


@pytest.mark.parametrize("show", [True, False])
async def test_the_cursor_and_the_header_can_be_hidden(show: bool) -> None:
    app = TableApp(agents("anna", "ben"), show_header=show, show_cursor=show)
    async with app.run_test(size=(80, 4)) as pilot:
        assert app.news() == (["on anna"] if show else [])
        app.table.show_cursor = app.table.show_header = not show
        await pilot.pause()
        assert app.news() == ([] if show else ["on anna"])
        first = app.table.render_line(0).text
        assert first.startswith("  anna" if show else "  USER")
