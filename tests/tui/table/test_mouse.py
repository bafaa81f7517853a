"""The mouse finds the row that is under it now, whatever was painted there before."""

from __future__ import annotations

from rich.color import Color
from textual.widgets import DataTable

from tests.tui.table.table_app import TableApp, agents, floor, lines, painted, total, users


def background(app: TableApp, y: int, x: int) -> Color | None:
    for part in painted(app.table)[y].crop(x, x + 1):
        return part.style.bgcolor if part.style else None
    return None


async def test_a_click_moves_the_cursor_and_a_double_click_chooses() -> None:
    async with (app := TableApp(floor(5))).run_test() as pilot:
        app.news()
        await pilot.click("LiveTable", offset=(20, 3))
        assert app.news() == ["on 1002"]
        await pilot.click("LiveTable", offset=(70, 3))  # another spot, where the cursor is
        assert app.news() == []
        await pilot.click("LiveTable", offset=(20, 4), times=2)
        assert app.news() == ["on 1003", "chose 1003"]
        await pilot.click("LiveTable", offset=(21, 4), times=4)
        assert app.news() == ["chose 1003"]


class Restless(TableApp):
    """Its rows are sorted anew as soon as the cursor is on ben."""

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        if event.row_key.value == "ben":
            self.table.apply(agents("ben", "carl", "anna"))


async def test_a_double_click_chooses_no_row_that_slid_under_the_mouse() -> None:
    async with (app := Restless(agents("anna", "ben", "carl"))).run_test() as pilot:
        app.news()
        await pilot.click("LiveTable", offset=(5, 2), times=2)
        assert app.news() == ["on ben", "on carl"]


async def test_a_click_hits_the_row_that_stands_there_now() -> None:
    async with (app := TableApp(agents("anna", "ben", "carl"))).run_test() as pilot:
        app.table.apply(agents("carl", "anna", "ben"))
        await pilot.pause()
        app.news()
        await pilot.click("LiveTable", offset=(5, 1))
        assert app.news() == ["on carl"]


async def test_a_click_hits_what_it_shows_in_a_scrolled_table() -> None:
    async with (app := TableApp(floor(100))).run_test(size=(80, 10)) as pilot:
        app.table.scroll_to(y=50, animate=False)
        await pilot.pause()
        await pilot.click("LiveTable", offset=(5, 4))
        assert app.table.cursor_key == "1053"
        assert app.table.scroll_offset.y == 50
        assert lines(app.table)[4].startswith("▸ 1053")


async def test_a_click_on_the_total_or_below_the_rows_does_nothing() -> None:
    async with (app := TableApp([*agents("anna"), total()])).run_test() as pilot:
        app.news()
        for y in (2, 3, 10):
            await pilot.click("LiveTable", offset=(12, y))
        assert app.news() == []
        assert app.table.cursor_key == "anna"


async def test_a_click_on_a_label_tells_its_column() -> None:
    async with (app := TableApp(floor(3))).run_test(size=(40, 8)) as pilot:
        app.news()
        await pilot.click("LiveTable", offset=(3, 0))
        await pilot.click("LiveTable", offset=(12, 0))
        await pilot.click("LiveTable", offset=(0, 0))  # the gutter
        assert app.news() == ["header user", "header name"]
        app.table.wide = True
        await pilot.pause()
        await pilot.press("end")
        await pilot.click("LiveTable", offset=(38, 0))
        assert app.news() == ["header calls"]


async def test_the_row_under_the_mouse_is_shown_until_a_key_is_pressed() -> None:
    async with (app := TableApp(floor(5))).run_test() as pilot:
        plain = background(app, 3, 20)
        await pilot.hover("LiveTable", offset=(20, 3))
        assert background(app, 3, 20) != plain
        assert background(app, 3, 70) == background(app, 3, 20)
        await pilot.hover("LiveTable", offset=(20, 4))
        assert background(app, 3, 20) == plain
        await pilot.press("down")
        assert background(app, 4, 20) == plain


async def test_the_label_under_the_mouse_is_shown() -> None:
    async with (app := TableApp(floor(5))).run_test() as pilot:
        plain = background(app, 0, 12)
        await pilot.hover("LiveTable", offset=(12, 0))
        assert background(app, 0, 12) != plain
        assert background(app, 0, 3) == plain
        await pilot.resize_terminal(10, 10)  # that column is gone now
        await pilot.hover("LiveTable", offset=(3, 8))
        assert background(app, 0, 3) == plain


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    async with (app := TableApp(floor(100))).run_test(size=(80, 10)) as pilot:
        app.table.scroll_down(animate=False)
        app.table.scroll_down(animate=False)
        await pilot.pause()
        assert users(lines(app.table)[1:2]) == ["1002"]
        assert app.table.cursor_key == "1000"
