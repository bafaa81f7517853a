"""Pictures in, differences out, and nothing in between is touched."""

from __future__ import annotations

import pytest
from rich.text import Text

from vicidash.tui.table.rows import RowStore, TableRow

COLUMNS = ["user", "time"]


def row(key: str, time: str = "0:00", *, fixed: bool = False) -> TableRow:
    return TableRow(key, (Text(key), Text(time)), fixed=fixed)


def names(book: RowStore) -> list[str]:
    return [kept.name for kept in book.order]


def test_the_same_picture_again_changes_nothing() -> None:
    book = RowStore(COLUMNS)
    assert book.feed([row("a"), row("b")]).moved
    assert book.feed([row("a"), row("b")]) == (False, frozenset())


def test_a_changed_cell_is_told_and_the_row_stays_the_same_row() -> None:
    book = RowStore(COLUMNS)
    book.feed([row("a"), row("b")])
    kept = book.by_key["b"]
    moved, touched = book.feed([row("a"), row("b", "0:01")])
    assert not moved
    assert touched == {kept}
    assert kept["time"].plain == "0:01"


def test_a_mapping_may_leave_columns_out() -> None:
    book = RowStore(COLUMNS)
    book.feed([TableRow("a", {"time": Text("0:00")})])
    assert [cell.plain for cell in book.by_key["a"].cells] == ["", "0:00"]
    assert book.feed([TableRow("a", (Text(), Text("0:00")))]).touched == frozenset()


def test_order_is_that_of_the_picture_with_fixed_rows_last() -> None:
    book = RowStore(COLUMNS)
    book.feed([row("sum", fixed=True), row("b"), row("a")])
    assert names(book) == ["b", "a", "sum"]
    assert book.free == 2
    assert book.feed([row("a"), row("b"), row("sum", fixed=True)]).moved
    assert names(book) == ["a", "b", "sum"]
    assert [kept.index for kept in book.order] == [0, 1, 2]
    assert book.feed([row("a"), row("b"), row("sum")]).moved
    assert book.free == 3


def test_a_picture_with_an_error_leaves_everything_as_it_was() -> None:
    book = RowStore(COLUMNS)
    book.feed([row("a"), row("b")])
    bad = TableRow("c", (Text("c"), "0:00"))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        book.feed([row("b", "9:99"), bad])
    assert names(book) == ["a", "b"]
    assert book.by_key["b"]["time"].plain == "0:00"


def test_who_takes_the_place_of_a_row_that_went() -> None:
    book = RowStore(COLUMNS)
    book.feed([row(key) for key in "abcde"])
    former = book.order
    book.feed([row("e"), row("a"), row("d", fixed=True)])
    gone = former[2]
    below = book.successor(gone, former, free=False)
    allowed = book.successor(gone, former, free=True)
    assert below is not None
    assert allowed is not None
    assert (below.name, allowed.name) == ("d", "e")
    assert book.successor(former[0], former, free=True) is former[0]
    book.feed([])
    assert book.successor(gone, former, free=False) is None
