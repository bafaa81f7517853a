"""The agent view: who they are, their shift as recorded, and the actions on them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import date
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.worker import Worker

from vicidash.action_table import Group
from vicidash.client import Agent, AgentDetails, AgentStatistics
from vicidash.floor.snapshot import FloorAgent, FloorSnapshot, LinkState, Polled
from vicidash.tui import bindings
from vicidash.tui.console import Console
from vicidash.tui.controllers.agents import AgentController
from vicidash.tui.controllers.base import Navigate
from vicidash.tui.controllers.copies import TableCopies
from vicidash.tui.controllers.tables import CursorKeys
from vicidash.tui.frame import Frame
from vicidash.tui.views.agent import data, shift
from vicidash.tui.views.agent import page as agent_page
from vicidash.tui.views.agent.data import AgentData, DetailPoller
from vicidash.tui.views.agent.shift import StretchTable
from vicidash.tui.views.explanation import agent_explanation
from vicidash.tui.views.floor.screen import FloorScreen
from vicidash.tui.views.view import View
from vicidash.tui.widgets.status_lines import StatusLine

DETAILS_EVERY: Final = 15.0
"""Seconds between two ``agent_status`` requests; each costs the dialer about 19 queries."""
DAY_EVERY: Final = 300.0
"""Seconds between two ``agent_stats_export`` requests, each reading the agent's whole day."""
_ON_A_LIST: Final = ("mark", "mark_all", "open_agent")
"""Actions for several agents, which this view does not have."""
_WHY_NOT_KEPT: Final = "not recorded: it was asked only while this view was open"
_NOT_KEPT: Final[Polled[AgentDetails]] = Polled(problem=_WHY_NOT_KEPT)
_DAY_NOT_KEPT: Final[Polled[AgentStatistics | None]] = Polled(problem=_WHY_NOT_KEPT)
LOW: Final = 16
"""Rows of a terminal below which the tabs are hidden."""


class AgentView(View):
    """Shows one agent until another is selected, even after they have logged out."""

    NAME = "agent"
    BINDINGS: ClassVar[list[BindingType]] = [
        each for each in bindings.of(Group.AGENT) if getattr(each, "id", None) not in _ON_A_LIST
    ]

    def __init__(self, console: Console, go: Navigate) -> None:
        super().__init__(console, go)
        self.table = StretchTable()
        self.attach(
            CursorKeys(self, lambda: self.table),
            TableCopies(self, lambda: self.table),
            AgentController(
                self,
                self.phone,
                target=self.agent_meant,
                absence=lambda: self._gone(console.frame.snapshot),
            ),
            next=self.show_next,
            previous=self.show_previous,
            poll_now=self.poll_now,
            reason=self.explain_figures,
        )
        self.user: str | None = None
        """The agent shown."""
        self._last: FloorAgent | None = None
        self._place = 0
        self._gone_drawn: str | None = None
        self._details: DetailPoller[str, AgentDetails] = DetailPoller(
            console.agent_details,
            every=DETAILS_EVERY,
            clock=console.clock,
            start=self._start,
            answered=self._answered,
        )
        self._day: DetailPoller[tuple[str, date], AgentStatistics | None] = DetailPoller(
            lambda question: console.agent_day(*question),
            every=DAY_EVERY,
            clock=console.clock,
            start=self._start,
            answered=self._answered,
        )

    def body(self) -> ComposeResult:
        yield StatusLine(id="agent-page")
        yield self.table

    def on_mount(self) -> None:
        self.set_focus(self.table)
        self.draw()

    # The agent shown

    def take_subject(self, name: str) -> None:
        if name != self.user:
            self.user, self._last = name, None
            if self.is_mounted:
                self.table.action_cursor_top()

    def entered(self) -> None:
        self.draw()

    def subject(self, kind: str) -> str | None:
        if kind in ("agent", "wall") or self.user is None:
            return self.user
        seen = self.console.frame.shown.agent(self.user) or self._last
        if seen is None:
            return None
        if kind == "leads":
            return str(seen.agent.lead_id) if seen.agent.lead_id else None
        return seen.agent.campaign_id

    def show_previous(self) -> None:
        self._leaf(-1)

    def show_next(self) -> None:
        self._leaf(1)

    def _leaf(self, step: int) -> None:
        self._floor.draw()  # the floor below may be out of date
        users = self._order()
        if not users:
            self.say("The floor lists no agents; its filter may hide them all")
            return
        if self.user is None:
            place = 0
        elif self.user in users:
            place = users.index(self.user) + step
        else:  # no longer listed: the next agent has taken the place
            place = self._place if step > 0 else self._place - 1
        if not 0 <= place < len(users):
            self.say("Last agent of the floor" if step > 0 else "First agent of the floor")
            return
        self.say("")
        self.take_subject(users[place])
        self.draw()

    @property
    def _floor(self) -> FloorScreen:
        return next(each for each in self.app.screen_stack if isinstance(each, FloorScreen))

    def _order(self) -> list[str]:
        """The agents in the order of the floor, sorted and filtered."""
        return [kept.name for kept in self._floor.agent_table.book.order]

    # Drawing

    def draw_body(self, frame: Frame) -> None:
        self._ask(frame)
        page, table = self.query_one("#agent-page", StatusLine), self.table
        gone = self._gone(frame.snapshot)
        if gone != self._gone_drawn:
            self._gone_drawn = gone
            self.refresh_bindings()
        shown = self._page_data(frame)
        if shown is None:
            page.display = False
            self.explain(
                table,
                frame.snapshot.agents,
                f"No agent is selected: {self.key_of('next')} shows the first of the floor, "
                f"or select one there with {self.key_of('open_agent')}",
            )
            table.apply([])
            return
        order = self._order()
        if shown.user in order:
            self._place = order.index(shown.user)
        text = agent_page.page(
            shown, self.theme, width=self.size.width - 2, height=self._page_height
        )
        page.display = True
        page.show(text)
        self.explain(table, frame.snapshot.agents, "Nothing recorded of this agent's shift")
        table.apply(
            shift.stretch_rows(
                shown.stretches, self.theme, at=shown.at, clock=shown.clock, stale=shown.stale
            )
        )

    @property
    def _page_height(self) -> int:
        """Lines for the page, leaving room for the newest stretches below."""
        above = (self.query_one(name) for name in ("#banner", "#alert"))
        height = self.size.height - sum(each.outer_size.height for each in above if each.display)
        if self.size.height < LOW:
            return height - 6  # header, message, keys, and three lines of the table
        return height - 4 - max(5, height // 4)  # and the tabs

    def _page_data(self, frame: Frame) -> AgentData | None:
        if self.user is None:
            return None
        snapshot, at = frame.snapshot, frame.counted_at
        listed = snapshot.agent(self.user)
        in_the_past = self.console.frame.past is not None
        if not in_the_past:
            self._last = listed or self._last
        stretches = self.console.frame.stretches(self.user)
        return AgentData(
            user=self.user,
            seen=listed if in_the_past else self._last,
            absence=self._absence(snapshot),
            stretches=shift.as_seen(stretches, at),
            at=at,
            now=frame.now,
            clock=snapshot.dialer_time,
            ticket=self.console.actions.agent_ticket(self.user),
            details=_NOT_KEPT if in_the_past else self._details.answer,
            day=_DAY_NOT_KEPT if in_the_past else self._day.answer,
            stale=frame.stale,
            report_problem=snapshot.waiting_calls.problem,
        )

    def _absence(self, snapshot: FloorSnapshot) -> str:
        """Why the floor does not list the agent; empty if it does."""
        if self.user is None or snapshot.agent(self.user) is not None:
            return ""
        if snapshot.agents.value is None:
            return "the floor has not been polled yet"
        if snapshot.unread:
            return "not listed, but some rows of the dialer's answer could not be read"
        if self._last is None and not self.console.frame.stretches(self.user):
            return "not logged in"
        return "logged out"

    def explain_figures(self) -> None:
        shown = self._page_data(self.console.frame.current())
        if shown is None:
            self.say("No agent is selected")
        else:
            self.say(agent_page.reasons(shown, agent_explanation(self.console, shown.user)))

    # Polling

    def _ask(self, frame: Frame) -> None:
        """Poll the agent shown, if the dialer answers."""
        user, snapshot = self.user, frame.snapshot
        listed = user is not None and snapshot.agent(user) is not None
        today = snapshot.dialer_time(frame.at)
        if self.console.frame.past is not None:
            return
        self._details.about(user if listed else None)
        self._day.about((user, today.date()) if user is not None and today else None)
        if not self.console.frame.is_frozen and snapshot.link.state is LinkState.LIVE:
            self._details.keep_up()
            self._day.keep_up()

    def poll_now(self) -> None:
        self.login.poll_now()
        self._details.again()
        self._day.again()
        self.draw()

    def _start(self, job: Callable[[], Coroutine[None, None, None]]) -> Worker[None]:
        # a worker of the app, as errors of a screen's workers are not reported
        return self.app.run_worker(job, group=data.GROUP, exit_on_error=False)

    def _answered(self) -> None:
        if self.is_open:
            self.draw()

    # Actions

    async def agent_meant(self) -> Agent | None:
        seen = self.console.frame.snapshot.agent(self.user) if self.user is not None else None
        if seen is None:
            self.say(self._gone(self.console.frame.snapshot) or "No agent is selected")
            return None
        return seen.agent

    def _gone(self, snapshot: FloorSnapshot) -> str | None:
        """Why nothing can be done to the agent, if so."""
        if self.user is None:
            return "no agent is selected"
        absence = self._absence(snapshot)
        return f"{self.user}: {absence}" if absence else None
