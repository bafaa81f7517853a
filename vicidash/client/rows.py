"""From rows and lines to models. What does not fit is dropped and counted, never guessed."""

from __future__ import annotations

from typing import TypeVar

from pydantic import ValidationError

from vicidash.client import wire
from vicidash.client.models import CallCounts, Listing, Model

M = TypeVar("M", bound=Model)


def listing(model: type[M], table: wire.Table, answer: wire.Answer) -> Listing[M]:
    """Rows as models; a row whose values do not fit (a cut number, say) is dropped and counted."""
    found: list[M] = []
    for row in table.rows:
        try:
            found.append(model.model_validate(row))
        except ValidationError:
            continue
    return Listing(
        tuple(found), table.dropped + len(table.rows) - len(found), warning=answer.warning
    )


def call_counts(line: str) -> CallCounts | None:
    """``id|total|human_answered|00-n,…,23-n|STATUS-n,…|``, or ``None`` for a cut or foreign row."""
    match line.split("|"):
        case [name, calls, answers, hours, statuses, ""]:
            pass
        case _:
            return None
    counted = (part.rpartition("-") for part in statuses.split(",") if part)
    values = {
        "id": name,
        "calls": calls,
        "answers": answers,
        "by_hour": [part.rpartition("-")[2] for part in hours.split(",")],
        "by_status": {status: count for status, _, count in counted},
    }
    try:
        return CallCounts.model_validate(values)
    except ValidationError:
        return None
