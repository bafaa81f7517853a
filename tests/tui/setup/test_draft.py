"""Where the set-up keeps things: profiles, the key store, and files that it must not touch."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.config.test_keyring import Store
from tests.tui.centre import RIGHT, USER, WRONG
from tests.tui.setup.driver import set_up
from vicidash.config import load

pytestmark = pytest.mark.thorough

OURS = '# ours\nurl = "https://old.test" # the old one\nuser = "old"\npassword_command = "pass d"\n'


def put(path: Path, text: str) -> None:
    """Have this in the settings file."""
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)


def remove(path: Path) -> None:
    """Have no settings file."""
    path.unlink()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    put(path, OURS)
    return path


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    """In the place of the machine's own, which is not for tests."""
    fake = Store()
    monkeypatch.setitem(sys.modules, "keyring", fake)
    return fake


async def test_a_second_profile_stands_beside_what_there_is(path: Path, store: Store) -> None:
    async with set_up(path, ask_profile=True, profiles=("day",)) as person:
        await person.type("night", person.url, USER, RIGHT)
        await person.choose("password_ask")
        await person.check()
        assert "start it with vicidash --profile night" in person.text
        added = f'\n[profiles.night]\nurl = "{person.url}"\nuser = "{USER}"\npassword_ask = true\n'
        assert person.written == OURS + added
        await person.press("enter")
    assert person.app.return_value is not None
    assert person.app.return_value.profile == "night"


async def test_it_says_what_a_profile_is_about_to_replace(path: Path, store: Store) -> None:
    async with set_up(path, ask_profile=True, profiles=("day",)) as person:
        await person.type("")
        assert "! Without a name it applies to all profiles" in person.text
        await person.press("shift+tab", *"day", "tab")
        assert "! A profile of that name exists" in person.text


async def test_one_way_to_the_password_takes_the_place_of_another(path: Path, store: Store) -> None:
    async with set_up(path, ask_profile=True) as person:
        await person.type("", person.url, USER, RIGHT)
        await person.choose("password")
        await person.check()
        assert person.written == (
            f'# ours\nurl = "{person.url}" # the old one\nuser = "{USER}"\npassword = "{RIGHT}"\n'
        )


async def test_the_key_store_has_the_password_and_the_file_has_not(
    path: Path, store: Store
) -> None:
    remove(path)
    async with set_up(path) as person:
        await person.type(person.url, USER, RIGHT)
        assert "(•) in this machine's key store" in person.text
        await person.check()
        assert "the password is in the key store" in person.text
        assert store.kept == {("vicidash", f"{USER}@{person.url}"): RIGHT}
        assert "password_keyring = true" in person.written
        assert RIGHT not in person.written
        assert load(env={}, path=path).password_source.get().get_secret_value() == RIGHT


async def test_a_key_store_that_fails_leaves_the_file_as_it_was(path: Path, store: Store) -> None:
    store.error = OSError(5, RIGHT)
    async with set_up(path, ask_profile=True) as person:
        await person.type("", person.url, USER, RIGHT)
        await person.check()
        assert person.text.startswith("✗ Not saved. key store: the key store failed (OSError)")
        assert RIGHT not in person.text
        assert person.written == OURS
        await person.button("back")
        await person.choose("password_ask")
        await person.check()
        assert "✓ Saved" in person.text


@pytest.mark.parametrize("broken", ["= 1\n", OURS + "thene = 3\n"])
async def test_a_broken_file_is_named_and_left_alone(path: Path, store: Store, broken: str) -> None:
    put(path, broken)
    async with set_up(path, size=(120, 30)) as person:
        await person.type(person.url, USER, RIGHT)
        await person.check()
        assert person.text.startswith("✗ Not saved yet. settings: ")
        assert "config.toml" in person.text
        assert person.offered == ["back", "leave"]
        assert person.written == broken
        assert person.dialer.questions == []


async def test_a_profile_that_would_go_before_what_was_typed_is_named(
    path: Path, store: Store
) -> None:
    put(path, 'profile = "day"\n[profiles.day]\nurl = "https://day.test"\n')
    async with set_up(path, size=(120, 30), ask_profile=True, profiles=("day",)) as person:
        await person.type("", person.url, USER, WRONG)
        await person.check()
        assert "the profile day, which the file starts with, overrides" in person.text
        assert person.dialer.questions == []


async def test_what_the_person_should_know_before_is_said(path: Path, store: Store) -> None:
    async with set_up(path, notes=("VICIDIAL_URL in the environment goes first",)) as person:
        assert "! VICIDIAL_URL in the environment goes first" in person.text


async def test_known_settings_are_filled_in(path: Path, store: Store) -> None:
    async with set_up(path, url="https://d.test", user="6666") as person:
        assert person.values() == {"url": "https://d.test", "user": "6666", "password": ""}
        assert person.focused == "password"
