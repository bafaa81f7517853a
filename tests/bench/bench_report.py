"""Seconds to read the real-time report of many agents, in both displays.

::

    python -m tests.bench.bench_report [AGENTS] [ROUNDS]

The page is a recorded one whose rows are repeated with users of their own. TEXT is what the
client asks for; an installation may still answer with HTML.
"""

from __future__ import annotations

import re
import sys
import time
from itertools import cycle, islice

from rich.console import Console
from rich.table import Table

from tests.replay import recorded_page
from vicidash.client.report import realtime

AIM = 0.060
DISPLAYS = {
    "TEXT": ("realtime_all_pause_codes", r"\| <SPAN class=\"[a-z]+\">.*user_status.*\n"),
    "HTML": ("realtime_all_html_pause_codes", r"<tr class='TR.*</tr>\n"),
}


def grown(name: str, row: str, agents: int) -> str:
    """The recorded page with that many agents."""
    body = recorded_page(name).body
    rows = [found[0] for found in re.finditer(row, body)]
    many = (
        re.sub(r"\ba0\d{3}\b", f"u{n:05}", each)
        for n, each in enumerate(islice(cycle(rows), agents))
    )
    return body.replace("".join(rows), "".join(many))


def main() -> None:
    agents = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    table = Table("display", "MB", "agents", "best", "median", f"aim {AIM * 1000:.0f} ms")
    for display, (name, row) in DISPLAYS.items():
        body = grown(name, row, agents)
        taken = []
        for _ in range(rounds):
            start = time.process_time()
            report = realtime.read(body)
            taken.append(time.process_time() - start)
        assert len(report.agents) == agents, (len(report.agents), agents)
        best, median = min(taken), sorted(taken)[rounds // 2]
        size = f"{len(body) / 1e6:.1f}"
        met = "met" if best <= AIM else "missed"
        table.add_row(
            display, size, str(agents), f"{best * 1000:.1f} ms", f"{median * 1000:.1f} ms", met
        )
    Console().print(table)


if __name__ == "__main__":
    main()
