"""Agents who are logged in: see them, act on their sessions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from vicidash.client import checks, errors
from vicidash.client.agent_desk import AgentDesk
from vicidash.client.agent_details import AgentDetails
from vicidash.client.models import Agent, Listing, Queued

CODE_TRIES: Final = 5
"""How often a pause code is offered until the agent's screen has paused, a second apart."""

_NOT_PAUSED = re.compile(r"agent is not paused", re.IGNORECASE)


class Agents(AgentDesk):
    """``client.agents``. Actions are *queued*: the agent's own screen obeys, at once when idle,
    after the call when busy, never when its browser is frozen. Only a later look tells. They go
    to the agent API, which any level may use that has Agent API Access.

    All methods raise :class:`~vicidash.client.errors.DialerError`; each names what it adds.
    """

    async def list(self, campaigns: Sequence[str] = ()) -> Listing[Agent]:
        """Every agent logged in, or those of ``campaigns``; none is an empty listing.

        ``logged_in_agents`` with sub-status: one call for the whole floor. Needs level 7 with
        View Reports. Under the guide's dialect: one ``agent_status`` for each configured agent.
        """
        names = [checks.campaign_id(name) for name in campaigns]
        return await (await self._dialect()).agents(names)

    async def status(self, user: str) -> Agent:
        """One agent (``agent_status``, level 7 with View Reports).

        Raises :class:`NotLoggedIn`, or :class:`Refused` for a user that does not exist.
        """
        return await (await self._dialect()).agent(checks.agent_user(user))

    async def details(self, user: str) -> AgentDetails:
        """The same with the call on the agent's screen: its customer's number is personal data.

        ``agent_status``, level 7 with View Reports. Some 19 queries on the dialer's database each
        time: for one agent that a person looks at, not for a floor. Raises as :meth:`status`.
        """
        return await (await self._dialect()).agent_details(checks.agent_user(user))

    async def pause(
        self, user: str, code: str | None = None, *, wait_for_code: bool = True
    ) -> Queued:
        """Pause after the call in progress, with a pause code if given (1–6 characters).

        ``external_pause`` on the agent API. A stock server refuses a code until the agent has
        paused, so it is offered for about 5 s by ``pause_code``; for an agent in a call, and with
        ``wait_for_code=False``, the answer has ``code_set=False`` and the code is yours to set
        later. Raises :class:`InvalidInput` before anything is sent, :class:`NotLoggedIn`.
        """
        checks.agent_user(user)
        if code is not None:
            checks.pause_code(code)
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
        checks.agent_user(user)
        return await (await self._dialect()).set_pause_code(user, checks.pause_code(code))

    async def resume(self, user: str) -> Queued:
        """Make a paused agent ready (``external_pause``); :class:`Refused` if not paused."""
        return await (await self._dialect()).resume(checks.agent_user(user))

    async def logout(self, user: str) -> Queued:
        """End the agent's session after the call in progress (``logout`` on the agent API)."""
        return await (await self._dialect()).logout(checks.agent_user(user))
