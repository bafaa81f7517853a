"""What accounts of low levels may do, and what is said where they may not.

The demo refuses a level below 7 on the non-agent API as servers do: with the words of a wrong
password, counted towards the lock of the account.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import account
from tests.demo.support import Clock
from tests.replay import Replay
from vicidash.demo import DemoDialer, DemoServer
from vicidash.demo.options import Account


@pytest.fixture
def demo() -> DemoDialer:
    accounts = (
        Account("demo", "demo", full_name="Demo supervisor"),
        Account("acts", "acts", level=1, full_name="Agent API only", rights=frozenset()),
        Account(
            "looks",
            "looks",
            level=7,
            full_name="Reports",
            rights=frozenset(("reports",)),
            refused=frozenset(("campaigns_list", "hopper_list", "in_group_status")),
        ),
    )
    return DemoDialer(seed=7, accounts=accounts, clock=Clock())


@pytest.fixture(autouse=True)
def url(demo: DemoDialer, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with DemoServer(demo) as server:
        monkeypatch.setenv("VICIDIAL_URL", server.url)
        yield server.url


def login(user: str, password: str = "") -> dict[str, str]:
    return {"VICIDIAL_USER": user, "VICIDIAL_PASS": password or user}


def in_state(vicidash: Vicidash, state: str) -> str:
    rows = vicidash("agents", "--json", env=login("demo")).json
    return str(next(row["user"] for row in rows if row["state"] == state))


def test_an_account_of_level_1_pauses_and_is_told_that_nobody_sees_it(
    vicidash: Vicidash, demo: DemoDialer
) -> None:
    user = in_state(vicidash, "waiting")
    before = len(demo.requests)
    ran = vicidash("pause", user, env=login("acts"))
    assert (ran.err, ran.code) == ("", 0)
    assert ran.out.startswith(f"{user}: queued")
    assert "this account may act but not look at agents" in ran.out
    asked = [each.function for each in list(demo.requests)[before:]]
    assert asked == ["calls_in_queue_count", "agent_status", "external_pause"]

    before = len(demo.requests)
    ran = vicidash("logout", user, "--yes", "--json", env=login("acts"))
    assert (ran.code, ran.json["outcome"]) == (0, "queued")
    asked = [each.function for each in list(demo.requests)[before:]]
    assert asked == ["logout"], "what was found out is kept: no login is refused again"


def test_a_wrong_password_costs_one_login(vicidash: Vicidash, demo: DemoDialer) -> None:
    user = in_state(vicidash, "waiting")
    before = len(demo.requests)
    ran = vicidash("pause", user, env=login("acts", "wrong"))
    assert ran.code == 3
    assert len(demo.requests) == before + 1


def test_an_account_that_may_look_is_asked_once_whether_it_may(
    vicidash: Vicidash, demo: DemoDialer
) -> None:
    vicidash("resume", in_state(vicidash, "waiting"))
    before = len(demo.requests)
    assert vicidash("pause", in_state(vicidash, "waiting"), "--no-wait").code == 0
    asked = [each.function for each in list(demo.requests)[before:]]
    assert asked == ["logged_in_agents", "agent_status", "logged_in_agents", "external_pause"]


def test_who_may_not_list_campaigns_sees_what_may_be_read(vicidash: Vicidash) -> None:
    ran = vicidash("stats", "--json", env=login("looks"))
    assert ran.code == 0
    row = next(each for each in ran.json["campaigns"] if each["campaign_id"] == "SALESB2B")
    assert row["agents_logged_in"] > 0
    assert (row["dial_level"], row["hopper_level"], row["calls_today"]) == (None, None, None)
    assert "campaigns_list: user 'looks' may not use this function" in ran.err
    ran = vicidash("stats", "SALESB2B")
    assert [each["campaign_id"] for each in ran.rows] == ["SALESB2B"]
    ran = vicidash("monitor", "--once", "--json")
    assert (ran.code, ran.json["total"]["hopper_level"]) == (0, None)


def test_an_account_that_sees_no_campaign_is_told_so(vicidash: Vicidash, dialer: Replay) -> None:
    """The words are those of the demo; no recorded account had a group without campaigns."""
    none = "ERROR: campaigns_list THIS USER HAS NO VIEWABLE CAMPAIGNS: apiuser|\n"
    nobody = "ERROR: logged_in_agents NO LOGGED IN AGENTS: apiuser|\n"
    dialer.answer("campaigns_list", none).answer("logged_in_agents", nobody)
    for command in (["stats"], ["monitor", "--once"], ["agents"]):
        ran = vicidash(*command, env=account(dialer))
        assert (ran.code, ran.out) == (1, ""), command
        assert "this account sees no campaign" in ran.err
