"""What the page on a campaign says, line by line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.text import Text

from tests.tui.rendering.cut_words import WIDTHS, cut
from vicidash.client import CallCounts, CampaignStats
from vicidash.floor.snapshot import FloorCampaign, QueueWait
from vicidash.history.samples import Day, SampleField, Window
from vicidash.tui.rendering import theme_files
from vicidash.tui.rendering.text import Lines, fit_items
from vicidash.tui.views.campaign.figures import CampaignData, title
from vicidash.tui.views.campaign.screen import page

THEME = theme_files.load("floor-dark")
NOON = datetime(2026, 11, 23, 12, 20, tzinfo=UTC)
STATS: Mapping[str, Any] = {
    "campaign_id": "SALES",
    "active": True,
    "dial_method": "RATIO",
    "dial_level": 3.0,
    "agents_logged_in": 5,
    "agents_waiting": 2,
    "hopper_level": 40,
    "calls_in_queue": 0,
}


def told(
    *,
    samples: Mapping[SampleField, Sequence[float | None]] | None = None,
    by_status: Mapping[str, int] | None = None,
    by_hour: Mapping[int, int] | None = None,
    month: CallCounts | None = None,
    stats: Mapping[str, Any] | None = None,
    **more: Any,
) -> CampaignData:
    calls = None
    if by_status is not None:
        hours = tuple((by_hour or {}).get(hour, 0) for hour in range(24))
        total = sum(by_status.values())
        calls = CallCounts(
            id="SALES", calls=total, answers=total, by_hour=hours, by_status=by_status
        )
    figures = CampaignStats.model_validate({**STATS, **(stats or {})})
    known = samples or {}

    def series(figure: SampleField, minutes: int) -> Sequence[float | None]:
        values = [*known.get(figure, ())][-minutes:]
        return [None] * (minutes - len(values)) + values

    defaults: dict[str, Any] = {"now": 100.0, "at": 100.0, "time": NOON, "dry_in": None}
    return CampaignData(
        FloorCampaign(figures, calls=calls, month=month), series=series, **defaults | more
    )


def shown(
    what: CampaignData, width: int = 77, height: int = 60, *, stale: bool = False
) -> list[str]:
    return [line.plain.rstrip() for line in lines(what, width, height, stale=stale)]


def lines(what: CampaignData, width: int = 77, height: int = 60, *, stale: bool = False) -> Lines:
    return page(what, THEME, width, height, stale=stale)


def one(what: CampaignData, start: str, width: int = 77) -> str:
    return next(line for line in shown(what, width) if line.startswith(start))


def test_a_hopper_that_runs_dry_soon_says_when_and_why() -> None:
    what = told(dry_in=7.4)
    assert one(what, "Hopper") == "Hopper   !40 leads  runs dry in 7 min"
    assert "likely: no dialable leads" in " ".join(shown(what))


def test_how_soon_is_soon_is_said_in_the_settings() -> None:
    assert one(told(dry_in=7.4, soon=5.0), "Hopper") == "Hopper   40 leads  runs dry in 7 min"
    assert "!40 leads" in one(told(dry_in=15.0, soon=20.0), "Hopper")


def test_one_that_lasts_gives_no_alarm() -> None:
    assert one(told(dry_in=95.0), "Hopper") == "Hopper   40 leads  runs dry in 95 min"
    assert "likely" not in " ".join(shown(told(dry_in=95.0)))


@pytest.mark.parametrize(
    ("stats", "cause"),
    [
        ({"active": False}, "the campaign is inactive"),
        ({"dial_level": 0.0}, "the dial level is 0"),
        ({"dial_method": "MANUAL"}, "dial method MANUAL"),
        ({"agents_logged_in": 0}, "no agent is logged in"),
    ],
)
def test_a_dry_one_names_the_likely_cause(stats: Mapping[str, Any], cause: str) -> None:
    what = told(stats={"hopper_level": 0, **stats}, dry_in=0.0)
    assert "0 leads  dry" in one(what, "Hopper")
    assert f"likely: {cause}" in " ".join(" ".join(shown(what)).split())


def test_one_that_was_emptied_from_here_says_so_and_blames_nothing() -> None:
    what = told(stats={"hopper_level": 0}, emptied=70.0)
    line = one(what, "Hopper", width=120)
    assert line == (
        "Hopper   0 leads  emptied from here 30 s ago  the dialer refills it within a minute"
    )
    assert "likely" not in " ".join(shown(what))
    filled = told(stats={"hopper_level": 91}, emptied=70.0)
    assert one(filled, "Hopper") == "Hopper   91 leads  emptied from here 30 s ago"


@pytest.mark.parametrize(
    ("stats", "why"), [({"active": False}, "inactive"), ({"dial_level": 0.0}, "level 0")]
)
def test_a_hopper_that_nobody_dials_from_has_no_forecast(
    stats: Mapping[str, Any], why: str
) -> None:
    what = told(stats={"hopper_level": 91, **stats}, dry_in=1.0)
    assert one(what, "Hopper") == f"Hopper   91 leads  not dialed: {why}"
    assert "likely" not in " ".join(shown(what))
    unknown = told(stats={"hopper_level": None, **stats}, dry_in=1.0)
    assert one(unknown, "Hopper") == f"Hopper   — leads  not dialed: {why}"


def test_whether_it_falls_is_not_claimed_before_it_is_known() -> None:
    assert "trend in 6 min" in one(told(), "Hopper")
    watched = told(dry_in=math.inf)
    assert one(watched, "Hopper") == "Hopper   40 leads  steady"


def test_an_unknown_hopper_is_neither_dry_nor_steady() -> None:
    assert one(told(stats={"hopper_level": None}), "Hopper") == "Hopper   — leads"


def test_calls_that_wait_with_nobody_free_have_a_sign_and_their_time() -> None:
    wait = QueueWait(since=40.0, exact=False)
    what = told(stats={"calls_in_queue": 3, "agents_waiting": 0}, wait=wait)
    assert one(what, "Queue") == "Queue    !3 calls waiting  for ≥1:00  no agent free"


def test_too_many_drops_say_how_many_answers_bring_it_back() -> None:
    today = {"calls_today": 500, "answers_today": 100, "drops_today": 5, "drop_percent": 5.0}
    line = one(told(stats=today), "Today", width=120)
    assert "!! 5.00%" in line
    assert "2 over 3%" in line
    assert "67 more answers to get back" in line


def test_the_month_is_told_or_why_it_is_not() -> None:
    month = CallCounts(
        id="SALES", calls=900, answers=300, by_hour=(0,) * 24, by_status={"DROP": 3, "NA": 9}
    )
    known = told(month=month)._replace(
        campaign=FloorCampaign(told().stats, month_percent=1.0, month=month)
    )
    assert one(known, "30 days") == (
        "30 days  900 calls  300 answers  3 drops  1.00%  6 left before 3%"
    )
    unknown = told(stats={"unknown": {"month_percent": "this needs user level 9"}})
    assert one(unknown, "30 days") == "30 days  —  this needs user level 9"


def test_statuses_come_by_their_number_and_drops_have_a_sign() -> None:
    what = told(by_status={"NA": 50, "DROP": 4, "PDROP": 6, "SALE": 40})
    at = shown(what).index("Calls by status")
    rows = shown(what)[at + 1 : at + 5]
    assert [row[:8].split() for row in rows] == [["NA"], ["SALE"], ["·", "PDROP"], ["!", "DROP"]]
    assert rows[0].endswith("50  50.0%")
    assert rows[0].count("█") > rows[3].count("█")
    assert "! counts as a drop; · dropped before routing: not counted as a drop" in shown(what)


def test_hours_are_bars_and_this_hour_is_named() -> None:
    what = told(by_status={"NA": 30}, by_hour={9: 20, 12: 10})
    assert "Calls by hour  this hour (12) 10 calls" in shown(what)
    bars = [line for line in shown(what) if line.startswith(("20┤", "  │", " 0┤"))]
    at = bars[0].index("█")
    assert [bar[at] for bar in bars] == ["█"] * 5
    assert [bar[at + 9 : at + 10] for bar in bars[-3:]] == ["▄", "█", "█"]


def test_an_hour_with_a_single_call_is_seen_beside_thousands() -> None:
    what = told(by_status={"NA": 1}, by_hour={9: 9000, 10: 1})
    assert "▁" in next(line for line in shown(what) if line.lstrip().startswith("0┤"))


def test_without_the_dialers_clock_charts_count_back_from_now() -> None:
    what = told(samples={SampleField.WAITING: [1.0, 2.0]}, time=None)
    assert any("-60 min" in line and line.endswith("now") for line in shown(what, 50))


def test_a_trend_names_its_latest_and_its_highest_and_never_0_for_unknown() -> None:
    what = told(samples={SampleField.DROP_PERCENT: [2.0, 4.5, None]})
    assert any("Drop % today  now —  highest 4.50%" in line for line in shown(what))
    assert shown(what).count("sampled once a minute: no data yet") == 2


def test_the_trend_of_drops_shows_the_limit_of_the_rule() -> None:
    what = told(samples={SampleField.DROP_PERCENT: [1.1, 1.2]})
    rows = [line for line in lines(what) if "╌" in line.plain]
    assert [line.split("┤")[0].strip() for line in shown(what) if "%┤" in line] == [
        "3.50%",
        "3.00%",
        "0.50%",
    ]
    assert [row.plain.split("┤")[0].strip() for row in rows] == ["3.00%"]
    assert any(str(span.style) == THEME.drop.critical for span in rows[0].spans)


def test_the_last_hour_alone_stands_beside_the_drops_of_the_day() -> None:
    samples = {SampleField.DROP_PERCENT: [1.1, 1.2]}
    head = one(told(samples=samples, hour=Window(59, 400, 100, 4)), "Drop % today")
    assert head == "Drop % today  now 1.20%  last hour !! 4.00%  highest 1.20%"
    part = one(told(samples=samples, hour=Window(7, 40, 10, 0)), "Drop %", width=50)
    assert part == "Drop % today  now 1.20%  last 7 min 0.00%"
    unknown = one(told(samples=samples, hour=Window(59, 400, None, None)), "Drop %")
    assert "last hour —" in unknown


def test_closed_days_have_a_line_each_the_latest_first() -> None:
    def closed(day: int, calls: int, answers: int, drops: int, until: str) -> Day:
        at = datetime.fromisoformat(f"2026-11-{day}T{until}+00:00")
        return Day(at.date(), calls, answers, drops, at.timestamp())

    days = [closed(20, 4000, 800, 20, "23:59"), closed(22, 4100, 900, 30, "15:02")]
    rows = [line for line in shown(told(days=days)) if " calls " in line and "Nov" in line]
    assert rows[0].startswith("Sun 22 Nov   4,100 calls   30 drops")
    assert rows[0].endswith("!! 3.33%  to 15:02"), "what came after was not watched"
    assert rows[1].endswith("! 2.50%")


def test_a_dialer_out_of_reach_leaves_one_colour() -> None:
    what = told(by_status={"DROP": 1})
    styles = {str(line.style) for line in lines(what, stale=True) if line.plain}
    assert styles == {THEME.parts.stale}
    assert not any(line.spans for line in lines(what, stale=True))


@pytest.mark.parametrize("hostile", ["[/bad]", "[@click=quit]x", "\x1b[31mred", "a\nb"])
def test_what_the_dialer_calls_a_status_is_text_and_no_more(hostile: str) -> None:
    found = "\n".join(shown(told(by_status={hostile: 3})))
    assert "\x1b" not in found
    assert hostile.replace("\x1b", "·").replace("\n", "·") in found


@settings(max_examples=40, deadline=None)
@given(
    width=st.integers(30, 220),
    height=st.integers(5, 70),
    counts=st.dictionaries(st.text(min_size=1, max_size=6), st.integers(0, 99_999), max_size=12),
    level=st.one_of(st.none(), st.integers(0, 5000)),
)
def test_no_line_is_wider_than_the_page(
    width: int, height: int, counts: dict[str, int], level: int | None
) -> None:
    days = [Day(date(2026, 11, 1) + timedelta(days=n), 9_999, 999, 9, 0.0) for n in range(10)]
    what = told(
        by_status=counts,
        by_hour={9: 99_999},
        stats={"hopper_level": level, "dial_method": "ADAPT_TAPERED"},
        samples={SampleField.WAITING: [1.0, 20.0], SampleField.DROP_PERCENT: [3.3]},
        days=days,
    )
    wide = [line.plain for line in lines(what, width, height) if line.cell_len > width]
    assert not wide


def test_it_cuts_no_word_at_any_width() -> None:
    what = told(
        samples={SampleField.HOPPER: [40.0] * 8, SampleField.WAITING: [1.0, 2.0]},
        by_status={"SALE": 3, "NA": 40, "DROP": 1},
        stats={"drops_today": 1, "answers_today": 30, "calls_today": 44, "drop_percent": 3.3},
        dry_in=7.0,
    )
    everything = " ".join(shown(what, 240)).split()
    for width in WIDTHS:
        assert not cut(" ".join(shown(what, width)), everything), width


def test_its_title_says_first_which_it_is_then_whether_it_dials() -> None:
    stats = CampaignStats.model_validate({**STATS, "campaign_name": "Sales of the south"})
    line = title(stats, THEME, place="1 of 4, [ ]: others", action=Text())
    assert (
        fit_items(line, 80).plain == "SALES  Sales of the south  active  RATIO  1 of 4, [ ]: others"
    )
    assert fit_items(line, 50).plain == "SALES  active  RATIO  1 of 4, [ ]: others"
    assert fit_items(line, 24).plain == "SALES  active  RATIO"
    assert fit_items(line, 14).plain == "SALES  active"
