"""From rows and lines to models. What does not fit is dropped and counted, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeVar

from pydantic import ValidationError

from vicidash.client import wire
from vicidash.client.models import CallCounts, Listing, Model

M = TypeVar("M", bound=Model)

_HOURS: Final = [f"{hour:02}" for hour in range(24)]


def listing(
    model: type[M], table: wire.Table, answer: wire.Answer, *, key: str | None = None
) -> Listing[M]:
    """Rows as models; a row whose values do not fit (a cut number, say) is dropped and counted.

    So is one that says again what another has said: ``key`` is the field that is there once.
    """
    found: list[M] = []
    for row in table.rows:
        try:
            found.append(model.model_validate(row))
        except ValidationError:
            continue
    kept = once(found, key) if key else tuple(found)
    return Listing(kept, table.dropped + len(table.rows) - len(kept), warning=answer.warning)


def once(found: Iterable[M], key: str) -> tuple[M, ...]:
    """The first of those with the same ``key``, whatever the others say."""
    kept: dict[object, M] = {}
    for each in found:
        kept.setdefault(getattr(each, key), each)
    return tuple(kept.values())


def call_counts(line: str) -> CallCounts | None:
    """``id|total|human_answered|00-n,…,23-n|STATUS-n,…|``, or ``None`` for a cut or foreign row."""
    match line.split("|"):
        case [name, calls, answers, hours, statuses, ""]:
            pass
        case _:
            return None
    by_hour, by_status = _counted(hours), _counted(statuses)
    if by_hour is None or by_status is None or [*by_hour] != _HOURS:
        return None
    values = {
        "id": name,
        "calls": calls,
        "answers": answers,
        "by_hour": [*by_hour.values()],
        "by_status": by_status,
    }
    try:
        return CallCounts.model_validate(values)
    except ValidationError:
        return None


def _counted(text: str) -> dict[str, str] | None:
    """``NAME-count,NAME-count``, a name may have a dash; ``None`` when one is there twice."""
    parts = [part.rpartition("-") for part in text.split(",") if part]
    found = {name: count for name, _, count in parts}
    return found if len(found) == len(parts) else None
