"""Comparisons in the filter of agents: ``time>10m``, ``pause>limit``, ``calls<5``."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from vicidash.client import AgentState
from vicidash.config.settings import PausedRule
from vicidash.floor.snapshot import FloorAgent

_COMPARED: Final = re.compile(r"(?P<name>[a-z]+)(?P<sign>[<>]=?|=)(?P<value>\S*)", re.I | re.A)
_SIGNS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}
_SPAN: Final = re.compile(r"(?=\d)(?:(\d{1,4})h)?(?:(\d{1,4})m)?(?:(\d{1,5})s)?", re.I | re.A)
_CLOCK: Final = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d\d)", re.A)
LIMIT: Final = "limit"
"""Stands for how long a pause with the agent's code may last."""
WHEN: Final = "a time such as 10m, 90s, 1h30m or 2:30"


class Moment(NamedTuple):
    """What times are compared with: the clock, and how long a pause may last."""

    now: float
    pauses: PausedRule


class Comparison(NamedTuple):
    """A figure of an agent, compared with a value: seconds or a count, or ``limit``."""

    name: str
    sign: str
    value: float | str

    def matches(self, each: FloorAgent, moment: Moment) -> bool:
        """Whether it holds; not for a figure that is not known, or that the agent has not."""
        figure = _FIGURES[self.name](each, moment.now)
        wanted = (
            self.value
            if isinstance(self.value, float)
            else moment.pauses.limit_of(each.agent.pause_code)
        )
        if figure is None or wanted is None:
            return False
        return _SIGNS[self.sign](figure, wanted)


def _paused(each: FloorAgent, now: float) -> float | None:
    return each.seconds(now) if each.agent.state is AgentState.PAUSED else None


def _calls(each: FloorAgent, now: float) -> float | None:
    return each.agent.calls_today


def _hold(each: FloorAgent, now: float) -> float | None:
    return each.hold


_FIGURES: Final[Mapping[str, Callable[[FloorAgent, float], float | None]]] = {
    "time": lambda each, now: each.seconds(now),
    "pause": _paused,
    "calls": _calls,
    "hold": _hold,
}
NAMES: Final = tuple(_FIGURES)


def is_comparison(word: str) -> bool:
    """Whether a word is meant as a comparison, right or wrong."""
    return _COMPARED.fullmatch(word) is not None


def read(word: str) -> Comparison | str:
    """A comparison, or what is wrong with it."""
    found = _COMPARED.fullmatch(word)
    if found is None:
        return f"{word} compares nothing"
    name, sign, text = found["name"].casefold(), found["sign"], found["value"].casefold()
    if name not in _FIGURES:
        return f"{found['name']} cannot be compared; these can: {', '.join(NAMES)}"
    if name == "calls":
        if not (text.isascii() and text.isdecimal() and len(text) <= 6):
            return f"{word}: a number of calls such as calls<5"
        return Comparison(name, sign, float(text))
    if name == "pause" and text == LIMIT:
        return Comparison(name, sign, LIMIT)
    seconds = _seconds(text)
    if seconds is None:
        also = f", or {LIMIT}" if name == "pause" else ""
        unit = f": {text}m for minutes, {text}s for seconds" if text.isdecimal() else ""
        return f"{word}: {WHEN}{also}{unit}"
    return Comparison(name, sign, seconds)


def _seconds(text: str) -> float | None:
    if found := _CLOCK.fullmatch(text):
        return float(int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3]))
    found = _SPAN.fullmatch(text)
    if found is None or not any(found.groups()):
        return None
    hours, minutes, seconds = (int(each or 0) for each in found.groups())
    return float(hours * 3600 + minutes * 60 + seconds)
