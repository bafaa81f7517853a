"""Wrong keys and layouts, and many problems at once."""

from pathlib import Path

import pytest

from tests.config.conftest import WriteSettings, problems
from vicidash.config import ConfigError, load


@pytest.mark.parametrize(
    ("text", "where", "table", "remedy"),
    [
        ('usr = "6666"', "usr", " at the top of the file", "did you mean user?"),
        ('Floor_Intervall = "6"', "Floor_Intervall", "the top", "did you mean floor_interval?"),
        ("[profils.night]", "profils", "the top", "did you mean profiles?"),
        ("zzz = 1", "zzz", " at the top of the file", "the settings are: url, user, "),
        ("[profiles.night]\nthem = 1", "profiles.night.them", "[profiles.night]", "theme?"),
        ("[profiles.x]\nprofile='a'", "profiles.x.profile", "[profiles.x]", "the settings"),
        ('["profiles"."late shift"]\nq = 1', "profiles.'late shift'.q", "'late shift'", "are:"),
        ('"\\u001b[2J" = 1', "'\\x1b[2J'", " at the top of the file", "the settings are"),
    ],
)
def test_an_unknown_key_is_named_with_its_table_and_the_nearest(
    write: WriteSettings, text: str, where: str, table: str, remedy: str
) -> None:
    path = write(text)
    (problem,) = problems(path)
    assert problem.where == f"{path}: {where}"
    assert table in problem.message
    assert remedy in problem.remedy


def test_an_unknown_flag(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path / "none.toml", floor_intervall=3)
    assert problem.where == "--floor-intervall"
    assert "floor_interval?" in problem.remedy


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("profile = 3", "profile", "is not the name of a profile"),
        ("profiles = 3", "profiles", "is not a table"),
        ("[[profiles]]\nuser = 'x'", "profiles", "is not a table"),
        ("[profiles]\nnight = 3", "profiles.night", "is not a table"),
    ],
)
def test_a_wrong_layout(write: WriteSettings, text: str, where: str, message: str) -> None:
    path = write(text)
    (problem,) = problems(path)
    assert problem.where == f"{path}: {where}"
    assert problem.message == message


def test_a_ca_file_that_is_not_there_matters_where_it_is_used(write: WriteSettings) -> None:
    path = write('[profiles.night]\nca_file = "none.pem"\n[profiles.home]\nca_file = "~/x.pem"')
    load(env={}, path=path)
    with pytest.raises(
        ConfigError, match=r"profiles\.night\.ca_file: there is no file .*none\.pem"
    ):
        load(env={}, path=path, profile="night")
    with pytest.raises(ConfigError, match=r"there is no file .*/home/x\.pem"):
        load(env={}, path=path, profile="home")


def test_all_problems_of_one_load_are_reported_together(write: WriteSettings) -> None:
    path = write("usr = 'x'\nfloor_interval = 0\n[profiles.night]\ntheme = 3\nprofiles = 4\n")
    path.chmod(0o644)
    env = {"VICIDIAL_URL": "dialer.example"}
    with pytest.raises(ConfigError) as caught:
        load({"dialect": "new"}, env=env, path=path, profile="evening")
    assert {problem.where for problem in caught.value.problems} == {
        f"{path}: usr",
        f"{path}: floor_interval",
        f"{path}: profiles.night.theme",
        f"{path}: profiles.night.profiles",
        "VICIDIAL_URL",
        "--dialect",
        "--profile",
    }
    text = str(caught.value)
    assert text.startswith("7 problems with the settings:\n  - ")
    assert len(text.splitlines()) == 8


def test_one_problem_reads_as_one_line(write: WriteSettings) -> None:
    path = write("floor_interval = 0")
    with pytest.raises(ConfigError) as caught:
        load(env={}, path=path)
    expected = "floor_interval: 0 must be greater than or equal to 1; correct the value"
    assert str(caught.value) == f"{path}: {expected}"
