"""What a supervisor can do with the call on an agent's screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from vicidash.client import checks, errors
from vicidash.client.dialects.base import Dialect
from vicidash.client.lead_options import Kind
from vicidash.client.models import Queued
from vicidash.client.moments import DialerClock
from vicidash.client.resource import Resource

AGENT_DIRECT: Final = "AGENTDIRECT"
"""The in-group whose calls go to one agent."""


class AgentCalls(Resource):
    """The part of ``client.agents`` that acts on calls, all on the agent API.

    Every answer is only *queued*: the agent's own screen has still to obey. The account needs
    Agent API Access and the function among its allowed ones, at any level. All raise
    :class:`NotLoggedIn` for an agent without a session, :class:`InvalidInput` before anything is
    sent.
    """

    def __init__(self, dialect: Callable[[], Awaitable[Dialect]], clock: DialerClock) -> None:
        super().__init__(dialect)
        self._clock = clock

    async def hangup(self, user: str) -> Queued:
        """Hang up the agent's call (``external_hangup``). Raises :class:`NotLoggedIn`."""
        return await self._send("external_hangup", user, "1")

    async def set_disposition(
        self,
        user: str,
        status: str,
        *,
        callback_when: datetime | str | None = None,
        callback_kind: Kind = "ANYONE",
        callback_comments: str = "",
    ) -> Queued:
        """Give the agent's call a status, which ends it, and move on (``external_status``).

        A status that the dialer flags as a callback wants ``callback_when``: aware, or the
        dialer's wall clock; comments have at most 200 characters.
        """
        more = {}
        if callback_when is not None:
            more["callback_datetime"] = await self._clock.stamp("callback_when", callback_when)
            kinds = ("ANYONE", "USERONLY")
            more["callback_type"] = checks.choice("callback_kind", callback_kind, kinds)
        if callback_comments:
            more["callback_comments"] = checks.free_text(
                "callback_comments", callback_comments, 200
            )
        return await self._send("external_status", user, checks.status(status), more)

    async def dial(
        self,
        user: str,
        phone_number: str | int | None = None,
        *,
        lead_id: str | int | None = None,
        phone_code: str | int = "1",
        search: bool = True,
        preview: bool = False,
        focus: bool = True,
    ) -> Queued:
        """Have a paused agent call a number, or a lead, by hand (``external_dial``).

        ``search`` looks for a lead with the number instead of making a new one; ``preview`` shows
        it without dialing; ``focus`` brings the screen to the front. Raises :class:`Refused` for
        an agent who may not, or who is not paused.
        """
        if (phone_number is None) == (lead_id is None):
            raise errors.InvalidInput("phone_number", phone_number, "either a number or a lead_id")
        more = {
            "phone_code": checks.phone_code(phone_code),
            "search": _yes_or_no(search),
            "preview": _yes_or_no(preview),
            "focus": _yes_or_no(focus),
        }
        if lead_id is not None:
            more["lead_id"] = checks.lead_id(lead_id)
        value = "" if phone_number is None else checks.digits("phone_number", phone_number, 2, 18)
        return await self._send("external_dial", user, value, more)

    async def transfer(
        self,
        user: str,
        *,
        phone_number: str | int | None = None,
        in_group: str | None = None,
        agent: str | None = None,
        voicemail: bool = False,
    ) -> Queued:
        """Transfer the customer away (``transfer_conference``), to exactly one of these:

        a ``phone_number`` (BLIND_TRANSFER), an ``in_group`` or another ``agent`` (LOCAL_CLOSER),
        the campaign's ``voicemail`` message (LEAVE_VM). The in-group ``DEFAULTINGROUP`` is the one
        that the call came from. Raises :class:`Refused` without a live call.
        """
        given = [phone_number is not None, in_group is not None, agent is not None, voicemail]
        if sum(given) != 1:
            allowed = "exactly one of phone_number, in_group, agent and voicemail"
            raise errors.InvalidInput("transfer to", phone_number or in_group or agent, allowed)
        if phone_number is not None:
            more = {"phone_number": checks.digits("phone_number", phone_number, 2, 18)}
            return await self._send("transfer_conference", user, "BLIND_TRANSFER", more)
        if voicemail:
            return await self._send("transfer_conference", user, "LEAVE_VM")
        if agent is not None:
            more = {"ingroup_choices": AGENT_DIRECT, "phone_number": checks.agent_user(agent)}
        else:
            more = {"ingroup_choices": checks.word("in_group", in_group or "", 1, 20)}
        return await self._send("transfer_conference", user, "LOCAL_CLOSER", more)

    async def conference(
        self,
        user: str,
        *,
        phone_number: str | int | None = None,
        in_group: str | None = None,
        park: bool = False,
    ) -> Queued:
        """Take a third party into the call: a number, or an agent of an in-group.

        ``transfer_conference`` with DIAL_WITH_CUSTOMER, or with ``park`` PARK_CUSTOMER_DIAL: the
        customer waits meanwhile. Raises :class:`Refused` without a live call.
        """
        if (phone_number is None) == (in_group is None):
            allowed = "either a phone_number or an in_group"
            raise errors.InvalidInput("conference with", phone_number, allowed)
        if phone_number is not None:
            more = {"phone_number": checks.digits("phone_number", phone_number, 2, 18)}
        else:
            name = checks.word("in_group", in_group or "", 1, 20)
            more = {"ingroup_choices": name, "consultative": "YES"}
        value = "PARK_CUSTOMER_DIAL" if park else "DIAL_WITH_CUSTOMER"
        return await self._send("transfer_conference", user, value, more)

    async def leave_conference(self, user: str) -> Queued:
        """Leave customer and third party to each other (LEAVE_3WAY_CALL)."""
        return await self._send("transfer_conference", user, "LEAVE_3WAY_CALL")

    async def hangup_conference(self, user: str, *, customer_too: bool = False) -> Queued:
        """Hang up the third party (HANGUP_XFER), or the customer as well (HANGUP_BOTH)."""
        value = "HANGUP_BOTH" if customer_too else "HANGUP_XFER"
        return await self._send("transfer_conference", user, value)

    async def park(self, user: str, *, ivr: bool = False) -> Queued:
        """Park the customer, or send them through the campaign's park IVR (``park_call``)."""
        return await self._send("park_call", user, "PARK_IVR_CUSTOMER" if ivr else "PARK_CUSTOMER")

    async def unpark(self, user: str, *, ivr: bool = False) -> Queued:
        """Take the customer back from where :meth:`park` sent them."""
        return await self._send("park_call", user, "GRAB_IVR_CUSTOMER" if ivr else "GRAB_CUSTOMER")

    async def _send(
        self, function: str, user: str, value: str, more: dict[str, str] | None = None
    ) -> Queued:
        checks.agent_user(user)
        return await (await self._stock(function)).command(function, user, value, more)


def _yes_or_no(wanted: bool) -> str:
    return "YES" if wanted else "NO"
