"""``add_many`` at concurrency 10 against a bare loop of the same HTTP library, in one run.

::

    python -m tests.bench.bench_add_many [ROWS] [ROUNDS]

The demo dialer runs in a process of its own, so that it and the client do not share one
interpreter. Both sides send the same form fields over kept-alive connections, ten at once, and
read each answer whole; the bare loop looks at nothing but the first word. They take turns, and
the ratio is the median of those of neighbours: what else the machine does slows both.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from multiprocessing.connection import Connection
from statistics import median

import httpx
from rich.console import Console
from rich.table import Table

from vicidash.client import VicidialClient
from vicidash.demo import DemoDialer
from vicidash.demo.server import DemoServer

CONCURRENCY = 10
AIM = 0.9
USER = PASSWORD = "demo"


def row(number: int) -> dict[str, str]:
    return {
        "phone_number": str(3125000000 + number),
        "phone_code": "1",
        "list_id": "1000",
        "first_name": "Zoë",
        "last_name": f"Number {number}",
        "vendor_lead_code": f"B{number}",
        "state": "NY",
    }


def serve(told: Connection) -> None:
    """The demo dialer, until the pipe says otherwise."""
    with DemoServer(DemoDialer(agents=10, campaigns=2)) as server:
        told.send(server.url)
        told.recv()


async def with_the_client(url: str, rows: range) -> int:
    async with VicidialClient(url, USER, PASSWORD) as client:
        await client.campaigns.list()  # the first login goes alone
        stream = client.leads.add_many(map(row, rows), concurrency=CONCURRENCY)
        return sum([result.added is not None async for result in stream])


async def with_a_bare_loop(url: str, rows: range) -> int:
    address = f"{url}/vicidial/non_agent_api.php"
    login = {"source": "bench", "function": "add_lead", "user": USER, "pass": PASSWORD}
    numbers: Iterator[int] = iter(rows)
    added = 0

    async def worker(http: httpx.AsyncClient) -> None:
        nonlocal added
        for number in numbers:
            form = {**login, "list_exists_check": "Y", **row(number)}
            answer = await http.post(address, data=form)
            added += answer.text.startswith("SUCCESS")

    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
    async with httpx.AsyncClient(limits=limits, timeout=30) as http:
        await http.post(address, data=login | {"function": "campaigns_list"})
        await asyncio.gather(*(worker(http) for _ in range(CONCURRENCY)))
    return added


def rate(send: Callable[[str, range], Awaitable[int]], url: str, rows: range) -> float:
    """Requests per second; every row must be in."""

    async def run() -> int:
        return await send(url, rows)

    gc.collect()
    begun = time.perf_counter()
    added = asyncio.run(run())
    taken = time.perf_counter() - begun
    assert added == len(rows), f"{len(rows) - added} rows are missing"
    return len(rows) / taken


def measure(rows: int, rounds: int) -> tuple[list[float], list[float]]:
    """Requests per second of each round: the bare loop's, and ours."""
    here, there = multiprocessing.Pipe()
    dialer = multiprocessing.get_context("spawn").Process(target=serve, args=(there,))
    dialer.start()
    try:
        url = here.recv()
        bare: list[float] = []
        ours: list[float] = []
        for turn in range(rounds):
            start = turn * 2 * rows
            bare.append(rate(with_a_bare_loop, url, range(start, start + rows)))
            ours.append(rate(with_the_client, url, range(start + rows, start + 2 * rows)))
        return bare, ours
    finally:
        here.send("stop")
        dialer.join()


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    bare, ours = measure(rows, rounds)
    ratio = median(our / other for our, other in zip(ours, bare, strict=True))
    title = f"{rounds} x {rows} leads, {CONCURRENCY} at once"
    table = Table("", "requests/s: median", "best", "ratio", title=title)
    table.add_row("bare loop of httpx", f"{median(bare):.0f}", f"{max(bare):.0f}", "1.00")
    table.add_row("leads.add_many", f"{median(ours):.0f}", f"{max(ours):.0f}", f"{ratio:.2f}")
    Console().print(table, f"aim: {AIM:.2f} or more")
    return 0 if ratio >= AIM else 1


if __name__ == "__main__":
    raise SystemExit(main())
