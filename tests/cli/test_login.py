"""A wrong password costs one login, whatever the command; no password is ever shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cli.command_lines import ASKING, ELSEWHERE, QUIET, leaves, path_of
from tests.cli.conftest import Vicidash
from tests.cli.runner import RIGHT, WRONG, Ran, account, status, stranger
from tests.replay import Replay, recorded, recordings


def shows_a_password(ran: Ran, audit: str) -> bool:
    return any(secret in text for secret in (RIGHT, WRONG) for text in (ran.out, ran.err, audit))


def test_every_command_is_tried_below() -> None:
    tried = {path_of(args) for args in ASKING}
    assert tried | QUIET | ELSEWHERE == leaves()
    assert not tried & (QUIET | ELSEWHERE)


@pytest.mark.parametrize("args", ASKING, ids=" ".join)
def test_a_wrong_password_is_tried_once(
    args: list[str], vicidash: Vicidash, dialer: Replay, audit: Callable[[], str]
) -> None:
    ran = vicidash(*args, env=account(dialer, WRONG))
    assert (ran.code, ran.err.count("\n")) == (3, 1)
    assert dialer.logins == 1
    assert "refused the login of user 'apiuser'" in ran.err
    assert "ten failures" in ran.err
    assert not shows_a_password(ran, audit())


@pytest.mark.parametrize("args", ASKING, ids=" ".join)
def test_an_account_that_is_locked_is_tried_once_and_the_right_password_is_not_shown(
    args: list[str], vicidash: Vicidash, dialer: Replay, audit: Callable[[], str]
) -> None:
    locked = recorded("na_locked_out_right_password").body.replace("LOCK", f"{RIGHT}|LOCK")
    for function in {each.function for each in recordings()} - {"version"}:
        dialer.answer(function, locked)
    ran = vicidash(*args, env=account(dialer))
    assert (ran.code, ran.err.count("\n")) == (3, 1)
    assert dialer.logins == 1
    assert "Wait 15 minutes" in ran.err
    assert not shows_a_password(ran, audit())


def test_as_a_stranger_would(env: dict[str, str], dialer: Replay, audit: Callable[[], str]) -> None:
    for args in (["agents"], ["stats"], ["pause", "a0015"]):
        ran = stranger(*args, env={**env, **account(dialer, WRONG)})
        assert ran.code == 3
        assert not shows_a_password(ran, audit())
    assert dialer.logins == 3


@pytest.mark.parametrize("function", ["external_pause", "pause_code"])
def test_a_login_that_the_agent_api_refuses_is_tried_once_more_nowhere(
    function: str, vicidash: Vicidash, dialer: Replay, audit: Callable[[], str]
) -> None:
    """The agent API echoes the password, a right one too, with a line of SQL."""
    refusal = recorded("ag_bad_password").body.replace("wrong", RIGHT)
    dialer.answer(function, refusal)
    dialer.answer("agent_status", status("ready")).answer("agent_status", status("paused"))
    dialer.answer("external_pause", recorded("external_pause_ready").body)
    ran = vicidash("pause", "a0015", "--code", "LUNCH", "--json", env=account(dialer))
    assert ran.code == 3
    assert len(dialer.asked(function)) == 1
    assert dialer.requests[-1].function == function
    assert not shows_a_password(ran, audit())
    assert audit()


def test_passwords_stay_out_of_what_works(
    vicidash: Vicidash, dialer: Replay, audit: Callable[[], str]
) -> None:
    dialer.answer("agent_status", status("ready")).answer("agent_status", status("paused"))
    login = account(dialer)
    for args in (["agents"], ["stats", "--json"], ["pause", "a0015"], ["config", "check"]):
        ran = vicidash(*args, env=login)
        assert ran.code == 0
        assert not shows_a_password(ran, audit())


def test_a_password_that_the_dialer_never_accepts_is_told(
    vicidash: Vicidash, dialer: Replay
) -> None:
    dialer.passwords["apiuser"] = "a&b"
    ran = vicidash("agents", env=account(dialer, "a&b"))
    assert ran.code == 0
    assert "an ampersand" in ran.err
    assert "a&b" not in ran.err
