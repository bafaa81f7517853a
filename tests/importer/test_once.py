"""Each row exactly once, whatever breaks: connections, answers, other leads with its number."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.importer.fake import QUICK, FakeDialer, begin, csv_file, number_of, run
from vicidash.client import Lead, NotAnAPIAnswer, Refused, UnreadableRow
from vicidash.importer.dialer import Made
from vicidash.importer.engine import SendOptions
from vicidash.importer.journal import State
from vicidash.importer.rows import LeadRow

pytestmark = pytest.mark.usefixtures("quick_disk")


class Killed(BaseException):
    """The program ends here, as it would by SIGKILL: nothing is tidied up."""


class Dying(FakeDialer):
    """Kills whoever asks it to add, after some rows, having done it or not."""

    left = -1
    works = False

    async def add(self, row: LeadRow, extra: Mapping[str, str]) -> Made:
        self.left -= 1
        if self.left == 0:
            if self.works:
                await super().add(row, extra)
            raise Killed
        return await super().add(row, extra)


@pytest.mark.parametrize("seed", range(6))
async def test_connections_that_break_before_and_after_the_work(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311

    def fault(name: str, count: int) -> str:
        return chance.choice(["before", "after", "unsent"]) if chance.random() < 0.2 else ""

    dialer = FakeDialer(fault)
    done = await run(csv_file(tmp_path, 300), dialer, SendOptions(settle=0, concurrency=7))
    assert done.all_in
    assert done.added == 300
    assert set(dialer.phones.values()) == {1}
    assert len(dialer.leads) == 300
    assert dialer.most_at_once <= 7


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=6), st.integers(0, 99))
async def test_killed_again_and_again_at_any_call(
    tmp_path_factory: pytest.TempPathFactory, kills: list[int], seed: int
) -> None:
    """What was under way when the kill came may take effect even then."""
    chance = random.Random(seed)  # noqa: S311
    path = csv_file(tmp_path_factory.mktemp("killed"), 80)
    dialer = Dying()
    for kill in kills:
        dialer.left, dialer.works = kill, chance.random() < 0.5
        try:
            await run(path, dialer)
        except BaseExceptionGroup:
            # a killed run has no time for the tidying of one that ends by itself
            journal = next((path.parent / "state").glob("*.journal"))
            lines = journal.read_bytes().splitlines(keepends=True)
            journal.write_bytes(b"".join(line for line in lines if not line.startswith(b"w ")))
    dialer.left = -1
    done = await run(path, dialer)
    assert done.all_in
    assert dialer.phones == {number_of(at): 1 for at in range(80)}


async def test_the_same_row_twice_is_two_leads(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("phone,first\n" + "3125550001,Ann\n" * 5)
    faults = iter(["after", "before", "", "after"])
    dialer = FakeDialer(lambda name, count: next(faults, "") if name == "add" else "")
    manner = SendOptions(settle=0, on_duplicate="add")
    done = await run(path, dialer, manner)
    assert (done.added, len(dialer.leads)) == (5, 5)
    assert len(dialer.markers) == 5


async def test_an_older_lead_with_the_number_is_not_taken_for_the_row(tmp_path: Path) -> None:
    dialer = FakeDialer(lambda name, count: "before" if (name, count) == ("add", 1) else "")
    dialer.put(number_of(0), first_name="Ann", source_id="vd00000000-1")
    dialer.put(number_of(0), list_id="2000")
    done = await run(csv_file(tmp_path, 2), dialer, SendOptions(settle=0, on_duplicate="add"))
    assert done.all_in
    assert dialer.phones == {number_of(0): 3, number_of(1): 1}


async def test_without_a_marker_what_cannot_be_told_is_said(tmp_path: Path) -> None:
    """Row 22: nobody has its number. Row 23: somebody older has. Row 24: somebody newer has."""
    faults = {22: "before", 23: "before", 24: "after"}
    dialer = FakeDialer(lambda name, count: faults.get(count, "") if name == "add" else "")
    dialer.put(number_of(22))
    manner = SendOptions(settle=0, on_duplicate="add", concurrency=1)
    done = await run(csv_file(tmp_path, 25), dialer, manner, marker="none")
    assert (done.added, done.unknown) == (24, 1)
    assert not done.all_in
    assert dialer.phones[number_of(21)] == 1
    assert dialer.phones[number_of(22)] == 2
    assert dialer.phones[number_of(23)] == 1
    assert done.rejects is not None
    assert "it may be lead" in done.rejects.read_text()
    assert number_of(23) in done.rejects.read_text()


@pytest.mark.parametrize("marker", [None, "none"])
async def test_a_lead_with_the_number_that_cannot_be_read_may_be_the_row(
    tmp_path: Path, marker: str | None
) -> None:
    """A text in it holds a delimiter. Asking again brings the same, so nobody waits for it."""
    dialer = FakeDialer(lambda name, count: "after" if (name, count) == ("add", 1) else "")

    async def unreadable(lead_id: int) -> Lead | None:
        dialer.calls["lead"] += 1
        raise UnreadableRow("lead_all_info", "several ways", status=200, excerpt="", remedy="")

    dialer.lead = unreadable  # type: ignore[method-assign]
    manner = SendOptions(settle=0, on_duplicate="add", give_up=0.05)
    done = await run(csv_file(tmp_path, 3), dialer, manner, marker=marker)
    assert (done.added, done.unknown) == (2, 1)
    assert dialer.calls["lead"] == 1
    assert dialer.phones[number_of(0)] == 1
    assert done.rejects is not None
    assert "it may be lead 1" in done.rejects.read_text()


async def test_without_a_marker_the_dialers_check_keeps_rows_apart(tmp_path: Path) -> None:
    chance = random.Random(3)  # noqa: S311

    def fault(name: str, count: int) -> str:
        return chance.choice(["before", "after"]) if chance.random() < 0.2 else ""

    dialer = FakeDialer(fault, check=True)
    done = await run(csv_file(tmp_path, 200), dialer, QUICK, marker="none")
    assert done.all_in
    assert done.added + done.skipped == 200
    assert set(dialer.phones.values()) == {1}
    assert len(dialer.phones) == 200


async def test_a_row_that_never_gets_an_answer_is_rejected_and_the_rest_goes_on(
    tmp_path: Path,
) -> None:
    def refuse(row: LeadRow) -> Exception | None:
        if row.number == 2:
            return NotAnAPIAnswer("add_lead", "HTML", status=500, excerpt="", remedy="")
        if row.number == 3:
            return Refused("add_lead", "INVALID PHONE NUMBER AREACODE")
        return None

    dialer = FakeDialer(refuse=refuse)
    done = await run(csv_file(tmp_path, 20), dialer)
    assert (done.added, done.rejected) == (18, 2)
    assert done.rejects is not None
    text = done.rejects.read_text()
    assert "no answer came, 5 times, and it is not in" in text
    assert "INVALID PHONE NUMBER AREACODE" in text


async def test_a_request_that_is_done_late_is_found_and_told(tmp_path: Path) -> None:
    """The dialer answers nothing, works on, and is done only after the row was looked for."""
    late: list[tuple[LeadRow, dict[str, str]]] = []
    dialer = FakeDialer(lambda name, count: "before" if (name, count) == ("add", 1) else "")
    add, search = dialer.add, dialer.search

    async def remember(row: LeadRow, extra: dict[str, str]) -> object:
        late.append((row, dict(extra)))
        return await add(row, extra)

    async def then(phone: str) -> object:
        found = await search(phone)
        if late and dialer.calls["add"] >= 3:
            await add(*late.pop(0))
            late.clear()
            return await search(phone)
        return found

    dialer.add, dialer.search = remember, then  # type: ignore[method-assign,assignment]
    done = await run(csv_file(tmp_path, 2), dialer)
    assert list(done.doubled) == [1]
    assert len(done.doubled[1]) == 2
    assert not done.all_in


async def test_the_journal_knows_what_is_settled_and_says_so(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 3)
    dialer = FakeDialer()
    assert (await run(path, dialer)).all_in
    begun = begin(path)
    assert begun.finished
    assert [begun.journal.state(n) for n in (1, 2, 3)] == [State.ADDED] * 3
    begun.journal.close()
    again = begin(path, again=True)
    assert not again.finished
    assert again.journal.state(1) is State.NEW
    again.journal.close()
