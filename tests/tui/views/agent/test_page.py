"""One agent whole, in lines: what is seen, what the dialer adds, and what is not known."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.rendering.cut_words import WIDTHS, cut
from tests.tui.views.agent.shifts import HOUR, NOW, clock, shifts, stretch
from vicidash.actions.ticket import Stage, Ticket
from vicidash.client import Agent, AgentDetails, AgentState, AgentStatistics
from vicidash.floor.snapshot import Exactness, FloorAgent, Polled
from vicidash.history.stretches import Stretch
from vicidash.tui.rendering import theme_files
from vicidash.tui.views.agent import page as agent_page
from vicidash.tui.views.agent import shift as agent_shift
from vicidash.tui.views.agent.data import AgentData
from vicidash.tui.views.agent.page import page

THEME = theme_files.load(theme_files.DEFAULT)
S = AgentState

SHIFT = [
    stretch(S.WAITING, 3 * HOUR, HOUR, exact=False),
    stretch(S.IN_CALL, 2 * HOUR, HOUR, lead=7),
    stretch(S.PAUSED, HOUR, 1800, code="LUNCH"),
    stretch(S.PAUSED, 1200, 600, code="BIO"),
    stretch(S.IN_CALL, 600, lead=8),
]
MARY = Agent(
    user="a0004",
    full_name="Mary [b]Okafor[/b]",
    campaign_id="SALES",
    user_group="NIGHT",
    session_id="8600054",
    status="INCALL",
    lead_id=8,
    calls_today=51,
)
DETAILS = AgentDetails(
    **MARY.model_dump(exclude={"state"}),
    user_level=1,
    callerid="V79",
    phone_number="3125550227",
    vendor_lead_code="V227",
)
DAY = AgentStatistics.model_validate(
    {
        "user": "a0004",
        "full_name": "Mary",
        "user_group": "NIGHT",
        "calls": 51,
        "login_time": 14400,
        "talk_time": 7200,
        "pauses": 4,
    }
)


def picture(**changes: Any) -> AgentData:
    whole = AgentData(
        user="a0004",
        seen=FloorAgent(MARY, NOW - 600, exactness=Exactness.EXACT),
        absence="",
        stretches=SHIFT,
        at=NOW,
        now=NOW,
        clock=clock,
        ticket=None,
        details=Polled(DETAILS, NOW - 3),
        day=Polled(DAY, NOW - 120),
        stale=False,
    )
    return replace(whole, **changes)


def shown(width: int = 120, height: int = 40, **changes: Any) -> str:
    return page(picture(**changes), THEME, width=width, height=height).plain


def test_it_says_who_it_is_and_what_they_are_doing() -> None:
    first, second, *_ = shown().split("\n")
    assert first == "a0004  Mary [b]Okafor[/b]  group NIGHT  campaign SALES  session 8600054"
    assert second == "INCALL  10:00  calls today 51  lead 8"


def test_a_state_whose_beginning_nobody_saw_has_lasted_at_least_so_long() -> None:
    told = shown(seen=FloorAgent(MARY, NOW - 600, exactness=Exactness.AT_LEAST))
    assert "INCALL  ≥10:00" in told


def test_the_times_of_the_states_with_their_shares() -> None:
    told = shown()
    assert "Seen from 09:00:00  2:50:00, 2 calls" in told
    assert re.search(r"I in call +1:10:00 +41%", told)
    assert re.search(r"W waiting +1:00:00 +35%", told)
    assert re.search(r"P paused +40:00 +24%", told)
    assert re.search(r"X dead +0:00 +0%", told)


def test_the_pause_codes_with_their_count_time_and_longest() -> None:
    told = shown()
    assert re.search(r"LUNCH +1 +30:00 +30:00", told)
    assert re.search(r"BIO +1 +10:00 +10:00", told)


def test_more_codes_than_fit_are_counted() -> None:
    many = [stretch(S.PAUSED, 900 - 60 * n, 60, code=f"C{n}") for n in range(9)]
    _, lines = agent_shift.pauses(many, THEME, at=NOW, lines=5)
    assert len(lines) == 5
    assert lines[-1].plain == "and 5 other codes"


def test_what_another_call_told_names_it_and_its_age() -> None:
    told = shown()
    assert "Now  agent_status, 3 s ago  phone 3125550227  vendor code V227" in told
    assert "Today  agent_stats_export, 2 min ago  calls 51  logged in 4:00:00" in told
    assert "dispo —" in told  # not told: unknown, never 0


def test_the_number_of_the_call_before_is_not_shown_for_the_next_one() -> None:
    moved = FloorAgent(MARY.model_copy(update={"lead_id": 9}), NOW, exactness=Exactness.EXACT)
    told = shown(seen=moved)
    assert "3125550227" not in told
    assert "phone —" in told


def test_what_failed_is_said_in_place() -> None:
    why = "agent_status: user 'x' may not use this function"
    told = shown(details=Polled(problem=why), day=Polled())
    assert f"Now  — {why}" in told
    assert "Today  agent_stats_export —" in told
    both = shown(details=Polled(DETAILS, NOW - 60, "agent_status: no route"))
    assert "Now  agent_status, 1 min ago  ! agent_status: no route  phone 3125550227" in both


def test_who_has_logged_out_is_shown_with_their_shift_and_without_a_call() -> None:
    gone = [*SHIFT[:-1], stretch(S.IN_CALL, 600, 300, lead=8)]
    told = shown(absence="logged out", stretches=gone)
    assert "Logged out  last seen 11:55:00, 5 min ago" in told
    assert "3125550227" not in told
    assert "I" * 10 in told


def test_of_whom_nothing_was_seen_nothing_is_drawn() -> None:
    told = shown(absence="not logged in", seen=None, stretches=[], details=Polled(), day=Polled())
    assert told.startswith("a0004\nNot logged in\n")
    assert "Seen  nothing of this shift" in told
    assert "%" not in told


def test_the_last_action_and_whether_the_floor_obeyed() -> None:
    assert "Last action  none from this console" in shown()
    ticket = Ticket(1, "pause", "a0004", "LUNCH", Stage.NOT_OBEYED, NOW - 60, "READY")
    told = shown(ticket=ticket)
    assert "Last action  ✗ pause a0004 LUNCH: not obeyed  1 min ago" in told


def test_a_low_pane_keeps_who_state_and_band() -> None:
    first, second, third, fourth = shown(38, 4).split("\n")
    assert first.startswith("a0004")
    assert second.startswith("INCALL  10:00")
    assert "WW" in third
    assert "└" in fourth


def test_at_80_by_24_all_that_matters_is_there() -> None:
    told = shown(78, 15)
    for part in ("INCALL", "I in call", "LUNCH", "└10:00", "phone", "Today", "Last action"):
        assert part in told, part
    assert len(told.split("\n")) <= 15


def test_why_figures_are_unknown() -> None:
    seen = FloorAgent(MARY, NOW, exactness=Exactness.AT_LEAST)
    told = agent_page.reasons(picture(seen=seen, details=Polled(problem="denied"), day=Polled()))
    assert told.split("\n") == [
        "No action on a0004 from this console",
        "≥: the state began before this console first saw it",
        "Now: denied",
        "Today: not known yet",
    ]


@given(shifts(), st.integers(1, 210), st.integers(1, 40))
def test_it_never_takes_more_room_than_it_has(
    shift: list[Stretch], width: int, height: int
) -> None:
    text = page(picture(stretches=shift), THEME, width=width, height=height)
    lines = text.split("\n")
    assert len(lines) <= height
    assert all(line.cell_len <= width for line in lines)


def test_it_cuts_no_word_at_any_width() -> None:
    everything = shown(240).split()
    for width in WIDTHS:
        assert not cut(without_band(shown(width)), everything), width


def without_band(told: str) -> str:
    return "\n".join(line for line in told.split("\n") if not set(line) <= set("WIPDX. "))


@given(shifts())
def test_times_and_shares_add_up(shift: list[Stretch]) -> None:
    _, lines = agent_shift.sums(shift, THEME, at=NOW, width=60, clock=clock)
    percents = [int(found[1]) for line in lines if (found := re.search(r"(\d+)%", line.plain))]
    if percents:
        assert len(percents) == len(AgentState)
        assert abs(sum(percents) - 100) <= len(AgentState) / 2
    assert all(line.cell_len == 60 for line in lines)


# The list of stretches


def rows(shift: list[Stretch]) -> list[list[str]]:
    made = agent_shift.stretch_rows(shift, THEME, at=NOW, clock=clock, stale=False)
    names = ("since", "state", "code", "time")
    return [
        [row.cells[name].plain if name in row.cells else "" for name in names]  # type: ignore[call-overload]
        for row in made
    ]


def test_the_newest_stretch_comes_first_and_what_nobody_saw_has_its_line() -> None:
    assert rows(SHIFT) == [
        ["11:50:00", "INCALL", "", "10:00"],
        ["11:40:00", "PAUSED", "BIO", "10:00"],
        ["11:30:00", "not seen", "", "10:00"],
        ["11:00:00", "PAUSED", "LUNCH", "30:00"],
        ["10:00:00", "INCALL", "", "1:00:00"],
        ["09:00:00", "READY", "", "≥1:00:00"],
    ]


def test_without_the_dialers_clock_times_are_how_long_ago() -> None:
    made = agent_shift.stretch_rows(SHIFT, THEME, at=NOW, clock=lambda at: None, stale=False)
    assert isinstance(made[0].cells, dict)
    assert made[0].cells["since"].plain == "-10:00"


def test_a_picture_that_is_held_still_does_not_grow() -> None:
    then = agent_shift.as_seen(SHIFT, NOW - 1000)
    assert [each.word for each in then] == ["READY", "INCALL", "PAUSED", "PAUSED"]
    assert then[-1].until is None
    assert then[:-1] == SHIFT[:3]


@given(shifts())
def test_each_stretch_has_a_row_of_its_own(shift: list[Stretch]) -> None:
    made = agent_shift.stretch_rows(shift, THEME, at=NOW, clock=clock, stale=False)
    keys = [row.key for row in made]
    assert len(keys) == len(set(keys))
    assert {repr(each.since) for each in shift} <= set(keys)


@pytest.mark.parametrize("hostile", ["[@click=app.quit]x[/]", "a\x1b[2Jb", "\u202ename"])
def test_the_dialers_text_is_shown_and_never_obeyed(hostile: str) -> None:
    agent = MARY.model_copy(update={"full_name": hostile, "user_group": hostile})
    details = DETAILS.model_copy(update={"vendor_lead_code": hostile})
    text = page(
        picture(
            seen=FloorAgent(agent, NOW, exactness=Exactness.EXACT), details=Polled(details, NOW)
        ),
        THEME,
        width=200,
        height=40,
    )
    assert "\x1b" not in text.plain
    assert "\u202e" not in text.plain
    assert not any("click" in str(span.style) for span in text.spans)
