"""A dialer that takes its time over one command is looked at all the same."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.tui.driver import Console, floor
from vicidash.client import Queued


def looks(console: Console) -> int:
    return sum(each["function"] == "logged_in_agents" for each in console.dialer.questions)


async def turns(console: Console, count: int) -> None:
    """So many polls of the floor, without waiting for what else is under way."""
    for _ in range(count):
        console.clock.now += 4.0
        await console.watch.turn()


@asynccontextmanager
async def code_that_hangs() -> AsyncIterator[tuple[Console, asyncio.Event, list[str]]]:
    """An agent was paused with a code, which the dialer does not answer before the event."""
    async with floor() as console:
        agents, go, sent = console.app._client.agents, asyncio.Event(), list[str]()
        send = agents.set_pause_code

        async def slow(user: str, code: str) -> Queued:
            sent.append(user)
            await go.wait()
            return await send(user, code)

        agents.set_pause_code = slow  # type: ignore[method-assign]
        await console.press("P", *"LUNCH", "enter")
        await turns(console, 1)
        yield console, go, sent


async def test_the_floor_is_polled_while_a_code_hangs() -> None:
    async with code_that_hangs() as (console, go, sent):
        before = looks(console)
        await turns(console, 5)
        assert looks(console) == before + 5
        assert sent == ["a0001"], "once"
        go.set()
        await console.poll(8)
        assert console.agent("a0001").pause_code == "LUNCH"
        assert console.agent("a0001").action == "✓ done"


async def test_who_leaves_meanwhile_is_told_so_and_the_log_does_not_know() -> None:
    async with code_that_hangs() as (console, _, _):
        console.send("q")
        await console.pilot.pause(0)
        assert console.app.is_running
        assert "Sending the last actions, then leaving" in console.text
        console.send("q")
        await console.pilot.pause(0)
        assert console.app._task is not None
        await console.app._task
        last = json.loads(console.audit.read_text().splitlines()[-1])
        assert (last["target"], last["value"]) == ("a0001", "LUNCH")
        assert last["answer"] == "it is not known whether it was done"
