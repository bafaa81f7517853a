"""No password comes to light: not on a screen, not in the audit log, a log line or an error."""

from __future__ import annotations

import pytest

from tests.client.leak_check import listening, shown
from tests.replay import Replay, recorded
from tests.tui.centre import RIGHT, WRONG
from tests.tui.driver import Console, floor
from vicidash.tui.controllers.campaigns import PendingLevel

pytestmark = [pytest.mark.long, pytest.mark.thorough]

EVERY_KEY = (
    *("?", "escape", "i", "p", "r", "o", "left", "enter", "f", "f", "ctrl+r"),
    *(
        "tab",
        "i",
        "+",
        "enter",
        "y",
        "=",
        "2",
        "enter",
        "escape",
        "/",
        "a",
        "enter",
        "escape",
        "tab",
    ),
)


def all_told(console: Console, heard: list[str]) -> str:
    """Everything that anybody could read afterwards."""
    error = console.app.floor_console.frame.snapshot.link.error
    audit = console.audit.read_text() if console.audit.exists() else ""
    kept = [repr(vars(console.app.floor_console)), repr(console.app), shown(error)]
    return "\n".join([*console.history, *heard, audit, *kept])


def assert_no_password(text: str) -> None:
    for password in (RIGHT, WRONG, "s3cret"):
        assert password not in text
        assert password[:6] not in text


async def use(console: Console) -> None:
    console.recording = True
    await console.press(*EVERY_KEY)
    await console.poll(20)
    await console.press("L")
    await console.settle()
    await console.press(*"pi")


@pytest.mark.parametrize("password", [RIGHT, WRONG])
@pytest.mark.parametrize("get", [False, True])
async def test_after_all_that_can_be_done(password: str, get: bool) -> None:
    with listening() as heard:
        async with floor(password=password, client={"get_requests": get}) as console:
            await use(console)
            assert console.history
            assert_no_password(all_told(console, heard))
        assert_no_password("\n".join(heard))


@pytest.mark.parametrize(
    "recording", ["na_locked_out_right_password", "ag_locked_out_right_password", "ag_bad_password"]
)
async def test_after_the_dialer_echoed_the_right_one(recording: str) -> None:
    """With its line of SQL, on either endpoint, at a login and later."""
    echo = recorded(recording).body.replace("s3cret", RIGHT).replace("wrong", RIGHT)
    with listening() as heard:
        async with floor() as console:
            console.recording = True
            for function in ("external_pause", "logout", "update_campaign", ""):
                console.dialer.instead = {function: (200, echo)}
                await use(console)
            assert "POLLING HAS STOPPED" in console.banner
            assert_no_password(all_told(console, heard))


async def test_after_html_with_the_login_in_it() -> None:
    body = f"<html><form action='?user=super&pass={RIGHT}'><input value='{RIGHT}'></form></html>"
    with listening() as heard:
        async with floor() as console:
            console.dialer.instead[""] = (200, body)
            await use(console)
            assert "not an API answer" in console.banner
            assert_no_password(all_told(console, heard))


async def crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: object) -> None:
        raise RuntimeError("boom")

    async with floor() as console:
        monkeypatch.setattr(PendingLevel, "prompt", property(broken))
        await console.press("tab", "+")


async def test_after_a_crash(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Textual then prints a traceback with the values of all locals."""
    with listening() as heard, pytest.raises(RuntimeError, match="boom"):
        await crash(monkeypatch)
    printed = capsys.readouterr()
    assert "boom" in printed.err
    assert "locals" in printed.err
    assert_no_password("\n".join([*heard, printed.out, printed.err]))


async def test_after_an_error_of_our_own(dialer: Replay) -> None:
    with listening() as heard:
        async with floor(replay=dialer) as console:
            console.recording = True
            console.app.report(RuntimeError("boom"))
            await console.quiet()
            assert console.message.startswith("Internal error (RuntimeError)")
            assert "internal error" in "\n".join(heard)
            assert_no_password(all_told(console, heard))
