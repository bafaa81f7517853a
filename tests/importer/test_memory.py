"""Memory is flat: what is kept grows neither with the rows that are done nor with those to come."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.importer.fake import LIST, csv_file, order
from vicidash.client import Lead
from vicidash.importer import plan
from vicidash.importer.dialer import Made
from vicidash.importer.engine import Importer, SendOptions
from vicidash.importer.rows import LeadRow

pytestmark = [pytest.mark.long, pytest.mark.thorough]

ROWS = 200_000
BOUND = 12 * 1024 * 1024
"""Bytes more than in the beginning. The rows are a hundred MiB as objects."""


def resident() -> int:
    """Bytes of memory that this process has now."""
    with open("/proc/self/statm", encoding="ascii") as text:
        return int(text.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Sink:
    """Takes every lead and remembers none."""

    added = 0
    begun = 0
    most = 0
    keeps_non_ascii: bool | None = None
    keeps_signs: bool | None = None

    async def add(self, row: LeadRow, extra: Mapping[str, str]) -> Made:
        self.added += 1
        if self.added % 1000 == 0:
            self.begun = self.begun or resident()
            self.most = max(self.most, resident())
        return Made(self.added)

    async def update(self, lead_id: int, row: LeadRow) -> None:
        raise AssertionError(lead_id)

    async def search(self, phone: str) -> Sequence[int]:
        return ()

    async def lead(self, lead_id: int) -> Lead | None:
        raise AssertionError(LIST)


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for its memory")
@pytest.mark.usefixtures("quick_disk")
async def test_two_hundred_thousand_rows(tmp_path: Path) -> None:
    path = csv_file(tmp_path, ROWS)
    asked = order(path)
    begun = plan.begin(tmp_path / "state", asked)
    sink = Sink()
    done = await Importer(
        asked.source, asked.mapped, begun.journal, sink, SendOptions(settle=0)
    ).run()
    begun.journal.close()
    assert done.added == ROWS
    assert sink.most - sink.begun < BOUND
