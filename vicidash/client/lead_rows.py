"""Answers about leads to values: what a search found, callbacks, changes to many, a number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from vicidash.client import rows, wire
from vicidash.client.columns import whole
from vicidash.client.dialects.api import StockApi
from vicidash.client.lead_models import Callback, PhoneCheck
from vicidash.client.models import Listing
from vicidash.client.wire import Redact

SEARCH_LIMIT: Final = 1000
"""How many leads ``lead_search`` tells when it is not told how many."""

_DIALABLE: Final = re.compile(
    r"(AREACODE|POSTAL|TZCODE|NANPA): (\d+)\|(-?\d{1,2}(?:\.\d{1,2})?)?#", re.ASCII
)
_CALLBACK_NONE: Final = 4
_CALLBACK: Final = ("lead_id", "callback_type", "recipient", "comments")


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
