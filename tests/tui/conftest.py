"""No settings, themes, memory or locale of the machine are seen by the console's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.stylesheets import parsed_once


@pytest.fixture(scope="session", autouse=True)
def parsed_stylesheets() -> Iterator[None]:
    """Parsing them took a twentieth of the time of a test."""
    with parsed_once():
        yield


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    for name in ("CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))
    for name in ("VICIDASH_CONFIG", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")
    return folder
