"""Actions on a lead: status, callback, do-not-call.

The lead is fixed at the key press and named in every dialog, whatever is found meanwhile. The audit
log names it by its id only.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final

from textual import on
from textual.widgets import Input

from vicidash.actions.callback_time import HINT, read_when
from vicidash.actions.desk import ActionDesk
from vicidash.actions.ticket import Stage, Ticket
from vicidash.client import CallbackPlan, InvalidInput, Lead, validation
from vicidash.client.column_types import STAMP
from vicidash.client.resources import lists
from vicidash.formatting import plural, printable
from vicidash.tui.controllers.base import Actions, ControlledView, ControllerBase
from vicidash.tui.dialogs import AskScreen, Check, Choice, ConfirmScreen, PickScreen
from vicidash.tui.views.leads import rows

# A callback as typed: when, for whom, on which campaign, and a comment

_NAMED: Final = re.compile(r"(for|campaign):(\S*)", re.I | re.A)


def read(
    typed: str, now: datetime | None, campaign: str | None, campaigns: Sequence[str] = ()
) -> CallbackPlan:
    """The typed callback, checked as far as possible before it is sent.

    ``now`` is the dialer's time, ``campaign`` the default, if any, ``campaigns`` the choices.
    Raises :class:`~vicidash.client.InvalidInput`.
    """
    text = typed.strip()
    when, rest = read_when(text, now)
    named: dict[str, str] = {}
    comment = []
    for word in rest.split():
        found = _NAMED.fullmatch(word)
        if found and found[1].lower() not in named:
            named[found[1].lower()] = found[2]
        else:
            comment.append(word)
    where = named.get("campaign", campaign)
    if where is None:
        known = f", one of {', '.join(campaigns)}" if campaigns else ""
        raise InvalidInput("callback", text, f"a campaign as well: campaign:ID{known}")
    user = named.get("for")
    plan = CallbackPlan(
        when=when.strftime(STAMP),
        campaign=where,
        kind="ANYONE" if user is None else "USERONLY",
        user=user,
        comments=" ".join(comment),
    )
    plan.params("")  # raises for values that the dialer would change
    return plan


def describe_callback(plan: CallbackPlan) -> str:
    """A callback in words, to check before it is sent."""
    whom = f"only {plan.user}" if plan.user else "anyone"
    about = f"; comment: {plan.comments}" if plan.comments else ""
    day = datetime.strptime(str(plan.when), STAMP)
    return f"{day:%a %Y-%m-%d %H:%M} on {plan.campaign}, by {whom}{about}"


class LeadController(ControllerBase):
    """The keys that act on a lead.

    ``target`` gives the lead under the cursor, or says that there is none. ``likely_campaign`` is
    the default campaign of a callback, if there is one. ``acted`` reloads the lead after an action.
    """

    def __init__(
        self,
        view: ControlledView,
        *,
        target: Callable[[], Lead | None],
        likely_campaign: Callable[[Lead], str | None],
        acted: Callable[[Lead], object],
    ) -> None:
        super().__init__(view)
        self._target = target
        self._likely_campaign = likely_campaign
        self._acted = acted

    @property
    def actions(self) -> Actions:
        return {
            "lead_status": self.set_status,
            "lead_callback": self.plan_callback,
            "lead_dnc": self.choose_dnc_list,
        }

    async def set_status(self) -> None:
        lead = self._lead()
        if lead is None:
            return
        choices = [
            Choice(status, status, f"{plural(count, 'call')} today")
            for status, count in self.console.frame.shown.statuses.items()
        ]

        def chosen(status: str | None) -> None:
            if status is not None:
                self._order(lead, lambda desk: desk.leads.set_status(lead, status))

        now = f"now {lead.status or 'not known'}"
        await self.view.ask(
            PickScreen(
                f"Status of {rows.known_as(lead)}, {now}",
                choices,
                hint="a status, or part of one; any other of 1 to 6 characters",
                free=_problem_of(validation.status),
            ),
            chosen,
        )

    async def plan_callback(self) -> None:
        lead = self._lead()
        if lead is None:
            return
        console = self.console
        campaigns = tuple(console.frame.shown.campaigns.value or {})
        dialog = CallbackScreen(
            lead,
            lambda: console.frame.snapshot.dialer_time(console.clock()),
            self._likely_campaign(lead),
            campaigns,
        )

        def planned(typed: str | None) -> None:
            if typed is not None:
                plan = dialog.plan(typed)
                self._order(lead, lambda desk: desk.leads.schedule_callback(lead, plan))

        await self.view.ask(dialog, planned)

    async def choose_dnc_list(self) -> None:
        lead = self._lead()
        if lead is None:
            return
        if not lead.phone_number:
            self.view.say("This dialer does not show the lead's number")
            return
        choices = [
            Choice(lists.SYSTEM, "system", "all campaigns stop calling it"),
            *(
                Choice(campaign, f"campaign {campaign}", each.stats.campaign_name or "")
                for campaign, each in (self.console.frame.shown.campaigns.value or {}).items()
            ),
        ]

        def chosen(where: str | None) -> None:
            if where is not None:
                self.view.call_next(self._ask_never_to_call, lead, where)

        await self.view.ask(
            PickScreen(
                f"Do not call {lead.phone_number}: on which list?",
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
                self._order(lead, lambda desk: desk.leads.never_call(lead, campaign))

        whose = "the system's do-not-call list" if campaign is None else f"the list of {campaign}"
        who = "No campaign calls" if campaign is None else f"{campaign} does not call"
        await self.view.ask(
            ConfirmScreen(
                f"Put {lead.phone_number} on {whose}?",
                f"It is the number of {rows.known_as(lead)}. {who} it again until it is "
                "taken off the list. Other leads with this number are not called either.",
                "Do not call",
                destroys=True,
            ),
            confirmed,
        )

    def _lead(self) -> Lead | None:
        return None if self.view.refuses_frozen() else self._target()

    def _order(self, lead: Lead, order: Callable[[ActionDesk], Awaitable[Ticket]]) -> None:
        async def carried_out(desk: ActionDesk) -> Ticket:
            ticket = await order(desk)
            if ticket.stage is not Stage.FAILED:
                self._acted(lead)
            return ticket

        self.console.actions.record(carried_out)


class CallbackScreen(AskScreen):
    """Asks for a callback in one line, and shows how it is understood while it is typed."""

    def __init__(
        self,
        lead: Lead,
        time: Callable[[], datetime | None],
        campaign: str | None,
        campaigns: Sequence[str],
    ) -> None:
        self._time, self._campaign, self._campaigns = time, campaign, campaigns
        now = time()
        clock = f", now {now:%H:%M}" if now else ""
        else_on = f"else {campaign}" if campaign else "must be named"
        self._explanation = (
            f"Dialer time{clock}: {HINT}\n"
            f"Then, optional: for:AGENT (else anyone), campaign:ID ({else_on}), a comment"
        )
        super().__init__(
            f"Call back {rows.known_as(lead)}",
            check=self._problem,
            hint="tomorrow 10:30 for:a0007 asked for Mary",
        )

    def on_mount(self) -> None:
        self.explain(printable_lines(self._explanation))

    def plan(self, typed: str) -> CallbackPlan:
        """The typed callback. Raises :class:`InvalidInput`."""
        return read(typed, self._time(), self._campaign, self._campaigns)

    def _problem(self, typed: str) -> str | None:
        try:
            self.plan(typed)
        except InvalidInput as error:
            return str(error)
        return None

    @on(Input.Changed)
    def _typed(self) -> None:
        if self.entry.value == self.refused:
            return
        try:
            words = describe_callback(self.plan(self.entry.value))
        except InvalidInput:
            words = self._explanation
        self.explain(printable_lines(words))


def printable_lines(text: str) -> str:
    """A text of several lines, each safe to show."""
    return "\n".join(printable(line) for line in text.split("\n"))


def _problem_of(check: Callable[[str], object]) -> Check:
    """Turns a check that raises into one that returns the problem."""

    def problem(text: str) -> str | None:
        try:
            check(text)
        except InvalidInput as error:
            return str(error)
        return None

    return problem
