"""Runs the command line: in this process, as a stranger would, or at a terminal."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.replay import Replay, recorded
from vicidash.client import VicidialClient
from vicidash.config import Loaded
from vicidash.launch import CONSOLE, LaunchTarget

ROOT = Path(__file__).parents[2]
RIGHT = "s3cret"
CTRL_C = "\x03"
_STYLE = re.compile(r"\x1b\[[\d;]*m")
WRONG = "n0t-the-password"


@dataclass(frozen=True)
class Ran:
    """What a run came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[dict[str, str]]:
        """The lines of a pipe by their header."""
        header, *lines = (line.split("\t") for line in self.out.splitlines())
        return [dict(zip(header, line, strict=True)) for line in lines]


def no_console(
    loaded: Loaded, client: VicidialClient, *, mode: str = "", view: LaunchTarget = CONSOLE
) -> int:
    """For command lines that must not open the console."""
    raise AssertionError("the console was opened")


def account(dialer: Replay, password: str = RIGHT, user: str = "apiuser") -> dict[str, str]:
    """The environment that leads to a replayed dialer."""
    return {"VICIDIAL_URL": dialer.url, "VICIDIAL_USER": user, "VICIDIAL_PASS": password}


def status(name: str, build: str = "2.14-202") -> str:
    """A recorded answer of ``agent_status``, as it is without ``include_ip``, which we never ask.

    With it, this build names a column more in its header than its rows have.
    """
    return recorded(f"agent_status_{name}", build).body.replace("|computer_ip", "", 1)


def stranger(*args: str, env: Mapping[str, str], stdin: str = "") -> Ran:
    """``python -m vicidash`` in a process of its own, with no terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "vicidash", *args],
        cwd=ROOT,
        env=dict(env),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def at_terminal(
    *args: str, env: Mapping[str, str], types: str = "", after: str = "", columns: int = 200
) -> tuple[int, str]:
    """The exit code and what a terminal gets, without its styles.

    ``types`` is typed once ``after`` is there.
    """
    master, slave = pty.openpty()
    terminal = {"TERM": "xterm", "COLUMNS": str(columns), "LINES": "40"}
    process = subprocess.Popen(
        [sys.executable, "-m", "vicidash", *args],
        cwd=ROOT,
        env={**env, **terminal},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    shown = before = ""
    typed = not types
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if not select.select([master], [], [], 2)[0]:
            if typed and types == CTRL_C and shown == before:
                # one that comes just before input() waits is only noted: press again, as one would
                # whom nothing answers
                process.send_signal(signal.SIGINT)
            continue
        try:
            read = os.read(master, 65536)
        except OSError:  # the other end was closed
            break
        shown += read.decode(errors="replace")
        if not typed and after in shown:
            typed, before = True, shown
            if types == CTRL_C:  # this terminal is nobody's controlling one, so it sends none
                process.send_signal(signal.SIGINT)
            else:
                os.write(master, types.encode())
    os.close(master)
    return process.wait(timeout=10), _STYLE.sub("", shown).replace("\r\n", "\n")


def asked(dialer: Replay) -> Counter[str]:
    """How often each function was asked."""
    return Counter(each.function for each in dialer.requests)
