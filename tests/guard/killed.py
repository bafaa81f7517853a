"""Writes minutes, ledger days and decisions without end, and says what it has written.

Run as a program by ``test_store``, which kills it at some point.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from vicidash.client import CallCounts
from vicidash.guard.store import GuardStore
from vicidash.guard.terms import Decision, DecisionRule, GuardState, GuardVerdict
from vicidash.history.database import HistoryFile
from vicidash.history.ledger import DropLedger
from vicidash.history.samples import Sample

URL = "https://dialer.example/"
BEGIN = 1_795_411_274.0
FIRST = date(2026, 1, 1)


def main(path: Path, first: int) -> None:
    """Count up from ``first``; a number that was printed is in the file."""
    file = HistoryFile(path, dialer=URL, now=BEGIN)
    store, ledger = GuardStore(file), DropLedger(file)
    minute = int(BEGIN // 60)
    for number in range(first, first + 10**6):
        decision = Decision(
            at=BEGIN + number,
            campaign_id="SALES",
            verdict=GuardVerdict.LOWER,
            rule=DecisionRule.CEILING,
            text=f"number {number}",
            measure="today",
        )
        saved = file.save_minutes([(minute + number, "SALES", Sample(calls=number))], [])
        saved = store.save({"SALES": GuardState(held=float(number))}, [decision]) and saved
        day = FIRST + timedelta(days=number % 300)
        row = CallCounts(id="SALES", calls=3, answers=2, by_hour=(0,) * 24, by_status={"DROP": 1})
        ledger.take({"SALES": row}, day, datetime.fromtimestamp(BEGIN, UTC))
        if saved and file.problem is None:
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()
        else:
            time.sleep(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
