"""What watching 200 agents in 10 campaigns costs the dialer in a minute: ours beside the guide's.

``python -m tests.bench.bench_costs`` prints the table. Requests are counted on the demo; queries
are what the dialer's protocol page measured for each function, in proportion.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from tests.floor.fake import Clock
from tests.floor.watch_driver import run
from vicidash.client import VicidialClient
from vicidash.demo.costs import QueryCosts
from vicidash.demo.dialer import DemoDialer
from vicidash.demo.server import DemoServer
from vicidash.floor.watch import FloorWatch

AGENTS, CAMPAIGNS = 200, 10
GUIDE_POLL = 5
"""Seconds between two polls of the guide's dashboard: one request per agent and per campaign."""
NINE_O_CLOCK = 1_795_445_000.0

MOST_REQUESTS = 60
SHARE = 1 / 5
"""Of the guide's queries."""


def guide_minute() -> QueryCosts:
    """The minute of the guide's dashboard."""
    costs = QueryCosts()
    for _ in range(60 // GUIDE_POLL):
        for _ in range(AGENTS):
            costs.add("agent_status", {}, AGENTS, CAMPAIGNS, 0)
        for _ in range(CAMPAIGNS):
            costs.add("campaign_stats", {}, AGENTS, CAMPAIGNS, 0)
    return costs


async def our_minute(report: float | None) -> QueryCosts:
    """A minute of ours in mid-shift, with the report every ``report`` seconds or never."""
    clock = Clock()
    clock.now = NINE_O_CLOCK
    demo = DemoDialer(agents=AGENTS, campaigns=CAMPAIGNS, seed=7, clock=clock)
    with DemoServer(demo) as server:
        async with VicidialClient(server.url, "demo", "demo") as client:
            watch = FloorWatch(client, clock=clock, report=report)
            await run(watch, clock, 120.0)
            demo.costs.clear()
            await run(watch, clock, 60.0)
    return demo.costs


def table(minutes: Mapping[str, QueryCosts]) -> str:
    """The minutes side by side, a line for each function."""
    names = sorted({name for costs in minutes.values() for name in costs.requests})
    lines = [f"{'a minute':26}" + "".join(f"{name:>24}" for name in minutes)]
    lines.append(f"{'':26}" + f"{'requests / queries':>24}" * len(minutes))
    for name in names:
        cells = (f"{c.requests[name]:,} / {c.queries[name]:,}" for c in minutes.values())
        lines.append(f"{name:26}" + "".join(f"{cell:>24}" for cell in cells))
    sums = (f"{c.total_requests:,} / {c.total_queries:,}" for c in minutes.values())
    lines.append(f"{'all':26}" + "".join(f"{cell:>24}" for cell in sums))
    return "\n".join(lines)


def main() -> None:
    """Print the table, and fail when a goal is missed."""
    guide = guide_minute()
    with_pages, without = asyncio.run(our_minute(60.0)), asyncio.run(our_minute(None))
    print(table({"guide": guide, "API alone": without, "with the report": with_pages}))
    share = with_pages.total_queries / guide.total_queries
    print(f"{with_pages.total_requests} requests, {share:.1%} of the guide's queries")
    if with_pages.total_requests > MOST_REQUESTS or share > SHARE:
        raise SystemExit("a goal is missed")


if __name__ == "__main__":
    main()
