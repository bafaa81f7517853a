"""What a start costs: CPU time of whole processes, beside a bare Python and a bare Textual app.

Run it with `python -m tests.bench.bench_start`. All ways take turns, so that each meets the same
machine; the figure is the smallest of several rounds.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

PASS: Final = "python -c pass"
TEXTUAL: Final = "a bare Textual app, first frame"

_BARE_APP: Final = """
import asyncio
from textual.app import App
from textual.widgets import DataTable, Footer
class Bare(App):
    def compose(self):
        yield DataTable()
        yield Footer()
app = Bare()
"""
_CONSOLE: Final = """
import asyncio
from vicidash.client import VicidialClient
from vicidash.config import Settings
from vicidash.tui.app import VicidashApp
app = VicidashApp(VicidialClient("http://127.0.0.1:9", "user", "password"), Settings())
"""
_FIRST_FRAME: Final = """
async def leave(pilot):
    app.exit()
asyncio.run(app.run_async(headless=True, size=(120, 40), auto_pilot=leave))
"""


class Way(NamedTuple):
    """A process to start, what it is measured against, and how many times that it may take."""

    name: str
    argv: Sequence[str]
    yardstick: str = ""
    goal: float | None = None


def ways() -> list[Way]:
    """All that is started."""
    python = sys.executable
    program = (python, "-m", "vicidash")
    return [
        Way(PASS, (python, "-c", "pass")),
        Way("vicidash --version", (*program, "--version"), PASS, 4.0),
        Way("vicidash --help", (*program, "--help"), PASS),
        Way("vicidash line, from its cache", (*program, "line", "--max-age", "3600"), PASS, 5.0),
        Way(TEXTUAL, (python, "-c", _BARE_APP + _FIRST_FRAME)),
        Way("the console, first frame", (python, "-c", _CONSOLE + _FIRST_FRAME), TEXTUAL, 1.6),
    ]


def cpu_seconds(argv: Sequence[str], env: Mapping[str, str]) -> float:
    """CPU time of a process and of those it waited for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(argv, stdout=subprocess.DEVNULL, check=True, env=env)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@contextmanager
def surroundings() -> Iterator[dict[str, str]]:
    """Folders of its own, and a demo centre that `vicidash line` has asked once."""
    command = [sys.executable, "-m", "vicidash", "demo", "--serve", "127.0.0.1:0"]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
    ):
        assert server.stdout is not None
        try:
            env = dict(os.environ)
            for name in ("CONFIG", "STATE", "CACHE"):
                env[f"XDG_{name}_HOME"] = str(Path(folder) / name.lower())
            env |= {
                "VICIDIAL_URL": server.stdout.readline().strip(),
                "VICIDIAL_USER": "demo",
                "VICIDIAL_PASS": "demo",
            }
            yield env
        finally:
            server.terminate()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    least: dict[str, float] = {}
    with surroundings() as env:
        for _ in range(rounds + 1):
            for way in ways():
                seconds = cpu_seconds(way.argv, env)
                least[way.name] = min(seconds, least.get(way.name, seconds))
    print(f"{'':34} {'CPU ms':>8} {'ratio':>7} {'goal':>6}")
    for way in ways():
        ratio = f"{least[way.name] / least[way.yardstick]:.1f}" if way.yardstick else ""
        goal = "" if way.goal is None else f"≤{way.goal:g}"
        print(f"{way.name:34} {1000 * least[way.name]:8.1f} {ratio:>7} {goal:>6}")


if __name__ == "__main__":
    main()
