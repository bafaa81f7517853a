"""Runs a call against the exchange that was recorded for it: what is sent, what is read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from tests.client.helpers import connect, outcome
from tests.replay import Replay, recorded
from vicidash.client import VicidialClient

Call = Callable[[VicidialClient], Awaitable[object]]

PASSWORDS = {"apiuser": "s3cret", "viewer": "view"}
_OURS = ("source", "user", "DB")


async def play(name: str, call: Call, also: Mapping[str, str] | None = None) -> object:
    """What comes of ``call``, which must send what was recorded as ``name``, to the letter.

    ``also`` are parameters that we send and that was recorded without.
    """
    exchange = recorded(name)
    with Replay().prefer(name) as dialer:
        user = exchange.user
        async with connect(dialer, PASSWORDS[user], user=user) as client:
            result = await outcome(call(client))
    (asked,) = dialer.asked(exchange.function)
    assert asked.path == exchange.path
    assert without_login(asked.params) == {**without_login(exchange.params), **(also or {})}
    assert asked.place == "body"
    return result


def without_login(params: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in params.items() if name not in _OURS}
