"""The only source of chance: generators that follow from words, never from the machine."""

from random import Random


def generator(*words: object) -> Random:
    """A generator of its own for what the words name; the same words, the same numbers."""
    return Random("|".join(map(str, words)))  # noqa: S311 nothing here is a secret
