"""The command: what it is given, and what happens when it fails, hangs or is not there."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from tests.alerts.notify.support import notice, sent
from vicidash.alerts.notify.command import Command

WRITE = "import json, os, sys; json.dump([json.load(sys.stdin), dict(os.environ)], open({!r}, 'w'))"
HANG = "import os, signal, sys; open({!r}, 'w').write(str(os.getpid())); signal.pause()"


async def run(code: str, *targets: str, limit: float = 8.0) -> list[str]:
    """What was complained of when this Python ran for notices of these targets."""
    problems: list[str] = []
    secrets = {"VICIDIAL_PASS": "s3cret", "VICIDASH_STORE_PASS": "s3cret"}
    env = {**os.environ, **secrets, "MINE": "1"}
    command = Command([sys.executable, "-c", code], problems.append, timeout=limit, env=env)
    command.send([notice(target) for target in targets or ("SALES",)])
    await sent(command)
    await command.aclose()
    return problems


async def test_it_gets_the_notice_as_json_and_in_its_environment(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert await run(WRITE.format(str(out)), "$(touch x); `y` \x1b[2J") == []
    told, env = json.loads(out.read_text())
    assert told == notice("$(touch x); `y` \x1b[2J").fields()
    assert env["VICIDASH_RULE"] == "drop"
    assert env["VICIDASH_SEVERITY"] == "warning"
    assert env["VICIDASH_TARGET"] == "$(touch x); `y` ·[2J"
    assert env["MINE"] == "1"
    assert not {"VICIDIAL_PASS", "VICIDASH_STORE_PASS"} & env.keys()


async def test_it_runs_once_for_each_notice_in_order(tmp_path: Path) -> None:
    out = tmp_path / "out"
    code = f"import os; open({str(out)!r}, 'a').write(os.environ['VICIDASH_TARGET'])"
    assert await run(code, "A", "B", "C") == []
    assert out.read_text() == "ABC"


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("import sys; sys.exit(3)", "it failed with exit status 3"),
        ("import os; os.kill(os.getpid(), 9)", "it was ended by signal 9"),
        ("import time; time.sleep(60)", "it did not end within 0.3 s"),
    ],
)
async def test_its_trouble_is_told_once(code: str, trouble: str) -> None:
    limit = 0.3 if "time" in code else 8.0
    assert await run(code, "A", "B", limit=limit) == [f"notice command: {trouble}"]


async def test_what_it_prints_is_thrown_away(capfd: pytest.CaptureFixture[str]) -> None:
    assert await run("import sys; print('x' * 10**6); print('y', file=sys.stderr)") == []
    assert capfd.readouterr() == ("", "")


async def test_one_that_is_not_there(tmp_path: Path) -> None:
    problems: list[str] = []
    for words in (["no-such-command-here"], [str(tmp_path)]):
        command = Command(words, problems.append)
        command.send([notice()])
        await command.aclose()
    assert problems == [
        "notice command: it was not found",
        "notice command: it cannot be run: Permission denied",
    ]


async def test_closing_kills_one_that_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vicidash.alerts.notify.notice.GRACE", 0.05)
    fifo = tmp_path / "pid"
    os.mkfifo(fifo)
    command = Command([sys.executable, "-c", HANG.format(str(fifo))], lambda text: None)
    command.send([notice()])
    pid = int(await asyncio.to_thread(fifo.read_text))
    await command.aclose()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
