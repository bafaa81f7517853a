"""Answers about leads to values: what a search found, callbacks, changes to many, a number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pydantic import ValidationError

from vicidash.client.api import responses
from vicidash.client.api.responses import Redact
from vicidash.client.column_types import whole
from vicidash.client.dialects.base import StockApi
from vicidash.client.lead_models import Callback, Lead, PhoneCheck
from vicidash.client.models import Listing

SEARCH_LIMIT: Final = 1000
"""How many leads ``lead_search`` tells when it is not told how many."""

_DIALABLE: Final = re.compile(
    r"(AREACODE|POSTAL|TZCODE|NANPA): (\d+)\|(-?\d{1,2}(?:\.\d{1,2})?)?#", re.ASCII
)
_CALLBACK_NONE: Final = 4
_CALLBACK: Final = ("lead_id", "callback_type", "recipient", "comments")


def search(answer: responses.Answer, redact: Redact) -> dict[str, tuple[int, ...]]:
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
        excerpt = responses.excerpt(answer, redact)
        raise responses.not_an_answer("lead_search", "an unreadable row", answer.status, excerpt)
    if not found or not answer.whole:
        raise responses.not_an_answer("lead_search", "no whole row", answer.status, "")
    return found


def numbers(texts: Iterable[str]) -> tuple[int, ...]:
    """The whole numbers among these, such as the ids of leads."""
    return tuple(number for number in map(whole, texts) if number is not None)


def callbacks(answer: responses.Answer, redact: Redact) -> Listing[Callback]:
    """Rows of ``lead_callback_info``, oldest first."""
    table = responses.table(answer, _CALLBACK, free="comments", redact=redact)
    return responses.listing(Callback, table, answer)


def no_callback(answer: responses.Answer, api: StockApi) -> bool:
    """Whether the refusal only says that the lead has none: ``user|lead_id|stage|where``."""
    error = answer.first("ERROR")
    if error is None:
        return False
    if "CALLBACK NOT FOUND" in error.text.upper() or len(error.data) == _CALLBACK_NONE:
        return True
    api.raise_refusal(answer)
    return False


def batch(answer: responses.Answer, redact: Redact) -> tuple[int, tuple[int, ...]]:
    """``user|changed|found|id,id``: how many leads changed, and which there are."""
    refused = responses.refusal(answer, redact)
    if refused is not None and re.search("NO (MATCHES|LEADS) FOUND", refused.words.upper()):
        return 0, ()
    data = responses.done(answer, redact).data
    changed = whole(data[1]) if len(data) > 3 else None
    if changed is None:
        excerpt = responses.excerpt(answer, redact)
        raise responses.not_an_answer(
            answer.function, "an unreadable answer", answer.status, excerpt
        )
    return changed, numbers(data[3].split(","))


def phone_check(answer: responses.Answer, phone: str, redact: Redact) -> PhoneCheck:
    """``AREACODE: 1|-5.00#PHONE: 3125550005|1||||``, or a refusal that begins with the number."""
    refused = responses.refusal(answer, redact)
    if refused is not None:
        if refused.data[:1] != (phone,):
            raise refused
        return PhoneCheck(phone_number=phone, refused=refused.words)
    found = _DIALABLE.findall("".join(answer.lines))
    if not found:
        excerpt = responses.excerpt(answer, redact)
        raise responses.not_an_answer(
            answer.function, "an unreadable answer", answer.status, excerpt
        )
    return PhoneCheck(
        phone_number=phone,
        dialable={way: can == "1" for way, can, _ in found},
        gmt_offsets={way: float(offset) if offset else None for way, _, offset in found},
    )


# The one row of ``agent_status``, which has two free texts

_AGENT_FORMS: Final = {
    name: re.compile(form, re.ASCII)
    for name, form in {
        "user_group": r"[\w-]*",
        "user_level": r"\d",
        "pause_code": r"[^|]{0,6}",
        "real_time_sub_status": r"(DEAD|DISPO|3-WAY|PARK|RING|PREVIEW|DIAL)?",
        "sub_status": r"(DEAD|DISPO|3-WAY|PARK|RING|PREVIEW|DIAL)?",
        "phone_number": r"\d*",
        "session_id": r"(\d{7})?",
    }.items()
}


_LEFT_OUT: Final = ("pause_code", "sub_status", "phone_number", "vendor_lead_code", "session_id")


def left_out(lines: Sequence[str]) -> tuple[str, ...]:
    """Columns of ``agent_status`` that an older build fills without naming them.

    Builds to 2.14-136 have five of them (recorded), 2.10-69 has four: the session came later, by
    the list of changes at the head of ``non_agent_api.php``.
    """
    if len(lines) > 1:
        header, row = (line.split("|") for line in lines[:2])
        for unnamed in (_LEFT_OUT, _LEFT_OUT[:-1]):
            names = [*header, *unnamed]
            values = agent_values(row, names) if len(row) >= len(names) else None
            if values is not None and _formed(dict(zip(names, values, strict=True))):
                return unnamed
    return _LEFT_OUT


def _formed(row: Mapping[str, str]) -> bool:
    return all(_AGENT_FORMS[name].fullmatch(row[name]) for name in _AGENT_FORMS.keys() & row)


def agent_values(values: list[str], names: Sequence[str]) -> list[str] | None:
    """Values under ``names`` where the name and the vendor code may hold the delimiter.

    ``None`` when several readings are possible: then it cannot be told which value is of which
    column, and none is guessed.
    """
    surplus = len(values) - len(names)
    if surplus == 0:
        return values
    order = list(names)
    if surplus < 0 or "full_name" not in order:
        return None
    texts = ("full_name", "vendor_lead_code")
    at, second = (order.index(name) if name in order else -1 for name in texts)
    fitting = []
    for own in range(surplus + 1):
        if second < 0 and own < surplus:
            continue
        read = [*values[:at], "|".join(values[at : at + own + 1]), *values[at + own + 1 :]]
        end = second + surplus - own + 1
        if second >= 0:
            read = [*read[:second], "|".join(read[second:end]), *read[end:]]
        if _formed(dict(zip(order, read, strict=True))):
            fitting.append(read)
    return fitting[0] if len(fitting) == 1 else None


# The one row of ``lead_all_info`` to a lead. What cannot be told apart is not guessed

_REQUIRED: Final = ("status", "list_id", "phone_number", "comments", "lead_id")
_TEXTS: Final = (
    *("vendor_lead_code", "source_id", "title", "first_name", "last_name"),
    *("address1", "address2", "address3", "city", "province"),
    *("security_phrase", "comments", "owner"),
)
"""Columns that may hold the delimiter."""
_ANY: Final = ("vendor_lead_code", "comments")
"""Those that may hold any number of it."""
_MOST: Final = 3
"""Delimiters that another text may hold."""

#: What a column holds, mostly by the dialer's own table, where that tells it from its neighbours.
_FORMS: Final = {
    name: re.compile(form, re.ASCII)
    for name, form in {
        "list_id": r"\d+",
        "gmt_offset_now": r"-?\d+\.\d+",
        "phone_code": r"\d*",
        "phone_number": r"\d+",
        "title": r".{0,4}",
        "middle_initial": r".?",
        "state": r".{0,2}",
        "postal_code": r".{0,10}",
        "country_code": r"([A-Za-z]{2,3}|\d{1,3})?",
        "gender": r"[UMF]?",
        "date_of_birth": r"(\d{4}-\d\d-\d\d)?",
        "alt_phone": r"((?=.*\d).{1,12})?",
        "email": r"(.*@.*)?",
        "called_count": r"\d+",
        "last_local_call_time": r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)?",
        "rank": r"-?\d+",
        "owner": r".{0,20}",
        "entry_list_id": r"\d+",
    }.items()
}


def lead(answer: responses.Answer, lead_id: int, *, custom: bool, redact: Redact) -> Lead | None:
    """The one lead of a ``lead_all_info`` answer; ``None`` when its row is unreadable.

    Raises :class:`NotAnAPIAnswer` when there is no whole row. Comments may hold a line end.
    """
    header = answer.lines[0].split("|") if answer.lines else []
    if not set(_REQUIRED) <= set(header) or not answer.whole or len(answer.lines) < 2:
        excerpt = responses.excerpt(answer, redact)
        raise responses.not_an_answer("lead_all_info", "no whole row", answer.status, excerpt)
    values = "\n".join(answer.lines[1:]).split("|")
    width = header.index("lead_id") + 1
    fitting: dict[str, tuple[Lead, list[str]]] = {}
    for where, read in _readings(values, header, width):
        row = dict(zip(header[:width], read[:width], strict=True))
        found = _fitting(row, lead_id, sure=len(values) == len(header))
        if found is not None:
            fitting[where] = found, read[width:]
    if "comments" in fitting:
        fitting = {at: each for at, each in fitting.items() if not _unlikely(at, each[0])}
    if len(fitting) != 1:
        return None
    ((found, more),) = fitting.values()
    return found.model_copy(update={"custom": _custom(header[width:], more)}) if custom else found


def has_delimiters_in_texts(answer: responses.Answer) -> bool:
    """Whether a ``lead_all_info`` row has more values than columns."""
    header, *row = answer.lines or ("",)
    return bool(row) and "\n".join(row).count("|") > header.count("|")


def tabbed_lead(answer: responses.Answer, lead_id: int, *, custom: bool) -> Lead | None:
    """The one lead of a ``lead_all_info`` answer in the stage ``tab``; ``None`` when unreadable."""
    header = answer.lines[0].split("\t") if answer.lines else []
    values = "\n".join(answer.lines[1:]).split("\t")
    if not answer.whole or len(values) != len(header) or not set(_REQUIRED) <= set(header):
        return None
    width = header.index("lead_id") + 1
    row = dict(zip(header[:width], values[:width], strict=True))
    found = _fitting(row, lead_id, sure=True)
    if found is None or not custom:
        return found
    return found.model_copy(update={"custom": _custom(header[width:], values[width:])})


def _readings(values: list[str], header: list[str], width: int) -> Iterator[tuple[str, list[str]]]:
    """Where the surplus delimiters may stand: behind the lead's own columns, or in one text."""
    surplus = len(values) - len(header)
    if surplus == 0 or (surplus > 0 and len(header) > width):
        yield "", values
    for text in _TEXTS if surplus > 0 else ():
        at = header.index(text) if text in header else width
        end = at + surplus + 1
        if at < width and _possible(text, values[at:end]):
            yield text, [*values[:at], "|".join(values[at:end]), *values[end:]]


def _possible(text: str, pieces: Sequence[str]) -> bool:
    """Whether ``text`` may hold these with delimiters between."""
    if text in ("title", "source_id") and not (pieces[0] and pieces[-1]):
        return False  # beside an empty one, a name or code looks the same
    return text in _ANY or len(pieces) <= _MOST + 1


def _unlikely(where: str, found: Lead) -> bool:
    """Whether the delimiters stand in the comments rather than there, when both can be.

    Comments are what people type. Between them and the security phrase nothing has a form.
    """
    text: str = getattr(found, where, "")
    return where == "security_phrase" or (where != "comments" and text != text.strip("|"))


def _fitting(row: Mapping[str, str], lead_id: int, *, sure: bool) -> Lead | None:
    """The lead in this reading, if it can be one; ``sure`` where there is no other reading."""
    if not sure and not all(_FORMS[name].fullmatch(row[name]) for name in _FORMS.keys() & row):
        return None
    try:
        found = Lead.model_validate(row)
    except ValidationError:
        return None
    return found if found.lead_id == lead_id else None


def _custom(names: Sequence[str], values: Sequence[str]) -> dict[str, str] | None:
    """Custom fields; with the delimiter in one of them only a single one has known ends."""
    if len(names) == len(values):
        return dict(zip(names, values, strict=True))
    return {names[0]: "|".join(values)} if len(names) == 1 else None
