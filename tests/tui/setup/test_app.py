"""The guided set-up: from nothing to settings that the dialer has agreed to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.centre import RIGHT, USER, WRONG
from tests.tui.setup.driver import SetUp, set_up
from vicidash.config import load, password, passwords
from vicidash.launch import Guided, Next
from vicidash.tui.setup import checks

pytestmark = pytest.mark.thorough

NOTHING_SAVED = ""


@pytest.fixture(autouse=True)
def no_key_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have one, and it is not for tests."""
    monkeypatch.setattr(passwords, "is_installed", lambda: False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vicidash" / "config.toml"


async def fill(person: SetUp, secret: str = RIGHT) -> None:
    await person.type(person.url, USER, secret)


async def test_a_good_login_is_saved_and_the_console_is_next(path: Path) -> None:
    async with set_up(path) as person:
        assert person.focused == "url"
        await fill(person)
        await person.press("enter", "enter")
        assert person.offered == ["open", "back", "leave"]
        assert "✓ Saved in " in person.text
        assert "the password is in it, readable by you alone" in person.text
        assert person.mode == 0o600
        loaded = load(env={}, path=path)
        assert loaded.require_login() == (person.url, USER)
        assert password(loaded).get_secret_value() == RIGHT
        assert person.focused == "open"
        await person.press("enter")
    assert person.app.return_value is not None
    assert person.app.return_value.next is Next.CONSOLE


async def test_a_wrong_password_is_tried_once_for_each_press(path: Path) -> None:
    async with set_up(path) as person:
        await fill(person, WRONG)
        await person.check()
        assert person.dialer.login_requests == 1
        assert person.text.startswith("✗ Not saved yet. login: the dialer refused the login")
        assert (person.offered, person.focused) == (["back", "save", "leave"], "back")
        await person.press("down", "pagedown", "f", "escape")
        assert person.dialer.login_requests == 1
        await person.check()
        assert person.dialer.login_requests == 2
        assert person.written == NOTHING_SAVED


async def test_nothing_typed_is_lost_on_the_way_there_and_back(path: Path) -> None:
    async with set_up(path) as person:
        await fill(person, WRONG)
        await person.choose("password_ask")
        before = person.values()
        await person.check()
        await person.press("enter")
        assert person.values() == before
        assert "(•) nowhere" in person.text
        person.app.screen.query_one("#password").focus()
        await person.press("ctrl+u", *RIGHT, "enter")
        await person.check()
        assert "✓ Saved" in person.text
        assert person.written == f'url = "{person.url}"\nuser = "{USER}"\npassword_ask = true\n'


async def test_what_the_dialer_refuses_can_be_saved_all_the_same(path: Path) -> None:
    async with set_up(path) as person:
        await fill(person, WRONG)
        await person.check()
        await person.button("save")
        assert "✓ Saved" in person.text
        assert WRONG in person.written
        assert person.dialer.login_requests == 1


async def test_a_right_that_is_missing_is_told_with_the_page_that_gives_it(path: Path) -> None:
    async with set_up(path, size=(100, 60)) as person:
        await person.type(person.url, "limited", RIGHT)
        await person.check()
        assert "✗" in person.text
        assert "Admin → Users → limited" in person.text


async def test_keys_in_one_burst_reach_the_fields_they_are_meant_for(path: Path) -> None:
    async with set_up(path) as person:
        await person.press(*person.url, "tab", *USER, "enter", *RIGHT, "enter", "down", "enter")
        assert list(person.values().values()) == [person.url, USER, RIGHT]
        assert person.focused == "check"
        assert RIGHT not in person.text


async def test_the_demo_is_a_choice(path: Path) -> None:
    async with set_up(path) as person:
        await person.button("demo")
    assert person.app.return_value == Guided(Next.DEMO)
    assert person.written == NOTHING_SAVED


@pytest.mark.parametrize("keys", [["ctrl+q"], ["shift+tab", "enter"]])
async def test_it_can_be_left(path: Path, keys: list[str]) -> None:
    async with set_up(path) as person:
        await person.press(*keys)
        assert not person.app.is_running
    assert person.app.return_value in (None, Guided(Next.LEAVE))
    assert person.written == NOTHING_SAVED


async def test_an_empty_form_asks_the_dialer_nothing(path: Path) -> None:
    async with set_up(path) as person:
        await person.check()
        assert person.focused == "url"
        assert person.text.count("✗") == 3
        assert person.dialer.questions == []
        await person.type("dialer.test")
        assert person.text.count("✗") == 2


async def test_a_scheme_that_is_missing_is_put_in_for_all_to_see(path: Path) -> None:
    async with set_up(path) as person:
        await person.type(" dialer.test:8443/ ")
        assert person.values()["url"] == "https://dialer.test:8443/"
        assert "! Added https://" in person.text
        await person.press("tab")
        assert "! Added https://" in person.text


@pytest.mark.parametrize(
    ("url", "warned"),
    [("http://10.0.0.1", True), ("http://127.0.0.1:1", False), ("https://10.0.0.1", False)],
)
async def test_plain_http_to_another_machine_is_warned_of(
    path: Path, url: str, warned: bool
) -> None:
    async with set_up(path) as person:
        await person.type(url)
        assert ("! http: user and password are sent unencrypted" in person.text) is warned


async def test_a_password_that_the_dialer_cannot_match_is_warned_of_unseen(path: Path) -> None:
    async with set_up(path) as person:
        await person.type(person.url, USER, "Zq&7")
        assert "! The password has an ampersand in it" in person.text
        assert "Zq" not in person.text


async def test_it_works_on_a_very_small_terminal(path: Path) -> None:
    async with set_up(path, size=(40, 10)) as person:
        for words in ("URL", "User", "Check and save", "Try the demo", "Leave"):
            assert words in person.text
        await fill(person)
        await person.press("enter", "enter")
        assert "✓ Saved" in person.text
        assert "Open the console Back Leave" in person.text


async def test_an_error_of_ours_is_told_by_its_kind_and_the_form_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **options: object) -> None:
        raise RuntimeError(RIGHT)

    monkeypatch.setattr(checks, "examine", fail)
    async with set_up(path) as person:
        await fill(person)
        await person.check()
        assert person.text.startswith("✗ Internal error (RuntimeError)")
        assert RIGHT not in person.text
        await person.button("back")
        assert list(person.values().values()) == [person.url, USER, RIGHT]
