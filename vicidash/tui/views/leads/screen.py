"""Leads: found by number when somebody asks, each with all its fields, callbacks and recordings.

Leads are people. They are shown in this view only, and nothing of them is written to a log, to the
audit log or to what comes back at the next start. What was found is forgotten ten minutes after the
view was left, so that a person who comes back to it at once has not to ask the dialer again, and a
number does not stay on a screen that somebody else sits down at. What was fetched to be played goes
with it.
"""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widgets import DataTable

from vicidash.client import Lead, Recording
from vicidash.tui.console import Console, Frame
from vicidash.tui.controllers.global_keys import Navigate
from vicidash.tui.controllers.tables import SortController
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
"""Seconds between two looks whether it is time to forget."""


class LeadsView(View, SortController, LeadSearch, LeadController, RecordingController):
    """See the module."""

    NAME = "leads"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-broad")]  # noqa: RUF012 - as Textual

    TABLES: ClassVar = (LeadTable, FieldTable, RecordingTable)

    def __init__(self, supervisor: Console, go: Navigate) -> None:
        super().__init__(supervisor, go)
        self.sheet = SearchResults()
        self.doing_with = {}
        self._under_way = set()
        self.take_sorts(supervisor.layout)
        self._wanted: int | None = None

    def body(self) -> ComposeResult:
        yield StatusLine(id="leads-title", classes="title")
        yield LeadTable()
        with Container(id="lead-page"):
            with Vertical(id="lead-whole"):
                yield StatusLine(id="lead-title", classes="title")
                yield FieldTable()
            with Vertical(id="lead-recordings"):
                yield StatusLine(id="recordings-title", classes="title")
                yield RecordingTable()
        yield Prompt("a phone number", id="find")

    def on_mount(self) -> None:
        self.take_widths(self.supervisor.layout)
        self.set_focus(self.lead_table)
        self.set_interval(LOOK, self.forget_in_time)
        self.draw()

    # What is shown

    def draw_body(self, picture: Frame) -> None:
        sheet, theme, find = self.sheet, self.theme, self.key_of("lead_find")
        table = self.lead_table
        table.placeholder = rows.nothing(sheet, theme, find)
        table.apply(rows.lead_rows(rows.ordered(sheet.leads, self.sort_shown(table))))
        self.query_one("#leads-title", StatusLine).show([*rows.leads_title(sheet, theme, find)])
        self._draw_lead()

    def _draw_lead(self) -> None:
        lead, theme = self.lead, self.theme
        beside = self.sheet.beside.get(lead.lead_id) if lead else None
        self.query_one("#lead-title", StatusLine).show(rows.lead_title(lead))
        fields = self.query_one(FieldTable)
        fields.apply(rows.field_rows(lead, beside, theme, fields.value_width) if lead else [])
        self.query_one("#recordings-title", StatusLine).show(
            [*leads_recordings.recordings_title(lead, beside)]
        )
        table = self.recording_table
        table.placeholder = leads_recordings.no_recordings(lead, beside, theme)
        recordings = (beside.recordings.value if beside else None) or ()
        table.apply(
            leads_recordings.recording_rows(
                recordings, self.sort_shown(table), lambda key: self.doing_with.get(key, "")
            )
        )

    @property
    def standing_message(self) -> str:
        return self.notice

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
        self.ask_beside()

    # Whom it shows

    def take_subject(self, name: str) -> None:
        """Show the lead with this id, as soon as the view is up."""
        self._wanted = int(name) if name.isdecimal() else None

    def entered(self) -> None:
        self.come_back()
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.find_by_id(wanted)

    def forget_beside(self) -> None:
        self.forget_what_was_played()
        self.notice = ""
        self.doing_with.clear()

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

    # Keys that other views have, too

    async def action_sort(self) -> None:
        if isinstance(self.table, FieldTable):
            self.say("Fields keep their order; leads and recordings are sorted")
        else:
            await super().action_sort()

    def action_reason(self) -> None:
        beside = self.sheet.beside.get(self.lead.lead_id) if self.lead else None
        parts = (beside.callbacks, beside.recordings) if beside else ()
        told = [part.problem for part in parts if part.problem]
        self.say("\n".join(told) or self.sheet.problem or "Everything that was asked is known")
