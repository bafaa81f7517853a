"""What a supervisor sets of a campaign. Where a function reads it back, that read decides."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import Any, Final

from vicidash.actions.sender import CommandSender, joined
from vicidash.actions.ticket import (
    ACTIVATE_CAMPAIGN,
    ADAPTIVE_MAXIMUM,
    CAMPAIGN_SLOTS,
    DIAL_LEVEL,
    PAUSE_CAMPAIGN,
    RESET_HOPPER,
    Stage,
    Ticket,
    TicketLog,
)
from vicidash.actions.undo import UndoGroup, UndoHistory
from vicidash.client import CampaignChange, LevelChange, VicidialClient

NOT_READ_BACK: Final = "the dialer says so; no function reads it back"

_SPOKEN: Final = {"Y": "active", "N": "inactive"}


class CampaignActions:
    """The part of the desk that acts on campaigns. All needs level 8 with Modify Campaigns."""

    _client: VicidialClient
    _book: TicketLog
    _courier: CommandSender
    _ledger: UndoHistory

    def campaign_ticket(self, campaign_id: str) -> Ticket | None:
        """The latest action on a campaign, whatever it set."""
        found = (self._book.get((slot, campaign_id)) for slot in CAMPAIGN_SLOTS)
        return max((each for each in found if each), key=lambda ticket: ticket.id, default=None)

    async def set_dial_level(self, campaign_id: str, level: str, before: str = "") -> Ticket:
        """Set a campaign's dial level and read it back: that read decides.

        Where it cannot be read, the ticket stays pending, and the next looks read again.
        """
        return await self._set_level(campaign_id, level, before, deed=self._ledger.deed())

    async def pause_campaign(self, campaign_id: str, before: str = "") -> Ticket:
        """Stop dialing: make a campaign inactive. Its agents stay logged in.

        It is read back as a level is.
        """
        ticket = self._book.open(PAUSE_CAMPAIGN, campaign_id, "", before)
        return await self._send_setting(ticket, self._client.campaigns.pause(campaign_id))

    async def activate_campaign(self, campaign_id: str, before: str = "") -> Ticket:
        """Make a campaign active again. It is read back as a level is."""
        ticket = self._book.open(ACTIVATE_CAMPAIGN, campaign_id, "", before)
        return await self._send_setting(ticket, self._client.campaigns.activate(campaign_id))

    async def set_adaptive_maximum(self, campaign_id: str, level: str) -> Ticket:
        """Set the highest level that an ADAPT_* method may choose: 1 or more.

        No function reads it back: it is done when the dialer says so, and the ticket tells that.
        """
        change = self._client.campaigns.set_adaptive_maximum(campaign_id, level)
        return await self._by_answer(ADAPTIVE_MAXIMUM, campaign_id, level, change)

    async def reset_hopper(self, campaign_id: str, before: str = "") -> Ticket:
        """Empty a campaign's hopper, which the dialer fills anew, so that no count can prove it.

        ``before`` are the leads that were in it.
        """
        change = self._client.campaigns.reset_hopper(campaign_id)
        return await self._by_answer(RESET_HOPPER, campaign_id, "", change, before)

    async def _set_level(
        self,
        campaign_id: str,
        level: str,
        before: str,
        *,
        deed: UndoGroup | None = None,
        undoes: int = 0,
    ) -> Ticket:
        ticket = self._book.open(DIAL_LEVEL, campaign_id, level, before, undoes=undoes)
        if deed is not None:
            self._ledger.add(deed, ticket)
        return await self._send_setting(
            ticket, self._client.campaigns.set_dial_level(campaign_id, level)
        )

    async def _send_setting(
        self, ticket: Ticket, change: Awaitable[LevelChange | CampaignChange]
    ) -> Ticket:
        return await self._courier.send(ticket, change, self._settle, unknown=Stage.QUEUED)

    async def _by_answer(
        self, action: str, campaign_id: str, value: str, change: Awaitable[Any], before: str = ""
    ) -> Ticket:
        def settle(ticket: Ticket, answer: object) -> Ticket:
            return self._book.change(ticket, Stage.CONFIRMED, note=NOT_READ_BACK)

        ticket = self._book.open(action, campaign_id, value, before)
        return await self._courier.send(ticket, change, settle, unknown=Stage.NOT_KNOWN)

    def _settle(self, ticket: Ticket, change: LevelChange | CampaignChange) -> Ticket:
        warning = change.warning or ""
        after = _spoken(change.after)
        if change.before is not None:
            ticket = replace(ticket, before=_spoken(change.before))
        if change.after is None:
            return self._book.change(ticket, Stage.QUEUED, note=warning, answer="not read back yet")
        if change.obeyed:
            return self._book.change(ticket, Stage.CONFIRMED, after=after, note=warning)
        note = joined(f"the dialer holds {after}", warning)
        return self._book.change(ticket, Stage.NOT_OBEYED, after=after, note=note)


def _spoken(held: float | str | None) -> str:
    return f"{held:g}" if isinstance(held, float) else _SPOKEN.get(held or "", held or "")
