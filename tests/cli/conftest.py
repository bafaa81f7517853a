"""A home of its own for each test, and ways to run the command line in it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.runner import Ran, no_console
from tests.demo.support import Clock
from tests.replay import Replay
from vicidash.cli.main import run
from vicidash.demo import DemoDialer, DemoServer
from vicidash.launch import Launch

Vicidash = Callable[..., Ran]
Age = Callable[[float], None]

_QUEUE = "ingroups|total_calls|calls_waiting\nSALESB2B|3|2\n"
_OURS = ("VICIDIAL_", "VICIDASH_", "XDG_", "CAMPAIGNS", "_VICIDASH")
_THE_TERMINALS = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TMUX")


@pytest.fixture(autouse=True)
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of this process and of strangers: an empty home and no settings."""
    for name in os.environ:
        if name.startswith((*_OURS, *_THE_TERMINALS)):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    return dict(os.environ)


@pytest.fixture
def vicidash(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Vicidash:
    """Runs a command line in this process: ``vicidash("agents", "--json", env=…)``."""

    def go(*args: str, env: dict[str, str] | None = None, launch: Launch = no_console) -> Ran:
        for name, value in (env or {}).items():
            monkeypatch.setenv(name, value)
        capsys.readouterr()
        code = run(launch, args)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return go


@pytest.fixture(scope="module")
def centre() -> Iterator[DemoServer]:
    """A demo centre on a Monday at noon that never passes; one for all tests of a module."""
    with DemoServer(DemoDialer(seed=7, hostile_names=True, clock=Clock())) as server:
        yield server


@pytest.fixture
def login(centre: DemoServer) -> dict[str, str]:
    """The environment that leads to the centre."""
    return {"VICIDIAL_URL": centre.url, "VICIDIAL_USER": "demo", "VICIDIAL_PASS": "demo"}


@pytest.fixture
def audit(tmp_path: Path) -> Callable[[], str]:
    """What the audit log holds, as text; empty when there is none."""
    path = tmp_path / "state" / "vicidash" / "audit.jsonl"
    return lambda: path.read_text(encoding="utf-8") if path.exists() else ""


@pytest.fixture
def known(dialer: Replay) -> Replay:
    """A dialer that tells every figure that a line can show."""
    return dialer.answer("in_group_status", _QUEUE)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Age:
    """Lets seconds pass, for all that reads the wall clock, which stands still else.

    Files get the time of the machine, which does not: it is a little ahead.
    """
    now = [time.time()]
    monkeypatch.setattr(time, "time", lambda: now[0])

    def go(seconds: float) -> None:
        now[0] += seconds

    return go
