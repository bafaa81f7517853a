"""What goes wrong with an action: told in its words, never as done, never sent again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import httpx
import pytest

from tests.actions.desk_helpers import Post
from tests.floor.fake import Clock, FakeDialer, Seat, connect
from tests.replay import recorded
from vicidash.actions.ticket import Stage

BROKEN = httpx.RemoteProtocolError("Server disconnected without sending a response.")
PHP = "<br />\n<b>Fatal error</b>: Allowed memory size exhausted in /srv/www/agc/api.php"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("external_pause_not_logged_in", "agent_user is not logged in"),
        ("ag_function_not_allowed", "api_allowed_functions"),
        ("ag_no_api_access", "vdc_agent_api_access"),
        ("ag_bad_password", "refused the login"),
        ("ag_locked_out_right_password", "is locked"),
        ("ag_unknown_function", "no such function"),
    ],
)
async def test_a_refusal_ends_it_with_its_words(post: Post, answer: str, words: str) -> None:
    post.fake.seat(Seat("1001"))
    agent = await post.agent("1001")
    post.fake.instead["external_pause"] = recorded(answer).body
    ticket = await post.desk.agents.pause(agent)
    assert ticket.stage is Stage.FAILED
    assert words in ticket.note
    assert post.desk.tickets.pending == ()


async def test_an_error_of_ours_leaves_nothing_pending_for_ever(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.fake.seat(Seat("1001"))
    agent = await post.agent("1001")

    async def broken(*args: object, **options: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(post.client.agents, "pause", broken)
    with pytest.raises(ZeroDivisionError):
        await post.desk.agents.pause(agent)
    (ticket,) = post.desk.tickets.pending
    assert ticket.stage is Stage.QUEUED
    assert "not known whether it was done" in ticket.note


async def test_no_connection_is_a_plain_failure(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    agent = await post.agent("1001")
    post.fake.down = httpx.ConnectError("Connection refused")
    ticket = await post.desk.agents.pause(agent)
    assert ticket.stage is Stage.FAILED
    assert ticket.note == "not sent: the dialer does not answer"
    assert "no connection (Connection refused)" in post.page.lines[-1]["answer"]


@pytest.mark.parametrize("error", [httpx.ReadTimeout(""), BROKEN, PHP], ids=["slow", "cut", "PHP"])
@pytest.mark.parametrize("done", [True, False], ids=["done", "not done"])
async def test_a_lost_answer_is_not_known_and_the_floor_decides(
    post: Post, error: Exception | str, done: bool
) -> None:
    post.fake.seat(Seat("1001"))
    agent = await post.agent("1001")

    def lost(params: Mapping[str, str]) -> str:
        if done:
            post.fake._command(params)
        if isinstance(error, str):
            return error
        raise error

    post.fake.instead["external_pause"] = lost
    ticket = await post.desk.agents.pause(agent)
    assert ticket.stage is Stage.QUEUED
    assert ticket.note.startswith("it is not known whether it was done (external_pause: ")
    for _ in range(4):
        post.fake.obey()
        await post.look()
    assert len(post.fake.asked("external_pause")) == 1, "never sent again"
    if done:
        assert post.stage("1001") is Stage.CONFIRMED
        assert post.note("1001") == ""
    else:
        assert post.stage("1001") is Stage.NOT_OBEYED
        assert "it is not known whether it was done" in post.note("1001")


@pytest.mark.parametrize("action", ["pause", "resume", "log_out"])
async def test_every_action_on_an_agent_may_lose_its_answer(post: Post, action: str) -> None:
    post.fake.seat(Seat("1001", status="PAUSED" if action == "resume" else "READY"))
    agent = await post.agent("1001")
    post.fake.instead["external_pause"] = post.fake.instead["logout"] = BROKEN
    ticket = await getattr(post.desk.agents, action)(agent)
    assert ticket.stage is Stage.QUEUED
    assert "not known" in ticket.note


async def test_a_wrong_address_did_nothing(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    agent = await post.agent("1001")
    post.fake.instead["external_pause"] = "<html>404 Not Found</html>"
    post.fake.status = 404
    assert (await post.desk.agents.pause(agent)).stage is Stage.FAILED


async def test_what_is_lost_before_the_command_leaves_is_a_plain_failure(
    post: Post, fake: FakeDialer, clock: Clock
) -> None:
    """Finding out the dialect is a question: the pause itself was never sent."""
    fake.seat(Seat("1001"))
    agent = await post.agent("1001")
    fake.instead["version"] = BROKEN
    async with connect(fake, dialect="auto") as client:
        ticket = await Post(fake, client, clock).desk.agents.pause(agent)
    assert ticket.stage is Stage.FAILED
    assert fake.asked("external_pause") == []


async def test_an_action_given_up_while_sending_is_not_known(post: Post) -> None:
    post.fake.seat(Seat("1001"))
    agent = await post.agent("1001")
    post.fake.open.clear()
    post.fake.came.clear()
    action = asyncio.create_task(post.desk.agents.pause(agent))
    await post.fake.came.wait()
    action.cancel()
    with pytest.raises(asyncio.CancelledError):
        await action
    assert post.stage("1001") is Stage.QUEUED
    assert post.note("1001") == "it is not known whether it was done"
    assert post.page.outcomes == ["sending", "queued"]


async def test_one_who_is_paused_is_not_paused_again(post: Post) -> None:
    post.fake.seat(Seat("1001", status="PAUSED"), Seat("1002"))
    assert (
        await post.desk.agents.pause(await post.agent("1001"))
    ).note == "the agent is already paused"
    assert (
        await post.desk.agents.resume(await post.agent("1002"))
    ).note == "the agent is not paused"
    assert post.fake.taken == []
    assert post.stages == [Stage.FAILED, Stage.FAILED]
