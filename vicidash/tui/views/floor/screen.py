"""The floor: campaigns above, agents below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from vicidash.action_table import BY_NAME, Action, Group
from vicidash.floor.snapshot import FloorAgent
from vicidash.tui import bindings
from vicidash.tui.console import Console, Frame
from vicidash.tui.controllers.agents import AgentController
from vicidash.tui.controllers.campaigns import CampaignController
from vicidash.tui.controllers.global_keys import Navigate, Target
from vicidash.tui.controllers.tables import SortController
from vicidash.tui.rendering.text import agents_title
from vicidash.tui.views.floor import agents, campaigns
from vicidash.tui.views.floor import filter as agent_filter
from vicidash.tui.views.floor.agents import AgentTable, agent_cells
from vicidash.tui.views.floor.campaigns import CampaignTable, campaign_rows, reasons
from vicidash.tui.views.floor.filter import AgentFilter
from vicidash.tui.views.floor.selection import CursorShift, CursorTarget, Selection
from vicidash.tui.views.view import View
from vicidash.tui.widgets.prompt import Prompt
from vicidash.tui.widgets.status_lines import StatusLine

TALL: int = 30
"""Rows of a terminal from which on the campaigns have a TOTAL row; the strip has its figures."""


class FloorScreen(
    View, Selection, CursorTarget, AgentFilter, SortController, AgentController, CampaignController
):
    """Shows snapshots as they come; gives what the supervisor does to the :class:`Console`."""

    NAME = "floor"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings.elsewhere()]

    def __init__(self, supervisor: Console, go: Navigate) -> None:
        super().__init__(supervisor, go)
        self.steps = self.make_steps()
        layout = supervisor.layout
        self.typed = layout.filter
        self.campaign = layout.campaign
        self.take_sorts(layout)
        self._view_drawn: object = None
        self._shown: list[str] = []
        self._shown_of: object = None
        self._shown_by: object = None

    def body(self) -> ComposeResult:
        yield StatusLine(id="strip")
        yield CampaignTable(self.theme.limits.critical)
        yield StatusLine(id="agents-title")
        yield AgentTable()
        yield Prompt("words, campaign: group: state: code:, !not, ~fuzzy, @saved", id="filter")
        yield Prompt("for example 2.5", id="level")

    def on_mount(self) -> None:
        self.take_widths(self.supervisor.layout)
        self.filter_entry.entry.value = self.typed
        self.set_focus(self.agent_table)
        self.draw()

    # What is shown

    def draw_body(self, picture: Frame) -> None:
        self.keep_steps()
        snapshot = picture.snapshot
        self.query_one("#strip", StatusLine).show(
            campaigns.totals_line(
                snapshot, self.theme, width=self.size.width - 2, stale=picture.stale
            )
        )
        self._draw_campaigns(picture)
        everyone = snapshot.agents.value or {}
        self.keep_marks()
        shown = self._users_shown(everyone)
        self._draw_agents(picture, shown, narrowed=bool(everyone))
        self.query_one("#agents-title", StatusLine).show(
            agents_title(
                shown=len(shown),
                total=None if snapshot.agents.value is None else len(everyone),
                campaign=self.campaign,
                text=self.typed,
                marked=len(self.marks),
                problem=snapshot.warnings[0] if snapshot.warnings else "",
                theme=self.theme,
                key_of=self.key_of,
            )
        )

    def _draw_campaigns(self, picture: Frame) -> None:
        table = self.campaign_table
        self.explain(table, picture.snapshot.campaigns, "No campaign is active")
        sort = self.sort_shown(table)
        table.apply(
            campaign_rows(
                picture.snapshot,
                self.theme,
                now=picture.now,
                order=campaigns.sorted_campaigns(
                    picture.snapshot.campaigns.value or {},
                    sort,
                    limit=self.theme.limits.critical,
                ),
                tickets=self.supervisor.doing.level_ticket,
                steps=self.steps.gathered,
                trends=self.supervisor.trends,
                stale=picture.stale,
                with_total=self.size.height >= TALL,
            )
        )

    def _users_shown(self, everyone: Mapping[str, FloorAgent]) -> list[str]:
        """The users that the table shows, in its order.

        The times tick each second; who is shown is worked out only when that may be others.
        """
        sort = self.sort_of(self.agent_table)
        saved = dict(self.supervisor.filters)
        inputs = (self.typed, self.campaign, saved, sort)
        by_action = sort is not None and sort.column == "action"  # tickets come at any time
        if by_action or everyone is not self._shown_of or inputs != self._shown_by:
            matching = agent_filter.matching(
                everyone.values(), text=self.typed, campaign=self.campaign, saved=saved
            )
            tickets = self.supervisor.doing.agent_ticket
            self._shown = [
                each.agent.user for each in agents.sorted_agents(matching, sort, tickets)
            ]
            self._shown_of, self._shown_by = everyone, inputs
        return self._shown

    def _draw_agents(self, picture: Frame, shown: list[str], *, narrowed: bool) -> None:
        table = self.agent_table
        pointed, view = table.cursor_key, (self.typed, self.campaign, self.sort_of(table))
        again = f"No agent matches; {self.key_of('clear')} shows all again"
        empty = again if narrowed else "No agent is logged in"
        self.explain(table, picture.snapshot.agents, empty)
        self.sort_shown(table)
        everyone = picture.snapshot.agents.value or {}
        tickets = self.supervisor.doing.agent_ticket
        table.apply_lazily(
            shown,
            lambda user: agent_cells(
                everyone[user],
                self.theme,
                now=picture.at,
                seen_at=picture.snapshot.agents.at or picture.at,
                ticket=tickets(user),
                stale=picture.stale,
            ),
        )
        if view != self._view_drawn:
            self.slid = None  # the supervisor chose: whoever it brought under the cursor is meant
        elif pointed != table.cursor_key:
            self.slid = CursorShift(pointed, table.cursor_key, picture.now)
        self._view_drawn = view

    @property
    def key_labels(self) -> Mapping[str, str]:
        return self.steps.labels

    @property
    def standing_message(self) -> str:
        if self.marks:
            return (
                f"{len(self.marks)} marked: {self.key_of('pause')} {self.key_of('resume')} "
                f"{self.key_of('log_out')} act on all of them, "
                f"{self.key_of('clear')} takes the marks off"
            )
        return self.steps.prompt

    @property
    def standing_kind(self) -> str:
        return "" if self.marks else self.steps.kind

    # What the supervisor does

    def why_not(self, action: Action) -> str | None:
        if action.group is Group.CAMPAIGN:
            name = self.campaign_table.cursor_key or ""
            return self.why_not_steer(action, self.supervisor.shown.campaign(name))
        return super().why_not(action)

    def subject(self, kind: str) -> str | None:
        if kind == "agent":
            return self.agent_table.cursor_key
        if kind == "leads":
            seen = self.supervisor.shown.agent(self.agent_table.cursor_key or "")
            lead = seen.agent.lead_id if seen and self.table is self.agent_table else None
            return str(lead) if lead else None
        if self.table is self.campaign_table or self.campaign is None:
            return self.campaign_table.cursor_key
        return self.campaign

    def point_at(self, spot: Target) -> None:
        """An agent whom the filter hides is shown: that is whom one came for."""
        kind, name = spot
        table = self.campaign_table if kind == "campaign" else self.agent_table
        hidden = kind == "agent" and name not in table.book.by_key
        if hidden and self.supervisor.shown.agent(name) is not None:
            self.campaign = None
            self.show_all()
            self.draw()
            self.say(f"All agents are shown again: the filter hid {name}")
        self.set_focus(table)
        if not table.focus_key(name):
            where = "in this frozen picture" if self.is_frozen else "on the floor any more"
            self.say(f"The {kind} {name} is not {where}")

    def action_elsewhere(self, name: str) -> None:
        action = BY_NAME[name]
        self.say(
            f"{action.label}: {self.key_of('next_table')} goes to the "
            f"{bindings.where(action)}, choose one there"
        )

    async def action_open_agent(self) -> None:
        await self.go("agent")

    async def open_row(self, action: str) -> None:
        """The mouse chooses a campaign, and never sends the steps on it: only the key does."""
        name = self.campaign_table.cursor_key
        if action != "choose":
            await super().open_row(action)
        elif name is not None:
            self.show_only(name)

    def action_choose(self) -> None:
        """Send the steps gathered on this campaign, else show only its agents."""
        name = self.campaign_table.cursor_key
        waiting = next(iter(self.steps.gathered), None)
        if name is None:
            return
        if waiting is None:
            self.show_only(name)
        elif waiting != name:
            sends, forgets = self.key_of("choose"), self.key_of("clear")
            self.say(f"Steps on {waiting} wait: {sends} there sends them, {forgets} forgets them")
        else:
            campaign = self.supervisor.snapshot.campaign(name)
            level = self.steps.take()
            if campaign is not None and level is not None:
                self.send_level(campaign.stats, level)

    async def action_clear(self) -> None:
        if self.steps.forget():
            self.say("Steps forgotten, nothing was sent")
        elif self.forget_marks():
            self.say("Marks taken off")
        else:
            self.say("")
            self.show_more()

    def action_reason(self) -> None:
        self.say(self._reason())

    def _reason(self) -> str:
        shown = self.supervisor.shown
        if self.table is self.campaign_table:
            campaign = shown.campaign(self.campaign_table.cursor_key or "")
            if campaign is not None:
                return reasons(campaign, self.key_of)
            return shown.campaigns.problem or "No campaign is chosen"
        user = self.agent_table.cursor_key
        if user is None:
            return shown.agents.problem or "No agent is chosen"
        doing = self.supervisor.doing
        told = doing.left_out(user) or doing.agent_ticket(user)
        return str(told or f"Nothing was done to {user} from here")
