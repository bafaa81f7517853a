"""Output that nobody can write: a full disk behind stdout, a cache folder that is none."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command_lines import READING, path_of
from tests.cli.conftest import Vicidash
from tests.cli.runner import ROOT, account, stranger
from tests.demo.support import Clock
from tests.replay import Replay
from vicidash.cli.status_line import command
from vicidash.demo import DemoDialer, DemoServer

pytestmark = pytest.mark.thorough

FULL = Path("/dev/full")
PRINTING = [
    *({path_of(args): args for args in READING}.values()),
    ["agents", "--json"],
    ["stats", "--json"],
    ["config", "check"],
    ["config", "path"],
    ["guard", "status"],
    ["history", "export"],
    ["history", "report"],
    ["--once"],
]
"""One line for each command that prints what it read."""


def on_full_disk(*args: str, env: dict[str, str]) -> tuple[int, str]:
    """The exit code and stderr of a command whose output goes nowhere."""
    with FULL.open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "vicidash", *args],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    return ran.returncode, ran.stderr


@pytest.fixture(scope="module")
def centre() -> DemoDialer:
    return DemoDialer(seed=7, clock=Clock())


@pytest.fixture
def demo_env(centre: DemoDialer, env: dict[str, str]) -> object:
    with DemoServer(centre) as server:
        login = {"VICIDIAL_URL": server.url, "VICIDIAL_USER": "demo", "VICIDIAL_PASS": "demo"}
        yield env | login


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("args", PRINTING, ids=" ".join)
def test_a_full_disk_is_told_by_every_command_that_prints(
    args: list[str], demo_env: dict[str, str], tmp_path: Path
) -> None:
    args = [{"101": "1000"}.get(each, each) for each in args]
    if "download" in args:
        args = [*args, "--to", str(tmp_path)]
    if "history" in args:  # which needs a file to print
        assert stranger("drops", env=demo_env).code == 0
    code, said = on_full_disk(*args, env=demo_env)
    assert code == 1
    assert said.splitlines()[-1].startswith("vicidash: the output could not be written: No space")
    assert "Traceback" not in said


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_writes_stop_where_nobody_can_read_of_them_and_say_what_was_done(
    centre: DemoDialer, demo_env: dict[str, str], audit: Callable[[], str]
) -> None:
    code, said = on_full_disk(*("dnc", "add", "3125550001", "3125550002", "--yes"), env=demo_env)
    assert code == 1
    assert "note: done all the same: 3125550001; not: 3125550002" in said
    assert said.splitlines()[-1].startswith("vicidash: the output could not be written")
    assert centre.world.dnc["SYSTEM_INTERNAL"] == {"3125550001"}
    outcomes = [json.loads(line)["outcome"] for line in audit().splitlines()]
    assert outcomes == ["sending", "done"]


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["dial-level", "SALESB2B", "2.6"], "SALESB2B: dial level 2.6 (was "),
        (["dial-level", "SALESB2B", "2.6", "--json"], "SALESB2B: dial level 2.6 (was "),
        (["dnc", "add", "3125550003", "--json"], "3125550003: done"),
        (["import", "LEADS", "--list", "1000"], "1 row: 1 added"),
        (["import", "LEADS", "--list", "1000", "--json"], "1 row: 1 added"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_what_a_write_did_is_in_a_note_where_it_cannot_be_printed(
    args: list[str], said: str, demo_env: dict[str, str], tmp_path: Path
) -> None:
    leads = tmp_path / "leads.csv"
    leads.write_text(f"phone_number\n41555503{len(args) + 10}\n")
    args = [str(leads) if each == "LEADS" else each for each in args]
    code, err = on_full_disk(*args, env=demo_env)
    assert code == 1
    assert f"vicidash: note: not printed: {said}" in err
    assert err.splitlines()[-1].startswith("vicidash: the output could not be written")


@pytest.fixture
def no_cache(tmp_path: Path) -> Path:
    """A file where the cache folder should be: root may write to any folder."""
    folder = tmp_path / "cache" / "vicidash"
    folder.parent.mkdir()
    folder.write_text("")
    return folder


def test_a_line_says_that_its_cache_cannot_be_written(
    vicidash: Vicidash, dialer: Replay, no_cache: Path
) -> None:
    ran = vicidash("line", env=account(dialer))
    assert ran.code == 2
    assert ran.out.startswith("!! CANNOT WRITE CACHE ")
    assert ran.err == (
        f"vicidash: the folder {no_cache} cannot be written: File exists. The lines of a user "
        "share their answers there. Set XDG_CACHE_HOME to another folder\n"
    )
    assert not dialer.requests, "without a lock every line would ask"
    ran = vicidash("line", "--tmux")
    assert ran.out.startswith("#[fg=white,bg=red,bold] !! CANNOT WRITE CACHE #[default]")


def test_answers_that_cannot_be_kept_are_shown_and_that_is_said(
    vicidash: Vicidash, known: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of the name of the file: nothing can take its place."""
    login = account(known)
    assert vicidash("line", env=login).code == 0
    (kept,) = (
        each
        for each in (tmp_path / "cache" / "vicidash").glob("completion-*.line-*")
        if each.is_file()
    )
    kept.unlink()
    kept.mkdir()
    ran = vicidash("line", env=login)
    assert ran.code == 0
    assert "—" not in ran.out.split("·")[0]
    assert f"note: {kept} cannot be written: Is a directory: each line asks" in ran.err
    assert command._KEEP in ran.err
    assert not list(kept.parent.glob("*.line-*.[0-9]*")), "no half of a file is left"
