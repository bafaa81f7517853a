"""Completes the word that is typed in the filter of agents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Final, NamedTuple

from vicidash.floor.snapshot import FloorAgent
from vicidash.formatting import folded
from vicidash.tui.views.floor.comparison import LIMIT, NAMES
from vicidash.tui.views.floor.filter import FIELDS

_LISTED: Final = ("campaign", "group", "state", "code", "user")
"""The fields whose values are offered; names are of several words."""


class Completed(NamedTuple):
    """A text as far as it can be completed, and the words that it may go on to."""

    text: str
    ways: Sequence[str]


def completed(text: str, agents: Iterable[FloorAgent], saved: Mapping[str, str]) -> Completed:
    """Complete the last word of a text: a field, its value, a comparison or a saved filter."""
    start, word = _last_word(text)
    sign = word[: len(word) - len(word.lstrip("!"))]
    part = word[len(sign) :]
    ways = [each for each in _words(part, agents, saved) if folded(each).startswith(folded(part))]
    if not part or not ways:
        return Completed(text, ())
    common = ways[0] if len(ways) == 1 else _common(ways, part)
    end = " " if len(ways) == 1 and common[-1] not in ":<>" else ""
    return Completed(f"{start}{sign}{common}{end}", ways if len(ways) > 1 else ())


def _last_word(text: str) -> tuple[str, str]:
    if not text or text[-1].isspace():
        return text, ""
    word = text.rsplit(maxsplit=1)[-1]
    return text[: len(text) - len(word)], word


def _words(part: str, agents: Iterable[FloorAgent], saved: Mapping[str, str]) -> list[str]:
    if part.startswith("@"):
        return sorted(f"@{name}" for name in saved)
    name, colon, _ = part.partition(":")
    if colon:
        field = name.casefold()
        values = {_value(each, field) for each in agents} if field in _LISTED else set()
        return sorted(f"{name}:{value}" for value in values if value and " " not in value)
    if part.casefold().startswith("pause>"):
        return [f"pause>{LIMIT}"]
    return sorted([*(f"{field}:" for field in FIELDS), *(f"{each}>" for each in NAMES)])


def _value(each: FloorAgent, field: str) -> str:
    return (each.agent.word if field == "state" else FIELDS[field](each)) or ""


def _common(ways: Sequence[str], part: str) -> str:
    """The beginning that all have, whatever the case; never less than what is typed."""
    letters = zip(*(each.casefold() for each in ways), strict=False)
    length = sum(1 for _ in takewhile(lambda each: len(set(each)) == 1, letters))
    return ways[0][:length] if length > len(part) else part
