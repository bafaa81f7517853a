"""The same action is not sent again while it is pending, however often its key is pressed."""

from __future__ import annotations

import json

import pytest

from tests.tui.centre import Order
from tests.tui.driver import Console, floor

pytestmark = pytest.mark.thorough

PAUSE = Order("external_pause", "a0001", "PAUSE")
RESUME = Order("external_pause", "a0001", "RESUME")


def outcomes(console: Console, action: str) -> list[str]:
    """The outcomes that the audit log has of an action, in order."""
    lines = map(json.loads, console.audit.read_text().splitlines())
    return [line["outcome"] for line in lines if line["action"] == action]


async def test_three_fast_presses_of_resume_are_one_resume() -> None:
    async with floor() as console:
        console.dialer.pause("a0001")
        await console.poll()
        await console.burst("r", "r", "r")
        await console.press("r")
        assert console.message == "already resuming a0001"
        await console.poll()
        assert console.dialer.orders == [RESUME]
        assert console.message == "resume a0001: done"
        assert outcomes(console, "resume") == ["sending", "queued", "done"]
        await console.press("u")
        assert console.dialer.orders == [RESUME, PAUSE]


async def test_a_pause_that_waits_for_the_end_of_a_call_is_not_sent_again() -> None:
    async with floor() as console:
        console.dialer.call("a0001")
        await console.poll()
        await console.press("p")
        await console.poll()
        await console.press("p")
        assert console.message == "already pausing a0001, after this call"
        assert console.dialer.orders == [PAUSE]


async def test_another_action_still_replaces_the_pending_one() -> None:
    async with floor() as console:
        await console.press("p", "o", "h", "enter")
        assert [order.function for order in console.dialer.orders] == ["external_pause", "logout"]


async def test_a_log_out_that_is_pending_is_not_sent_again() -> None:
    async with floor() as console:
        await console.press(*["o", "h", "enter"] * 2)
        assert console.message == "already logging out a0001"
        assert len(console.dialer.orders) == 1
