"""The floor: campaigns above, agents below."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import DataTable

from vicidash.action_table import BY_NAME
from vicidash.floor.snapshot import FloorAgent, FloorCampaign
from vicidash.tui import bindings
from vicidash.tui.console import Console
from vicidash.tui.controllers.agents import AgentController
from vicidash.tui.controllers.base import AgentChoice, Navigate, Target
from vicidash.tui.controllers.campaigns import CampaignController
from vicidash.tui.controllers.copies import TableCopies
from vicidash.tui.controllers.figures import follow
from vicidash.tui.controllers.guard import GuardController
from vicidash.tui.controllers.pane import PaneController
from vicidash.tui.controllers.tables import CursorKeys, FilterBar, SortController
from vicidash.tui.frame import Frame
from vicidash.tui.rendering.text import agents_title
from vicidash.tui.table.table import LiveTable
from vicidash.tui.views.explanation import agent_explanation, drop_explanation
from vicidash.tui.views.floor import agents, campaigns
from vicidash.tui.views.floor import filter as agent_filter
from vicidash.tui.views.floor.agents import AgentTable, agent_cells
from vicidash.tui.views.floor.campaigns import CampaignTable, campaign_rows, reasons
from vicidash.tui.views.floor.comparison import Moment
from vicidash.tui.views.floor.completion import Completed, completed
from vicidash.tui.views.floor.departures import Departures, departed_cells
from vicidash.tui.views.floor.filter import AgentFilter
from vicidash.tui.views.floor.selection import (
    CursorShift,
    CursorTarget,
    FloorTables,
    Selection,
    SelectionController,
)
from vicidash.tui.views.view import View
from vicidash.tui.widgets.page import DetailPane, ScrollingPage
from vicidash.tui.widgets.prompt import Prompt
from vicidash.tui.widgets.status_lines import FigureLine, StatusLine

TALL: int = 30
"""Rows of a terminal from which the campaigns have a TOTAL row; the totals line has it anyway."""


class FloorScreen(View):
    """The floor: campaigns and agents. The controllers have its keys."""

    NAME = "floor"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings.elsewhere()]

    def __init__(self, console: Console, go: Navigate) -> None:
        super().__init__(console, go)
        self.campaign_table = CampaignTable()
        self.agent_table = AgentTable()
        self._filter_prompt = Prompt(
            "words, campaign: group: state: code:, !not, ~fuzzy, @saved, time>10m pause>limit "
            "calls<5; Tab completes, ↑ former ones",
            id="filter",
        )
        self._level_prompt = Prompt("for example 2.5", id="level")
        both = (self.campaign_table, self.agent_table)
        self.departures = Departures()
        self.pane = DetailPane(id="detail")
        self.tables = FloorTables(self, *both, self.pane)
        self.target = CursorTarget(self, *both, departures=self.departures)
        self.selection = Selection(self.agent_table)
        self.sorter = SortController(self, lambda: self.table, both)
        self.filter = FilterBar(
            self,
            self._filter_prompt,
            lambda: self.agent_table,
            of=self.NAME,
            problem=lambda text: agent_filter.problem(text, console.preferences.filters),
            refused=agent_filter.wrong_comparison,
            complete=self._completed,
            typed=console.preferences.layout.filter,
        )
        self.narrowing = AgentFilter(self, self.filter)
        self.steering = CampaignController(
            self, self._level_prompt, target=self.target.campaign, shown=self._campaign_shown
        )
        self.pending = self.steering.pending
        self._view_drawn: object = None
        self._shown: list[str] = []
        self._shown_of: object = None
        self._shown_by: object = None
        cursor = CursorKeys(self, lambda: self.table)
        self.beside = PaneController(
            self, self.pane, cursor, target=self._row, details=lambda: self.detail
        )
        self.attach(
            self.tables,
            cursor,
            TableCopies(self, lambda: self.table, lambda: self.departures.rows),
            self.beside,
            self.sorter,
            self.filter,
            self.narrowing,
            SelectionController(self, self.selection, self.agent_table, self.departures),
            AgentController(self, self.phone, target=self.target.agent, marked=self.selection),
            self.steering,
            GuardController(self, target=self.target.campaign),
            choose=self.send_or_show_only,
            clear=self.clear,
            elsewhere=self.say_where,
            open_agent=partial(go, "agent"),
            reason=self.say_reason,
        )

    def body(self) -> ComposeResult:
        yield FigureLine(id="strip")
        with Horizontal(id="beside"):
            with Vertical():
                yield self.campaign_table
                yield StatusLine(id="agents-title")
                yield self.agent_table
            yield self.pane
        yield self._filter_prompt
        yield self._level_prompt

    def on_mount(self) -> None:
        self.sorter.restore_widths()
        self.set_focus(self.agent_table)
        self.draw()

    @property
    def table(self) -> LiveTable:
        """The current table."""
        return self.tables.current

    def _campaign_shown(self) -> FloorCampaign | None:
        return self.console.frame.shown.campaign(self.campaign_table.cursor_key or "")

    def _row(self) -> Target | None:
        """What is under the cursor of the current table, or what a level is typed for."""
        table = self.campaign_table if self._level_prompt.is_open else self.table
        kind = "campaign" if table is self.campaign_table else "agent"
        name = table.cursor_key
        return None if name is None else Target(kind, name)

    @property
    def choice(self) -> AgentChoice:
        """Which agents are shown."""
        return AgentChoice(self.filter.typed, self.narrowing.campaign)

    # Drawing

    def draw_body(self, frame: Frame) -> None:
        self.steering.keep_steps()
        snapshot = frame.snapshot
        strip = self.query_one("#strip", StatusLine)
        width = strip.size.width or self.size.width - 2
        strip.show(campaigns.totals_line(snapshot, self.theme, width=width, stale=frame.stale))
        self._draw_campaigns(frame)
        everyone = snapshot.agents.value or {}
        self._keep_marks()
        shown = self._users_shown(everyone, frame)
        sort, past = self.sorter.sort_of(self.agent_table), self.console.frame.past
        # at another moment nobody has left: it is another floor
        moment = None if past is None else past.wall
        view = (self.filter.typed, self.narrowing.campaign, sort, moment)
        listed = self.departures.listed(shown, everyone, now=frame.at, view=view)
        self._draw_agents(frame, listed, view, narrowed=bool(everyone))
        self.query_one("#agents-title", StatusLine).show(
            agents_title(
                shown=len(shown),
                total=None if snapshot.agents.value is None else len(everyone),
                campaign=self.narrowing.campaign,
                text=self.filter.typed,
                marked=len(self.selection.marks),
                problem=snapshot.warnings[0] if snapshot.warnings else "",
                theme=self.theme,
                key_of=self.key_of,
            )
        )
        self.beside.draw(frame)

    def _keep_marks(self) -> None:
        """Clear the marks of agents who have left the floor, if all of it could be read."""
        snapshot = self.console.frame.snapshot
        if snapshot.agents.value is not None and not snapshot.unread:
            self.selection.keep(snapshot.agents.value)

    def _draw_campaigns(self, frame: Frame) -> None:
        table = self.campaign_table
        self.explain(table, frame.snapshot.campaigns, "No campaign is active")
        sort = self.sorter.sort_shown(table)
        table.show_guards(any_guard=self.console.any_guard)
        table.apply(
            campaign_rows(
                frame.snapshot,
                self.theme,
                now=frame.now,
                order=campaigns.sorted_campaigns(
                    frame.snapshot.campaigns.value or {},
                    sort,
                    limit=self.theme.limits.critical,
                    guards=self.console.glance,
                ),
                tickets=self.console.actions.level_ticket,
                steps=self.pending.gathered,
                trends=self.console.frame.trends,
                guards=self.console.glance,
                wall=self.console.frame.wall(),
                stale=frame.stale,
                with_total=self.size.height >= TALL,
            )
        )

    def _completed(self, text: str) -> Completed:
        everyone = self.console.frame.shown.agents.value or {}
        return completed(text, everyone.values(), self.console.preferences.filters)

    def _users_shown(self, everyone: Mapping[str, FloorAgent], frame: Frame) -> list[str]:
        """The users that the table shows, in its order.

        Times change each second, but this is only recomputed when it may have changed.
        """
        sort = self.sorter.sort_of(self.agent_table)
        saved = dict(self.console.preferences.filters)
        inputs = (self.filter.typed, self.narrowing.campaign, saved, sort)
        by_action = sort is not None and sort.column == "action"  # tickets change at any time
        timed = agent_filter.is_timed(self.filter.typed, saved)
        if by_action or timed or everyone is not self._shown_of or inputs != self._shown_by:
            matching = agent_filter.matching(
                everyone.values(),
                text=self.filter.typed,
                campaign=self.narrowing.campaign,
                saved=saved,
                moment=Moment(frame.counted_at, self.console.rules.paused),
            )
            tickets = self.console.actions.agent_ticket
            self._shown = [
                each.agent.user for each in agents.sorted_agents(matching, sort, tickets)
            ]
            self._shown_of, self._shown_by = everyone, inputs
        return self._shown

    def _draw_agents(
        self, frame: Frame, listed: list[str], view: object, *, narrowed: bool
    ) -> None:
        table = self.agent_table
        pointed, before, was = table.cursor_key, table.book.order, table.cursor_row
        again = f"No agent matches; {self.key_of('clear')} shows all again"
        if agent_filter.is_of_a_lead(self.filter.typed):
            again += f"; {self.key_of('view_leads')} finds leads"
        empty = again if narrowed else "No agent is logged in"
        self.explain(table, frame.snapshot.agents, empty)
        self.sorter.sort_shown(table)
        everyone, left = frame.snapshot.agents.value or {}, dict(self.departures.rows)
        tickets = self.console.actions.agent_ticket

        def cells(user: str) -> dict[str, Text]:
            if user in left:
                unread = bool(frame.snapshot.unread)
                return departed_cells(left[user], everyone.get(user), self.theme, unread=unread)
            return agent_cells(
                everyone[user],
                self.theme,
                now=frame.at,
                seen_at=frame.snapshot.agents.at or frame.at,
                ticket=tickets(user),
                stale=frame.stale,
            )

        table.apply_lazily(listed, cells)
        if view != self._view_drawn:  # the user chose what is under the cursor
            self.target.shift = None
            self.target.slides.forget()
        else:
            if pointed != table.cursor_key:
                self.target.shift = CursorShift(pointed, table.cursor_key, frame.now)
            if before and before is not table.book.order:
                former = [kept.name for kept in before]
                self.target.slides.note(former, was, listed, table.cursor_row, frame.now)
        self._view_drawn = view

    @on(ScrollingPage.Resized)
    def _fit(self) -> None:
        self.draw()

    @property
    def key_labels(self) -> Mapping[str, str]:
        return self.pending.labels if self._enter_sends else {}

    @on(DataTable.RowHighlighted)
    @on(events.DescendantFocus)
    def _moved(self) -> None:
        """The pane shows this row; and what Enter does with an unsent level depends on it."""
        self.beside.row_moved()
        if self.pending.gathered:
            self.call_next(self.draw)

    @on(FigureLine.Clicked)
    async def _figure_clicked(self, event: FigureLine.Clicked) -> None:
        await follow(self, event.leads_to)

    @property
    def _enter_sends(self) -> bool:
        """Whether the cursor is on the campaign that has an unsent level."""
        on_campaigns = self.table is self.campaign_table
        return on_campaigns and self.campaign_table.cursor_key in self.pending.gathered

    @property
    def standing_message(self) -> str:
        if marks := self.selection.marks:
            whom, what = ("that agent", "mark") if len(marks) == 1 else ("all of them", "marks")
            return (
                f"{len(marks)} marked: {self.key_of('pause')} {self.key_of('resume')} "
                f"{self.key_of('log_out')} act on {whom}, "
                f"{self.key_of('clear')} clears the {what}"
            )
        return self.pending.prompt if self._enter_sends else self.pending.elsewhere()

    @property
    def standing_kind(self) -> str:
        return "" if self.selection.marks else self.pending.kind

    # Actions

    def subject(self, kind: str) -> str | None:
        if kind == "agent":
            return self.agent_table.cursor_key
        if kind == "wall":
            return self.agent_table.cursor_key if self.agent_table.cursor_placed else None
        if kind == "leads":
            seen = self.console.frame.shown.agent(self.agent_table.cursor_key or "")
            lead = seen.agent.lead_id if seen and self.table is self.agent_table else None
            return str(lead) if lead else None
        if self.table is self.campaign_table or self.narrowing.campaign is None:
            return self.campaign_table.cursor_key
        return self.narrowing.campaign

    def point_at(self, target: Target) -> None:
        """An agent hidden by the filter is shown: the filter is cleared."""
        kind, name = target
        table = self.campaign_table if kind == "campaign" else self.agent_table
        gone = kind == "agent" and self.console.frame.shown.agent(name) is None
        if kind == "agent" and not gone and name not in table.book.by_key:
            self.narrowing.campaign = None
            self.filter.show_all()
            self.draw()
            self.say(f"Filter cleared: it hid {name}")
        self.set_focus(table)
        if not table.focus_key(name) or gone:  # the row of one who has left stays for a moment
            where = (
                "on this frozen screen" if self.console.frame.is_frozen else "on the floor any more"
            )
            self.say(f"The {kind} {name} is not {where}")

    def say_where(self, name: str) -> None:
        action = BY_NAME[name]
        self.say(
            f"{action.label}: {self.key_of('next_table')} goes to the "
            f"{bindings.where(action)}, select one there"
        )

    async def open_row(self, action: str) -> None:
        """A double click on a campaign never sends an unsent level: only the key does."""
        name = self.campaign_table.cursor_key
        if action != "choose":
            await super().open_row(action)
        elif name is not None:
            self.narrowing.show_only(name)

    def send_or_show_only(self) -> None:
        """Send the unsent level of this campaign; with none, show only its agents."""
        name = self.campaign_table.cursor_key
        waiting = next(iter(self.pending.gathered), None)
        if name is None:
            return
        if waiting is None:
            self.narrowing.show_only(name)
        elif waiting != name:
            sends, discards = self.key_of("choose"), self.key_of("clear")
            self.say(
                f"Unsent change on {waiting}: go to its row and press {sends}; {discards} discards"
            )
        else:
            campaign = self.console.frame.snapshot.campaign(name)
            if campaign is not None:
                self.steering.send_pending(campaign.stats)

    def clear(self) -> None:
        if self.pending.discard():
            self.say("Change discarded, nothing was sent")
        elif self.selection.clear():
            self.say("Marks cleared")
        else:
            self.say("")
            self.narrowing.show_more()

    def say_reason(self) -> None:
        self.say(self._reason())

    def _reason(self) -> str:
        shown = self.console.frame.shown
        if self.table is self.campaign_table:
            campaign = shown.campaign(self.campaign_table.cursor_key or "")
            if campaign is not None:
                glance = self.console.glance(campaign.stats.campaign_id)
                guard = campaigns.guard_line(glance, self.console.frame.wall())
                why = reasons(
                    campaign,
                    self.key_of,
                    shown.summaries.problem,
                    self.campaign_table.visible_columns,
                    self.console.actions.campaign_failures(campaign.stats.campaign_id),
                    drop_explanation(self.console, campaign),
                )
                return f"{guard}\n{why}" if guard else why
            return shown.campaigns.problem or "No campaign is selected"
        user = self.agent_table.cursor_key
        if user is None:
            return shown.agents.problem or "No agent is selected"
        actions = self.console.actions
        if left_out := actions.left_out(user):
            return str(left_out)
        news = str(actions.agent_ticket(user) or f"No action on {user} from this console")
        return "\n".join((news, *agent_explanation(self.console, user)))
