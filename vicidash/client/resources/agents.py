"""Agents who are logged in: see them, act on their sessions."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final

from vicidash.client import errors, validation
from vicidash.client.api import responses
from vicidash.client.api.connections import Endpoint
from vicidash.client.api.redaction import scrub_traceback
from vicidash.client.column_types import whole
from vicidash.client.dialects.base import Dialect, Resource
from vicidash.client.dialer_clock import DialerClock
from vicidash.client.lead_models import Kind
from vicidash.client.models import (
    MODES,
    Agent,
    AgentDetails,
    AgentStatistics,
    FoundAgent,
    Listening,
    Listing,
    Mode,
    Notified,
    Queued,
)
from vicidash.client.targets import Targets

# What a supervisor can do with the call on an agent's screen

AGENT_DIRECT: Final = "AGENTDIRECT"
"""The in-group whose calls go to one agent."""


def _yes_or_no(wanted: bool) -> str:
    return "YES" if wanted else "NO"


# What else a supervisor does with agents: messages, listening in, queues, statistics

_SERVER: Final = re.compile(r"\d{1,3}(\.\d{1,3}){3}", re.ASCII)


#: What stands before the session in the extension that the supervisor's phone is connected to.
_BEGUN: Final[dict[str, Mode]] = {"0": "MONITOR", "": "BARGE", "47378218": "WHISPER"}


def _begun(outcome: responses.OutcomeLine, session: str) -> Mode | None:
    """What the dialer began: ``server*0session``, ``server*47378218session`` or without."""
    for value in outcome.data:
        found = re.fullmatch(rf"(?:\d{{3}}\*){{4}}(\d*){session}", value, re.ASCII)
        if found:
            return _BEGUN.get(found[1])
    return None


CODE_TRIES: Final = 5
"""How often a pause code is offered until the agent's screen has paused, a second apart."""

_NOT_PAUSED = re.compile(r"agent is not paused", re.IGNORECASE)


class Agents(Resource):
    """``client.agents``. Actions are *queued*: the agent's own screen obeys, at once when idle,
    after the call when busy, never when its browser is frozen. Only a later look tells. They go
    to the agent API, which any level may use that has Agent API Access.

    All methods raise :class:`~vicidash.client.errors.DialerError`; each names what it adds. Those
    on an agent's session raise :class:`NotLoggedIn` for an agent without one, and
    :class:`InvalidInput` before anything is sent.
    """

    def __init__(
        self,
        dialect: Callable[[], Awaitable[Dialect]],
        clock: DialerClock,
        targets: Targets | None = None,
    ) -> None:
        super().__init__(dialect)
        self._clock = clock
        self._targets = targets or Targets(dialect)

    async def list(
        self, campaigns: Sequence[str] = (), *, details: bool = True, pages: bool = True
    ) -> Listing[Agent]:
        """Every agent logged in, or those of ``campaigns``; none is an empty listing.

        ``logged_in_agents``: one call for the whole floor. Needs level 7 with View Reports. Without
        ``details`` it costs the dialer a third, and sub-status and pause code are not told. A build
        without that function is asked for its real-time report instead, which has no names and no
        leads; with ``pages=False`` :class:`Unsupported` is raised. Under the guide's dialect: one
        ``agent_status`` for each configured agent.
        """
        names = [validation.campaign_id(name) for name in campaigns]
        return await (await self._dialect()).agents(names, details=details, pages=pages)

    async def status(self, user: str) -> Agent:
        """One agent (``agent_status``, level 7 with View Reports).

        Raises :class:`NotLoggedIn`, or :class:`Refused` for a user that does not exist.
        """
        return await (await self._dialect()).agent(validation.agent_user(user))

    async def find(self, user: str) -> FoundAgent:
        """One agent whom this account may act on: it is on the floor that the account sees.

        ``agent_status``, then ``logged_in_agents``: the agent API checks no scope, so that who sees
        two campaigns could pause an agent of a third. The user comes as the dialer writes it. Where
        the floor cannot be read, ``unchecked`` says why. Raises as :meth:`status`, and
        :class:`OutOfScope` for an agent whom the floor does not list.
        """
        return await self._targets.find_agent(validation.agent_user(user))

    async def details(self, user: str) -> AgentDetails:
        """The same with the call on the agent's screen: its customer's number is personal data.

        ``agent_status``, level 7 with View Reports. Some 19 queries on the dialer's database each
        time: for one agent that a person looks at, not for a floor. Raises as :meth:`status`.
        """
        return await (await self._dialect()).agent_details(validation.agent_user(user))

    async def pause(
        self, user: str, code: str | None = None, *, wait_for_code: bool = True
    ) -> Queued:
        """Pause after the call in progress, with a pause code if given (1–6 characters).

        ``external_pause`` on the agent API. A stock server refuses a code until the agent has
        paused, so it is offered for about 5 s by ``pause_code``; for an agent in a call, and with
        ``wait_for_code=False``, the answer has ``code_set=False`` and the code is yours to set
        later. Raises :class:`InvalidInput` before anything is sent, :class:`NotLoggedIn`.
        """
        validation.agent_user(user)
        if code is not None:
            validation.pause_code(code)
        dialect = await self._dialect()
        queued = await dialect.pause(user, code)
        if code is None or queued.code_set is not False or not wait_for_code:
            return queued
        for _ in range(CODE_TRIES):
            try:
                await dialect.set_pause_code(user, code)
            except errors.Refused as refused:
                # a refusal does nothing, so offering again is no blind retry
                if not _NOT_PAUSED.search(refused.words):
                    raise
            else:
                return queued.model_copy(update={"code_set": True})
        return queued

    async def set_pause_code(self, user: str, code: str) -> Queued:
        """Set the code of an agent who is paused (``pause_code``); :class:`Refused` if not."""
        validation.agent_user(user)
        return await (await self._dialect()).set_pause_code(user, validation.pause_code(code))

    async def resume(self, user: str) -> Queued:
        """Make a paused agent ready (``external_pause``); :class:`Refused` if not paused."""
        return await (await self._dialect()).resume(validation.agent_user(user))

    async def logout(self, user: str) -> Queued:
        """End the agent's session after the call in progress (``logout`` on the agent API)."""
        return await (await self._dialect()).logout(validation.agent_user(user))

    async def notify(
        self,
        text: str,
        *,
        agent: str | None = None,
        campaign: str | None = None,
        user_group: str | None = None,
    ) -> Notified:
        """Show a message on the screens of an agent, a campaign or a user group.

        ``send_notification`` on the agent API, in dialers since 2023. Whoever is not logged in
        sees it then. An apostrophe is sent as ’: with a plain one the dialer says SUCCESS and
        stores nothing. Raises :class:`Refused` when there is no such recipient, and when nothing
        was stored.
        """
        given = {"USER": agent, "CAMPAIGN": campaign, "USER_GROUP": user_group}
        named = [(kind, name) for kind, name in given.items() if name is not None]
        if len(named) != 1:
            allowed = "exactly one of agent, campaign and user_group"
            raise errors.InvalidInput("recipient", [name for _, name in named], allowed)
        (kind, name), *_ = named
        if not text.strip():
            raise errors.InvalidInput("text", text, "a message")
        params = {
            "recipient": validation.word("recipient", name, 1, 20),
            "recipient_type": kind,
            "notification_text": text.replace("'", "’"),
        }
        api = await self._stock("send_notification")
        outcome = await api.done("send_notification", params, endpoint=Endpoint.AGENT)
        if whole(outcome.data[-1] if outcome.data else "") == 0:
            raise errors.Refused(
                "send_notification",
                "the dialer said SUCCESS and stored no message",
                remedy="Leave quotes and backslashes out of the text",
            )
        return Notified(
            recipient=name, kind=kind, answer=responses.readable_outcome(outcome, api.redact)[0]
        )

    @scrub_traceback
    async def calls_in_queue(self, user: str) -> int:
        """Calls that wait and could go to this agent (``calls_in_queue_count``, agent API).

        Raises :class:`NotLoggedIn`.
        """
        params = {"agent_user": validation.agent_user(user), "value": "DISPLAY"}
        api = await self._stock("calls_in_queue_count")
        outcome = await api.done("calls_in_queue_count", params, endpoint=Endpoint.AGENT)
        count = whole((*outcome.data, "")[0])
        if count is None:
            raise responses.not_an_answer("calls_in_queue_count", "no count", 200, "")
        return count

    async def listen(
        self, session_id: str | int, *, phone_login: str, server_ip: str, mode: Mode = "MONITOR"
    ) -> Listening:
        """Ring the supervisor's phone and put it into an agent's session (``blind_monitor``).

        ``session_id`` is the agent's (:attr:`Agent.session_id`), ``server_ip`` the address of the
        telephony server that the session is on. Needs level 7. Raises :class:`Refused` for a
        phone or session that does not exist.
        """
        if not _SERVER.fullmatch(server_ip):
            raise errors.InvalidInput("server_ip", server_ip, "an address such as 10.10.10.15")
        session = validation.digits("session_id", session_id, 7, 7)
        params = {
            "session_id": session,
            "phone_login": validation.word("phone_login", phone_login, 1, 20),
            "server_ip": server_ip,
            "stage": validation.choice("mode", mode, MODES),
        }
        api = await self._stock("blind_monitor")
        outcome = await api.done("blind_monitor", params)
        return Listening(
            session_id=session,
            phone_login=phone_login,
            mode=mode,
            answer=responses.readable_outcome(outcome, api.redact)[0],
            begun=_begun(outcome, session),
        )

    @scrub_traceback
    async def statistics(
        self,
        first: datetime | str,
        last: datetime | str,
        *,
        agent: str | None = None,
        campaign: str | None = None,
    ) -> Listing[AgentStatistics]:
        """Calls and times of every agent, or of one, from ``first`` to ``last``, both included.

        ``agent_stats_export``; needs level 7 with View Reports. Times are aware, or the dialer's
        wall clock. None is an empty listing; raises :class:`Refused` for an agent or a campaign
        that does not exist.
        """
        params = {
            "datetime_start": await self._clock.stamp("first", first),
            "datetime_end": await self._clock.stamp("last", last),
            "header": "YES",
            "time_format": "S",
        }
        if agent is not None:
            params["agent_user"] = validation.agent_user(agent)
        if campaign is not None:
            params["campaign_id"] = validation.campaign_id(campaign)
        api = await self._stock("agent_stats_export")
        answer = await api.ask("agent_stats_export", params)
        if api.none(answer, "NO RECORDS FOUND"):
            if agent is not None:
                await self._targets.agent(agent, logged_in=False)
            if campaign is not None:
                await self._targets.campaign(campaign)
            return Listing((), warning=answer.warning)
        # builds before the times of each state had names write the time waited without one
        header = answer.lines[0].split("|") if answer.lines else []
        unnamed = ("wait_time",) if header[-1:] == ["pauses_per_session"] else ()
        table = responses.table(
            answer, ("user", "calls"), free="full_name", unnamed=unnamed, redact=api.redact
        )
        return responses.listing(AgentStatistics, table, answer)

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
            more["callback_datetime"] = await self._clock.future("callback_when", callback_when)
            kinds = ("ANYONE", "USERONLY")
            more["callback_type"] = validation.choice("callback_kind", callback_kind, kinds)
        if callback_comments:
            more["callback_comments"] = validation.free_text(
                "callback_comments", callback_comments, 200
            )
        return await self._send("external_status", user, validation.status(status), more)

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
            "phone_code": validation.phone_code(phone_code),
            "search": _yes_or_no(search),
            "preview": _yes_or_no(preview),
            "focus": _yes_or_no(focus),
        }
        if lead_id is not None:
            more["lead_id"] = validation.lead_id(lead_id)
        value = (
            "" if phone_number is None else validation.digits("phone_number", phone_number, 2, 18)
        )
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
        that the call came from. Raises :class:`Refused` without a live call, and for an agent
        who does not exist or is not logged in.
        """
        given = [phone_number is not None, in_group is not None, agent is not None, voicemail]
        if sum(given) != 1:
            allowed = "exactly one of phone_number, in_group, agent and voicemail"
            raise errors.InvalidInput("transfer to", phone_number or in_group or agent, allowed)
        if phone_number is not None:
            more = {"phone_number": validation.digits("phone_number", phone_number, 2, 18)}
            return await self._send("transfer_conference", user, "BLIND_TRANSFER", more)
        if voicemail:
            return await self._send("transfer_conference", user, "LEAVE_VM")
        if agent is not None:
            validation.agent_user(user)
            # the dialer takes any agent, and the customer would wait for nobody
            await self._targets.agent(validation.agent_user(agent), logged_in=True)
            more = {"ingroup_choices": AGENT_DIRECT, "phone_number": agent}
        else:
            more = {"ingroup_choices": validation.word("in_group", in_group or "", 1, 20)}
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
            more = {"phone_number": validation.digits("phone_number", phone_number, 2, 18)}
        else:
            name = validation.word("in_group", in_group or "", 1, 20)
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
        validation.agent_user(user)
        return await (await self._stock(function)).command(function, user, value, more)
