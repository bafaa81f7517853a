"""Lists of leads, invented names, lead fields and callbacks, small enough for 100,000 leads."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from vicidash.demo.sim.clock import Zone

# Invented people: names combined from many countries, no real person meant

FIRST = (
    "Luis", "Mary", "John", "Zoë", "Pat", "Chloé", "Björn", "Noor", "Ravi", "Dee", "Kim", "Lena",
    "Max", "Ana", "Ivan", "Fatima", "Sven", "Amara", "Diego", "Yuki", "Aisha", "Tomás", "Olga",
    "Kwame", "Priya", "Jürgen", "Mei", "Stefan", "Inês", "Mateusz", "Leila", "Hugo", "Thandi",
    "Nikos", "Ewa", "Samuel", "Rosa", "Anders", "Giulia", "Omar", "Hana", "Bogdan", "Siobhán",
    "Jamal", "Élodie", "Minh", "Carla", "Tariq", "Freya", "Paulo",
)  # fmt: skip

LAST = (
    "Dubois", "Haddad", "Okafor", "Kovács", "Novak", "Núñez", "Silva", "Smith", "García",
    "Müller", "Patel", "Jones", "Rossi", "Lee", "Tan", "Nakamura", "Petrova", "Mensah",
    "Andersson", "Kowalski", "Ferreira", "Nguyen", "Schmidt", "Papadopoulos", "Achterberg",
    "Diallo", "Hernández", "Murphy", "Jansen", "Costa", "Yilmaz", "Popescu", "Lindqvist",
    "Moreau", "Adeyemi", "Sato", "Bianchi", "Horváth", "Castillo", "Brown", "O’Brien", "O’Neil",
    "D’Angelo", "N’Diaye", "Østergaard", "Čapek", "Wiśniewska", "Šimić", "Güneş", "Walsh",
)  # fmt: skip

HOSTILE = {
    5: "Pipe|Name, Jr",
    7: "<b>Tab\tMan</b>",
    8: "0",
    9: "[@click=app.quit]x[/] [/bad] a|b",
    11: '[bold red]Quote "Q" [/]',
}
"""Agent number → a name that breaks careless parsers: delimiters, markup, a lone zero, quotes."""


def agent_names(rng: Random, count: int, *, apostrophes: bool, hostile: bool) -> list[str]:
    """Full names for agents 1 to `count`, without repetition among the first 2,000.

    Stock names contain ’ (U+2019), which is harmless. With `apostrophes` it becomes ', which makes
    a real server answer with status 500 although the body is complete.
    """
    pairs = [f"{first} {last}" for first in FIRST for last in LAST]
    rng.shuffle(pairs)
    if count > 1:
        wanted = "Siobhán O’Neil"
        pairs.remove(wanted)
        pairs.insert(1, wanted)
    names = [pairs[number % len(pairs)] for number in range(count)]
    if hostile:
        for number, name in HOSTILE.items():
            if number <= count:
                names[number - 1] = name
    if apostrophes:
        names = [name.replace("’", "'") for name in names]
    return names


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
    """One lead. Fields that most leads leave empty are in `more`.

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
        """A less common field, empty if the lead has none."""
        return "" if self.more is None else self.more.get(name, "")


@dataclass(slots=True, eq=False)
class CallList:
    """A list of leads. `changed` and `last_call` are the server's timestamps, empty for never."""

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


_Index = dict[str, list[int]]


def _enter(lead: Lead, by_phone: _Index, by_vendor: _Index) -> None:
    by_phone.setdefault(lead.phone_number, []).append(lead.lead_id)
    if lead.vendor_lead_code:
        by_vendor.setdefault(lead.vendor_lead_code, []).append(lead.lead_id)


class LeadStore:
    """All leads by id, with indexes by list, phone number and vendor code.

    The indexes by phone number and vendor code are made when they are first needed: a centre has
    thousands of leads from its first second, and many are never asked for one of them.
    `custom` holds the values of custom fields by lead, for the few leads that have any.
    """

    def __init__(self) -> None:
        self.leads: dict[int, Lead] = {}
        self.lists: dict[int, CallList] = {}
        self.custom: dict[int, dict[str, str]] = {}
        self._by_list: dict[int, list[int]] = {}
        self._searched: tuple[_Index, _Index] | None = None
        self._next_id = 1

    def __len__(self) -> int:
        return len(self.leads)

    def add(self, lead: Lead) -> Lead:
        """Add a lead; a `lead_id` of 0 gets the next free one."""
        if not lead.lead_id:
            lead.lead_id = self._next_id
        if lead.lead_id >= self._next_id:
            self._next_id = lead.lead_id + 1
        self.leads[lead.lead_id] = lead
        self._index(lead)
        return lead

    def delete(self, lead: Lead) -> None:
        """Delete a lead. Its id is then unknown."""
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
        """Change indexed fields of a lead, and update the indexes."""
        self._unindex(lead)
        lead.list_id = lead.list_id if list_id is None else list_id
        lead.phone_number = lead.phone_number if phone_number is None else phone_number
        if vendor_lead_code is not None:
            lead.vendor_lead_code = vendor_lead_code
        self._index(lead)

    def _index(self, lead: Lead) -> None:
        self._by_list.setdefault(lead.list_id, []).append(lead.lead_id)
        if self._searched is not None:
            _enter(lead, *self._searched)

    def _unindex(self, lead: Lead) -> None:
        by_phone, by_vendor = self._indexes()
        by_phone[lead.phone_number].remove(lead.lead_id)
        self._by_list[lead.list_id].remove(lead.lead_id)
        if lead.vendor_lead_code:
            by_vendor[lead.vendor_lead_code].remove(lead.lead_id)

    def _indexes(self) -> tuple[_Index, _Index]:
        """Lead ids by phone number and by vendor code."""
        if self._searched is None:
            self._searched = ({}, {})
            for lead in self.leads.values():
                _enter(lead, *self._searched)
        return self._searched

    def get(self, lead_id: int) -> Lead | None:
        """The lead; None if it never existed or was deleted."""
        return self.leads.get(lead_id)

    def in_list(self, list_id: int) -> list[Lead]:
        """The leads of a list, oldest first."""
        return [self.leads[lead_id] for lead_id in self._by_list.get(list_id, ())]

    def by_phone(self, phone_number: str) -> list[Lead]:
        """Leads with a phone number, oldest first."""
        return [self.leads[lead_id] for lead_id in self._indexes()[0].get(phone_number, ())]

    def by_vendor(self, code: str) -> list[Lead]:
        """Leads with a vendor lead code, oldest first."""
        return [self.leads[lead_id] for lead_id in self._indexes()[1].get(code, ())]

    def campaign_lists(self, list_id: int) -> list[int]:
        """The lists of the campaign that a list belongs to; none for an unknown list."""
        own = self.lists.get(list_id)
        if own is None:
            return []
        return [
            other.list_id for other in self.lists.values() if other.campaign_id == own.campaign_id
        ]

    def peek(self, call_list: CallList) -> Lead | None:
        """The lead that `next_dialable` would find first in a list; nothing is moved."""
        cursor = call_list.cursor
        found = self.next_dialable([call_list], 1, set())
        call_list.cursor = cursor
        return found[0] if found else None

    def next_dialable(self, lists: Iterable[CallList], wanted: int, taken: set[int]) -> list[Lead]:
        """Up to `wanted` leads to dial, in turn from all lists, without those in `taken`.

        A list that is exhausted starts again, as if it were reset.
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
    """Add invented leads to a list, with numbers from the 555-01xx range for fiction."""
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


# The fields of a lead: characters that the server deletes, lengths, readers

BLANK = "--BLANK--"
"""The value that clears a field; an empty parameter leaves the field as it is."""


@dataclass(frozen=True, slots=True)
class _Rule:
    unwanted: re.Pattern[str]
    longest: int


def _rule(wanted: str, longest: int) -> _Rule:
    return _Rule(re.compile(f"[^{wanted}]"), longest)


_NAME = r"\- '+_.\w"
_PLACE = r"\- '+.:/@_\w"
_FREE = re.compile(r'[;#"]')

_RULES = {
    "status": _rule(r"\-_\w", 6),
    "vendor_lead_code": _Rule(_FREE, 20),
    "source_id": _Rule(_FREE, 50),
    "gmt_offset_now": _rule(r"\-_.0-9", 6),
    "phone_code": _rule("0-9", 10),
    "title": _rule(r"\- '_.\w", 4),
    "first_name": _rule(_NAME, 30),
    "middle_initial": _rule(r"\-_\w", 1),
    "last_name": _rule(_NAME, 30),
    "address1": _rule(_PLACE, 100),
    "address2": _rule(_PLACE, 100),
    "address3": _rule(_PLACE, 100),
    "city": _rule(_PLACE, 50),
    "state": _rule(r"\- \w", 2),
    "province": _rule(r"\- '+._\w", 50),
    "postal_code": _rule(r"\- '+\w", 10),
    "country_code": _rule(r"\-_\w", 3),
    "gender": _rule("A-Z", 1),
    "date_of_birth": _rule(r"\-0-9", 10),
    "alt_phone": _rule(r"\- '+_.\w", 12),
    "email": _rule(r"\- '+.:/@%_\w", 70),
    "security_phrase": _rule(_PLACE, 100),
    "comments": _Rule(_FREE, 255),
    "rank": _rule("0-9", 5),
    "owner": _rule(_PLACE, 20),
}
ADDED = tuple(name for name in _RULES if name not in ("status", "gmt_offset_now"))
"""Fields of `add_lead`. Not the status: every new lead is NEW, whatever was sent."""

UPDATED = (*_RULES, "user_field", "list_id_field", "called_count")
"""Fields of `update_lead` and `batch_update_lead`."""


def cleaned(name: str, value: str, *, non_latin: bool = True) -> str:
    """A value as the server keeps it: unwanted characters deleted, `+` a blank, cut to length.

    Without `non_latin` no letter outside of ASCII is left. With it, what takes four bytes (emoji)
    becomes four question marks, as the database's old UTF-8 has three at most.
    """
    if value == BLANK:
        return value
    rule = _RULES[name]
    kept = rule.unwanted.sub("", value).replace("+", " ")
    if non_latin:
        kept = re.sub("[\U00010000-\U0010ffff]", "????", kept)
    else:
        kept = re.sub(r"[^\x00-\x7f]", "?" if rule.unwanted is _FREE else "", kept)
    return kept[: rule.longest]


def value_of(lead: Lead, name: str, zone: Zone) -> str:
    """A standard field as `lead_all_info` shows it, with the database's defaults.

    Leads added by the API have `0.00`, `U` and a zero date where others are empty.
    """
    by_api = lead.entered > 0
    known = {
        "lead_id": str(lead.lead_id),
        "list_id": str(lead.list_id),
        "called_count": str(lead.called_count),
        "last_local_call_time": zone.stamp(lead.last_call) if lead.last_call else "",
    }
    if name in known:
        return known[name]
    if name in _OWN_SLOTS:
        return str(getattr(lead, name))
    default = {
        "gmt_offset_now": "0.00" if by_api else f"{zone.offset:.2f}",
        "phone_code": "1",
        "gender": "U",
        "date_of_birth": "0000-00-00" if by_api else "",
        "rank": "0",
        "entry_list_id": "0",
    }
    return lead.get(name) or default.get(name, "")


_OWN_SLOTS = frozenset(
    ("status", "user", "vendor_lead_code", "phone_number", "first_name", "last_name", "state")
)


def write(store: LeadStore, lead: Lead, name: str, value: str) -> bool:
    """Set a field; returns whether it changed, which the server counts as an affected row."""
    value = "" if value == BLANK else value
    if name in ("list_id", "called_count"):
        number = int(value or 0)
        if getattr(lead, name) == number:
            return False
        if name == "list_id":
            store.change(lead, list_id=number)
        else:
            lead.called_count = number
        return True
    if name in _OWN_SLOTS:
        if getattr(lead, name) == value:
            return False
        if name == "phone_number":
            store.change(lead, phone_number=value)
        elif name == "vendor_lead_code":
            store.change(lead, vendor_lead_code=value)
        else:
            setattr(lead, name, value)
        return True
    if lead.get(name) == value:
        return False
    lead.more = {**(lead.more or {}), name: value}
    return True


# Scheduled callbacks, active or archived


@dataclass(slots=True)
class Callback:
    """One callback. The times are text: the server stores `tomorrow` as it was sent."""

    lead_id: int
    list_id: str
    campaign_id: str
    callback_time: str
    recipient: str
    user: str
    user_group: str
    lead_status: str
    comments: str
    entry_time: str
    status: str = "ACTIVE"


class CallbackBook:
    """All callbacks by lead, and the archive of removed ones."""

    def __init__(self) -> None:
        self._current: dict[int, list[Callback]] = {}
        self._archive: dict[int, list[Callback]] = {}

    def add(self, callback: Callback) -> None:
        """Add a callback."""
        self._current.setdefault(callback.lead_id, []).append(callback)

    def current(self, lead_id: int) -> list[Callback]:
        """The callbacks of a lead, oldest first."""
        return self._current.get(lead_id, [])

    def archived(self, lead_id: int) -> list[Callback]:
        """The archived callbacks of a lead."""
        return self._archive.get(lead_id, [])

    def update(self, lead_id: int, entry_time: str, changes: dict[str, str]) -> None:
        """Change the first callback of a lead, which makes it active again."""
        callback = self._current[lead_id][0]
        callback.status, callback.entry_time = "ACTIVE", entry_time
        for name, value in changes.items():
            setattr(callback, name, value)

    def remove(self, lead_id: int) -> int:
        """Archive the callbacks of a lead; returns how many there were."""
        removed = self._current.pop(lead_id, [])
        if removed:
            self._archive.setdefault(lead_id, []).extend(removed)
        return len(removed)


def moment(text: str, zone: Zone, now: int) -> str:
    """A callback time as the server stores it: computed for `NOW` and `3DAYS`, else as text."""
    if text == "NOW":
        return zone.stamp(now)
    days = re.search(r"\dDAYS$", text, re.IGNORECASE)
    if days:
        return zone.stamp(now + int(re.sub(r"\D", "", text)[:6]) * 86400)
    return text
