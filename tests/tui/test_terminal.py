"""Leaving without a key: the terminal is closed, or the program is told to stop."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.replay import Replay, recorded
from tests.tui.driver import floor
from vicidash.tui import app
from vicidash.tui.preferences import LayoutFile

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
ALTERNATE, BACK = b"\x1b[?1049h", b"\x1b[?1049l"
"""How a program takes the whole screen, and gives it back."""


class Shown:
    """A program at a terminal, and what it has written there."""

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        self.process = process
        self._master = master
        self.written = b""

    def until(self, words: bytes) -> None:
        """Read until this is there."""
        deadline = time.monotonic() + PATIENCE
        while words not in self.written:
            assert time.monotonic() < deadline, f"never came: {words!r}"
            if select.select([self._master], [], [], 1)[0]:
                self.written += os.read(self._master, 65536)

    def close(self) -> None:
        """Close the terminal, as its window is closed."""
        os.close(self._master)

    def ends(self) -> int:
        return self.process.wait(PATIENCE)


@contextmanager
def at_terminal(home: Path, *args: str) -> Iterator[tuple[Shown, int]]:
    """``vicidash`` with a terminal of its own; and the end of it that the program has."""
    master, slave = pty.openpty()
    folders = {f"XDG_{name}_HOME": str(home / name) for name in ("CONFIG", "STATE", "CACHE")}
    env = {**os.environ, **folders, "HOME": str(home), "TMPDIR": str(home / "tmp")}
    (home / "tmp").mkdir()
    its_own = "import fcntl, runpy, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    its_own += "runpy.run_module('vicidash', run_name='__main__')"
    process = subprocess.Popen(
        [sys.executable, "-c", its_own, *args],
        cwd=ROOT,
        env={**env, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    try:
        yield Shown(process, master), slave
    finally:
        process.kill()
        process.wait()


def test_a_closed_terminal_leaves_nothing_behind(tmp_path: Path) -> None:
    with at_terminal(tmp_path, "demo") as (shown, slave):
        shown.until(b"TOTAL")
        assert [each.name[:14] for each in (tmp_path / "tmp").iterdir()] == ["vicidash-demo-"]
        os.close(slave)
        shown.close()
        assert shown.ends() == 128 + signal.SIGHUP
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    ("args", "words"), [(["demo"], b"TOTAL"), (["demo", "--wall"], b"DEMO"), (["setup"], b"URL")]
)
def test_what_is_told_to_stop_gives_the_terminal_back(
    args: list[str], words: bytes, tmp_path: Path
) -> None:
    with at_terminal(tmp_path, *args) as (shown, slave):
        before = termios.tcgetattr(slave)
        shown.until(words)
        assert termios.tcgetattr(slave) != before
        shown.process.send_signal(signal.SIGTERM)
        shown.until(BACK)
        shown.process.send_signal(signal.SIGHUP)  # another behind it changes nothing
        assert shown.written.count(ALTERNATE) == 1
        assert shown.ends() == 128 + signal.SIGTERM
        assert termios.tcgetattr(slave) == before
        os.close(slave)
        shown.close()
    assert list((tmp_path / "tmp").iterdir()) == []


async def test_the_layout_is_kept_and_what_was_asked_for_is_sent(tmp_path: Path) -> None:
    memory = LayoutFile(tmp_path / "layout.json")
    async with floor(memory=memory) as console:
        await console.press("/", *"a000", "enter")
        console.send("p")
        await console.pilot.pause(0)
        console.app.leave_soon()
        assert console.app._task is not None
        await console.app._task
        assert [order.target for order in console.dialer.orders] == ["a0001"]
        assert json.loads(console.audit.read_text().splitlines()[-1])["target"] == "a0001"
    assert memory.load().filter == "a000"


async def test_what_takes_too_long_is_not_waited_for(
    dialer: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "LAST_WORDS", 0.01)
    dialer.answer("external_pause", recorded("external_pause_ready").body, held=True)
    async with floor(replay=dialer) as console:
        console.send("p")
        await console.pilot.pause(0)
        console.app.leave_soon()
        assert console.app._task is not None
        await console.app._task
        lines = console.audit.read_text().splitlines()
        assert "not known" in json.loads(lines[-1])["answer"]
