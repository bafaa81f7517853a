"""The table of agents: its columns, the cells of a row, the order of the rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from rich.text import Text
from textual.binding import BindingType

from vicidash import formatting
from vicidash.action_table import Group
from vicidash.actions.ticket import Ticket
from vicidash.floor.snapshot import FloorAgent
from vicidash.tui import bindings
from vicidash.tui.controllers import tables
from vicidash.tui.rendering.text import Tickets, action_mark, cell
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.table.columns import Column, Sort, Value, ordered
from vicidash.tui.table.table import LiveTable

AGENT_COLUMNS: Final = (
    Column("user", "User", 9, letter="U"),
    Column(
        "full_name", "Name", 14, priority=2, flexible=True, min_width=8, max_width=32, letter="N"
    ),
    Column("campaign_id", "Campaign", 9, priority=1, letter="C"),
    Column("user_group", "Group", 9, priority=4, letter="R"),
    Column("state", "State", 8, letter="S"),
    Column("pause_code", "Code", 6, priority=1, letter="D"),
    Column("time", "Time", 8, "right", letter="T"),
    Column("calls_today", "Calls", 5, "right", priority=3, letter="A"),
    Column("lead_id", "Lead", 9, "right", priority=5, letter="E"),
    Column("in_group", "In-group", 10, priority=6),
    Column("hold", "Hold", 5, "right", priority=7, letter="H"),
    Column("station", "Station", 12, priority=8, letter="O"),
    Column("action", "Action", 17, priority=1, letter="I"),
)


def agent_cells(
    each: FloorAgent,
    theme: FloorTheme,
    *,
    now: float,
    seen_at: float,
    ticket: Ticket | None,
    stale: bool,
) -> dict[str, Text]:
    """The cells of an agent's row, by column.

    ``now`` counts the time in state; where the answers are ``stale`` it stops at ``seen_at``. Both
    are clock seconds.
    """
    plain = theme.parts.stale if stale else ""
    agent = each.agent
    seconds = each.seconds(seen_at if stale else now)
    colour = plain or theme.state_style(each, seconds)
    time = formatting.marked(seconds, each.exactness.mark)
    sign, action_colour = action_mark(ticket, theme, now)
    return {
        "user": cell(agent.user, plain),
        "full_name": cell(agent.full_name or "", plain),
        "campaign_id": cell(agent.campaign_id, plain),
        "user_group": cell(agent.user_group or "", plain or theme.parts.muted),
        "state": cell(agent.word, colour),
        "pause_code": cell(agent.pause_code or "", colour),
        "time": cell(time, colour),
        "calls_today": cell(formatting.number(agent.calls_today), plain),
        "lead_id": cell(str(agent.lead_id) if agent.lead_id else "", plain or theme.parts.muted),
        "in_group": cell(each.in_group or "", plain),
        "hold": cell("" if each.hold is None else formatting.clock(each.hold), plain),
        "station": cell(each.station or "", plain or theme.parts.muted),
        "action": cell(sign, plain or action_colour),
    }


class AgentTable(LiveTable):
    """Agents."""

    opens = "open_agent"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings.of(Group.AGENT, Group.MOVE),
        *tables.sorting(AGENT_COLUMNS),
    ]

    def __init__(self) -> None:
        super().__init__(AGENT_COLUMNS, id="agents")

    def shows(self, user: str) -> bool:
        """Whether the agent's row is visible, so that the user sees the target."""
        kept = self.book.by_key.get(user)
        return kept is not None and 0 <= kept.index - self.scroll_offset.y < self.lines_in_view


def sorted_agents(
    seen: Iterable[FloorAgent], sort: Sort | None, tickets: Tickets = lambda user: None
) -> list[FloorAgent]:
    """The agents in this order; by default by user name. Of one state, the longest comes first."""
    column = sort.column if sort else "user"
    by_time = column == "state"
    return ordered(
        seen,
        sort,
        lambda each: _agent_sort_value(each, column, tickets),
        lambda each: (each.since if by_time else 0.0, each.agent.user),
    )


_OF_REPORT: Final = frozenset(("in_group", "hold", "station"))
"""The columns that only the dialer's real-time report has."""


def _agent_sort_value(each: FloorAgent, column: str, tickets: Tickets) -> Value:
    agent = each.agent
    if column == "state":
        return agent.word
    if column == "time":
        return -each.since  # so that the longest time is the largest value
    if column == "action":
        ticket = tickets(agent.user)
        return None if ticket is None else ticket.at
    found: Value = getattr(each if column in _OF_REPORT else agent, column)
    if isinstance(found, str):
        return found.casefold() or None
    return found or None if column == "lead_id" else found
