"""A dialer in memory that can break at any call, and imports on it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vicidash.client import Duplicate, Lead, Unreachable
from vicidash.importer import mapping, plan
from vicidash.importer.dialer import Made
from vicidash.importer.engine import Importer, SendOptions
from vicidash.importer.plan import ImportSpec, OpenImport
from vicidash.importer.rows import LeadRow
from vicidash.importer.source import survey
from vicidash.importer.summary import Summary

LIST = "1000"

Fault = Callable[[str, int], str]
"""From a call's name and how many there were: "", "before", "after" or "unsent"."""


def whole(name: str, count: int) -> str:
    """Nothing breaks."""
    return ""


@dataclass
class FakeDialer:
    """Keeps leads; with ``check`` it refuses a number that is there, as the dialer does."""

    fault: Fault = whole
    check: bool = False
    refuse: Callable[[LeadRow], Exception | None] = lambda row: None
    leads: dict[int, Lead] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    at_once: int = 0
    most_at_once: int = 0
    last_id: int = 0
    keeps_non_ascii: bool | None = None
    keeps_signs: bool | None = None

    def put(self, phone: str, list_id: str = LIST, **fields: str) -> int:
        """A lead that is there."""
        self.last_id += 1
        base = {"lead_id": self.last_id, "list_id": list_id, "phone_number": phone}
        self.leads[self.last_id] = Lead.model_validate(base | fields)
        return self.last_id

    async def add(self, row: LeadRow, extra: Mapping[str, str]) -> Made:
        how = await self._call("add")
        if refused := self.refuse(row):
            raise refused
        same = [each for each in self.leads.values() if each.phone_number == row.phone]
        if self.check and same:
            raise Duplicate("add_lead", "DUPLICATE", lead_id=same[0].lead_id, list_id=1000)
        fields = {**row.fields, **extra}
        del fields["phone_number"], fields["phone_code"]
        made = Made(self.put(row.phone, **fields))
        self._broken(how)
        return made

    async def update(self, lead_id: int, row: LeadRow) -> None:
        how = await self._call("update")
        fields = {k: v for k, v in row.fields.items() if not k.startswith("phone_")}
        self.leads[lead_id] = self.leads[lead_id].model_copy(update=fields)
        self._broken(how)

    async def search(self, phone: str) -> Sequence[int]:
        self._broken(await self._call("search"))
        return [each for each in sorted(self.leads, reverse=True)
                if self.leads[each].phone_number == phone]  # fmt: skip

    async def lead(self, lead_id: int) -> Lead | None:
        self._broken(await self._call("lead"))
        return self.leads.get(lead_id)

    async def _call(self, name: str) -> str:
        self.calls[name] += 1
        self.calls["all"] += 1
        how = self.fault(name, self.calls[name])
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        if how == "unsent":
            raise Unreachable(name, "no connection")
        if how == "before":
            raise Unreachable(name, "the connection broke", maybe_done=True)
        return how

    def _broken(self, how: str) -> None:
        if how == "after":
            raise Unreachable("add_lead", "the connection broke", maybe_done=True)

    @property
    def markers(self) -> Counter[str | None]:
        """How often each marker is there."""
        return Counter(each.source_id for each in self.leads.values())

    @property
    def phones(self) -> Counter[str | None]:
        """How often each number is there."""
        return Counter(each.phone_number for each in self.leads.values())


def csv_file(folder: Path, rows: int, name: str = "leads.csv") -> Path:
    """A file of as many rows, each with its own number."""
    path = folder / name
    lines = [f"{number_of(at)},Ann,Number {at}\n" for at in range(rows)]
    path.write_text("phone,first,last\n" + "".join(lines))
    return path


def number_of(at: int) -> str:
    """The phone number of a row."""
    return str(3_125_000_000 + at)


def order(path: Path, *, again: bool = False, marker: str | None = None) -> ImportSpec:
    """The order to import a file into the one list."""
    source = survey(path)
    return ImportSpec(
        source=source,
        mapped=mapping.build(source.columns),
        list_id=LIST,
        dialer="http://dialer.example.com",
        name=str(path),
        rejects=path.with_name(path.name + ".rejected.csv"),
        marker=marker,
        again=again,
    )


def begin(path: Path, *, again: bool = False, marker: str | None = None) -> OpenImport:
    """The journal of that import, in the folder ``state`` beside the file."""
    return plan.begin(path.parent / "state", order(path, again=again, marker=marker))


QUICK = SendOptions(settle=0, give_up=60)


async def run(
    path: Path, dialer: FakeDialer, manner: SendOptions = QUICK, *, marker: str | None = None
) -> Summary:
    """One run, from the file to the summary."""
    asked = order(path, marker=marker)
    begun = plan.begin(path.parent / "state", asked)
    try:
        return await Importer(asked.source, asked.mapped, begun.journal, dialer, manner).run()
    finally:
        begun.journal.close()
