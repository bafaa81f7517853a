"""A password that is asked for at each start, and was mistyped there."""

from __future__ import annotations

import pytest

from tests.client.leak_check import listening
from tests.replay import recorded
from tests.tui.centre import RIGHT, WRONG
from tests.tui.driver import floor
from tests.tui.screen import key_event
from tests.tui.test_secrecy import all_told, assert_no_password
from tests.tui.wall.driver import wall

pytestmark = pytest.mark.thorough

ASKS = {"password_ask": True}


async def test_another_one_can_be_typed_and_is_tried_once() -> None:
    async with floor(password=WRONG, settings=ASKS) as console:
        assert "L asks for the password again" in console.banner
        await console.press("ctrl+r")
        assert console.message == "Polling has stopped: L asks for the password again"
        await console.press("L")
        assert f"Password of super at {console.supervisor.url[7:]}" in console.text
        assert console.dialer.login_requests == 1
        await console.press(*RIGHT, "enter")
        await console.settle()
        assert console.dialer.failed_logins == 1
        assert console.banner == ""
        assert len(console.agents) == 20


async def test_a_wrong_one_again_is_one_failure_more_and_can_be_typed_anew() -> None:
    async with floor(password=WRONG, settings=ASKS) as console:
        for tried in (2, 3):
            await console.burst("L", *"no", "enter")
            await console.settle()
            await console.poll(600)
            assert console.dialer.login_requests == tried
            assert "POLLING HAS STOPPED" in console.banner


async def test_nothing_typed_or_given_up_sends_nothing() -> None:
    async with floor(password=WRONG, settings=ASKS) as console:
        await console.press("L", "enter")
        assert "Type the password." in console.text
        await console.press("x", "escape")
        await console.settle()
        assert console.dialer.login_requests == 1
        assert "POLLING HAS STOPPED" in console.banner


async def test_a_login_that_is_refused_in_the_midst_of_the_day_keeps_the_picture() -> None:
    async with floor(settings=ASKS) as console:
        console.dialer.instead[""] = (200, recorded("na_bad_password").body)
        await console.poll()
        await console.press("/", *"a0007", "enter", "L", *"other")
        assert console.agents == ["a0007"]
        console.dialer.instead.clear()
        await console.press("enter")
        await console.settle()
        assert "POLLING HAS STOPPED" in console.banner
        assert console.agents == ["a0007"]
        await console.press("L", *RIGHT, "enter")
        await console.settle()
        assert (console.banner, console.agents) == ("", ["a0007"])


async def test_what_is_typed_is_seen_nowhere() -> None:
    with listening() as heard:
        async with floor(password=WRONG, settings=ASKS) as console:
            console.recording = True
            await console.press("L", *WRONG, "enter")
            await console.settle()
            await console.press("L", *RIGHT)
            assert "•••" in console.text
            await console.press("enter")
            await console.settle()
            echo = recorded("na_bad_password").body.replace("wrong", WRONG)
            console.dialer.instead[""] = (200, echo)  # the one before, which is masked as ever
            await console.poll()
            assert_no_password(all_told(console, heard))
        assert_no_password("\n".join(heard))


async def test_with_a_password_that_is_kept_l_asks_for_none() -> None:
    async with floor(password=WRONG) as console:
        await console.press("L")
        assert console.app.screen is console.view
        await console.settle()
        assert console.dialer.login_requests == 2


async def test_on_a_wall_it_can_be_typed_too() -> None:
    async with wall(size=(80, 24), password=WRONG, settings=ASKS) as pane:
        await pane.press("L")
        assert "Password of super" in pane.text
        await pane.pass_by(30)
        assert pane.dialer.login_requests == 1
        await pane.press(*(key_event(each).key for each in RIGHT), "enter")
        await pane.settle()
        assert pane.dialer.failed_logins == 1
        assert pane.app.screen is pane.app.screen_stack[0]
        assert not pane.lost
