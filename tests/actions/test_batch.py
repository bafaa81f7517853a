"""One action on a set of agents: all that were marked, nobody else, and each told on its own."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import httpx
import pytest

from tests.actions.desk_helpers import Post
from tests.floor.fake import Clock, FakeDialer, Seat, connect
from tests.replay import recorded
from vicidash.actions.batch import AT_ONCE, Batch, TargetStatus
from vicidash.actions.kinds import LOG_OUT, NOTIFY_AGENT, PAUSE, RESUME
from vicidash.actions.ticket import Stage, Ticket
from vicidash.client import Agent

pytestmark = pytest.mark.thorough

USERS = tuple(f"{1001 + n}" for n in range(5))


def seats(post: Post, count: int = 5, **more: str) -> tuple[str, ...]:
    users = tuple(f"{1001 + n}" for n in range(count))
    post.fake.seat(*(Seat(user, **more) for user in users))  # type: ignore[arg-type]
    return users


async def made(post: Post, action: str, users: tuple[str, ...], value: str = "") -> Batch:
    floor = await post.floor()
    post.fake.questions.clear()
    return post.desk.agents.batch(action, users, floor.get, value)


def standings(batch: Batch) -> list[TargetStatus]:
    return [result.status for result in batch.results]


async def test_a_set_is_paused_with_a_code_and_each_target_is_followed(post: Post) -> None:
    batch = await made(post, PAUSE, seats(post), "LUNCH")
    assert batch.summary() == "pause 5 agents LUNCH: 5 to go"
    await batch.run()
    assert batch.summary() == "pause 5 agents LUNCH: 5 sent"
    for _ in range(2):
        post.fake.obey()
        await post.look()
    assert batch.summary() == "pause 5 agents LUNCH: 5 done"
    assert batch.settled
    assert all(seat.code == "LUNCH" for seat in post.fake.seats.values())
    assert str(batch.results[0]) == "pause 1001 LUNCH: done"


@pytest.mark.parametrize(
    ("action", "status", "sent"),
    [
        (RESUME, "PAUSED", ("external_pause", "RESUME")),
        (LOG_OUT, "READY", ("logout", "LOGOUT")),
    ],
)
async def test_other_actions_on_a_set(
    post: Post, action: str, status: str, sent: tuple[str, str]
) -> None:
    users = seats(post, status=status)
    await (await made(post, action, users)).run()
    assert sorted(post.fake.taken) == [(sent[0], user, sent[1]) for user in users]


async def test_a_message_to_a_set(post: Post) -> None:
    batch = await made(post, NOTIFY_AGENT, seats(post), "Break at 3")
    await batch.run()
    assert batch.summary() == "message to 5 agents: 5 done"
    assert {taken[2] for taken in post.fake.taken} == {"Break at 3"}


async def test_the_codes_of_a_set_follow_together(post: Post) -> None:
    batch = await made(post, PAUSE, seats(post, 300), "LUNCH")
    await batch.run()
    post.fake.obey()
    post.fake.together = 0
    await post.look()
    assert 1 < post.fake.together <= AT_ONCE
    assert len(post.fake.asked("pause_code")) == 300


async def test_its_targets_are_those_of_the_key_press(post: Post) -> None:
    users = list(seats(post, 3))
    floor = await post.floor()
    batch = post.desk.agents.batch(PAUSE, users, floor.get)
    users.append("1004")
    post.fake.seat(Seat("1004"))
    await batch.run()
    assert {taken[1] for taken in post.fake.taken} == {"1001", "1002", "1003"}


async def test_who_is_marked_twice_gets_one_command(post: Post) -> None:
    seats(post, 1)
    await (await made(post, PAUSE, ("1001", "1001"))).run()
    assert len(post.fake.taken) == 1


async def test_who_has_left_when_their_turn_comes_is_skipped_and_said_so(post: Post) -> None:
    users = seats(post)
    floor = await post.floor()
    batch = post.desk.agents.batch(PAUSE, users, floor.get)
    del floor["1001"], floor["1004"]
    await batch.run()
    assert {taken[1] for taken in post.fake.taken} == {"1002", "1003", "1005"}
    told = "pause 5 agents: 3 sent, 2 skipped (1001, 1004 — no longer on the floor)"
    assert batch.summary() == told
    assert str(batch.results[0]) == "1001: skipped — no longer on the floor"
    assert batch.progress.skipped == 2


async def test_who_is_as_was_asked_for_already_stays_as_they_are(post: Post) -> None:
    users = seats(post)
    post.fake.seats["1002"].status = post.fake.seats["1004"].status = "PAUSED"
    batch = await made(post, PAUSE, users)
    await batch.run()
    assert batch.summary() == "pause 5 agents: 3 sent, 2 already paused"
    assert (batch.progress.unchanged, batch.progress.failed) == (2, 0)
    assert str(batch.results[1]) == "1002: already paused, so nothing was sent"
    assert {taken[1] for taken in post.fake.taken} == {"1001", "1003", "1005"}
    assert post.desk.tickets.latest("1002") is None, "there is nothing to be told of"


async def test_where_nothing_is_to_be_sent_all_is_well_at_once(post: Post) -> None:
    batch = await made(post, RESUME, seats(post, 2))
    await batch.run()
    assert batch.settled
    assert batch.summary() == "resume 2 agents: 2 not paused"
    assert post.fake.taken == []


async def test_what_is_still_under_way_decides_who_stays_as_they_are(post: Post) -> None:
    """The floor shows what is about to end: a pause that was resumed, a ready agent's wait."""
    post.fake.seat(Seat("1001", status="PAUSED"), Seat("1002"))
    floor = await post.floor()
    await post.desk.agents.resume(floor["1001"])
    await post.desk.agents.pause(floor["1002"])
    assert post.desk.agents.already(PAUSE, floor["1001"]) is None
    assert post.desk.agents.already(RESUME, floor["1002"]) is None
    assert post.desk.agents.already(PAUSE, floor["1001"], "LUNCH") is None
    batch = post.desk.agents.batch(RESUME, ["1002"], floor.get)
    await batch.run()
    assert "1 failed (1002 — the agent is not paused)" in batch.summary(), "it will be"


async def test_a_code_is_for_those_who_are_paused_too(post: Post) -> None:
    users = seats(post, 2)
    post.fake.seats["1002"].status = "PAUSED"
    await (await made(post, PAUSE, users, "LUNCH")).run()
    assert ("pause_code", "1002", "LUNCH") in post.fake.taken


@pytest.mark.parametrize(
    "trouble",
    ["ag_bad_password", "ag_function_not_allowed", "ag_unknown_function"],
)
async def test_what_would_meet_all_is_met_once(post: Post, trouble: str) -> None:
    users = seats(post, 30)
    batch = await made(post, PAUSE, users)
    post.fake.instead["external_pause"] = recorded(trouble).body
    await batch.run()
    assert len(post.fake.questions) == 1
    progress = batch.progress
    assert (progress.failed, progress.not_sent) == (1, 29)
    assert batch.stopped is not None
    assert "29 not sent (1002, 1003, 1004, 1005, 1006 and 24 more — " in batch.summary()


async def test_a_connection_that_breaks_in_the_middle_stops_the_rest(post: Post) -> None:
    users = seats(post, 300)
    batch = await made(post, PAUSE, users)
    answered = 0

    def breaks(params: Mapping[str, str]) -> str:
        nonlocal answered
        answered += 1
        if answered > 120:
            raise httpx.ReadTimeout("")
        return post.fake._command(params)

    post.fake.instead["external_pause"] = breaks
    await batch.run()
    sent = [asked.params["agent_user"] for asked in post.fake.questions]
    assert len(sent) == len(set(sent)), "never a second time"
    assert len(sent) <= 120 + AT_ONCE, "those under way, no more"
    unsent = {each.target for each in batch.results if each.status is TargetStatus.NOT_SENT}
    assert unsent == set(users) - set(sent)
    unsure = [each for each in batch.results if each.ticket and "not known" in each.ticket.note]
    assert len(unsure) == len(sent) - 120
    assert all(each.status is TargetStatus.PENDING for each in unsure), "the floor decides"


async def test_no_connection_at_all_lost_nothing(post: Post) -> None:
    batch = await made(post, PAUSE, seats(post))
    post.fake.down = httpx.ConnectError("Connection refused")
    await batch.run()
    assert (batch.progress.failed, batch.progress.not_sent) == (1, 4)


async def test_a_poll_gets_through_while_a_set_is_sent(post: Post) -> None:
    """The dialer holds all commands back; the look at the floor has a connection of its own."""
    users = seats(post, 300)
    floor = await post.floor()
    hold, full = asyncio.Event(), asyncio.Event()

    def changed(batch: Batch) -> None:
        if batch.progress.sent == AT_ONCE + 1:  # the first of all goes alone, and is answered
            full.set()

    async def slow(request: httpx.Request) -> httpx.Response:
        if b"external_pause" in request.content and post.fake.taken:
            await hold.wait()
        return await post.fake.handle(request)

    lanes = post.client._transport._lanes
    lanes._make = lambda: httpx.AsyncClient(transport=httpx.MockTransport(slow))
    await lanes.aclose()
    batch = post.desk.agents.batch(PAUSE, users, floor.get, on_change=changed)
    run = asyncio.create_task(batch.run())
    async with asyncio.timeout(10):
        await full.wait()
        assert len(await post.floor()) == 300
    assert batch.progress.queued == 300 - AT_ONCE - 1
    hold.set()
    await run
    assert batch.progress.sent == 300


async def test_two_sets_share_the_connections(post: Post) -> None:
    seats(post, 300)
    floor = await post.floor()
    users = tuple(floor)
    batches = [post.desk.agents.batch(PAUSE, users[:150], floor.get)]
    batches.append(post.desk.agents.batch(PAUSE, users[150:], floor.get))
    await asyncio.gather(*(batch.run() for batch in batches))
    assert post.fake.together <= AT_ONCE
    assert len(post.fake.taken) == 300


async def test_commands_to_one_agent_keep_their_distance(fake: FakeDialer, clock: Clock) -> None:
    async with connect(fake, command_spacing=0.2) as client:
        post = Post(fake, client, clock)
        users = seats(post, 3)
        floor = await post.floor()
        times: list[tuple[str, float]] = []

        def note(params: Mapping[str, str]) -> str:
            times.append((params["agent_user"], asyncio.get_running_loop().time()))
            return fake._command(params)

        fake.instead = dict.fromkeys(("external_pause", "logout"), note)
        await post.desk.agents.batch(PAUSE, users, floor.get).run()
        await post.desk.agents.batch(LOG_OUT, users, floor.get).run()
    for user in users:
        first, second = [at for who, at in times if who == user]
        assert second - first >= 0.19


async def test_it_can_be_stopped_and_says_who_did_not_get_it(post: Post) -> None:
    users = seats(post, 3)
    batch = await made(post, PAUSE, users)
    post.fake.open.clear()
    post.fake.came.clear()
    run = asyncio.create_task(batch.run())
    await post.fake.came.wait()
    batch.stop()
    post.fake.open.set()
    await run
    assert batch.summary() == "pause 3 agents: 1 sent, 2 not sent (1002, 1003 — stopped)"


async def test_one_that_is_given_up_sends_nothing_more(post: Post) -> None:
    batch = await made(post, PAUSE, seats(post, 3))
    post.fake.open.clear()
    post.fake.came.clear()
    run = asyncio.create_task(batch.run())
    await post.fake.came.wait()
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert standings(batch)[1:] == [TargetStatus.NOT_SENT] * 2
    assert post.note("1001") == "it is not known whether it was done"
    assert not batch.running


async def test_it_runs_once(post: Post) -> None:
    batch = await made(post, PAUSE, seats(post, 1))
    await batch.run()
    with pytest.raises(RuntimeError):
        await batch.run()
    assert len(post.fake.taken) == 1


async def test_a_later_action_on_one_of_them_is_told(post: Post) -> None:
    batch = await made(post, PAUSE, seats(post, 2))
    await batch.run()
    await post.desk.agents.log_out(await post.agent("1001"))
    assert standings(batch) == [TargetStatus.SUPERSEDED, TargetStatus.PENDING]
    post.fake.obey()
    await post.look()
    assert batch.settled
    assert batch.summary() == "pause 2 agents: 1 done, 1 superseded (1001 — by log out)"


async def test_each_step_is_told_and_the_counts_sum_up(post: Post) -> None:
    users = seats(post, 20)
    floor: dict[str, Agent] = await post.floor()
    seen: list[int] = []

    def changed(batch: Batch) -> None:
        p = batch.progress
        told = (p.queued, p.sent, p.obeyed, p.unchanged, p.failed, p.superseded, p.skipped)
        assert sum(told) + p.not_sent == p.total == 20
        seen.append(p.obeyed)

    batch = post.desk.agents.batch(PAUSE, users, floor.get, on_change=changed)
    await batch.run()
    post.fake.obey()
    await post.look()
    assert seen[-1] == 20
    assert all(each.ticket and each.ticket.stage is Stage.CONFIRMED for each in batch.results)
    assert post.desk._batches.current == [batch] or post.desk._batches.current == []


async def test_nobody_is_a_set_too(post: Post) -> None:
    batch = post.desk.agents.batch(PAUSE, (), lambda user: None)
    await batch.run()
    assert batch.summary() == "pause 0 agents: nobody"
    assert batch.settled


async def test_its_tickets_are_its_own_from_their_first_stage_on(post: Post) -> None:
    users = seats(post, 3)
    await post.desk.agents.pause(await post.agent("1002"))  # which the set takes the place of
    batch = await made(post, PAUSE, users)
    strangers: list[str] = []

    def told(ticket: Ticket) -> None:
        if not batch.holds(ticket):
            strangers.append(str(ticket))

    post.desk.on_change = told
    await batch.run()
    assert strangers == ["pause 1002: superseded — by pause"]
    assert batch.summary() == "pause 3 agents: 3 sent"
