"""Agents who have left the list by themselves: their rows stay for a moment, dim.

Whoever was about to press a key still finds the row under the cursor, and sees what became of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from rich.text import Text

from vicidash.floor.snapshot import FloorAgent
from vicidash.tui.rendering.text import cell
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.views.floor.agents import agent_cells

STAYS: Final = 5.0
"""Seconds that the row of an agent stays who has left the list."""
SETTLED: Final = 0.3
"""Seconds that a row must have been in its place before a key acts on it."""
GONE: Final = "logged out"
NOT_LISTED: Final = "not listed"
"""Of an agent who may still be logged in: some rows of the answer could not be read."""


class Departed(NamedTuple):
    """An agent who has left the list: as last shown, and when that was noticed."""

    seen: FloorAgent
    at: float


class Departures:
    """The rows of those who have left the list, among the others."""

    def __init__(self) -> None:
        self.rows: dict[str, Departed] = {}
        """By user."""
        self._listed: list[str] = []
        self._seen: dict[str, FloorAgent] = {}
        self._view: object = None

    def listed(
        self, shown: Sequence[str], everyone: Mapping[str, FloorAgent], *, now: float, view: object
    ) -> list[str]:
        """The users to list: those shown, and each who left a moment ago after the one who was
        above. ``view`` is what the user chose to see: where that has changed, nobody has left."""
        present = frozenset(shown)
        if view != self._view:
            self.rows.clear()
        else:
            for user in self._listed:
                if user not in present and user not in self.rows:
                    self.rows[user] = Departed(self._seen[user], now)
        self.rows = {
            user: left
            for user, left in self.rows.items()
            if user not in present and now - left.at < STAYS
        }
        self._view = view
        self._listed = self._merged(shown, present)
        self._seen = {user: everyone[user] for user in shown} | {
            user: left.seen for user, left in self.rows.items()
        }
        return self._listed

    def _merged(self, shown: Sequence[str], present: frozenset[str]) -> list[str]:
        if not self.rows:
            return list(shown)
        below: defaultdict[str | None, list[str]] = defaultdict(list)
        above: str | None = None
        for user in self._listed:
            if user in present:
                above = user
            elif user in self.rows:
                below[above].append(user)
        merged = list(below[None])
        for user in shown:
            merged += [user, *below.get(user, ())]
        return merged


def departed_cells(
    left: Departed, now: FloorAgent | None, theme: FloorTheme, *, unread: bool
) -> dict[str, Text]:
    """The dim cells of an agent who has left the list: as last shown, and what became of them.

    ``now``: the agent as they are, if they are still on the floor. ``unread``: whether the floor
    could not be read whole.
    """
    dim = theme.parts.stale
    cells = agent_cells(left.seen, theme, now=left.at, seen_at=left.at, ticket=None, stale=True)
    if now is None:
        word, fate = "OUT", NOT_LISTED if unread else GONE
    elif now.agent.campaign_id != left.seen.agent.campaign_id:
        word, fate = now.agent.word, f"on {now.agent.campaign_id}"
    else:
        word, fate = now.agent.word, f"now {now.agent.word}"
    return {**cells, "state": cell(word, dim), "action": cell(fate, dim)}


class Slides:
    """When rows changed their places relative to the cursor by themselves."""

    def __init__(self) -> None:
        self._at: dict[str, float] = {}

    def note(
        self, before: Sequence[str], was: int, after: Sequence[str], cursor: int, now: float
    ) -> None:
        """The rows ``before`` a change, with the cursor at the place ``was``, and ``after`` it."""
        places = {user: place - was for place, user in enumerate(before)}
        self._at = {
            user: now if places.get(user) != place - cursor else self._at[user]
            for place, user in enumerate(after)
            if places.get(user) != place - cursor or user in self._at
        }

    def forget(self) -> None:
        """The user chose what is where."""
        self._at.clear()

    def settled(self, user: str, now: float) -> bool:
        """Whether the row has been in its place for long enough to be meant."""
        at = self._at.get(user)
        return at is None or now >= at + SETTLED
