"""A callback in one line: what it is taken for, and that nothing is taken for what it is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vicidash.client import InvalidInput
from vicidash.client.column_types import STAMP
from vicidash.tui.views.leads.actions import describe_callback, read

NOW = datetime(2026, 11, 23, 12, 16, 40)


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        ("14:05", "2026-11-23 14:05:00"),
        ("today 14:05", "2026-11-23 14:05:00"),
        ("tomorrow 9:30", "2026-11-24 09:30:00"),
        ("2026-12-01 10:30", "2026-12-01 10:30:00"),
        ("2026-12-01T10:30:15", "2026-12-01 10:30:15"),
        ("+45", "2026-11-23 13:01:00"),
        ("+ 45 min", "2026-11-23 13:01:00"),
        ("+2h", "2026-11-23 14:16:00"),
        ("+3 days", "2026-11-26 12:16:00"),
    ],
)
def test_times_as_people_write_them(typed: str, when: str) -> None:
    plan = read(f"  {typed} ask for Mary", NOW, "SALES")
    assert (plan.when, plan.comments) == (when, "ask for Mary")


@pytest.mark.parametrize(
    "typed",
    [
        *("", "soon", "25:00", "10:75", "tomorrow", "2026-02-30 10:00", "12:16", "11:00", "+0"),
        *("2025-01-01 10:00", "14:05x", "14:05 for:", "14:05 for:a!"),
        *("14:05 campaign:no/where", "14:05 " + "x" * 256),
    ],
)
def test_what_cannot_be_meant_is_told(typed: str) -> None:
    with pytest.raises(InvalidInput):
        read(typed, NOW, "SALES")


def test_for_whom_and_where_may_stand_anywhere_behind_the_time() -> None:
    plan = read("14:05 please campaign:B2B call for:a0007 back", NOW, "SALES")
    assert (plan.campaign, plan.user, plan.kind) == ("B2B", "a0007", "USERONLY")
    assert plan.comments == "please call back"
    assert (
        describe_callback(plan)
        == "Mon 2026-11-23 14:05 on B2B, by only a0007; comment: please call back"
    )


def test_the_campaign_is_asked_for_where_none_is_likely() -> None:
    with pytest.raises(InvalidInput, match="a campaign as well: campaign:ID, one of SALES, B2B"):
        read("14:05", NOW, None, ("SALES", "B2B"))


def test_without_the_dialers_clock_only_a_whole_date_will_do() -> None:
    assert read("2026-12-01 10:30", None, "SALES").when == "2026-12-01 10:30:00"
    for typed in ("14:05", "tomorrow 14:05", "+45"):
        with pytest.raises(InvalidInput, match="the dialer's clock is not known yet"):
            read(typed, None, "SALES")


def test_a_clock_with_a_zone_is_taken_as_the_wall_shows_it() -> None:
    assert read("14:05", NOW.replace(tzinfo=UTC), "SALES").when == "2026-11-23 14:05:00"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_never_lies_in_the_past(typed: str) -> None:
    try:
        plan = read(typed, NOW, "SALES")
    except InvalidInput:
        return
    assert datetime.strptime(str(plan.when), STAMP) > NOW


@given(st.datetimes(NOW + timedelta(minutes=1), datetime(2030, 1, 1)))
def test_a_whole_date_is_what_it_says(when: datetime) -> None:
    plan = read(f"{when:%Y-%m-%d %H:%M:%S}", NOW, "SALES")
    assert plan.when == f"{when:%Y-%m-%d %H:%M:%S}"
