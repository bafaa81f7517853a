"""The stats: today so far, closed days, in-groups, and the same figures every time."""

import pytest

from tests.demo.support import Bench

pytestmark = [pytest.mark.long, pytest.mark.thorough]

NOWHERE = ",".join(f"{hour:02}-0" for hour in range(24))


def test_the_day_so_far_reaches_the_current_hour_and_no_further() -> None:
    row = Bench.of().ask("call_status_stats", campaigns="SALESB2B").split("|")
    by_hour = [int(part[3:]) for part in row[3].split(",")]
    assert int(row[1]) == sum(by_hour) > 2000
    assert all(by_hour[8:12])
    assert not any(by_hour[13:])
    assert int(row[1]) == sum(int(part.rsplit("-", 1)[1]) for part in row[4].split(","))


def test_calls_that_end_now_are_counted_in_this_hour() -> None:
    bench = Bench.of()
    before = bench.ask("call_status_stats", campaigns="SALESB2B").split("|")
    bench.wait(300)
    after = bench.ask("call_status_stats", campaigns="SALESB2B").split("|")
    assert int(after[1]) > int(before[1])
    changed = [
        hour
        for hour, (old, new) in enumerate(
            zip(before[3].split(","), after[3].split(","), strict=True)
        )
        if old != new
    ]
    assert changed == [12]


def test_all_gives_campaigns_then_in_groups_by_name() -> None:
    rows = Bench.of().ask("call_status_stats", campaigns="---ALL---").splitlines()
    names = [row.split("|")[0] for row in rows]
    assert names == ["INB_ONLY", "INSURNCE", "SALESB2B", "SOLAR_OB", "SALESLINE", "SUPPORT"]


def test_a_closed_day_never_changes_and_sunday_was_shut() -> None:
    bench = Bench.of()
    saturday = bench.ask("call_status_stats", campaigns="---ALL---", query_date="2026-11-21")
    bench.wait(5000)
    again = bench.ask("call_status_stats", campaigns="---ALL---", query_date="2026-11-21")
    sunday = bench.ask("call_status_stats", campaigns="SALESB2B", query_date="2026-11-22")
    assert saturday == again
    assert sunday == f"SALESB2B|0|0|{NOWHERE}||\n"


def test_a_range_is_the_sum_of_its_days() -> None:
    bench = Bench.of()
    days = [f"2026-11-{day:02}" for day in range(16, 24)]
    each = [bench.ask("call_status_stats", campaigns="INSURNCE", query_date=day) for day in days]
    whole = bench.ask(
        "call_status_stats", campaigns="INSURNCE", query_date=days[0], end_date=days[-1]
    )
    assert int(whole.split("|")[1]) == sum(int(row.split("|")[1]) for row in each)
    assert int(whole.split("|")[2]) == sum(int(row.split("|")[2]) for row in each)


@pytest.mark.parametrize("query_date", ["1999-01-01", "2031-01-01", "yesterday"])
def test_days_without_calls_are_nought(query_date: str) -> None:
    row = Bench.of().ask("call_status_stats", campaigns="SALESB2B", query_date=query_date)
    assert row == f"SALESB2B|0|0|{NOWHERE}||\n"


def test_statuses_narrow_every_figure() -> None:
    bench = Bench.of()
    row = bench.ask("call_status_stats", campaigns="SALESB2B", statuses="DROP-PDROP").split("|")
    names = [part.rsplit("-", 1)[0] for part in row[4].split(",")]
    assert names == ["DROP", "PDROP"]
    assert int(row[2]) < int(row[1])


def test_the_books_go_over_midnight() -> None:
    bench = Bench.of()
    for _ in range(13 * 6):
        bench.wait(600)
    today = bench.ask("call_status_stats", campaigns="SALESB2B").split("|")
    yesterday = bench.ask("call_status_stats", campaigns="SALESB2B", query_date="2026-11-23")
    hours = [int(part[3:]) for part in yesterday.split("|")[3].split(",")]
    assert bench.ask("version").split("|")[2].startswith("DATE: 2026-11-24 01:")
    assert 0 < int(today[1]) < int(yesterday.split("|")[1])
    assert all(hours[12:])


def test_a_day_that_has_just_begun_still_has_figures() -> None:
    bench = Bench.of(utc_offset=7)  # noon in New York is midnight there
    row = bench.ask("call_status_stats", campaigns="SALESB2B").split("|")
    assert bench.ask("version").split("|")[2] == "DATE: 2026-11-24 00:00:00"
    assert int(row[1]) > 500
