"""The lists of leads: who may be called, kept small enough for a hundred thousand."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from vicidash.demo.names import FIRST, LAST

STATES = ("NY", "NJ", "PA", "FL", "TX", "CA", "IL", "OH", "GA", "WA", "CO", "AZ", "MA", "VA", "MI")

STANDARD = (
    "status", "user", "vendor_lead_code", "source_id", "list_id", "gmt_offset_now", "phone_code",
    "phone_number", "title", "first_name", "middle_initial", "last_name", "address1", "address2",
    "address3", "city", "state", "province", "postal_code", "country_code", "gender",
    "date_of_birth", "alt_phone", "email", "security_phrase", "comments", "called_count",
    "last_local_call_time", "rank", "owner", "entry_list_id", "lead_id",
)  # fmt: skip
"""The columns of `lead_all_info`, in the server's order."""


@dataclass(slots=True, eq=False)
class Lead:
    """One lead. What most leads leave empty lives in `more`, which most leads do not have.

    `last_call` and `entered` are epoch seconds, 0 for never.
    """

    lead_id: int
    list_id: int
    phone_number: str
    status: str = "NEW"
    vendor_lead_code: str = ""
    first_name: str = ""
    last_name: str = ""
    state: str = ""
    user: str = ""
    called_count: int = 0
    called_since_reset: bool = False
    last_call: int = 0
    entered: int = 0
    more: dict[str, str] | None = None

    def get(self, name: str) -> str:
        """A field outside the common ones, empty when the lead has none."""
        return "" if self.more is None else self.more.get(name, "")


@dataclass(slots=True, eq=False)
class CallList:
    """A list of leads. `changed` and `last_call` are the server's stamps, empty for never."""

    list_id: int
    name: str
    campaign_id: str
    active: str = "Y"
    changed: str = ""
    last_call: str = ""
    expires: str = "2099-12-31"
    resets_today: int = 0
    custom_fields: list[str] = field(default_factory=list)
    cursor: int = 0


class LeadStore:
    """All leads by id, with indexes by phone number, vendor code and list.

    `custom` holds the values of custom fields by lead, for the few leads that have any.
    """

    def __init__(self) -> None:
        self.leads: dict[int, Lead] = {}
        self.lists: dict[int, CallList] = {}
        self.custom: dict[int, dict[str, str]] = {}
        self._by_phone: dict[str, list[int]] = {}
        self._by_vendor: dict[str, list[int]] = {}
        self._by_list: dict[int, list[int]] = {}
        self._next_id = 1

    def __len__(self) -> int:
        return len(self.leads)

    def add(self, lead: Lead) -> Lead:
        """Keep a lead; a `lead_id` of 0 is given the next free one."""
        if not lead.lead_id:
            lead.lead_id = self._next_id
        self._next_id = max(self._next_id, lead.lead_id + 1)
        self.leads[lead.lead_id] = lead
        self._index(lead)
        return lead

    def delete(self, lead: Lead) -> None:
        """Forget a lead. Whoever still holds its id finds nothing."""
        self._unindex(lead)
        self.leads.pop(lead.lead_id, None)
        self.custom.pop(lead.lead_id, None)

    def change(
        self,
        lead: Lead,
        *,
        list_id: int | None = None,
        phone_number: str | None = None,
        vendor_lead_code: str | None = None,
    ) -> None:
        """Change what a lead is found by, and keep the indexes right."""
        self._unindex(lead)
        lead.list_id = lead.list_id if list_id is None else list_id
        lead.phone_number = lead.phone_number if phone_number is None else phone_number
        if vendor_lead_code is not None:
            lead.vendor_lead_code = vendor_lead_code
        self._index(lead)

    def _index(self, lead: Lead) -> None:
        self._by_phone.setdefault(lead.phone_number, []).append(lead.lead_id)
        self._by_list.setdefault(lead.list_id, []).append(lead.lead_id)
        if lead.vendor_lead_code:
            self._by_vendor.setdefault(lead.vendor_lead_code, []).append(lead.lead_id)

    def _unindex(self, lead: Lead) -> None:
        self._by_phone[lead.phone_number].remove(lead.lead_id)
        self._by_list[lead.list_id].remove(lead.lead_id)
        if lead.vendor_lead_code:
            self._by_vendor[lead.vendor_lead_code].remove(lead.lead_id)

    def get(self, lead_id: int) -> Lead | None:
        """The lead, or None when it never was or is deleted."""
        return self.leads.get(lead_id)

    def in_list(self, list_id: int) -> list[Lead]:
        """The leads of a list, oldest first."""
        return [self.leads[lead_id] for lead_id in self._by_list.get(list_id, ())]

    def by_phone(self, phone_number: str) -> list[Lead]:
        """Leads with a phone number, oldest first."""
        return [self.leads[lead_id] for lead_id in self._by_phone.get(phone_number, ())]

    def by_vendor(self, code: str) -> list[Lead]:
        """Leads with a vendor lead code, oldest first."""
        return [self.leads[lead_id] for lead_id in self._by_vendor.get(code, ())]

    def campaign_lists(self, list_id: int) -> list[int]:
        """The lists of the campaign that a list belongs to, none for an unknown list."""
        own = self.lists.get(list_id)
        if own is None:
            return []
        return [
            other.list_id for other in self.lists.values() if other.campaign_id == own.campaign_id
        ]

    def next_dialable(self, lists: Iterable[CallList], wanted: int, taken: set[int]) -> list[Lead]:
        """Up to `wanted` leads to dial, going round the lists; `taken` ones are left out.

        A list that has been gone through starts again, as if it were reset.
        """
        found: list[Lead] = []
        for call_list in lists:
            ids = self._by_list.get(call_list.list_id, [])
            for _ in range(len(ids)):
                if len(found) >= wanted:
                    return found
                lead = self.leads.get(ids[call_list.cursor % len(ids)])
                call_list.cursor = (call_list.cursor + 1) % len(ids)
                if lead is None or lead.lead_id in taken:
                    continue
                if lead.status not in _DONE:
                    found.append(lead)
        return found


_DONE = frozenset(("SALE", "DNC", "DC", "XFER", "ADC", "CBHOLD"))

FIRST_STATUSES = ("NEW", "NEW", "NEW", "NEW", "NA", "NA", "B", "DROP", "CALLBK", "A", "AA")


def fill_list(rng: Random, store: LeadStore, call_list: CallList, count: int) -> None:
    """Put invented leads into a list. Numbers are from the 555-01xx range kept for fiction."""
    store.lists[call_list.list_id] = call_list
    people = zip(
        rng.choices(FIRST_STATUSES, k=count),
        rng.choices(FIRST, k=count),
        rng.choices(LAST, k=count),
        strict=True,
    )
    for number, (status, first, last) in enumerate(people, len(store) + 1):
        block = number // 100
        store.add(
            Lead(
                lead_id=0,
                list_id=call_list.list_id,
                phone_number=f"{_AREAS[block % len(_AREAS)]}55501{number % 100:02}",
                status=status,
                vendor_lead_code=f"V{number}",
                first_name=first,
                last_name=last,
                state=STATES[block % len(STATES)],
            )
        )


_AREAS = tuple(
    area for area in range(201, 990) if area % 100 != 11 and area // 10 % 10 != 9 and area != 555
)
