"""The search for leads, and when its results are discarded.

Requests are only sent for a search by the user: one to search, one for each lead found, and two
more for the lead under the cursor, once and for one lead at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Final

from textual.widget import Widget

from vicidash.actions.leads import Beside, FoundLeads
from vicidash.client import InvalidInput, Lead, VicidashError, validation
from vicidash.tui.controllers.base import Actions, ControlledView, ControllerBase
from vicidash.tui.table.table import LiveTable
from vicidash.tui.widgets.prompt import Prompt

# The results, kept in memory only


@dataclass(slots=True)
class SearchResults:
    """One search and its results."""

    sought: str = ""
    """What was searched for, in words: a number, or ``lead 4711``."""
    asking: bool = False
    problem: str = ""
    """Why there are no results."""
    found: FoundLeads | None = None
    beside: dict[int, Beside] = field(default_factory=dict)
    """Callbacks and recordings by lead id."""
    _search: int = 0

    @property
    def leads(self) -> tuple[Lead, ...]:
        """The leads found, newest first."""
        return self.found.leads if self.found else ()

    def lead(self, lead_id: str | int | None) -> Lead | None:
        """A lead found, by its id."""
        return next((each for each in self.leads if str(each.lead_id) == str(lead_id)), None)

    def ask(self, sought: str) -> int:
        """Start a new search and drop the previous results; returns the number of the search."""
        self.forget()
        self.sought, self.asking = sought, True
        return self._search

    def answered(self, search: int, found: FoundLeads | None, problem: str = "") -> bool:
        """Take the results, unless there was another search since; returns whether it did."""
        if search != self._search or not self.asking:
            return False
        self.asking, self.found, self.problem = False, found, problem
        return True

    def learnt(self, lead_id: int, beside: Beside) -> None:
        """Take the callbacks and recordings of a lead that is still listed."""
        if self.lead(lead_id) is not None:
            self.beside[lead_id] = beside

    def changed(self, lead_id: int, now: Lead | None) -> None:
        """Replace a lead that was read again; ``None`` removes it."""
        if self.found is None or self.lead(lead_id) is None:
            return
        kept = [now if each.lead_id == lead_id else each for each in self.found.leads]
        leads = tuple(each for each in kept if each is not None)
        lost = len(kept) - len(leads)
        self.found = FoundLeads(leads, self.found.total, self.found.dropped + lost)
        self.beside.pop(lead_id, None)

    def forget(self) -> None:
        """Discard everything, including an answer that is still to come."""
        self._search += 1
        self.sought = self.problem = ""
        self.asking, self.found = False, None
        self.beside.clear()


KEPT: Final = 600.0
"""Seconds that results are kept after the view was left."""

_FINDING: Final = "leads"
_BESIDE: Final = "beside leads"
_PUNCTUATION: Final = re.compile(r"[\s().+/-]")
"""Characters that people type between digits; the dialer stores digits only."""


_ID: Final = re.compile(r"(?:#|(?:id|lead)[\s:#]+)\s*([1-9]\d{0,9})", re.I | re.A)
_SHORT: Final = re.compile(r"[1-9]\d{0,4}", re.A)
"""Too short for a phone number, and so the id of a lead."""


def _id_in(typed: str) -> int | None:
    """The id of a lead that is typed: ``#4711``, ``lead 4711``, ``id 4711``, or a short number."""
    text = typed.strip()
    if found := _ID.fullmatch(text):
        return int(found[1])
    return int(text) if _SHORT.fullmatch(text) else None


class LeadSearch(ControllerBase):
    """The search key; the number or the id is typed in ``prompt`` and the results are in ``sheet``.

    ``lead`` gives the lead under the cursor of ``table``; ``forgotten`` is called when the results
    are discarded.
    """

    def __init__(
        self,
        view: ControlledView,
        sheet: SearchResults,
        prompt: Prompt,
        table: LiveTable,
        *,
        lead: Callable[[], Lead | None],
        forgotten: Callable[[], object],
    ) -> None:
        super().__init__(view)
        self._sheet = sheet
        self._prompt = prompt
        self._table = table
        self._lead = lead
        self._forgotten = forgotten
        self._left_at: float | None = None
        self._asks_beside = False

    @property
    def actions(self) -> Actions:
        return {"lead_find": self.find}

    def find(self) -> None:
        self._prompt.entry.value = ""
        self._prompt.open("Find", self._number_typed, then=self._table)

    def _number_typed(self, typed: str) -> bool:
        if (lead_id := _id_in(typed)) is not None:
            self.view.say("")
            self.find_by_id(lead_id)
            return True
        try:
            number = validation.phone_number(_PUNCTUATION.sub("", typed), longest=18)
        except InvalidInput as error:
            self.view.say(
                f"A phone number has {error.allowed}; #4711 finds the lead with that id"
                if typed
                else "Type a number, or Esc"
            )
            return False
        self.view.say("")
        search = self._sheet.ask(number)
        self._run(self._find(search, number))
        return True

    def focus_moved(self, widget: Widget) -> None:
        """Close the prompt without a search for half a number."""
        if isinstance(widget, LiveTable) and self._prompt.is_open:
            self._prompt.give_up()

    def find_by_id(self, lead_id: int) -> None:
        """Show the lead with this id."""
        search = self._sheet.ask(f"lead {lead_id}")
        self._run(self._find(search, lead_id))

    async def _find(self, search: int, sought: str | int) -> None:
        """Search, and show the results unless another search has started."""
        leads = self.console.leads
        found: FoundLeads | None = None
        problem = ""
        try:
            found = await (leads.get(sought) if isinstance(sought, int) else leads.find(sought))
        except VicidashError as error:
            problem = str(error)
        if self._sheet.answered(search, found, problem):
            self.view.draw()
            self._table.action_cursor_top()
            self.ask_beside()

    def _run(self, find: Coroutine[None, None, None]) -> None:
        """Run a search and end the previous one. A worker of the app, which reports errors."""
        self._forgotten()
        self.view.app.run_worker(find, group=_FINDING, exclusive=True, exit_on_error=False)
        self.view.draw()

    def ask_beside(self) -> None:
        """Ask for the callbacks and recordings of the lead under the cursor, one at a time, not for
        leads that the cursor only passes."""
        if self._asks_beside or self._lacking() is None:
            return
        self._asks_beside = True
        self.view.app.run_worker(self._learn_beside(), group=_BESIDE, exit_on_error=False)

    async def _learn_beside(self) -> None:
        try:
            while (lead := self._lacking()) is not None:
                self._sheet.learnt(lead.lead_id, await self.console.leads.beside(lead.lead_id))
                self.view.draw()
        finally:
            self._asks_beside = False

    def _lacking(self) -> Lead | None:
        lead = self._lead() if self._table.is_mounted else None
        return lead if lead is not None and lead.lead_id not in self._sheet.beside else None

    def look_again(self, lead: Lead) -> None:
        """Read the lead again after an action on it."""
        self.view.app.run_worker(self._look_again(lead), group=_FINDING, exit_on_error=False)

    async def _look_again(self, lead: Lead) -> None:
        try:
            now = await self.console.leads.again(lead)
        except VicidashError as error:
            self.view.say(f"The lead could not be reloaded: {error}", "warning")
            return
        self._sheet.changed(lead.lead_id, now)
        self.view.draw()
        self.ask_beside()

    # Discarding

    def leave(self) -> None:
        """The view was left."""
        self._left_at = self.console.clock()

    def come_back(self) -> None:
        """The view was opened again: keep the results."""
        self.forget_in_time()
        self._left_at = None

    def forget_in_time(self) -> None:
        """Discard the results if the view was left long enough ago."""
        if self._left_at is not None and self.console.clock() - self._left_at > KEPT:
            self._sheet.forget()
            self._forgotten()
            self.view.draw()
