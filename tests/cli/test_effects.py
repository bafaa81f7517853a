"""Waiting for the floor: what decides, what a broken connection means, what is never sent twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.cli.runner import RIGHT, account, status
from tests.replay import Replay, recorded
from vicidash.cli import effects
from vicidash.cli.effects import NOT_SEEN, ActionOutcome, line, report
from vicidash.cli.terminal import Failure
from vicidash.cli.writes import NOT_KNOWN
from vicidash.client import VicidialClient
from vicidash.config import Loaded, load

READY, INCALL, PAUSED = status("ready"), status("incall"), status("paused")
GONE = recorded("agent_status_not_logged_in").body
HTML = "<html><body>502 Bad Gateway</body></html>"


@pytest.fixture
async def client(dialer: Replay) -> AsyncIterator[VicidialClient]:
    async with VicidialClient(dialer.url, "apiuser", RIGHT, command_spacing=0) as connected:
        yield connected


@pytest.fixture
def loaded(dialer: Replay, tmp_path: Path) -> Loaded:
    """With more patience than any of this takes."""
    return settings(dialer, tmp_path, 60)


@pytest.fixture
def hasty(dialer: Replay, tmp_path: Path) -> Loaded:
    """With so little patience that it ends at once."""
    return settings(dialer, tmp_path, 0.05)


def settings(dialer: Replay, folder: Path, patience: float) -> Loaded:
    empty = folder / "empty.toml"
    empty.touch()
    return load({"obey_timeout": patience}, env=account(dialer), path=empty)


async def pause(
    client: VicidialClient, loaded: Loaded, code: str | None = None, *, wait: bool = True
) -> ActionOutcome:
    return await effects.wait_for_effect(
        client,
        loaded,
        "a0015",
        lambda desk, agent: desk.agents.pause(agent, code),
        wait=wait,
        poll=0.01,
    )


def end(outcome: ActionOutcome) -> tuple[int, str]:
    """The exit code and the line on stderr."""
    try:
        return report(outcome, as_json=True), ""
    except Failure as failure:
        return failure.code, "\n".join(failure.lines)


async def test_the_floor_decides(dialer: Replay, client: VicidialClient, loaded: Loaded) -> None:
    dialer.answer("agent_status", READY).answer("agent_status", READY)
    dialer.answer("agent_status", PAUSED)
    outcome = await pause(client, loaded)
    assert line(outcome) == "a0015: paused"
    assert end(outcome) == (0, "")
    assert len(dialer.asked("agent_status")) == 3


async def test_an_agent_who_leaves_has_not_obeyed_a_pause(
    dialer: Replay, client: VicidialClient, loaded: Loaded
) -> None:
    dialer.answer("agent_status", READY).answer("agent_status", GONE)
    outcome = await pause(client, loaded)
    assert line(outcome) == "a0015: not obeyed — the agent logged out before"
    assert end(outcome) == (
        1,
        "a0015: not obeyed. See who is logged in: vicidash agents",
    )


async def test_a_call_in_progress_does_not_count(
    dialer: Replay, client: VicidialClient, hasty: Loaded
) -> None:
    dialer.answer("agent_status", INCALL)
    for _ in range(20):
        dialer.answer("agent_status", INCALL)
    dialer.answer("agent_status", PAUSED)
    dialer.answer("external_pause", recorded("external_pause_incall").body)
    assert line(await pause(client, hasty)) == "a0015: paused"


@pytest.mark.parametrize("body", [HTML, ""])
async def test_a_dialer_out_of_reach_for_a_moment_is_asked_again(
    body: str, dialer: Replay, client: VicidialClient, loaded: Loaded
) -> None:
    dialer.answer("agent_status", READY).answer("agent_status", body, status=502)
    dialer.answer("agent_status", PAUSED)
    assert end(await pause(client, loaded)) == (0, "")


async def test_an_action_whose_effect_cannot_be_seen_is_not_called_failed(
    dialer: Replay, client: VicidialClient, hasty: Loaded
) -> None:
    dialer.answer("agent_status", READY).answer("agent_status", HTML, status=502)
    outcome = await pause(client, hasty)
    assert outcome.word == NOT_SEEN == "queued, not seen"
    code, said = end(outcome)
    assert code == 4
    assert said.startswith("a0015: queued, not seen: agent_status: not an API answer")
    assert line(outcome).startswith("a0015: queued, not seen — agent_status")
    assert len(dialer.asked("external_pause")) == 1


async def test_a_login_that_ends_while_waiting_is_3_and_asked_once(
    dialer: Replay, client: VicidialClient, loaded: Loaded
) -> None:
    locked = recorded("na_locked_out_right_password").body
    dialer.answer("agent_status", READY).answer("agent_status", locked)
    code, said = end(await pause(client, loaded))
    assert code == 3
    assert said.startswith("a0015: queued, not seen: agent_status: the account")
    assert len(dialer.asked("agent_status")) == 2


async def test_an_answer_that_got_lost_leaves_it_to_the_floor(
    dialer: Replay, client: VicidialClient, loaded: Loaded
) -> None:
    dialer.answer("agent_status", READY).answer("agent_status", PAUSED)
    dialer.answer("external_pause", "SUCCESS", cut=2)
    outcome = await pause(client, loaded)
    assert line(outcome) == "a0015: paused"
    assert end(outcome) == (0, "")
    assert len(dialer.asked("external_pause")) == 1


@pytest.mark.parametrize("wait", [True, False])
async def test_an_answer_that_got_lost_and_nothing_seen_since_is_not_known(
    wait: bool, dialer: Replay, client: VicidialClient, hasty: Loaded
) -> None:
    dialer.answer("agent_status", READY).answer("agent_status", HTML, status=502)
    dialer.answer("external_pause", "SUCCESS", cut=2)
    outcome = await pause(client, hasty, wait=wait)
    assert outcome.word == NOT_KNOWN
    code, said = end(outcome)
    assert code == 4
    assert "it is not known whether it was done" in said
    assert "Look before you try again" in said


async def test_a_connection_that_never_was_has_sent_nothing(
    dialer: Replay, client: VicidialClient, loaded: Loaded
) -> None:
    dialer.answer("agent_status", READY)
    dialer.answer("external_pause", "", status=404)
    outcome = await pause(client, loaded)
    assert outcome.word == "failed"
    assert end(outcome)[0] == 4


async def test_a_code_that_is_refused_after_the_pause(
    dialer: Replay, client: VicidialClient, loaded: Loaded
) -> None:
    dialer.answer("agent_status", READY).answer("agent_status", PAUSED)
    dialer.answer("pause_code", "ERROR: pause_code NOT A VALID PAUSE CODE - a0015\n")
    outcome = await pause(client, loaded, "LUNCH")
    code, said = end(outcome)
    assert (code, outcome.word) == (1, "failed")
    assert said.startswith("a0015: paused, but")
    assert "NOT A VALID PAUSE CODE" in said


async def test_what_cannot_be_written_to_the_audit_log_is_said_and_done(
    dialer: Replay,
    client: VicidialClient,
    loaded: Loaded,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (tmp_path / "state" / "vicidash").mkdir(parents=True)
    (tmp_path / "state" / "vicidash" / "audit.jsonl").mkdir()
    dialer.answer("agent_status", READY).answer("agent_status", PAUSED)
    assert end(await pause(client, loaded)) == (0, "")
    assert "the audit log cannot be written" in caplog.text


async def test_a_level_is_read_again_until_it_can_be(
    dialer: Replay, client: VicidialClient, loaded: Loaded
) -> None:
    dialer.answer("campaigns_list", recorded("campaigns_list").body)
    dialer.answer("campaigns_list", HTML, status=502).answer("campaigns_list", HTML, status=502)
    dialer.answer("campaigns_list", recorded("campaigns_list_after_level").body)
    dialer.answer("update_campaign", recorded("update_campaign_level").body)
    outcome = await effects.set_level(client, loaded, "SALESB2B", "3.5", poll=0.01)
    assert line(outcome) == "SALESB2B: dial level 3.5 (was 3)"
    assert end(outcome) == (0, "")
    assert len(dialer.asked("update_campaign")) == 1


async def test_a_level_that_is_never_seen_is_not_called_failed(
    dialer: Replay, client: VicidialClient, hasty: Loaded
) -> None:
    dialer.answer("campaigns_list", recorded("campaigns_list").body)
    dialer.answer("campaigns_list", HTML, status=502)
    dialer.answer("update_campaign", recorded("update_campaign_level").body)
    outcome = await effects.set_level(client, hasty, "SALESB2B", "3.5", poll=0.01)
    assert outcome.word == NOT_SEEN
    assert end(outcome)[0] == 4
