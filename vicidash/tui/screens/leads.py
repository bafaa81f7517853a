"""Leads: found by number when somebody asks, each with all its fields, callbacks and recordings.

Leads are people. They are shown in this view only, and nothing of them is written to a log, to the
audit log or to what comes back at the next start. What was found is forgotten ten minutes after the
view was left, so that a person who comes back to it at once has not to ask the dialer again, and a
number does not stay on a screen that somebody else sits down at. What was fetched to be played goes
with it.

The dialer is asked when a person asks: one search and one question for each lead found, and two
more for the lead that the cursor rests on, once and one lead at a time.
"""

from __future__ import annotations

import re
from collections.abc import Coroutine
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widgets import DataTable

from vicidash.client import InvalidInput, Lead, Recording, VicidashError, checks
from vicidash.floor.leads import Found
from vicidash.tui import lead_page
from vicidash.tui.lead_sheet import LeadSheet
from vicidash.tui.picture import Picture
from vicidash.tui.screens.going import Go
from vicidash.tui.screens.lead_acting import LeadActing
from vicidash.tui.screens.listening_back import ListeningBack
from vicidash.tui.screens.ordering import Ordering
from vicidash.tui.screens.view import View
from vicidash.tui.supervisor import Supervisor
from vicidash.tui.widgets.entry_line import EntryLine
from vicidash.tui.widgets.lead_tables import FieldTable, LeadTable, RecordingTable
from vicidash.tui.widgets.lines import Line
from vicidash.tui.widgets.live_table import LiveTable

KEPT: Final = 600.0
"""Seconds after the view was left in which what was found is still there."""
LOOK: Final = 30.0
"""Seconds between two looks whether it is time to forget."""

_FINDING: Final = "leads"
_BESIDE: Final = "beside leads"
_PUNCTUATION: Final = re.compile(r"[\s().+/-]")
"""What people write between the digits of a number; the dialer keeps none of it."""


class LeadsView(View, Ordering, LeadActing, ListeningBack):
    """See the module."""

    NAME = "leads"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-broad")]  # noqa: RUF012 - as Textual

    TABLES: ClassVar = (LeadTable, FieldTable, RecordingTable)

    def __init__(self, supervisor: Supervisor, go: Go) -> None:
        super().__init__(supervisor, go)
        self.sheet = LeadSheet()
        self.doing_with = {}
        self._under_way = set()
        self.take_sorts(supervisor.layout)
        self._wanted: int | None = None
        self._left_at: float | None = None
        self._asks_beside = False

    def body(self) -> ComposeResult:
        yield Line(id="leads-title", classes="title")
        yield LeadTable()
        with Container(id="lead-page"):
            with Vertical(id="lead-whole"):
                yield Line(id="lead-title", classes="title")
                yield FieldTable()
            with Vertical(id="lead-recordings"):
                yield Line(id="recordings-title", classes="title")
                yield RecordingTable()
        yield EntryLine("a phone number", id="find")

    def on_mount(self) -> None:
        self.take_widths(self.supervisor.layout)
        self.set_focus(self.lead_table)
        self.set_interval(LOOK, self._forget_in_time)
        self.draw()

    # What is shown

    def draw_body(self, picture: Picture) -> None:
        sheet, theme, find = self.sheet, self.theme, self.key_of("lead_find")
        table = self.lead_table
        table.placeholder = lead_page.nothing(sheet, theme, find)
        self._show_arrow(table)
        table.apply(lead_page.lead_rows(lead_page.ordered(sheet.leads, self.sort_of(table))))
        self.query_one("#leads-title", Line).show(lead_page.leads_title(sheet, theme, find))
        self._draw_lead()

    def _draw_lead(self) -> None:
        lead, theme = self.lead, self.theme
        beside = self.sheet.beside.get(lead.lead_id) if lead else None
        self.query_one("#lead-title", Line).show(lead_page.lead_title(lead))
        fields = self.query_one(FieldTable)
        fields.apply(lead_page.field_rows(lead, beside, theme, fields.value_width) if lead else [])
        self.query_one("#recordings-title", Line).show(lead_page.recordings_title(lead, beside))
        table = self.recording_table
        table.placeholder = lead_page.no_recordings(lead, beside, theme)
        self._show_arrow(table)
        recordings = (beside.recordings.value if beside else None) or ()
        table.apply(
            lead_page.recording_rows(
                recordings, self.sort_of(table), lambda key: self.doing_with.get(key, "")
            )
        )

    def _show_arrow(self, table: LiveTable) -> None:
        sort = self.sort_of(table)
        table.sort_arrow = sort.arrow if sort else None

    @property
    def standing_message(self) -> str:
        return self.notice

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)  # long values are wrapped to the new width

    # Where the cursor is

    @property
    def lead_table(self) -> LeadTable:
        """The leads that were found."""
        return self.query_one(LeadTable)

    @property
    def recording_table(self) -> RecordingTable:
        """The recordings of the lead under the cursor."""
        return self.query_one(RecordingTable)

    @property
    def table(self) -> LiveTable:
        focused = self.focused
        return focused if isinstance(focused, self.TABLES) else self.lead_table

    def action_next_table(self) -> None:
        place = self.TABLES.index(type(self.table))
        self.set_focus(self.query_one(self.TABLES[(place + 1) % len(self.TABLES)]))

    @property
    def lead(self) -> Lead | None:
        """The lead under the cursor."""
        return self.sheet.lead(self.lead_table.cursor_key)

    def lead_meant(self) -> Lead | None:
        if self.lead is None:
            self.say(f"No lead is chosen: {self.key_of('lead_find')} finds by phone number")
        return self.lead

    def recording_meant(self) -> Recording | None:
        beside = self.sheet.beside.get(self.lead.lead_id) if self.lead else None
        found = (beside.recordings.value if beside else None) or ()
        at = self.recording_table.cursor_key
        chosen = next((each for each in found if str(each.recording_id) == at), None)
        if chosen is None:
            self.say("No recording is chosen")
        return chosen

    @on(DataTable.RowHighlighted, "#leads")
    def _another_lead(self) -> None:
        self._draw_lead()
        self._ask_beside()

    # Finding

    def take_subject(self, name: str) -> None:
        """Show the lead with this id, as soon as the view is up."""
        self._wanted = int(name) if name.isdecimal() else None

    def entered(self) -> None:
        self._forget_in_time()
        self._left_at = None
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            asked = self.sheet.ask(f"lead {wanted}")
            self._run(self._find(asked, wanted))

    def action_lead_find(self) -> None:
        line = self.query_one("#find", EntryLine)
        line.entry.value = ""
        line.open("Find", self._number_typed, then=self.lead_table)

    def _number_typed(self, typed: str) -> bool:
        try:
            number = checks.phone_number(_PUNCTUATION.sub("", typed), longest=18)
        except InvalidInput as error:
            self.say(f"A phone number has {error.allowed}" if typed else "Type a number, or Esc")
            return False
        self.say("")
        asked = self.sheet.ask(number)
        self._run(self._find(asked, number))
        return True

    async def _find(self, asked: int, sought: str | int) -> None:
        """Ask, and show the answer unless another was asked for meanwhile."""
        leads = self.supervisor.leads
        found: Found | None = None
        problem = ""
        try:
            found = await (leads.get(sought) if isinstance(sought, int) else leads.find(sought))
        except VicidashError as error:
            problem = str(error)
        if self.sheet.answered(asked, found, problem):
            self.draw()
            self.lead_table.action_cursor_top()
            self._ask_beside()

    def _run(self, find: Coroutine[None, None, None]) -> None:
        """Only the last search goes on. Of the app: there all errors of ours are shown."""
        self.notice = ""
        self.doing_with.clear()
        self.app.run_worker(find, group=_FINDING, exclusive=True, exit_on_error=False)
        self.draw()

    def _ask_beside(self) -> None:
        """Ask for what is beside the lead under the cursor, one lead at a time: of those that the
        cursor only passes by nothing is asked."""
        if self._asks_beside or self._lacking() is None:
            return
        self._asks_beside = True
        self.app.run_worker(self._learn_beside(), group=_BESIDE, exit_on_error=False)

    async def _learn_beside(self) -> None:
        try:
            while (lead := self._lacking()) is not None:
                self.sheet.learnt(lead.lead_id, await self.supervisor.leads.beside(lead.lead_id))
                self.draw()
        finally:
            self._asks_beside = False

    def _lacking(self) -> Lead | None:
        lead = self.lead if self.is_mounted else None
        return lead if lead is not None and lead.lead_id not in self.sheet.beside else None

    def look_again(self, lead: Lead) -> None:
        self.app.run_worker(self._look_again(lead), group=_FINDING, exit_on_error=False)

    async def _look_again(self, lead: Lead) -> None:
        try:
            now = await self.supervisor.leads.again(lead)
        except VicidashError as error:
            self.say(f"The lead could not be read again: {error}", "warning")
            return
        self.sheet.changed(lead.lead_id, now)
        self.draw()
        self._ask_beside()

    def callback_campaign(self, lead: Lead) -> str | None:
        """That of the callback it has, of the agent who has it in a call, or the only one."""
        beside = self.sheet.beside.get(lead.lead_id)
        for each in (beside.callbacks.value if beside else None) or ():
            if each.campaign_id:
                return each.campaign_id
        snapshot = self.supervisor.snapshot
        for seen in (snapshot.agents.value or {}).values():
            if seen.agent.lead_id == lead.lead_id:
                return seen.agent.campaign_id
        campaigns = tuple(snapshot.campaigns.value or {})
        return campaigns[0] if len(campaigns) == 1 else None

    # Forgetting

    @on(events.ScreenSuspend)
    def _left(self) -> None:
        self._left_at = self.supervisor.clock()

    @on(events.ScreenResume)
    def _back(self) -> None:
        self._forget_in_time()
        self._left_at = None

    def _forget_in_time(self) -> None:
        if self._left_at is not None and self.supervisor.clock() - self._left_at > KEPT:
            self.sheet.forget()
            self.forget_what_was_played()
            self.notice = ""
            self.draw()

    # Keys that other views have, too

    async def action_sort(self) -> None:
        if isinstance(self.table, FieldTable):
            self.say("Fields keep their order; leads and recordings are sorted")
        else:
            await super().action_sort()

    @on(events.DescendantFocus)
    def _clicked_out_of_entry(self, event: events.DescendantFocus) -> None:
        """Half a number is not looked for."""
        line = self.query_one("#find", EntryLine)
        if event.widget is self.focused and isinstance(event.widget, LiveTable) and line.is_open:
            line.give_up()

    def action_reason(self) -> None:
        beside = self.sheet.beside.get(self.lead.lead_id) if self.lead else None
        parts = (beside.callbacks, beside.recordings) if beside else ()
        told = [part.problem for part in parts if part.problem]
        self.say("\n".join(told) or self.sheet.problem or "Everything that was asked is known")
