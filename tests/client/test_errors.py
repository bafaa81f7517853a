"""Each refusal becomes its own error, which says what to do about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.client.helpers import connect, failure
from tests.replay import Replay, recorded
from vicidash.client import (
    AccountLocked,
    AddressBlocked,
    DialerError,
    LoginRefused,
    NotLoggedIn,
    PermissionDenied,
    Refused,
    Unsupported,
    VicidialClient,
)

Call = Callable[[VicidialClient], Awaitable[object]]
PASSWORDS = {"apiuser": "s3cret", "viewer": "view", "limited": "lim", "nobody": "x"}


def look(client: VicidialClient) -> Awaitable[object]:
    return client.agents.list()


def act(client: VicidialClient) -> Awaitable[object]:
    return client.agents.pause("a0004")


async def refusal(
    name: str, call: Call, kind: type[DialerError], user: str = "apiuser"
) -> DialerError:
    """What comes of a call when the dialer answers as it was recorded under that name."""
    with Replay().prefer(name) as dialer:
        async with connect(dialer, PASSWORDS[user], user=user) as client:
            return await failure(call(client), kind)


@pytest.mark.parametrize(
    ("name", "call", "user"),
    [
        ("na_bad_password", look, "apiuser"),
        ("na_lockout_01", look, "apiuser"),
        ("na_unknown_user", look, "nobody"),
        ("na_inactive_user", look, "limited"),
        ("ag_bad_password", lambda client: client.agents.pause("a0001"), "apiuser"),
    ],
)
async def test_a_refused_login(name: str, call: Call, user: str) -> None:
    error = await refusal(name, call, LoginRefused, user)
    assert isinstance(error, LoginRefused)
    assert error.user == user
    assert error.function == recorded(name).function
    assert "ten failures within 15 minutes lock the account" in error.remedy


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("na_locked_out_right_password", look),
        ("na_lockout_11", look),
        ("na_lockout_12", look),
        ("ag_locked_out_right_password", act),
    ],
)
async def test_a_locked_account_says_for_how_long(name: str, call: Call) -> None:
    error = await refusal(name, call, AccountLocked)
    assert isinstance(error, AccountLocked)
    assert error.minutes == 15
    assert error.remedy.startswith("Wait 15 minutes without any try")


@pytest.mark.parametrize(
    ("body", "minutes"),
    [
        ("ERROR: Too many login attempts, try again in 30 minutes: |apiuser|LOCK|\n", 30),
        ("ERROR: Trop d'essais, encore 7 minutes: |apiuser|LOCK|\n", 7),
        (f"ERROR: Too many login attempts {'9' * 5000}: |apiuser|LOCK|\n", 15),
    ],
)
async def test_other_times_and_languages(
    dialer: Replay, client: VicidialClient, body: str, minutes: int
) -> None:
    """Invented: the wait is the dialer's to set, and its words follow the user's language."""
    dialer.answer("logged_in_agents", body)
    error = await failure(client.agents.list(), AccountLocked)
    assert error.minutes == minutes


async def test_an_address_that_is_not_let_in(dialer: Replay, client: VicidialClient) -> None:
    """Invented from the protocol page: no recording was made from a blocked address."""
    dialer.answer("logged_in_agents", "ERROR: Login incorrect: |apiuser|IPBLOCK|\n")
    error = await failure(client.agents.list(), AddressBlocked)
    assert "Admin → IP Lists" in error.remedy
    assert client.login_failure is not None


@pytest.mark.parametrize(
    ("name", "call", "user", "right"),
    [
        (
            "na_function_not_allowed",
            lambda client: client.campaigns.list(),
            "limited",
            "campaigns_list in the user's Allowed API Functions (api_allowed_functions)",
        ),
        (
            "ag_function_not_allowed",
            act,
            "limited",
            "external_pause in the user's Allowed API Functions (api_allowed_functions)",
        ),
        (
            "na_no_api_access",
            look,
            "viewer",
            "user level 7 or higher with View Reports (view_reports), "
            "Agent API Access (vdc_agent_api_access)",
        ),
        ("ag_no_api_access", act, "viewer", "Agent API Access (vdc_agent_api_access)"),
        (
            "na_no_permission_stats",
            lambda client: client.campaigns.calls(),
            "viewer",
            "user level 9 with View Reports (view_reports), "
            "Agent API Access (vdc_agent_api_access)",
        ),
    ],
)
async def test_a_missing_right_is_named_by_the_dialers_own_setting(
    name: str, call: Call, user: str, right: str
) -> None:
    error = await refusal(name, call, PermissionDenied, user)
    assert isinstance(error, PermissionDenied)
    assert error.right == right
    assert error.remedy == f"It needs {right}"
    assert (error.user, error.function) == (user, recorded(name).function)


async def test_a_translated_refusal_is_known_by_its_data(
    dialer: Replay, client: VicidialClient
) -> None:
    """Invented: the API user's language is not English."""
    dialer.answer("logged_in_agents", "ERROR: logged_in_agents INTERDIT: |apiuser|0|\n")
    await failure(client.agents.list(), PermissionDenied)


@pytest.mark.parametrize(
    ("name", "call", "words", "data"),
    [
        (
            "external_resume_ready",
            lambda client: client.agents.resume("a0015"),
            "agent is not paused",
            ("RESUME", "a0015"),
        ),
        (
            "pause_code_not_paused",
            lambda client: client.agents.set_pause_code("a0004", "LUNCH"),
            "error - agent is not paused",
            ("a0004",),
        ),
        (
            "hopper_list_nosuch",
            lambda client: client.campaigns.hopper_level("NOSUCH"),
            "THIS CAMPAIGN DOES NOT EXIST",
            ("apiuser", "NOSUCH"),
        ),
        (
            "call_status_stats_missing",
            lambda client: client.campaigns.calls(),
            "INVALID OR MISSING CAMPAIGNS",
            ("test",),
        ),
        (
            "na_no_source",
            lambda client: client.agents.list(),
            "Invalid Source",
            ("",),
        ),
    ],
)
async def test_the_dialers_own_words(
    name: str, call: Call, words: str, data: tuple[str, ...]
) -> None:
    error = await refusal(name, call, Refused)
    assert isinstance(error, Refused)
    assert (error.words, error.data) == (words, data)
    assert words in str(error)


@pytest.mark.parametrize("name", ["external_pause_not_logged_in", "external_pause_no_user"])
async def test_an_agent_without_a_session(name: str) -> None:
    user = recorded(name).params["agent_user"]
    error = await refusal(name, lambda client: client.agents.pause(user), NotLoggedIn)
    assert isinstance(error, NotLoggedIn)
    assert error.data == (user,)


@pytest.mark.parametrize("name", ["agent_status_not_logged_in", "agent_status_not_found"])
async def test_the_status_of_nobody(name: str) -> None:
    user = recorded(name).params["agent_user"]
    kind = NotLoggedIn if name.endswith("logged_in") else Refused
    error = await refusal(name, lambda client: client.agents.status(user), kind)
    assert user in str(error)


async def test_a_logout_of_nobody() -> None:
    await refusal("logout_not_logged_in", lambda client: client.agents.logout("6666"), NotLoggedIn)


@pytest.mark.parametrize("user", ["BAD", "LOCK", "IPBLOCK", "GOOD"])
async def test_an_agent_may_be_called_like_a_code_of_the_login(
    dialer: Replay, client: VicidialClient, user: str
) -> None:
    """Invented: a name that nobody chose for the recordings; it must not stop all polling."""
    body = recorded("external_pause_no_user").body
    dialer.answer("external_pause", body.replace("zzz9", user))
    await failure(client.agents.pause(user), NotLoggedIn)
    assert client.login_failure is None


@pytest.mark.parametrize("group", ["BAD", "LOCK", "IPBLOCK", "GOOD"])
async def test_so_may_a_user_group(dialer: Replay, client: VicidialClient, group: str) -> None:
    body = recorded("ag_function_not_allowed").body
    dialer.answer("external_pause", body.replace("|ADMIN", f"|{group}"))
    await failure(client.agents.pause("a0001"), PermissionDenied)
    assert client.login_failure is None


async def test_a_function_that_the_build_does_not_have(old_client: VicidialClient) -> None:
    error = await failure(old_client.campaigns.calls(), Unsupported)
    assert str(error).startswith("call_status_stats: this dialer has no such function")
    await failure(old_client.agents.pause("a0001"), Unsupported)  # an empty body
