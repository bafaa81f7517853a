"""In which order agents and campaigns are shown. Pure; stable under updates.

What is equal keeps the order of its name, so a row moves only when its own value changed. What is
unknown comes last, whichever way the rest is turned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from vicidash.actions.ticket import Ticket
from vicidash.floor.drop_rate import drops_left
from vicidash.floor.snapshot import FloorAgent, FloorCampaign

T = TypeVar("T")
Value = str | float | None
Tickets = Callable[[str], Ticket | None]


@dataclass(frozen=True, slots=True)
class Sort:
    """By which column, and whether the largest comes first."""

    column: str
    reverse: bool = False

    @property
    def arrow(self) -> tuple[str, str]:
        """As the table wants it."""
        return self.column, "▼" if self.reverse else "▲"


_LARGEST_FIRST: Final = frozenset(
    {"time", "calls_today", "action"}
    | {"agents_logged_in", "agents_incall", "agents_waiting", "agents_paused", "agents_dispo"}
    | {"agents_dead", "drops_today", "drop_percent", "month_percent", "calls_in_queue"}
    | {"dial_level"}
    | {"calls_waiting", "wait", "longest", "total_calls", "agents_in_calls", "agents_in_dispo"}
    | {"called_count", "last_local_call_time", "start_time", "duration"}
)
"""Columns of which the large values are looked for."""


def chosen(before: Sort | None, column: str) -> Sort:
    """The order after a column was chosen; chosen again, it is turned around."""
    if before is not None and before.column == column:
        return Sort(column, not before.reverse)
    return Sort(column, column in _LARGEST_FIRST)


def sorted_agents(
    seen: Iterable[FloorAgent], sort: Sort | None, tickets: Tickets = lambda user: None
) -> list[FloorAgent]:
    """The agents in this order, or in that of their user names."""

    column = sort.column if sort else "user"
    return ordered(
        seen,
        sort,
        lambda each: _agent_sort_value(each, column, tickets),
        lambda each: each.agent.user,
    )


def sorted_campaigns(
    seen: Mapping[str, FloorCampaign], sort: Sort | None, *, limit: float
) -> list[str]:
    """The ids in this order, or in that of the dialer. ``limit``: percent, of drops left."""
    if sort is None:
        return list(seen)

    def value(name: str) -> Value:
        return _campaign_sort_value(seen[name], sort.column, limit)

    return ordered(seen, sort, value, lambda name: name)


def ordered(
    rows: Iterable[T], sort: Sort | None, value: Callable[[T], Value], name: Callable[[T], str]
) -> list[T]:
    """Rows in this order, equals in that of their names and unknown ones last; else by name."""
    by_name = sorted(rows, key=name)
    return by_name if sort is None else by_value(by_name, value, reverse=sort.reverse)


def by_value(rows: Iterable[T], value: Callable[[T], Value], *, reverse: bool) -> list[T]:
    """In the order of a value: equals as they come, what is unknown last, either way."""
    pairs = [(value(row), row) for row in rows]
    known = [pair for pair in pairs if pair[0] is not None]
    # Python's sort keeps equals in place in both directions
    known.sort(key=lambda pair: pair[0], reverse=reverse)  # type: ignore[arg-type,return-value]
    return [row for _, row in known] + [row for found, row in pairs if found is None]


def _agent_sort_value(each: FloorAgent, column: str, tickets: Tickets) -> Value:
    agent = each.agent
    if column == "time":
        return -each.since  # the longest in a state are the largest, and stay so
    if column == "state":
        return agent.word
    if column == "action":
        ticket = tickets(agent.user)
        return None if ticket is None else ticket.at
    found: Value = getattr(agent, column)
    if isinstance(found, str):
        return found.casefold() or None
    return found or None if column == "lead_id" else found


def _campaign_sort_value(each: FloorCampaign, column: str, limit: float) -> Value:
    if column == "month_percent":
        return each.month_percent
    if column == "drops_left":
        return drops_left(each.stats.drops_today, each.stats.answers_today, limit)
    found: Value = getattr(each.stats, column)
    return found.casefold() if isinstance(found, str) else found
