"""Answers that are easily misread: what each says about the account, the agent, the question."""

from __future__ import annotations

import pytest

from tests.client.helpers import connect, failure, outcome
from tests.replay import Replay, recorded
from vicidash.client import (
    DialerError,
    LoginRefused,
    NothingChanged,
    NotLoggedIn,
    NotReady,
    PermissionDenied,
    Refused,
    VicidialClient,
)


async def test_an_agent_api_without_a_server_is_no_login_failure() -> None:
    """The answer has the words of a wrong password, and the right password in it."""
    with Replay().prefer("ag_no_active_server") as dialer:
        async with connect(dialer) as client:
            error = await failure(client.agents.pause("a0001"), NotReady)
            assert client.login_failure is None
            assert len(await client.agents.list()) == 60
    assert isinstance(error, NotReady)
    assert error.code == "ERRSERVERS"
    assert "no telephony server is active" in str(error)
    assert "s3cret" not in str(error)


@pytest.mark.parametrize("code", ["ERRPHONES", "ERRAGENTS", "ERRNETWORK"])
async def test_nor_is_any_other_word_but_bad_lock_and_ipblock(
    dialer: Replay, client: VicidialClient, code: str
) -> None:
    """Invented from the recorded one: its kin need a dialer without phones or places."""
    body = recorded("ag_no_active_server").body
    dialer.answer("external_pause", body.replace("ERRSERVERS", code))
    error = await failure(client.agents.pause("a0001"), NotReady)
    assert code in str(error)
    assert client.login_failure is None


@pytest.mark.parametrize("user", ["ERRANT", "ERRSERVERS"])
async def test_an_agent_may_be_called_like_such_a_word(
    dialer: Replay, client: VicidialClient, user: str
) -> None:
    """Invented: a name that nobody chose for the recordings."""
    body = recorded("external_pause_no_user").body
    dialer.answer("external_pause", body.replace("zzz9", user))
    await failure(client.agents.pause(user), NotLoggedIn)


async def test_an_account_that_only_the_agent_api_takes_has_the_right_password(
    dialer: Replay, client: VicidialClient
) -> None:
    """Below level 7 the non-agent API answers as to a wrong password, and counts it as one."""
    await client.agents.pause("a0015")
    dialer.answer("logged_in_agents", recorded("na_bad_password").body)
    error = await failure(client.agents.list(), PermissionDenied)
    assert isinstance(error, PermissionDenied)
    assert "level 7 or higher" in error.right
    before = dialer.logins
    await failure(client.agents.list(), PermissionDenied)
    await failure(client.campaigns.list(), PermissionDenied)
    assert dialer.logins == before, "each try would count towards the lock"
    await client.agents.pause("a0015")
    assert client.login_failure is None


async def test_a_person_may_have_it_tried_again(dialer: Replay, client: VicidialClient) -> None:
    await client.agents.pause("a0015")
    dialer.answer("logged_in_agents", recorded("na_bad_password").body)
    await failure(client.agents.list(), PermissionDenied)
    client.retry_login()
    assert await client.campaigns.list()


async def test_a_password_that_the_non_agent_api_took_before_is_wrong_now(
    dialer: Replay, client: VicidialClient
) -> None:
    await client.campaigns.list()
    await client.agents.pause("a0015")
    dialer.answer("logged_in_agents", recorded("na_bad_password").body)
    await failure(client.agents.list(), LoginRefused)
    assert client.login_failure is not None


async def test_a_refusal_by_the_non_agent_api_says_which_level_it_needs() -> None:
    with Replay() as dialer:
        async with connect(dialer, "wrong") as client:
            error = await failure(client.agents.list(), LoginRefused)
        assert not error.any_level, "below level 7 it says the same"
        async with connect(dialer, "wrong") as client:
            error = await failure(client.agents.pause("a0001"), LoginRefused)
        assert error.any_level


async def test_a_zero_that_was_asked_for_is_no_missing_right(
    dialer: Replay, client: VicidialClient
) -> None:
    """Invented: the recorded refusal of an unknown id, asked with 0."""
    body = recorded("update_lead_nosuch").body.replace("99999999", "0")
    dialer.answer("update_lead", body)
    error = await failure(client.leads.update(0, status="NI"), Refused)
    assert "NO MATCHES FOUND" in str(error)


async def test_an_agent_called_0_is_not_found(dialer: Replay, client: VicidialClient) -> None:
    """Invented: the recorded refusal of an unknown user, asked with 0."""
    body = recorded("agent_status_not_found").body.replace("zzz9", "0")
    dialer.answer("agent_status", body)
    await failure(client.agents.status("0"), Refused)


async def test_a_refusal_is_about_the_agent_and_not_about_who_asked(
    client: VicidialClient,
) -> None:
    error = await failure(client.agents.status("VDAD"), NotLoggedIn)
    assert "(VDAD)" in str(error)
    assert "apiuser" not in str(error)
    assert error.data == ("apiuser", "VDAD")


async def test_no_query_of_the_dialers_database_is_in_an_error(
    dialer: Replay, client: VicidialClient
) -> None:
    """Invented: the recorded query behind another refusal; only its login is said otherwise."""
    query = "SELECT count(*) from vicidial_users where user='apiuser' and user_level > 0;"
    for body in (
        f"ERROR: external_pause not valid - PAUSE|{query}|a0004\n",
        f"ERROR: external_pause not valid: {query}\n",
        f"You have an error in your SQL syntax near {query}\n",
    ):
        dialer.answer("external_pause", body)
    for _ in range(3):
        error = await outcome(client.agents.pause("a0004"))
        assert isinstance(error, DialerError)
        assert "vicidial_users" not in str(error)


async def test_a_field_that_a_list_lacks_is_no_matter_of_the_dialect(
    dialer: Replay, client: VicidialClient
) -> None:
    """Invented: an empty answer, as recorded in ``update_lead_nothing``, to custom fields."""
    dialer.answer("update_lead", recorded("update_lead_nothing").body)
    error = await failure(client.leads.update(2, custom={"nosuch": "1"}), NothingChanged)
    assert "nosuch" in str(error)
    assert "dialect" not in str(error)


async def test_recordings_that_cannot_be_searched_are_not_no_recordings(
    dialer: Replay, client: VicidialClient
) -> None:
    """Invented: the words that the server has for a search it cannot do, with the same echo."""
    body = recorded("recording_lookup_none").body.replace(
        "NO RECORDINGS FOUND", "INVALID SEARCH PARAMETERS"
    )
    dialer.answer("recording_lookup", body)
    await failure(client.recordings.find(lead_id=6), Refused)
