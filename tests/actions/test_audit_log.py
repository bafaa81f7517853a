"""The audit log: every step of every action, for its owner's eyes, in whole lines."""

from __future__ import annotations

import getpass
import json
import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.actions.desk_helpers import Post
from tests.floor.fake import Clock, FakeDialer, Seat
from vicidash.actions.audit_log import AuditLog
from vicidash.actions.desk import ActionDesk
from vicidash.actions.ticket import Stage
from vicidash.client import VicidialClient

URL = "http://dialer.test"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "vicidash" / "audit.log"


@pytest.fixture
def post(fake: FakeDialer, client: VicidialClient, clock: Clock, path: Path) -> Post:
    """At a desk that writes to a real file."""
    post = Post(fake, client, clock)
    log = AuditLog(path, dialer=URL, user="apiuser")
    post.desk = ActionDesk(client, log, clock=clock, on_change=post.told.append)
    return post


async def test_each_step_is_a_line_that_says_who_what_whom_and_what_came_of_it(
    post: Post, path: Path
) -> None:
    post.fake.seat(Seat("1001"))
    await post.desk.agents.pause(await post.agent("1001"), "LUNCH")
    for _ in range(2):
        post.fake.obey()
        await post.look()
    steps = lines(path)
    assert [step["outcome"] for step in steps] == [
        *("sending", "queued"),
        *("sending", "queued"),  # the code
        "done",
    ]
    assert (steps[-1]["before"], steps[-1]["after"]) == ("READY", "PAUSED LUNCH")
    for step in steps:
        assert (step["action"], step["target"], step["value"]) == ("pause", "1001", "LUNCH")
        assert (step["dialer"], step["user"], step["id"]) == (URL, "apiuser", 1)
        assert step["operator"]
        assert datetime.fromisoformat(step["time"]).utcoffset() is not None
    assert steps[1]["answer"] == "function set"


async def test_what_is_sent_is_written_down_before_it_leaves(post: Post, path: Path) -> None:
    """Of a console that dies while it waits for the answer, the log still tells."""
    post.fake.seat(Seat("1001"))
    agent = await post.agent("1001")
    outcomes: list[str] = []

    def dies(params: Mapping[str, str]) -> str:
        outcomes.extend(line["outcome"] for line in lines(path))
        return ""

    post.fake.instead["logout"] = dies
    await post.desk.agents.log_out(agent)
    assert outcomes == ["sending"]


async def test_a_failure_is_written_with_its_words(post: Post, path: Path) -> None:
    ticket = await post.desk.campaigns.set_level("SALES", "-2.5", before="3.0")
    last = lines(path)[-1]
    assert (last["outcome"], last["answer"]) == ("failed", ticket.note)
    assert (last["target"], last["value"], last["before"]) == ("SALES", "-2.5", "3.0")


async def test_two_consoles_can_be_told_apart(path: Path) -> None:
    for _ in range(2):
        AuditLog(path, dialer=URL, user="apiuser").write({"id": 1})
    first, second = lines(path)
    assert first["session"] != second["session"]


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_only_its_owner_may_read_it(path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        AuditLog(path, dialer=URL, user="apiuser").write({"id": 1})
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


WRITER = """
import sys
from pathlib import Path
from vicidash.actions.audit_log import AuditLog
log = AuditLog(Path(sys.argv[1]), dialer="x", user=sys.argv[2])
for number in range(300):
    log.write({"id": number, "answer": sys.argv[2] * 2000})
"""


def test_lines_are_whole_when_two_consoles_write(path: Path) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), who]) for who in "ab"]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    written = lines(path)
    assert len(written) == 600
    assert all(set(line["answer"]) == {line["user"]} for line in written)


async def test_a_log_that_cannot_be_written_is_reported_and_the_action_stands(
    post: Post, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.parent.mkdir(exist_ok=True)
    path.parent.write_text("a file where the directory should be")
    post.fake.seat(Seat("1001"))
    ticket = await post.desk.agents.pause(await post.agent("1001"))
    assert ticket.stage is Stage.QUEUED
    assert post.desk.tickets.audit_problem is not None
    assert post.desk.tickets.audit_problem.startswith("the audit log cannot be written: ")
    assert post.desk.tickets.audit_problem in caplog.messages
    path.parent.unlink()
    post.fake.obey()
    await post.look()
    assert post.stage("1001") is Stage.CONFIRMED
    assert post.desk.tickets.audit_problem is None


def test_half_a_line_is_a_failure(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up takes a part, and says so only by the count."""
    monkeypatch.setattr(os, "write", lambda descriptor, line: len(line) - 1)
    with pytest.raises(OSError, match="No space left"):
        AuditLog(path, dialer=URL, user="apiuser").write({"id": 1})


def test_a_line_after_half_a_line_is_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = AuditLog(path, dialer=URL, user="apiuser")
    write = os.write
    with monkeypatch.context() as disk:
        disk.setattr(os, "write", lambda descriptor, line: write(descriptor, line[:10]))
        with pytest.raises(OSError, match="No space left"):
            log.write({"id": 1})
    log.write({"id": 2})
    log.write({"id": 3})
    torn, *whole = path.read_text().splitlines()
    assert len(torn) == 10
    assert [json.loads(line)["id"] for line in whole] == [2, 3]


def test_an_operator_without_a_name_is_unknown(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 12345")

    monkeypatch.setattr(getpass, "getuser", nameless)
    AuditLog(path, dialer=URL, user="apiuser").write({"id": 1})
    assert lines(path)[0]["operator"] == "unknown"


def test_half_a_character_does_not_stop_the_log(path: Path) -> None:
    """A user name from an odd locale, and words on more than one line."""
    log = AuditLog(path, dialer=URL, user="apiuser")
    log.write({"target": "caf\udce9", "answer": "two\nlines Ünïcödé"})
    (line,) = lines(path)
    assert (line["target"], line["answer"]) == ("caf\udce9", "two\nlines Ünïcödé")


def test_what_the_dialer_answered_cannot_steer_the_terminal_of_who_reads_the_file(
    path: Path,
) -> None:
    AuditLog(path, dialer=URL, user="apiuser").write({"answer": "x\x9b31mred\u202egnp"})
    assert path.read_bytes().isascii()
