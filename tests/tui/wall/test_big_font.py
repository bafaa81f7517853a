"""Large letters: as wide and as high as they say, whatever the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vicidash.tui.wall import big_font
from vicidash.tui.wall.tiles import Paint, Tile, fill

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=6)


@given(TEXTS, st.integers(1, big_font.LARGEST), st.booleans())
def test_a_text_is_as_large_as_it_says(text: str, scale: int, ascii_only: bool) -> None:
    lines = big_font.big(text, scale, ascii_only=ascii_only)
    width, height = big_font.size(text, scale, ascii_only=ascii_only)
    assert len(lines) == height
    assert {len(line) for line in lines} == {width}
    assert not ascii_only or "".join(lines).isascii()


def test_each_digit_and_letter_looks_unlike_all_others() -> None:
    alphabet = "0123456789ABCDEFGHIJKLMNPQRSTUVWXYZ-.:!%"
    drawn = {big_font.big(each, 1) for each in alphabet}
    # S and 5, like Z and 2 in some fonts, are told apart by what stands around them
    assert len(drawn) >= len(alphabet) - 1
    assert len({big_font.big(digit, 1) for digit in "0123456789"}) == 10


@given(
    st.lists(st.builds(Tile, TEXTS, TEXTS, st.sampled_from(["", "!", "!!"])), max_size=10),
    st.integers(1, 220),
    st.integers(1, 70),
    st.booleans(),
)
def test_figures_fill_exactly_the_room_they_are_given(
    figures: list[Tile], width: int, height: int, ascii_only: bool
) -> None:
    lines = fill(figures, width, height, Paint("", ascii_only))
    assert len(lines) == height
    assert {line.cell_len for line in lines} == {width}


DROP = Tile("drop %", "2.88", "!", room="9.99", rank=0)
CALLS = Tile("in call", "12", room="99", rank=1)
PAUSED = Tile("paused", "34", room="99", rank=2)
DISPO = Tile("dispo", "56", room="99", rank=3, spare=True)


def drawn(width: int, height: int, *figures: Tile) -> list[str]:
    return [line.plain.rstrip() for line in fill(figures, width, height, Paint(""))]


def large(figure: Tile, lines: list[str]) -> bool:
    top = big_font.big(figure.text, 1)[0].rstrip()
    return any(top in line for line in lines)


def test_where_not_all_are_large_those_are_that_matter_most_in_the_order_of_all() -> None:
    lines = drawn(28, 5, CALLS, PAUSED, DROP)
    assert large(CALLS, lines)
    assert large(DROP, lines)
    assert not large(PAUSED, lines)
    labels = next(line for line in lines if "in call" in line)
    assert labels.index("in call") < labels.index("drop %")
    assert lines[-1] == "34 paused"


def test_one_more_is_drawn_where_a_place_is_free_and_makes_no_other_smaller() -> None:
    assert large(DISPO, drawn(40, 8, CALLS, PAUSED, DROP, DISPO)), "two by two"
    assert not large(DISPO, drawn(33, 4, CALLS, PAUSED, DROP, DISPO))
    assert "dispo" not in " ".join(drawn(33, 4, CALLS, PAUSED, DROP, DISPO))
    assert drawn(28, 5, CALLS, PAUSED, DROP, DISPO)[-1] == "34 paused  56 dispo"
