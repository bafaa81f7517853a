"""Columns: the widest useful set that fits, and nothing cut while less is shown beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.table.table_app import COLUMNS, TableApp, floor, lines
from vicidash.tui.table.columns import GAP, GUTTER, Column, place_columns
from vicidash.tui.table.table import LiveTable


@pytest.mark.parametrize(
    ("width", "shown", "name_width"),
    [
        (10, ["user"], None),
        (16, ["user", "name"], 7),
        (20, ["user", "name"], 11),
        (40, ["user", "name", "state"], 22),
        (58, ["user", "name", "state", "time", "campaign"], 21),
        (60, ["user", "name", "state", "time", "campaign", "calls"], 17),
        (80, ["user", "name", "state", "time", "campaign", "calls"], 30),
        (120, ["user", "name", "state", "time", "campaign", "calls"], 30),
        (200, ["user", "name", "state", "time", "campaign", "calls"], 30),
    ],
)
def test_columns_of_less_value_go_first(
    width: int, shown: list[str], name_width: int | None
) -> None:
    places = place_columns(COLUMNS, width)
    assert [place.column.key for place in places] == shown
    assert [place.width for place in places if place.column.flexible] == (
        [name_width] if name_width else []
    )


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
async def test_the_line_fits_the_pane(width: int) -> None:
    async with (app := TableApp(floor(100))).run_test(size=(width, 12)) as pilot:
        await pilot.pause()
        table = app.table
        assert not table.show_horizontal_scrollbar
        assert list(table.visible_columns) == [
            place.column.key
            for place in place_columns(COLUMNS, width - 2)  # the scroll bar
        ]
        for line in lines(table)[1:]:
            assert len(line) <= width - 2
            assert ("SALES" in line) == ("campaign" in table.visible_columns)


async def test_columns_come_and_go_with_the_width() -> None:
    async with (app := TableApp(floor(3))).run_test(size=(80, 12)) as pilot:
        for width, count in ((40, 3), (200, 6), (10, 1), (58, 5)):
            await pilot.resize_terminal(width, 12)
            await pilot.pause()
            assert len(app.table.visible_columns) == count
            assert len(app.table.ordered_columns) == count


columns = st.lists(
    st.builds(
        lambda width, priority, slack, more, flexible: Column(
            "",
            "",
            width + slack,
            priority=priority,
            flexible=flexible,
            min_width=width if flexible else None,
            max_width=width + slack + more,
        ),
        *(st.integers(1, 12), st.integers(0, 4), st.integers(0, 8), st.integers(0, 30)),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
).filter(lambda columns: sum(column.flexible for column in columns) <= 1)


@given(columns, st.integers(GUTTER + 1, 120))
def test_whatever_the_columns_they_fit_and_keep_their_order(
    columns: list[Column], width: int
) -> None:
    places = place_columns(columns, width)
    assert places
    assert places[-1].end <= width
    x = GUTTER
    for place in places:
        assert place.x == x
        assert place.column is columns[place.cell]
        x = place.end + GAP
    assert [place.cell for place in places] == sorted(place.cell for place in places)


@given(columns, st.integers(GUTTER + 1, 120))
def test_nothing_is_cut_or_dropped_while_less_is_shown(columns: list[Column], width: int) -> None:
    places = place_columns(columns, width)
    shown = {place.cell for place in places}
    least = max(place.column.priority for place in places)
    for index, column in enumerate(columns):
        if index not in shown:
            assert column.priority >= least
    for place in places:
        if place.width < place.column.width:
            assert place.column.priority >= least
            assert len(places) == 1 or place.width >= place.column.narrowest


@given(columns, st.integers(GUTTER + 1, 400))
def test_no_room_is_left_blank_that_a_column_could_have(columns: list[Column], width: int) -> None:
    """Those with an end to what they hold come first, the dearest of them before the others."""
    places = place_columns(columns, width)
    assert all(place.width <= place.column.widest for place in places)
    growing = [place for place in places if place.width < place.column.widest]
    if places[-1].end < width:
        assert not growing
    for place in places:
        if place.width > place.column.width:
            assert all(
                (each.column.flexible, each.column.priority)
                >= (place.column.flexible, place.column.priority)
                for each in growing
            )


@given(columns, st.integers(GUTTER + 1, 120))
def test_wide_shows_every_column_in_full(columns: list[Column], width: int) -> None:
    places = place_columns(columns, width, wide=True)
    assert [place.column for place in places] == columns
    assert all(place.width >= place.column.width for place in places)


def test_columns_that_contradict_themselves_are_refused() -> None:
    with pytest.raises(ValueError, match="only a flexible"):
        Column("a", "A", 5, min_width=3)
    with pytest.raises(ValueError, match="min <= width"):
        Column("a", "A", 5, flexible=True, min_width=6)
    with pytest.raises(ValueError, match="key of its own"):
        LiveTable([Column("a", "A", 5), Column("a", "B", 5)])
    with pytest.raises(ValueError, match="key of its own"):
        LiveTable([])
    with pytest.raises(ValueError, match="one column"):
        LiveTable([Column("a", "A", 5, flexible=True), Column("b", "B", 5, flexible=True)])


@pytest.mark.parametrize(
    ("width", "sorted_by", "label"),
    [(9, False, "Left"), (10, False, "Drops left"), (10, True, "Left"), (11, True, "Drops left")],
)
def test_a_narrow_column_has_its_short_label(width: int, sorted_by: bool, label: str) -> None:
    column = Column("drops_left", "Drops left", 5, max_width=11, short="Left")
    assert column.label_within(width, sorted_by=sorted_by) == label
