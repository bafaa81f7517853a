"""Phone numbers as people write them, to what a dialer keeps: a country code, and digits.

One way to read a number for everything that takes one: a file of leads, a search, a do-not-call
list, a callback. Leads are kept without the country code, so what is looked up or listed must be
written without it too: a do-not-call entry of 13125550250 blocks no lead 3125550250.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from vicidash.client.errors import InvalidInput

SHORTEST: Final = 6
LONGEST: Final = 16
_SEPARATORS: Final = re.compile(r"[\s().\-/\u00a0\u2010-\u2015\u202f\u2212]+")
_INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_FORMULA: Final = re.compile(r'="?([^"]*)"?')
_MARKED: Final = re.compile(r"(p|tel):(?=.)", re.IGNORECASE)
"""What Meta's exports of leads, and links, write before a number."""
_SPREADSHEET: Final = re.compile(r"(\d+)[.,]0*")
_SHORTENED: Final = re.compile(r"\d([.,]\d+)?[eE]\+?\d+", re.ASCII)
_NORTH_AMERICA: Final = re.compile(r"1?([2-9]\d{9})", re.ASCII)
_TWO_DIGITS: Final = re.compile("2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]")
"""Country codes of two digits (ITU-T E.164); 1 and 7 have one, all others three."""
_ZERO_STAYS: Final = frozenset(("39", "225", "241", "242", "378", "379"))
"""Country codes whose numbers begin with a 0 that is dialed from abroad too."""


class NotAPhone(ValueError):
    """Why a text is no phone number that can be told apart."""


class Phone(NamedTuple):
    """What is dialed: the country code, then the number."""

    code: str
    number: str


def phone(text: str, code: str = "") -> Phone:
    """The number in ``text``; ``code`` is its country code, empty where nobody said one.

    Without a code only a number of North America is understood, with or without its 1: for any
    other, where the code ends and the number begins cannot be told. Raises :class:`NotAPhone`.
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
        if international and digits.startswith("1"):
            raise NotAPhone(f"phone_number {text!r} is no whole number of the USA or Canada")
    if international:
        if not digits.startswith(code):
            raise NotAPhone(f"phone_number {text!r} does not begin with its phone_code, {code}")
        digits = digits[len(code) :]
    digits = _without_trunk(digits, code)
    if not SHORTEST <= len(digits) <= LONGEST:
        raise NotAPhone(f"phone_number {text!r} has {len(digits)} digits, not 6 to 16")
    return Phone(code, digits)


def other_phone(text: str) -> str:
    """A second number, which has no country code of its own: its digits."""
    digits, _ = _digits(text)
    found = _NORTH_AMERICA.fullmatch(digits)
    return found[1] if found else digits


def kept(
    value: str | int, shortest: int = SHORTEST, longest: int = 18, *, field: str = "phone_number"
) -> str:
    """A number as leads have it: without the country code, as far as one can be told.

    The 1 of North America and the code behind a ``+`` or ``00`` are taken off, and the 0 behind
    such a code. Anything else stays as it is written. Raises :class:`InvalidInput`.
    """
    allowed = f"digits only, {shortest} to {longest} of them"
    text = "" if isinstance(value, bool) else str(value)
    try:
        digits, international = _digits(text)
    except NotAPhone as error:
        why = f" ({error})" if "spreadsheet" in str(error) else ""
        raise InvalidInput(field, value, f"{allowed}{why}") from None
    found = _NORTH_AMERICA.fullmatch(digits)
    if found and (not international or len(digits) == 11):
        digits = found[1]
    elif international:
        code = _country_code(digits)
        if code == "1":
            raise InvalidInput(field, value, f"{allowed}: a whole number behind its +1")
        digits = _without_trunk(digits[len(code) :], code)
    if not shortest <= len(digits) <= longest:
        raise InvalidInput(field, value, allowed)
    return digits


def _country_code(digits: str) -> str:
    if digits[:1] in ("1", "7"):
        return digits[:1]
    return digits[:2] if _TWO_DIGITS.match(digits) else digits[:3]


def _without_trunk(digits: str, code: str) -> str:
    """Without the 0 that is dialed only inside of a country."""
    if code in ("", "1", *_ZERO_STAYS) or digits.startswith("00"):
        return digits
    return digits.removeprefix("0")


def _digits(text: str) -> tuple[str, bool]:
    """The digits, and whether a country code leads them."""
    plain = _INVISIBLE.sub("", text).strip()
    if formula := _FORMULA.fullmatch(plain):
        plain = formula[1].strip()
    plain = plain.removeprefix("'").strip()
    if marked := _MARKED.match(plain):
        plain = plain[marked.end() :].strip()
    if found := _SPREADSHEET.fullmatch(plain):
        plain = found[1]
    bare = _SEPARATORS.sub("", plain)
    international = bare.startswith("+") or (bare.startswith("00") and not bare.startswith("000"))
    digits = bare.removeprefix("+") if bare.startswith("+") else bare[2:] if international else bare
    if digits.isascii() and digits.isdigit():
        return digits, international
    if not digits:
        raise NotAPhone("no phone number")
    if _SHORTENED.fullmatch(plain):
        raise NotAPhone(f"phone_number {text!r} was shortened by a spreadsheet: digits are lost")
    raise NotAPhone(f"phone_number {text!r} has more than digits in it")
