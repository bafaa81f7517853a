"""Stretches of time that an agent spent in one state, packed: a large floor has 300,000 a shift."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from vicidash.client import AgentState


class StretchKey(NamedTuple):
    """What an agent was doing during a stretch."""

    word: str
    """The state as the stock real-time report words it."""
    state: AgentState
    code: str | None
    """The pause code, for a pause."""
    campaign_id: str
    exact: bool
    """False if its beginning was not seen."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period that an agent spent in one state, in clock seconds."""

    word: str
    state: AgentState
    code: str | None
    campaign_id: str
    since: float
    until: float | None
    """``None`` while it lasts."""
    exact: bool
    """False if its beginning was not seen: it may have begun earlier."""
    lead_id: int | None = None
    """The lead of a call: two calls in a row are two stretches."""

    def seconds(self, now: float) -> float:
        """Its duration in seconds, so far if it lasts at ``now``."""
        return max(0.0, (now if self.until is None else self.until) - self.since)

    @property
    def kind(self) -> StretchKey:
        """What the agent was doing, without the times."""
        return StretchKey(self.word, self.state, self.code, self.campaign_id, self.exact)

    def goes_on_as(self, later: Stretch) -> bool:
        """Whether a later stretch has the same state, code, campaign and call."""
        return (
            self.word == later.word
            and self.lead_id == later.lead_id
            and self.code == later.code
            and self.campaign_id == later.campaign_id
            and self.state is later.state
        )


class Kinds:
    """Numbers the kinds of stretches: there are few kinds, and many thousands of each."""

    def __init__(self) -> None:
        self._kinds: list[StretchKey] = []
        self._numbers: dict[StretchKey, int] = {}

    def number(self, kind: StretchKey) -> int:
        """The number of a kind, assigned on first use."""
        number = self._numbers.setdefault(kind, len(self._kinds))
        if number == len(self._kinds):
            self._kinds.append(kind)
        return number

    def __getitem__(self, number: int) -> StretchKey:
        return self._kinds[number]


@dataclass(slots=True)
class Track:
    """One agent's stretches, oldest first: the closed ones packed, and the current one."""

    kinds: Kinds
    open: Stretch | None = None
    mark: tuple[float, str | None, str] | None = None
    """Time in state, pause code and campaign at the latest poll: if they are equal, nothing
    changed."""
    _since: array[float] = field(default_factory=lambda: array("d"))
    _until: array[float] = field(default_factory=lambda: array("d"))
    _kind: array[int] = field(default_factory=lambda: array("L"))
    _lead: array[int] = field(default_factory=lambda: array("q"))

    def __len__(self) -> int:
        return len(self._since) + (self.open is not None)

    def __iter__(self) -> Iterator[Stretch]:
        for since, until, kind, lead in zip(
            self._since, self._until, self._kind, self._lead, strict=True
        ):
            word, state, code, campaign_id, exact = self.kinds[kind]
            yield Stretch(
                word, state, code, campaign_id, since, until, exact, None if lead < 0 else lead
            )
        if self.open is not None:
            yield self.open

    @property
    def last_end(self) -> float | None:
        """When the last closed stretch ended."""
        return self._until[-1] if self._until else None

    def append(self, stretch: Stretch) -> None:
        """Append a closed stretch; one without duration is ignored."""
        if stretch.until is None or stretch.until <= stretch.since:
            return
        self._since.append(stretch.since)
        self._until.append(stretch.until)
        self._kind.append(self.kinds.number(stretch.kind))
        self._lead.append(-1 if stretch.lead_id is None else stretch.lead_id)

    def put_before(self, earlier: Iterable[Stretch]) -> None:
        """Insert closed stretches before all others."""
        mine = list(self)
        if self.open is not None:
            mine.pop()
        self.forget(float("inf"))
        for stretch in (*earlier, *mine):
            self.append(stretch)

    def forget(self, before: float) -> None:
        """Delete the stretches that ended before a time."""
        n = bisect_right(self._until, before)
        for column in (self._since, self._until, self._kind, self._lead):
            del column[:n]


def woven(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Merge the closed stretches of one agent that several consoles recorded.

    They are sorted by their beginnings. Each console polls at different moments, so these differ by
    seconds: where two overlap, the earlier record counts.
    """
    course: list[Stretch] = []
    for each in stretches:
        if each.until is None:
            continue
        last = course[-1] if course else None
        if last is None or last.until is None:
            course.append(each)
        elif each.until > last.until:
            if each.since <= last.until and last.goes_on_as(each):
                course[-1] = replace(last, until=each.until)
            elif each.since >= last.until:
                course.append(each)
            else:
                course.append(replace(each, since=last.until))
    return course


StretchRow = tuple[str, float, float, str, str, str | None, str, int | None, bool]
"""A stretch of the history file: user, since and until in epoch seconds, word, state, pause code,
campaign, lead, exact."""

_STATES: Final = {state.value: state for state in AgentState}


def read_stretches(
    rows: Iterable[StretchRow], ahead: float = 0.0, before: float = math.inf
) -> Iterator[Stretch]:
    """The stretches of the history file, as far as they lie ``before`` an epoch second.

    ``ahead``: seconds that the epoch is ahead of the clock of the result. A state that a later
    version may have written is left out.
    """
    for _, since, until, word, state, code, campaign, lead, exact in rows:
        if state in _STATES:
            yield Stretch(
                word=word,
                state=_STATES[state],
                code=code,
                campaign_id=campaign,
                since=since - ahead,
                until=min(until, before) - ahead,
                exact=bool(exact),
                lead_id=lead,
            )


def count_calls(stretches: Iterable[Stretch]) -> int:
    """Number of calls, by their leads: ringing, talking and parked are one call."""
    count = 0
    before: Stretch | None = None
    for each in stretches:
        goes_on = (
            before is not None
            and before.state is AgentState.IN_CALL
            and before.lead_id == each.lead_id
            # without a lead it is unknown whether a call continued through a gap
            and (each.lead_id is not None or each.since == before.until)
        )
        count += each.state is AgentState.IN_CALL and not goes_on
        before = each
    return count
