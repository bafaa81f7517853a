"""What is on the screen: rows, cursor, marks, arrow, placeholder, colours; and what it costs."""

from __future__ import annotations

from typing import Any

import pytest
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip

from tests.tui.table.table_app import (
    COLUMNS,
    TableApp,
    agent,
    agents,
    cursor_line,
    floor,
    lines,
    painted,
    total,
)
from vicidash.tui.rendering.glyphs import ascii_text
from vicidash.tui.table import painter
from vicidash.tui.table.columns import Column
from vicidash.tui.table.rows import Cells, CellsOf, Run, TableRow, lay_cell


def segment(app: TableApp, y: int, text: str) -> Segment:
    """The segment of a line that holds this text."""
    found = [part for part in painted(app.table)[y] if text in part.text]
    assert len(found) == 1
    return found[0]


def style(app: TableApp, y: int, text: str) -> Style:
    found = segment(app, y, text).style
    assert found is not None
    return found


async def test_rows_stand_under_their_labels() -> None:
    async with (app := TableApp([*agents("anna", "ben"), total()])).run_test(size=(80, 6)):
        assert lines(app.table) == [
            "  USER   NAME                           STATE       TIME CAMPAIGN   CALLS",
            "▸ anna   Agent anna                     READY       0:00 SALES         12",
            "  ben    Agent ben                      READY       0:00 SALES         12",
            "         TOTAL",
            "",
            "",
        ]


async def test_markup_in_a_name_is_shown_as_it_is() -> None:
    rows = [agent("anna", "[@click=app.quit]x[/]"), agent("ben", "x [/bad]"), agent("carl", "a|b")]
    async with (app := TableApp(rows)).run_test(size=(80, 6)) as pilot:
        assert lines(app.table)[1][9:40].strip() == "[@click=app.quit]x[/]"
        assert lines(app.table)[2][9:40].strip() == "x [/bad]"
        await pilot.click("LiveTable", offset=(12, 1))
        await pilot.pause()
        assert app.is_running


async def test_wide_names_do_not_shift_the_columns() -> None:
    names = ("Anna", "日本語の名前", "👍🏽 Ok", "Jose\u0301", "tab\there", "\x1b[31mred", "❤️")
    rows = [agent(str(number), name) for number, name in enumerate(names)]
    async with (app := TableApp(rows)).run_test(size=(80, 10)):
        for strip in painted(app.table)[1 : len(rows) + 1]:
            assert strip.cell_length == 80
            assert strip.crop(40, 45).text == "READY"
        assert "tab here" in lines(app.table)[5]
        assert "·[31mred" in lines(app.table)[6]


async def test_marks_stand_beside_the_cursor() -> None:
    async with (app := TableApp(agents("anna", "ben", "carl"))).run_test() as pilot:
        app.table.marked = {"anna", "carl", "gone"}
        await pilot.pause()
        assert [line[:6] for line in lines(app.table)[1:4]] == ["▸●anna", "  ben ", " ●carl"]
        app.table.marked = {"ben"}
        await pilot.pause()
        assert [line[:6] for line in lines(app.table)[1:4]] == ["▸ anna", " ●ben ", "  carl"]


async def test_its_own_signs_have_others_in_ascii() -> None:
    rows = agents("anna", "a-name-too-long")
    async with (app := TableApp(rows)).run_test() as pilot:
        app.table.marked = {"anna"}
        app.table.sort_arrow = ("user", "▲")
        await pilot.pause()
        shown = [line[:8] for line in lines(app.table)[:3]]
        assert shown == ["  USER▲ ", "▸●anna  ", "  a-nam…"]
        assert [*map(ascii_text, shown)] == ["  USER^ ", ">*anna  ", "  a-nam~"]


async def test_the_arrow_stands_at_the_label_that_the_rows_are_sorted_by() -> None:
    columns = [*COLUMNS, Column("long", "TOO LONG", 5)]
    async with (app := TableApp(columns=columns)).run_test(size=(100, 5)) as pilot:
        for key, arrow, label in (
            ("time", "▼", "   TIME▼ "),
            ("name", "▲", " NAME▲ "),
            ("long", "▼", "TOO ▼"),
        ):
            app.table.sort_arrow = (key, arrow)
            await pilot.pause()
            assert label in lines(app.table)[0]
        app.table.sort_arrow = None
        await pilot.pause()
        assert not set("▲▼") & set(lines(app.table)[0])


async def test_an_empty_table_says_so_in_the_middle() -> None:
    text = Text("Nobody is [logged] in.")
    async with (app := TableApp(placeholder=text)).run_test(size=(40, 6)) as pilot:
        assert lines(app.table)[3] == " " * 9 + "Nobody is [logged] in."
        await pilot.resize_terminal(12, 6)
        await pilot.pause()
        assert [line.strip() for line in lines(app.table)[2:5]] == ["Nobody is", "[logged] in.", ""]
        app.table.apply(agents("anna"))
        await pilot.pause()
        assert "Nobody" not in " ".join(lines(app.table))
        app.table.apply([])
        app.table.placeholder = Text("Gone")
        await pilot.pause()
        assert "Gone" in " ".join(lines(app.table))


async def test_wide_scrolls_sideways_and_the_gutter_stays() -> None:
    async with (app := TableApp(floor(3))).run_test(size=(40, 8)) as pilot:
        app.table.marked = {"1000"}
        app.table.wide = True
        await pilot.pause()
        assert len(app.table.visible_columns) == len(COLUMNS)
        await pilot.press("end")
        assert lines(app.table)[1].startswith("▸●")
        assert lines(app.table)[0].endswith("CAMPAIGN   CALLS")
        await pilot.press("down")
        assert app.table.scroll_offset.x == app.table.max_scroll_x
        app.table.wide = False
        await pilot.pause()
        assert app.table.scroll_offset.x == 0
        assert not app.table.show_horizontal_scrollbar


@pytest.mark.thorough
@pytest.mark.parametrize("size", [(10, 2), (10, 3), (12, 1), (3, 2), (2, 2), (1, 1)])
@pytest.mark.parametrize("wide", [False, True])
async def test_the_smallest_panes_are_no_trouble(size: tuple[int, int], wide: bool) -> None:
    async with (app := TableApp([*floor(20), total()])).run_test(size=size) as pilot:
        app.table.wide = wide
        app.table.sort_arrow = ("name", "▲")
        for key in ("down", "pagedown", "pageup", "ctrl+end", "ctrl+home", "end", "home", "up"):
            await pilot.press(key)
            assert len(lines(app.table)) == size[1]
        for key in ("left", "right", "enter"):
            await pilot.press(key)
        app.table.apply(floor(3))
        app.table.apply([])
        await pilot.pause()
        assert app.is_running


# Colours


async def test_a_cell_keeps_its_colour_under_the_cursor() -> None:
    async with (app := TableApp(agents("anna", "ben"))).run_test():
        cursor = app.table.get_component_rich_style("datatable--cursor")
        here, there = style(app, 1, "READY"), style(app, 2, "READY")
        assert here.bgcolor == cursor.bgcolor
        assert here.bold
        assert here.color == there.color
        assert there.bgcolor != cursor.bgcolor


async def test_a_colour_that_cannot_be_read_on_the_cursor_gives_way() -> None:
    async with (app := TableApp(agents("anna"))).run_test() as pilot:
        cursor = app.table.get_component_rich_style("datatable--cursor")
        assert cursor.bgcolor is not None
        app.table.apply([TableRow("anna", {"state": Text("HIDDEN", Style(color=cursor.bgcolor))})])
        await pilot.pause()
        assert style(app, 1, "HIDDEN").color == cursor.color


async def test_a_reversed_cursor_keeps_its_own_colours() -> None:
    class Reversed(TableApp):
        CSS = "LiveTable > .datatable--cursor, LiveTable:focus > .datatable--cursor "
        CSS += "{ text-style: reverse; color: white; background: black; }"

    async with (app := Reversed(agents("anna"))).run_test():
        cursor = app.table.get_component_rich_style("datatable--cursor")
        assert style(app, 1, "READY").color == cursor.color


async def test_without_colour_the_cursor_is_bold_and_has_its_glyph(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with (app := TableApp(agents("anna", "ben"))).run_test():
        for strip in painted(app.table):
            for _, own, _ in strip:
                for colour in (own.color, own.bgcolor) if own else ():
                    red, green, blue = (colour or Color.default()).get_truecolor()
                    assert red == green == blue
        assert style(app, 1, "anna").bold
        assert not style(app, 2, "ben").bold
        assert cursor_line(app.table) == 1


async def test_another_theme_repaints_every_line() -> None:
    async with (app := TableApp(agents("anna", "ben"))).run_test() as pilot:
        before = [style(app, y, text) for y, text in ((0, "NAME"), (1, "anna"), (2, "ben"))]
        app.theme = "textual-light"
        await pilot.pause()
        after = [style(app, y, text) for y, text in ((0, "NAME"), (1, "anna"), (2, "ben"))]
        for old, new in zip(before, after, strict=True):
            assert old.bgcolor != new.bgcolor


async def test_a_table_without_focus_looks_like_one() -> None:
    async with (app := TableApp(agents("anna", "ben"))).run_test() as pilot:
        focused = style(app, 1, "anna")
        app.set_focus(None)
        await pilot.pause()
        assert style(app, 1, "anna") != focused


async def test_zebra_stripes_follow_the_lines_not_the_rows() -> None:
    async with (app := TableApp(floor(4), zebra_stripes=True)).run_test() as pilot:
        before = [style(app, y, "Agent").bgcolor for y in (2, 3, 4)]
        assert before[0] != before[1]
        app.table.apply([*floor(1), *floor(4)[:0:-1]])
        await pilot.pause()
        assert [style(app, y, "Agent").bgcolor for y in (2, 3, 4)] == before


# What it costs


async def test_a_changed_cell_is_laid_out_alone_and_its_line_painted_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with (app := TableApp(floor(200))).run_test(size=(80, 40)) as pilot:
        cells: list[str] = []
        rows: list[int] = []
        render_line = app.table.render_line

        def counted_cell(cell: Text, *args: Any, **options: Any) -> tuple[Run, ...]:
            cells.append(cell.plain)
            return lay_cell(cell, *args, **options)

        def counted_line(y: int) -> Strip:
            rows.append(y)
            return render_line(y)

        monkeypatch.setattr(painter, "lay_cell", counted_cell)
        monkeypatch.setattr(app.table, "render_line", counted_line)
        app.table.apply(floor(200))
        await pilot.pause()
        assert (cells, rows) == ([], [])
        changed = floor(200)
        changed[5] = agent("1005", time="0:59")
        changed[150] = agent("1150", time="0:59")  # out of view
        app.table.apply(changed)
        await pilot.pause()
        assert (cells, rows) == (["0:59"], [6])
        changed[7], changed[8] = changed[8], changed[7]
        app.table.apply(changed)
        await pilot.pause()
        assert (cells, rows) == (["0:59"], [6, 8, 9])


async def test_cells_are_made_for_rows_in_view_alone() -> None:
    made: list[str] = []
    keys = [row.key for row in floor(200)]

    def cells_at(time: str) -> CellsOf:
        def cells_of(key: str) -> Cells:
            made.append(key)
            return agent(key, time=time).cells

        return cells_of

    async with (app := TableApp()).run_test(size=(80, 11)) as pilot:
        app.table.apply_lazily(keys, cells_at("0:00"))
        await pilot.pause()
        assert set(made) == {*keys[:10]}
        made.clear()
        app.table.apply_lazily(keys, cells_at("0:01"))
        await pilot.pause()
        assert made == keys[:10]
        assert all("0:01" in line for line in lines(app.table)[1:])
        made.clear()
        await pilot.press("ctrl+end")
        assert set(made) == {*keys[-10:]}
        assert all("0:01" in line for line in lines(app.table)[1:])
        assert lines(app.table)[10].startswith("▸ 1199")
        app.table.apply_lazily(keys[:-1], cells_at("0:02"))
        await pilot.pause()
        assert lines(app.table)[10].startswith("▸ 1198")
        assert all("0:02" in line for line in lines(app.table)[1:])
