"""Finds out whether a row without a known outcome was added to the dialer."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from vicidash.client import Lead, PermissionDenied, UnreadableRow, Unsupported
from vicidash.importer.dialer import MOST_LEADS, Dialer

MARKERS: Final = ("source_id", "vendor_lead_code", "security_phrase", "address3", "comments")
"""Fields that can hold a marker: long enough, free text, returned by ``lead_all_info``."""
BY_DEFAULT: Final = ("source_id", "vendor_lead_code")
"""Fields used by default: the first that the file does not fill."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The result of a look-up: the row's leads, or why it cannot be decided."""

    leads: tuple[int, ...] = ()
    why: str = ""
    """If not empty, the row may have been added or not."""


def marker(nonce: str, number: int) -> str:
    """The marker of a row: letters, digits and a dash, which every server stores unchanged."""
    return f"vd{nonce}-{number}"


def choose(wanted: str | None, filled: Collection[str]) -> str:
    """The field for markers, empty for none. Raises ``ValueError`` for one that is not free."""
    if wanted == "none":
        return ""
    if wanted is None:
        return next((name for name in BY_DEFAULT if name not in filled), "")
    if wanted not in MARKERS:
        raise ValueError(f"one of {', '.join(MARKERS)} or none")
    if wanted in filled:
        raise ValueError("a field that no column of the file fills, or none")
    return wanted


async def by_marker(
    dialer: Dialer, phone: str, field: str, text: str, *, every: bool = False
) -> Reconciled:
    """The leads with the marker; only the newest unless ``every``."""
    ids = await dialer.search(phone)
    found: list[int] = []
    unread: list[int] = []
    try:
        for lead_id in ids:
            try:
                lead = await dialer.lead(lead_id)
            except UnreadableRow:
                unread.append(lead_id)
                continue
            if lead is not None and getattr(lead, field) == text:
                found.append(lead_id)
                if not every:
                    break
    except (PermissionDenied, Unsupported) as error:
        return Reconciled(
            why=f"leads {_some(ids)} have its number and cannot be read: {error.message}"
        )
    if not found and unread:
        return Reconciled(why=f"it may be lead {_some(unread)}, whose row cannot be read")
    if not found and len(ids) >= MOST_LEADS:
        return Reconciled(why=f"{MOST_LEADS} leads and more have its number")
    return Reconciled(tuple(found))


async def by_age(
    dialer: Dialer,
    phone: str,
    list_id: str,
    floor: int,
    ours: Callable[[Collection[int]], Collection[int]],
) -> Reconciled:
    """Without a marker: whether any lead could be the row's.

    Leads up to id ``floor`` are older, and leads of other rows are excluded. Whether a remaining
    lead was made from this row or by somebody else cannot be decided.
    """
    ids = await dialer.search(phone)
    newer = [each for each in ids if each > floor]
    known = ours(newer) if newer else ()
    left = []
    try:
        for lead_id in newer:
            lead: Lead | None = None
            if lead_id not in known:
                try:
                    lead = await dialer.lead(lead_id)
                except UnreadableRow:
                    left.append(lead_id)
                    continue
            if lead is not None and lead.list_id == int(list_id):
                left.append(lead_id)
    except (PermissionDenied, Unsupported):
        left = [each for each in newer if each not in known]
    if left:
        return Reconciled(why=f"it may be lead {_some(left)}, which carries no marker to tell")
    if len(newer) >= MOST_LEADS:
        return Reconciled(why=f"{MOST_LEADS} leads and more have its number")
    return Reconciled()


def _some(ids: Collection[int]) -> str:
    first = ", ".join(map(str, list(ids)[:5]))
    return first if len(ids) <= 5 else f"{first} and {len(ids) - 5} more"
