"""What is asked of the dialer about leads, and when it is forgotten.

The dialer is asked when a person asks: one search and one question for each lead found, and two
more for the lead that the cursor rests on, once and one lead at a time.
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

# What the leads view holds for the person in front of it, in memory alone. Pure


@dataclass(slots=True)
class SearchResults:
    """One search and what came of it."""

    sought: str = ""
    """What was asked for, in words: a number, or ``lead 4711``."""
    asking: bool = False
    problem: str = ""
    """Why there is no answer."""
    found: FoundLeads | None = None
    beside: dict[int, Beside] = field(default_factory=dict)
    """By lead id: what has been asked of it since it was found."""
    _asked: int = 0

    @property
    def leads(self) -> tuple[Lead, ...]:
        """Those that were found, newest first."""
        return self.found.leads if self.found else ()

    def lead(self, lead_id: str | int | None) -> Lead | None:
        """One of them, by its id."""
        return next((each for each in self.leads if str(each.lead_id) == str(lead_id)), None)

    def ask(self, sought: str) -> int:
        """A new question; what was found before is gone. The answer must bring this number."""
        self.forget()
        self.sought, self.asking = sought, True
        return self._asked

    def answered(self, asked: int, found: FoundLeads | None, problem: str = "") -> bool:
        """Take an answer, unless another question was asked since; whether it was taken."""
        if asked != self._asked or not self.asking:
            return False
        self.asking, self.found, self.problem = False, found, problem
        return True

    def learnt(self, lead_id: int, beside: Beside) -> None:
        """Take what is beside a lead, if it is still looked at."""
        if self.lead(lead_id) is not None:
            self.beside[lead_id] = beside

    def changed(self, lead_id: int, now: Lead | None) -> None:
        """A lead was read again; it is gone when there is ``None``."""
        if self.found is None or self.lead(lead_id) is None:
            return
        kept = [now if each.lead_id == lead_id else each for each in self.found.leads]
        leads = tuple(each for each in kept if each is not None)
        lost = len(kept) - len(leads)
        self.found = FoundLeads(leads, self.found.total, self.found.dropped + lost)
        self.beside.pop(lead_id, None)

    def forget(self) -> None:
        """Hold nothing any more; an answer that is still on its way is dropped."""
        self._asked += 1
        self.sought = self.problem = ""
        self.asking, self.found = False, None
        self.beside.clear()


KEPT: Final = 600.0
"""Seconds after the view was left in which what was found is still there."""

_FINDING: Final = "leads"
_BESIDE: Final = "beside leads"
_PUNCTUATION: Final = re.compile(r"[\s().+/-]")
"""What people write between the digits of a number; the dialer keeps none of it."""


class LeadSearch(ControllerBase):
    """The key that finds, typed in ``prompt``; what was found is in the ``sheet``.

    ``lead`` gives the lead under the cursor of ``table``; ``forgotten`` is called when what was
    found goes.
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
        try:
            number = validation.phone_number(_PUNCTUATION.sub("", typed), longest=18)
        except InvalidInput as error:
            self.view.say(
                f"A phone number has {error.allowed}" if typed else "Type a number, or Esc"
            )
            return False
        self.view.say("")
        asked = self._sheet.ask(number)
        self._run(self._find(asked, number))
        return True

    def focus_moved(self, widget: Widget) -> None:
        """Half a number is not looked for."""
        if isinstance(widget, LiveTable) and self._prompt.is_open:
            self._prompt.give_up()

    def find_by_id(self, lead_id: int) -> None:
        """Show the lead with this id."""
        asked = self._sheet.ask(f"lead {lead_id}")
        self._run(self._find(asked, lead_id))

    async def _find(self, asked: int, sought: str | int) -> None:
        """Ask, and show the answer unless another was asked for meanwhile."""
        leads = self.console.leads
        found: FoundLeads | None = None
        problem = ""
        try:
            found = await (leads.get(sought) if isinstance(sought, int) else leads.find(sought))
        except VicidashError as error:
            problem = str(error)
        if self._sheet.answered(asked, found, problem):
            self.view.draw()
            self._table.action_cursor_top()
            self.ask_beside()

    def _run(self, find: Coroutine[None, None, None]) -> None:
        """Only the last search goes on. Of the app: there all errors of ours are shown."""
        self._forgotten()
        self.view.app.run_worker(find, group=_FINDING, exclusive=True, exit_on_error=False)
        self.view.draw()

    def ask_beside(self) -> None:
        """Ask for what is beside the lead under the cursor, one lead at a time: of those that the
        cursor only passes by nothing is asked."""
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
        """Something was done to the lead: show it as it is now."""
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

    # Forgetting

    def leave(self) -> None:
        """Another view is in front."""
        self._left_at = self.console.clock()

    def come_back(self) -> None:
        """The view is in front again: what is still there stays."""
        self.forget_in_time()
        self._left_at = None

    def forget_in_time(self) -> None:
        """Forget what was found, when the view was left long ago."""
        if self._left_at is not None and self.console.clock() - self._left_at > KEPT:
            self._sheet.forget()
            self._forgotten()
            self.view.draw()
