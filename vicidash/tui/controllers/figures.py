"""The figures in the line of totals, and where each of them leads."""

from __future__ import annotations

from typing import Final, NamedTuple

from vicidash.floor.snapshot import FloorSnapshot
from vicidash.tui.controllers.base import ControlledView, Target


class StripFigure(NamedTuple):
    """One of the counts. ``leads_to`` is a kind and a name: ``filter state:paused``."""

    name: str
    long: str
    short: str
    leads_to: str

    def value(self, snapshot: FloorSnapshot) -> int | None:
        """The count now; ``None`` where it is not known."""
        if self.name == "calls_waiting":  # in campaigns and in-groups
            return snapshot.calls_waiting
        found: int | None = getattr(snapshot.totals, self.name)
        return found

    def words(self, count: int | None) -> str:
        """The long words for so many."""
        return "call waiting" if self.name == "calls_waiting" and count == 1 else self.long


FIGURES: Final = (
    StripFigure("agents_logged_in", "logged in", "in", "filter "),
    StripFigure("agents_incall", "in call", "call", "filter state:in_call"),
    StripFigure("agents_waiting", "waiting", "wait", "filter state:waiting"),
    StripFigure("agents_paused", "paused", "pause", "filter state:paused"),
    StripFigure("agents_dispo", "dispo", "dispo", "filter state:dispo"),
    StripFigure("agents_dead", "dead", "dead", "filter state:dead"),
    StripFigure("calls_waiting", "calls waiting", "queue", "view queues"),
)


async def follow(view: ControlledView, leads_to: str) -> None:
    """Go where a figure of the line of totals leads."""
    kind, _, name = leads_to.partition(" ")
    if kind == "view":
        await view.go(name)
    elif kind == "campaign":
        await view.go("floor", at=Target(kind, name))
    else:
        await view.go("floor", name, agents_of="")
