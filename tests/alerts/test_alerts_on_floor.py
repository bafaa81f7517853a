"""Alerts of a floor that is watched: from the dialer's answers to what the board says."""

from __future__ import annotations

import httpx
import pytest

from tests.actions.desk_helpers import Post
from tests.floor.fake import Clock, FakeDialer, Line, Seat
from tests.floor.watch_driver import run, see
from vicidash.actions.ticket import Stage
from vicidash.alerts.alert import AlertChanges, Rule
from vicidash.alerts.board import AlertBoard
from vicidash.config.settings import AlertSettings
from vicidash.floor.watch import FloorWatch


@pytest.fixture
def board(clock: Clock) -> AlertBoard:
    return AlertBoard(AlertSettings(), clock)


def rules(board: AlertBoard) -> set[Rule]:
    return {alert.key.rule for alert in board.active}


async def looked(
    board: AlertBoard, watch: FloorWatch, clock: Clock, seconds: float
) -> list[AlertChanges]:
    """What each look changed, in so many seconds."""
    return [board.see(await run(watch, clock, 4.0)) for _ in range(int(seconds // 4))]


async def test_a_floor_on_which_all_is_well_raises_nothing(
    board: AlertBoard, watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001"), Seat("1002", status="INCALL", lead=7))
    assert not any(await looked(board, watch, clock, 1800))


async def test_a_dead_call_is_told_of_after_its_time_and_over_when_it_is(
    board: AlertBoard, watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001", status="INCALL", lead=7, sub="DEAD"))
    await looked(board, watch, clock, 28)
    assert rules(board) == set()
    await looked(board, watch, clock, 12)
    assert rules(board) == {Rule.DEAD}
    assert "≥" in board.active[0].finding.words
    fake.seats["1001"].hang_up()
    await looked(board, watch, clock, 8)
    assert rules(board) == set()


async def test_drops_and_calls_that_wait_for_nobody(
    board: AlertBoard, watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.campaigns["SALES"] = Line(calls=900, answers=400, drops=13, waiting=2)
    fake.seat(Seat("1001", status="INCALL", lead=7))
    await looked(board, watch, clock, 8)
    assert rules(board) == {Rule.DROP}
    await looked(board, watch, clock, 24)
    assert rules(board) == {Rule.DROP, Rule.WAITING}
    words = {alert.finding.words for alert in board.active}
    assert words == {
        "drop 3.25% on SALES, 1 drop over 3%",
        "2 calls waiting on SALES, no agent free",
    }


async def test_an_outage_is_one_alert_and_nothing_else_changes(
    board: AlertBoard, watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.campaigns["SALES"] = Line(answers=400, drops=13)
    fake.seat(Seat("1001", status="PAUSED", code="WC"))
    await looked(board, watch, clock, 960)
    assert rules(board) == {Rule.DROP, Rule.PAUSED}
    fake.down = httpx.ConnectError("Connection refused")
    changes = [each for each in await looked(board, watch, clock, 600) if each]
    assert [[alert.key.rule for alert in each.raised] for each in changes] == [[Rule.STALE]]
    assert "Connection refused" in board.active[0].finding.remedy
    fake.down = None
    changes = [each for each in await looked(board, watch, clock, 120) if each]
    assert [[alert.key.rule for alert in each.cleared] for each in changes] == [[Rule.STALE]]
    # the agent may have come and gone unseen, but nothing says so
    assert rules(board) == {Rule.DROP, Rule.PAUSED}


async def test_an_agent_who_does_not_obey(
    board: AlertBoard, post: Post, watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001", frozen=True))
    snapshot = await run(watch, clock, 4.0)
    seen = snapshot.agent("1001")
    assert seen is not None
    await post.desk.agents.pause(seen.agent)
    for _ in range(6):
        await see(post.desk, await run(watch, clock, 4.0))
    ticket = post.desk.tickets.latest("1001")
    assert ticket is not None
    assert ticket.stage is Stage.NOT_OBEYED
    board.see(watch.snapshot(), not_obeyed=[ticket])
    assert rules(board) == {Rule.NOT_OBEYED}
    fake.seats["1001"].status = "PAUSED"
    changes = board.see(await run(watch, clock, 8.0), not_obeyed=[ticket])
    assert [alert.key.target for alert in changes.cleared] == ["1001"]
