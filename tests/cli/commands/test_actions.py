"""The actions as commands: what they print, how they end, what they ask first."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import CTRL_C, account, at_terminal, status, stranger
from tests.replay import Replay, recorded
from vicidash.session import AccessFile


@pytest.fixture(autouse=True)
def known_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """An account that was found before to be let look: see test_access.py for the first time."""
    monkeypatch.setattr(AccessFile, "known", lambda self: True)


READY, INCALL, PAUSED = status("ready"), status("incall"), status("paused")
GONE = recorded("agent_status_not_logged_in").body
KEYS = ["action", "target", "value", "outcome", "before", "after", "note"]
NOW = "--timeout", "0.01"


def test_pause_with_a_code(env: dict[str, str], dialer: Replay) -> None:
    lunch = PAUSED.replace("|BIO|", "|LUNCH|")
    dialer.answer("agent_status", READY).answer("agent_status", PAUSED)
    dialer.answer("agent_status", lunch)
    dialer.answer("external_pause", recorded("external_pause_ready").body)
    dialer.answer("pause_code", recorded("pause_code_paused").body)
    ran = stranger("pause", "a0015", "--code", "LUNCH", env={**env, **account(dialer)})
    assert (ran.code, ran.out, ran.err) == (0, "a0015: paused (LUNCH)\n", "")
    assert [a.params["value"] for a in dialer.asked("external_pause")] == ["PAUSE"]
    assert [a.params["value"] for a in dialer.asked("pause_code")] == ["LUNCH"]


def test_a_code_of_letters_may_stand_behind_the_agent(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("agent_status", PAUSED)
    dialer.answer("agent_status", PAUSED.replace("|BIO|", "|LUNCH|"))
    dialer.answer("pause_code", recorded("pause_code_paused").body)
    ran = vicidash("pause", "a0003", "LUNCH", env=account(dialer))
    assert (ran.code, ran.out) == (0, "a0003: paused (LUNCH)\n")
    for args in (["a0003", "a0004"], ["a0003", "LUNCH", "--code", "BIO"], ["a0003", "1002"]):
        assert vicidash("pause", *args).code == 2
    assert len(dialer.asked("pause_code")) == 1


def test_resume(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("agent_status", PAUSED).answer("agent_status", READY)
    ran = vicidash("resume", "a0003", env=account(dialer))
    assert (ran.code, ran.out, ran.err) == (0, "a0003: resumed\n", "")


def test_logout(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("agent_status", READY).answer("agent_status", GONE)
    ran = vicidash("logout", "a0015", "--yes", env=account(dialer))
    assert (ran.code, ran.out, ran.err) == (0, "a0015: logged out\n", "")


def test_a_pause_in_a_call_says_that_it_comes_after(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("agent_status", INCALL).answer("agent_status", INCALL)
    dialer.answer("agent_status", PAUSED)
    dialer.answer("external_pause", recorded("external_pause_incall").body)
    ran = vicidash("pause", "a0004", env=account(dialer))
    assert (ran.code, ran.out) == (0, "a0004: paused\n")
    assert ran.err == "vicidash: a0004: after this call\n"


def test_an_agent_whose_screen_does_not_answer(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("agent_status", READY)
    ran = vicidash("pause", "a0015", *NOW, env=account(dialer))
    assert ran.code == 1
    assert ran.out == (
        "a0015: not obeyed — no effect within 0.01 s; the agent's browser may be frozen\n"
    )
    assert ran.err == (
        "vicidash: a0015: not obeyed. "
        "Look at the agent's screen: the command waits there until it answers\n"
    )
    assert len(dialer.asked("external_pause")) == 1


def test_json_is_one_object_with_these_keys(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("agent_status", PAUSED).answer("agent_status", READY)
    ran = vicidash("resume", "a0003", "--json", env=account(dialer))
    assert ran.json == {
        "action": "resume",
        "target": "a0003",
        "value": "",
        "outcome": "done",
        "before": "PAUSED BIO",
        "after": "READY",
        "note": "",
    }
    assert list(ran.json) == KEYS


def test_json_of_what_was_not_obeyed(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("agent_status", READY)
    ran = vicidash("pause", "a0015", "--json", *NOW, env=account(dialer))
    assert ran.code == 1
    assert (ran.json["outcome"], ran.json["after"]) == ("not obeyed", "READY")
    assert "frozen" in ran.json["note"]
    assert ran.err.startswith("vicidash: a0015: not obeyed")


@pytest.mark.parametrize(
    ("now", "line"),
    [(READY, "a0015: queued\n"), (INCALL, "a0015: queued, after this call\n")],
)
def test_no_wait_returns_on_queued(now: str, line: str, vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("agent_status", now)
    ran = vicidash("pause", "a0015", "--no-wait", env=account(dialer))
    assert (ran.code, ran.out) == (0, line)
    assert [a.function for a in dialer.requests] == [
        "agent_status",
        "logged_in_agents",
        "external_pause",
    ]
    assert vicidash("pause", "a0015", "--no-wait", "--json").json["outcome"] in (
        "queued",
        "after this call",
    )


def test_no_wait_says_that_the_code_is_left_out(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("agent_status", READY)
    ran = vicidash("pause", "a0015", "--code", "LUNCH", "--no-wait", env=account(dialer))
    assert (ran.code, ran.out) == (0, "a0015: queued\n")
    assert ran.err.startswith("vicidash: note: the pause code is not set")
    assert ran.err.endswith("Then: vicidash pause a0015 --code LUNCH\n")


def test_no_wait_sets_the_code_of_an_agent_who_is_paused(
    vicidash: Vicidash, dialer: Replay
) -> None:
    dialer.answer("agent_status", PAUSED)
    ran = vicidash("pause", "a0003", "--code", "LUNCH", "--no-wait", env=account(dialer))
    assert (ran.code, ran.out, ran.err) == (0, "a0003: queued\n", "")
    assert [a.function for a in dialer.requests] == [
        "agent_status",
        "logged_in_agents",
        "pause_code",
    ]


@pytest.mark.parametrize(
    ("command", "now", "why"),
    [("pause", PAUSED, "the agent is already paused"), ("resume", READY, "is not paused")],
)
def test_what_is_so_already_is_not_sent(
    command: str, now: str, why: str, vicidash: Vicidash, dialer: Replay
) -> None:
    dialer.answer("agent_status", now)
    ran = vicidash(command, "a0003", env=account(dialer))
    assert (ran.code, ran.out) == (1, "")
    assert why in ran.err
    assert ran.err.endswith("Nothing was sent\n")
    assert [a.function for a in dialer.requests] == ["agent_status", "logged_in_agents"]


def test_what_the_agent_api_does_not_allow_is_3(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("agent_status", READY)
    ran = vicidash("pause", "a0015", "--json", env=account(dialer, "lim", "limited"))
    assert (ran.code, ran.json["outcome"]) == (3, "failed")
    assert ran.err.count("\n") == 1
    assert "external_pause" in ran.err


def test_every_step_is_in_the_audit_log(
    vicidash: Vicidash, dialer: Replay, audit: Callable[[], str]
) -> None:
    dialer.answer("agent_status", READY).answer("agent_status", GONE)
    vicidash("logout", "a0015", "--yes", env=account(dialer))
    entries = [json.loads(line) for line in audit().splitlines()]
    assert [entry["outcome"] for entry in entries][-2:] == ["queued", "done"]
    assert {(e["action"], e["target"], e["dialer"], e["user"]) for e in entries} == {
        ("log out", "a0015", dialer.url, "apiuser")
    }


def test_logout_asks_first_naming_the_agent(env: dict[str, str], dialer: Replay) -> None:
    dialer.answer("agent_status", READY).answer("agent_status", READY)
    dialer.answer("agent_status", GONE)
    login = {**env, **account(dialer)}
    code, shown = at_terminal("logout", "a0015", env=login, types="y\n", after="[y/N]")
    assert code == 0
    assert "Log out a0015 (Noor Núñez), READY in INSURNCE? [y/N]" in shown
    assert "a0015: logged out" in shown
    assert len(dialer.asked("logout")) == 1


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ("n\n", 1, "vicidash: nothing was done: a0015 stays logged in"),
        ("\n", 1, "vicidash: nothing was done: a0015 stays logged in"),
        (CTRL_C, 130, ""),
        ("\x04", 130, ""),
    ],
)
def test_anything_but_yes_logs_nobody_out(
    typed: str, code: int, said: str, env: dict[str, str], dialer: Replay
) -> None:
    dialer.answer("agent_status", READY)
    login = {**env, **account(dialer)}
    ended, shown = at_terminal("logout", "a0015", env=login, types=typed, after="[y/N]")
    assert ended == code
    assert said in shown
    assert "Traceback" not in shown
    assert dialer.asked("logout") == []
