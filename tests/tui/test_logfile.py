"""The console's log: a file of its owner, of bounded size, and no obstacle when it cannot be."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from vicidash.tui import terminal
from vicidash.tui.terminal import logging_to

log = logging.getLogger("vicidash.floor")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_logged_is_in_it_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "console.log"
    with logging_to(path) as problem:
        log.info("the dialer answers again: %s", "日本")
    log.warning("afterwards")
    assert problem == ""
    assert "INFO vicidash.floor: the dialer answers again: 日本" in path.read_text("utf-8")
    assert "afterwards" not in path.read_text("utf-8")
    assert mode(path) == 0o600


def test_it_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "LARGEST", 2000)
    path = tmp_path / "console.log"
    with logging_to(path):
        for number in range(200):
            log.warning("line %d of many", number)
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["console.log", "console.log.1"]
    for file in files:
        assert file.stat().st_size <= 2000
        assert mode(file) == 0o600
    assert "line 199" in path.read_text("utf-8")


def test_one_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with logging_to(tmp_path) as problem:
        log.warning("nowhere to go")
    assert problem == f"the log {tmp_path} cannot be written: Is a directory"


def test_an_error_is_in_it_with_where_it_came_from(tmp_path: Path) -> None:
    path = tmp_path / "console.log"
    with logging_to(path):
        log.error("internal error", exc_info=RuntimeError("boom"))
    assert "RuntimeError: boom" in path.read_text("utf-8")
