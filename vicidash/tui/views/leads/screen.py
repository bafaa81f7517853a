"""The leads view: leads found by number, with all fields, callbacks and recordings.

Lead data is personal: it is only shown here, and never written to a log, to the audit log or to the
saved layout. Search results are discarded ten minutes after the view was left, together with
recordings fetched to be played. So a user who returns soon need not search again, and a number does
not stay on the screen for the next person.
"""

from __future__ import annotations

from typing import Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widgets import DataTable

from vicidash.client import Lead, Recording
from vicidash.tui.console import Console
from vicidash.tui.controllers.base import Navigate
from vicidash.tui.controllers.copies import TableCopies
from vicidash.tui.controllers.tables import CursorKeys, SortController
from vicidash.tui.frame import Frame
from vicidash.tui.table.table import LiveTable
from vicidash.tui.views.leads import recordings as leads_recordings
from vicidash.tui.views.leads import rows
from vicidash.tui.views.leads.actions import LeadController
from vicidash.tui.views.leads.recordings import RecordingController, RecordingTable
from vicidash.tui.views.leads.rows import FieldTable, LeadTable
from vicidash.tui.views.leads.search import LeadSearch, SearchResults
from vicidash.tui.views.view import View
from vicidash.tui.widgets.prompt import Prompt
from vicidash.tui.widgets.status_lines import StatusLine

LOOK: Final = 30.0
"""Seconds between two checks whether to discard the results."""


class LeadsView(View):
    """Leads, the fields of one lead, and its recordings."""

    NAME = "leads"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-broad")]  # noqa: RUF012 - as Textual

    def __init__(self, console: Console, go: Navigate) -> None:
        super().__init__(console, go)
        self.sheet = SearchResults()
        self.lead_table = LeadTable()
        """The table of leads found."""
        self.field_table = FieldTable()
        """The table of fields of the lead under the cursor."""
        self.recording_table = RecordingTable()
        """The table of its recordings."""
        self._tables: tuple[LiveTable, ...] = (
            self.lead_table,
            self.field_table,
            self.recording_table,
        )
        self._prompt = Prompt("a phone number, or #4711 for the lead with that id", id="find")
        self.sorter = SortController(self, lambda: self.table, self._tables)
        self.recordings = RecordingController(self, self.recording_meant)
        self.search = LeadSearch(
            self,
            self.sheet,
            self._prompt,
            self.lead_table,
            lead=lambda: self.lead,
            forgotten=self.recordings.forget,
        )
        self.attach(
            CursorKeys(self, lambda: self.table),
            TableCopies(self, lambda: self.table),
            self.sorter,
            self.search,
            LeadController(
                self,
                target=self.lead_meant,
                likely_campaign=self.likely_campaign,
                acted=self.search.look_again,
            ),
            self.recordings,
            next_table=self.next_table,
            sort=self.sort,
            reason=self.explain_gaps,
        )
        self._wanted: int | None = None

    def body(self) -> ComposeResult:
        yield StatusLine(id="leads-title", classes="title")
        yield self.lead_table
        with Container(id="lead-page"):
            with Vertical(id="lead-whole"):
                yield StatusLine(id="lead-title", classes="title")
                yield self.field_table
            with Vertical(id="lead-recordings"):
                yield StatusLine(id="recordings-title", classes="title")
                yield self.recording_table
        yield self._prompt

    def on_mount(self) -> None:
        self.sorter.restore_widths()
        self.set_focus(self.lead_table)
        self.set_interval(LOOK, self.search.forget_in_time)
        self.draw()

    # Drawing

    def draw_body(self, frame: Frame) -> None:
        sheet, theme, find = self.sheet, self.theme, self.key_of("lead_find")
        table = self.lead_table
        table.placeholder = rows.nothing(sheet, theme, find)
        table.apply(rows.lead_rows(rows.ordered(sheet.leads, self.sorter.sort_shown(table))))
        self.query_one("#leads-title", StatusLine).show([*rows.leads_title(sheet, theme, find)])
        self._draw_lead()

    def _draw_lead(self) -> None:
        lead, theme = self.lead, self.theme
        beside = self.sheet.beside.get(lead.lead_id) if lead else None
        self.query_one("#lead-title", StatusLine).show(rows.lead_title(lead))
        fields = self.field_table
        fields.apply(rows.field_rows(lead, beside, theme, fields.value_width) if lead else [])
        self.query_one("#recordings-title", StatusLine).show(
            [*leads_recordings.recordings_title(lead, beside)]
        )
        table = self.recording_table
        table.placeholder = leads_recordings.no_recordings(lead, beside, theme)
        recordings = (beside.recordings.value if beside else None) or ()
        table.apply(
            leads_recordings.recording_rows(
                recordings,
                self.sorter.sort_shown(table),
                lambda key: self.recordings.progress.get(key, ""),
            )
        )

    @property
    def standing_message(self) -> str:
        return self.recordings.notice

    # Targets

    @property
    def table(self) -> LiveTable:
        """The table that has the focus, else that of the leads."""
        focused = self.focused
        return next((each for each in self._tables if each is focused), self.lead_table)

    def next_table(self) -> None:
        place = self._tables.index(self.table)
        self.set_focus(self._tables[(place + 1) % len(self._tables)])

    @property
    def lead(self) -> Lead | None:
        """The lead under the cursor."""
        return self.sheet.lead(self.lead_table.cursor_key)

    def lead_meant(self) -> Lead | None:
        if self.lead is None and self.sheet.asking:
            self.say(
                f"Still asking the dialer for {self.sheet.sought}: press again when it is there"
            )
        elif self.lead is None:
            self.say(f"No lead is selected: {self.key_of('lead_find')} finds by phone number")
        return self.lead

    def recording_meant(self) -> Recording | None:
        beside = self.sheet.beside.get(self.lead.lead_id) if self.lead else None
        found = (beside.recordings.value if beside else None) or ()
        at = self.recording_table.cursor_key
        chosen = next((each for each in found if str(each.recording_id) == at), None)
        if chosen is None:
            self.say("No recording is selected")
        return chosen

    @on(DataTable.RowHighlighted, "#leads")
    def _another_lead(self) -> None:
        self._draw_lead()
        self.search.ask_beside()

    @on(events.ScreenSuspend)
    def _left(self) -> None:
        self.search.leave()

    @on(events.ScreenResume)
    def _come_back(self) -> None:
        self.search.come_back()

    def on_unmount(self) -> None:
        self.recordings.close()

    # The lead shown

    def take_subject(self, name: str) -> None:
        """Show the lead with this id once the view is open."""
        self._wanted = int(name) if name.isdecimal() else None

    def entered(self) -> None:
        self.search.come_back()
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.search.find_by_id(wanted)

    def likely_campaign(self, lead: Lead) -> str | None:
        """The campaign of its callback, of the agent in a call with it, or the only campaign."""
        beside = self.sheet.beside.get(lead.lead_id)
        for each in (beside.callbacks.value if beside else None) or ():
            if each.campaign_id:
                return each.campaign_id
        snapshot = self.console.frame.snapshot
        for seen in (snapshot.agents.value or {}).values():
            if seen.agent.lead_id == lead.lead_id:
                return seen.agent.campaign_id
        campaigns = tuple(snapshot.campaigns.value or {})
        return campaigns[0] if len(campaigns) == 1 else None

    # Actions

    async def sort(self) -> None:
        if self.table is self.field_table:
            self.say("Fields keep their order; leads and recordings can be sorted")
        else:
            await self.sorter.choose_column()

    def explain_gaps(self) -> None:
        beside = self.sheet.beside.get(self.lead.lead_id) if self.lead else None
        parts = (beside.callbacks, beside.recordings) if beside else ()
        problems = [part.problem for part in parts if part.problem]
        self.say("\n".join(problems) or self.sheet.problem or "No figures are missing")
