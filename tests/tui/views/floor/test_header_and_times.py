"""Who is watched, how old the picture is, and how long agents have been in their states."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from tests.replay import Replay
from tests.tui.driver import floor
from vicidash.client import VicidialClient

QUEUE = "ingroups|total_calls|calls_waiting\nSALESB2B|5|3\n"


async def test_the_header_says_who_and_how_old(dialer: Replay) -> None:
    async with floor(replay=dialer, size=(120, 40)) as console:
        host = dialer.url.removeprefix("http://")
        assert console.header.startswith(f"vicidash  {host}  2.14-202  build 250720-1841 ")
        assert console.header.endswith("dialer 05:21:14  polled 0 s ago")


async def test_clock_and_age_go_on_between_polls() -> None:
    async with floor() as console:
        assert console.header.endswith("dialer 12:16:40  polled 0 s ago")
        await console.poll(3)
        assert console.header.endswith("dialer 12:16:43  polled 3 s ago")
        await console.poll(1)
        assert console.header.endswith("dialer 12:16:44  polled 0 s ago")


async def test_plain_http_to_another_machine_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with floor() as console:
        assert "PLAIN HTTP" not in console.header
    monkeypatch.setattr(VicidialClient, "insecure", True)
    async with floor(size=(40, 20)) as console:
        assert console.header.endswith("PLAIN HTTP")


async def test_a_time_is_a_lower_bound_until_a_change_was_seen() -> None:
    async with floor() as console:
        await console.poll(8)
        assert console.agent("a0003").time == "≥0:08"
        console.dialer.call("a0003")
        await console.poll(4)
        assert console.agent("a0003").time == "0:00"
        await console.poll(3)
        assert console.agent("a0003").time == "0:03"
        await console.poll(61)
        assert console.agent("a0003").time == "1:04"
        assert console.agent("a0004").time == "≥1:16"


async def test_who_logs_in_is_seen_from_the_start() -> None:
    async with floor() as console:
        console.dialer.leave("a0003")
        await console.poll()
        assert "a0003" not in console.agents
        console.dialer.pause("a0003", "LOGIN")
        await console.poll()
        assert console.agent("a0003").time == "0:00"
        assert console.agent("a0003").pause_code == "LOGIN"


async def test_calls_that_wait_while_nobody_is_free_are_marked() -> None:
    async with floor() as console:
        console.dialer.instead["in_group_status"] = (200, QUEUE)
        await console.poll(16)
        assert console.campaign("SALESB2B").calls_in_queue == "3"
        for user in console.agents:
            if console.agent(user).campaign_id == "SALESB2B":
                console.dialer.call(user)
        await console.poll(16)
        assert console.campaign("SALESB2B").calls_in_queue == "!3"
        assert console.campaign("SOLAR_OB").calls_in_queue == "3"
        assert console.total.calls_in_queue == "12"


async def test_warnings_of_the_settings_are_told(dialer: Replay) -> None:
    """A campaign that this account does not see."""
    chosen = {"campaigns": ("SALESB2B", "NOSUCH")}
    async with floor(replay=dialer, settings=chosen) as console:
        assert console.campaigns == ["SALESB2B"]
        assert "campaign NOSUCH is not visible to this account" in console.title


async def test_an_audit_log_that_cannot_be_written_is_told_and_hinders_nothing() -> None:
    async with floor() as console:
        console.audit.mkdir()
        await console.press("p")
        await console.poll()
        assert console.agent("a0001").action == "✓ done"
        assert "done; the audit log cannot be written: Is a directory" in console.message
        await console.poll(60)
        assert console.message == "the audit log cannot be written: Is a directory"


async def test_the_viewers_clock_is_shown_where_it_is_another() -> None:
    async with floor(size=(160, 48)) as console:
        assert "dialer 12:16:40" in console.header
        assert "here" not in console.header
    async with floor(size=(160, 48), zone=timezone(timedelta(hours=1))) as console:
        assert "dialer 12:16:40 (here 18:16)" in console.header
