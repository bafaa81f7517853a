"""From what is known to the texts of the fields of ``vicidash line``."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any, Final

import click

from vicidash import formatting
from vicidash.cli.status_line.cache import TOTAL, Known, SettingsStamp, Wish

# The format of ``vicidash line``: text with named fields, and nothing that could reach further

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


def fields(known: Known, wish: Wish, found: SettingsStamp, now: float) -> dict[str, str]:
    """Every field's text; what is not known is ``—``."""
    age = picture_age(known, wish, now)
    return {
        "campaign": formatting.printable(wish.campaign or "ALL"),
        "age": formatting.UNKNOWN if age is None else formatting.age(age),
        "time": time.strftime("%H:%M", time.localtime(now)),
        **_floor(known, wish),
        "calls_waiting": formatting.number(_waiting(known, wish.groups(known, found))),
        **_calls(known, wish),
        **_worst(known, wish, found),
    }


def picture_age(known: Known, wish: Wish, now: float) -> float | None:
    """Seconds since what the line shows was true; of the parts shown, the agents' if they are."""
    told = known.agents if wish.agents else known.calls if wish.calls else known.listed
    if told is None and wish.queues and known.queues:
        told = min(known.queues.values(), key=lambda each: each.at)
    return None if told is None else max(0.0, now - told.at)


def _floor(known: Known, wish: Wish) -> dict[str, str]:
    if known.agents is None or known.agents.value is None:
        return dict.fromkeys(FLOOR, formatting.UNKNOWN)
    campaigns = known.agents.value
    counted = campaigns.values() if wish.campaign is None else [campaigns.get(wish.campaign) or {}]
    sums = {state: _sum([each.get(state, 0) for each in counted]) for state in FLOOR[1:]}
    sums["logged_in"] = _sum([*sums.values()])
    return {name: formatting.number(each) for name, each in sums.items()}


def _waiting(known: Known, groups: Sequence[str] | None) -> int | None:
    if groups is None:
        return None
    told = [known.queues.get(name) for name in groups]
    return _sum([None if each is None else each.value for each in told])


def _sum(values: Sequence[int | None]) -> int | None:
    """The sum; unknown as soon as one part is."""
    parts = [each for each in values if each is not None]
    return sum(parts) if len(parts) == len(values) else None


def _calls(known: Known, wish: Wish) -> dict[str, str]:
    told = known.calls.value if known.calls is not None else None
    day = (told or {}).get(wish.campaign or TOTAL) or {}
    counts = {name: formatting.number(day.get(name)) for name in ("calls", "answers", "drops")}
    return {
        **counts,
        "drop_percent": formatting.percent(day.get("drop_percent")),
        "drop_sign": day.get("drop_sign", ""),
        "drops_left": formatting.number(day.get("drops_left")),
    }


def _worst(known: Known, wish: Wish, found: SettingsStamp) -> dict[str, str]:
    """The campaign with the highest drop % of those shown: the rule counts each by itself, and
    the calm figure of all together hides the one that breaks it."""
    told: Mapping[str, Mapping[str, Any]] = (known.calls.value if known.calls else None) or {}
    days = {name: told[name] for name in wish.shown(known, found) or () if name in told}
    counted = {name: day for name, day in days.items() if _counts(day, found.min_answers)}
    if not counted:
        unknown = dict.fromkeys(("worst", "worst_percent", "worst_left"), formatting.UNKNOWN)
        return {**unknown, "worst_sign": "", "breach": ""}
    name = max(counted, key=lambda each: counted[each]["drop_percent"])
    day = counted[name]
    sign, percent = day.get("drop_sign", ""), formatting.percent(day["drop_percent"])
    shown, left = formatting.printable(name), day.get("drops_left")
    breach = ""
    if sign and wish.campaign is None:  # a line of one campaign says it of itself
        over = "" if left is None else f" {-left} over" if left < 0 else f" {left} left"
        breach = f" · {sign} {shown} {percent}{over}"
    return {
        "worst": shown,
        "worst_percent": percent,
        "worst_sign": sign,
        "worst_left": formatting.number(left),
        "breach": breach,
    }


def _counts(day: Mapping[str, Any], least: int) -> bool:
    """Whether a drop % of the day says something, as for an alert."""
    # a gateway may tell the percentage without what it was taken of
    answers = day.get("calls") if day.get("answers") is None else day.get("answers")
    return day.get("drop_percent") is not None and (answers or 0) >= least
