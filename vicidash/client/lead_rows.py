"""Rows of leads and callbacks to models. What cannot be told apart is not guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pydantic import ValidationError

from vicidash.client import rows, wire
from vicidash.client.columns import whole
from vicidash.client.dialects.api import StockApi
from vicidash.client.lead_models import Callback, Lead, PhoneCheck
from vicidash.client.models import Listing
from vicidash.client.wire import Redact

SEARCH_LIMIT: Final = 1000
"""How many leads ``lead_search`` tells when it is not told how many."""

_REQUIRED: Final = ("status", "list_id", "phone_number", "comments", "lead_id")
_FREE: Final = ("comments", "vendor_lead_code", "source_id", "security_phrase")
"""Columns that may hold the delimiter, in the order in which they are suspected."""
_DIALABLE: Final = re.compile(
    r"(AREACODE|POSTAL|TZCODE|NANPA): (\d+)\|(-?\d{1,2}(?:\.\d{1,2})?)?#", re.ASCII
)
_CALLBACK_NONE: Final = 4
_CALLBACK: Final = ("lead_id", "callback_type", "recipient", "comments")


def lead(answer: wire.Answer, lead_id: int, *, custom: bool, redact: Redact) -> Lead | None:
    """The one lead of a ``lead_all_info`` answer; ``None`` when its row is unreadable.

    Raises :class:`NotAnAPIAnswer` when there is no whole row. A text may hold the delimiter, and
    comments a line end. The columns on both sides of it are countable, and the id, which was asked
    for, tells when the count went wrong.
    """
    header = answer.lines[0].split("|") if answer.lines else []
    if not set(_REQUIRED) <= set(header) or not answer.whole or len(answer.lines) < 2:
        excerpt = wire.excerpt(answer, redact)
        raise wire.not_an_answer("lead_all_info", "no whole row", answer.status, excerpt)
    width = header.index("lead_id") + 1
    for values in _readings("\n".join(answer.lines[1:]).split("|"), header):
        found = _fitting(values[:width], header[:width], lead_id)
        if found is not None:
            told = _custom(header[width:], values[width:]) if custom else None
            return found.model_copy(update={"custom": told})
    return None


def _readings(values: list[str], header: list[str]) -> Iterator[list[str]]:
    """Where the surplus delimiters may stand: in the custom fields at the end, or in one text."""
    surplus = len(values) - len(header)
    if surplus < 0:
        return
    yield values
    for free in _FREE if surplus else ():
        at = header.index(free)
        end = at + surplus + 1
        yield [*values[:at], "|".join(values[at:end]), *values[end:]]


def _custom(names: list[str], values: list[str]) -> dict[str, str] | None:
    """Custom fields; with the delimiter in one of them only a single one has known ends."""
    if len(names) == len(values):
        return dict(zip(names, values, strict=True))
    return {names[0]: "|".join(values)} if len(names) == 1 else None


def _fitting(values: list[str], names: list[str], lead_id: int) -> Lead | None:
    try:
        found = Lead.model_validate(dict(zip(names, values, strict=True)))
    except ValidationError:
        return None
    return found if found.lead_id == lead_id else None


def search(answer: wire.Answer, redact: Redact) -> dict[str, tuple[int, ...]]:
    """``phone|count|id-id-id`` for each number, newest lead first, each lead once.

    The header of this function has no delimiters at all, so it cannot be read by name. A cut row,
    whose ids are fewer than its count, is one that cannot be trusted: :class:`NotAnAPIAnswer`.
    """
    found: dict[str, tuple[int, ...]] = {}
    for line in answer.lines:
        match line.split("|"):
            case [phone, count, ids] if phone.isdecimal():
                leads = numbers(ids.split("-"))
                if len(leads) == whole(count):
                    found[phone] = tuple(dict.fromkeys((*found.get(phone, ()), *leads)))
                    continue
            case _ if line.startswith("search_key"):
                continue
        excerpt = wire.excerpt(answer, redact)
        raise wire.not_an_answer("lead_search", "an unreadable row", answer.status, excerpt)
    if not found or not answer.whole:
        raise wire.not_an_answer("lead_search", "no whole row", answer.status, "")
    return found


def numbers(texts: Iterable[str]) -> tuple[int, ...]:
    """The whole numbers among these, such as the ids of leads."""
    return tuple(number for number in map(whole, texts) if number is not None)


def callbacks(answer: wire.Answer, redact: Redact) -> Listing[Callback]:
    """Rows of ``lead_callback_info``, oldest first."""
    table = wire.table(answer, _CALLBACK, free="comments", redact=redact)
    return rows.listing(Callback, table, answer)


def no_callback(answer: wire.Answer, api: StockApi) -> bool:
    """Whether the refusal only says that the lead has none: ``user|lead_id|stage|where``."""
    error = answer.first("ERROR")
    if error is None:
        return False
    if "CALLBACK NOT FOUND" in error.text.upper() or len(error.data) == _CALLBACK_NONE:
        return True
    api.raise_refusal(answer)
    return False


def batch(answer: wire.Answer, redact: Redact) -> tuple[int, tuple[int, ...]]:
    """``user|changed|found|id,id``: how many leads changed, and which there are."""
    refused = wire.refusal(answer, redact)
    if refused is not None and re.search("NO (MATCHES|LEADS) FOUND", refused.words.upper()):
        return 0, ()
    data = wire.done(answer, redact).data
    changed = whole(data[1]) if len(data) > 3 else None
    if changed is None:
        excerpt = wire.excerpt(answer, redact)
        raise wire.not_an_answer(answer.function, "an unreadable answer", answer.status, excerpt)
    return changed, numbers(data[3].split(","))


def phone_check(answer: wire.Answer, phone: str, redact: Redact) -> PhoneCheck:
    """``AREACODE: 1|-5.00#PHONE: 3125550005|1||||``, or a refusal that begins with the number."""
    refused = wire.refusal(answer, redact)
    if refused is not None:
        if refused.data[:1] != (phone,):
            raise refused
        return PhoneCheck(phone_number=phone, refused=refused.words)
    found = _DIALABLE.findall("".join(answer.lines))
    if not found:
        excerpt = wire.excerpt(answer, redact)
        raise wire.not_an_answer(answer.function, "an unreadable answer", answer.status, excerpt)
    return PhoneCheck(
        phone_number=phone,
        dialable={way: can == "1" for way, can, _ in found},
        gmt_offsets={way: float(offset) if offset else None for way, _, offset in found},
    )
