"""What a supervisor does to a lead: a status, a callback, do-not-call.

The lead is caught at the key press, and named by every question: whatever is found meanwhile does
not change whom an action is for. The audit log names it by its id alone.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime

from textual import on
from textual.widgets import Input

from vicidash.actions.desk import ActionDesk
from vicidash.actions.leads import Order
from vicidash.actions.ticket import Stage, Ticket
from vicidash.client import CallbackPlan, InvalidInput, Lead, validation
from vicidash.client.resources import lists
from vicidash.formatting import plural, printable
from vicidash.tui import callback_line, lead_rows
from vicidash.tui.screens.confirm import ConfirmScreen
from vicidash.tui.screens.dialog import AskScreen, Check, Choice, PickScreen
from vicidash.tui.screens.looking import ControllerBase


class LeadController(ControllerBase):
    """The keys that act on a lead."""

    @abstractmethod
    def lead_meant(self) -> Lead | None:
        """The lead under the cursor; ``None`` when there is none, which is said."""

    @abstractmethod
    def callback_campaign(self, lead: Lead) -> str | None:
        """The campaign that a callback is on when none is named, if one is likely."""

    @abstractmethod
    def look_again(self, lead: Lead) -> None:
        """Something was done to the lead: show it as it is now."""

    async def action_lead_status(self) -> None:
        lead = self._lead()
        if lead is None:
            return
        choices = [
            Choice(status, status, f"{plural(count, 'call')} today")
            for status, count in self.supervisor.shown.statuses.items()
        ]

        def chosen(status: str | None) -> None:
            if status is not None:
                self._order(lead, self.supervisor.lead_orders.status(lead, status))

        now = f"now {lead.status or 'not known'}"
        await self.ask(
            PickScreen(
                f"Status of {lead_rows.known_as(lead)}, {now}",
                choices,
                hint="a status, or part of one; any other of 1 to 6 characters",
                free=_problem_of(validation.status),
            ),
            chosen,
        )

    async def action_lead_callback(self) -> None:
        lead = self._lead()
        if lead is None:
            return
        supervisor = self.supervisor
        campaigns = tuple(supervisor.shown.campaigns.value or {})
        dialog = CallbackScreen(
            lead,
            lambda: supervisor.snapshot.dialer_time(supervisor.clock()),
            self.callback_campaign(lead),
            campaigns,
        )

        def planned(typed: str | None) -> None:
            if typed is not None:
                self._order(lead, supervisor.lead_orders.callback(lead, dialog.plan(typed)))

        await self.ask(dialog, planned)

    async def action_lead_dnc(self) -> None:
        lead = self._lead()
        if lead is None:
            return
        if not lead.phone_number:
            self.say("This dialer does not tell the lead's number")
            return
        choices = [
            Choice(lists.SYSTEM, "system", "the whole dialer: no campaign calls it again"),
            *(
                Choice(campaign, f"campaign {campaign}", each.stats.campaign_name or "")
                for campaign, each in (self.supervisor.shown.campaigns.value or {}).items()
            ),
        ]

        def chosen(where: str | None) -> None:
            if where is not None:
                self.call_next(self._ask_never_to_call, lead, where)

        await self.ask(
            PickScreen(
                f"Do not call {lead.phone_number}: whose list?",
                choices,
                hint="system, or a campaign",
                free=_problem_of(validation.campaign_id),
            ),
            chosen,
        )

    async def _ask_never_to_call(self, lead: Lead, where: str) -> None:
        campaign = None if where == lists.SYSTEM else where

        def confirmed(yes: bool | None) -> None:
            if yes:
                self._order(lead, self.supervisor.lead_orders.never_call(lead, campaign))

        whose = "the system's do-not-call list" if campaign is None else f"that of {campaign}"
        who = "No campaign calls" if campaign is None else f"{campaign} does not call"
        await self.ask(
            ConfirmScreen(
                f"Put {lead.phone_number} on {whose}?",
                f"It is the number of {lead_rows.known_as(lead)}. {who} it again until it is "
                "taken off the list; leads that share the number are not called either.",
                "Do not call",
            ),
            confirmed,
        )

    def _lead(self) -> Lead | None:
        return None if self.refuses_frozen() else self.lead_meant()

    def _order(self, lead: Lead, order: Order) -> None:
        async def carried_out(desk: ActionDesk) -> Ticket:
            ticket = await order(desk)
            if ticket.stage is not Stage.FAILED:
                self.look_again(lead)
            return ticket

        self.supervisor.doing.record(carried_out)


class CallbackScreen(AskScreen):
    """Asks for a callback in one line, and says how it is understood while it is typed."""

    def __init__(
        self,
        lead: Lead,
        time: Callable[[], datetime | None],
        campaign: str | None,
        campaigns: Sequence[str],
    ) -> None:
        self._time, self._campaign, self._campaigns = time, campaign, campaigns
        now = time()
        clock = f", its clock is {now:%H:%M}" if now else ""
        else_on = f"else {campaign}" if campaign else "must be named"
        self._explanation = (
            f"Time of the dialer{clock}: {callback_line.HINT}\n"
            f"Behind it: for:AGENT (else anyone), campaign:ID ({else_on}), a comment"
        )
        super().__init__(
            f"Call back {lead_rows.known_as(lead)}",
            check=self._problem,
            hint="tomorrow 10:30 for:a0007 asked for Mary",
        )

    def on_mount(self) -> None:
        self.explain(printable_lines(self._explanation))

    def plan(self, typed: str) -> CallbackPlan:
        """What was typed. Raises :class:`InvalidInput`."""
        return callback_line.read(typed, self._time(), self._campaign, self._campaigns)

    def _problem(self, typed: str) -> str | None:
        try:
            self.plan(typed)
        except InvalidInput as error:
            return str(error)
        return None

    @on(Input.Changed)
    def _typed(self) -> None:
        try:
            told = callback_line.describe_callback(self.plan(self.entry.value))
        except InvalidInput:
            told = self._explanation
        self.explain(printable_lines(told))


def printable_lines(text: str) -> str:
    """A text of several lines, each safe to be shown."""
    return "\n".join(printable(line) for line in text.split("\n"))


def _problem_of(check: Callable[[str], object]) -> Check:
    """From what raises to what tells."""

    def problem(text: str) -> str | None:
        try:
            check(text)
        except InvalidInput as error:
            return str(error)
        return None

    return problem
