"""``skip_dnc``: numbers that the dialer has on a do-not-call list are no leads.

The refusals are the dialer's words for ``check_phone_number`` and ``add_lead``; no recording has a
number that was listed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client.helpers import connect
from tests.demo.support import Clock
from tests.importer.fake import QUICK, FakeDialer, begin, csv_file, number_of, order, run
from vicidash.client import LoginRefused, Refused, VicidialClient
from vicidash.client.lead_models import dnc_list
from vicidash.demo import DemoDialer
from vicidash.demo.server import DemoServer
from vicidash.importer.dialer import ClientDialer
from vicidash.importer.engine import Importer, list_do_not_call
from vicidash.importer.rows import LeadRow
from vicidash.importer.summary import Rejects, Summary

SYSTEM = "PHONE NUMBER IN DNC"
CAMPAIGN = "PHONE NUMBER IN CAMPAIGN DNC"


def listing(*at: int, words: str = SYSTEM) -> FakeDialer:
    """A dialer that has the numbers of these rows on a list."""
    dialer = FakeDialer()
    numbers = {number_of(each) for each in at}
    dialer.refuse = lambda row: (
        Refused("add_lead", words, (row.phone, "demo")) if row.phone in numbers else None
    )
    return dialer


def phones(path: Path | None) -> list[str]:
    assert path is not None
    with path.open(encoding="utf-8", newline="") as file:
        return [each["phone"] for each in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (SYSTEM, "system"),
        (CAMPAIGN, "campaign"),
        ("add_lead phone number in dnc", "system"),
        ("INVALID PHONE NUMBER", None),
        ("", None),
    ],
)
def test_the_words_of_a_refusal_tell_the_list(words: str, kind: str | None) -> None:
    assert dnc_list(words) == kind


@pytest.mark.parametrize("words", [SYSTEM, CAMPAIGN])
async def test_a_listed_number_is_skipped_counted_and_kept_in_a_file(
    tmp_path: Path, words: str
) -> None:
    path = csv_file(tmp_path, 5)
    dialer = listing(1, 3, words=words)
    done = await run(path, dialer)
    assert (done.added, done.do_not_call, done.rejected, done.left) == (3, 2, 0, 0)
    assert done.all_in
    assert done.do_not_call_file == tmp_path / "leads.csv.dnc.csv"
    assert phones(done.do_not_call_file) == [number_of(1), number_of(3)]
    assert words in done.do_not_call_file.read_text(encoding="utf-8")
    assert done.rejects is None
    assert set(dialer.phones) == {number_of(0), number_of(2), number_of(4)}


async def test_an_import_that_goes_on_does_not_ask_about_them_again(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 200)
    dialer = listing(*range(0, 200, 2))
    refuse = dialer.refuse
    dialer.refuse = lambda row: (
        LoginRefused("add_lead", "demo") if dialer.calls["add"] > 60 else refuse(row)
    )
    first = await run(path, dialer)
    assert first.stopped is not None
    assert 0 < first.do_not_call < 100
    dialer.refuse = refuse
    before = dialer.calls["add"]
    done = await run(path, dialer)
    assert (done.added, done.do_not_call) == (100, 100)
    assert dialer.calls["add"] - before == 200 - first.added - first.do_not_call
    assert sorted(phones(done.do_not_call_file)) == [number_of(at) for at in range(0, 200, 2)]


async def test_a_row_that_was_written_and_not_recorded_is_not_there_twice(tmp_path: Path) -> None:
    """Killed between the file and the journal: what is behind the recorded end is cut off."""
    path = csv_file(tmp_path, 2)
    opened = begin(path)
    listed = Rejects(Path(opened.journal.header.do_not_call), ("phone", "first", "last"))
    source = order(path).source
    row = next(iter(source.records()))
    end = listed.add(row, SYSTEM)
    listed.add(row, SYSTEM)
    listed.close()
    await opened.journal.intend([1])
    opened.journal._write(f"d 1 {end}\n")
    opened.journal.close()
    done = await run(path, listing(0, 1))
    assert phones(done.do_not_call_file) == [number_of(0), number_of(1)]


async def test_a_file_of_an_earlier_import_is_left_alone(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 1)
    old = tmp_path / "leads.csv.dnc.csv"
    old.write_text("mine\n")
    done = await run(path, listing(0))
    assert old.read_text() == "mine\n"
    assert phones(done.do_not_call_file) == [number_of(0)]


@pytest.fixture
def demo() -> DemoDialer:
    return DemoDialer(agents=5, seed=7, clock=Clock())


@pytest.fixture
def server(demo: DemoDialer) -> Iterator[DemoServer]:
    with DemoServer(demo) as server:
        yield server


def put_on_lists(demo: DemoDialer) -> str:
    """Row 0 is on the system's list, row 1 on the campaign's, row 2 on another campaign's."""
    campaign = demo.world.leads.lists[1000].campaign_id
    demo.world.dnc["SYSTEM_INTERNAL"] = {number_of(0)}
    demo.world.dnc[campaign] = {number_of(1)}
    demo.world.dnc["OTHER"] = {number_of(2)}
    return campaign


async def imported(client: VicidialClient, path: Path, *, skip_dnc: bool) -> Summary:
    asked = order(path)
    opened = begin(path)
    dialer = ClientDialer(client, "1000", skip_dnc=skip_dnc)
    await dialer.check()
    try:
        return await Importer(asked.source, asked.mapped, opened.journal, dialer, QUICK).run()
    finally:
        opened.journal.close()


async def test_the_lists_of_the_system_and_of_the_lists_campaign_are_looked_at(
    tmp_path: Path, demo: DemoDialer, server: DemoServer
) -> None:
    put_on_lists(demo)
    path = csv_file(tmp_path, 4)
    async with connect(server.url, "demo", user="demo") as client:
        done = await imported(client, path, skip_dnc=True)
    assert (done.added, done.do_not_call) == (2, 2)
    assert sorted(phones(done.do_not_call_file)) == [number_of(0), number_of(1)]
    assert "check_phone_number" not in {each.function for each in demo.requests}


async def test_without_it_they_are_added(
    tmp_path: Path, demo: DemoDialer, server: DemoServer
) -> None:
    put_on_lists(demo)
    async with connect(server.url, "demo", user="demo") as client:
        done = await imported(client, csv_file(tmp_path, 4), skip_dnc=False)
    assert (done.added, done.do_not_call, done.do_not_call_file) == (4, 0, None)


async def test_a_dry_run_asks_about_every_good_row_and_adds_nothing(
    tmp_path: Path, demo: DemoDialer, server: DemoServer
) -> None:
    campaign = put_on_lists(demo)
    path = csv_file(tmp_path, 4)
    path.write_text(path.read_text() + "CALL,No,Number\n")
    before = (len(demo.world.leads.leads), {k: set(v) for k, v in demo.world.dnc.items()})
    asked = order(path)
    listed = Rejects(tmp_path / "listed.csv", asked.source.columns)
    async with connect(server.url, "demo", user="demo") as client:
        dialer = ClientDialer(client, "1000", skip_dnc=True)
        await dialer.check()
        assert dialer.campaign == campaign
        found = await list_do_not_call(
            asked.source, asked.mapped, dialer.do_not_call, listed, QUICK
        )
    assert found == 2
    assert phones(tmp_path / "listed.csv") == [number_of(0), number_of(1)]
    assert (len(demo.world.leads.leads), demo.world.dnc) == before
    assert [each.function for each in demo.requests].count("check_phone_number") == 4


async def test_a_number_that_is_refused_for_another_reason_is_not_said_to_be_listed(
    server: DemoServer,
) -> None:
    row = LeadRow(1, 2, "123456", {"phone_number": "123456", "phone_code": "1"})
    async with connect(server.url, "demo", user="demo") as client:
        dialer = ClientDialer(client, "1000", skip_dnc=True)
        assert await dialer.do_not_call(row) == ""


async def test_an_old_build_has_the_systems_list_only(tmp_path: Path) -> None:
    demo = DemoDialer(agents=5, seed=7, clock=Clock(), build="2.14-107")
    put_on_lists(demo)
    with DemoServer(demo) as server:
        async with connect(server.url, "demo", user="demo") as client:
            dialer = ClientDialer(client, "1000", skip_dnc=True)
            await dialer.check()
            assert dialer.campaign is None
            done = await imported(client, csv_file(tmp_path, 4), skip_dnc=True)
    assert (done.added, done.do_not_call) == (3, 1)
