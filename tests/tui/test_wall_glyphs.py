"""Large letters: as wide and as high as they say, whatever the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vicidash.tui.wall import glyphs
from vicidash.tui.wall.figures import Figure
from vicidash.tui.wall.tiles import Paint, fill

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=6)


@given(TEXTS, st.integers(1, glyphs.LARGEST), st.booleans())
def test_a_text_is_as_large_as_it_says(text: str, scale: int, ascii_only: bool) -> None:
    lines = glyphs.big(text, scale, ascii_only=ascii_only)
    width, height = glyphs.size(text, scale, ascii_only=ascii_only)
    assert len(lines) == height
    assert {len(line) for line in lines} == {width}
    assert not ascii_only or "".join(lines).isascii()


def test_each_digit_and_letter_looks_unlike_all_others() -> None:
    alphabet = "0123456789ABCDEFGHIJKLMNPQRSTUVWXYZ-.:!%"
    drawn = {glyphs.big(each, 1) for each in alphabet}
    # S and 5, like Z and 2 in some fonts, are told apart by what stands around them
    assert len(drawn) >= len(alphabet) - 1
    assert len({glyphs.big(digit, 1) for digit in "0123456789"}) == 10


@given(
    st.lists(st.builds(Figure, TEXTS, TEXTS, st.sampled_from(["", "!", "!!"])), max_size=10),
    st.integers(1, 220),
    st.integers(1, 70),
    st.booleans(),
)
def test_figures_fill_exactly_the_room_they_are_given(
    figures: list[Figure], width: int, height: int, ascii_only: bool
) -> None:
    lines = fill(figures, width, height, Paint("", ascii_only))
    assert len(lines) == height
    assert {line.cell_len for line in lines} == {width}
