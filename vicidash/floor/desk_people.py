"""What a supervisor does that is over with the dialer's answer: messages, listening in, leads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from vicidash.client import Agent, DialerError, InvalidInput, VicidialClient
from vicidash.client.models import Mode
from vicidash.floor.book import TicketLog
from vicidash.floor.desk_sending import CommandSender, without_values
from vicidash.floor.ticket import (
    LISTEN,
    NOTIFY_AGENT,
    NOTIFY_CAMPAIGN,
    NOTIFY_GROUP,
    Stage,
    Ticket,
    describe,
)

T = TypeVar("T")

SEEN_BY: Final = "no function tells whether it was seen"


def _nothing(answer: object) -> str:
    return ""


class PeopleDesk:
    """The part of the desk whose effect no look at the floor shows."""

    _client: VicidialClient
    _book: TicketLog
    _courier: CommandSender

    async def message(
        self,
        text: str,
        *,
        agent: str | None = None,
        campaign: str | None = None,
        user_group: str | None = None,
    ) -> Ticket:
        """Show a message on the screens of an agent, a campaign or a user group: one of them.

        Whoever is not logged in sees it then. Its text is in the audit log.
        """
        named = {NOTIFY_AGENT: agent, NOTIFY_CAMPAIGN: campaign, NOTIFY_GROUP: user_group}
        kind, name = next((pair for pair in named.items() if pair[1] is not None), ("notify", ""))
        call = self._client.agents.notify(
            text, agent=agent, campaign=campaign, user_group=user_group
        )
        return await self._record(kind, name or "", call, text, "", note=SEEN_BY)

    async def listen(
        self, agent: Agent, phone_login: str, server_ip: str, mode: Mode = "MONITOR"
    ) -> Ticket:
        """Ring a phone of the supervisor's and put it into an agent's session.

        ``server_ip`` is the telephony server that the session is on, which no function tells.
        ``mode`` is MONITOR (only listen), WHISPER (to the agent alone) or BARGE (to both).
        """
        value, before = f"{mode} {phone_login}", describe(agent)
        if not agent.session_id:
            why = "this dialer does not tell the agent's session"
            return self._book.refuse(LISTEN, agent.user, before, why)
        call = self._client.agents.listen(
            agent.session_id, phone_login=phone_login, server_ip=server_ip, mode=mode
        )
        note = f"phone {phone_login} rings"
        return await self._record(LISTEN, agent.user, call, value, before, note=note)

    async def record(
        self,
        action: str,
        target: str,
        call: Awaitable[T],
        *,
        value: str = "",
        before: str = "",
        after: Callable[[T], str] = _nothing,
    ) -> Ticket:
        """Take any other action, done when the dialer says so, with its ticket and audit lines.

        ``after`` puts the answer into words. Of a failure only what concerns no value is written:
        a lead's number or name belongs neither there nor into ``target``.
        """
        return await self._record(
            action, target, call, value, before, after=after, words=without_values
        )

    async def _record(
        self,
        action: str,
        target: str,
        call: Awaitable[T],
        value: str,
        before: str,
        *,
        after: Callable[[T], str] = _nothing,
        note: str = "",
        words: Callable[[DialerError | InvalidInput], str] = str,
    ) -> Ticket:
        def settle(ticket: Ticket, answer: T) -> Ticket:
            return self._book.change(ticket, Stage.CONFIRMED, after=after(answer), note=note)

        ticket = self._book.open(action, target, value, before)
        return await self._courier.send(ticket, call, settle, unknown=Stage.NOT_KNOWN, words=words)
