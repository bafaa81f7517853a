"""Times of a callback as people write them, over the changes of clocks and the ends of months."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vicidash.actions.callback_time import read_when
from vicidash.client import InvalidInput

MONDAY = datetime(2026, 11, 23, 12, 16, 40)
NEW_YORK = ZoneInfo("America/New_York")


def when(text: str, now: datetime | None = MONDAY) -> str:
    found, rest = read_when(text, now)
    assert rest.strip() == ""
    assert found.tzinfo is None
    return f"{found:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fri 3pm", "2026-11-27 15:00"),
        ("Friday 3 pm", "2026-11-27 15:00"),
        ("on fri at 15:30", "2026-11-27 15:30"),
        ("fri 9", "2026-11-27 09:00"),
        ("FRI, 9:05am", "2026-11-27 09:05"),
        ("thurs 10 a.m.", "2026-11-26 10:00"),
        ("mon 15:00", "2026-11-23 15:00"),
        ("mon 10", "2026-11-30 10:00"),
        ("next mon 15:00", "2026-11-30 15:00"),
        ("next fri 10", "2026-11-27 10:00"),
        ("sun 8pm", "2026-11-29 20:00"),
        ("in 2h", "2026-11-23 14:16"),
        ("in 2 hours", "2026-11-23 14:16"),
        ("in 45 min", "2026-11-23 13:01"),
        ("in an hour", "2026-11-23 13:16"),
        ("in 3 days", "2026-11-26 12:16"),
        ("in a week", "2026-11-30 12:16"),
        ("+90", "2026-11-23 13:46"),
        ("tomorrow 10", "2026-11-24 10:00"),
        ("tomorrow noon", "2026-11-24 12:00"),
        ("tomorrow at 12am", "2026-11-24 00:00"),
        ("today 12:30 pm", "2026-11-23 12:30"),
        ("3pm", "2026-11-23 15:00"),
        ("at 15", "2026-11-23 15:00"),
        ("2026-12-01T10:30", "2026-12-01 10:30"),
        ("2026-12-01 10", "2026-12-01 10:00"),
    ],
)
def test_as_people_write_them(text: str, told: str) -> None:
    assert when(text) == told


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "fri", "friends 3pm", "15", "in 2", "in two hours", "25:00", "13pm", "0am"),
        *("10:75", "fri 24", "3pmx", "2026-02-30 10", "yesterday 10", "10:30", "today 9", "+0"),
        *("monkey 10", "in 9999999h", "ⅳ pm"),
    ],
)
def test_what_is_no_time_to_come_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_when(text, MONDAY)


def test_the_rest_is_left_for_a_comment() -> None:
    assert read_when("fri 3pm 2 boxes, ask for Mary", MONDAY)[1] == " 2 boxes, ask for Mary"
    assert read_when("tomorrow 10 20 pieces", MONDAY)[1] == " 20 pieces"
    assert read_when("in 2h for:a0007", MONDAY)[1] == " for:a0007"


@pytest.mark.parametrize(
    ("now", "text", "told"),
    [
        (datetime(2026, 11, 30, 12), "tomorrow 10", "2026-12-01 10:00"),
        (datetime(2026, 12, 31, 12), "tomorrow 10", "2027-01-01 10:00"),
        (datetime(2028, 2, 28, 12), "tomorrow 10", "2028-02-29 10:00"),
        (datetime(2027, 2, 28, 12), "tomorrow 10", "2027-03-01 10:00"),
        (datetime(2026, 12, 31, 12), "fri 3pm", "2027-01-01 15:00"),
        (datetime(2026, 12, 31, 23, 50), "in 20 min", "2027-01-01 00:10"),
        (datetime(2027, 1, 31, 12), "in 30 days", "2027-03-02 12:00"),
    ],
)
def test_over_the_ends_of_months_and_years(now: datetime, text: str, told: str) -> None:
    assert when(text, now) == told


@pytest.mark.parametrize(
    ("now", "text", "told"),
    [
        # 2027-03-14: 2:00 becomes 3:00; 2026-11-01: 2:00 becomes 1:00
        (datetime(2027, 3, 14, 1, 30), "in 1h", "2027-03-14 03:30"),
        (datetime(2027, 3, 13, 12), "in 24h", "2027-03-14 13:00"),
        (datetime(2027, 3, 13, 12), "in 1 day", "2027-03-14 12:00"),
        (datetime(2026, 10, 31, 12), "in 24h", "2026-11-01 11:00"),
        (datetime(2026, 11, 1, 0, 30), "in 3h", "2026-11-01 02:30"),
        (datetime(2027, 3, 13, 12), "tomorrow 10", "2027-03-14 10:00"),
        (datetime(2026, 10, 31, 12), "tomorrow 1:30", "2026-11-01 01:30"),
    ],
)
def test_over_a_change_of_the_clocks(now: datetime, text: str, told: str) -> None:
    assert when(text, now.replace(tzinfo=NEW_YORK)) == told


def test_a_time_that_the_clock_leaves_out_is_refused() -> None:
    now = datetime(2027, 3, 13, 12, tzinfo=NEW_YORK)
    with pytest.raises(InvalidInput, match="the clocks are put forward then"):
        read_when("tomorrow 2:30", now)


def test_without_the_dialers_clock_only_a_full_date_will_do() -> None:
    assert when("2026-12-01 10:30", None) == "2026-12-01 10:30"
    for text in ("fri 3pm", "in 2h", "tomorrow 10", "3pm"):
        with pytest.raises(InvalidInput, match="the dialer's clock is not known yet"):
            read_when(text, None)


@given(st.text(max_size=40), st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)))
def test_any_text_is_read_or_refused_and_never_lies_in_the_past(text: str, now: datetime) -> None:
    try:
        found, _ = read_when(text, now)
    except InvalidInput:
        return
    assert found > now


@given(
    st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
    st.integers(0, 23),
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),
)
def test_a_weekday_is_the_next_one_of_that_name(day: str, hour: int, now: datetime) -> None:
    found, _ = read_when(f"{day} {hour}", now)
    assert f"{found:%a}".casefold() == day
    assert found.hour == hour
    assert 0 < (found - now).total_seconds() <= 7 * 86400
