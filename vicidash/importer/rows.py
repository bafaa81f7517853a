"""Converts one record to a lead, or to the reason why it cannot be imported."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from vicidash.client import InvalidInput, validation
from vicidash.formatting import printable
from vicidash.importer.mapping import CUSTOM, FieldMap
from vicidash.importer.readers import Record
from vicidash.importer.source import Source

# Phone numbers as people write them, converted to what a dialer accepts

SHORTEST: Final = 6
LONGEST: Final = 16
_SEPARATORS: Final = re.compile(r"[\s().\-/\u00a0\u2010-\u2015\u202f\u2212]+")
_SPREADSHEET: Final = re.compile(r"(\d+)[.,]0*")
_SHORTENED: Final = re.compile(r"\d([.,]\d+)?[eE]\+?\d+", re.ASCII)
_NORTH_AMERICA: Final = re.compile(r"1?([2-9]\d{9})", re.ASCII)


class NotAPhone(ValueError):
    """Why a text is not an unambiguous phone number."""


class Phone(NamedTuple):
    """A dialable number: the country code, then the number."""

    code: str
    number: str


def phone(text: str, code: str = "") -> Phone:
    """Parse a phone number; ``code`` is its country code, empty if none was given.

    Without a code only North American numbers are accepted, with or without the leading 1: for any
    other, it is unknown where the code ends. Raises :class:`NotAPhone`.
    """
    digits, international = _digits(text)
    if code and not (code.isascii() and code.isdigit() and len(code) <= 4):
        raise NotAPhone(f"phone_code {code!r} is not 1 to 4 digits")
    if code in ("", "1"):
        found = _NORTH_AMERICA.fullmatch(digits)
        if found and (not international or len(digits) == 11):
            return Phone("1", found[1])
        if not code:
            raise NotAPhone(
                f"phone_number {text!r} is not one of the USA or Canada, and no country code is "
                "given: map a column to phone_code, or --default phone_code=44"
            )
    if international:
        if not digits.startswith(code):
            raise NotAPhone(f"phone_number {text!r} does not begin with its phone_code, {code}")
        digits = digits[len(code) :]
    if not SHORTEST <= len(digits) <= LONGEST:
        raise NotAPhone(f"phone_number {text!r} has {len(digits)} digits, not 6 to 16")
    return Phone(code, digits)


def _digits(text: str) -> tuple[str, bool]:
    """The digits, and whether they start with a country code."""
    plain = text.strip()
    if found := _SPREADSHEET.fullmatch(plain):
        plain = found[1]
    bare = _SEPARATORS.sub("", plain)
    international = bare.startswith("+")
    digits = bare.removeprefix("+")
    if digits.isascii() and digits.isdigit():
        return digits, international
    if not digits:
        raise NotAPhone("no phone number")
    if _SHORTENED.fullmatch(plain):
        raise NotAPhone(f"phone_number {text!r} was shortened by a spreadsheet: digits are lost")
    raise NotAPhone(f"phone_number {text!r} has more than digits in it")


def other_phone(text: str) -> str:
    """The digits of a second number, which has no country code of its own."""
    digits, _ = _digits(text)
    found = _NORTH_AMERICA.fullmatch(digits)
    return found[1] if found else digits


_BREAKS: Final = re.compile(r"[\t\r\n\v\f\x85\u2028\u2029]+ *")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_HALF: Final = re.compile(r"[\ud800-\udfff]")
_BENT: Final = re.compile(r'[;#"\\+]')
_GENDERS: Final = {"male": "M", "female": "F", "m": "M", "f": "F", "u": "U", "unknown": "U"}


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


class BadRow(ValueError):
    """Why a record cannot be sent, in words for the person who corrects the file."""


def row(record: Record, mapped: FieldMap) -> LeadRow:
    """Convert a record to a lead. Raises :class:`BadRow`.

    Line breaks and tabs inside a value become spaces: the dialer deletes them, which would join two
    words. Other control characters are refused.
    """
    if record.problem:
        raise BadRow(record.problem)
    values = {name: value for name, value in mapped.defaults.items() if value}
    for column, name in mapped.columns.items():
        value = _text(column, record.cells.get(column))
        if value:
            values[name] = value
    custom = {
        name.removeprefix(CUSTOM): values.pop(name) for name in [*values] if name.startswith(CUSTOM)
    }
    fields = _fields(values)
    try:
        validation.added({k: v for k, v in fields.items() if not k.startswith("phone_")})
        validation.custom(custom)
        validation.phone_number(fields["phone_number"])
    except InvalidInput as error:
        raise BadRow(_short(error)) from None
    return LeadRow(record.number, record.line, fields["phone_number"], fields, custom, record)


def _fields(values: dict[str, str]) -> dict[str, str]:
    if "phone_number" not in values:
        raise BadRow("no phone number")
    try:
        code, number = phone(values["phone_number"], values.get("phone_code", "").lstrip("+"))
        if "alt_phone" in values:
            values["alt_phone"] = other_phone(values["alt_phone"])
    except NotAPhone as error:
        raise BadRow(str(error)) from None
    if gender := _GENDERS.get(values.get("gender", "").lower()):
        values["gender"] = gender
    return {**values, "phone_code": code, "phone_number": number}


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
    """Whether the dialer will change a text: it deletes some characters and unescapes ``+``."""
    texts = (*row.fields.values(), *row.custom.values())
    return any(_BENT.search(each) for each in texts)


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


def dry_run(source: Source, mapped: FieldMap) -> DryRunResult:
    """Check all rows. Raises :class:`~vicidash.importer.readers.Unreadable`."""
    rows = rejected = bent = 0
    first: list[tuple[int, str]] = []
    for record in source.records():
        rows += 1
        try:
            bent += is_bent(row(record, mapped))
        except BadRow as error:
            rejected += 1
            if len(first) < SHOWN:
                first.append((record.line, printable(str(error))))
    return DryRunResult(rows, rejected, bent, tuple(first))
