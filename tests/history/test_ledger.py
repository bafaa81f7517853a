"""The ledger's figures equal sums by hand, whatever the days, the zone and the restarts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.history.past import URL, Past, campaign, counters
from tests.replay import Replay
from vicidash.client import CallCounts, PermissionDenied, Refused, Unreachable, VicidialClient
from vicidash.demo.dialer import DemoDialer
from vicidash.demo.server import DemoServer
from vicidash.history.database import HistoryFile
from vicidash.history.drop_figures import DropFigure, period_of, summed_figures
from vicidash.history.ledger import ASK_AGAIN, DropLedger

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOON.date()
HOURS = tuple([0] * 24)
SALES = ("SALES",)


def counts(
    name: str, answers: int, drops: int, pdrops: int = 0, xdrops: int = 0, calls: int | None = None
) -> CallCounts:
    by_status = {"DROP": drops - xdrops, "XDROP": xdrops, "PDROP": pdrops, "NI": answers - drops}
    return CallCounts(
        id=name,
        calls=answers * 3 if calls is None else calls,
        answers=answers,
        by_hour=HOURS,
        by_status=by_status,
    )


class Books:
    """A dialer's books by day, and who asked for what. It stands for a client: recordings have one
    day of calls only."""

    def __init__(self, days: Mapping[date, tuple[int, int]]) -> None:
        self.days = dict(days)
        self.asked: list[date] = []
        self.fails: dict[date, Exception] = {}
        self.campaigns = self

    async def calls(
        self, campaigns: Sequence[str], first: date, last: date
    ) -> Mapping[str, CallCounts]:
        assert first == last
        self.asked.append(first)
        if first in self.fails:
            raise self.fails[first]
        return {name: counts(name, *self.days.get(first, (0, 0))) for name in campaigns}

    @property
    def client(self) -> VicidialClient:
        return self  # type: ignore[return-value]


def month_of(today: date, days: int = 40) -> dict[date, tuple[int, int]]:
    """Answers and drops of the last days, all different."""
    return {today - timedelta(days=ago): (1000 + 7 * ago, 20 + ago % 9) for ago in range(days)}


OPENED: list[HistoryFile] = []


def open_file(path: Path | None, now: datetime = NOON, url: str = URL) -> HistoryFile:
    OPENED.append(HistoryFile(path, dialer=url, now=now.timestamp()))
    return OPENED[-1]


@pytest.fixture(autouse=True)
def closed_files() -> Iterator[None]:
    """Closes the files that a test opened."""
    yield
    while OPENED:
        OPENED.pop().close()


async def test_30_days_are_the_sum_of_the_days_by_hand() -> None:
    books = Books(month_of(TODAY))
    ledger = DropLedger(open_file(None))
    await ledger.read(books.client, SALES, NOON)
    days = [books.days[TODAY - timedelta(days=ago)] for ago in range(30)]
    answers, drops = sum(day[0] for day in days), sum(day[1] for day in days)
    figure = ledger.figures("SALES", NOON).days_30
    assert (figure.calls, figure.answers, figure.drops) == (answers * 3, answers, drops)
    assert figure.percent == pytest.approx(drops / answers * 100)
    assert figure.drops_left == int((0.03 * answers - drops) / 0.97)
    assert figure.reason is None


async def test_closed_days_are_asked_once_and_today_anew(tmp_path: Path) -> None:
    books = Books(month_of(TODAY))
    file = open_file(tmp_path / "history.sqlite3")
    ledger = DropLedger(file)
    await ledger.read(books.client, SALES, NOON)
    assert sorted(books.asked) == [TODAY - timedelta(days=ago) for ago in range(29, -1, -1)]
    books.asked.clear()
    await ledger.read(books.client, SALES, NOON + timedelta(minutes=1))
    file.close()
    again = DropLedger(open_file(tmp_path / "history.sqlite3"))
    await again.read(books.client, SALES, NOON + timedelta(minutes=2))
    assert books.asked == [TODAY, TODAY]
    assert again.figures("SALES", NOON) == ledger.figures("SALES", NOON)


async def test_of_each_day_it_is_kept_when_and_how_it_was_read(tmp_path: Path) -> None:
    books = Books(month_of(TODAY))
    ledger = DropLedger(open_file(tmp_path / "history.sqlite3"))
    await ledger.read(books.client, SALES, NOON)
    records = DropLedger(open_file(tmp_path / "history.sqlite3")).records()
    assert [each.day for each in records] == sorted(books.asked)[:-1], "today is not closed"
    assert {(each.source, each.read_at, each.settled) for each in records} == {
        ("call_status_stats", NOON.timestamp(), True)
    }


async def test_a_day_that_has_just_ended_is_read_once_more_when_it_is_settled() -> None:
    midnight = datetime.combine(TODAY, time(0, 5), UTC)
    yesterday = TODAY - timedelta(days=1)
    books = Books(month_of(TODAY))
    ledger = DropLedger(open_file(None))
    await ledger.read(books.client, SALES, midnight)
    before = ledger.figures("SALES", midnight).days_30
    books.days[yesterday] = (2000, 90)  # calls that began before midnight got their status
    books.asked.clear()
    await ledger.read(books.client, SALES, midnight + timedelta(minutes=10))
    assert books.asked == [TODAY], "not again at once"
    await ledger.read(books.client, SALES, midnight + timedelta(seconds=ASK_AGAIN))
    assert books.asked.count(yesterday) == 1
    after = ledger.figures("SALES", midnight).days_30
    assert after.drops is not None
    assert before.drops is not None
    assert after.drops - before.drops == 90 - 21
    books.asked.clear()
    await ledger.read(books.client, SALES, midnight + timedelta(hours=5))
    assert books.asked == [TODAY]


async def test_a_settled_day_is_never_changed_by_a_later_answer(tmp_path: Path) -> None:
    day = TODAY - timedelta(days=3)
    ledger = DropLedger(open_file(tmp_path / "history.sqlite3"))
    ledger.take({"SALES": counts("SALES", 100, 2)}, day, NOON)
    ledger.take({"SALES": counts("SALES", 999, 99)}, day, NOON + timedelta(days=1))
    for each in (ledger, DropLedger(open_file(tmp_path / "history.sqlite3"))):
        assert [(row.answers, row.drops) for row in each.records()] == [(100, 2)]


async def test_a_day_that_could_not_be_read_leaves_the_sum_unknown_and_says_why() -> None:
    gap = TODAY - timedelta(days=4)
    books = Books(month_of(TODAY))
    books.fails[gap] = Refused("call_status_stats", "no such day")
    ledger = DropLedger(open_file(None))
    await ledger.read(books.client, SALES, NOON)
    figure = ledger.figures("SALES", NOON).days_30
    assert (figure.percent, figure.drops, figure.drops_left) == (None, None, None)
    assert figure.reason is not None
    assert figure.reason.startswith(f"1 of 30 days not read, the first {gap}: call_status_stats")
    assert ledger.figures("SALES", NOON).today.percent is not None
    del books.fails[gap]
    books.asked.clear()
    await ledger.read(books.client, SALES, NOON + timedelta(minutes=1))
    assert books.asked == [TODAY], "it is not asked again and again"
    await ledger.read(books.client, SALES, NOON + timedelta(seconds=ASK_AGAIN))
    assert ledger.figures("SALES", NOON).days_30.reason is None


async def test_what_the_account_may_not_read_is_asked_once_and_is_the_reason() -> None:
    books = Books({})
    books.fails[TODAY] = PermissionDenied("call_status_stats", "apiuser", "level 9")
    ledger = DropLedger(open_file(None))
    for _ in range(3):
        await ledger.read(books.client, SALES, NOON)
    assert books.asked == [TODAY]
    figures = ledger.figures("SALES", NOON)
    assert figures.today.percent is None
    assert figures.days_30.reason is not None
    assert "level 9" in figures.days_30.reason
    ledger.forget_denial()
    books.fails.clear()
    await ledger.read(books.client, SALES, NOON)
    assert ledger.figures("SALES", NOON).days_30.percent == 0.0


async def test_a_dialer_out_of_reach_keeps_the_days_that_were_read() -> None:
    books = Books(month_of(TODAY))
    gone = TODAY - timedelta(days=10)
    books.fails[gone] = Unreachable("call_status_stats", "no connection", maybe_done=False)
    ledger = DropLedger(open_file(None))
    with pytest.raises(Unreachable):
        await ledger.read(books.client, SALES, NOON)
    books.fails.clear()
    books.asked.clear()
    await ledger.read(books.client, SALES, NOON)
    assert max(day for day in books.asked if day != TODAY) == gone, "newer days are there"
    assert ledger.figures("SALES", NOON).days_30.reason is None


@given(st.integers(0, 400), st.integers(0, 29))
def test_successive_periods_begin_on_the_day_the_centre_sets(days: int, begun: int) -> None:
    start = date(2026, 1, 1)
    today = start + timedelta(days=days)
    period = period_of(today, start)
    assert period is not None
    first, last = period
    assert first <= today <= last
    assert (last - first).days == 29
    assert (first - start).days % 30 == 0
    assert period_of(start - timedelta(days=begun + 1), start) is None


async def test_a_changed_start_day_changes_the_period_and_nothing_else(tmp_path: Path) -> None:
    books = Books(month_of(TODAY))
    path = tmp_path / "history.sqlite3"
    first = DropLedger(open_file(path), start=TODAY - timedelta(days=9))
    await first.read(books.client, SALES, NOON)
    books.asked.clear()
    second = DropLedger(open_file(path), start=TODAY - timedelta(days=31))
    await second.read(books.client, SALES, NOON)
    assert books.asked == [TODAY], "no closed day is asked again"
    one, two = first.figures("SALES", NOON), second.figures("SALES", NOON)
    assert one.days_30 == two.days_30
    assert one.today == two.today
    assert one.period.answers == sum(books.days[TODAY - timedelta(days=n)][0] for n in range(10))
    assert two.period_days == (TODAY - timedelta(days=1), TODAY + timedelta(days=28))
    assert two.period.answers == sum(books.days[TODAY - timedelta(days=n)][0] for n in range(2))


def test_before_the_first_period_and_without_one_it_is_unknown() -> None:
    tomorrow = TODAY + timedelta(days=1)
    figures = DropLedger(open_file(None), start=tomorrow).figures("SALES", NOON)
    assert figures.period.reason == f"the first period begins on {tomorrow}"
    figures = DropLedger(open_file(None)).figures("SALES", NOON)
    assert figures.period.reason == "no first day of the 30-day periods is set"


@pytest.mark.parametrize("hours", [-11, -5, 0, 5.5, 13])
async def test_the_days_are_those_of_the_dialers_zone(hours: float) -> None:
    zone = timezone(timedelta(hours=hours))
    late = datetime(2026, 11, 23, 23, 30, tzinfo=zone)
    books = Books(month_of(late.date()))
    ledger = DropLedger(open_file(None))
    await ledger.read(books.client, SALES, late)
    assert max(books.asked) == date(2026, 11, 23)
    next_day = late + timedelta(hours=1)
    assert ledger.figures("SALES", late).today.answers == 1000
    assert ledger.figures("SALES", next_day).today.answers is None, "it is another day by now"


async def test_two_dialers_in_one_file_keep_their_own_days(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    one, other = Books(month_of(TODAY)), Books({})
    ledgers = [DropLedger(open_file(path, url=url)) for url in (URL, "https://other.example/")]
    await ledgers[0].read(one.client, SALES, NOON)
    await ledgers[1].read(other.client, SALES, NOON)
    assert ledgers[1].figures("SALES", NOON).days_30.answers == 0
    assert ledgers[0].figures("SALES", NOON).days_30.answers != 0


async def test_days_read_while_the_file_is_held_are_written_when_it_is_let_go(
    tmp_path: Path,
) -> None:
    path = tmp_path / "history.sqlite3"
    ledger = DropLedger(open_file(path))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    ledger.take({"SALES": counts("SALES", 10, 1)}, TODAY - timedelta(days=1), NOON)
    other.close()
    assert not DropLedger(open_file(path)).records()
    ledger.save()
    assert len(DropLedger(open_file(path)).records()) == 1


async def test_a_campaign_without_a_row_is_unknown_and_not_zero() -> None:
    ledger = DropLedger(open_file(None))
    ledger.take({}, TODAY, NOON, SALES)
    figure = ledger.figures("SALES", NOON).today
    assert (figure.calls, figure.reason) == (None, "the answer has no row of SALES")


async def test_on_the_demo_30_days_equal_what_the_dialer_says_of_them_in_one_answer() -> None:
    with DemoServer(DemoDialer(agents=30, clock=lambda: 1_795_445_000.0)) as server:
        async with VicidialClient(server.url, "demo", "demo") as client:
            now = (await client.server()).time
            ledger = DropLedger(open_file(None, now))
            await ledger.read(client, ("SALESB2B", "SOLAR_OB"), now)
            asked = now.date() - timedelta(days=29), now.date()
            whole = await client.campaigns.calls(("SALESB2B", "SOLAR_OB"), *asked)
    for name, row in whole.items():
        figure = ledger.figures(name, now).days_30
        assert (figure.calls, figure.answers, figure.drops) == (row.calls, row.answers, row.drops)
        assert row.answers > 1000


async def test_recorded_answers_are_read_with_drops_xdrops_and_pdrops(dialer: Replay) -> None:
    async with VicidialClient(dialer.url, "apiuser", "s3cret") as client:
        answer = await client.campaigns.calls(())
    ledger = DropLedger(open_file(None))
    ledger.take(answer, TODAY, NOON, ("SALESB2B", "SOLAR_OB", "INB_ONLY"))
    total = ledger.total(("SALESB2B", "SOLAR_OB", "INB_ONLY"), NOON).today
    assert (total.calls, total.answers, total.drops) == (456 + 279, 73 + 39, 6)
    assert total.percent == pytest.approx(6 / 112 * 100), "not the mean of percentages"


def test_drops_and_xdrops_are_counted_and_pdrops_stand_beside_them() -> None:
    ledger = DropLedger(open_file(None))
    ledger.take({"SALES": counts("SALES", 200, 5, pdrops=7, xdrops=2)}, TODAY, NOON)
    figure = ledger.figures("SALES", NOON).today
    assert (figure.drops, figure.pdrops, figure.percent) == (5, 7, 2.5)


def test_the_united_kingdom_counts_abandoned_of_abandoned_and_live() -> None:
    figure = DropFigure.of(600, 200, 5, 7, limit=3.0)
    assert figure.abandoned_percent == pytest.approx(12 / (12 + 195) * 100)
    assert DropFigure.of(600, 200, 5, None, limit=3.0).abandoned_percent is None


def test_a_sum_with_an_unknown_part_is_unknown_with_its_reason() -> None:
    known, unknown = DropFigure.of(9, 9, 1, 0, limit=3.0), DropFigure.unknown("denied")
    total = summed_figures([known, unknown], 3.0)
    assert (total.drops, total.percent, total.reason) == (None, None, "denied")
    assert summed_figures([], 3.0).reason == "there is nothing to sum"


def test_as_json_an_unknown_figure_is_null_beside_its_reason() -> None:
    figures = DropLedger(open_file(None)).figures("SALES", NOON).as_dict()
    assert figures["campaign_id"] == "SALES"
    assert figures["today"] == {
        **dict.fromkeys(("calls", "answers", "drops", "percent", "drops_left", "pdrops")),
        "reason": "today has not been read yet",
    }
    assert set(figures) == {
        *("campaign_id", "today", "last_15", "last_60", "days_30", "period", "period_days")
    }


def hour(past: Past, minutes: int) -> DropLedger:
    """A ledger over a history that has watched so many minutes, one answer and call each."""
    history = past.history()
    for minute in range(minutes):
        history.see(past.floor(counters(100 + 2 * minute, 50 + minute, minute // 20)))
        past.now += 60
    past.now -= 60
    return DropLedger(history.file, history)


def test_the_last_minutes_are_the_differences_of_the_days_counters() -> None:
    ledger = hour(Past(), 70)
    figures = ledger.figures("SALES", NOON)
    assert (figures.last_15.calls, figures.last_15.answers, figures.last_15.drops) == (30, 15, 1)
    assert (figures.last_60.calls, figures.last_60.answers, figures.last_60.drops) == (120, 60, 3)
    assert figures.last_60.percent == 5.0
    assert figures.last_60.pdrops is None


@pytest.mark.parametrize("every", [2, 5, 7, 11, 13])
def test_the_last_hour_is_known_to_a_guard_that_cron_starts_now_and_then(
    tmp_path: Path, every: int
) -> None:
    past, path = Past(), tmp_path / "history.sqlite3"
    for turn in range(90 // every + 1):
        history = past.history(path)  # each turn is a process of its own
        minute = turn * every
        history.see(past.floor(counters(100 + 2 * minute, 50 + minute, minute // 20)))
        figure = DropLedger(history.file, history).figures("SALES", NOON).last_60
        if minute < 57:
            assert figure.answers is None
            assert figure.reason is not None
        history.close()
        past.now += 60 * every
    assert figure.answers is not None
    assert 57 <= figure.answers <= 75, "an answer a minute"


def test_the_last_hour_is_unknown_where_nobody_looked_when_it_began(tmp_path: Path) -> None:
    past = Past()
    history = past.history(tmp_path / "history.sqlite3")
    for minute in (0, 90, 120):
        past.now = 1000.0 + 60 * minute
        history.see(past.floor(counters(100 + minute, 50 + minute, 1)))
    figure = DropLedger(history.file, history).figures("SALES", NOON).last_60
    assert figure.reason == "only 30 of 60 minutes were seen"
    history.close()


def test_minutes_that_were_not_watched_are_unknown() -> None:
    figures = hour(Past(), 20).figures("SALES", NOON)
    assert figures.last_15.answers == 15
    assert figures.last_60.reason == "only 19 of 60 minutes were seen"
    figures = DropLedger(open_file(None)).figures("SALES", NOON)
    assert figures.last_15.reason == "no minutes are kept here"
    past = Past()
    history = past.history()
    history.see(past.floor(campaign()))
    reason = DropLedger(history.file, history).figures("SALES", NOON).last_15.reason
    assert reason == "nothing was seen of the last 15 minutes"


def test_the_day_is_projected_at_the_pace_of_the_last_hour() -> None:
    ledger = hour(Past(), 70)
    ledger.take({"SALES": counts("SALES", 119, 3, calls=238)}, TODAY, NOON)
    end = ledger.day_projection("SALES", NOON, time(20))
    assert (end.calls, end.answers, end.drops) == (238 + 8 * 120, 119 + 8 * 60, 3 + 8 * 3)
    assert ledger.day_projection("SALES", NOON).answers == 119 + 12 * 60, "until midnight"
    assert ledger.day_projection("SALES", NOON, time(11)).answers == 119, "dialing is over"


async def test_the_period_is_projected_with_the_mean_of_the_last_weeks() -> None:
    ledger = hour(Past(), 70)
    ledger.start = TODAY - timedelta(days=19)
    books = Books(dict.fromkeys(month_of(TODAY), (1000, 20)))
    await ledger.read(books.client, SALES, NOON)
    end = ledger.period_projection("SALES", NOON, time(13))
    assert end.answers == 20 * 1000 + 60 + 10 * 1000
    assert end.drops == 20 * 20 + 3 + 10 * 20


def test_what_is_not_known_is_not_projected() -> None:
    ledger = DropLedger(open_file(None), start=TODAY)
    assert ledger.day_projection("SALES", NOON).reason == "today has not been read yet"
    assert ledger.period_projection("SALES", NOON).reason is not None
