"""Which campaign a list of leads belongs to: what decides on a token that is for some campaigns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from vicidash.client import Refused, VicidialClient
from vicidash.service.access import Caller
from vicidash.service.problems import ServiceProblem

KNOWN: Final = 600.0
"""Seconds for which the campaign of a list is known: lists are seldom moved."""
MOST: Final = 5000
"""Lists that are known at once."""


class ListCampaigns:
    """Asks the dialer for the campaigns of lists (``list_info``), and remembers them."""

    def __init__(self, client: VicidialClient, clock: Callable[[], float]) -> None:
        self._client = client
        self._clock = clock
        self._known: dict[str, tuple[float, str]] = {}

    async def may_use(self, caller: Caller, list_id: str | int) -> bool:
        """Whether a list is in a campaign that the caller's token is for.

        Asks nothing for a token that is for all campaigns. Raises :class:`DialerError`: where the
        dialer cannot tell, such a token gets no leads.
        """
        if caller.sight.campaigns is None:
            return True
        return caller.sight.sees(await self._campaign(str(list_id)))

    async def check(self, caller: Caller, list_id: str | int) -> None:
        """Raises :class:`ServiceProblem` for a list that :meth:`may_use` does not allow."""
        if not await self.may_use(caller, list_id):
            raise ServiceProblem(403, "wrong-campaign", "The token is not for this list's campaign")

    async def _campaign(self, list_id: str) -> str:
        at, campaign = self._known.get(list_id, (float("-inf"), ""))
        if self._clock() - at < KNOWN:
            return campaign
        try:
            campaign = (await self._client.lists.info(list_id, counts=False)).campaign_id
        except Refused:
            campaign = ""  # there is no such list: it is in nobody's campaign
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[list_id] = self._clock(), campaign
        return campaign
