"""Campaigns: what they are, how their day goes, how hard they dial."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date

from vicidash.client import checks, errors
from vicidash.client.campaign_settings import CampaignSettings
from vicidash.client.dialects.base import Dialect
from vicidash.client.dialects.parts import no_such_campaign
from vicidash.client.models import CallCounts, Campaign, CampaignStats, LevelChange, Listing, Queue

_LIMIT = re.compile(r"FROM 0 TO (\d{1,5}(?:\.\d{1,5})?)\b")


class Campaigns(CampaignSettings):
    """``client.campaigns``. All methods raise :class:`~vicidash.client.errors.DialerError`."""

    def __init__(
        self, dialect: Callable[[], Awaitable[Dialect]], max_dial_level: float | None
    ) -> None:
        super().__init__(dialect)
        self.max_dial_level = max_dial_level
        """The dialer's system limit: as given, or as learnt from its refusal of a higher one."""

    async def list(self) -> Listing[Campaign]:
        """Every campaign the account may see, inactive ones too (``campaigns_list``, level 8)."""
        return await (await self._dialect()).campaigns()

    async def get(self, campaign_id: str) -> Campaign:
        """One campaign. Raises :class:`Refused` when the account does not see it."""
        checks.campaign_id(campaign_id)
        found = await (await self._dialect()).campaigns(campaign_id)
        if not found:
            raise no_such_campaign(campaign_id, ())
        return found[0]

    async def stats(self, campaign_id: str) -> CampaignStats:
        """The figures of one campaign; see :meth:`stats_of`."""
        (found,) = await self.stats_of((campaign_id,))
        return found

    async def stats_of(self, campaign_ids: Sequence[str] = ()) -> tuple[CampaignStats, ...]:
        """Figures of these campaigns, or of all active ones, in that order.

        On a stock server composed of ``campaigns_list``, ``logged_in_agents``,
        ``call_status_stats`` (level 9), and ``hopper_list`` and ``in_group_status`` for each. A
        figure that the account may not read is ``None``, with the reason in ``unknown``.
        """
        names = [checks.campaign_id(name) for name in campaign_ids]
        return await (await self._dialect()).stats(names)

    async def calls(
        self,
        campaign_ids: Sequence[str] = (),
        first: date | None = None,
        last: date | None = None,
    ) -> Mapping[str, CallCounts]:
        """Calls by status and hour, by campaign; without ids of all, and of all in-groups too.

        ``call_status_stats`` (level 9) over the days ``first`` to ``last`` of the dialer's
        calendar, both included; today when not given.
        """
        names = [checks.campaign_id(name) for name in campaign_ids]
        return await (await self._dialect()).calls(names, first, last)

    async def hopper_level(self, campaign_id: str) -> int:
        """READY leads in the hopper (``hopper_list`` with BLOCK, level 8)."""
        return await (await self._dialect()).hopper_level(checks.campaign_id(campaign_id))

    async def queue(self, group: str) -> Queue:
        """Calls in progress and waiting of one campaign or in-group.

        ``in_group_status``; needs level 7 with View Reports.
        """
        return await (await self._dialect()).queue(checks.campaign_id(group))

    async def set_dial_level(self, campaign_id: str, level: float | str) -> LevelChange:
        """Set the auto dial level, and read back what the dialer holds (``update_campaign``).

        Needs level 8 with Modify Campaigns. Raises :class:`InvalidInput` before anything is sent
        for what the server would bend into another number; :class:`NothingChanged` when it took
        the call for nothing to do. The answer warns where the level does not hold (``ADAPT_*``)
        or has no effect (``MANUAL``, ``INBOUND_MAN``).
        """
        checks.campaign_id(campaign_id)
        text = checks.dial_level(level, self.max_dial_level)
        before = await self.get(campaign_id)
        try:
            await (await self._dialect()).set_dial_level(campaign_id, text)
        except errors.Refused as refused:
            limit = _LIMIT.search(refused.words.upper())
            if limit is None:
                raise
            # 4.001 is how the server spells "up to 4"
            self.max_dial_level = int(float(limit[1]) * 100) / 100
        else:
            after = await self._read_back(campaign_id)
            return LevelChange(
                campaign_id=campaign_id,
                dial_method=before.dial_method,
                before=before.dial_level,
                asked=float(text),
                after=after,
                warning=checks.level_warning(before.dial_method),
            )
        checks.dial_level(level, self.max_dial_level)
        raise errors.Refused("update_campaign", "the level was refused", (text,))

    async def _read_back(self, campaign_id: str) -> float | None:
        """The level was taken: failing to read it back must not look as if it was not."""
        try:
            return (await self.get(campaign_id)).dial_level
        except errors.LoginError:
            raise
        except errors.DialerError:
            return None
