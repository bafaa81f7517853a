"""A sentence of an explanation, with the facts that its figures are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from vicidash.formatting import printable


class Figure(NamedTuple):
    """A figure or a name in a sentence, and which fact it is."""

    fact: str
    """Where it is among the facts, such as ``stats.drop_percent``."""
    value: object
    """Its value there."""
    shown: str
    """How the sentence writes it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that is safe for a terminal. Every figure and name in it is a fact."""

    text: str
    figures: tuple[Figure, ...] = ()

    def __str__(self) -> str:
        return self.text


def sentence(template: str, *figures: Figure) -> Sentence:
    """A template with a ``{}`` for each figure, in their order."""
    return Sentence(template.format(*(printable(each.shown) for each in figures)), figures)


def joined(sentences: list[Sentence], between: str) -> Sentence:
    """Several sentences as one."""
    figures = tuple(figure for each in sentences for figure in each.figures)
    return Sentence(between.join(each.text for each in sentences), figures)
