"""Converts one record to a lead, or to the reason why it cannot be imported."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from vicidash.client import InvalidInput, lead_texts, validation
from vicidash.client.phone_numbers import NotAPhone, other_phone, phone
from vicidash.formatting import printable
from vicidash.importer import contacts, values
from vicidash.importer.mapping import CUSTOM, FULL_NAME, OTHER_PHONE, FieldMap
from vicidash.importer.readers import Record
from vicidash.importer.source import Source

_BREAKS: Final = re.compile(r"[\t\r\n\v\f\x85\u2028\u2029]+ *")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_HALF: Final = re.compile(r"[\ud800-\udfff]")
_EMAIL: Final = "email"


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value that does not reach the dialer as the file has it."""

    field: str
    given: str
    stored: str
    """What it is in the dialer; empty where it was left out, or is not known."""
    why: str


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A record that can be sent."""

    number: int
    line: int
    phone: str
    fields: Mapping[str, str]
    """As ``client.leads.add`` takes them, with the phone number and its code."""
    custom: Mapping[str, str] = field(default_factory=dict)
    record: Record = field(default_factory=lambda: Record(0, 0), compare=False)
    changes: tuple[ValueChange, ...] = ()
    """What is sent otherwise than the file has it, or left out."""

    @property
    def non_ascii(self) -> bool:
        """Whether a text has letters of which the dialer's settings decide whether it keeps
        them."""
        return any(map(lead_texts.depends_on_setting, self.fields.values()))

    @property
    def has_signs(self) -> bool:
        """Whether a text has signs, such as a comma in a name, that some dialers delete."""
        return any(lead_texts.signs_at_risk(name, text) for name, text in self.fields.items())


class BadRow(ValueError):
    """Why a record cannot be sent, in words for the person who corrects the file."""


def row(record: Record, mapped: FieldMap) -> LeadRow:
    """Convert a record to a lead. Raises :class:`BadRow`.

    Line breaks and tabs inside of a value become blanks: the dialer deletes them, and would leave
    two words as one. Other control characters are refused. A value beside the number that the
    dialer would not take is mapped where it is unambiguous, and else left out; signs that it
    would delete are left out of texts. Both are among the row's ``changes``.
    """
    if record.problem:
        raise BadRow(record.problem)
    changes: list[ValueChange] = []
    found = {name: value for name, value in mapped.defaults.items() if value}
    found |= _given(record, mapped, changes)
    custom = {
        name.removeprefix(CUSTOM): found.pop(name) for name in [*found] if name.startswith(CUSTOM)
    }
    fields = _number(found)
    for name in found.keys() - fields.keys():
        kept = _optional(name, found[name], changes)
        if kept:
            fields[name] = kept
    fields = {name: fields[name] for name in (*found, *fields) if name in fields}
    named = {name: text for name in custom if (text := _own_field(name, custom[name], changes))}
    changes.sort(key=lambda each: each.field)
    return LeadRow(
        record.number, record.line, fields["phone_number"], fields, named, record, tuple(changes)
    )


_ONE_OF_SEVERAL: Final = frozenset(
    (
        *("email", "address1", "address2", "address3", "city", "state", "postal_code"),
        "country_code",
    )
)
"""Fields of which Google Contacts may write several into one cell, besides the numbers."""


def _given(record: Record, mapped: FieldMap, changes: list[ValueChange]) -> dict[str, str]:
    """What the record's cells give: names are split, and of several values one is chosen."""
    found: dict[str, str] = {}
    others: list[str] = []
    for column, name in mapped.columns.items():
        value = _text(column, record.cells.get(column))
        if value and name == OTHER_PHONE:
            others += contacts.several(value)
        elif value:
            found[name] = value
    for name in _ONE_OF_SEVERAL & found.keys() if mapped.google else ():
        one, *rest = contacts.several(found[name]) or [""]
        if rest:
            changes.append(ValueChange(name, found[name], one, "a lead has one"))
            found[name] = one
    if others or mapped.google:
        _choose_phones(found, others, changes)
    if name := found.pop(FULL_NAME, ""):
        _split_name(found, name)
    return found


def _choose_phones(found: dict[str, str], others: list[str], changes: list[ValueChange]) -> None:
    """The first number is dialed and the second is kept; what is more is listed."""
    cells = [found.get(name, "") for name in ("phone_number", "alt_phone")]
    numbers = list(dict.fromkeys([*(n for cell in cells for n in contacts.several(cell)), *others]))
    for name in ("phone_number", "alt_phone"):
        found.pop(name, None)
        if numbers:
            found[name] = numbers.pop(0)
    why = "a lead has two numbers"
    changes += [ValueChange("alt_phone", each, "", why) for each in numbers]


def _split_name(found: dict[str, str], name: str) -> None:
    """Fill the names that have no value of their own from a whole one."""
    first, last = found.get("first_name", ""), found.get("last_name", "")
    if first and last:
        return
    if first:
        found["last_name"] = contacts.beside_first(name, first)
    elif last:
        found["first_name"] = contacts.beside_last(name, last)
    else:
        parts = contacts.split_name(name)
        found["first_name"], found["last_name"] = parts.first, parts.last
        found.setdefault("title", parts.title)
        found.setdefault("middle_initial", parts.middle)
    for part in ("first_name", "last_name", "title", "middle_initial"):
        if not found.get(part):
            found.pop(part, None)


def _number(values: Mapping[str, str]) -> dict[str, str]:
    """Number and country code. Raises :class:`BadRow`: without them there is no lead."""
    if "phone_number" not in values:
        raise BadRow("no phone number")
    try:
        code, number = phone(values["phone_number"], values.get("phone_code", "").lstrip("+"))
        return {"phone_number": validation.phone_number(number), "phone_code": code}
    except NotAPhone as error:
        raise BadRow(str(error)) from None
    except InvalidInput as error:
        raise BadRow(_short(error)) from None


def _optional(name: str, given: str, changes: list[ValueChange]) -> str:
    """A field beside the number, as it is sent; empty where it is left out."""
    text = values.mapped(name, given)
    try:
        if name == "alt_phone":
            text = other_phone(text)
        stored = lead_texts.as_stored(text).strip() if name in validation.TEXTS else text
        if name == _EMAIL and stored != text:
            changes.append(
                ValueChange(name, given, "", "the dialer keeps no address with such a sign")
            )
            return ""
        validation.added({name: stored})
    except (NotAPhone, InvalidInput) as error:
        why = _short(error) if isinstance(error, InvalidInput) else str(error)
        changes.append(ValueChange(name, given, "", why))
        return ""
    if stored != text:
        changes.append(ValueChange(name, given, stored, 'the dialer deletes ; # " \\ and emoji'))
    return stored


def _own_field(name: str, given: str, changes: list[ValueChange]) -> str:
    """A custom field, as it is sent."""
    stored = lead_texts.as_stored(given).strip()
    if stored != given:
        why = 'the dialer deletes ; # " \\ and emoji'
        changes.append(ValueChange(f"{CUSTOM}{name}", given, stored, why))
    return stored


def _text(column: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return json.dumps(value)
    if not isinstance(value, str):
        raise BadRow(f"{column}: a list or an object, where one value is needed")
    text = value.strip()
    if text.isprintable():
        return text
    text = _BREAKS.sub(" ", text).strip()
    if found := _CONTROL.search(text):
        raise BadRow(f"{column}: a control character (U+{ord(found[0]):04X})")
    if _HALF.search(text):
        raise BadRow(f"{column}: half a character")
    return text


def _short(error: InvalidInput) -> str:
    value = str(error.value)
    shown = value if len(value) <= 60 else f"{value[:60]}…"
    return f"{error.field} {shown!r} is not valid: {error.allowed}"


def is_bent(row: LeadRow) -> bool:
    """Whether a value is not sent as the file has it: the dialer deletes some signs, makes ``+`` a
    blank, and takes only what it knows for a state, a country or a date."""
    return bool(row.changes)


# Checking every row of a file without sending any

SHOWN: Final = 20
"""Bad rows that are listed one by one."""


@dataclass(frozen=True, slots=True)
class DryRunResult:
    """The expected result of an import, as far as the file alone shows it."""

    rows: int
    rejected: int
    bent: int
    """Rows with a character that the dialer changes."""
    first: tuple[tuple[int, str], ...]
    """Line and reason of the first bad rows."""
    non_ascii: int = 0
    """Rows with letters of which the dialer's settings decide whether it keeps them."""
    signs: int = 0
    """Rows with signs that some dialers delete."""
    do_not_call: int | None = None
    """Good rows whose number is on a do-not-call list; ``None`` where the dialer was not asked."""


def dry_run(
    source: Source, mapped: FieldMap, note: Callable[[LeadRow], object] = lambda row: None
) -> DryRunResult:
    """Check all rows; ``note`` is told of those with changes.

    Raises :class:`~vicidash.importer.readers.Unreadable`.
    """
    rows = rejected = bent = non_ascii = signs = 0
    first: list[tuple[int, str]] = []
    for record in source.records():
        rows += 1
        try:
            lead = row(record, mapped)
            if is_bent(lead):
                bent += 1
                note(lead)
            non_ascii += lead.non_ascii
            signs += lead.has_signs
        except BadRow as error:
            rejected += 1
            if len(first) < SHOWN:
                first.append((record.line, printable(str(error))))
    return DryRunResult(rows, rejected, bent, tuple(first), non_ascii, signs)
