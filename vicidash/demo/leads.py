"""The lists of leads: who may be called, kept small enough for a hundred thousand."""

from collections.abc import Iterable, Iterator
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
    """All leads by id, with indexes by phone number, vendor code and list."""

    def __init__(self) -> None:
        self.leads: dict[int, Lead] = {}
        self.lists: dict[int, CallList] = {}
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
        self._by_phone.setdefault(lead.phone_number, []).append(lead.lead_id)
        if lead.vendor_lead_code:
            self._by_vendor.setdefault(lead.vendor_lead_code, []).append(lead.lead_id)
        self._by_list.setdefault(lead.list_id, []).append(lead.lead_id)
        return lead

    def get(self, lead_id: int) -> Lead | None:
        """The lead, or None when it never was or is deleted."""
        return self.leads.get(lead_id)

    def in_list(self, list_id: int) -> Iterator[Lead]:
        """The leads of a list in the order they came."""
        return self._existing(self._by_list.get(list_id, ()), "list_id", list_id)

    def by_phone(self, phone_number: str) -> list[Lead]:
        """Leads with a phone number, oldest first."""
        found = self._existing(self._by_phone.get(phone_number, ()), "phone_number", phone_number)
        return list(found)

    def by_vendor(self, code: str) -> list[Lead]:
        """Leads with a vendor lead code, oldest first."""
        return list(self._existing(self._by_vendor.get(code, ()), "vendor_lead_code", code))

    def _existing(self, ids: Iterable[int], name: str, value: object) -> Iterator[Lead]:
        """Leads of an index that still are what it says: entries of changed leads stay in it."""
        for lead_id in ids:
            lead = self.leads.get(lead_id)
            if lead is not None and getattr(lead, name) == value:
                yield lead

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
                if lead is None or lead.lead_id in taken or lead.list_id != call_list.list_id:
                    continue
                if lead.status not in _DONE:
                    found.append(lead)
        return found


_DONE = frozenset(("SALE", "DNC", "DC", "XFER", "ADC"))

FIRST_STATUSES = ("NEW", "NEW", "NEW", "NEW", "NA", "NA", "B", "DROP", "CALLBK", "A", "AA")


def fill_list(rng: Random, store: LeadStore, call_list: CallList, count: int) -> None:
    """Put invented leads into a list. Numbers are from the 555-01xx range kept for fiction."""
    store.lists[call_list.list_id] = call_list
    for _ in range(count):
        number = len(store) + 1
        area = _AREAS[number // 100 % len(_AREAS)]
        status = FIRST_STATUSES[int(rng.random() * len(FIRST_STATUSES))]
        store.add(
            Lead(
                lead_id=0,
                list_id=call_list.list_id,
                phone_number=f"{area}55501{number % 100:02}",
                status=status,
                vendor_lead_code=f"V{number}",
                first_name=FIRST[int(rng.random() * len(FIRST))],
                last_name=LAST[int(rng.random() * len(LAST))],
                state=STATES[number // 100 % len(STATES)],
            )
        )


_AREAS = tuple(
    area for area in range(201, 990) if area % 100 != 11 and area // 10 % 10 != 9 and area != 555
)
