"""A shift as a band: as wide as asked, in step with the dialer's clock, blank where unseen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.views.agent.shifts import HOUR, MIDNIGHT, NOW, shifts, stretch
from vicidash.client import AgentState
from vicidash.history.stretches import Stretch
from vicidash.tui.rendering import theme_files
from vicidash.tui.views.agent.shift import CELLS, LOOKS, band, band_text, labels, legend

THEME = theme_files.load(theme_files.DEFAULT)
S = AgentState
WIDTHS = st.integers(1, 200)


def letters(stretches: list[Stretch], width: int, midnight: float | None = MIDNIGHT) -> str:
    drawn = band(stretches, width, now=NOW, midnight=midnight)
    return band_text(drawn, THEME).plain


def test_a_cell_is_a_minute_and_the_newest_is_at_the_right() -> None:
    shift = [stretch(S.WAITING, 600, 300), stretch(S.IN_CALL, 300, 180), stretch(S.PAUSED, 120)]
    # noon has just begun: its own minute is the last cell, and nothing of it has passed yet
    assert letters(shift, 14) == "   WWWWWIIIPP "


def test_a_gap_is_drawn_as_a_gap() -> None:
    shift = [stretch(S.WAITING, 600, 120), stretch(S.WAITING, 240)]
    assert letters(shift, 12) == " WW    WWWW "


def test_a_cell_shows_what_took_most_of_it() -> None:
    shift = [stretch(S.WAITING, 60, 20), stretch(S.DEAD, 40, 25), stretch(S.PAUSED, 15)]
    assert letters(shift, 2) == "X "


def test_a_long_shift_fits_with_longer_cells() -> None:
    drawn = band([stretch(S.WAITING, 8 * HOUR)], 60, now=NOW, midnight=MIDNIGHT)
    assert drawn.cell == 600
    assert drawn.scale == "10 min"
    assert len(drawn.cells) == 60


def test_times_stand_below_the_cell_in_which_they_begin() -> None:
    drawn = band([stretch(S.WAITING, 1800)], 40, now=NOW, midnight=MIDNIGHT)
    below = labels(drawn, MIDNIGHT)
    assert below.strip() == "└11:30    └11:40    └11:50"
    begin = below.index("└11:30")
    assert drawn.start + begin * drawn.cell == NOW - 1800


def test_without_the_dialers_clock_it_says_how_long_ago() -> None:
    drawn = band([stretch(S.WAITING, 1800)], 40, now=NOW)
    below = labels(drawn, None)
    assert below.startswith("└40 min ago")
    assert below.endswith("now")
    assert len(below) == 40


def test_the_legend_names_the_states_that_are_there() -> None:
    told = legend([S.PAUSED, S.IN_CALL], THEME, 80).plain
    assert told == "blank: not seen  I in call  P paused"
    every = legend(list(S), THEME, 61)
    assert every.cell_len <= 61
    assert all(look.word in every.plain for look in LOOKS.values())


def test_each_state_has_a_letter_of_its_own() -> None:
    assert len({look.letter for look in LOOKS.values()}) == len(AgentState) == len(LOOKS)


@pytest.mark.parametrize("name", theme_files.names())
def test_each_state_has_a_ground_in_every_theme(name: str) -> None:
    theme = theme_files.load(name)
    drawn = band([stretch(state, 60) for state in AgentState], 20, now=NOW)
    assert band_text(drawn, theme).cell_len == 20


@given(shifts(), WIDTHS, st.sampled_from([None, MIDNIGHT, MIDNIGHT + 17.25]))
def test_it_is_as_wide_as_asked_and_has_all_of_the_shift(
    shift: list[Stretch], width: int, midnight: float | None
) -> None:
    drawn = band(shift, width, now=NOW, midnight=midnight)
    assert len(drawn.cells) == width
    assert band_text(drawn, THEME).cell_len == width
    assert len(labels(drawn, midnight)) == width
    assert drawn.cell in CELLS
    assert drawn.end > NOW
    if drawn.cell != CELLS[-1]:
        assert drawn.start <= min([each.since for each in shift], default=NOW)


@given(shifts(), WIDTHS)
def test_no_state_is_drawn_where_none_was_seen_and_none_is_missed(
    shift: list[Stretch], width: int
) -> None:
    """Against an account of each cell that is made from the stretches alone."""
    drawn = band(shift, width, now=NOW, midnight=MIDNIGHT)
    for number, state in enumerate(drawn.cells):
        begin = drawn.start + number * drawn.cell
        seen: dict[AgentState, float] = {}
        for each in shift:
            until = NOW if each.until is None else min(each.until, NOW)
            overlap = min(until, begin + drawn.cell) - max(each.since, begin)
            if overlap > 0:
                seen[each.state] = seen.get(each.state, 0.0) + overlap
        if state is None:
            assert sum(seen.values()) < 1e-6
        else:
            assert seen.get(state, 0.0) > 0
            assert seen[state] >= max(seen.values()) - 1e-6
