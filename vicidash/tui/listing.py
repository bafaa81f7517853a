"""Which lines of a list match what is typed. Pure."""

from __future__ import annotations


def matches(text: str, typed: str) -> bool:
    """Whether all typed words are in a text, whatever the case; ``!word``: whether it is not."""
    hay = text.casefold()
    for word in typed.casefold().split():
        wanted = word.removeprefix("!")
        if wanted and (wanted in hay) is word.startswith("!"):
            return False
    return True
