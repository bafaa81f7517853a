"""What stops an import, what it waits for, and what it does with duplicates."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.importer.fake import QUICK, FakeDialer, begin, csv_file, number_of, order, run
from vicidash.client import LoginRefused, PermissionDenied, Refused, VicidashError
from vicidash.importer import mapping, plan, throttle
from vicidash.importer.dialer import unknown_list
from vicidash.importer.engine import Importer, SendOptions
from vicidash.importer.journal import JournalError
from vicidash.importer.plan import OtherMapping, place
from vicidash.importer.rows import LeadRow
from vicidash.importer.throttle import GaveUp, Outage

pytestmark = pytest.mark.usefixtures("quick_disk")


@pytest.mark.parametrize(
    "error",
    [
        LoginRefused("add_lead", "demo"),
        PermissionDenied("add_lead", "demo", "level 8"),
        unknown_list("1000"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_concerns_every_row_stops_at_once_and_loses_nothing(
    tmp_path: Path, error: VicidashError
) -> None:
    path = csv_file(tmp_path, 200)
    dialer = FakeDialer()
    dialer.refuse = lambda row: error if dialer.calls["add"] > 30 else None
    done = await run(path, dialer)
    assert done.stopped is error
    assert not done.finished
    assert done.rejects is None
    assert dialer.calls["add"] <= 30 + 2 * QUICK.concurrency
    dialer.refuse = lambda row: None
    done = await run(path, dialer)
    assert done.all_in
    assert dialer.phones == {number_of(at): 1 for at in range(200)}
    assert done.looked_up <= QUICK.concurrency


async def test_nothing_is_looked_up_after_a_clean_stop(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 500)
    dialer = FakeDialer()
    begun = begin(path)
    asked = order(path)
    importer = Importer(asked.source, asked.mapped, begun.journal, dialer, QUICK)
    dialer.refuse = lambda row: importer.stop() if row.number == 100 else None
    done = await importer.run()
    begun.journal.close()
    assert done.interrupted
    assert 99 <= done.added < 200
    assert not begun.journal.intents
    done = await run(path, dialer)
    assert (done.added, done.looked_up) == (500, 0)
    assert set(dialer.phones.values()) == {1}


async def test_an_outage_is_waited_out(tmp_path: Path) -> None:
    dialer = FakeDialer(lambda name, count: "unsent" if 20 <= count < 60 else "")
    done = await run(csv_file(tmp_path, 50), dialer)
    assert done.all_in
    assert done.looked_up == 0
    assert set(dialer.phones.values()) == {1}


async def test_an_outage_without_end_is_not(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 50)
    dialer = FakeDialer(lambda name, count: "unsent" if count > 20 else "")
    done = await run(path, dialer, SendOptions(settle=0, give_up=0.05))
    assert isinstance(done.stopped, GaveUp)
    assert "did not answer for 0.05 s: no connection" in str(done.stopped)
    dialer.fault = lambda name, count: ""
    done = await run(path, dialer)
    assert (done.added, done.looked_up) == (50, 0)


def test_waits_grow_and_are_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "FIRST_WAIT", 0.5)
    now = [0.0]
    link = Outage(1000, at_once=2, clock=lambda: now[0])
    waits = []
    for _ in range(9):
        link.failed(VicidashError("down"), outage=True)
        link.failed(VicidashError("down"), outage=True)
        waits.append(link._until - now[0])
        now[0] = link._until
    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    link.answered()
    assert link.error is None
    for _ in range(2):  # a few broken connections are no outage
        link.failed(VicidashError("broke"), outage=False)
    assert link._until <= now[0]
    link.failed(VicidashError("broke"), outage=False)
    assert link._until > now[0]


async def test_skip_and_update(tmp_path: Path) -> None:
    dialer = FakeDialer(check=True)
    known = dialer.put(number_of(1), first_name="Old", source_id="theirs")
    done = await run(csv_file(tmp_path, 3), dialer)
    assert (done.added, done.skipped, done.all_in) == (2, 1, True)
    assert dialer.leads[known].first_name == "Old"
    other = tmp_path / "other"
    other.mkdir()
    done = await run(csv_file(other, 3), dialer, SendOptions(settle=0, on_duplicate="update"))
    assert (done.added, done.updated, done.all_in) == (0, 3, True)
    assert dialer.leads[known].first_name == "Ann"
    assert dialer.leads[known].source_id == "theirs"


async def test_of_rows_with_one_number_the_last_counts(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("phone,first\n" + "".join(f"3125550001,A{at}\n" for at in range(40)))
    faults = {1: "after", 5: "before", 9: "after"}
    dialer = FakeDialer(lambda name, count: faults.get(count, ""), check=True)
    done = await run(path, dialer, SendOptions(settle=0, on_duplicate="update"))
    assert (done.added, done.updated, len(dialer.leads)) == (1, 39, 1)
    assert [lead.first_name for lead in dialer.leads.values()] == ["A39"]


async def test_the_rate_holds(tmp_path: Path) -> None:
    begun = time.monotonic()
    done = await run(csv_file(tmp_path, 20), FakeDialer(), SendOptions(settle=0, rate=100))
    assert done.all_in
    assert time.monotonic() - begun >= 0.19


async def test_bad_rows_are_kept_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("phone,first\n3125550001,Ann\nnone,Bob\n3125550003,C,D\n3125550004,Dan\n")
    (tmp_path / "leads.csv.rejected.csv").write_text("yesterday's\n")
    done = await run(path, FakeDialer())
    assert (done.added, done.rejected, done.all_in) == (2, 2, False)
    assert done.rejects == tmp_path / "leads.csv.rejected-2.csv"
    lines = done.rejects.read_text().splitlines()
    assert lines[0] == "phone,first,reason"
    assert lines[1].startswith("none,Bob,phone_number 'none' has more than digits")
    assert lines[2] == "3125550003,C,3 cells where the header has 2,D"
    assert (tmp_path / "leads.csv.rejected.csv").read_text() == "yesterday's\n"


async def test_two_at_once_on_one_file(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 3)
    begun = begin(path)
    with pytest.raises(JournalError, match="being imported into this list already"):
        begin(path)
    begun.journal.close()
    begin(path).journal.close()


async def test_another_mapping_is_asked_about(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 3)
    await run(path, FakeDialer())
    asked = order(path)
    otherwise = replace(asked, mapped=mapping.build(asked.source.columns, {"last": ""}))
    with pytest.raises(OtherMapping, match="before"):
        plan.begin(tmp_path / "state", otherwise)
    begun = plan.begin(tmp_path / "state", replace(otherwise, again=True))
    assert not begun.finished
    begun.journal.close()


async def test_a_journal_that_is_damaged_is_not_believed(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 3)
    done = await run(path, FakeDialer())
    for bad in (b"x 1 2\n", b"a one 2\n", b"\xff\xfe\n", b"\n"):
        content = done.journal.read_bytes()
        done.journal.write_bytes(content + bad)
        with pytest.raises(JournalError, match="damaged"):
            begin(path)
        done.journal.write_bytes(content)


async def test_a_full_disk_stops_before_anything_is_sent_unnoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = csv_file(tmp_path, 300)
    dialer = FakeDialer()
    write = os.write
    left = [100]

    def full(descriptor: int, data: bytes) -> int:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        return write(descriptor, data[: 1 + len(data) // 2] if not left[0] else data)

    monkeypatch.setattr(os, "write", full)
    done = await run(path, dialer)
    assert isinstance(done.stopped, JournalError)
    monkeypatch.setattr(os, "write", write)
    done = await run(path, dialer)
    assert done.all_in
    assert dialer.phones == {number_of(at): 1 for at in range(300)}


def test_a_dialer_is_its_host() -> None:
    assert place("https://Dialer.example.com/") == place("http://dialer.example.com:80")
    assert place("http://127.0.0.1:8080") == "127.0.0.1:8080"


async def test_refused_updates_are_kept(tmp_path: Path) -> None:
    dialer = FakeDialer(check=True)
    dialer.put(number_of(0))

    async def refuse(lead_id: int, row: LeadRow) -> None:
        raise Refused("update_lead", "NO")

    dialer.update = refuse  # type: ignore[method-assign]
    done = await run(csv_file(tmp_path, 1), dialer, SendOptions(settle=0, on_duplicate="update"))
    assert done.rejected == 1


async def test_cancelled_from_outside_it_can_go_on(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 400)
    dialer = FakeDialer()
    task = asyncio.create_task(run(path, dialer))
    for _ in range(100):
        await asyncio.sleep(0.001)
        if dialer.calls["add"] >= 50:
            break
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    done = await run(path, dialer)
    assert done.all_in
    assert dialer.phones == {number_of(at): 1 for at in range(400)}
