"""A cell is as wide as its column, and its text is characters, never an instruction."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from rich.text import Span, Text

from vicidash.tui.table.rows import clean, lay_cell, same_text


def style_of(style: str | Style) -> Style:
    return style if isinstance(style, Style) else Style.parse(style)


def laid(text: Text | str, width: int, *, right: bool = False) -> str:
    cell = text if isinstance(text, Text) else Text(text)
    return "".join(run for run, _ in lay_cell(cell, width, right=right, style_of=style_of))


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("Anna", 6, "Anna  "),
        ("Anna", 4, "Anna"),
        ("Anna", 3, "An…"),
        ("Anna", 1, "…"),
        ("", 3, "   "),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日 …"),  # half a character is a blank
        ("e\u0301te\u0301", 3, "e\u0301te\u0301"),
        ("☎️ 1", 4, "☎ 1 "),
        ("👍🏽 1", 5, "👍 1 "),
        ("👩\u200d💻", 6, "👩·💻 "),
        ("a\tb\x1b[2Jc", 9, "a b·[2Jc "),
        ("line\nbreak", 10, "line·break"),
        ("\ud800x", 3, "·x "),
        ("\u202eevil", 5, "·evil"),
        ("[@click=app.quit]x[/] [/bad] a|b", 32, "[@click=app.quit]x[/] [/bad] a|b"),
    ],
)
def test_text_in_a_cell(text: str, width: int, shown: str) -> None:
    assert laid(text, width) == shown


def test_figures_stand_at_the_right_and_show_when_they_are_cut() -> None:
    assert laid("12", 5, right=True) == "   12"
    assert laid("123456", 5, right=True) == "1234…"


@given(st.text(st.characters()), st.integers(1, 20), st.booleans())
def test_any_text_takes_exactly_its_width_and_holds_no_control(
    text: str, width: int, right: bool
) -> None:
    cell = Text()
    cell.append(text)
    shown = laid(cell, width, right=right)
    assert cell_len(shown) == width
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    shown.encode()


def test_a_name_without_end_is_not_worked_through() -> None:
    assert laid("x" * 10_000_000, 5) == "xxxx…"
    assert len(laid("e" + "\u0301" * 1_000_000, 5)) < 200


def test_styles_of_parts_stay_with_their_characters() -> None:
    cell = Text("READY 日本語", style="green", spans=[Span(0, 5, "bold"), Span(3, 7, "red")])
    runs = lay_cell(cell, 12, right=False, style_of=style_of)
    assert [(text, str(style)) for text, style in runs] == [
        ("REA", "bold green"),
        ("DY", "bold red"),
        (" 日", "red"),
        ("本語", "green"),
    ]


def test_links_and_click_handlers_are_taken_off() -> None:
    trap = Style(meta={"@click": "app.quit"}) + Style(color="red", link="https://example.com")
    cell = Text.assemble(("Anna", trap), Text("Ben", style=trap))
    for _, style in lay_cell(cell, 20, right=False, style_of=style_of):
        assert not style.meta
        assert style.link is None


def test_ordinary_text_is_left_alone() -> None:
    for text in ("Anna Nagy", "Ünal Çelik", "王小明", "ณัฐ", "📞 José"):
        assert clean(text) == text


def test_cells_that_differ_in_style_only_are_different() -> None:
    assert same_text(Text("1", "red"), Text("1", "red"))
    assert not same_text(Text("1", "red"), Text("1", "green"))
    assert not same_text(Text("1"), Text("1", spans=[Span(0, 1, "red")]))
    assert not same_text(Text("1"), Text("2"))
