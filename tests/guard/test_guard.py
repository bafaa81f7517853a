"""The guard at work on a dialer: through the desk, with a lease, and nothing left half done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.actions.desk_helpers import Page
from tests.floor.fake import Clock, FakeDialer, Line, Seat, connect
from vicidash.actions.desk import ActionDesk
from vicidash.alerts.alert import Alert, Severity
from vicidash.client import LoginError, Unreachable, VicidialClient
from vicidash.floor.watch import FloorWatch
from vicidash.guard.guard import GUARD, DropRateGuard, GuardPass
from vicidash.guard.lease import GuardLease, LeaseRefused
from vicidash.guard.policy import GuardPolicy
from vicidash.guard.store import GuardStore
from vicidash.guard.terms import Decision, DecisionRule, GuardVerdict
from vicidash.history.history import FloorHistory
from vicidash.history.ledger import DropLedger

AHEAD = 1_795_411_274.0 - 1000.0
"""The wall clock of the test less its other clock."""


class Post:
    """A guard at a fake dialer; a new one on the same file is a new process."""

    def __init__(self, path: Path, clock: Clock, fake: FakeDialer, client: VicidialClient) -> None:
        self.path, self.clock, self.fake, self.client = path, clock, fake, client
        self.page = Page()
        self.decisions: list[Decision] = []
        self.alerts: list[tuple[Alert, ...]] = []
        self.maximums: dict[str, float] | Exception | None = None
        self.opened: list[FloorHistory] = []

    def wall(self) -> float:
        return self.clock() + AHEAD

    async def read_maximums(self) -> Mapping[str, float]:
        if isinstance(self.maximums, Exception):
            raise self.maximums
        assert self.maximums is not None
        taken = [value for name, _, value in self.fake.taken if name == "adaptive_maximum_level"]
        return {"SALES": float(taken[-1])} if taken and self.obeys else self.maximums

    obeys = True

    def guard(self, policy: GuardPolicy, *campaigns: str) -> tuple[DropRateGuard, FloorWatch]:
        names = campaigns or ("SALES",)
        self.history = FloorHistory(
            self.path, dialer=self.client.url, wall=self.wall, campaigns=names
        )
        self.opened.append(self.history)
        file = self.history.file
        self.store = GuardStore(file)
        guard = DropRateGuard(
            self.client,
            ActionDesk(self.client, self.page, clock=self.clock),
            DropLedger(file, self.history),
            self.store,
            GuardLease(file, wall=self.wall),
            dict.fromkeys(names, policy),
            clock=self.clock,
            wall=self.wall,
            see=self.history.see,
            maximums=None if self.maximums is None else self.read_maximums,
            on_decision=self.decisions.append,
            tell=lambda alerts: self.alerts.append(tuple(alerts)),
        )
        watch = FloorWatch(
            self.client, clock=self.clock, campaigns=names, hoppers=False, month=False
        )
        return guard, watch

    async def once(self, policy: GuardPolicy) -> GuardPass:
        """One pass of a guard that lives no longer, as cron makes it."""
        guard, watch = self.guard(policy)
        try:
            return await guard.once(watch)
        finally:
            self.history.close()

    def line(self, **figures: object) -> None:
        self.fake.campaigns["SALES"] = replace(self.fake.campaigns["SALES"], **figures)  # type: ignore[arg-type]

    @property
    def level(self) -> float:
        return float(self.fake.campaigns["SALES"].level)

    @property
    def audit(self) -> list[tuple[str, str, str]]:
        """The guard's own lines: what and why, before, after."""
        lines = [line for line in self.page.lines if line["action"] == GUARD]
        return [(line["value"], line["before"], line["after"]) for line in lines]


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    clock = Clock()
    fake = FakeDialer(clock)
    fake.seat(Seat("1001"))
    fake.campaigns["SALES"] = Line(calls=3000, answers=1000, drops=28)
    async with connect(fake) as client:
        post = Post(tmp_path / "history.sqlite3", clock, fake, client)
        yield post
        for history in post.opened:
            history.close()


async def test_one_pass_lowers_the_level_reads_it_back_and_says_that_it_acted(post: Post) -> None:
    done = await post.once(GuardPolicy())
    assert done.acted
    assert [each.rule for each in done.decisions] == [DecisionRule.CEILING, DecisionRule.APPLIED]
    assert post.level == 2.8
    assert post.audit == [("lower: over ceiling", "3", "2.8"), ("hold: applied", "3", "2.8")]
    actions = [line["action"] for line in post.page.lines]
    assert actions == [GUARD, "dial level", "dial level", GUARD], "written by the desk"
    answer = post.page.lines[-1]["answer"]
    assert answer == "the dial level is 2.8, as read back — done"


async def test_a_pass_without_need_does_not_act(post: Post) -> None:
    post.line(drops=20)
    done = await post.once(GuardPolicy())
    assert not done.acted
    assert not post.fake.taken
    assert [each.rule for each in done.decisions] == [DecisionRule.KEPT]


async def test_the_next_pass_is_another_process_that_knows_of_the_cool_down(post: Post) -> None:
    await post.once(GuardPolicy())
    post.clock.now += 60
    assert not (await post.once(GuardPolicy())).acted
    post.clock.now += 61
    assert (await post.once(GuardPolicy())).acted
    assert post.level == 2.6


async def test_a_decision_that_says_the_same_again_is_written_down_once(post: Post) -> None:
    post.line(drops=20)
    for _ in range(5):
        await post.once(GuardPolicy())
        post.clock.now += 60
    assert [value for value, *_ in post.audit] == ["hold: ceiling kept"]


async def test_a_dry_run_sends_nothing(post: Post) -> None:
    done = await post.once(GuardPolicy(dry_run=True))
    assert not done.acted
    assert done.decisions[0].verdict is GuardVerdict.LOWER
    assert not post.fake.taken
    assert post.decisions[0].dry_run


async def test_a_dry_run_holds_back_no_guard_that_acts(post: Post) -> None:
    await post.once(GuardPolicy(dry_run=True))
    post.clock.now += 5
    assert (await post.once(GuardPolicy())).acted, "nothing was sent, so nothing cools down"
    assert post.level == 2.8
    post.clock.now += 5
    (dry,) = (await post.once(GuardPolicy(dry_run=True))).decisions
    assert dry.rule is DecisionRule.COOL_DOWN, "a dry run sees what a guard that acts has sent"


async def test_a_dry_run_that_goes_on_decides_once_per_cool_down(post: Post) -> None:
    guard, watch = post.guard(GuardPolicy(dry_run=True))
    rules = []
    for _ in range(2):
        rules += [each.rule for each in (await guard.once(watch)).decisions]
        post.clock.now += 5
    assert rules == [DecisionRule.CEILING, DecisionRule.COOL_DOWN]


async def test_a_level_that_the_dialer_does_not_take_over_is_tried_once_more(post: Post) -> None:
    # no recording has a dialer that says SUCCESS and keeps its level
    post.fake.instead["update_campaign"] = (
        "SUCCESS: update_campaign CAMPAIGN HAS BEEN UPDATED - apiuser|SALES\n"
    )
    rules = []
    for _ in range(4):
        rules.append([each.rule for each in (await post.once(GuardPolicy())).decisions][-1])
        post.clock.now += 130
    sent = post.fake.asked("update_campaign")
    assert [each.params["auto_dial_level"] for each in sent] == ["2.8", "2.8"]
    assert rules == [
        DecisionRule.NOT_APPLIED,
        DecisionRule.GAVE_UP,
        DecisionRule.STAND_BACK,
        DecisionRule.STAND_BACK,
    ]
    assert post.alerts[0][0].finding.severity is Severity.CRITICAL


async def test_an_adaptive_campaign_is_steered_by_its_maximum_and_that_is_read_back(
    post: Post,
) -> None:
    post.line(method="ADAPT_TAPERED", level="2.6")
    post.maximums = {"SALES": 6.0}
    done = await post.once(GuardPolicy())
    assert [each.rule for each in done.decisions] == [DecisionRule.CEILING, DecisionRule.APPLIED]
    assert post.fake.taken == [("adaptive_maximum_level", "SALES", "2.4")]
    assert done.decisions[1].answer == "the page shows 2.4"


async def test_an_adaptive_maximum_that_was_not_taken_over_is_found_out(post: Post) -> None:
    post.line(method="ADAPT_TAPERED", level="2.6")
    post.maximums, post.obeys = {"SALES": 6.0}, False
    done = await post.once(GuardPolicy())
    assert done.decisions[-1].rule is DecisionRule.NOT_APPLIED


async def test_without_the_summary_page_it_works_blind_and_says_so(post: Post) -> None:
    post.line(method="ADAPT_TAPERED", level="2.6")
    assert (await post.once(GuardPolicy())).decisions[0].rule is DecisionRule.LEVEL_UNKNOWN
    done = await post.once(GuardPolicy(baseline=4.0))
    assert [each.rule for each in done.decisions] == [DecisionRule.CEILING, DecisionRule.ACCEPTED]
    assert done.decisions[0].blind
    assert "works blind" in done.decisions[0].text


async def test_a_page_that_fails_leaves_the_maximum_unknown(post: Post) -> None:
    post.line(method="ADAPT_TAPERED", level="2.6")
    post.maximums = Unreachable("summary", "no connection")
    done = await post.once(GuardPolicy())
    assert done.decisions[0].rule is DecisionRule.LEVEL_UNKNOWN
    assert not done.acted


async def test_a_second_guard_is_refused_by_name(post: Post) -> None:
    first, _ = post.guard(GuardPolicy())
    first.arm()
    second, watch = post.guard(GuardPolicy())
    with pytest.raises(LeaseRefused, match=r"SALES is guarded by .* \(guard\), process \d+ on "):
        await second.once(watch)
    assert not post.fake.questions, "it has not even looked"
    first.disarm()
    assert (await second.once(watch)).acted


async def test_a_guard_whose_lease_was_taken_over_sends_nothing_more(post: Post) -> None:
    first, watch = post.guard(GuardPolicy())
    first.arm()
    for _ in range(4):
        snapshot = await watch.step()
    post.clock.now += 95
    second, _ = post.guard(GuardPolicy())
    second.arm()
    with pytest.raises(LeaseRefused):
        await first.judge(snapshot, anew=True)
    assert not post.fake.taken


async def test_what_cannot_be_kept_is_not_sent(post: Post) -> None:
    guard, watch = post.guard(GuardPolicy())
    guard.arm()
    for _ in range(4):
        snapshot = await watch.step()
    post.history.file._db.execute("DROP TABLE guard_state")  # type: ignore[union-attr]
    done = await guard.judge(snapshot, anew=True)
    assert not done.acted
    assert "not sent: " in done.decisions[0].text
    assert done.decisions[0].urgency is not None
    assert not post.fake.taken


async def test_a_refused_login_ends_it(post: Post) -> None:
    post.fake.password = "another"
    guard, watch = post.guard(GuardPolicy())
    with pytest.raises(LoginError):
        await guard.once(watch)
    with pytest.raises(LoginError):
        await guard.run(watch)


async def test_a_dialer_out_of_reach_is_no_reason_to_act(post: Post) -> None:
    post.fake.down = httpx.ConnectError("no")
    guard, watch = post.guard(GuardPolicy())
    with pytest.raises(Unreachable):
        await guard.once(watch)
    assert not post.fake.taken


async def until(condition: asyncio.Event) -> None:
    async with asyncio.timeout(5):
        await condition.wait()


async def test_cancelled_it_ends_at_once_and_lets_go_of_its_lease(post: Post) -> None:
    guard, watch = post.guard(GuardPolicy())
    post.line(drops=20)
    task = asyncio.create_task(guard.run(watch))
    await until(post.fake.came)
    task.cancel()
    async with asyncio.timeout(2):
        await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    other, _ = post.guard(GuardPolicy())
    other.arm()


@pytest.mark.parametrize("answers", [True, False])
async def test_cancelled_while_it_writes_it_ends_within_two_seconds_and_nothing_is_half_done(
    post: Post, answers: bool
) -> None:
    guard, watch = post.guard(GuardPolicy())
    guard.arm()
    for _ in range(4):
        snapshot = await watch.step()
    post.fake.open.clear()
    post.fake.came.clear()
    task = asyncio.create_task(guard.judge(snapshot, anew=True))
    await until(post.fake.came)
    task.cancel()
    if answers:
        await asyncio.sleep(0)
        post.fake.open.set()
    async with asyncio.timeout(2):
        await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    guard.disarm()
    state = post.store.state("SALES")
    if answers:
        assert (state.pending, state.held) == (None, 2.8)
        return
    assert state.pending is not None, "whoever comes next has to find out"
    post.fake.open.set()
    post.clock.now += 40
    done = await post.once(GuardPolicy())
    assert done.decisions[0].rule is DecisionRule.NOT_APPLIED


async def test_people_are_told_until_it_is_over(post: Post) -> None:
    await post.once(GuardPolicy())
    assert [alert.words for alert in post.alerts[-1]] == [
        "guard of SALES: drop 2.80% today (28 of 1000), over 2.5%: dial level 3 → 2.8"
    ]
    post.line(answers=2000)
    post.clock.now += 130
    guard, watch = post.guard(GuardPolicy())
    await guard.once(watch)
    assert post.alerts[-1] == ()


async def test_30_days_are_asked_for_where_a_policy_measures_by_them(post: Post) -> None:
    done = await post.once(GuardPolicy(measure="days_30"))
    assert (
        len({each.params.get("query_date") for each in post.fake.asked("call_status_stats")}) > 29
    )
    assert done.decisions[0].answers == 30 * 1000
    assert done.acted


async def test_a_window_that_was_not_watched_is_unknown_and_nothing_is_done(post: Post) -> None:
    done = await post.once(GuardPolicy(measure="last_60"))
    assert done.decisions[0].rule is DecisionRule.UNKNOWN
    assert not done.acted
