"""Phone numbers as people write them, to what a dialer takes: a country code and digits."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

SHORTEST: Final = 6
LONGEST: Final = 16
_SEPARATORS: Final = re.compile(r"[\s().\-/\u00a0\u2010-\u2015\u202f\u2212]+")
_SPREADSHEET: Final = re.compile(r"(\d+)[.,]0*")
_SHORTENED: Final = re.compile(r"\d([.,]\d+)?[eE]\+?\d+", re.ASCII)
_NORTH_AMERICA: Final = re.compile(r"1?([2-9]\d{9})", re.ASCII)


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
    if international:
        if not digits.startswith(code):
            raise NotAPhone(f"phone_number {text!r} does not begin with its phone_code, {code}")
        digits = digits[len(code) :]
    if not SHORTEST <= len(digits) <= LONGEST:
        raise NotAPhone(f"phone_number {text!r} has {len(digits)} digits, not 6 to 16")
    return Phone(code, digits)


def _digits(text: str) -> tuple[str, bool]:
    """The digits, and whether a country code leads them."""
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
    """A second number, which has no country code of its own: its digits."""
    digits, _ = _digits(text)
    found = _NORTH_AMERICA.fullmatch(digits)
    return found[1] if found else digits
