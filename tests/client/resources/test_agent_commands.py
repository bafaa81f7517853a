"""Acting on an agent's session: what is sent, how far apart, and what counts as done."""

from __future__ import annotations

import asyncio

import pytest

from tests.client.helpers import connect, failure, until
from tests.replay import AGENT, Replay, recorded
from vicidash.client import (
    InvalidInput,
    NotLoggedIn,
    Queued,
    Refused,
    TimedOut,
    Unsupported,
    VicidialClient,
)
from vicidash.client.resources import agents

NOT_PAUSED = recorded("pause_code_not_paused").body
TAKEN = recorded("pause_code_paused").body


async def test_a_pause_is_queued_by_one_request(dialer: Replay, client: VicidialClient) -> None:
    queued = await client.agents.pause("a0015")
    assert queued == Queued(
        function="external_pause", user="a0015", answer="function set", code_set=None
    )
    (asked,) = dialer.requests
    assert (asked.path, asked.params["agent_user"], asked.params["value"]) == (
        AGENT,
        "a0015",
        "PAUSE",
    )


async def test_a_resume_and_a_logout_are_queued(dialer: Replay, client: VicidialClient) -> None:
    assert (await client.agents.resume("a0003")).function == "external_pause"
    assert (await client.agents.logout("a0015")).function == "logout"
    assert [asked.params["value"] for asked in dialer.requests] == ["RESUME", "LOGOUT"]


async def test_an_agent_in_a_call_is_paused_too(client: VicidialClient) -> None:
    """Queued is all that the dialer says: the screen obeys after the call."""
    assert (await client.agents.pause("a0004")).answer == "function set"


async def test_a_code_is_set_after_the_pause(dialer: Replay, client: VicidialClient) -> None:
    queued = await client.agents.pause("a0003", "LUNCH")
    assert queued.code_set is True
    assert [(asked.function, asked.params["value"]) for asked in dialer.requests] == [
        ("external_pause", "PAUSE"),
        ("pause_code", "LUNCH"),
    ]


async def test_a_code_is_offered_until_the_screen_has_paused(
    dialer: Replay, client: VicidialClient
) -> None:
    """Invented from two recordings: refused until the agent's screen has obeyed."""
    dialer.answer("pause_code", NOT_PAUSED).answer("pause_code", NOT_PAUSED)
    dialer.answer("pause_code", TAKEN)
    assert (await client.agents.pause("a0015", "LUNCH")).code_set is True
    assert len(dialer.asked("external_pause")) == 1  # the pause itself is never repeated
    assert len(dialer.asked("pause_code")) == 3


async def test_the_code_of_an_agent_in_a_call_is_given_up(
    dialer: Replay, client: VicidialClient
) -> None:
    assert (await client.agents.pause("a0004", "LUNCH")).code_set is False
    assert len(dialer.asked("external_pause")) == 1
    assert len(dialer.asked("pause_code")) == agents.CODE_TRIES


async def test_a_code_may_be_left_for_later(dialer: Replay, client: VicidialClient) -> None:
    queued = await client.agents.pause("a0004", "LUNCH", wait_for_code=False)
    assert queued.code_set is False
    assert not dialer.asked("pause_code")


async def test_a_code_that_is_refused_for_itself_is_an_error(
    dialer: Replay, client: VicidialClient
) -> None:
    """Invented: our own check lets no code through that the recorded server refuses."""
    dialer.answer("pause_code", recorded("pause_code_too_long").body)
    error = await failure(client.agents.pause("a0003", "LUNCH"), Refused)
    assert error.words == "not valid"
    assert len(dialer.asked("pause_code")) == 1


async def test_refusals_are_the_dialers(dialer: Replay, client: VicidialClient) -> None:
    error = await failure(client.agents.resume("a0015"), Refused)
    assert error.words == "agent is not paused"
    error = await failure(client.agents.set_pause_code("a0004", "LUNCH"), Refused)
    assert "agent is not paused" in error.words
    await failure(client.agents.pause("6666"), NotLoggedIn)
    await failure(client.agents.logout("6666"), NotLoggedIn)


async def test_a_write_is_never_repeated_by_itself(dialer: Replay) -> None:
    dialer.answer("external_pause", "", held=True)
    async with connect(dialer, request_timeout=1.0) as client:
        error = await failure(client.agents.pause("a0015"), TimedOut)
    assert error.maybe_done
    assert len(dialer.requests) == 1


async def test_a_server_without_the_function_answers_nothing(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer("external_pause", recorded("ag_unknown_function").body)
    error = await failure(client.agents.pause("a0015"), Unsupported)
    assert error.function == "external_pause"


@pytest.mark.parametrize("code", ["", "SEVENCH", "A B", "A|B", "É", "A\n"])
async def test_what_is_no_pause_code_is_not_sent(
    dialer: Replay, client: VicidialClient, code: str
) -> None:
    await failure(client.agents.pause("a0003", code), InvalidInput)
    await failure(client.agents.set_pause_code("a0003", code), InvalidInput)
    assert not dialer.requests


@pytest.mark.parametrize("user", ["", "a 1", "a|b", "a" * 21, "ä1", "a1\n", "../x"])
async def test_what_is_no_user_is_not_sent(
    dialer: Replay, client: VicidialClient, user: str
) -> None:
    for call in (
        client.agents.pause(user),
        client.agents.pause(user, "LUNCH"),
        client.agents.set_pause_code(user, "LUNCH"),
        client.agents.resume(user),
        client.agents.logout(user),
        client.agents.status(user),
    ):
        await failure(call, InvalidInput)
    assert not dialer.requests


async def test_commands_to_one_agent_are_kept_apart(dialer: Replay) -> None:
    """Two within one second would lose one."""
    clock = asyncio.get_running_loop().time
    async with connect(dialer, command_spacing=0.1) as client:
        await client.agents.list()
        before = clock()
        await asyncio.gather(
            client.agents.pause("a0003"),
            client.agents.set_pause_code("a0003", "LUNCH"),
            client.agents.resume("a0003"),
        )
        assert clock() - before >= 0.2
    sent = [asked.function for asked in dialer.requests[1:]]
    assert sent == ["external_pause", "pause_code", "external_pause"]


async def test_a_command_is_kept_apart_from_the_answer_to_the_one_before(dialer: Replay) -> None:
    """A busy dialer: the first command takes effect when it answers, not when it was sent."""
    clock = asyncio.get_running_loop().time
    dialer.answer("external_pause", recorded("external_pause_incall").body, held=True)
    async with connect(dialer, command_spacing=0.1) as client:
        await client.agents.list()
        first = asyncio.create_task(client.agents.pause("a0004"))
        await until(lambda: bool(dialer.asked("external_pause")))
        second = asyncio.create_task(client.agents.logout("a0004"))
        await asyncio.sleep(0.15)  # longer than the spacing: that is not what the second waits for
        assert not dialer.asked("logout")
        answered = clock()
        dialer.release()
        await asyncio.wait([first, second])
    assert dialer.asked("logout")[0].at - answered >= 0.1


async def test_a_pause_and_its_code_are_kept_apart(dialer: Replay) -> None:
    async with connect(dialer, command_spacing=60.0) as client:
        task = asyncio.create_task(client.agents.pause("a0003", "LUNCH"))
        await until(lambda: len(dialer.requests) == 1)
        done, _ = await asyncio.wait([task], timeout=0.2)
        assert not done
        task.cancel()
        await asyncio.wait([task])
    assert [asked.function for asked in dialer.requests] == ["external_pause"]


async def test_commands_to_different_agents_do_not_wait(dialer: Replay) -> None:
    async with connect(dialer, command_spacing=60.0) as client:
        async with asyncio.timeout(30):
            await client.agents.pause("a0015")
            await client.agents.pause("a0004")
            await client.agents.resume("a0003")
            await client.agents.list()
            await client.agents.list()


async def test_a_cancelled_command_does_not_shorten_the_wait_of_the_next(dialer: Replay) -> None:
    clock = asyncio.get_running_loop().time
    async with connect(dialer, command_spacing=0.1) as client:
        before = clock()
        await client.agents.pause("a0003")
        waiting = asyncio.create_task(client.agents.resume("a0003"))
        await asyncio.sleep(0)
        waiting.cancel()
        await client.agents.resume("a0003")
        assert clock() - before >= 0.1
    assert len(dialer.requests) == 2
