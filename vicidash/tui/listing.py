"""Which lines of a list match what is typed, and in which order they are. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def matches(text: str, typed: str) -> bool:
    """Whether all typed words are in a text, whatever the case; ``!word``: whether it is not."""
    hay = text.casefold()
    for word in typed.casefold().split():
        wanted = word.removeprefix("!")
        if wanted and (wanted in hay) is word.startswith("!"):
            return False
    return True


def ordered(
    rows: Iterable[T], value: Callable[[T], str | float | None], *, reverse: bool
) -> list[T]:
    """In the order of a value: equals as they come, what is unknown last, either way."""
    pairs = [(value(row), row) for row in rows]
    known = [pair for pair in pairs if pair[0] is not None]
    known.sort(key=lambda pair: pair[0], reverse=reverse)  # type: ignore[arg-type,return-value]
    return [row for _, row in known] + [row for found, row in pairs if found is None]
