"""What the console costs while it is only looked at: the whole app, polls and clocks included.

Run it with `python -m tests.bench.bench_console`. A demo centre in a process of its own is watched
for some seconds, at the default intervals and then once a second with the longest in a state first,
so that rows move all the time; every agent's time ticks each second. What would go to the terminal
is made and thrown away. Figures are CPU milliseconds per second: 10 are 1 % of a core.
"""

from __future__ import annotations

import argparse
import asyncio
import inspect
import itertools
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from textual.driver import Driver
from textual.drivers.headless_driver import HeadlessDriver

from vicidash.client import VicidialClient
from vicidash.config import Settings
from vicidash.tui.app import VicidashApp

Size = tuple[int, int]
SIZES: tuple[Size, ...] = ((80, 24), (160, 48), (200, 60), (300, 100))


class Way(NamedTuple):
    """How the floor is looked at."""

    name: str
    settings: Settings
    keys: tuple[str, ...] = ()


WAYS = (
    Way("as it comes up", Settings()),
    Way("1 Hz, by time", Settings(floor_interval=1.0), ("T",)),
)


@contextmanager
def centre(agents: int) -> Iterator[str]:
    """The address of a demo centre in a process of its own."""
    command = [sys.executable, "-m", "vicidash", "demo", "--agents", str(agents)]
    with subprocess.Popen([*command, "--serve", "127.0.0.1:0"], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().decode().strip()
        finally:
            server.terminate()


class CountingDriver(HeadlessDriver):
    """Counts what a terminal would have been sent."""

    written = 0

    @property
    def is_headless(self) -> bool:
        return False  # else nothing is made for it

    def write(self, data: str) -> None:
        CountingDriver.written += len(data)


class MeasuredApp(VicidashApp):
    """The console before a terminal that throws all away."""

    CSS_PATH = str(Path(inspect.getfile(VicidashApp)).with_name("console.tcss"))

    def _build_driver(
        self, headless: bool, inline: bool, mouse: bool, size: tuple[int, int] | None
    ) -> Driver:
        self._driver = CountingDriver(self, mouse=mouse, size=size)
        return self._driver


async def measure(url: str, way: Way, size: Size, seconds: float) -> tuple[float, float]:
    """CPU milliseconds and bytes, each per second."""
    app = MeasuredApp(VicidialClient(url, "demo", "demo"), way.settings)
    async with app.run_test(size=size) as pilot:
        while app.floor_console.frame.snapshot.server is None:
            await pilot.pause(0.1)
        await pilot.press(*way.keys)
        CountingDriver.written = 0
        begin = time.process_time()
        await asyncio.sleep(seconds)
        spent = time.process_time() - begin
        return spent * 1000 / seconds, CountingDriver.written / seconds


async def run(counts: Sequence[int], sizes: Sequence[Size], seconds: float) -> None:
    print(f"{'agents':>6} {'way':<15} {'size':>8} {'CPU ms/s':>9} {'% core':>7} {'bytes/s':>8}")
    for agents in counts:
        with centre(agents) as url:
            for way, size in itertools.product(WAYS, sizes):
                spent, written = await measure(url, way, size, seconds)
                shape = "×".join(map(str, size))
                print(
                    f"{agents:>6} {way.name:<15} {shape:>8} {spent:>9.1f} {spent / 10:>6.1f}%"
                    f" {written:>8.0f}"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description="CPU of the idle console, by floor and size.")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--agents", type=int, nargs="*", default=[200])
    parser.add_argument("--sizes", type=_size, nargs="*", default=SIZES, metavar="WIDTHxHEIGHT")
    options = parser.parse_args()
    asyncio.run(run(options.agents, options.sizes, options.seconds))


def _size(text: str) -> Size:
    width, height = map(int, text.split("x"))
    return width, height


if __name__ == "__main__":
    main()
