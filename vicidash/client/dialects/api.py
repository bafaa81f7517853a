"""Speaks to a stock server in its own words: the calls, the empty results, the commands."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from vicidash.client import wire
from vicidash.client.address import Endpoint
from vicidash.client.dialects.turns import AgentLocks
from vicidash.client.models import Queued
from vicidash.client.shield import scrub_traceback
from vicidash.client.transport import Transport


class StockApi:
    """The functions of a stock server, for the resources that need no dialect between."""

    def __init__(self, transport: Transport, turns: AgentLocks) -> None:
        self._transport = transport
        self._turns = turns

    @property
    def user(self) -> str:
        """The API user, whom refusals echo."""
        return self._transport.user

    def redact(self, text: str) -> str:
        """``text`` without the password that it may echo."""
        return self._transport.redact(text)

    async def ask(
        self,
        function: str,
        params: Mapping[str, str] | None = None,
        *,
        endpoint: Endpoint = Endpoint.NON_AGENT,
        in_address: Collection[str] = (),
    ) -> wire.Answer:
        """The answer, whatever it says; see :meth:`Transport.call`."""
        return await self._transport.call(endpoint, function, params, in_address=in_address)

    @scrub_traceback
    async def done(
        self,
        function: str,
        params: Mapping[str, str],
        *,
        endpoint: Endpoint = Endpoint.NON_AGENT,
    ) -> wire.OutcomeLine:
        """The outcome of a write that wanted something done; raises as :func:`wire.done`."""
        return wire.done(await self.ask(function, params, endpoint=endpoint), self.redact)

    @scrub_traceback
    async def command(
        self, function: str, user: str, value: str, more: Mapping[str, str] | None = None
    ) -> Queued:
        """One command to one agent's screen, when it is its turn."""
        params = {"agent_user": user, "value": value, **(more or {})}
        async with self._turns.of(user):
            outcome = await self.done(function, params, endpoint=Endpoint.AGENT)
        words, _ = wire.readable_outcome(outcome, self.redact)
        return Queued(function=function, user=user, answer=words)

    def none(self, answer: wire.Answer, words: str, asked: str = "") -> bool:
        """Whether the error only spells "none"; any other refusal is raised.

        In another language the words differ, but the data is then just the user and what was
        asked for, where other refusals of these functions name what is wrong.
        """
        error = answer.first("ERROR")
        if error is None:
            return False
        if words in error.text.upper():
            return True
        english = error.text.isascii() and "DOES NOT EXIST" in error.text.upper()
        if not english and error.prefixed and error.data == (self.user, asked):
            return True
        self.raise_refusal(answer)
        return False

    def raise_refusal(self, answer: wire.Answer) -> None:
        """Raise the dialer's *no*, if there is one."""
        refused = wire.refusal(answer, self.redact)
        if refused is not None:
            raise refused
