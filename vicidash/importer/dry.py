"""Checking every row of a file, without sending any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vicidash.formatting import printable
from vicidash.importer import checking
from vicidash.importer.mapping import FieldMap
from vicidash.importer.sources import Source

SHOWN: Final = 20
"""Bad rows that are told one by one."""


@dataclass(frozen=True, slots=True)
class DryRunResult:
    """What would come of a file, as far as the file alone tells."""

    rows: int
    rejected: int
    bent: int
    """Rows with a sign that the dialer changes."""
    first: tuple[tuple[int, str], ...]
    """Line and reason of the first bad rows."""


def dry_run(source: Source, mapped: FieldMap) -> DryRunResult:
    """Check all rows. Raises :class:`~vicidash.importer.records.Unreadable`."""
    rows = rejected = bent = 0
    first: list[tuple[int, str]] = []
    for record in source.records():
        rows += 1
        try:
            bent += checking.is_bent(checking.row(record, mapped))
        except checking.BadRow as error:
            rejected += 1
            if len(first) < SHOWN:
                first.append((record.line, printable(str(error))))
    return DryRunResult(rows, rejected, bent, tuple(first))
