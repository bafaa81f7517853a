"""The demo dialer in a process of its own, and what is in it.

``python -m tests.importer.demo_process '{"drop_every": 20}'`` prints its address, and then, for
each line that it reads, the leads that carry a marker.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Self

from vicidash.demo.dialer import DemoDialer
from vicidash.demo.server import DemoServer

ROOT = Path(__file__).parents[2]


def main() -> None:
    given: dict[str, Any] = json.loads(sys.argv[1])
    faults = {name: given.pop(name) for name in ("drop_every", "delay") if name in given}
    dialer = DemoDialer(agents=5, campaigns=2, **given)
    before = len(dialer.world.leads)
    with DemoServer(dialer, **faults) as server:
        print(server.url, flush=True)
        for _ in sys.stdin:
            leads = list(dialer.world.leads.leads.values())[before:]
            found = Counter(lead.get("source_id") for lead in leads)
            told = {"leads": len(leads), "phones": len({lead.phone_number for lead in leads})}
            print(json.dumps(told | {"markers": found}), flush=True)


class DemoProcess:
    """Runs it; a context manager."""

    def __init__(self, **given: float) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.importer.demo_process", json.dumps(given)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()

    def look(self) -> dict[str, Any]:
        """``leads`` that came by the API, their ``phones``, and how often each marker is there."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("look\n")
        self._process.stdin.flush()
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


if __name__ == "__main__":
    main()
