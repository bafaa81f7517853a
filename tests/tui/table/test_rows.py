"""Pictures in, differences out, and nothing in between is touched."""

from __future__ import annotations

import pytest
from rich.text import Text

from vicidash.tui.table.rows import Change, RowStore, TableRow

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


def lazily(book: RowStore, keys: str, time: str = "0:00") -> tuple[Change, list[str]]:
    """Feed rows by their keys; whose cells were made is written down."""
    made: list[str] = []

    def cells_of(key: str) -> dict[str, Text]:
        made.append(key)
        return {"user": Text(key), "time": Text(time)}

    return book.feed_lazily([*keys], cells_of), made


def test_cells_that_are_put_off_are_made_when_a_row_is_looked_at_and_once() -> None:
    book = RowStore(COLUMNS)
    change, made = lazily(book, "ab")
    assert (change.moved, made) == (True, [])
    assert book.by_key["b"]["time"].plain == "0:00"
    assert [cell.plain for cell in book.by_key["b"].cells] == ["b", "0:00"]
    assert made == ["b"]


def test_the_same_keys_again_move_nothing_and_an_update_tells_whose_cells_differ() -> None:
    book = RowStore(COLUMNS)
    lazily(book, "ab")
    kept = book.by_key["a"]
    assert kept.update()
    change, _ = lazily(book, "ab")
    assert change == (False, frozenset())
    assert not kept.update()
    lazily(book, "ab", "0:01")
    assert kept.update()
    assert not kept.update()
    assert kept["time"].plain == "0:01"


def test_a_row_that_went_keeps_the_cells_it_had() -> None:
    book = RowStore(COLUMNS)
    lazily(book, "ab")
    gone = book.by_key["a"]
    assert gone["time"].plain == "0:00"
    _, made = lazily(book, "b", "0:01")
    assert gone["time"].plain == "0:00"
    assert made == []


def test_rows_with_cells_may_follow_rows_without_and_the_other_way_round() -> None:
    book = RowStore(COLUMNS)
    lazily(book, "ab")
    kept = book.by_key["a"]
    assert kept["time"].plain == "0:00"
    assert book.feed([row("a"), row("b"), row("sum", fixed=True)]).touched == {book.by_key["b"]}
    assert book.feed([row("a", "0:01"), row("b"), row("sum", fixed=True)]).touched == {kept}
    change, made = lazily(book, "ab", "0:02")
    assert change.moved
    assert names(book) == ["a", "b"]
    assert book.free == 2
    assert (kept["time"].plain, made) == ("0:02", ["a"])


def test_a_key_that_comes_twice_without_cells_leaves_everything_as_it_was() -> None:
    book = RowStore(COLUMNS)
    lazily(book, "ab")
    with pytest.raises(ValueError, match="same key"):
        lazily(book, "cc")
    assert names(book) == ["a", "b"]
    assert book.by_key["a"]["time"].plain == "0:00"


def test_a_wrong_cell_is_refused_when_it_is_made() -> None:
    book = RowStore(COLUMNS)
    book.feed_lazily(["a"], lambda key: (Text(key), "0:00"))  # type: ignore[arg-type,return-value]
    with pytest.raises(TypeError):
        book.by_key["a"].update()
    book.feed_lazily(["a"], lambda key: {"nobody": Text(key)})
    with pytest.raises(ValueError, match="of no column"):
        book.by_key["a"].update()
