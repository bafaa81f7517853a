"""What a recorded shift of 200 agents in 10 campaigns at 4 s takes: size, writing, seeking.

``python -m tests.bench.bench_looks [MINUTES]`` plays the demo for so long (default 20) and prints
the table; the size is given for 10 hours in proportion. It fails when a goal is missed.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.looks.recorded import looks_of
from vicidash.looks.file import LookFile, LookWriter
from vicidash.looks.look import Look

AGENTS, CAMPAIGNS = 200, 10
HOURS = 10
MOST_BYTES = 20_000_000
SEEK = 0.5
"""Seconds that going to a look may take, half of the time."""


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _write(writer: LookWriter, look: Look) -> None:
    writer.write(look.wall, look.to_plain())


def _read(file: LookFile, number: int) -> Look:
    return Look.from_plain(file.look(number))


def measure(looks: list[Look], minutes: float, path: Path) -> int:
    """Print the table; the exit code."""
    writer = LookWriter(path, {"dialer": "http://dialer.test"})
    encoded = [_timed(look.to_plain) for look in looks]
    written = [_timed(partial(_write, writer, look)) for look in looks]
    writer.close()
    shift = writer.size * HOURS * 60 / minutes
    opened = _timed(partial(LookFile, path))
    file, numbers = LookFile(path), range(len(looks))
    forward = [_timed(partial(_read, file, number)) for number in numbers]
    back = [_timed(partial(_read, file, number)) for number in reversed(numbers)]
    jumps = [_timed(partial(_read, LookFile(path), number)) for number in numbers[::7]]
    rows = (
        ("looks", f"{len(looks):,} in {minutes:g} minutes"),
        ("bytes of a look", f"{writer.size / len(looks):,.0f}"),
        (f"a shift of {HOURS} hours", f"{shift / 1e6:.1f} MB"),
        ("encoding a look (in a thread)", _milliseconds(encoded)),
        ("encoding and writing it", _milliseconds(written)),
        ("opening the file", _milliseconds([opened])),
        ("a step forward", _milliseconds(forward)),
        ("a step back", _milliseconds(back)),
        ("a jump anywhere", _milliseconds(jumps)),
    )
    for name, value in rows:
        print(f"{name:32}{value:>28}")
    return 1 if shift > MOST_BYTES or statistics.median(jumps) > SEEK else 0


def _milliseconds(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.1f} ms, at most {max(seconds) * 1000:.0f}"


def main() -> int:
    """Play and measure."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    looks = asyncio.run(looks_of(minutes, agents=AGENTS, campaigns=CAMPAIGNS))
    with tempfile.TemporaryDirectory() as folder:
        return measure(looks, minutes, Path(folder) / "bench.looks")


if __name__ == "__main__":
    sys.exit(main())
