"""The operations that every kind of server offers under its own names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Final, Protocol

from vicidash.client import errors
from vicidash.client.api import responses
from vicidash.client.api.concurrency import AgentLocks
from vicidash.client.api.connections import Endpoint
from vicidash.client.api.redaction import scrub_traceback
from vicidash.client.api.transport import Transport
from vicidash.client.column_types import STAMP
from vicidash.client.lead_models import AddedLead, CallbackSet, Lead, LeadUpdate
from vicidash.client.models import (
    Agent,
    AgentDetails,
    CallCounts,
    Campaign,
    CampaignStats,
    Listing,
    Queue,
    Queued,
)

SERVER_ERROR: Final = 500
"""The HTTP status of a server that failed over a request."""

# Speaks to a stock server in its own words: the calls, the empty results, the commands


class StockApi:
    """The functions of a stock server, for the resources that need no dialect between."""

    def __init__(self, transport: Transport, turns: AgentLocks) -> None:
        self._transport = transport
        self._turns = turns
        self._broken: set[tuple[str, ...]] = set()
        """Functions with those optional parameters that break their answers."""

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
    ) -> responses.Answer:
        """The answer, whatever it says; see :meth:`Transport.call`."""
        return await self._transport.call(endpoint, function, params, in_address=in_address)

    async def ask_with(
        self, function: str, params: Mapping[str, str], optional: Mapping[str, str]
    ) -> tuple[responses.Answer, bool]:
        """The answer, and whether ``optional`` was part of the question.

        A part of a question may break the answer: some builds end then as an empty HTTP 500. It
        is left out at a second try, and from then on.
        """
        if optional and (function, *optional) not in self._broken:
            try:
                return await self.ask(function, {**params, **optional}), True
            except errors.NotAnAPIAnswer as error:
                if error.status < SERVER_ERROR:
                    raise
            answer = await self.ask(function, params)
            self._broken.add((function, *optional))  # only now is it known to be that part
            return answer, False
        return await self.ask(function, params), False

    @scrub_traceback
    async def done(
        self,
        function: str,
        params: Mapping[str, str],
        *,
        endpoint: Endpoint = Endpoint.NON_AGENT,
    ) -> responses.OutcomeLine:
        """The outcome of a write that wanted something done; raises as :func:`wire.done`."""
        return responses.done(await self.ask(function, params, endpoint=endpoint), self.redact)

    @scrub_traceback
    async def command(
        self, function: str, user: str, value: str, more: Mapping[str, str] | None = None
    ) -> Queued:
        """One command to one agent's screen, when it is its turn."""
        params = {"agent_user": user, "value": value, **(more or {})}
        async with self._turns.of(user):
            outcome = await self.done(function, params, endpoint=Endpoint.AGENT)
        words, _ = responses.readable_outcome(outcome, self.redact)
        return Queued(function=function, user=user, answer=words)

    def none(self, answer: responses.Answer, words: str, asked: str = "") -> bool:
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

    def raise_refusal(self, answer: responses.Answer) -> None:
        """Raise the dialer's *no*, if there is one."""
        refused = responses.refusal(answer, self.redact)
        if refused is not None:
            raise refused


class LeadDialect(Protocol):
    """The functions for leads that both kinds of server have, with checked parameters."""

    async def add(self, params: Mapping[str, str], custom: Mapping[str, str]) -> AddedLead: ...
    async def update(self, params: Mapping[str, str], custom: Mapping[str, str]) -> LeadUpdate: ...
    async def search(self, phones: Sequence[str], limit: int) -> Mapping[str, tuple[int, ...]]: ...
    async def find(self, phones: Sequence[str], limit: int, concurrency: int) -> Listing[Lead]: ...
    async def get(self, lead_id: str, *, custom_fields: bool) -> Lead: ...
    async def callback(self, lead_id: str, params: Mapping[str, str]) -> CallbackSet: ...


class Dialect(Protocol):
    """What the two kinds of server call the same operation.

    Every method may raise any :class:`~vicidash.client.errors.DialerError`; one that this kind of
    server cannot do at all raises :class:`~vicidash.client.errors.Unsupported` without sending.
    """

    name: str
    composed: bool
    """Whether a campaign's figures come in parts, to be polled each at its own pace."""

    @property
    def leads(self) -> LeadDialect: ...
    def stock(self, function: str) -> StockApi:
        """The way to call a function that only stock servers have."""
        ...

    async def agents(
        self, campaigns: Sequence[str], *, details: bool = True, pages: bool = True
    ) -> Listing[Agent]:
        """``details``: pause codes and sub-statuses too, at three times the cost. ``pages``: where
        there is no such function, the real-time report is asked instead."""
        ...

    async def agent(self, user: str) -> Agent: ...
    async def agent_details(self, user: str) -> AgentDetails: ...
    async def pause(self, user: str, code: str | None) -> Queued:
        """``code_set`` is false where the code needs a call of its own, once the agent paused."""
        ...

    async def set_pause_code(self, user: str, code: str) -> Queued: ...
    async def resume(self, user: str) -> Queued: ...
    async def logout(self, user: str) -> Queued: ...

    async def campaigns(
        self, campaign_id: str | None = None, *, pages: bool = True
    ) -> Listing[Campaign]:
        """``pages``: where there is no such function, the campaign summary is asked instead."""
        ...

    async def stats(
        self, campaign_ids: Sequence[str], user_groups: Sequence[str] = ()
    ) -> tuple[CampaignStats, ...]: ...
    async def calls(
        self,
        campaigns: Sequence[str],
        first: date | None,
        last: date | None,
        *,
        in_groups: bool = True,
    ) -> Mapping[str, CallCounts]: ...
    async def hopper_level(self, campaign_id: str) -> int: ...
    async def queue(self, group: str) -> Queue: ...
    async def set_dial_level(self, campaign_id: str, level: str) -> None: ...


# What every resource of the client stands on: a dialect that is asked for when it is needed


class Resource:
    """One resource. Its dialect may first have to be found out."""

    def __init__(self, dialect: Callable[[], Awaitable[Dialect]]) -> None:
        self._dialect = dialect

    async def _stock(self, function: str) -> StockApi:
        """A stock server's API; :class:`Unsupported` for ``function`` where there is none."""
        return (await self._dialect()).stock(function)


def callback_set(lead_id: str, params: Mapping[str, str], answer: str) -> CallbackSet:
    """The callback that was set by these parameters; ``answer``: the dialer's words."""
    return CallbackSet(
        lead_id=int(lead_id),
        campaign_id=params["campaign_id"],
        when=datetime.strptime(params["callback_datetime"], STAMP),
        kind=params["callback_type"],
        user=params.get("callback_user"),
        answer=answer,
    )
