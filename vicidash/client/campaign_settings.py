"""How a campaign dials: whether at all, by which method, how hard at most, how far ahead."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final

from vicidash.client import checks, errors
from vicidash.client.models import Campaign, Model
from vicidash.client.resource import Resource
from vicidash.client.shield import scrub_traceback

DIAL_METHODS: Final = (
    *("MANUAL", "RATIO", "INBOUND_MAN"),
    *("ADAPT_AVERAGE", "ADAPT_HARD_LIMIT", "ADAPT_TAPERED"),
)


class CampaignChange(Model):
    """A setting of a campaign that the dialer took."""

    campaign_id: str
    setting: str
    """The dialer's name of it."""
    asked: str
    before: str | None = None
    after: str | None = None
    """As read back; ``None`` when no function tells, or it could not be read."""

    @property
    def obeyed(self) -> bool | None:
        """Whether the dialer holds what was asked for; ``None`` when no function tells."""
        return None if self.after is None else self.after == self.asked


class CampaignSettings(Resource, ABC):
    """The part of ``client.campaigns`` that changes settings (``update_campaign``).

    All methods need level 8 with Modify Campaigns. They raise :class:`Refused` for a campaign
    that does not exist, :class:`NothingChanged` when the server took it for nothing to do, and
    :class:`InvalidInput` before anything is sent.
    """

    @abstractmethod
    async def get(self, campaign_id: str) -> Campaign:
        """One campaign."""

    async def pause(self, campaign_id: str) -> CampaignChange:
        """Stop dialing: make the campaign inactive. Agents stay logged in."""
        return await self._set_and_read(campaign_id, "active", "N")

    async def activate(self, campaign_id: str) -> CampaignChange:
        """Make the campaign active again."""
        return await self._set_and_read(campaign_id, "active", "Y")

    async def set_dial_method(self, campaign_id: str, method: str) -> CampaignChange:
        """Set the dial method: RATIO, MANUAL, INBOUND_MAN or one of ADAPT_*."""
        checks.choice("dial method", method, DIAL_METHODS)
        return await self._set_and_read(campaign_id, "dial_method", method)

    async def set_adaptive_maximum(self, campaign_id: str, level: float | str) -> CampaignChange:
        """Set the highest level that the ADAPT_* methods may choose: 1 or more.

        It is the lever of an adaptive campaign, whose own level the dialer rewrites every 15 s.
        No function reads it back.
        """
        try:
            text = checks.dial_level(level)
        except errors.InvalidInput:
            text = ""
        if not text or len(text) > 5 or float(text) < 1:
            allowed = "a number such as 4.5, 1 or more, of at most 5 characters"
            raise errors.InvalidInput("adaptive maximum level", level, allowed)
        return await self._set(campaign_id, "adaptive_maximum_level", text)

    async def set_hopper_level(self, campaign_id: str, leads: int) -> CampaignChange:
        """Set how many leads the hopper is kept filled with: 1 to 2000.

        No function reads it back; :meth:`Campaigns.hopper_level` counts what is in it.
        """
        number = str(checks.whole("hopper level", leads, 1, 2000))
        return await self._set(campaign_id, "hopper_level", number)

    @scrub_traceback
    async def reset_hopper(self, campaign_id: str) -> None:
        """Empty the hopper, so that it is filled anew.

        The server says *no updates defined* besides, which is no failure here.
        """
        params = {"campaign_id": checks.campaign_id(campaign_id), "reset_hopper": "Y"}
        api = await self._stock("update_campaign")
        answer = await api.ask("update_campaign", params)
        api.raise_refusal(answer)
        if not any(each.data[1:2] == (campaign_id,) for each in answer.outcomes):
            raise errors.NothingChanged("update_campaign")

    async def _set(self, campaign_id: str, setting: str, value: str) -> CampaignChange:
        params = {"campaign_id": checks.campaign_id(campaign_id), setting: value}
        await (await self._stock("update_campaign")).done("update_campaign", params)
        return CampaignChange(campaign_id=campaign_id, setting=setting, asked=value)

    async def _set_and_read(self, campaign_id: str, setting: str, value: str) -> CampaignChange:
        checks.campaign_id(campaign_id)
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


def _told(campaign: Campaign, setting: str) -> str | None:
    if setting == "dial_method":
        return campaign.dial_method
    return None if campaign.active is None else "Y" if campaign.active else "N"
