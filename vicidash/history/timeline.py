"""What each agent did in this shift, one state after another, as far as polls showed it.

The dialer's API has no history of an agent, so this one is built from the polls. Time that was not
polled (logged out, dialer out of reach, console not running) is a gap, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from vicidash.client import AgentState
from vicidash.floor.snapshot import Exactness, FloorAgent, FloorSnapshot, LinkState
from vicidash.history.database import HistoryFile
from vicidash.history.samples import LARGEST
from vicidash.history.stretches import (
    Kinds,
    Stretch,
    StretchRow,
    Track,
    count_calls,
    read_stretches,
    woven,
)

# Totals of a shift: time in each state, pauses by code


@dataclass(frozen=True, slots=True)
class PauseUse:
    """How one pause code was used."""

    count: int
    seconds: float
    longest: float
    """Seconds of the longest pause."""


def seconds_by_state(stretches: Iterable[Stretch], now: float) -> dict[AgentState, float]:
    """Seconds in each state; the current one counts up to ``now``."""
    spent: dict[AgentState, float] = {}
    for each in stretches:
        spent[each.state] = spent.get(each.state, 0.0) + each.seconds(now)
    return spent


def pauses_by_code(stretches: Iterable[Stretch], now: float) -> dict[str | None, PauseUse]:
    """How each pause code was used, longest total first; ``None``: without a code."""
    used: dict[str | None, list[float]] = {}
    for each in stretches:
        if each.state is AgentState.PAUSED:
            used.setdefault(each.code, []).append(each.seconds(now))
    uses = {code: PauseUse(len(times), sum(times), max(times)) for code, times in used.items()}
    return dict(sorted(uses.items(), key=lambda item: -item[1].seconds))


SPAN: Final = 16 * 3600.0
"""Seconds to remember: the longest shift, with overtime."""
WRITE: Final = 60.0
"""Seconds between writes."""
INSTANT: Final = 0.001
"""Seconds below which two times are the same one, written and read back."""
STEADY: Final = 1.0
"""Seconds up to which clocks are taken to agree: a stretch is stored by its beginning."""
UNSAVED: Final = 100_000
"""Stretches that may wait for a file that another program has locked."""

"""A newer vicidash may have written other states; those are a gap here."""


class ShiftTimeline:
    """Stretches of states by agent, updated with every snapshot.

    ``clock`` is that of the snapshots, ``wall`` gives epoch seconds. With ``file`` (that of a
    `FloorHistory`) the shift is kept across restarts: stretches are written once a minute, and read
    when an agent is first requested.
    """

    def __init__(
        self,
        file: HistoryFile | None = None,
        *,
        clock: Callable[[], float],
        wall: Callable[[], float],
    ) -> None:
        self._file = file if file is not None and file.kept else None
        self._wall = wall
        self._kinds = Kinds()
        self._tracks: dict[str, Track] = {}
        self._read: set[str] = set()
        self._unsaved: list[StretchRow] = []
        self._codes: dict[tuple[str, str], None] = {}
        self._looked: float | None = None
        self._lost = False
        self._ahead = wall() - clock()
        self._written = wall()
        if self._file is not None:
            self._codes = dict.fromkeys(self._file.codes(wall() - SPAN))

    def see(self, snapshot: FloorSnapshot) -> None:
        """Record a snapshot. If it has no new poll of the agents, only the link can have changed.

        Measured with 2000 agents: a poll takes 2 ms, and once a minute 30 to 45 with the write.
        """
        self._mind_clock(snapshot.at)
        at, agents = snapshot.agents.at, snapshot.agents.value
        if at is not None and agents is not None and (self._looked is None or at > self._looked):
            self._look(agents, at, snapshot.watched_since, missed=snapshot.unread > 0)
        lost = snapshot.link.state in (LinkState.RETRYING, LinkState.STOPPED)
        if lost or snapshot.agents.problem is not None:
            self._lost = True
        if self._wall() - self._written >= WRITE:
            self._written = self._wall()
            self._tidy()
            self._save()

    def stretches(self, user: str) -> tuple[Stretch, ...]:
        """An agent's stretches of the last `SPAN`, oldest first. Times between them were not
        observed.

        Those from before this console started have times that lie before its clock's start.
        """
        return tuple(self._track(user))

    @property
    def open_stretches(self) -> Mapping[str, Stretch]:
        """What every agent is doing, by user."""
        return {user: each.open for user, each in self._tracks.items() if each.open is not None}

    @property
    def ahead(self) -> float:
        """Seconds by which the epoch is ahead of the clock."""
        return self._ahead

    def spent(self, user: str, now: float) -> Mapping[AgentState, float]:
        """Seconds in each observed state, up to ``now`` or to when the dialer was lost."""
        return seconds_by_state(self._track(user), self._end_of_sight(now))

    def pauses(self, user: str, now: float) -> Mapping[str | None, PauseUse]:
        """How an agent used each pause code, longest total first; ``None``: without a code."""
        return pauses_by_code(self._track(user), self._end_of_sight(now))

    def calls(self, user: str) -> int:
        """Observed calls of an agent. A call that is parked, or out of sight for a while, is one
        call."""
        return count_calls(self._track(user))

    def codes_seen(self, campaign_id: str | None = None) -> tuple[str, ...]:
        """Pause codes used on the floor, or in a campaign, sorted."""
        return tuple(sorted({code for code, of in self._codes if campaign_id in (None, of)}))

    def close(self) -> None:
        """Write what is left, and the current stretches up to the latest poll."""
        self._save()

    def _look(
        self,
        agents: Mapping[str, FloorAgent],
        at: float,
        watched_since: float | None,
        *,
        missed: bool,
    ) -> None:
        looked = self._looked
        if looked is not None and watched_since is not None and watched_since > looked:
            for user in list(self._tracks):  # nothing was observed meanwhile
                self._end(user, looked)
        for user in [user for user, track in self._tracks.items() if track.open is not None]:
            if user not in agents:
                # an agent whose row could not be read may still be there, so nothing is concluded
                self._end(user, looked if missed and looked is not None else at)
        for user, seen in agents.items():
            self._meet(user, seen, at)
        self._looked, self._lost = at, False

    def _meet(self, user: str, seen: FloorAgent, at: float) -> None:
        track = self._tracks.get(user)
        if track is None:
            track = self._tracks[user] = Track(self._kinds)
        mark = (seen.since, seen.agent.pause_code, seen.agent.campaign_id)
        if track.open is not None and track.mark == mark:
            return  # the usual case
        track.mark = mark
        now = _stretch(seen, at)
        if now.code is not None:
            self._codes[now.code, now.campaign_id] = None
        before = track.open
        if before is None:
            # a state that may have been left during a gap begins, for sure, with the look after it
            since = at if seen.exactness is Exactness.ABOUT else min(seen.since, at)
            now = replace(now, since=since, exact=seen.exact)
            if track.last_end is not None and now.since < track.last_end:
                now = replace(now, since=track.last_end)
        elif before.goes_on_as(now):
            if seen.exact and not before.exact:  # the dialer's report has told when it began
                first = track.last_end if track.last_end is not None else seen.since
                since = min(before.since, max(seen.since, first))
                track.open = replace(before, since=since, exact=True)
            return
        elif (
            before.code is None
            and now.code is not None
            and replace(before, code=now.code).goes_on_as(now)
        ):
            # agents choose the code after pausing: it applies to the whole pause
            now = replace(before, code=now.code)
        else:
            if self._looked is not None and self._looked < seen.since <= at:
                now = replace(now, since=seen.since)  # seen by a poll that was not in a snapshot
            now = replace(now, exact=True)
            self._end(user, now.since)
        track.open = now

    def _end(self, user: str, at: float) -> None:
        track = self._tracks[user]
        if track.open is not None:
            closed = replace(track.open, until=max(at, track.open.since))
            track.open = None
            track.append(closed)
            if self._file is not None and at > closed.since:
                self._unsaved.append(self._row(user, closed, closed.until or at))
                del self._unsaved[:-UNSAVED]

    def _mind_clock(self, at: float) -> None:
        """If the wall clock was corrected, later stretches are written with the new time."""
        gained = self._wall() - at - self._ahead
        if abs(gained) > STEADY:
            self._ahead += gained

    def _end_of_sight(self, now: float) -> float:
        """The end of what is known: now, or the last poll of a dialer that was lost."""
        return self._looked if self._lost and self._looked is not None else now

    def _track(self, user: str) -> Iterable[Stretch]:
        """An agent's stretches, on first request with those of earlier consoles."""
        track = self._tracks.get(user)
        if self._file is not None and user not in self._read:
            now = self._wall()
            first = next(iter(track)).since + self._ahead if track else now
            rows = self._file.stretches(user, now - SPAN, first - INSTANT)
            if rows:
                track = self._tracks.setdefault(user, Track(self._kinds))
                # up to when this console first saw the agent itself
                track.put_before(woven(read_stretches(rows, self._ahead, first)))
            self._read.add(user)  # also if there are none: a redraw must not read again
        return () if track is None else track

    def _tidy(self) -> None:
        oldest = self._wall() - self._ahead - SPAN
        for user, track in list(self._tracks.items()):
            track.forget(oldest)
            if not track:
                del self._tracks[user]

    def _save(self) -> None:
        if self._file is None:
            return
        rows = self._unsaved
        if self._looked is not None:
            rows = rows + [
                self._row(user, track.open, self._looked)
                for user, track in self._tracks.items()
                if track.open is not None and track.open.since < self._looked
            ]
        if self._file.save_stretches(rows):
            self._unsaved = []
        elif not self._file.kept:
            self._file, self._unsaved = None, []

    def _row(self, user: str, stretch: Stretch, until: float) -> StretchRow:
        return (
            user,
            stretch.since + self._ahead,
            until + self._ahead,
            stretch.word,
            stretch.state.value,
            stretch.code,
            stretch.campaign_id,
            stretch.lead_id,
            stretch.exact,
        )


def _stretch(seen: FloorAgent, at: float) -> Stretch:
    """What an agent is doing, as a stretch that begins with this poll."""
    agent = seen.agent
    in_call = agent.state is AgentState.IN_CALL and agent.lead_id is not None
    return Stretch(
        word=agent.word,
        state=agent.state,
        code=(agent.pause_code or None) if agent.state is AgentState.PAUSED else None,
        campaign_id=agent.campaign_id,
        since=at,
        until=None,
        exact=False,
        # no dialer has numbers this large, and SQLite cannot store them
        lead_id=agent.lead_id if in_call and 0 <= (agent.lead_id or 0) < LARGEST else None,
    )
