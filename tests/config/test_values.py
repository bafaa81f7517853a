"""What each setting takes, and how a wrong one is reported."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from tests.config.conftest import WriteSettings, problems
from vicidash.config import Settings, load
from vicidash.config.settings import fields
from vicidash.config.validators import check_url, split_list


def test_every_setting_is_documented_with_its_default() -> None:
    for name, field in fields(Settings):
        assert field.description, name
        assert "efault" in field.description, name
        if name.endswith(("_interval", "_timeout")):
            assert field.description.startswith("Seconds"), name
            assert f"Default: {field.default:g}." in field.description, name


def test_settings_cannot_change() -> None:
    assert Settings.model_config["frozen"]
    assert Settings.model_config["extra"] == "forbid"


def test_a_whole_file(write: WriteSettings, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").touch()
    path = write("""
        url = " https://dialer.example:8443/sub/ "
        user = " 6666 "
        password_command = "pass show 'dialer one'"
        source = "crm"
        agent_url = "http://10.0.0.7/agc"
        ca_file = "ca.pem"
        get_requests = true
        connect_timeout = 2
        request_timeout = 12.5
        dialect = "auto"
        campaigns = ["SALES", " SUPPORT "]
        agents = "1001, 1002"
        in_groups = []
        max_dial_level = 4.001
        floor_interval = 1
        read_only = true
        theme = "mono"
    """)
    settings = load(env={}, path=path).settings
    assert settings.url == "https://dialer.example:8443/sub"
    assert settings.user == "6666"
    assert settings.password_command == ("pass", "show", "dialer one")
    assert settings.agent_url == "http://10.0.0.7/agc"
    assert settings.ca_file == tmp_path / "ca.pem"
    assert settings.connect_timeout == 2
    assert settings.campaigns == ("SALES", "SUPPORT")
    assert settings.agents == ("1001", "1002")
    assert settings.max_dial_level == 4.001
    assert settings.read_only


@pytest.mark.parametrize(
    ("line", "message", "remedy"),
    [
        ("user = 6666", "6666 is not text", "in quotes"),
        ('user = " "', "' ' must have at least 1 character", "correct"),
        ('floor_interval = "4"', "'4' is not a number", "without quotes"),
        ("floor_interval = true", "True is not a number", "without quotes"),
        ("floor_interval = 0.5", "0.5 must be greater than or equal to 1", "correct"),
        ("stats_interval = nan", "nan must be a finite number", "correct"),
        ("ledger_interval = inf", "inf must be a finite number", "correct"),
        ("request_timeout = 0", "0 must be greater than 0", "correct"),
        ("max_dial_level = -1", "-1 must be greater than 0", "correct"),
        ("read_only = 1", "1 is neither true nor false", "without quotes"),
        ('read_only = "yes"', "'yes' is neither true nor false", "without quotes"),
        ('dialect = "stok"', "'stok' must be 'stock', 'guide' or 'auto'", "correct"),
        ('source = "x"', "'x' must have at least 2 characters", "correct"),
        (f'source = "{"x" * 21}"', "must have at most 20 characters", "correct"),
        ("campaigns = 3", "3 is not a list", '["ONE", "TWO"]'),
        ('agents = ["1001", 1002]', "['1001', 1002] has an entry that is not text", "quotes"),
        ("password = 1234", "the value is not text", "in quotes"),
        ('password = ""', "the value is empty", "set the password"),
        ('password_command = "pass \'x"', "the value has an unclosed quote", "close it"),
        ("password_command = 3", "the value is not a command", "pass show dialer"),
        ("password_command = []", "the value is empty", "name a command"),
        ('password_command = ["a", "b\\u0000"]', "the value has a NUL", "take it out"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(
    write: WriteSettings, line: str, message: str, remedy: str
) -> None:
    path = write(line)
    (problem,) = problems(path)
    assert problem.where == f"{path}: {line.partition(' ')[0]}"
    assert message in problem.message
    assert remedy in problem.remedy


def test_a_long_wrong_value_is_cut(write: WriteSettings) -> None:
    (problem,) = problems(write(f'dialect = "{"x" * 500}"'))
    assert len(problem.message) < 150


@pytest.mark.parametrize(
    ("url", "message", "remedy"),
    [
        ("dialer.example", "'dialer.example' has no scheme", "https://dialer.example"),
        ("dialer.example:8080/x", "has no scheme", "https://dialer.example:8080/x"),
        ("//dialer.example", "has no scheme", "https://dialer.example"),
        ("https:/dialer.example", "has no scheme", "https://dialer.example"),
        ("https:", "has no scheme", "https://dialer.example.com"),
        ("ftp://dialer.example", "has the scheme ftp", "https://"),
        ("https://", "has no host", "https://dialer.example.com"),
        ("https://:80", "has no host", "https://"),
        ("https:///vicidial", "has no host", "https://"),
        ("https://d.example:eighty", "host or port", "https://"),
        ("https://d.example:99999", "host or port", "https://"),
        ("https://[::1", "host or port", "https://"),
        ("https://d.example/a b", "has a blank", "https://"),
        ("https://d.example\\x", "backslash", "https://"),
        ("https://me:pw@d.example", "the value has a login in it", "set user and password"),
        ("me:pw@d.example", "the value has a login in it", "set user and password"),
        ("https://d.example/?user=a&pass=pw", "'https://d.example/…' has a query", "before the ?"),
        ("https://d.example/#pw", "has a query or a fragment", "before the ?"),
    ],
)
def test_a_wrong_url(tmp_path: Path, url: str, message: str, remedy: str) -> None:
    (problem,) = problems(tmp_path / "none.toml", url=url)
    assert problem.where == "--url"
    assert message in problem.message
    assert remedy in problem.remedy
    assert "pw" not in str(problem)
    (agent,) = problems(tmp_path / "none.toml", agent_url=url)
    assert agent.message == problem.message


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://d.example", "https://d.example"),
        ("HTTP://d.example//", "HTTP://d.example"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        (
            "http://10.1.2.3/vicidial/non_agent_api.php",
            "http://10.1.2.3/vicidial/non_agent_api.php",
        ),
    ],
)
def test_a_good_url_only_loses_its_trailing_slash(tmp_path: Path, url: str, kept: str) -> None:
    assert load({"url": url}, env={}, path=tmp_path / "none").settings.url == kept


@given(st.text() | st.text().map("https://{}".format))
def test_a_url_that_is_taken_is_plain_and_the_refusal_of_another_is_printable(text: str) -> None:
    try:
        url = check_url(text)
    except PydanticCustomError as refusal:
        said = refusal.message() + str(refusal.context)
    else:
        said = url
        assert url.lower().startswith(("http://", "https://"))
        assert not url.endswith("/")
    assert said.isprintable()


@given(st.lists(st.text(st.characters(exclude_characters=","))))
def test_a_comma_list_and_a_list_mean_the_same(names: list[str]) -> None:
    assert split_list(",".join(names)) == split_list(names)


@pytest.mark.parametrize("value", [10**400, -(10**400), math.inf])
def test_numbers_beyond_all_bounds_are_refused(tmp_path: Path, value: float) -> None:
    (problem,) = problems(tmp_path / "none", floor_interval=value)
    assert problem.where == "--floor-interval"
