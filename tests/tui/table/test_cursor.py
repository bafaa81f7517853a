"""The live table's promise: the cursor stays on its agent, and what is told is what happened."""

from __future__ import annotations

import pytest
from rich.text import Text

from tests.tui.table.table_app import (
    TableApp,
    agent,
    agents,
    cursor_line,
    floor,
    lines,
    total,
    users,
)
from vicidash.tui.table.rows import TableRow


async def test_the_first_agent_is_under_the_cursor_at_first() -> None:
    async with (app := TableApp(agents("anna", "ben"))).run_test():
        assert app.table.cursor_key == "anna"
        assert app.news() == ["on anna"]


async def test_the_cursor_stays_on_its_agent_when_rows_are_sorted_anew() -> None:
    async with (app := TableApp(agents("anna", "ben", "carl"))).run_test() as pilot:
        await pilot.press("down")
        app.news()
        app.table.apply(agents("ben", "carl", "anna"))
        await pilot.pause()
        assert app.table.cursor_key == "ben"
        assert lines(app.table)[1].startswith("▸ ben")
        assert app.news() == []


async def test_the_cursor_stays_on_its_agent_when_somebody_logs_in_above() -> None:
    async with (app := TableApp(agents("ben", "carl"))).run_test() as pilot:
        await pilot.press("down")
        app.news()
        app.table.apply(agents("anna", "ben", "carl"))
        await pilot.pause()
        assert app.table.cursor_key == "carl"
        assert cursor_line(app.table) == 3
        assert app.news() == []


@pytest.mark.parametrize(
    ("left", "neighbour"),
    [
        (("anna", "carl", "dora"), "carl"),  # the next below takes the place
        (("dora", "anna"), "dora"),  # even if it is somewhere else by now
        (("anna",), "anna"),  # none below is left: the one above
        (("new", "newer"), "newer"),  # nobody is left: whoever stands there now
    ],
)
async def test_an_agent_who_logs_out_hands_the_cursor_to_a_neighbour_and_it_is_told(
    left: tuple[str, ...], neighbour: str
) -> None:
    async with (app := TableApp(agents("anna", "ben", "carl", "dora"))).run_test() as pilot:
        await pilot.press("down")
        app.news()
        app.table.apply(agents(*left))
        await pilot.pause()
        assert app.table.cursor_key == neighbour
        assert app.news() == ["gone ben", f"on {neighbour}"]


async def test_an_empty_floor_has_no_cursor_and_the_next_agent_is_announced() -> None:
    async with (app := TableApp(agents("anna"))).run_test() as pilot:
        app.news()
        app.table.apply([])
        await pilot.press("down", "enter")
        assert app.table.cursor_key is None
        app.table.apply(agents("anna"))
        await pilot.pause()
        assert app.news() == ["gone anna", "on anna"]


async def test_a_tick_posts_nothing() -> None:
    async with (app := TableApp(floor(5))).run_test() as pilot:
        app.news()
        app.table.apply([agent(str(1000 + n), time="0:01") for n in range(5)])
        await pilot.pause()
        assert "0:01" in lines(app.table)[5]
        assert app.news() == []


async def test_only_another_agent_is_announced() -> None:
    async with (app := TableApp(agents("anna", "ben"))).run_test() as pilot:
        await pilot.press("up", "down", "down", "end", "home")
        assert app.news() == ["on anna", "on ben"]
        app.table.show_cursor = False
        app.table.show_cursor = True
        await pilot.pause()
        assert app.news() == []


async def test_enter_chooses_the_agent_under_the_cursor() -> None:
    async with (app := TableApp(agents("anna", "ben"))).run_test() as pilot:
        app.news()
        await pilot.press("down", "enter")
        assert app.news() == ["on ben", "chose ben"]


async def test_the_total_stays_last_and_the_cursor_never_rests_on_it() -> None:
    async with (app := TableApp([total(), *agents("anna", "ben")])).run_test() as pilot:
        assert lines(app.table)[3].strip() == "TOTAL"
        for key in ("down", "down", "down", "ctrl+end", "pagedown"):
            await pilot.press(key)
            assert app.table.cursor_key == "ben"
        app.table.focus_key("total")
        assert app.table.cursor_key == "ben"


async def test_a_table_of_totals_only_has_nothing_to_choose() -> None:
    async with (app := TableApp([total()])).run_test() as pilot:
        await pilot.press("down", "enter")
        assert app.table.cursor_key is None
        assert cursor_line(app.table) is None
        assert app.news() == []


async def test_a_row_that_becomes_a_total_loses_the_cursor() -> None:
    async with (app := TableApp(agents("anna", "ben"))).run_test() as pilot:
        await pilot.press("down")
        app.news()
        app.table.apply([agent("anna"), TableRow("ben", agent("ben").cells, fixed=True)])
        await pilot.pause()
        assert lines(app.table)[1].startswith("▸ anna")
        assert cursor_line(app.table) == 1
        assert app.news() == ["gone ben", "on anna"]


async def test_the_last_agent_comes_into_view_together_with_the_total() -> None:
    async with (app := TableApp([*floor(30), total()])).run_test(size=(80, 10)) as pilot:
        app.table.action_cursor_bottom()
        await pilot.pause()
        assert lines(app.table)[-2].startswith("▸ 1029")
        assert lines(app.table)[-1].strip() == "TOTAL"
        app.table.action_cursor_top()
        await pilot.pause()
        assert cursor_line(app.table) == 1


async def test_a_row_can_be_focused_by_key_even_before_the_table_is_shown() -> None:
    app = TableApp(floor(100))
    assert app.table.focus_key("1090")
    assert not app.table.focus_key("nobody")
    async with app.run_test(size=(80, 10)):
        assert app.table.cursor_key == "1090"
        assert cursor_line(app.table) is not None


async def test_focusing_a_row_in_view_does_not_scroll() -> None:
    async with (app := TableApp(floor(100))).run_test(size=(80, 10)) as pilot:
        await pilot.press("ctrl+end")
        app.table.scroll_to(y=0, animate=False)
        app.table.focus_key("1003")
        await pilot.pause()
        assert app.table.scroll_offset.y == 0
        assert cursor_line(app.table) == 4


# Where things are on the screen


async def test_the_cursor_keeps_its_place_on_the_screen() -> None:
    async with (app := TableApp(floor(100))).run_test(size=(80, 10)) as pilot:
        app.table.focus_key("1050")
        await pilot.press("up", "up")
        before = cursor_line(app.table)
        app.table.apply([*agents("a", "b", "c"), *floor(100)])
        await pilot.pause()
        assert cursor_line(app.table) == before
        app.table.apply(floor(100)[::-1])
        await pilot.pause()
        assert cursor_line(app.table) == before
        assert app.table.cursor_key == "1048"


async def test_a_cursor_scrolled_out_of_view_leaves_the_view_alone() -> None:
    async with (app := TableApp(floor(100))).run_test(size=(80, 10)) as pilot:
        await pilot.press("down")
        app.table.scroll_to(y=50, animate=False)
        app.table.apply([*agents("a", "b", "c"), *floor(100)])
        await pilot.pause()
        assert users(lines(app.table)[1:3]) == ["1050", "1051"]
        assert app.table.cursor_key == "1001"
        assert not app.table.cursor_on_screen
        app.table.apply(floor(100)[51:])
        await pilot.pause()
        assert users(lines(app.table)[1:3]) == ["1051", "1052"]


async def test_a_key_brings_the_cursor_back_into_view_even_where_it_cannot_move() -> None:
    async with (app := TableApp(floor(100))).run_test(size=(80, 10)) as pilot:
        for key in ("up", "ctrl+home"):
            app.table.scroll_to(y=50, animate=False)
            await pilot.press(key)
            assert cursor_line(app.table) == 1


async def test_a_table_nobody_touched_keeps_showing_its_top() -> None:
    async with (app := TableApp(floor(100))).run_test(size=(80, 10)) as pilot:
        app.table.apply(floor(100)[::-1])
        await pilot.pause()
        assert users(lines(app.table)[1:3]) == ["1099", "1098"]
        assert app.table.cursor_key == "1000"


async def test_the_view_ends_with_the_rows() -> None:
    async with (app := TableApp(floor(100))).run_test(size=(80, 10)) as pilot:
        await pilot.press("ctrl+end")
        app.table.apply(floor(12))
        await pilot.pause()
        assert users(lines(app.table)[1:]) == [str(number) for number in range(1003, 1012)]
        app.table.apply(floor(2))
        await pilot.pause()
        assert users(lines(app.table)[1:4]) == ["1000", "1001", ""]


async def test_a_pane_that_gets_lower_keeps_the_cursor_in_view() -> None:
    async with (app := TableApp(floor(100))).run_test(size=(80, 20)) as pilot:
        app.table.focus_key("1015")
        await pilot.resize_terminal(80, 6)
        await pilot.pause()
        assert app.table.cursor_on_screen
        assert cursor_line(app.table) == 5


async def test_a_picture_that_comes_before_the_pane_knows_its_new_size_keeps_the_cursor() -> None:
    async with (app := TableApp(floor(100))).run_test(size=(80, 20)) as pilot:
        app.table.focus_key("1015")
        app.table.styles.height = 6
        app.screen._refresh_layout()  # the table has not heard of it yet
        app.table.apply(floor(101))
        await pilot.pause()
        assert app.table.cursor_on_screen
        assert app.table.cursor_key == "1015"


# What it refuses


async def test_a_plain_string_is_refused_and_changes_nothing() -> None:
    async with (app := TableApp(agents("anna"))).run_test() as pilot:
        bad = TableRow("ben", {"name": "x [/bad]"})  # type: ignore[dict-item]
        with pytest.raises(TypeError, match="must be a Text, not str"):
            app.table.apply([agent("anna", time="9:59"), bad])
        await pilot.pause()
        assert lines(app.table)[1].split()[-3] == "0:00"
        assert app.table.row_count == 1


@pytest.mark.parametrize(
    "rows",
    [
        agents("anna", "anna"),
        [TableRow("anna", (Text("too"), Text("few")))],
        [TableRow("anna", {"nmae": Text("Anna")})],
    ],
)
async def test_a_picture_that_makes_no_sense_is_refused(rows: list[TableRow]) -> None:
    async with (app := TableApp(agents("ben"))).run_test():
        with pytest.raises(ValueError, match="anna"):
            app.table.apply(rows)
        assert app.table.cursor_key == "ben"


async def test_rows_come_by_apply_only() -> None:
    async with (app := TableApp(agents("anna"))).run_test() as pilot:
        with pytest.raises(TypeError, match="apply"):
            app.table.add_row(Text("ben"), key="ben")
        with pytest.raises(TypeError, match="once"):
            app.table.clear(columns=True)
        app.table.clear()
        await pilot.pause()
        assert app.table.row_count == 0
