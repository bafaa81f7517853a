"""How little ``vicidash line`` asks the dialer, however many show one, and what it keeps."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Age, Vicidash
from tests.cli.runner import RIGHT, ROOT, WRONG, account, asked
from tests.replay import Replay, recorded
from vicidash.cli import cache
from vicidash.cli.status_line import cache as line_cache
from vicidash.cli.status_line.text import FIELDS
from vicidash.demo import DemoServer

HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>\n"
ALL = "|".join(f"{{{name}}}" for name in FIELDS)


def test_all_who_show_a_line_share_one_answer(vicidash: Vicidash, known: Replay) -> None:
    vicidash("line", env=account(known))
    before = asked(known)
    for args in ([], ["--tmux"], ["--campaign", "SALESB2B"], ["--format", "{drops_left} {paused}"]):
        assert vicidash("line", *args).code == 0
    assert asked(known) == before


def test_each_part_is_asked_for_as_seldom_as_by_the_console(
    vicidash: Vicidash, known: Replay, later: Age
) -> None:
    for _ in range(25):
        assert vicidash("line", "--max-age", "1", env=account(known)).code == 0
        later(2.5)
    counts = asked(known)
    assert counts["logged_in_agents"] <= 60 / 4 + 1
    assert counts["call_status_stats"] == counts["campaigns_list"] == 2
    groups = counts["in_group_status"] / 6
    assert groups <= 60 / 15 + 1
    assert "hopper_list" not in counts


def test_what_is_older_than_allowed_is_asked_for_again(
    vicidash: Vicidash, known: Replay, later: Age
) -> None:
    fields = ("line", "--format", "{in_call}", "--max-age")
    vicidash(*fields, "60", env=account(known))
    later(59)
    vicidash(*fields, "60")
    assert asked(known)["logged_in_agents"] == 1
    vicidash(*fields, "30")
    assert asked(known)["logged_in_agents"] == 2


def test_a_dialer_that_is_away_is_said_with_the_age_and_left_alone(
    vicidash: Vicidash, known: Replay, later: Age
) -> None:
    vicidash("line", env=account(known))
    later(60)
    for function in ("logged_in_agents", "campaigns_list"):
        known.answer(function, HTML)
    ran = vicidash("line")
    assert (ran.code, ran.err) == (4, "")
    assert ran.out == "!! NO ANSWER 1 min ALL 3.72%!! 32 in call 12 waiting · q 12\n"
    before = asked(known)
    later(5)
    assert vicidash("line").code == 4
    assert asked(known) == before


def test_a_dialer_that_comes_back_is_forgiven(
    vicidash: Vicidash, known: Replay, later: Age
) -> None:
    good = recorded("logged_in_agents_hdrYES_subYES").body
    known.answer("logged_in_agents", HTML).answer("logged_in_agents", good)
    first = vicidash("line", "--format", "{in_call}", env=account(known))
    assert (first.code, first.out) == (4, "!! NO ANSWER 0 s —\n")
    later(11)
    ran = vicidash("line", "--format", "{in_call}")
    assert (ran.code, ran.out) == (0, "32\n")


def test_a_refused_login_is_tried_once_until_somebody_asks(
    vicidash: Vicidash, known: Replay, later: Age
) -> None:
    for _ in range(4):
        ran = vicidash("line", env=account(known, WRONG))
        assert (ran.code, ran.err.count("\n")) == (3, 1)
        assert ran.out.startswith("!! LOGIN REFUSED ALL — ")
        assert "vicidash line --retry-login" in ran.err
        assert WRONG not in ran.out + ran.err
        later(3600)
    assert known.logins == 1
    assert vicidash("line", "--retry-login", env=account(known, WRONG)).code == 3
    assert known.logins == 2
    assert vicidash("line", "--retry-login", env=account(known)).code == 0
    assert vicidash("line").code == 0


def test_a_login_that_another_command_was_refused_is_not_tried(
    vicidash: Vicidash, known: Replay
) -> None:
    assert vicidash("agents", env=account(known, WRONG)).code == 3
    assert vicidash("line", env=account(known, WRONG)).code == 3
    assert known.logins == 1


def test_a_login_that_was_refused_meanwhile_is_not_tried(
    vicidash: Vicidash, known: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = cache._claim

    def late(own: Path) -> None:
        key = cache.account(known.url, "apiuser")
        cache.note_login(key, good=False)  # by another, who has just let go
        claim(own)

    monkeypatch.setattr(cache, "_claim", late)
    ran = vicidash("line", env=account(known, WRONG))
    assert (ran.code, known.logins) == (3, 0)
    assert "the last login was refused" in ran.err


def test_a_settings_file_from_the_future_is_worth_one_try_too(
    vicidash: Vicidash, known: Replay
) -> None:
    path = Path(vicidash("config", "path").out.strip())
    path.parent.mkdir(parents=True)
    path.write_text(f'url = "{known.url}"\nuser = "apiuser"\npassword = "{WRONG}"\n')
    path.chmod(0o600)
    os.utime(path, (time.time() + 7200,) * 2)
    assert [vicidash("line").code for _ in range(3)] == [3, 3, 3]
    assert known.logins == 1


def test_a_settings_file_that_was_changed_is_worth_one_try(
    vicidash: Vicidash, known: Replay
) -> None:
    path = Path(vicidash("config", "path").out.strip())
    path.parent.mkdir(parents=True)

    def write(password: str, ago: float) -> None:
        path.write_text(f'url = "{known.url}"\nuser = "apiuser"\npassword = "{password}"\n')
        path.chmod(0o600)
        os.utime(path, (time.time() - ago,) * 2)

    write(WRONG, 60)
    assert [vicidash("line").code for _ in range(3)] == [3, 3, 3]
    assert known.logins == 1
    write(RIGHT, -1)
    assert vicidash("line").code == 0


@pytest.mark.thorough
def test_one_of_many_asks_and_the_others_take_what_there_is(
    env: dict[str, str], known: Replay
) -> None:
    login = {**env, **account(known)}
    program = """
from vicidash.cli.main import run
from vicidash.cli.status_line import command
command._PATIENCE = 60  # whoever asks may have to wait for its turn on a busy machine
run(None, ["line", "--format", "{in_call}"])
"""
    command = [sys.executable, "-c", program]
    runs = [
        subprocess.Popen(command, cwd=ROOT, env=login, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = [run.communicate(timeout=60)[0] for run in runs]
    assert said == ["32\n"] * 4
    assert asked(known)["logged_in_agents"] == 1


def test_other_campaigns_are_another_picture() -> None:
    many = tuple(f"CAMP{number:04}" for number in range(40))
    sets = [(), ("all",), ("A-B",), ("A", "B"), many, (*many[:-1], "OTHER")]
    assert len({line_cache.SettingsStamp("k", each).name for each in sets}) == len(sets)


def test_who_died_while_asking_holds_nobody_for_long(
    vicidash: Vicidash, known: Replay, later: Age
) -> None:
    vicidash("line", env=account(known))
    claim = cache.single_flight(cache.account(known.url, "apiuser"))
    assert claim.__enter__()  # and it never ends
    later(10)
    before = asked(known)
    assert vicidash("line").out.startswith("ALL 3.72%")
    assert asked(known) == before
    later(60)
    vicidash("line")
    assert asked(known) != before


def test_the_file_is_the_owners_and_holds_no_secret(
    vicidash: Vicidash, login: dict[str, str], tmp_path: Path, centre: DemoServer
) -> None:
    vicidash("line", "--format", ALL, env={**login, "VICIDIAL_PASS": "demo"})
    folder = tmp_path / "cache" / "vicidash"
    people = centre.dialer.world.agents.values()
    names = [each.full_name for each in people if not each.full_name.isdigit()]
    kept = [path for path in folder.iterdir() if "line" in path.name]
    assert len(kept) == 2
    for path in kept:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        text = path.read_text(encoding="utf-8")
        assert '"demo"' not in text
        assert not [name for name in names if name in text]
        assert not re.search(r"(?<![\w.])\d{10}(?![\w.])", text)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"agents": 5}', '{"agents": {"at": "x"}}', "null"]
)
def test_a_file_that_cannot_be_read_is_asked_for_anew(
    text: str, vicidash: Vicidash, known: Replay
) -> None:
    vicidash("line", "--format", "{in_call}", env=account(known))
    found = line_cache.SettingsStamp(cache.account(known.url, "apiuser"))
    cache.write(found.name, text)
    assert vicidash("line", "--format", "{in_call}").out == "32\n"
