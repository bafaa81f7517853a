"""``vicidash campaign``, ``list``, ``dnc`` and ``agent``: what is sent, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import account, status
from tests.replay import Replay, recorded
from vicidash.demo import DemoServer


def in_state(vicidash: Vicidash, login: dict[str, str], state: str) -> str:
    rows = vicidash("agents", env=login).rows
    return next(row["user"] for row in rows if row["state"] == state)


def test_campaigns_are_listed(vicidash: Vicidash, dialer: Replay) -> None:
    ran = vicidash("campaign", "list", env=account(dialer))
    assert ran.rows[1] == {
        "campaign_id": "SOLAR_OB",
        "campaign_name": "Solar outbound",
        "active": "Y",
        "dial_method": "ADAPT_TAPERED",
        "dial_level": "4.25",
    }
    assert [each["active"] for each in vicidash("campaign", "list", "--json").json] == [True] * 4


def test_a_campaign_stops_and_starts(
    vicidash: Vicidash, login: dict[str, str], centre: DemoServer
) -> None:
    campaign = centre.dialer.world.campaigns["INB_ONLY"]
    ran = vicidash("campaign", "pause", "INB_ONLY", env=login)
    assert (ran.code, ran.out, campaign.active) == (0, "INB_ONLY: inactive (was active)\n", "N")
    ran = vicidash("campaign", "activate", "INB_ONLY", "SALESB2B", "--yes")
    assert ran.out == "INB_ONLY: active (was inactive)\nSALESB2B: active\n"
    assert campaign.active == "Y"


def test_settings_of_a_campaign(
    vicidash: Vicidash, login: dict[str, str], centre: DemoServer
) -> None:
    campaign = centre.dialer.world.campaigns["SALESB2B"]
    ran = vicidash("campaign", "method", "SALESB2B", "adapt_average", env=login)
    assert ran.out == "SALESB2B: dial method ADAPT_AVERAGE (was RATIO)\n"
    assert campaign.dial_method == "ADAPT_AVERAGE"
    ran = vicidash("campaign", "maximum", "SALESB2B", "4.5")
    assert ran.out == "SALESB2B: adaptive maximum level 4.5 (was 6)\n"
    assert campaign.adaptive_maximum_level == "4.5"
    assert "not read back" not in ran.err, "the summary page shows it"
    assert vicidash("campaign", "hopper", "SALESB2B", "321").code == 0
    assert campaign.hopper_level == 321
    assert vicidash("campaign", "reset-hopper", "SALESB2B", "--yes").code == 0
    assert not centre.dialer.world.hoppers["SALESB2B"]


def test_a_setting_that_does_not_take_is_not_obeyed(
    vicidash: Vicidash, dialer: Replay, audit: Callable[[], str]
) -> None:
    dialer.answer("update_campaign", recorded("update_campaign_method").body)
    ran = vicidash("campaign", "method", "SALESB2B", "MANUAL", env=account(dialer))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "vicidash: SALESB2B: not obeyed: the dialer holds RATIO\n"
    assert json.loads(audit().splitlines()[-1])["outcome"] == "not obeyed"


def test_level_is_the_same_command_as_dial_level(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("update_campaign", recorded("update_campaign_level").body)
    for args in (["campaign", "level"], ["dial-level"]):
        ran = vicidash(*args, "SALESB2B", "3", "--json", env=account(dialer))
        assert (ran.json["action"], ran.json["outcome"]) == ("dial level", "done")
    first, second = (asked.params for asked in dialer.asked("update_campaign"))
    assert first == second


def test_lists_are_added_changed_reset_and_shown(vicidash: Vicidash, login: dict[str, str]) -> None:
    new = ["list", "add", "7001", "--name", "Spring", "--campaign", "SALESB2B"]
    assert vicidash(*new, env=login).out == "7001: added, inactive\n"
    assert vicidash(*new).code == 1
    ran = vicidash("list", "update", "7001", "--active", "--name", "Spring [/b]", "--json")
    assert [(each["target"], each["outcome"]) for each in ran.json] == [("7001", "done")]
    (row,) = vicidash("list", "info", "7001").rows
    assert (row["list_name"], row["active"], row["all_leads_count"]) == ("Spring [/b]", "Y", "0")
    ran = vicidash("list", "update", "7001", "--reset", "--yes", "--json")
    assert ran.json[0]["leads"] is None, "this build does not count them"
    assert vicidash("list", "info", "7001", "--no-counts").rows[0]["all_leads_count"] == "—"
    fields = vicidash("list", "fields", "1000").rows[0]["fields"]
    assert vicidash("list", "fields", "1000", "--json").json[0]["fields"] == fields.split()
    listed = [row["list_id"] for row in vicidash("list", "fields").rows]
    assert {"1000", "7001"} <= set(listed)


def test_numbers_go_on_a_list_and_off(vicidash: Vicidash, login: dict[str, str]) -> None:
    where = "the do-not-call list of SALESB2B"
    campaign = ["4155551234", "--campaign", "SALESB2B"]
    assert vicidash("dnc", "add", *campaign, env=login).out == f"4155551234: on {where}\n"
    assert vicidash("dnc", "add", *campaign).out == f"4155551234: was already on {where}\n"
    assert vicidash("dnc", "remove", "4155551234").out.endswith(
        "was not on the do-not-call list of the whole system\n"
    )
    assert vicidash("dnc", "remove", *campaign).out == f"4155551234: off {where}\n"
    assert vicidash("dnc", "add", "312XXXXXXX").code == 2, "no build takes a whole area code"


def test_status_of_agents_has_the_columns_of_agents(
    vicidash: Vicidash, login: dict[str, str]
) -> None:
    floor = vicidash("agents", env=login).rows
    ran = vicidash("agent", "status", floor[1]["user"], floor[0]["user"])
    assert ran.rows == [floor[1], floor[0]]
    assert vicidash("agent", "status", "nobody").code == 1


def test_hostile_names_of_agents(vicidash: Vicidash, dialer: Replay) -> None:
    body = status("hostile_name")
    dialer.answer("agent_status", body.replace("|0|", "|0|", 1))
    ran = vicidash("agent", "status", "a0021", env=account(dialer))
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert len(ran.rows) == 1


@pytest.mark.parametrize(
    ("args", "function", "sent", "line"),
    [
        (["hangup", "{}", "--yes"], "external_hangup", {"value": "1"}, "hang up"),
        (["disposition", "{}", "SALE"], "external_status", {"value": "SALE"}, "disposition SALE"),
        (["dial", "{}", "3125550001"], "external_dial", {"value": "3125550001"}, "dial a number"),
        (["dial", "{}", "--lead", "11"], "external_dial", {"lead_id": "11"}, "dial lead 11"),
        (["transfer", "{}", "--in-group", "SUPPORT"], "transfer_conference",
         {"value": "LOCAL_CLOSER", "ingroup_choices": "SUPPORT"}, "transfer to SUPPORT"),
        (["transfer", "{}", "--voicemail"], "transfer_conference", {"value": "LEAVE_VM"},
         "transfer to voicemail"),
        (["conference", "{}", "--phone", "3125550001", "--park"], "transfer_conference",
         {"value": "PARK_CUSTOMER_DIAL"}, "conference with a number"),
        (["conference", "{}", "--leave"], "transfer_conference", {"value": "LEAVE_3WAY_CALL"},
         "conference leave"),
        (["park", "{}"], "park_call", {"value": "PARK_CUSTOMER"}, "park"),
        (["unpark", "{}"], "park_call", {"value": "GRAB_CUSTOMER"}, "unpark"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_the_call_of_an_agent(
    args: list[str],
    function: str,
    sent: dict[str, str],
    line: str,
    vicidash: Vicidash,
    dialer: Replay,
    audit: Callable[[], str],
) -> None:
    dialer.answer("agent_status", status("incall"))
    dialer.answer(function, f"SUCCESS: {function} function set - 1|a0004\n")
    ran = vicidash("agent", *(each.format("a0004") for each in args), env=account(dialer))
    assert (ran.code, ran.out, ran.err) == (0, f"a0004: queued: {line}\n", "")
    (asked,) = dialer.asked(function)
    assert asked.params["agent_user"] == "a0004"
    assert asked.params.items() >= sent.items()
    last = json.loads(audit().splitlines()[-1])
    assert (last["target"], last["outcome"], last["before"]) == ("a0004", "queued", "INCALL")
    assert "3125550001" not in audit()


def test_nothing_is_sent_to_an_agent_whom_the_account_does_not_see(
    vicidash: Vicidash, dialer: Replay
) -> None:
    dialer.answer("agent_status", recorded("agent_status_not_logged_in").body)
    ran = vicidash("agent", "park", "a0004", env=account(dialer))
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert not dialer.asked("park_call")


def test_a_message_to_a_campaign(
    vicidash: Vicidash, login: dict[str, str], centre: DemoServer
) -> None:
    ran = vicidash("agent", "notify", "Team meeting", "--campaign", "SALESB2B", "--yes", env=login)
    assert (ran.code, ran.out) == (0, "SALESB2B: message queued\n")
    sent = centre.dialer.world.notifications[-1]
    assert (sent.recipient, sent.text) == ("SALESB2B", "Team meeting")


def test_listening_in(vicidash: Vicidash, login: dict[str, str]) -> None:
    user = in_state(vicidash, login, "in_call")
    listen = ["agent", "listen", user, "--server", "10.10.10.15", "--mode", "WHISPER"]
    ran = vicidash(*listen, "--phone", "350a", "--json")
    assert (ran.json["outcome"], ran.json["mode"]) == ("queued", "WHISPER")
    assert vicidash(*listen, "--phone", "999").code == 1


def test_statistics_of_today_and_of_another_day(vicidash: Vicidash, login: dict[str, str]) -> None:
    ran = vicidash("agent", "stats", "a0001", env=login)
    assert [row["user"] for row in ran.rows] == ["a0001"]
    assert len(vicidash("agent", "stats", "--campaign", "SALESB2B", "--json").json) > 3
    ran = vicidash("agent", "stats", "--from", "2020-01-01")
    assert (ran.code, ran.rows, ran.err) == (0, [], "vicidash: note: nobody was logged in then\n")
