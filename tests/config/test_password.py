"""The password and the command that prints it, and what is missing for a login."""

import shlex
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.config.conftest import WriteSettings
from vicidash.config import (
    ConfigError,
    Loaded,
    Problem,
    load,
    password,
    password_warning,
    passwords,
)

LOGIN = 'url = "https://d.example"\nuser = "6666"\n'


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.fixture
def with_command(tmp_path: Path) -> "CommandLoader":
    return CommandLoader(tmp_path)


class CommandLoader:
    """Loads settings whose password comes from a command."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "none.toml"

    def __call__(self, command: object) -> Loaded:
        flags = {"url": "https://d.example", "user": "6666", "password_command": command}
        return load(flags, env={}, path=self.path)

    def refusal(self, command: object) -> Problem:
        loaded = self(command)
        with pytest.raises(ConfigError) as caught:
            password(loaded)
        (problem,) = caught.value.problems
        return problem


def test_a_password_as_set(write: WriteSettings) -> None:
    path = write(LOGIN + 'password = " pass word "')
    assert password(load(env={}, path=path)).get_secret_value() == " pass word "
    from_environment = load(env={"VICIDIAL_PASS": "other"}, path=path)
    assert password(from_environment).get_secret_value() == "other"


@pytest.mark.parametrize(
    "printed", ["secret1", "secret1\n", "secret1\r\nuser: 6666\n", "secret1\nsecond line"]
)
def test_the_first_line_that_a_command_prints(with_command: CommandLoader, printed: str) -> None:
    command = python(f"import sys; sys.stdout.buffer.write({printed.encode()!r})")
    assert password(with_command(command)).get_secret_value() == "secret1"


def test_a_command_as_one_string_is_split_but_met_by_no_shell(with_command: CommandLoader) -> None:
    command = shlex.join(python("import sys; print(*sys.argv[1:])")) + " $HOME ';' x"
    assert password(with_command(command)).get_secret_value() == "$HOME ; x"


def test_a_command_runs_once_and_only_when_needed(
    with_command: CommandLoader, tmp_path: Path
) -> None:
    count = tmp_path / "count"
    loaded = with_command(python(f"print('x', file=open({str(count)!r}, 'a')); print('pw1')"))
    loaded.require_login()
    assert not count.exists()
    assert password(loaded) == password(loaded) == SecretStr("pw1")
    assert count.read_text() == "x\n"


def test_a_command_that_failed_can_be_asked_again(
    with_command: CommandLoader, tmp_path: Path
) -> None:
    ready = tmp_path / "ready"
    loaded = with_command(python(f"print(open({str(ready)!r}).read())"))
    with pytest.raises(ConfigError):
        password(loaded)
    ready.write_text("pw1")
    assert password(loaded) == SecretStr("pw1")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import sys; print('leak'); sys.exit('leak')", "failed with exit status 1"),
        ("import sys; print('leak'); sys.exit(42)", "failed with exit status 42"),
        ("import os; os.kill(os.getpid(), 9)", "was ended by signal 9"),
        ("pass", "printed an empty first line"),
        ("print(); print('leak')", "printed an empty first line"),
        ("import sys; sys.stdout.buffer.write(b'leak\\xff')", "not UTF-8 text"),
    ],
)
def test_a_command_that_fails_is_named_without_its_output(
    with_command: CommandLoader, code: str, message: str
) -> None:
    problem = with_command.refusal(python(code))
    assert problem.where == "--password-command"
    assert repr(sys.executable) in problem.message
    assert message in problem.message
    assert "shell" in problem.remedy
    assert "leak" not in str(problem)


def test_a_command_that_is_not_there(with_command: CommandLoader, tmp_path: Path) -> None:
    missing = str(tmp_path / "nothing")
    assert "was not found" in with_command.refusal([missing]).message
    assert "cannot be run" in with_command.refusal([str(tmp_path)]).message


def test_a_command_that_hangs_is_ended(
    with_command: CommandLoader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "PASSWORD_COMMAND_TIMEOUT", 0.05)
    hangs = python("import threading; print('leak', flush=True); threading.Event().wait()")
    assert "did not end within 0.05 s" in with_command.refusal(hangs).message


def test_a_command_reads_nothing_that_is_piped_into_vicidash(with_command: CommandLoader) -> None:
    command = python("import sys; print('read:' + sys.stdin.read())")
    assert password(with_command(command)).get_secret_value() == "read:"


def test_the_time_out_is_ten_seconds() -> None:
    assert passwords.PASSWORD_COMMAND_TIMEOUT == 10


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a&b", "an ampersand"),
        ("a'b", "an apostrophe"),
        ('a"b', "a double quote"),
        ("a\\b", "a backslash"),
        ("a;b", "a semicolon"),
        ("a|b", "a vertical bar"),
        ("a b", "a blank"),
        ("a\tb", "a blank"),
        ("& '", "an ampersand and an apostrophe and a blank"),
    ],
)
def test_a_password_that_the_dialer_never_matches_is_a_warning(
    write: WriteSettings, text: str, kinds: str
) -> None:
    loaded = load(env={"VICIDIAL_PASS": text}, path=write(LOGIN))
    (warning,) = loaded.warnings
    assert warning.startswith(f"VICIDIAL_PASS: the password has {kinds} in it")
    assert password(loaded).get_secret_value() == text


def test_a_password_that_can_match_gives_no_warning() -> None:
    assert password_warning(SecretStr("Pässwörd-_.:,!?#$%()*+/<=>@[]^`{}~1234")) is None


def test_the_warning_names_the_place(write: WriteSettings) -> None:
    path = write(LOGIN + '[profiles.night]\npassword = "a b"')
    (warning,) = load(env={}, path=path, profile="night").warnings
    assert warning.startswith(f"{path}: profiles.night.password: the password has a blank in it")
    assert load(env={}, path=path).warnings == ()


def test_two_passwords_in_one_table_are_a_problem(write: WriteSettings) -> None:
    path = write('password = "x"\npassword_command = "y"')
    with pytest.raises(ConfigError, match="password_command: stands beside password"):
        load(env={}, path=path)


def test_there_is_no_flag_for_the_password(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load({"password": "leak"}, env={}, path=tmp_path / "none.toml")
    (problem,) = caught.value.problems
    assert problem.where == "--password"
    assert "VICIDIAL_PASS" in problem.remedy


def test_a_login_that_is_complete(write: WriteSettings) -> None:
    loaded = load(env={}, path=write(LOGIN + 'password = "x"'))
    assert loaded.require_login() == ("https://d.example", "6666")


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        (
            "",
            "url, user and password are not set",
            "set VICIDIAL_URL, VICIDIAL_USER and VICIDIAL_PASS in the environment, or "
            "url, user and password (or password_command) in {path}; "
            "to try vicidash without a dialer: vicidash demo",
        ),
        (
            'url = "https://d.example"\npassword = "x"',
            "user is not set",
            "set VICIDIAL_USER in the environment, or user in {path}; to try",
        ),
        (
            'user = "6666"\n[profiles.day]\n[profiles.night]\n',
            "url and password are not set",
            "in {path}, or choose one of its profiles (day, night); to try",
        ),
    ],
)
def test_what_is_missing_for_a_login_is_said_with_the_ways_to_set_it(
    write: WriteSettings, text: str, message: str, remedy: str
) -> None:
    path = write(text)
    loaded = load(env={}, path=path)
    for needs_login in (loaded.require_login, lambda: password(loaded)):
        with pytest.raises(ConfigError) as caught:
            needs_login()
        (problem,) = caught.value.problems
        assert problem.message == message
        assert remedy.format(path=path) in problem.remedy
