"""Leaving: what was asked for before is sent first, unless one insists."""

from __future__ import annotations

import json

from tests.replay import Replay, recorded
from tests.tui.driver import floor


async def test_q_quits() -> None:
    async with floor() as console:
        await console.press("q")
        assert not console.app.is_running
        assert console.app.return_value == 0


async def test_what_was_asked_for_right_before_is_sent_and_written_down() -> None:
    for leave in ("q", "ctrl+q"):
        async with floor() as console:
            await console.burst("p", "j", "p", leave)
            assert not console.app.is_running
            assert sorted(o.target for o in console.dialer.orders) == ["a0001", "a0002"]
            lines = [json.loads(line) for line in console.audit.read_text().splitlines()]
            assert {line["target"] for line in lines} == {"a0001", "a0002"}


async def test_q_again_leaves_at_once(dialer: Replay) -> None:
    """The dialer takes its time: what became of the command is not known, and written down so."""
    dialer.answer("external_pause", recorded("external_pause_ready").body, held=True)
    async with floor(replay=dialer) as console:
        console.send("p", "q")
        await console.pilot.pause(0)
        assert console.app.is_running
        console.send("q")
        await console.pilot.pause(0)
        assert console.app._task is not None
        await console.app._task
        assert console.app.return_value == 0
        lines = console.audit.read_text().splitlines()
        assert "not known" in json.loads(lines[-1])["answer"]


async def test_q_in_a_dialog_only_closes_the_help() -> None:
    async with floor() as console:
        await console.press("?", "q")
        assert console.app.is_running
        await console.press("o", "q")
        assert console.app.is_running
        assert console.app.screen is not console.floor
