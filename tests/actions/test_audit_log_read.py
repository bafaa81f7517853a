"""The audit log read back: newest first, one entry for each action, whatever else is in there."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.actions.desk_helpers import Post
from tests.floor.fake import Clock, FakeDialer, Seat
from vicidash.actions import audit_log
from vicidash.actions.audit_log import AuditLog, AuditPage, read_audit, read_period
from vicidash.actions.desk import ActionDesk
from vicidash.client import VicidialClient

URL = "http://dialer.test"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


@pytest.fixture
def log(path: Path) -> AuditLog:
    return AuditLog(path, dialer=URL, user="apiuser")


@pytest.fixture
def post(fake: FakeDialer, client: VicidialClient, clock: Clock, log: AuditLog) -> Post:
    """At a desk that writes to a real file."""
    post = Post(fake, client, clock)
    post.desk = ActionDesk(client, log, clock=clock, on_change=post.told.append)
    return post


def step(number: int, outcome: str = "done", **more: object) -> dict[str, object]:
    return {
        "id": number,
        "action": "pause",
        "target": f"a{number}",
        "value": "",
        "outcome": outcome,
        "before": "READY",
        "after": "",
        "answer": "",
        **more,
    }


def targets(page: AuditPage) -> list[str]:
    return [entry.target for entry in page.entries]


async def test_the_steps_of_an_action_are_one_entry(post: Post, path: Path) -> None:
    post.fake.seat(Seat("1001"))
    await post.desk.agents.pause(await post.agent("1001"), "LUNCH")
    for _ in range(2):
        post.fake.obey()
        await post.look()
    await post.desk.campaigns.set_level("SALES", "-2")
    failed, paused = read_audit(path).entries
    assert (paused.action, paused.target, paused.value) == ("pause", "1001", "LUNCH")
    assert (paused.before, paused.after, paused.outcome) == ("READY", "PAUSED LUNCH", "done")
    assert (paused.user, paused.dialer, paused.answer) == ("apiuser", URL, "function set")
    assert paused.obeyed is True
    assert paused.undoes is None
    assert paused.time.utcoffset() is not None
    assert timedelta(0) <= paused.settled - paused.time < timedelta(seconds=30)
    assert (failed.outcome, failed.obeyed) == ("failed", False)
    assert "is not valid" in failed.answer


async def test_an_undo_names_what_it_took_back(post: Post, path: Path) -> None:
    await post.desk.campaigns.set_level("SALES", "3.5")
    undo = post.desk.undo.offer
    assert undo is not None
    await post.desk.undo.batch(undo, lambda user: None).run()
    newest, oldest = read_audit(path).entries
    assert (newest.undoes, newest.value) == (oldest.id, "3")


@pytest.mark.parametrize(
    ("outcome", "obeyed"),
    [
        ("done", True),
        ("failed", False),
        ("not obeyed", False),
        ("queued", None),
        ("after this call", None),
        ("superseded", None),
        ("not known", None),
        ("a word of a later version", None),
    ],
)
def test_whether_the_floor_obeyed(
    log: AuditLog, path: Path, outcome: str, obeyed: bool | None
) -> None:
    log.write(step(1, outcome))
    assert read_audit(path).entries[0].obeyed is obeyed


def test_what_was_not_known_at_first_is_not_said_of_what_is_done(log: AuditLog, path: Path) -> None:
    log.write(step(1, "queued", answer="it is not known whether it was done (timed out)"))
    log.write(step(1))
    assert read_audit(path).entries[0].answer == ""


def test_two_consoles_in_one_file_are_kept_apart(log: AuditLog, path: Path) -> None:
    other = AuditLog(path, dialer=URL, user="other")
    log.write(step(1, "sending"))
    other.write(step(1, "sending", target="b1"))
    log.write(step(1, "done"))
    other.write(step(1, "failed", target="b1"))
    page = read_audit(path)
    assert [(e.user, e.target, e.outcome) for e in page.entries] == [
        ("other", "b1", "failed"),
        ("apiuser", "a1", "done"),
    ]


def test_no_log_is_an_empty_one(path: Path) -> None:
    assert read_audit(path) == AuditPage()
    path.write_bytes(b"")
    assert read_audit(path) == AuditPage()


FOREIGN = [
    b"",
    b"\n",
    b"{",
    b"[]",
    b"7",
    b"null",
    b'"text"',
    b"\x00\xff\xfe",
    b"[" * 100_000,
    b'{"id": ' + b"9" * 5000 + b"}",
    b'{"time": "2026-11-23T05:21:14+00:00"}',
    json.dumps({"time": "yesterday", "session": "x", **step(1)}).encode(),
    json.dumps({"time": "2026-11-23T05:21:14", "session": "x", **step(1)}).encode(),
    json.dumps({"time": 7, "session": "x", **step(1)}).encode(),
]


@pytest.mark.parametrize("foreign", FOREIGN, ids=range(len(FOREIGN)))
def test_foreign_lines_are_counted_and_the_rest_is_read(
    log: AuditLog, path: Path, foreign: bytes
) -> None:
    log.write(step(1))
    with path.open("ab") as file:
        file.write(foreign + b"\n")
    log.write(step(2))
    page = read_audit(path)
    assert targets(page) == ["a2", "a1"]
    assert page.unread == (1 if foreign.strip() else 0)


@pytest.mark.parametrize("name", ["target", "outcome", "session", "id", "answer"])
@pytest.mark.parametrize("value", [None, 7.5, [], True])
def test_a_line_with_a_field_of_another_kind_is_foreign(
    log: AuditLog, path: Path, name: str, value: object
) -> None:
    log.write({**step(1), name: value})
    assert (read_audit(path).entries, read_audit(path).unread) == ((), 1)


def test_half_a_line_may_still_be_being_written(log: AuditLog, path: Path) -> None:
    log.write(step(1))
    log.write(step(2))
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    page = read_audit(path)
    assert (targets(page), page.unread) == (["a1"], 0)
    log.write(step(3))  # it never was finished: this one stands behind it
    log.write(step(4))
    page = read_audit(path)
    assert (targets(page), page.unread) == (["a4", "a1"], 1)


def test_a_line_without_end_costs_no_memory(
    log: AuditLog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "LONGEST", 4096)
    monkeypatch.setattr(audit_log, "BLOCK", 1024)
    log.write(step(1))
    with path.open("ab") as file:
        file.write(b"x" * 100_000 + b"\n")
    log.write(step(2))
    page = read_audit(path)
    assert (targets(page), page.unread) == (["a2", "a1"], 1)
    path.write_bytes(b"x" * 100_000)
    assert read_audit(path) == AuditPage()
    path.write_bytes(b"x" * 100_000 + b"\n")
    assert read_audit(path) == AuditPage(unread=1)


@pytest.mark.parametrize("block", [1, 7, 64, 1000])
def test_wherever_a_block_ends_the_lines_are_whole(
    log: AuditLog, path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    for number in range(20):
        log.write(step(number, answer="Ünïcödé — “words”"))
    monkeypatch.setattr(audit_log, "BLOCK", block)
    page = read_audit(path)
    assert targets(page) == [f"a{number}" for number in reversed(range(20))]
    assert page.unread == 0
    assert {entry.answer for entry in page.entries} == {"Ünïcödé — “words”"}


def test_of_a_long_log_only_the_end_is_read(
    log: AuditLog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.write(step(1))
    line = path.read_text().replace('"id": 1', '"id": <n>').replace('"a1"', '"a<n>"')
    path.write_text("".join(line.replace("<n>", str(n)) for n in range(100_000)))
    looked: list[bytes] = []
    read = audit_log._line

    def counted(raw: bytes) -> object:
        looked.append(raw)
        return read(raw)

    monkeypatch.setattr(audit_log, "_line", counted)
    page = read_audit(path, limit=50)
    assert targets(page) == [f"a{n}" for n in range(99_999, 99_949, -1)]
    assert page.more
    assert len(looked) == 51
    looked.clear()
    rare = read_audit(path, wanted="nobody", lines=2000)
    assert (rare.entries, rare.more, len(looked)) == ((), True, 2000)


def test_what_fits_has_no_more(log: AuditLog, path: Path) -> None:
    for number in range(3):
        log.write(step(number))
    assert not read_audit(path, limit=3).more
    assert read_audit(path, limit=2).more


def test_a_search_finds_words_of_any_step_in_any_case(log: AuditLog, path: Path) -> None:
    log.write(step(1, "sending", answer="Straße"))
    log.write(step(2, "failed", target="1002"))
    log.write(step(1, "done"))
    assert targets(read_audit(path, wanted="STRASSE")) == ["a1"]
    assert targets(read_audit(path, wanted="pause 1002")) == ["1002"]
    assert targets(read_audit(path, wanted="1002 Straße")) == []
    assert targets(read_audit(path, wanted="  ")) == ["a1", "1002"]


def test_it_is_read_while_others_write(path: Path) -> None:
    def write() -> None:
        log = AuditLog(path, dialer=URL, user="apiuser")
        for number in range(200):
            log.write(step(number, "sending"))
            log.write(step(number))

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert read_audit(path, limit=100).unread == 0
    for writer in writers:
        writer.join()
    page = read_audit(path)
    assert len(page.entries) == 400
    assert all(entry.obeyed for entry in page.entries)


def test_a_period_has_the_actions_that_began_in_it_oldest_first(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    times = [noon + timedelta(minutes=at) for at in (-90, -1, 0, 30, 59, 61, 200)]
    log = AuditLog(path, dialer="https://d.example/", user="api", now=lambda: times[0])
    for number, outcome in enumerate(("sent", "sent", "queued", "sent", "sent", "confirmed", "x")):
        entry = {"id": 4 if number in (4, 5) else number, "action": "pause", "target": "1001"}
        rest = {"value": str(number), "before": "", "after": "", "answer": ""}
        log.write({**entry, **rest, "outcome": outcome})
        times = times[1:] or times
    found = read_period(path, noon, noon + timedelta(hours=1))
    assert [(each.id, each.outcome) for each in found] == [
        (2, "queued"),
        (3, "sent"),
        (4, "confirmed"),
    ]
    assert read_period(tmp_path / "none.jsonl", noon, noon) == ()
