"""On whom a command may act: those that the account's floor lists, and the settings allow.

The demo serves every agent and every campaign to who asks for an action, as servers do (no scope
is checked there: ``dialer-protocol.md``, *Login*); only what it shows is limited. No recording has
an account of one campaign.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Vicidash
from tests.demo.support import Clock
from vicidash.demo import DemoDialer, DemoServer
from vicidash.demo.options import DEFAULT_ACCOUNTS, Account
from vicidash.demo.sim.agents import Agent, Mode

MINE, OTHER = "SALESB2B", "INSURNCE"
ACTIONS = {
    *("external_pause", "pause_code", "logout", "external_hangup", "external_status"),
    *("external_dial", "transfer_conference", "park_call", "send_notification"),
    *("blind_monitor", "update_campaign"),
}
ON_AGENTS = [
    ["pause", "{}"],
    ["pause", "{}", "LUNCH"],
    ["resume", "{}"],
    ["logout", "{}", "--yes"],
    ["agent", "hangup", "{}", "--yes"],
    ["agent", "disposition", "{}", "SALE"],
    ["agent", "dial", "{}", "3125550001"],
    ["agent", "transfer", "{}", "--in-group", "SALESLINE"],
    ["agent", "conference", "{}", "--leave"],
    ["agent", "park", "{}"],
    ["agent", "unpark", "{}"],
    ["agent", "notify", "hello", "--agent", "{}"],
    ["agent", "listen", "{}", "--phone", "350a", "--server", "10.10.10.15"],
]
ON_CAMPAIGNS = [
    ["dial-level", "{}", "2.5"],
    ["campaign", "level", "{}", "2.5"],
    ["campaign", "pause", "{}"],
    ["campaign", "activate", "{}"],
    ["campaign", "method", "{}", "RATIO"],
    ["campaign", "maximum", "{}", "2.5"],
    ["campaign", "hopper", "{}", "50"],
    ["campaign", "reset-hopper", "{}", "--yes"],
    ["agent", "notify", "hello", "--campaign", "{}", "--yes"],
]


def dialer(build: str = "2.14-202") -> DemoDialer:
    accounts = (
        *DEFAULT_ACCOUNTS,
        Account("nofloor", "nofloor", refused=frozenset(("logged_in_agents",))),
        Account("nostatus", "nostatus", refused=frozenset(("agent_status",)),
                campaigns=frozenset((MINE,))),
        Account("nolist", "nolist", refused=frozenset(("campaigns_list",))),
    )  # fmt: skip
    return DemoDialer(seed=7, accounts=accounts, clock=Clock(), build=build)


@pytest.fixture
def demo() -> DemoDialer:
    return dialer()


@pytest.fixture(autouse=True)
def serve(demo: DemoDialer, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with DemoServer(demo) as server:
        monkeypatch.setenv("VICIDIAL_URL", server.url)
        yield


@pytest.fixture
def become(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def login(user: str) -> None:
        monkeypatch.setenv("VICIDIAL_USER", user)
        monkeypatch.setenv("VICIDIAL_PASS", user)

    login("team")
    return login


def of(demo: DemoDialer, campaign: str, mode: Mode) -> Agent:
    """An agent of a campaign in a state, whose screen answers."""
    for _ in range(3600):
        for agent in demo.world.agents.values():
            if (agent.campaign_id, agent.mode, agent.frozen) == (campaign, mode, False):
                return agent
        demo._clock.now += 1  # type: ignore[attr-defined]
        demo.advance()
    raise AssertionError("nobody came into that state")


def filled(args: list[str], name: str) -> list[str]:
    return [each.format(name) for each in args]


def acted(demo: DemoDialer) -> list[str]:
    return [each.function for each in demo.requests if each.function in ACTIONS]


def settings_of(demo: DemoDialer, campaign_id: str) -> tuple[object, ...]:
    """What the database holds of a campaign."""
    campaign = demo.world.campaigns[campaign_id]
    return (
        *(campaign.active, campaign.dial_level, campaign.dial_method, campaign.hopper_level),
        *(campaign.adaptive_maximum_level, len(demo.world.hoppers[campaign_id])),
    )


@pytest.mark.parametrize("args", ON_AGENTS, ids=" ".join)
def test_nothing_is_sent_to_an_agent_of_a_campaign_that_the_account_does_not_see(
    args: list[str], vicidash: Vicidash, demo: DemoDialer, become: Callable[[str], None]
) -> None:
    agent = of(demo, OTHER, Mode.INCALL)
    ran = vicidash(*filled(args, agent.user))
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    said = f"{agent.user} is logged in to {OTHER}, and this account's floor does not list them"
    assert said in ran.err
    assert "Nothing was sent. See who is on it: vicidash agents." in ran.err
    assert acted(demo) == []
    assert not agent.pending
    assert not demo.world.notifications


@pytest.mark.parametrize("args", ON_CAMPAIGNS, ids=" ".join)
def test_a_campaign_that_the_account_does_not_see_is_not_changed(
    args: list[str], vicidash: Vicidash, demo: DemoDialer, become: Callable[[str], None]
) -> None:
    before = settings_of(demo, OTHER)
    ran = vicidash(*filled(args, OTHER))
    assert ran.out == ""
    assert ran.code in (1, 2)
    assert f"no such campaign: {OTHER}" in ran.err
    assert acted(demo) == []
    assert settings_of(demo, OTHER) == before
    assert not demo.world.notifications


@pytest.mark.parametrize("args", ON_CAMPAIGNS[:8], ids=" ".join)
def test_one_that_it_sees_is_changed(
    args: list[str], vicidash: Vicidash, demo: DemoDialer, become: Callable[[str], None]
) -> None:
    ran = vicidash(*filled(args, MINE))
    assert ran.code == 0, ran.err
    assert "could not be checked" not in ran.err
    assert acted(demo) == ["update_campaign"]


def test_an_agent_of_its_own_is_paused(
    vicidash: Vicidash, demo: DemoDialer, become: Callable[[str], None]
) -> None:
    agent = of(demo, MINE, Mode.READY)
    ran = vicidash("pause", agent.user, "--no-wait")
    assert (ran.code, ran.out, ran.err) == (0, f"{agent.user}: queued\n", "")
    assert "pause" in agent.pending


@pytest.mark.parametrize("args", ON_AGENTS, ids=" ".join)
def test_a_user_in_another_case_is_shown_audited_and_sent_as_the_dialer_has_it(
    args: list[str],
    vicidash: Vicidash,
    demo: DemoDialer,
    become: Callable[[str], None],
    audit: Callable[[], str],
) -> None:
    """MySQL compares without regard to the case: a0001 is who gets a command for A0001."""
    mode = Mode.PAUSED if args[0] == "resume" or "dial" in args else Mode.INCALL
    agent = of(demo, MINE, mode)
    wait = ["--no-wait"] if args[0] in ("pause", "resume", "logout") else []
    ran = vicidash(*filled(args, agent.user.upper()), *wait, "--json")
    assert ran.code == 0 or "unpark" in args, ran.err
    assert ran.json["target"] == agent.user
    lines = [json.loads(line) for line in audit().splitlines()]
    assert {line["target"] for line in lines} == {agent.user}
    assert agent.user.upper() not in ran.out + ran.err + audit()
    if "notify" in args:
        assert demo.world.notifications[-1].recipient == agent.user


def test_status_shows_users_as_the_dialer_has_them(
    vicidash: Vicidash, demo: DemoDialer, become: Callable[[str], None]
) -> None:
    agent = of(demo, MINE, Mode.READY)
    ran = vicidash("agent", "status", agent.user.upper(), "--json")
    assert [row["user"] for row in ran.json] == [agent.user]


@pytest.mark.parametrize("user", ["nofloor"])
def test_who_may_not_read_the_floor_acts_and_is_told_that_nobody_checked(
    user: str, vicidash: Vicidash, demo: DemoDialer, become: Callable[[str], None]
) -> None:
    become(user)
    agent = of(demo, OTHER, Mode.READY)
    ran = vicidash("pause", agent.user, "--no-wait", "--json")
    assert (ran.code, ran.json["outcome"]) == (0, "queued")
    said = f"it could not be checked whether this account sees {agent.user}: logged_in_agents"
    assert said in ran.json["note"]
    assert f"vicidash: note: {said}" in ran.err
    assert "pause" in agent.pending
    talking = of(demo, OTHER, Mode.INCALL)
    ran = vicidash("agent", "hangup", talking.user, "--yes")
    assert ran.code == 0
    assert "could not be checked" in ran.err


def test_the_floor_decides_where_one_agent_may_not_be_asked_for(
    vicidash: Vicidash, demo: DemoDialer, become: Callable[[str], None]
) -> None:
    become("nostatus")
    agent, foreign = of(demo, MINE, Mode.READY), of(demo, OTHER, Mode.READY)
    assert vicidash("pause", agent.user.upper(), "--no-wait").out == f"{agent.user}: queued\n"
    ran = vicidash("pause", foreign.user, "--no-wait")
    assert ran.code == 1
    assert f"{foreign.user} is not logged in, or this account's floor does not list" in ran.err
    assert not foreign.pending


def test_who_may_not_list_campaigns_changes_one_and_is_told_that_nobody_checked(
    vicidash: Vicidash, demo: DemoDialer, become: Callable[[str], None]
) -> None:
    become("nolist")
    ran = vicidash("campaign", "hopper", OTHER, "77")
    assert (ran.code, demo.world.campaigns[OTHER].hopper_level) == (0, 77)
    assert f"it could not be checked whether this account sees {OTHER}: campaigns_list" in ran.err


def test_an_account_of_level_1_acts_on_the_call_too(
    vicidash: Vicidash, demo: DemoDialer, become: Callable[[str], None]
) -> None:
    become("acts")
    agent = of(demo, OTHER, Mode.INCALL)
    ran = vicidash("agent", "hangup", agent.user, "--yes")
    assert (ran.code, ran.out) == (0, f"{agent.user}: queued: hang up\n")
    assert "this account may act but not look at agents" in ran.err
    assert "it could not be checked whether the agent is in its campaigns" in ran.err
    assert [each.function for each in demo.requests] == [
        *("calls_in_queue_count", "agent_status"),
        "external_hangup",
    ]
    assert demo.failed_logins == 1


def test_a_message_to_who_is_not_logged_in_waits_and_says_so(
    vicidash: Vicidash, demo: DemoDialer, become: Callable[[str], None]
) -> None:
    agent = next(each for each in demo.world.agents.values() if not each.logged_in)
    ran = vicidash("agent", "notify", "hello", "--agent", agent.user)
    assert (ran.code, ran.out) == (0, f"{agent.user}: message queued\n")
    assert "is not logged in and sees it at the next login" in ran.err


def test_the_setting_campaigns_is_a_limit_too(
    vicidash: Vicidash, demo: DemoDialer, become: Callable[[str], None], tmp_path: Path
) -> None:
    become("demo")
    file = tmp_path / "settings.toml"
    file.write_text(f'[profiles.night]\ncampaigns = ["{MINE}"]\n')
    night = ["--config", str(file), "--profile", "night"]
    agent, foreign = of(demo, MINE, Mode.READY), of(demo, OTHER, Mode.READY)
    assert vicidash(*night, "pause", agent.user, "--no-wait").code == 0
    ran = vicidash(*night, "pause", foreign.user, "--no-wait")
    assert (ran.code, ran.out) == (1, "")
    assert f"is logged in to {OTHER}, and the setting campaigns has only {MINE}" in ran.err
    for args in ON_CAMPAIGNS:
        before = settings_of(demo, OTHER)
        ran = vicidash(*night, *filled(args, OTHER))
        assert (ran.code, ran.out) == (1, ""), args
        assert f"the setting campaigns has only {MINE}" in ran.err
        assert settings_of(demo, OTHER) == before
    assert not foreign.pending
    ran = vicidash(*night, "--campaigns", OTHER, "pause", foreign.user, "--no-wait")
    assert ran.code == 0


@pytest.mark.parametrize("build", ["2.14-107", "2.10-69"])
def test_old_builds_are_limited_by_what_their_report_lists(
    build: str,
    vicidash: Vicidash,
    become: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    old = dialer(build)
    agent, foreign = of(old, MINE, Mode.READY), of(old, OTHER, Mode.READY)
    with DemoServer(old) as server:
        monkeypatch.setenv("VICIDIAL_URL", server.url)
        ran = vicidash("pause", agent.user.upper(), "--no-wait")
        assert (ran.code, ran.out, ran.err) == (0, f"{agent.user}: queued\n", "")
        ran = vicidash("pause", foreign.user, "--no-wait")
        assert ran.code == 1
        assert "this account's floor does not list them" in ran.err
        assert not foreign.pending
        file = tmp_path / "settings.toml"
        file.write_text('report = "never"\n')
        ran = vicidash("--config", str(file), "pause", foreign.user, "--no-wait")
        limited = build == "2.14-107"  # which has logged_in_agents
        assert ran.code == (1 if limited else 0)
        assert ("could not be checked" in ran.err) is not limited


def test_who_has_been_paused_for_hours_is_missing_from_an_old_report_and_paused_all_the_same(
    vicidash: Vicidash, become: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = dialer("2.10-69")
    agent = of(old, MINE, Mode.PAUSED)
    agent.frozen, agent.call_ended = True, old.world.now - 7 * 3600
    with DemoServer(old) as server:
        monkeypatch.setenv("VICIDIAL_URL", server.url)
        ran = vicidash("resume", agent.user, "--no-wait")
        assert (ran.code, ran.err) == (0, "")
        assert "pause" in agent.pending
