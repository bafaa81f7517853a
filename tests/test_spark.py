"""Figures as text: the width is exact, a peak shows, and what is unknown stays a gap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vicidash.tui.rendering.charts import bar, chart, sparkline

VALUES = st.lists(
    st.none() | st.integers(-5, 5000) | st.floats(allow_nan=True, allow_infinity=True),
    max_size=200,
)
PLAIN = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]


def test_a_sparkline_rises_with_its_values() -> None:
    assert sparkline(PLAIN, 8) == "▁▂▃▄▅▆▇█"


def test_the_newest_is_at_the_right_and_unknown_is_blank() -> None:
    assert sparkline([7, None, 0], 5) == "  █ ▁"


def test_zero_is_not_unknown() -> None:
    assert sparkline([0, 0, None], 3) == "▁▁ "


def test_each_cell_shows_the_peak_of_its_part() -> None:
    assert sparkline([0, 0, 9, 0, 0, 0], 3) == "▁█▁"
    assert sparkline([0, None, None, None], 2) == "▁ "


def test_a_full_height_that_is_given_is_kept() -> None:
    assert sparkline([1.5, 3, 9], 3, high=3) == "▅██"


def test_bars_show_what_is_more_than_nothing_and_fill_with_the_whole_only() -> None:
    assert bar(0.5, 4) == "██  "
    assert bar(0.0001, 4) == "▏   "
    assert bar(0.9999, 4) == "███▉"
    assert bar(1.0, 4) == "████"
    assert bar(0.0, 4) == bar(None, 4) == "    "
    assert bar(7.0, 4) == "████"


def test_a_chart_line_by_line() -> None:
    lines = chart(PLAIN, 14, 7, labels=("09:00", "10:00"))
    assert lines == [
        "10┤           ",
        "  │         ⢀⡠",
        " 5┤      ⡠⠔⠊⠁ ",
        "  │   ⡠⠔⠉     ",
        " 0┤⡠⠔⠉        ",
        "  └───────────",
        "   09:00 10:00",
    ]


def test_a_chart_in_braille_has_both_axes() -> None:
    lines = chart([0, 50, 100, 50, 0], 24, 8, labels=("09:00", "09:30", "10:00"))
    assert lines[0].startswith("100┤")
    assert lines[5].startswith("  0┤")
    assert lines[6] == "   └" + "─" * 20
    assert lines[7] == "    09:00  09:30   10:00"
    assert any("⠀" < character <= "⣿" for character in lines[0])


def test_a_limit_is_drawn_where_the_trend_leaves_room() -> None:
    lines = chart([1.0, 1.0, 5.0], 14, 8, limit=3.0, labels=("09:00",))
    assert lines == [
        "5┤          ⢀⠎",
        " │         ⢠⠊ ",
        "3┤╌╌╌╌╌╌╌╌⡠⠃╌╌",
        " │       ⡔⠁   ",
        " │⠤⠤⠤⠤⠤⠤⠜     ",
        "0┤            ",
        " └────────────",
        "  09:00       ",
    ]


def test_a_limit_that_nothing_comes_near_is_still_in_sight() -> None:
    lines = chart([0.1, 0.2], 24, 7, limit=3.0, show=lambda value: f"{value:.0f}%")
    assert [line[:3] for line in lines if "╌" in line] == ["3%┤"]


def test_beside_a_far_higher_trend_a_limit_takes_no_figure_from_the_axis() -> None:
    lines = chart([0.0, 90.0], 24, 7, limit=3.0, labels=("a",))
    assert lines[-3].startswith("  0┤")


def test_a_gap_stays_a_gap() -> None:
    """Twenty minutes, the middle of them not seen: nothing is drawn there."""
    values = [5.0] * 7 + [None] * 6 + [5.0] * 7
    (line,) = chart(values, 20, 1, high=10)
    assert line == "⠒⠒⠒⠒⠒⠒⠂      ⠐⠒⠒⠒⠒⠒⠒"


def test_a_single_sample_is_a_dot() -> None:
    (line,) = chart([None, 5.0, None], 3, 1)
    assert line == " ⠁ "


def test_labels_that_have_no_room_are_left_out() -> None:
    hours = [f"{hour:02}:00" for hour in range(24)]
    line = chart(PLAIN, 40, 8, labels=hours)[-1]
    assert line.split()[0] == "00:00"
    assert line.split()[-1] == "23:00"
    assert 3 <= len(line.split()) < 8


def test_where_an_axis_has_no_room_there_is_the_line_alone() -> None:
    assert chart(PLAIN, 6, 2)[0].strip()
    assert not any("┤" in line for line in chart(PLAIN, 6, 8))


def test_there_is_no_figure_too_large_for_an_axis() -> None:
    assert chart([1.7e308], 20, 5)[0].startswith("1")


def test_figures_are_worded_as_asked() -> None:
    lines = chart([1.0, 2.9], 30, 6, high=3.0, show=lambda value: f"{value:.0f}%")
    assert lines[0].startswith("3%┤")


@given(VALUES, st.integers(0, 120), st.none() | st.floats(0, 100))
def test_a_sparkline_has_its_width(
    values: list[float | None], width: int, high: float | None
) -> None:
    line = sparkline(values, width, high=high)
    assert len(line) == width


@given(st.none() | st.floats(), st.integers(0, 60))
def test_a_bar_has_its_width(share: float | None, width: int) -> None:
    line = bar(share, width)
    assert len(line) == width


@given(
    VALUES,
    st.integers(0, 100),
    st.integers(0, 20),
    st.lists(st.text(max_size=8), max_size=9),
)
def test_a_chart_has_its_width_and_height(
    values: list[float | None], width: int, height: int, labels: list[str]
) -> None:
    lines = chart(values, width, height, labels=labels)
    assert len(lines) == height
    assert {len(line) for line in lines} <= {width}


@given(st.lists(st.none() | st.integers(0, 9), min_size=1, max_size=40))
def test_blanks_are_where_nothing_is_known(values: list[int | None]) -> None:
    line = sparkline(values, len(values))
    assert [character == " " for character in line] == [value is None for value in values]
