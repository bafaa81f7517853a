"""A login that the dialer refuses: once, and no more until a person asks."""

from __future__ import annotations

import pytest

from tests.replay import Replay, recorded
from tests.tui.centre import WRONG
from tests.tui.driver import floor

pytestmark = pytest.mark.thorough

ALL_KEYS = (
    *"pro",
    "left",
    "enter",
    "escape",
    "ctrl+r",
    "i",
    "f",
    "f",
    "tab",
    *"+-=2",
    "escape",
    "enter",
    "tab",
)


async def test_a_wrong_password_is_sent_once_and_once_more_for_each_l() -> None:
    async with floor(password=WRONG) as console:
        assert console.dialer.login_requests == 1
        await console.press(*ALL_KEYS)
        await console.poll(3600)
        assert console.dialer.login_requests == 1
        for tried in (2, 3):
            await console.press("L")
            await console.settle()
            await console.poll(600)
            assert console.dialer.login_requests == tried
        assert console.dialer.failed_logins == 3
        assert console.dialer.orders == []


async def test_a_burst_of_l_is_one_try() -> None:
    async with floor(password=WRONG) as console:
        await console.burst(*"LLLL")
        await console.settle()
        assert console.dialer.login_requests == 2


async def test_the_banner_says_why_and_which_key_helps() -> None:
    async with floor(password=WRONG, size=(80, 24)) as console:
        assert "POLLING HAS STOPPED" in console.banner
        told = console.banner
        assert told.startswith("POLLING HAS STOPPED  L tries the login again  ")
        assert "the dialer refused the login of user 'super'" in told
        assert "ten failures within 15" in told
        assert "L Log in ? Help" in console.footer
        assert "Nothing is polled" in console.text
        await console.press("ctrl+r")
        assert console.message == "Polling has stopped: L tries the login again"


async def test_a_login_that_works_again_goes_on() -> None:
    async with floor() as console:
        right = console.dialer.gate.accounts["super"]
        console.dialer.instead[""] = (200, recorded("na_bad_password").body)
        await console.poll()
        assert "POLLING HAS STOPPED" in console.banner
        before = console.dialer.login_requests
        await console.poll(600)
        await console.press(*"pro", "escape")
        assert console.dialer.login_requests == before
        assert len(console.agents) == 20
        console.dialer.instead.clear()
        await console.press("L")
        await console.settle()
        assert console.banner == ""
        assert "L Log in" not in console.footer
        assert console.agent("a0001").state == "READY"
        assert right.level == 9


async def test_l_does_nothing_while_all_is_well() -> None:
    async with floor() as console:
        before = console.dialer.login_requests
        await console.press("L")
        await console.settle()
        assert console.dialer.login_requests == before
        assert console.message == ""


@pytest.mark.parametrize(
    ("recording", "words"),
    [
        ("na_locked_out_right_password", ("locked", "15 minutes")),
        ("na_inactive_user", ("refused the login",)),
    ],
)
async def test_other_refusals_stop_too(
    dialer: Replay, recording: str, words: tuple[str, ...]
) -> None:
    dialer.answer("logged_in_agents", recorded(recording).body)
    async with floor(replay=dialer) as console:
        assert "POLLING HAS STOPPED" in console.banner
        for word in words:
            assert word in console.banner
        asked = dialer.logins
        await console.poll(3600)
        await console.press(*ALL_KEYS)
        assert dialer.logins == asked == 1


async def test_a_blocked_address_stops_too() -> None:
    async with floor(blocked=True) as console:
        assert "does not accept requests from this machine's address" in console.banner
        await console.poll(3600)
        assert console.dialer.login_requests == 1


async def test_a_refused_action_stops_the_polls_too() -> None:
    """The password was changed between two polls."""
    async with floor() as console:
        console.dialer.instead[""] = (200, recorded("ag_bad_password").body)
        await console.press("p")
        await console.poll(60)
        assert "POLLING HAS STOPPED" in console.banner
        assert console.dialer.asked("external_pause") == 1
        asked = len(console.dialer.questions)
        await console.poll(600)
        assert len(console.dialer.questions) == asked


async def test_a_level_7_account_looks_and_is_told_what_acting_needs() -> None:
    async with floor(user="level7") as console:
        assert console.agent("a0001").state == "READY"
        assert console.campaign("SALESB2B").calls_today == "—"
        await console.press("tab", "i")
        assert "call_status_stats: user 'level7' may not use this function" in console.message
        await console.press("+", "enter")
        assert "dial level SALESB2B 3.1: failed" in console.message
        assert "level 8" in console.message
        assert console.banner == ""


async def test_an_account_that_sees_no_drops_is_not_told_that_all_is_well() -> None:
    async with floor(user="level7") as console:
        await console.press("6")
        assert "No alert among the rules that can be checked" in console.text
        told = " ".join(console.text.split())
        assert "! Not watched: drop % — call_status_stats: user 'level7' may not use" in told
        await console.press("i")
        assert console.message.startswith("! Not watched: drop %")
        await console.press("3")
        assert "not known: call_status_stats" in console.text, "the chart of drops, wrapped"


async def test_an_account_that_may_see_agents_only_is_told_why_there_are_no_campaigns() -> None:
    async with floor(user="limited", size=(160, 48)) as console:
        assert len(console.agents) == 20
        why = "campaigns_list: user 'limited' may not use this function"
        assert why in console.lines[4]
        assert "TOTAL" not in console.text
        await console.press("tab", "i")
        assert console.message.startswith(why)
