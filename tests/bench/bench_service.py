"""What many readers of the service cost: 200 streams and 50 REST readers on a demo of 500 agents.

::

    python -m tests.bench.bench_service [STREAMS] [READERS] [SECONDS]

The service is a process of its own, as is the demo. The delay of a stream is that from the first
reader that has a whole event to each other one. The dialer's requests are compared with those of
the service alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import httpx
from rich.console import Console
from rich.table import Table

ROOT: Final = Path(__file__).parents[2]
AIM: Final = 0.250
"""Seconds from a picture to its readers, of all but one in a hundred."""
AGENTS: Final = 500


@contextlib.contextmanager
def program(env: dict[str, str], *args: str) -> Iterator[tuple[str, int]]:
    """A process of ours: the first line that it prints, and its id."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "vicidash", *args],
        cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process.pid
        finally:
            process.terminate()


def memory(pid: int) -> float:
    """Megabytes of memory that a process has."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else float("nan")


def cpu(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def asked(http: httpx.AsyncClient) -> float:
    """How many requests the dialer has had from the service."""
    text = (await http.get("/metrics")).text
    found = re.findall(r"vicidash_dialer_request_seconds_count\{.*\} (\S+)", text)
    return sum(map(float, found))


class Streams:
    """Readers of the stream: when each event was whole at each of them, by its number."""

    def __init__(self, url: str, login: Mapping[str, str], count: int) -> None:
        self._url = url
        self._login = login
        self._count = count
        self.arrived: dict[str, list[float]] = {}
        self.snapshots = 0

    async def run(self) -> None:
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(
            base_url=self._url, headers=self._login, timeout=60, limits=limits
        ) as http:
            await asyncio.gather(*(self._read(http) for _ in range(self._count)))

    async def _read(self, http: httpx.AsyncClient) -> None:
        async with http.stream("GET", "/api/stream") as answer:
            rest = b""
            async for chunk in answer.aiter_raw():
                rest += chunk
                while (end := rest.find(b"\n\n")) >= 0:
                    block, rest = rest[:end], rest[end + 2 :]
                    if block.startswith(b"id: "):
                        self._note(block[4 : block.index(b"\n")].decode(), b"snapshot" in block)

    def _note(self, number: str, whole: bool) -> None:
        self.arrived.setdefault(number, []).append(time.monotonic())
        self.snapshots += whole

    def delays(self) -> list[float]:
        """Of each event that all readers got, the seconds after the first reader that had it."""
        found = [times for times in self.arrived.values() if len(times) == self._count]
        return sorted(at - times[0] for times in found for at in times)


async def readers(url: str, login: Mapping[str, str], count: int, taken: list[float]) -> None:
    """REST readers, each asking once a second in turn for the agents and the campaigns."""

    async def one(http: httpx.AsyncClient, place: int) -> None:
        await asyncio.sleep(place / count)
        tags: dict[str, str] = {}
        for turn in range(sys.maxsize):
            path = ("/api/agents", "/api/campaigns")[turn % 2]
            begun = time.monotonic()
            answer = await http.get(path, headers={"If-None-Match": tags.get(path, "")})
            taken.append(time.monotonic() - begun)
            assert answer.status_code in (200, 304), answer.text
            tags[path] = answer.headers["etag"]
            await asyncio.sleep(max(0.0, 1 - (time.monotonic() - begun)))

    async with httpx.AsyncClient(base_url=url, headers=login, timeout=30) as http:
        await asyncio.gather(*(one(http, place) for place in range(count)))


def quantile(values: list[float], share: float) -> float:
    """A value that this share of all does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0


async def measure(
    url: str, login: Mapping[str, str], pid: int, streams: int, rest: int, seconds: float
) -> None:
    """Measure the service alone, then with its readers, and print both."""
    async with httpx.AsyncClient(base_url=url, headers=login, timeout=30) as http:
        for _ in range(100):
            if (await http.get("/readyz")).status_code == 200:
                break
            await asyncio.sleep(0.2)
        await asyncio.sleep(5)  # all that is asked at the start
        counts, memories, times = [await asked(http)], [memory(pid)], [cpu(pid)]
        await asyncio.sleep(seconds)
        counts, times = [*counts, await asked(http)], [*times, cpu(pid)]
        watched, taken = Streams(url, login, streams), list[float]()
        tasks = [
            asyncio.ensure_future(watched.run()),
            asyncio.ensure_future(readers(url, login, rest, taken)),
        ]
        await asyncio.sleep(5)  # until all are there
        watched.arrived.clear()
        taken.clear()
        counts, memories = [*counts, await asked(http)], [*memories, memory(pid)]
        times.append(cpu(pid))
        await asyncio.sleep(seconds)
        counts, memories = [*counts, await asked(http)], [*memories, memory(pid)]
        times.append(cpu(pid))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    late = quantile(watched.delays(), 0.99)
    table = Table("", "alone", f"{streams} streams, {rest} readers", title=f"{AGENTS} agents")
    alone, busy = counts[1] - counts[0], counts[3] - counts[2]
    table.add_row(f"requests to the dialer in {seconds:.0f} s", f"{alone:.0f}", f"{busy:.0f}")
    table.add_row("processor", *(f"{(b - a) / seconds:.0%}" for a, b in (times[:2], times[2:])))
    table.add_row("memory, MB", f"{memories[0]:.0f}", f"{memories[1]:.0f} → {memories[2]:.0f}")
    met = "met" if late <= AIM else "missed"
    table.add_row("first to last reader, p99", "", f"{late * 1000:.0f} ms (aim 250: {met})")
    table.add_row("REST, p99", "", f"{quantile(taken, 0.99) * 1000:.0f} ms of {len(taken)}")
    Console().print(table)


def main() -> None:
    given = [int(each) for each in sys.argv[1:4]]
    streams, rest, seconds = [*given, *(200, 50, 30)[len(given) :]]
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(
            dict.fromkeys(("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), home)
        )
        os.environ.update({"VICIDIAL_USER": "demo", "VICIDIAL_PASS": "demo"})
        rights = ("--right", "read", "--right", "metrics", "--streams", "2000", "--rate", "100000")
        with program(dict(os.environ), "serve", "token", "new", "bench", *rights) as (token, _):
            login = {"Authorization": f"Bearer {token}"}
        demo = ("demo", "--agents", str(AGENTS), "--campaigns", "8", "--serve", "127.0.0.1:0")
        with program(dict(os.environ), *demo) as (dialer, _):
            env = {**os.environ, "VICIDIAL_URL": dialer}
            serve = ("serve", "--listen", "127.0.0.1:0")
            with program(env, *serve) as (line, pid):
                url = line.removeprefix("serving on ")
                asyncio.run(measure(url, login, pid, streams, rest, float(seconds)))


if __name__ == "__main__":
    main()
