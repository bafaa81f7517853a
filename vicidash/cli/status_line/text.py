"""The format of ``vicidash line``, and the text of each of its fields."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any, Final

import click

from vicidash import formatting
from vicidash.cli.status_line.cache import TOTAL, Known, LineQuery, SettingsStamp

FLOOR: Final = ("logged_in", "in_call", "waiting", "paused", "dispo", "dead")
QUEUES: Final = ("calls_waiting",)
CALLS: Final = ("calls", "answers", "drops", "drop_percent", "drop_sign", "drops_left")
WORST: Final = ("worst", "worst_percent", "worst_sign", "worst_left", "breach")
"""Fields of the campaign with the highest drop %; ``breach`` may be empty."""
REPORT: Final = ("longest_wait", "service_level", "service_group")
"""Fields of the real-time report. The in-group with the lowest service level stands for all."""
SUMMARY: Final = ("trunk_short", "dialable")
ELSE: Final = ("campaign", "age", "time")
FIELDS: Final = (*ELSE, *FLOOR, *QUEUES, *CALLS, *WORST, *REPORT, *SUMMARY)
"""All fields that a format may name."""

DEFAULT: Final = (
    "{campaign} {drop_percent}{drop_sign}{breach} {in_call} in call {waiting} waiting"
    " · q {calls_waiting}"
)

_WIDTH: Final = re.compile(r"[<>^]?\d{0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Format:
    """A valid format: pieces of text, each with the field that follows it and its width."""

    pieces: tuple[tuple[str, str | None, str], ...]

    @property
    def fields(self) -> frozenset[str]:
        """The fields that it names."""
        return frozenset(name for _, name, _ in self.pieces if name is not None)

    def fill(
        self, values: Mapping[str, str], dress: Callable[[str, str], str] = lambda _, text: text
    ) -> str:
        """The line. ``dress`` gets a field's name and its text, and may add styles around it."""
        parts = []
        for text, name, width in self.pieces:
            parts.append(text)
            if name is not None:
                parts.append(dress(name, format(values[name], width)))
        return "".join(parts)


def read(text: str) -> Format:
    """Parse a format. Raises ``ValueError`` saying what is wrong with it."""
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
    """Parse the option of the command line, for click."""
    try:
        return read(value)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from None


def fields(known: Known, query: LineQuery, stamp: SettingsStamp, now: float) -> dict[str, str]:
    """The text of every field; what is not known is ``—``."""
    age = data_age(known, query, now)
    return {
        "campaign": formatting.printable(query.campaign or "ALL"),
        "age": formatting.UNKNOWN if age is None else formatting.age(age),
        "time": time.strftime("%H:%M", time.localtime(now)),
        **_floor(known, query),
        "calls_waiting": formatting.number(_waiting(known, query.groups(known, stamp))),
        **_calls(known, query),
        **_worst(known, query, stamp),
        **_report(known, query),
        **_summary(known, query),
    }


def data_age(known: Known, query: LineQuery, now: float) -> float | None:
    """Seconds since the data was asked for: that of the agents if they are shown."""
    answer = known.agents if query.agents else known.calls if query.calls else known.listed
    if answer is None and query.queues and known.queues:
        answer = min(known.queues.values(), key=lambda each: each.at)
    return None if answer is None else max(0.0, now - answer.at)


def _floor(known: Known, query: LineQuery) -> dict[str, str]:
    if known.agents is None or known.agents.value is None:
        return dict.fromkeys(FLOOR, formatting.UNKNOWN)
    campaigns = known.agents.value
    counted = (
        campaigns.values() if query.campaign is None else [campaigns.get(query.campaign) or {}]
    )
    sums = {state: _sum([each.get(state, 0) for each in counted]) for state in FLOOR[1:]}
    sums["logged_in"] = _sum([*sums.values()])
    return {name: formatting.number(each) for name, each in sums.items()}


def _waiting(known: Known, groups: Sequence[str] | None) -> int | None:
    if groups is None:
        return None
    answers = [known.queues.get(name) for name in groups]
    return _sum([None if each is None else each.value for each in answers])


def _sum(values: Sequence[int | None]) -> int | None:
    """The sum; unknown if one part is."""
    parts = [each for each in values if each is not None]
    return sum(parts) if len(parts) == len(values) else None


def _calls(known: Known, query: LineQuery) -> dict[str, str]:
    days = known.calls.value if known.calls is not None else None
    day = (days or {}).get(query.campaign or TOTAL) or {}
    counts = {name: formatting.number(day.get(name)) for name in ("calls", "answers", "drops")}
    return {
        **counts,
        "drop_percent": formatting.percent(day.get("drop_percent")),
        "drop_sign": day.get("drop_sign", ""),
        "drops_left": formatting.number(day.get("drops_left")),
    }


def _worst(known: Known, query: LineQuery, stamp: SettingsStamp) -> dict[str, str]:
    """The fields of the campaign with the worst drop % among those shown: the most severe as the
    console's alerts judge it, and of these the highest.

    The legal limit applies to each campaign by itself, which the total may hide.
    """
    days: Mapping[str, Mapping[str, Any]] = (known.calls.value if known.calls else None) or {}
    shown_days = {name: days[name] for name in query.shown(known, stamp) or () if name in days}
    counted = {name: day for name, day in shown_days.items() if _counts(day, stamp.min_answers)}
    if not counted:
        unknown = dict.fromkeys(("worst", "worst_percent", "worst_left"), formatting.UNKNOWN)
        return {**unknown, "worst_sign": "", "breach": ""}
    signs = {name: _severity(name, day, known) for name, day in counted.items()}
    name = max(counted, key=lambda each: (len(signs[each]), counted[each]["drop_percent"]))
    day = counted[name]
    sign, percent = signs[name], formatting.percent(day["drop_percent"])
    shown, left = formatting.printable(name), day.get("drops_left")
    breach = ""
    if sign and query.campaign is None:  # a line of one campaign shows its own figures
        over = "" if left is None else f" {-left} over" if left < 0 else f" {left} left"
        breach = f" · {sign} {shown} {percent}{over}"
    return {
        "worst": shown,
        "worst_percent": percent,
        "worst_sign": sign,
        "worst_left": formatting.number(left),
        "breach": breach,
    }


def _severity(name: str, day: Mapping[str, Any], known: Known) -> str:
    """The sign of a drop %. Without agents it drops no more calls: as in the alerts of the console
    it is then no more than a warning."""
    sign = str(day.get("drop_sign", ""))
    agents = known.agents.value if known.agents is not None else None
    empty = agents is not None and not any((agents.get(name) or {}).values())
    return sign[:1] if empty else sign


def _report(known: Known, query: LineQuery) -> dict[str, str]:
    """What the real-time report had when it was asked; a campaign has no service level."""
    report: Mapping[str, Any] = (known.report.value if known.report else None) or {}
    waits = report.get("waits")
    longest = None if waits is None else waits.get(query.campaign or TOTAL, 0)
    level, group = (None, "") if query.campaign is not None else report.get("service", (None, ""))
    return {
        "longest_wait": formatting.clock(longest),
        "service_level": formatting.percent(level, 1),
        "service_group": formatting.printable(group) or formatting.UNKNOWN,
    }


def _summary(known: Known, query: LineQuery) -> dict[str, str]:
    campaigns: Mapping[str, Any] = (known.summary.value if known.summary else None) or {}
    short, leads = campaigns.get(query.campaign or TOTAL, (None, None))
    return {"trunk_short": formatting.number(short), "dialable": formatting.number(leads)}


def _counts(day: Mapping[str, Any], least: int) -> bool:
    """Whether the drop % of the day counts, as for an alert."""
    # a gateway may report the percentage without the number of answers
    answers = day.get("calls") if day.get("answers") is None else day.get("answers")
    return day.get("drop_percent") is not None and (answers or 0) >= least
