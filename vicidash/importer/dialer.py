"""The requests that the importer makes, and their implementation with the client."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, Protocol

from vicidash.client import (
    AddOptions,
    Duplicates,
    InvalidInput,
    Lead,
    NothingChanged,
    PermissionDenied,
    Refused,
    Unsupported,
    VicidashError,
    VicidialClient,
)
from vicidash.importer.rows import LeadRow

OnDuplicate = Literal["skip", "update", "add"]
Where = Literal["list", "campaign", "system"]
CALL_TIME: Final = "24hours"
"""A call time that every dialer has: whether it is the hour to call is not the question."""
MOST_LEADS: Final = 1000
"""Leads with one number that are searched at most."""
_NOT_UPDATED: Final = ("phone_number", "phone_code", "multi_alt_phones")


class UnknownList(VicidashError):
    """The dialer has no such list, so no row can be added."""


@dataclass(frozen=True, slots=True)
class Made:
    """A lead that was added."""

    lead_id: int
    custom: bool = True
    """Whether it has its custom fields."""
    bent: Mapping[str, str] = field(default_factory=dict)
    """What the dialer stored in place of texts that it does not keep, where it was read back."""


class Dialer(Protocol):
    """The importer's view of a dialer. Raises the errors of :mod:`vicidash.client.errors`."""

    @property
    def keeps_non_ascii(self) -> bool | None:
        """Whether it keeps letters outside of ASCII; ``None``: not known yet."""

    @property
    def keeps_signs(self) -> bool | None:
        """Whether it keeps signs such as a comma in a name; ``None``: not known yet."""

    async def add(self, row: LeadRow, extra: Mapping[str, str]) -> Made:
        """Add a lead; ``extra`` are fields in addition to those of the row."""

    async def update(self, lead_id: int, row: LeadRow) -> None:
        """Update a lead with the row's values."""

    async def search(self, phone: str) -> Sequence[int]:
        """Leads with the number, in any list, newest first; at most ``MOST_LEADS``."""

    async def lead(self, lead_id: int) -> Lead | None:
        """The lead; ``None`` if it no longer exists."""


class ClientDialer:
    """A dialer accessed through the client."""

    def __init__(
        self,
        client: VicidialClient,
        list_id: str,
        *,
        on_duplicate: OnDuplicate = "skip",
        where: Where = "list",
        skip_dnc: bool = False,
    ) -> None:
        self._leads = client.leads
        self._lists = client.lists
        self._list = list_id
        check = None if on_duplicate == "add" else Duplicates(where=where)
        self._options = AddOptions(
            duplicates=check, list_exists_check=True, dnc_check="Y" if skip_dnc else None
        )
        self._skip_dnc = skip_dnc
        self.campaign: str | None = None
        """The campaign of the list, whose do-not-call list is looked at; ``None``: not known."""

    async def check(self, custom: Collection[str] = ()) -> None:
        """Check once, before the first row, that the list exists and has these custom fields.

        If the account may not ask, the check is skipped. Raises :class:`UnknownList`, and
        :class:`InvalidInput` for a custom field, which the dialer would ignore silently.
        """
        try:
            found = await self._lists.info(self._list, counts=False)
        except Refused:
            raise unknown_list(self._list) from None
        except PermissionDenied:
            return
        except Unsupported:
            # an older build, whose own check of the list checks nothing
            try:
                await self._lists.check_exists(self._list)
            except Refused:
                raise unknown_list(self._list) from None
            return
        if self._skip_dnc and found.campaign_id:
            self.campaign = found.campaign_id
            self._options = replace(
                self._options, campaign_dnc_check="Y", campaign_id=self.campaign
            )
        if custom:
            await self._check_custom(custom)

    async def _check_custom(self, custom: Collection[str]) -> None:
        try:
            found = await self._lists.custom_fields(self._list)
        except (PermissionDenied, Unsupported, Refused):
            return
        there = {name for each in found for name in each.fields}
        for name in custom:
            if name not in there:
                has = ", ".join(sorted(there)) or "none"
                allowed = f"a custom field of list {self._list}, which has {has}"
                raise InvalidInput("custom field", name, allowed)

    async def add(self, row: LeadRow, extra: Mapping[str, str]) -> Made:
        fields: dict[str, Any] = {**row.fields, **extra}
        phone, code = fields.pop("phone_number"), fields.pop("phone_code")
        try:
            added = await self._leads.add(
                phone,
                self._list,
                phone_code=code,
                custom=row.custom or None,
                options=self._options,
                **fields,
            )
        except Refused as error:
            # its words may be translated; no other refusal echoes just these two
            no_list = error.function == "update_list"  # the client asked before it added
            if (
                no_list
                or "NOT A DEFINED LIST" in error.words.upper()
                or error.data == (phone, self._list)
            ):
                raise unknown_list(self._list) from None
            raise
        return Made(added.lead_id or 0, added.custom_added is not False, added.bent)

    @property
    def keeps_non_ascii(self) -> bool | None:
        """See :attr:`vicidash.client.resources.leads.Leads.keeps_non_ascii`."""
        return self._leads.keeps_non_ascii

    async def do_not_call(self, row: LeadRow) -> str:
        """Why the dialer says that a row's number is not to be called; empty if it does not.

        Its own check of a number, which adds nothing to anything. Raises
        :class:`~vicidash.client.Unsupported` where the dialer has none.
        """
        found = await self._leads.check_phone(
            row.phone,
            CALL_TIME,
            phone_code=row.fields["phone_code"],
            dnc=True,
            campaign_dnc=self.campaign,
        )
        return (found.refused or "") if found.do_not_call else ""

    @property
    def keeps_signs(self) -> bool | None:
        """See :attr:`vicidash.client.resources.leads.Leads.keeps_signs`."""
        return self._leads.keeps_signs

    async def update(self, lead_id: int, row: LeadRow) -> None:
        fields = {name: text for name, text in row.fields.items() if name not in _NOT_UPDATED}
        if not fields and not row.custom:
            return
        try:
            await self._leads.update(lead_id, custom=row.custom or None, **fields)
        except NothingChanged:
            return  # it has these values already

    async def search(self, phone: str) -> Sequence[int]:
        return (await self._leads.search(phone, limit=MOST_LEADS))[phone]

    async def lead(self, lead_id: int) -> Lead | None:
        try:
            return await self._leads.get(lead_id, custom_fields=False)
        except Refused:
            return None


def unknown_list(list_id: str) -> UnknownList:
    """The error for a list that does not exist."""
    return UnknownList(
        f"the dialer has no list {list_id}, so no row was added to it",
        "Check --list, or make the list first",
    )
