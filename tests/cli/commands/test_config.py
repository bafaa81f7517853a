"""``vicidash config``: where the settings are, and everything that is wrong with them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import at_terminal
from vicidash.config import Settings, config_path
from vicidash.config.settings import fields

LOGIN = {"VICIDIAL_URL": "https://dialer.test", "VICIDIAL_USER": "6666", "VICIDIAL_PASS": "s3cret"}


@pytest.fixture
def file() -> Path:
    path = config_path()
    path.parent.mkdir(parents=True)
    path.touch(mode=0o600)
    return path


def test_path_prints_where_the_file_is_or_would_be(vicidash: Vicidash, tmp_path: Path) -> None:
    assert vicidash("config", "path").out == f"{tmp_path}/config/vicidash/config.toml\n"
    assert vicidash("--config", "other.toml", "config", "path").out == "other.toml\n"
    env = {"VICIDASH_CONFIG": "/elsewhere.toml"}
    assert vicidash("config", "path", env=env).out == "/elsewhere.toml\n"


def test_check_prints_each_setting_with_its_origin(vicidash: Vicidash, file: Path) -> None:
    file.write_text('campaigns = ["A", "B"]\n[profiles.night]\ntheme = "floor-light"\n')
    args = "--profile", "night", "--read-only", "config", "check"
    ran = vicidash(*args, env=LOGIN)
    assert (ran.code, ran.err) == (0, "")
    rows = {row["setting"]: (row["value"], row["origin"]) for row in ran.rows}
    assert list(rows) == [name for name, _ in fields(Settings)]
    assert rows["url"] == ("https://dialer.test", "environment VICIDIAL_URL")
    assert rows["campaigns"] == ("A, B", "file")
    assert rows["theme"] == ("floor-light", "profile night")
    assert rows["read_only"] == ("true", "flag")
    assert rows["ca_file"] == ("not set", "default")
    assert rows["in_groups"] == ("none", "default")
    assert rows["password"] == ("set", "environment VICIDIAL_PASS")
    assert rows["password_command"] == ("not set", "default")


def test_check_as_json(vicidash: Vicidash, file: Path) -> None:
    file.write_text('campaigns = ["A"]\n')
    data = vicidash("config", "check", "--json", env=LOGIN).json
    assert list(data) == ["path", "exists", "profile", "settings", "warnings", "problems"]
    assert (data["path"], data["exists"], data["profile"]) == (str(file), True, None)
    assert list(data["settings"]) == [name for name, _ in fields(Settings)]
    assert data["settings"]["campaigns"] == {"value": ["A"], "origin": "file"}
    assert data["settings"]["password"]["value"] == "set"
    assert (data["warnings"], data["problems"]) == ([], [])


def test_a_missing_login_is_a_problem(vicidash: Vicidash) -> None:
    ran = vicidash("config", "check")
    assert ran.code == 2
    assert ran.rows[0] == {"setting": "url", "value": "not set", "origin": "default"}
    assert ran.err.startswith("vicidash: settings: url, user and password are not set; set ")


def test_all_problems_are_listed(vicidash: Vicidash, file: Path) -> None:
    file.write_text('capaigns = ["A"]\nfloor_interval = 0.1\npassword = "s3cret"\n')
    file.chmod(0o644)
    ran = vicidash("config", "check", env={**LOGIN, "VICIDIAL_URL": "dialer"})
    assert (ran.code, ran.out) == (2, "")
    said = ran.err.splitlines()
    assert len(said) == 4
    assert all(line.startswith("vicidash: ") for line in said)
    assert "chmod 600" in ran.err
    assert "did you mean campaigns?" in ran.err
    assert "floor_interval" in ran.err
    assert "https://dialer" in ran.err
    assert "s3cret" not in ran.err
    data = vicidash("config", "check", "--json").json
    assert len(data["problems"]) == 4
    assert set(data["problems"][0]) == {"where", "message", "remedy"}
    assert data["settings"] == {}


def test_a_password_command_is_run_and_its_words_are_not_shown(
    vicidash: Vicidash, file: Path
) -> None:
    file.write_text('url = "https://d.test"\nuser = "u"\npassword_command = "echo hunter2"\n')
    ran = vicidash("config", "check")
    assert ran.code == 0
    rows = {row["setting"]: row["value"] for row in ran.rows}
    assert (rows["password"], rows["password_command"]) == ("not set", "set")
    assert "hunter2" not in ran.out + ran.err
    file.write_text('url = "https://d.test"\nuser = "u"\npassword_command = "false"\n')
    ran = vicidash("config", "check")
    assert ran.code == 2
    assert "failed with exit status 1" in ran.err


@pytest.mark.parametrize("how", ["password", "password_command"])
def test_a_password_that_a_dialer_never_accepts_is_told(
    how: str, vicidash: Vicidash, file: Path
) -> None:
    value = "hunter&2" if how == "password" else "echo 'hunter&2'"
    file.write_text(f'url = "https://d.test"\nuser = "u"\n{how} = "{value}"\n')
    ran = vicidash("config", "check")
    assert ran.code == 0
    assert "an ampersand" in ran.err
    assert "hunter" not in ran.out + ran.err


def test_settings_in_tables_are_shown_one_by_one_without_their_secrets(
    vicidash: Vicidash, file: Path
) -> None:
    file.write_text(
        '[alerts]\nwebhook = "https://hooks.test/hunter2"\ncommand = "notify hunter2"\n'
        "[alerts.paused.limits]\nBREAK = 20\n[profiles.night.alerts.dead]\non = false\n"
    )
    ran = vicidash("--profile", "night", "config", "check", env=LOGIN)
    rows = {row["setting"]: (row["value"], row["origin"]) for row in ran.rows}
    assert rows["alerts.webhook"] == ("set", "file")
    assert rows["alerts.command"] == ("set", "file")
    assert rows["alerts.paused.limits"] == ("LUNCH = 45; BREAK = 20", "file")
    assert rows["alerts.dead.on"] == ("false", "profile night")
    assert rows["alerts.drop.warn"] == ("2.5", "default")
    as_json = vicidash("config", "check", "--json", env=LOGIN)
    assert as_json.json["settings"]["alerts.paused.limits"]["value"] == {"LUNCH": 45, "BREAK": 20}
    assert "hunter2" not in ran.out + ran.err + as_json.out


def test_neither_needs_a_dialer(vicidash: Vicidash) -> None:
    login = {**LOGIN, "VICIDIAL_URL": "http://127.0.0.1:9"}
    assert vicidash("config", "check", env=login).code == 0
    assert vicidash("config", "path").code == 0


def test_a_terminal_gets_a_table() -> None:
    code, shown = at_terminal("config", "check", env={**os.environ, **LOGIN})
    assert code == 0
    assert "Setting" in shown
    assert "s3cret" not in shown


def test_tables_read_well(vicidash: Vicidash, file: Path) -> None:
    file.write_text(
        'pause_codes = ["LUNCH"]\nascii = true\n'
        '[keys]\npause = "P"\nresume = ["r", "F6"]\n[filters]\nlate = "paused SALES"\n'
    )
    rows = {row["setting"]: row["value"] for row in vicidash("config", "check", env=LOGIN).rows}
    assert rows["keys"] == "pause = P; resume = r, F6"
    assert rows["filters"] == "late = paused SALES"
    assert (rows["pause_codes"], rows["ascii"]) == ("LUNCH", "true")
    data = vicidash("config", "check", "--json", env=LOGIN).json
    assert data["settings"]["keys"]["value"] == {"pause": ["P"], "resume": ["r", "F6"]}


def test_keys_that_clash_are_a_problem(vicidash: Vicidash, file: Path) -> None:
    file.write_text('[keys]\npause = "q"\n')
    ran = vicidash("config", "check", env=LOGIN)
    assert ran.code == 2
    assert f"{file}: keys.pause: 'q' is also the key of quit (Quit)" in ran.err
