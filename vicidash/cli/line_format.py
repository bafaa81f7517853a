"""The format of ``vicidash line``: text with named fields, and nothing that could reach further."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Final

import click

FLOOR: Final = ("logged_in", "in_call", "waiting", "paused", "dispo", "dead")
QUEUES: Final = ("calls_waiting",)
CALLS: Final = ("calls", "answers", "drops", "drop_percent", "drop_sign", "drops_left")
WORST: Final = ("worst", "worst_percent", "worst_sign", "worst_left", "breach")
"""Of the campaign with the highest drop %; ``breach`` is a piece of a line, or nothing."""
ELSE: Final = ("campaign", "age", "time")
FIELDS: Final = (*ELSE, *FLOOR, *QUEUES, *CALLS, *WORST)
"""All that a format may name, by the calls that tell them."""

DEFAULT: Final = (
    "{campaign} {drop_percent}{drop_sign}{breach} {in_call} in call {waiting} waiting"
    " · q {calls_waiting}"
)

_WIDTH: Final = re.compile(r"[<>^]?\d{0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Format:
    """A checked format: pieces of text, each with the field that follows it and its width."""

    pieces: tuple[tuple[str, str | None, str], ...]

    @property
    def fields(self) -> frozenset[str]:
        """The fields that it names."""
        return frozenset(name for _, name, _ in self.pieces if name is not None)

    def fill(
        self, values: Mapping[str, str], dress: Callable[[str, str], str] = lambda _, text: text
    ) -> str:
        """The line. ``dress`` gets a field's name and its text, and may put styles around it."""
        told = []
        for text, name, width in self.pieces:
            told.append(text)
            if name is not None:
                told.append(dress(name, format(values[name], width)))
        return "".join(told)


def read(text: str) -> Format:
    """A format from what was typed. Raises ``ValueError`` saying what is wrong with it."""
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise ValueError(f"{text!r} is no format: {error}; write {{{{ for a brace") from None
    return Format(tuple(_pieces(parsed)))


def _pieces(
    parsed: Iterable[tuple[str, str | None, str | None, str | None]],
) -> Iterable[tuple[str, str | None, str]]:
    for literal, name, width, conversion in parsed:
        if name is not None and name not in FIELDS:
            raise ValueError(f"there is no field {{{name}}}; there are {', '.join(FIELDS)}")
        if conversion is not None or not _WIDTH.fullmatch(width or ""):
            shown = f"!{conversion}" if conversion is not None else f":{width}"
            raise ValueError(f"{{{name}{shown}}}: only a width may follow, as in {{{name}:>4}}")
        yield literal, name, width or ""


def option(ctx: click.Context, param: click.Parameter, value: str) -> Format:
    """For click."""
    try:
        return read(value)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from None
