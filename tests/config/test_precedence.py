"""Flags before environment before profile before the top of the file before defaults."""

import itertools
from pathlib import Path

import pytest

from tests.config.conftest import WriteSettings
from vicidash.config import ConfigError, Settings, load
from vicidash.config.settings import fields

PLACES = ("file", "profile night", "environment VICIDIAL_USER", "flag")  # lowest first


def users(places: tuple[str, ...]) -> tuple[str, dict[str, str], dict[str, object]]:
    """A file, an environment and flags that each name another user."""
    top = 'user = "file"\n' if "file" in places else ""
    nested = 'user = "profile night"\n' if "profile night" in places else ""
    name = "environment VICIDIAL_USER"
    env = {"VICIDIAL_USER": name} if name in places else {}
    return f"{top}[profiles.night]\n{nested}", env, {"user": "flag"} if "flag" in places else {}


@pytest.mark.parametrize(
    "places", [c for n in range(5) for c in itertools.combinations(PLACES, n)], ids=" < ".join
)
def test_the_highest_place_that_names_it_wins(
    write: WriteSettings, places: tuple[str, ...]
) -> None:
    text, env, flags = users(places)
    loaded = load(flags, env=env, path=write(text), profile="night")
    highest = places[-1] if places else None
    assert loaded.settings.user == highest
    assert loaded.origin["user"] == (highest or "default")


def test_every_setting_has_an_origin(write: WriteSettings) -> None:
    path = write('url = "https://a.example"\n[profiles.night]\nfloor_interval = 8\n')
    loaded = load({"theme": "mono"}, env={"CAMPAIGNS": "A"}, path=path, profile="night")
    assert list(loaded.origin) == [name for name, _ in fields(Settings)]
    assert loaded.origin["url"] == "file"
    assert loaded.origin["floor_interval"] == "profile night"
    assert loaded.origin["campaigns"] == "environment CAMPAIGNS"
    assert loaded.origin["theme"] == "flag"
    assert loaded.origin["dialect"] == "default"


def test_nothing_anywhere_gives_the_defaults(home: Path) -> None:
    loaded = load(env={})
    assert loaded.settings == Settings()
    assert loaded.path == home / "config" / "vicidash" / "config.toml"
    assert not loaded.exists
    assert loaded.profile is None
    assert loaded.profiles == ()
    assert loaded.warnings == ()
    assert set(loaded.origin.values()) == {"default"}


def test_all_environment_variables(tmp_path: Path) -> None:
    env = {
        "VICIDIAL_URL": "https://dialer.example/",
        "VICIDIAL_USER": "6666",
        "VICIDIAL_PASS": "secret1234",
        "CAMPAIGNS": " SALES, ,SUPPORT ,SALES,",
    }
    settings = load(env=env, path=tmp_path / "none.toml").settings
    assert settings.url == "https://dialer.example"
    assert settings.user == "6666"
    assert settings.password is not None
    assert settings.password.get_secret_value() == "secret1234"
    assert settings.campaigns == ("SALES", "SUPPORT")


@pytest.mark.parametrize("blank", ["", " ", " , "])
def test_blank_campaigns_are_no_campaigns(write: WriteSettings, blank: str) -> None:
    loaded = load(env={"CAMPAIGNS": blank}, path=write('campaigns = ["A"]'))
    assert loaded.settings.campaigns == ("A",)
    assert loaded.origin["campaigns"] == "file"


def test_an_empty_variable_is_not_set(write: WriteSettings) -> None:
    env = {"VICIDIAL_USER": "", "VICIDIAL_PASS": "", "VICIDASH_PROFILE": "", "VICIDASH_CONFIG": ""}
    loaded = load(env=env, path=write('user = "6666"'))
    assert loaded.settings.user == "6666"
    assert loaded.origin["password"] == "default"


def test_a_flag_of_none_was_not_given_and_an_empty_list_was(write: WriteSettings) -> None:
    path = write('campaigns = ["A"]\ntheme = "mono"')
    loaded = load({"campaigns": [], "theme": None}, env={}, path=path)
    assert loaded.settings.campaigns == ()
    assert loaded.origin["campaigns"] == "flag"
    assert loaded.settings.theme == "mono"


PROFILES = 'profile = "day"\n[profiles.day]\ntheme="d"\n[profiles.night]\ntheme="n"\n[profiles.x]\n'


@pytest.mark.parametrize(
    ("flag", "env", "profile", "theme"),
    [
        (None, {}, "day", "d"),
        (None, {"VICIDASH_PROFILE": "night"}, "night", "n"),
        ("x", {"VICIDASH_PROFILE": "night"}, "x", "floor-dark"),
    ],
)
def test_which_profile(
    write: WriteSettings, flag: str | None, env: dict[str, str], profile: str, theme: str
) -> None:
    loaded = load(env=env, path=write(PROFILES), profile=flag)
    assert loaded.profile == profile
    assert loaded.settings.theme == theme
    assert loaded.profiles == ("day", "night", "x")


@pytest.mark.parametrize(
    ("flag", "env", "text", "where", "remedy"),
    [
        ("nigth", {}, PROFILES, "--profile", "did you mean night?"),
        (None, {"VICIDASH_PROFILE": "zz"}, PROFILES, "VICIDASH_PROFILE", "it has day, night, x"),
        (None, {}, 'profile = "late shift"', "{path}: profile", "[profiles.'late shift']"),
    ],
)
def test_a_profile_that_is_not_there(
    write: WriteSettings, flag: str | None, env: dict[str, str], text: str, where: str, remedy: str
) -> None:
    path = write(text)
    with pytest.raises(ConfigError) as caught:
        load(env=env, path=path, profile=flag)
    (problem,) = caught.value.problems
    assert problem.where == where.format(path=path)
    assert "no profile" in problem.message
    assert str(path) in problem.message
    assert remedy in problem.remedy


def test_a_password_command_and_a_password_replace_each_other(write: WriteSettings) -> None:
    path = write('password_command = "pass show dialer"\n[profiles.night]\npassword = "abc"\n')
    by_day = load(env={}, path=path).settings
    assert by_day.password is None
    assert by_day.password_command == ("pass", "show", "dialer")
    by_night = load(env={}, path=path, profile="night")
    assert by_night.settings.password is not None
    assert by_night.settings.password_command == ()
    assert by_night.origin["password_command"] == "default"
    from_environment = load(env={"VICIDIAL_PASS": "xyz"}, path=path).settings
    assert from_environment.password_command == ()


def test_the_file_is_the_flag_then_the_variable_then_the_users_own(
    home: Path, tmp_path: Path
) -> None:
    own = home / "config" / "vicidash" / "config.toml"
    own.parent.mkdir(parents=True)
    own.write_text('theme = "own"')
    named = tmp_path / "named.toml"
    named.write_text('theme = "named"')
    flagged = tmp_path / "flagged.toml"
    flagged.write_text('theme = "flagged"')
    env = {"VICIDASH_CONFIG": str(named)}
    assert load(env={}).settings.theme == "own"
    assert load(env=env).settings.theme == "named"
    assert load(env=env, path=flagged).settings.theme == "flagged"
