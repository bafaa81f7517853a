"""Do-not-call lists: the system's, and each campaign's own."""

from __future__ import annotations

import re
from typing import Final

from vicidash.client import checks, errors
from vicidash.client.models import Model
from vicidash.client.resource import Resource
from vicidash.client.shield import scrub_traceback

SYSTEM: Final = "SYSTEM_INTERNAL"
"""What the dialer calls its own list."""

#: A whole area code is listed as 312XXXXXXX.
_NUMBER: Final = re.compile(r"\d{6,20}|\d{3}X{7}", re.ASCII)


class DncChange(Model):
    """A number that now is, or is not, on a do-not-call list."""

    phone_number: str
    campaign_id: str | None
    """``None``: the list of the whole system."""
    changed: bool
    """False when it was so before."""


class Dnc(Resource):
    """``client.dnc``. Numbers are 6 to 20 digits, or an area code such as ``312XXXXXXX``.

    All methods raise :class:`~vicidash.client.errors.DialerError`, and :class:`InvalidInput`
    before anything is sent.
    """

    async def add(self, phone_number: str | int, campaign: str | None = None) -> DncChange:
        """Put a number on the system's list, or on a campaign's.

        ``add_dnc_phone``; needs level 8 with Modify Lists.
        """
        return await self._change("add_dnc_phone", "ALREADY EXISTS", phone_number, campaign)

    async def remove(self, phone_number: str | int, campaign: str | None = None) -> DncChange:
        """Take a number off the system's list, or off a campaign's.

        ``delete_dnc_phone``; needs level 8 with Modify Lists and Delete From DNC Lists.
        """
        return await self._change("delete_dnc_phone", "DOES NOT EXIST", phone_number, campaign)

    @scrub_traceback
    async def _change(
        self, function: str, so_already: str, phone_number: str | int, campaign: str | None
    ) -> DncChange:
        number = str(phone_number).strip()
        if not _NUMBER.fullmatch(number):
            allowed = "6 to 20 digits, or an area code such as 312XXXXXXX"
            raise errors.InvalidInput("phone_number", phone_number, allowed)
        where = SYSTEM if campaign is None else checks.campaign_id(campaign)
        params = {"phone_number": number, "campaign_id": where}
        api = await self._stock(function)
        try:
            await api.done(function, params)
        except errors.Refused as refused:
            if f"NUMBER {so_already}" not in refused.words.upper():
                raise
            return DncChange(phone_number=number, campaign_id=campaign, changed=False)
        return DncChange(phone_number=number, campaign_id=campaign, changed=True)
