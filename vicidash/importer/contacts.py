"""Names and numbers as address books and lead forms export them, to the fields of a lead.

A full name is split by one rule:

1. With one comma, what stands before it is the last name: *Lee, Ann*; unless behind it there is
   only a suffix: *Ann Lee, Jr.*
2. A form of address at the start (*Mr*, *Dr.*, *Prof.*) is the title.
3. Suffixes at the end (*Jr.*, *III*, *MD*) stay with the last name.
4. The last word is the last name, together with the particles directly before it (*van*, *de la*).
5. A single letter directly before the last name is the middle initial.
6. All else is the first name, as is a name of one word.

Google Contacts writes several values of one kind into one cell, with ``:::`` between them.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_TITLES: Final = frozenset(
    ("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sir", "herr", "frau")
)
_SUFFIXES: Final = frozenset(
    ("jr", "sr", "ii", "iii", "iv", "md", "phd", "esq", "cpa", "dds", "dvm", "mba")
)
_PARTICLES: Final = frozenset(
    (
        *("van", "von", "vom", "zu", "zum", "zur", "der", "den", "de", "del", "della", "di", "da"),
        *("dos", "das", "do", "du", "la", "le", "las", "los", "el", "bin", "ibn", "ter", "ten"),
        *("st", "san", "santa"),
    )
)
_WORD: Final = re.compile(r"[^\w]", re.UNICODE)
_SEVERAL: Final = re.compile(r"\s*:::\s*")


class FullName(NamedTuple):
    """The parts of a name; empty where there is none."""

    title: str = ""
    first: str = ""
    middle: str = ""
    last: str = ""


def _bare(word: str) -> str:
    return _WORD.sub("", word).casefold()


def _only_suffixes(text: str) -> bool:
    words = text.split()
    return bool(words) and all(_bare(word) in _SUFFIXES for word in words)


def split_name(text: str) -> FullName:
    """A whole name in its parts, by the rule of this module."""
    before, comma, behind = (each.strip() for each in text.partition(","))
    if comma and behind and before and "," not in behind and not _only_suffixes(behind):
        title, first, middle = _given(behind.split())
        return FullName(title, first, middle, before)
    words = text.replace(",", " ").split()
    title, words = _title(words)
    end = len(words)
    while end > 1 and _bare(words[end - 1]) in _SUFFIXES:
        end -= 1
    if end < 2:
        return FullName(title, " ".join(words))
    start = end - 1
    while start > 1 and _bare(words[start - 1]) in _PARTICLES and not _initial(words[start - 1]):
        start -= 1
    _, first, middle = _given(words[:start])
    return FullName(title, first, middle, " ".join(words[start:]))


def _title(words: list[str]) -> tuple[str, list[str]]:
    """The form of address at the start, without its dot, and the words behind it."""
    if len(words) > 1 and _bare(words[0]) in _TITLES:
        return words[0].rstrip("."), words[1:]
    return "", words


def _given(words: list[str]) -> tuple[str, str, str]:
    """Title, first name and middle initial of what stands before a last name."""
    title, words = _title(words)
    if len(words) > 1 and _initial(words[-1]):
        return title, " ".join(words[:-1]), words[-1][0].upper()
    return title, " ".join(words), ""


def _initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1 and word[0].isalpha() and word[0].isupper()


def beside_first(name: str, first: str) -> str:
    """The last name in ``name``, which stands in a column beside the first name."""
    repeats = name.casefold().startswith(f"{first.casefold()} ")
    return name[len(first) :].strip() if repeats else name


def beside_last(name: str, last: str) -> str:
    """The first name in ``name``, which stands in a column beside the last name."""
    repeats = name.casefold().endswith(f" {last.casefold()}")
    return name[: -len(last)].strip() if repeats else name


def several(cell: str) -> list[str]:
    """The values in a cell of Google Contacts, each once."""
    return list(dict.fromkeys(each for each in _SEVERAL.split(cell.strip()) if each))
