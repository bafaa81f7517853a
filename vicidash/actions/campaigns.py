"""Sets what a supervisor changes of a campaign. Where a function reads it back, that decides."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import Final

from vicidash.actions.kinds import (
    ACTIVATE_CAMPAIGN,
    ADAPTIVE_MAXIMUM,
    DIAL_LEVEL,
    PAUSE_CAMPAIGN,
    RESET_HOPPER,
)
from vicidash.actions.sender import CommandSender, StageChange, joined
from vicidash.actions.ticket import Stage, Ticket, TicketLog
from vicidash.actions.undo import UndoHistory
from vicidash.client import CampaignChange, LevelChange, VicidialClient

NO_MAXIMUM: Final = "VICIdial cannot show the current maximum"
NO_PROOF: Final = "as VICIdial says: it refills at once, so no count can show it"

_IN_WORDS: Final = {"Y": "active", "N": "inactive"}


class CampaignActions:
    """``desk.campaigns``. All needs level 8 with Modify Campaigns."""

    def __init__(
        self,
        client: VicidialClient,
        tickets: TicketLog,
        sender: CommandSender,
        history: UndoHistory,
    ) -> None:
        self._client = client
        self._tickets = tickets
        self._sender = sender
        self._history = history

    async def set_level(
        self, campaign_id: str, level: str, before: str = "", *, undoes: int = 0
    ) -> Ticket:
        """Set a campaign's dial level and read it back: that decides.

        Where it cannot be read, the ticket stays pending, and the next polls read again.
        ``undoes`` is the id of the action that this one undoes, and it cannot be undone itself.
        """
        ticket = self._tickets.open(DIAL_LEVEL, campaign_id, level, before, undoes=undoes)
        if not undoes:
            self._history.add(self._history.group(), ticket)
        change = self._client.campaigns.set_dial_level(campaign_id, level)
        return await self._send(ticket, change)

    async def pause(self, campaign_id: str, before: str = "") -> Ticket:
        """Stop dialing: make a campaign inactive. Its agents stay logged in.

        It is read back as a level is.
        """
        ticket = self._tickets.open(PAUSE_CAMPAIGN, campaign_id, "", before)
        return await self._send(ticket, self._client.campaigns.pause(campaign_id))

    async def activate(self, campaign_id: str, before: str = "") -> Ticket:
        """Make a campaign active again. It is read back as a level is."""
        ticket = self._tickets.open(ACTIVATE_CAMPAIGN, campaign_id, "", before)
        return await self._send(ticket, self._client.campaigns.activate(campaign_id))

    async def set_maximum(self, campaign_id: str, level: str) -> Ticket:
        """Set the highest level that an ADAPT_* method may choose: 1 or more.

        It is done when the dialer says so; the ticket notes why it does nothing under this dial
        method, and what the summary page held before, where the account may see it.
        """

        def after(change: CampaignChange) -> StageChange:
            if change.after is None:
                return StageChange(note=joined(NO_MAXIMUM, change.warning or ""))
            stage = Stage.CONFIRMED if change.obeyed else Stage.NOT_OBEYED
            held = "" if change.obeyed else f"the dialer holds {change.after}"
            return StageChange(
                stage=stage,
                before=change.before,
                after=change.after,
                note=joined(held, change.warning or ""),
            )

        change = self._client.campaigns.set_adaptive_maximum(campaign_id, level)
        return await self._sender.record(
            ADAPTIVE_MAXIMUM, campaign_id, change, value=level, after=after, words=str
        )

    async def reset_hopper(self, campaign_id: str, before: str = "") -> Ticket:
        """Empty a campaign's hopper. The dialer refills it, so that no count can prove it.

        ``before`` is how many leads were in it.
        """
        change = self._client.campaigns.reset_hopper(campaign_id)
        return await self._sender.record(
            RESET_HOPPER, campaign_id, change, before=before, note=NO_PROOF, words=str
        )

    async def _send(
        self, ticket: Ticket, change: Awaitable[LevelChange | CampaignChange]
    ) -> Ticket:
        return await self._sender.send(ticket, change, self._settle, unknown=Stage.QUEUED)

    def _settle(self, ticket: Ticket, change: LevelChange | CampaignChange) -> Ticket:
        warning = change.warning or ""
        after = _in_words(change.after)
        if change.before is not None:
            ticket = replace(ticket, before=_in_words(change.before))
        if change.after is None:
            return self._tickets.change(
                ticket, Stage.QUEUED, note=warning, said="not read back yet"
            )
        if change.obeyed:
            return self._tickets.change(ticket, Stage.CONFIRMED, after=after, note=warning)
        note = joined(f"the dialer holds {after}", warning)
        return self._tickets.change(ticket, Stage.NOT_OBEYED, after=after, note=note)


def _in_words(held: float | str | None) -> str:
    return f"{held:g}" if isinstance(held, float) else _IN_WORDS.get(held or "", held or "")
