"""Keys, filters, pause codes and the other settings that are a supervisor's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.conftest import WriteSettings, problems
from vicidash.config import Settings, load


def test_tables_and_lists_are_read(write: WriteSettings) -> None:
    path = write("""
        pause_codes = ["LUNCH", "BREAK", "LUNCH"]
        phone_login = " 8300 "
        ascii = true
        [keys]
        pause = "P"
        resume = ["r", "Ctrl+P", ","]
        [filters]
        "long pauses" = " paused SALES "
    """)
    settings = load(env={}, path=path).settings
    assert settings.keys == {"pause": ("P",), "resume": ("r", "Ctrl+P", ",")}
    assert settings.filters == {"long pauses": "paused SALES"}
    assert settings.pause_codes == ("LUNCH", "BREAK")
    assert settings.phone_login == "8300"
    assert settings.ascii is True


def test_nothing_set_is_nothing_of_ones_own(tmp_path: Path) -> None:
    settings = load(env={}, path=tmp_path / "none.toml").settings
    assert (settings.keys, settings.filters, settings.pause_codes) == ({}, {}, ())
    assert settings.phone_login is None
    assert settings.ascii == "auto"


def test_a_profile_changes_single_keys(write: WriteSettings) -> None:
    path = write('[keys]\npause = "P"\n[profiles.night.keys]\nresume = "R"\n')
    loaded = load(env={}, path=path, profile="night")
    assert loaded.settings.keys == {"pause": ("P",), "resume": ("R",)}
    assert loaded.where("keys") == f"{path}: profiles.night.keys"
    by_day = load(env={}, path=path)
    assert by_day.settings.keys == {"pause": ("P",)}
    assert by_day.where("keys") == f"{path}: keys"


def test_settings_of_two_runs_share_no_table() -> None:
    Settings().keys["pause"] = ("x",)
    assert Settings().keys == {}


@pytest.mark.parametrize(
    ("text", "where", "message", "remedy"),
    [
        ("keys = 3", "keys", "3 is not a table", "with a line for each name"),
        ('keys = { "" = "x" }', "keys", "has an entry without a name", "give it one"),
        ("[keys]\npause = 3", "keys", "3 is not a key", 'like "P"'),
        ('[keys]\npause = ["p", 3]', "keys", "is not a key", 'like "P"'),
        ("[keys]\npause = []", "keys", "has no key in it", "remove the line"),
        ('filters = "paused"', "filters", "is not a table", "a table of its own"),
        ('[filters]\nlate = ""', "filters", "must have at least 1 character", "correct"),
        ('pause_codes = ["LUNCHTIME"]', "pause_codes", "is no pause code", "1 to 6 letters"),
        ('pause_codes = ["A B"]', "pause_codes", "is no pause code", "1 to 6 letters"),
        ("pause_codes = 3", "pause_codes", "3 is not a list", '["ONE", "TWO"]'),
        ("phone_login = 8300", "phone_login", "8300 is not text", "in quotes"),
        ('ascii = "yes"', "ascii", "'yes' is neither true, false nor auto", '"auto"'),
        ("ascii = 1", "ascii", "1 is neither true, false nor auto", '"auto"'),
    ],
)
def test_a_wrong_one_is_named(
    write: WriteSettings, text: str, where: str, message: str, remedy: str
) -> None:
    path = write(text)
    (problem,) = problems(path)
    assert problem.where.startswith(f"{path}: {where}")
    assert message in problem.message
    assert remedy in problem.remedy
