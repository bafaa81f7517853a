"""What else a supervisor does with agents: messages, listening in, queues, statistics."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final, Literal

from vicidash.client import checks, errors, rows, wire
from vicidash.client.address import Endpoint
from vicidash.client.agent_calls import AgentCalls
from vicidash.client.columns import Number, Percent, Ratio, Whole, whole
from vicidash.client.models import Listing, Model
from vicidash.client.shield import scrub_traceback

Mode = Literal["MONITOR", "BARGE", "WHISPER"]
"""Only listen; talk to both; talk to the agent alone."""
MODES: Final = ("MONITOR", "BARGE", "WHISPER")

_SERVER: Final = re.compile(r"\d{1,3}(\.\d{1,3}){3}", re.ASCII)


class Notified(Model):
    """A message that the dialer queued."""

    recipient: str
    kind: str
    """USER, CAMPAIGN or USER_GROUP."""
    answer: str
    """The dialer's words, redacted."""


class Listening(Model):
    """A call that the dialer places to the supervisor's phone, to listen to a session."""

    session_id: str
    phone_login: str
    mode: Mode
    answer: str


class AgentStatistics(Model):
    """One row of ``agent_stats_export``; times in seconds."""

    user: str
    full_name: str
    """Free text from the user page: never to be rendered as markup."""
    user_group: str
    calls: Whole
    login_time: Number = None
    total_talk_time: Number = None
    avg_talk_time: Ratio = None
    avg_wait_time: Ratio = None
    pct_of_queue: Percent = None
    """The agent's share of all calls, in per cent."""
    pause_time: Number = None
    sessions: Number = None
    avg_session: Ratio = None
    pauses: Number = None
    avg_pause_time: Ratio = None
    pause_pct: Percent = None
    """Paused, in per cent of the time logged in."""
    pauses_per_session: Ratio = None
    wait_time: Number = None
    talk_time: Number = None
    dispo_time: Number = None
    dead_time: Number = None


class AgentDesk(AgentCalls):
    """The part of ``client.agents`` that needs no call."""

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
        sees it then. Raises :class:`Refused` when there is no such recipient.
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
            "recipient": checks.word("recipient", name, 1, 20),
            "recipient_type": kind,
            "notification_text": text,
        }
        api = await self._stock("send_notification")
        outcome = await api.done("send_notification", params, endpoint=Endpoint.AGENT)
        return Notified(
            recipient=name, kind=kind, answer=wire.readable_outcome(outcome, api.redact)[0]
        )

    @scrub_traceback
    async def calls_in_queue(self, user: str) -> int:
        """Calls that wait and could go to this agent (``calls_in_queue_count``, agent API).

        Raises :class:`NotLoggedIn`.
        """
        params = {"agent_user": checks.agent_user(user), "value": "DISPLAY"}
        api = await self._stock("calls_in_queue_count")
        outcome = await api.done("calls_in_queue_count", params, endpoint=Endpoint.AGENT)
        count = whole((*outcome.data, "")[0])
        if count is None:
            raise wire.not_an_answer("calls_in_queue_count", "no count", 200, "")
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
        session = checks.digits("session_id", session_id, 7, 7)
        params = {
            "session_id": session,
            "phone_login": checks.word("phone_login", phone_login, 1, 20),
            "server_ip": server_ip,
            "stage": checks.choice("mode", mode, MODES),
        }
        api = await self._stock("blind_monitor")
        outcome = await api.done("blind_monitor", params)
        return Listening(
            session_id=session,
            phone_login=phone_login,
            mode=mode,
            answer=wire.readable_outcome(outcome, api.redact)[0],
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
        wall clock. None is an empty listing.
        """
        params = {
            "datetime_start": await self._clock.stamp("first", first),
            "datetime_end": await self._clock.stamp("last", last),
            "header": "YES",
            "time_format": "S",
        }
        if agent is not None:
            params["agent_user"] = checks.agent_user(agent)
        if campaign is not None:
            params["campaign_id"] = checks.campaign_id(campaign)
        api = await self._stock("agent_stats_export")
        answer = await api.ask("agent_stats_export", params)
        if api.none(answer, "NO RECORDS FOUND"):
            return Listing((), warning=answer.warning)
        table = wire.table(answer, ("user", "calls"), free="full_name", redact=api.redact)
        return rows.listing(AgentStatistics, table, answer)
