"""Campaigns: what they are, how their day goes, how hard they dial."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Final

from vicidash.client import errors, validation
from vicidash.client.api.concurrency import in_order
from vicidash.client.api.redaction import scrub_traceback
from vicidash.client.campaign_stats import no_such_campaign
from vicidash.client.dialects.base import Dialect, Resource
from vicidash.client.models import (
    CallCounts,
    Campaign,
    CampaignChange,
    CampaignStats,
    LevelChange,
    Listing,
    Queue,
)
from vicidash.client.report.models import CampaignSummary
from vicidash.client.targets import Targets

HIGHEST_LIMIT: Final = 20.0
"""The highest limit of the dial level that a system can be set to."""
SAME_LEVEL: Final = 0.0005

# How a campaign dials: whether at all, by which method, how hard at most, how far ahead

DIAL_METHODS: Final = (
    *("MANUAL", "RATIO", "INBOUND_MAN"),
    *("ADAPT_AVERAGE", "ADAPT_HARD_LIMIT", "ADAPT_TAPERED"),
)


def _maximum(seen: CampaignSummary | None) -> str | None:
    return None if seen is None or seen.max_level is None else f"{seen.max_level:g}"


def _told(campaign: Campaign, setting: str) -> str | None:
    if setting == "dial_method":
        return campaign.dial_method
    return None if campaign.active is None else "Y" if campaign.active else "N"


_LIMIT = re.compile(r"FROM 0 TO (\d{1,5}(?:\.\d{1,5})?)\b")


class Campaigns(Resource):
    """``client.campaigns``. All methods raise :class:`~vicidash.client.errors.DialerError`.

    Methods that change a setting (``update_campaign``) need level 8 with Modify Campaigns. They
    raise :class:`Refused` for a campaign that does not exist, :class:`NothingChanged` when the
    server took it for nothing to do, and :class:`InvalidInput` before anything is sent. The server
    changes campaigns that the account does not see, too: :meth:`seen` looks first.
    """

    def __init__(
        self,
        dialect: Callable[[], Awaitable[Dialect]],
        max_dial_level: float | None,
        summary: Callable[[], Awaitable[Sequence[CampaignSummary]]] | None = None,
        targets: Targets | None = None,
    ) -> None:
        super().__init__(dialect)
        self._targets = targets or Targets(dialect)
        self._summary = summary
        self.max_dial_level = max_dial_level
        """The dialer's system limit: as given, or as learnt from its refusal of a higher one."""

    def _limit(self) -> float:
        return HIGHEST_LIMIT if self.max_dial_level is None else self.max_dial_level

    async def _on_summary(self, campaign_id: str) -> CampaignSummary | None:
        if self._summary is None or not (await self._dialect()).composed:
            return None
        try:
            rows = await self._summary()
        except (errors.DialerError, errors.InvalidInput) as error:
            if isinstance(error, errors.LoginError):
                raise
            return None
        return next((row for row in rows if row.campaign_id == campaign_id), None)

    async def list(self, *, pages: bool = True) -> Listing[Campaign]:
        """Every campaign the account may see, inactive ones too (``campaigns_list``, level 8).

        A build without that function is asked for its campaign summary instead, which lists the
        active ones without names; with ``pages=False`` :class:`Unsupported` is raised.
        """
        return await (await self._dialect()).campaigns(pages=pages)

    async def get(self, campaign_id: str) -> Campaign:
        """One campaign. Raises :class:`Refused` when the account does not see it."""
        validation.campaign_id(campaign_id)
        found = await (await self._dialect()).campaigns(campaign_id)
        if not found:
            raise no_such_campaign(campaign_id, ())
        return found[0]

    async def seen(self, campaign_id: str) -> str:
        """Look whether the account sees a campaign, before something changes it.

        Raises :class:`Refused` where it does not. Returns why that cannot be told, which is empty
        where it was seen. A campaign that was seen once is not looked for again.
        """
        return await self._targets.seen_campaign(validation.campaign_id(campaign_id))

    async def stats(self, campaign_id: str) -> CampaignStats:
        """The figures of one campaign; see :meth:`stats_of`."""
        (found,) = await self.stats_of((campaign_id,))
        return found

    async def stats_of(
        self, campaign_ids: Sequence[str] = (), user_groups: Sequence[str] = ()
    ) -> tuple[CampaignStats, ...]:
        """Figures of these campaigns, or of all active ones, in that order.

        On a stock server composed of ``campaigns_list``, ``logged_in_agents``,
        ``call_status_stats`` (level 9), and ``hopper_list`` and ``in_group_status`` for each. A
        figure that the account may not read is ``None``, with the reason in ``unknown``. On
        builds without ``campaigns_list`` the campaign summary has what it can of the rest.

        With ``user_groups`` only their agents are counted; calls, drops, hopper and queue are the
        whole campaign's all the same. Raises :class:`Unsupported` where agents have no group.
        """
        names = [validation.campaign_id(name) for name in campaign_ids]
        return await (await self._dialect()).stats(names, tuple(user_groups))

    async def calls(
        self,
        campaign_ids: Sequence[str] = (),
        first: date | None = None,
        last: date | None = None,
        *,
        in_groups: bool = True,
    ) -> Mapping[str, CallCounts]:
        """Calls by status and hour, by campaign; without ids of all, and of all in-groups too.

        ``call_status_stats`` (level 9) over the days ``first`` to ``last`` of the dialer's
        calendar, both included; today when not given. ``in_groups=False``: campaigns alone.
        """
        names = [validation.campaign_id(name) for name in campaign_ids]
        return await (await self._dialect()).calls(names, first, last, in_groups=in_groups)

    async def hopper_level(self, campaign_id: str) -> int:
        """READY leads in the hopper (``hopper_list`` with BLOCK, level 8)."""
        return await (await self._dialect()).hopper_level(validation.campaign_id(campaign_id))

    async def queue(self, group: str) -> Queue:
        """Calls in progress and waiting of one campaign or in-group.

        ``in_group_status``; needs level 7 with View Reports.
        """
        return await (await self._dialect()).queue(validation.campaign_id(group))

    async def set_dial_level(self, campaign_id: str, level: float | str) -> LevelChange:
        """Set the auto dial level, and read back what the dialer holds (``update_campaign``).

        Needs level 8 with Modify Campaigns. Raises :class:`InvalidInput` before anything is sent
        for what the server would bend into another number; :class:`NothingChanged` when it took
        the call for nothing to do. The answer warns where the level does not hold (``ADAPT_*``)
        or has no effect (``MANUAL``, ``INBOUND_MAN``).
        """
        validation.campaign_id(campaign_id)
        text = validation.dial_level(level, self.max_dial_level)
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
                warning=validation.level_warning(before.dial_method),
            )
        validation.dial_level(level, self.max_dial_level)
        raise errors.Refused("update_campaign", "the level was refused", (text,))

    async def _read_back(self, campaign_id: str) -> float | None:
        """The level was taken: failing to read it back must not look as if it was not."""
        try:
            return (await self.get(campaign_id)).dial_level
        except errors.LoginError:
            raise
        except errors.DialerError:
            return None

    async def pause(self, campaign_id: str) -> CampaignChange:
        """Stop dialing: make the campaign inactive. Agents stay logged in."""
        return await self._set_and_read(campaign_id, "active", "N")

    async def activate(self, campaign_id: str) -> CampaignChange:
        """Make the campaign active again."""
        return await self._set_and_read(campaign_id, "active", "Y")

    async def set_dial_method(self, campaign_id: str, method: str) -> CampaignChange:
        """Set the dial method: RATIO, MANUAL, INBOUND_MAN or one of ADAPT_*."""
        validation.choice("dial method", method, DIAL_METHODS)
        return await self._set_and_read(campaign_id, "dial_method", method)

    async def set_adaptive_maximum(self, campaign_id: str, level: float | str) -> CampaignChange:
        """Set the highest level that the ADAPT_* methods may choose: 1 or more.

        It is the lever of an adaptive campaign, whose own level the dialer rewrites every 15 s.
        Under another method it does nothing, of which the answer warns. No function reads it
        back, but the summary page does, where the account may see it. Raises
        :class:`InvalidInput` above the limit of the level.
        """
        validation.campaign_id(campaign_id)
        try:
            text = validation.dial_level(level)
        except errors.InvalidInput:
            text = ""
        if not text or len(text) > 5 or float(text) < 1:
            allowed = "a number such as 4.5, 1 or more, of at most 5 characters"
            raise errors.InvalidInput("adaptive maximum level", level, allowed)
        limit = self._limit()
        if float(text) > limit:
            allowed = f"at most {limit:g}, as the dial level"
            raise errors.InvalidInput("adaptive maximum level", level, allowed)
        await self._stock("update_campaign")  # before anything is sent to one that has it not
        seen = await self._on_summary(campaign_id)
        change = await self._set(campaign_id, "adaptive_maximum_level", text)
        after = _maximum(await self._on_summary(campaign_id))
        if after is not None and abs(float(after) - float(text)) < SAME_LEVEL:
            after = text
        warning = validation.maximum_warning(None if seen is None else seen.dial_method)
        return change.model_copy(
            update={"before": _maximum(seen), "after": after, "warning": warning}
        )

    async def set_hopper_level(self, campaign_id: str, leads: int) -> CampaignChange:
        """Set how many leads the hopper is kept filled with: 1 to 2000.

        No function reads it back; :meth:`Campaigns.hopper_level` counts what is in it.
        """
        number = str(validation.whole("hopper level", leads, 1, 2000))
        return await self._set(campaign_id, "hopper_level", number)

    @scrub_traceback
    async def reset_hopper(self, campaign_id: str) -> None:
        """Empty the hopper, so that it is filled anew.

        The server says *no updates defined* besides, which is no failure here.
        """
        params = {"campaign_id": validation.campaign_id(campaign_id), "reset_hopper": "Y"}
        api = await self._stock("update_campaign")
        answer = await api.ask("update_campaign", params)
        api.raise_refusal(answer)
        if not any(each.data[1:2] == (campaign_id,) for each in answer.outcomes):
            raise errors.NothingChanged("update_campaign")

    async def _set(self, campaign_id: str, setting: str, value: str) -> CampaignChange:
        params = {"campaign_id": validation.campaign_id(campaign_id), setting: value}
        await (await self._stock("update_campaign")).done("update_campaign", params)
        return CampaignChange(campaign_id=campaign_id, setting=setting, asked=value)

    async def _set_and_read(self, campaign_id: str, setting: str, value: str) -> CampaignChange:
        validation.campaign_id(campaign_id)
        await self._stock("update_campaign")  # before anything is sent to one that has it not
        before = _told(await self.get(campaign_id), setting)
        change = await self._set(campaign_id, setting, value)
        try:
            after = _told(await self.get(campaign_id), setting)
        except errors.LoginError:
            raise
        except errors.DialerError:
            after = None  # it was taken: failing to read it back must not look as if it was not
        return change.model_copy(update={"before": before, "after": after})


# In-groups: the queues of inbound calls

AT_ONCE: Final = 5


class InGroups(Resource):
    """``client.in_groups``. Raises :class:`~vicidash.client.errors.DialerError`."""

    async def status(self, in_groups: Sequence[str]) -> tuple[Queue, ...]:
        """The state of each in-group now, in that order (``in_group_status``).

        Each is asked for on its own, because the server adds up what is asked together. A group
        that does not exist answers like an empty one. Needs level 7 with View Reports.
        """
        names = [validation.word("in_group", name, 1, 20) for name in in_groups]
        dialect = await self._dialect()
        return tuple([each async for each in in_order(names, dialect.queue, concurrency=AT_ONCE)])
