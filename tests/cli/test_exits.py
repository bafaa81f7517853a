"""Every end of the program has its code and its line."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import ROOT, account, status, stranger
from tests.replay import Replay, recorded
from vicidash.cli.runtime import error_message, exit_code, failure
from vicidash.cli.terminal import ExitCode
from vicidash.client import VicidialClient, errors
from vicidash.config import ConfigError, Loaded, Problem
from vicidash.launch import CONSOLE, LaunchTarget

pytestmark = pytest.mark.thorough

CODES: dict[type[errors.VicidashError], int] = {
    errors.VicidashError: 2,
    errors.InvalidInput: 2,
    errors.DialerError: 1,
    errors.Unreachable: 4,
    errors.TimedOut: 4,
    errors.NotAnAPIAnswer: 4,
    errors.UnreadableRow: 4,
    errors.LoginError: 3,
    errors.LoginRefused: 3,
    errors.AccountLocked: 3,
    errors.AddressBlocked: 3,
    errors.NotReady: 1,
    errors.PageLoginError: 3,
    errors.PermissionDenied: 3,
    errors.Refused: 1,
    errors.NotLoggedIn: 1,
    errors.Duplicate: 1,
    errors.OutOfScope: 1,
    errors.NothingChanged: 1,
    errors.Unsupported: 1,
    errors.UnsupportedPage: 1,
}


def tree(kind: type[errors.VicidashError]) -> set[type[errors.VicidashError]]:
    return {kind}.union(*(tree(each) for each in kind.__subclasses__()))


def test_the_whole_tree_of_errors_has_codes() -> None:
    ours = {kind for kind in tree(errors.VicidashError) if kind.__module__ == errors.__name__}
    assert ours == CODES.keys()
    for kind, code in CODES.items():
        assert exit_code(kind.__new__(kind)) == code


@pytest.mark.parametrize(
    "error",
    [
        errors.Refused("external_pause", "agent_user is not logged in"),
        errors.Refused("agent_status", "AGENT NOT FOUND"),
        errors.NotLoggedIn("agent_status", "AGENT NOT LOGGED IN"),
        errors.Unsupported("pause_agent", "this dialer has no such function"),
        errors.PermissionDenied("hopper_list", "viewer", "user level 8"),
        errors.OutOfScope("logged_in_agents", "not on the floor", "Nothing was sent"),
        errors.NothingChanged("update_campaign"),
    ],
)
def test_each_has_a_remedy_in_its_line(error: errors.DialerError) -> None:
    said = error_message(error)
    assert said.startswith(str(error).rstrip("."))
    assert ". " in said
    assert "\n" not in said


def test_settings_that_are_wrong_have_a_line_for_each_problem() -> None:
    error = ConfigError([Problem("a", "is wrong", "mend it"), Problem("b", "too", "as well")])
    assert exit_code(error) == ExitCode.BAD_INPUT
    assert failure(error).lines == ("a: is wrong; mend it", "b: too; as well")


@pytest.mark.parametrize("command", [["agents"], ["stats"], ["pause", "a0015"]])
def test_nothing_that_answers_is_4(command: list[str], env: dict[str, str]) -> None:
    login = {"VICIDIAL_URL": "http://127.0.0.1:9", "VICIDIAL_USER": "u", "VICIDIAL_PASS": "p"}
    ran = stranger(*command, env={**env, **login})
    assert (ran.code, ran.out, ran.err.count("\n")) == (4, "", 1)
    assert "no connection" in ran.err


@pytest.mark.parametrize("command", [["agents"], ["stats"], ["pause", "a0015"]])
def test_html_is_4(command: list[str], vicidash: Vicidash, dialer: Replay) -> None:
    for function in ("logged_in_agents", "campaigns_list", "agent_status"):
        dialer.answer(function, "<html><body>Welcome to <b>Apache</b></body></html>")
    ran = vicidash(*command, env=account(dialer))
    assert (ran.code, ran.out, ran.err.count("\n")) == (4, "", 1)
    assert "not an API answer" in ran.err
    assert "Welcome to Apache" in ran.err


def test_what_the_account_may_not_do_is_3(vicidash: Vicidash, dialer: Replay) -> None:
    ran = vicidash("campaign", "list", env=account(dialer, "lim", "limited"))
    assert (ran.code, ran.err.count("\n")) == (3, 1)
    assert "api_allowed_functions" in ran.err


def test_what_the_dialer_refuses_is_1(vicidash: Vicidash, dialer: Replay) -> None:
    for user in ("VDAD", "zzz9"):  # not logged in; no such user
        ran = vicidash("pause", user, env=account(dialer))
        assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
        assert "vicidash agents" in ran.err
    assert dialer.asked("external_pause") == []


def test_the_console_gives_its_own_code(vicidash: Vicidash, dialer: Replay) -> None:
    def launch(
        loaded: Loaded, client: VicidialClient, *, mode: str = "", view: LaunchTarget = CONSOLE
    ) -> int:
        assert (client.url, client.user, mode) == (dialer.url, "apiuser", "")
        assert view == CONSOLE
        return 3

    assert vicidash(env=account(dialer), launch=launch).code == 3
    assert dialer.requests == []


def test_an_error_of_the_console_is_a_line_too(vicidash: Vicidash, dialer: Replay) -> None:
    def launch(
        loaded: Loaded, client: VicidialClient, *, mode: str = "", view: LaunchTarget = CONSOLE
    ) -> int:
        raise errors.VicidashError("there is no theme 'x'", "The themes are y and z")

    ran = vicidash("--theme", "x", env=account(dialer), launch=launch)
    assert (ran.code, ran.err) == (2, "vicidash: there is no theme 'x'. The themes are y and z\n")


def test_the_console_needs_a_terminal(env: dict[str, str], dialer: Replay) -> None:
    ran = stranger(env={**env, **account(dialer)})
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "vicidash stats" in ran.err


def test_ctrl_c_is_130_and_says_that_the_action_stands(env: dict[str, str], dialer: Replay) -> None:
    dialer.answer("agent_status", status("incall"))
    dialer.answer("logout", recorded("logout_ok").body)
    with subprocess.Popen(
        [sys.executable, "-m", "vicidash", "logout", "a0004", "--yes"],
        cwd=ROOT,
        env={**env, **account(dialer)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "vicidash: a0004: after this call\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, "")
    assert err.strip() == ("vicidash: note: a0004: stopped waiting; the dialer may still do it")


def test_a_reader_that_goes_away_is_no_trouble(env: dict[str, str], dialer: Replay) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "vicidash", "agents"],
        cwd=ROOT,
        env={**env, **account(dialer)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        err = process.stderr.read()
        code = process.wait(timeout=20)
    assert (code, err) == (141, "")


@pytest.mark.parametrize("closed", [">&-", "<&- >&-"])
@pytest.mark.parametrize("command", ["agents", "agents --json", "stats", "--once"])
def test_an_output_that_is_closed_is_no_crash(
    command: str, closed: str, env: dict[str, str], dialer: Replay
) -> None:
    ran = subprocess.run(
        ["sh", "-c", f'exec "$0" -m vicidash {command} {closed}', sys.executable],
        cwd=ROOT,
        env={**env, **account(dialer)},
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in ran.stderr
    assert ran.returncode == 0, ran.stderr


def test_a_fault_of_ours_shows_where_but_no_values(env: dict[str, str]) -> None:
    program = """
from vicidash.cli.main import run
def launch(loaded, client, *, mode="", view=None):
    secret = "hunter" + "2"
    raise RuntimeError("a fault of ours")
run(launch, [])
"""
    login = {"VICIDIAL_URL": "http://x", "VICIDIAL_USER": "u", "VICIDIAL_PASS": "n0t-shown"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**env, **login},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "RuntimeError: a fault of ours" in done.stderr
    assert "n0t-shown" not in done.stderr
    assert "hunter2" not in done.stderr


@pytest.mark.parametrize("args", [["--version"], ["agents"], ["agents", "--json"]])
def test_a_full_disk_is_a_line_and_no_traceback(args: list[str], env: dict[str, str]) -> None:
    with Replay() as dialer, open("/dev/full", "w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "vicidash", *args],
            cwd=ROOT,
            env={**env, **account(dialer)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert ran.returncode == 1
    assert ran.stderr.count("\n") <= 2
    assert "could not be written: No space left on device" in ran.stderr
