"""Completion of ids: what is offered, from where, how fast, and how seldom a login is tried."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import ROOT, WRONG, account, no_console
from tests.replay import Replay, recorded
from vicidash.cli import cache, refresh_cache
from vicidash.cli.cache import single_flight
from vicidash.cli.main import run
from vicidash.client import LoginError, VicidialClient
from vicidash.config import Loaded
from vicidash.demo import DemoServer
from vicidash.launch import CONSOLE, LaunchTarget

pytestmark = pytest.mark.thorough

LOADED = """
import sys
from vicidash.cli.main import run
try:
    code = run(None, [])
finally:
    heavy = {"httpx", "pydantic", "textual", "rich", "asyncio"} & sys.modules.keys()
    print("LOADED", sorted(heavy), file=sys.stderr)
"""

Press = Callable[..., list[str]]


class Fetching:
    """Stands for the process that fetches names: it is done when it has begun."""

    def __init__(self, args: list[str], **settings: object) -> None:
        assert args[:3] == [sys.executable, "-m", refresh_cache.__name__]
        assert settings["start_new_session"]
        refresh_cache.fetch(args[3], args[4], json.loads(args[5]))

    def poll(self) -> int:
        return 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "vicidash"


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Press:
    """What a shell offers behind a line, with the names fetched in this process."""

    def go(line: str, env: dict[str, str]) -> list[str]:
        typed = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
        with monkeypatch.context() as patch:
            patch.setattr(subprocess, "Popen", Fetching)
            for name, value in {**env, **typed, "_VICIDASH_COMPLETE": "bash_complete"}.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit):
                run(no_console, ())
        captured = capsys.readouterr()
        assert captured.err == ""
        return [each.partition(",")[2] for each in captured.out.splitlines() if each]

    return go


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("vicidash stats S", ["SALESB2B", "SOLAR_OB"]),
        ("vicidash stats SALESB2B S", ["SOLAR_OB"]),
        ("vicidash campaign pause IN", ["INSURNCE", "INB_ONLY"]),
        ("vicidash dial-level SO", ["SOLAR_OB"]),
        ("vicidash campaign level SO", ["SOLAR_OB"]),
        ("vicidash agents --campaign SO", ["SOLAR_OB"]),
        ("vicidash --campaigns SALESB2B,S", ["SALESB2B,SOLAR_OB"]),
        ("vicidash pause a0010", ["a0010"]),
        ("vicidash agent transfer a0001 --agent a005", [f"a{n:04}" for n in range(50, 60)]),
        ("vicidash agent transfer a0001 --in-group SU", ["SUPPORT"]),
        ("vicidash --in-groups SU", ["SUPPORT"]),
        ("vicidash list info 100", ["1000", "1001", "1002", "1003"]),
        ("vicidash lead add 3125550001 --list 1003", ["1003"]),
    ],
)
def test_ids_are_offered(
    line: str, offered: list[str], press: Press, login: dict[str, str]
) -> None:
    assert press(line, login) == offered


def test_names_are_asked_for_once_a_minute(
    press: Press, login: dict[str, str], centre: DemoServer, folder: Path
) -> None:
    before = len(centre.dialer.requests)
    for _ in range(3):
        assert press("vicidash stats SO", login) == ["SOLAR_OB"]
    assert len(centre.dialer.requests) == before + 1
    for path in folder.iterdir():
        os.utime(path, (time.time() - 61,) * 2)
    assert press("vicidash stats SO", login) == ["SOLAR_OB"]
    assert len(centre.dialer.requests) == before + 2


def test_files_are_the_owners_and_named_by_dialer_and_user(
    press: Press, login: dict[str, str], folder: Path
) -> None:
    press("vicidash stats S", login)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    key = cache.account(login["VICIDIAL_URL"], "demo")
    assert (folder / f"completion-{key}.campaigns").exists()
    viewer = {**login, "VICIDIAL_USER": "viewer", "VICIDIAL_PASS": "view"}
    assert press("vicidash stats SO", viewer) == ["SOLAR_OB"]
    assert len(list(folder.glob("*.campaigns"))) == 2


def completed(line: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """As a shell does it, in a process of its own."""
    typed = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    return subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=ROOT,
        env={**env, **typed, "_VICIDASH_COMPLETE": "zsh_complete"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_completion_itself_loads_nothing_heavy(
    env: dict[str, str], press: Press, login: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    press("vicidash pause a0", login)
    done = completed("vicidash pause a0021", {**env, **login})
    assert done.stdout.splitlines()[:2] == ["plain", "a0021"]
    assert done.stderr == "LOADED []\n"


def test_hostile_names_reach_no_shell(env: dict[str, str], login: dict[str, str]) -> None:
    at = cache.place({})
    key = cache.account("x", "y")
    cache.point(at, key)
    names = [("a1", "x\x1b[2J"), ("a$(reboot)", ""), ("a b", ""), ("a;b", ""), ("a\nb", "")]
    cache.remember(key, "agents", names)
    found = cache.recall(at, "agents")
    assert found is not None
    assert [name for name, _ in found] == ["a1"]


def test_the_dialers_words_beside_an_id_are_printable(
    dialer: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = recorded("campaigns_list").body.replace("Solar outbound", "\x1b[2Jx\u202ey")
    dialer.answer("campaigns_list", body)
    for name, value in account(dialer).items():
        monkeypatch.setenv(name, value)
    refresh_cache.fetch("place", "campaigns", {})
    assert ("SOLAR_OB", "·[2Jx·y") in (cache.recall("place", "campaigns") or ())


def test_a_refused_login_is_tried_once_however_often_a_key_is_pressed(
    press: Press, dialer: Replay
) -> None:
    wrong = account(dialer, WRONG)
    for line in ("vicidash stats S", "vicidash pause a", "vicidash stats S", "vicidash list info "):
        assert press(line, wrong) == []
    assert dialer.logins == 1


def test_a_login_that_a_command_was_refused_is_not_tried_until_one_succeeds(
    press: Press, dialer: Replay, vicidash: Vicidash
) -> None:
    assert vicidash("stats", env=account(dialer, WRONG)).code == 3
    assert press("vicidash stats SO", account(dialer, WRONG)) == []
    assert dialer.logins == 1
    assert vicidash("campaign", "list", env=account(dialer)).code == 0
    assert press("vicidash stats SO", account(dialer)) == ["SOLAR_OB"]


def test_a_login_that_the_console_was_refused_is_not_tried(
    press: Press, dialer: Replay, vicidash: Vicidash
) -> None:
    def console(
        loaded: Loaded, client: VicidialClient, *, mode: str = "", view: LaunchTarget = CONSOLE
    ) -> int:
        async def look() -> None:
            async with client:
                with pytest.raises(LoginError):
                    await client.agents.list()

        asyncio.run(look())
        return 0

    assert vicidash(env=account(dialer, WRONG), launch=console).code == 0
    assert press("vicidash stats SO", account(dialer, WRONG)) == []
    assert dialer.logins == 1


def test_a_place_is_told_by_what_decides_the_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = cache.place({})
    assert cache.place({"url": None}) == here != cache.place({"url": "http://x"})
    own = cache.place({"config": "own.toml"})
    monkeypatch.chdir(tmp_path)
    assert cache.place({}) == here
    assert cache.place({"config": "own.toml"}) != own
    monkeypatch.setenv("VICIDIAL_USER", "another")
    assert cache.place({}) != here


def test_who_is_killed_while_trying_has_tried(
    dialer: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*args: object, **kwargs: object) -> None:
        raise SystemExit(9)

    for name, value in account(dialer).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(refresh_cache, "_names", killed)
    with pytest.raises(SystemExit):
        refresh_cache.fetch("place", "campaigns", {})
    assert cache.refused(cache.account(dialer.url, "apiuser"))


def test_one_asks_and_others_wait_for_what_it_finds(
    dialer: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in account(dialer).items():
        monkeypatch.setenv(name, value)
    key = cache.account(dialer.url, "apiuser")
    cache.point("place", key)
    with single_flight(key) as ours:
        assert ours
        refresh_cache.fetch("place", "campaigns", {})
        assert dialer.requests == []
    refresh_cache.fetch("place", "campaigns", {})
    assert dialer.logins == 1


def test_one_who_comes_when_another_is_just_done_asks_no_more(
    dialer: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in account(dialer).items():
        monkeypatch.setenv(name, value)

    def late(key: str) -> AbstractContextManager[bool]:
        cache.remember(key, "campaigns", [("SALESB2B", "")])  # by another, who has let go
        return single_flight(key)

    monkeypatch.setattr(refresh_cache, "single_flight", late)
    refresh_cache.fetch("place", "campaigns", {})
    assert dialer.requests == []
    assert cache.recall("place", "campaigns") == (("SALESB2B", ""),)


def test_a_slow_dialer_holds_no_shell_and_is_there_at_the_next_key(
    env: dict[str, str], dialer: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialer.answer("campaigns_list", recorded("campaigns_list").body, held=True)
    here = {**env, **account(dialer)}
    done = completed("vicidash stats SO", here)
    assert (done.stdout, done.stderr) == ("\n", "LOADED []\n")
    dialer.release()
    deadline = time.monotonic() + 30
    while not done.stdout.strip() and time.monotonic() < deadline:
        done = completed("vicidash stats SO", here)
    assert done.stdout.splitlines() == ["plain", "SOLAR_OB", "Solar outbound"]
    assert dialer.logins == 1


@pytest.mark.parametrize(
    "env_of_user",
    [
        {},
        {"VICIDIAL_URL": "http://127.0.0.1:9", "VICIDIAL_USER": "u", "VICIDIAL_PASS": "p"},
        {"VICIDIAL_URL": "nonsense", "VICIDIAL_USER": "u", "VICIDIAL_PASS": "p"},
        {"VICIDASH_CONFIG": "/nonexistent/config.toml"},
    ],
)
def test_no_settings_and_no_dialer_are_no_error(
    env_of_user: dict[str, str], env: dict[str, str]
) -> None:
    done = completed("vicidash stats S", {**env, **env_of_user})
    assert (done.returncode, done.stdout, done.stderr) == (0, "\n", "LOADED []\n")


def test_a_cache_that_cannot_be_kept_is_no_error(
    env: dict[str, str], login: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")
    done = completed("vicidash stats S", {**env, **login})
    assert (done.returncode, done.stdout, done.stderr) == (0, "\n", "LOADED []\n")
