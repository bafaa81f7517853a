"""What an agent and a campaign did on one day: from stretches and minute samples. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from vicidash.client import AgentState
from vicidash.client.campaign_stats import drop_percent
from vicidash.history.samples import MINUTE, Sample, window
from vicidash.history.stretches import Stretch, count_calls

HOUR: Final = 3600
SLACK: Final = 3
"""Minutes before an hour in which its counters may last have been sampled."""


@dataclass(frozen=True, slots=True)
class AgentShift:
    """One agent's day on one campaign, as far as the polls of a console or guard saw it."""

    user: str
    campaign_id: str
    first: float
    """Epoch seconds when the agent was first seen on the campaign that day."""
    last: float
    calls: int
    seconds: Mapping[AgentState, float]
    """Seconds in each state."""
    pauses: Mapping[str, tuple[int, ...]]
    """Seconds of each pause by its code; ``""``: without a code."""

    def to_json(self) -> str:
        """The figures as text, without agent and campaign."""
        return json.dumps(
            {
                "first": self.first,
                "last": self.last,
                "calls": self.calls,
                "seconds": {state.value: round(time) for state, time in self.seconds.items()},
                "pauses": self.pauses,
            }
        )

    @classmethod
    def from_json(cls, user: str, campaign_id: str, text: str) -> AgentShift | None:
        """From :meth:`to_json`; ``None`` for what cannot be read."""
        try:
            kept = json.loads(text)
            return cls(
                user=user,
                campaign_id=campaign_id,
                first=float(kept["first"]),
                last=float(kept["last"]),
                calls=int(kept["calls"]),
                seconds={AgentState(name): float(time) for name, time in kept["seconds"].items()},
                pauses={str(code): tuple(map(int, each)) for code, each in kept["pauses"].items()},
            )
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None

    def spent(self, state: AgentState) -> float:
        """Seconds in one state."""
        return self.seconds.get(state, 0.0)


@dataclass(frozen=True, slots=True)
class HourFigure:
    """One hour of a campaign, from its minute samples. ``None`` is unknown."""

    hour: int
    """Counted from the dialer's midnight."""
    minutes: int
    """Minutes of the hour that were sampled."""
    calls: int | None
    answers: int | None
    drops: int | None
    level: float | None
    """The dial level when it was last seen in the hour."""
    lowest: float | None
    highest: float | None

    @property
    def drop_percent(self) -> float | None:
        """Drops / answers × 100."""
        return drop_percent(self.drops, self.answers)


def agent_shifts(
    stretches: Iterable[Stretch], user: str, begins: float, ends: float
) -> list[AgentShift]:
    """An agent's closed stretches within a day, by campaign; their times are epoch seconds."""
    by_campaign: dict[str, list[Stretch]] = {}
    for each in stretches:
        if each.until is not None and each.until > begins and each.since < ends:
            whole = begins <= each.since and each.until <= ends  # most are: copies cost time
            cut = each
            if not whole:
                cut = replace(each, since=max(each.since, begins), until=min(each.until, ends))
            by_campaign.setdefault(each.campaign_id, []).append(cut)
    return [_agent_shift(user, name, rows) for name, rows in by_campaign.items()]


def _agent_shift(user: str, campaign_id: str, rows: Sequence[Stretch]) -> AgentShift:
    seconds: dict[AgentState, float] = {}
    pauses: dict[str, list[int]] = {}
    before: Stretch | None = None
    for each in rows:
        time = each.seconds(each.since)
        seconds[each.state] = seconds.get(each.state, 0.0) + time
        if each.state is AgentState.PAUSED:
            same = pauses.setdefault(each.code or "", [])
            if before is not None and before.until == each.since and before.goes_on_as(each):
                same[-1] += round(time)
            else:
                same.append(round(time))
        before = each
    return AgentShift(
        user=user,
        campaign_id=campaign_id,
        first=rows[0].since,
        last=max(each.until or each.since for each in rows),
        calls=count_calls(rows),
        seconds=seconds,
        pauses={code: tuple(times) for code, times in pauses.items()},
    )


def hour_figures(
    samples: Iterable[tuple[int, Sample]], begins: float, ends: float
) -> list[HourFigure]:
    """The hours of a day in which a campaign was sampled. ``samples``: by minute of the epoch."""
    rows = sorted(samples, key=lambda row: row[0])
    first, last = round(begins / MINUTE), round(ends / MINUTE)
    found: list[HourFigure] = []
    for number, start in enumerate(range(first, last, HOUR // MINUTE)):
        end = min(start + HOUR // MINUTE, last)
        inside = [row for row in rows if start <= row[0] < end]
        if not inside:
            continue
        before = [row for row in rows if start - SLACK <= row[0] < start][-1:]
        seen = window([*before, *inside])
        levels = [each.dial_level for _, each in inside if each.dial_level is not None]
        found.append(
            HourFigure(
                hour=number,
                minutes=len(inside),
                calls=None if seen is None else seen.calls,
                answers=None if seen is None else seen.answers,
                drops=None if seen is None else seen.drops,
                level=levels[-1] if levels else None,
                lowest=min(levels, default=None),
                highest=max(levels, default=None),
            )
        )
    return found
