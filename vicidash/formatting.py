"""How figures, times and the dialer's own text are put into words, wherever they are shown.

Pure functions over the standard library. What is unknown is `UNKNOWN`, never 0.
"""

import math
import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

UNKNOWN = "—"
"""Stands for a figure that is not known: not asked yet, or not readable by this account."""

REPLACEMENT = "·"
"""Stands for a character that a terminal would obey or hide instead of showing."""

# Controls (C0, DEL, C1), formats (bidi, zero width, tags), lone surrogates, line separators.
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# What Unicode has terminals show as nothing (Default_Ignorable_Code_Point) beside the formats, and
# the blank of braille: with them one agent's name can look like another's. Emoji need U+FE0E and F.
_NOTHING = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0d\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


def printable(text: str) -> str:
    """Text that came from a dialer, safe for one line of a terminal.

    A tab becomes a space. Every other control character, line or paragraph separator, lone
    surrogate, format character (bidi overrides, zero-width joiners, soft hyphens, tags) and other
    character that shows as nothing becomes `REPLACEMENT`, one for one, so the length stays and
    nothing is hidden. Everything else stays as it is: accents, CJK, emoji. An emoji built with
    zero-width joiners falls into its parts.

    This makes escapes and reordering harmless, not markup: give the result to rich as `Text`.
    """
    if not text.isascii():
        text = _NOTHING.sub(REPLACEMENT, text)
    if text.isprintable():  # the usual case, and it excludes every unsafe category
        return text
    return "".join(map(_printable_character, text))


def _printable_character(character: str) -> str:
    if character == "\t":
        return " "
    return REPLACEMENT if unicodedata.category(character) in _UNSAFE_CATEGORIES else character


def clock(seconds: float | None) -> str:
    """A duration as the stock real-time report writes it: `0:07`, `12:34`, `1:02:03`.

    Whole seconds, rounded down; a negative duration (two clocks that disagree) is `0:00`.
    """
    if seconds is None or not math.isfinite(seconds):
        return UNKNOWN
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, _HOUR)
    minutes, left = divmod(rest, _MINUTE)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def at_least(seconds: float) -> str:
    """A duration in seconds known only as a lower bound: `≥0:07`."""
    text = clock(seconds)
    return text if text == UNKNOWN else f"≥{text}"


def marked(seconds: float, mark: str) -> str:
    """A duration in seconds behind the mark of how well it is known: `~0:07`."""
    text = clock(seconds)
    return text if text == UNKNOWN else f"{mark}{text}"


def age(seconds: float) -> str:
    """How old a figure is, short: `3 s`, `2 min`, `1 h 05 min`, `2 d 03 h`. Rounded down."""
    if not math.isfinite(seconds):
        return UNKNOWN
    whole = max(0, int(seconds))
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min"
    if whole < _DAY:
        return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE:02} min"
    return f"{whole // _DAY} d {whole % _DAY // _HOUR:02} h"


def percent(value: float | None, digits: int = 2) -> str:
    """A percentage, given in percent and not as a fraction: 2.5 is `2.50%`."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    return f"{_without_minus_zero(value, digits):.{digits}f}%"


def number(value: int | None) -> str:
    """A count, thousands apart: `12,345`."""
    return UNKNOWN if value is None else f"{value:,}"


def level(value: float | None) -> str:
    """A dial level without float noise, one to three decimals: `2.0`, `4.25`, `4.001`."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    whole, _, decimals = f"{_without_minus_zero(value, 3):.3f}".partition(".")
    return f"{whole}.{decimals.rstrip('0') or '0'}"


def _without_minus_zero(value: float, digits: int) -> float:
    return round(value, digits) + 0.0


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that `word` most likely meant, whatever the case; None when nothing is near."""
    by_lower: dict[str, str] = {}
    for choice in choices:
        by_lower.setdefault(choice.lower(), choice)
    close = get_close_matches(word.lower(), by_lower, n=1)
    return by_lower[close[0]] if close else None


def plural(n: int, noun: str) -> str:
    """A count with its noun: `1 agent`, `2 agents`, `3 statuses`, `4 retries`."""
    return f"{number(n)} {noun_of(n, noun)}"


def noun_of(n: int | None, noun: str) -> str:
    """The noun for so many, without their number: `agent`, `agents`."""
    if n == 1:
        return noun
    if noun.endswith(("s", "x", "ch", "sh")):
        return f"{noun}es"
    if noun.endswith("y") and not noun.endswith(("ay", "ey", "oy", "uy")):
        return f"{noun[:-1]}ies"
    return f"{noun}s"


_PLAIN: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i"}
)


def folded(text: str) -> str:
    """A text for searches: without case and accents, so that ``zoe`` finds *Zoë*."""
    if text.isascii():
        return text.casefold()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each)).translate(_PLAIN)


def upper_first(text: str) -> str:
    """The text with a capital in front; names in it stay as they are written."""
    return text[:1].upper() + text[1:]
