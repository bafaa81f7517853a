"""The first start in a real terminal, 80×24: from no settings at all to the floor."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal
from tests.tui.centre import RIGHT, USER, WRONG, Centre

pytestmark = pytest.mark.thorough

COMMAND = [sys.executable, "-m", "vicidash"]


@pytest.fixture
def first_start(tmp_path: Path) -> Iterator[Terminal]:
    with Terminal(COMMAND, (80, 24), tmp_path, {}) as terminal:
        yield terminal


def test_from_nothing_to_the_floor(first_start: Terminal, centre: Centre, tmp_path: Path) -> None:
    first_start.wait("Which dialer", "URL", "Check and save")

    # all in one go, as from a fast hand; the password is wrong
    for line in (centre.base_url, USER, WRONG):
        first_start.type_ahead(line)
        first_start.press("Enter")
    first_start.press("Enter", "Enter")
    first_start.wait("Not saved yet", "refused the login", "Back")
    assert centre.login_requests == 1

    # back: all is still there, and the password is mended
    first_start.press("Enter")
    first_start.wait(centre.base_url, USER, "Check and save", gone="Not saved")
    first_start.press("BTab", "BTab", "C-u")
    first_start.type_ahead(RIGHT)
    # the last choice, before which there is one more where the keyring extra is installed
    first_start.press("Enter", "Up", "Enter", "Enter")
    first_start.wait("Saved in", "the password is not saved", "Open the console")
    assert RIGHT not in (tmp_path / "CONFIG" / "vicidash" / "config.toml").read_text()

    # who has just typed the password is not asked again
    first_start.press("Enter")
    first_start.wait("Agents 20", "a0001")
    first_start.press("q")
    assert first_start.exit_code == 0


def test_the_next_start_asks_for_the_password_before_the_screen_opens(
    centre: Centre, tmp_path: Path
) -> None:
    settings = tmp_path / "CONFIG" / "vicidash" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'url = "{centre.base_url}"\nuser = "{USER}"\npassword_ask = true\n')
    with Terminal(COMMAND, (80, 24), tmp_path, {}) as terminal:
        terminal.wait(f"Password of {USER}@")
        terminal.type_ahead(RIGHT)
        assert RIGHT not in terminal.screen
        terminal.press("Enter")
        terminal.wait("Agents 20", "a0001")
        terminal.press("q")
        assert terminal.exit_code == 0


def test_the_demo_is_one_key_away(first_start: Terminal) -> None:
    first_start.wait("Try the demo")
    first_start.press("BTab", "BTab", "Enter")
    first_start.wait("DEMO", "a0001")
    first_start.press("q")
    assert first_start.exit_code == 0
