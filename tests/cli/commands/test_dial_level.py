"""``vicidash dial-level``: one request, read back, with a warning where it will not hold."""

from __future__ import annotations

from tests.cli.conftest import Vicidash
from tests.cli.runner import account
from tests.replay import Replay, recorded

BEFORE, AFTER = recorded("campaigns_list").body, recorded("campaigns_list_after_level").body
DONE = recorded("update_campaign_level").body


def test_a_level_is_set_in_one_request_and_read_back(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("campaigns_list", BEFORE).answer("campaigns_list", AFTER)
    dialer.answer("update_campaign", DONE)
    ran = vicidash("dial-level", "SALESB2B", "3.5", env=account(dialer))
    assert (ran.code, ran.out, ran.err) == (0, "SALESB2B: dial level 3.5 (was 3)\n", "")
    (asked,) = dialer.asked("update_campaign")
    assert asked.params["auto_dial_level"] == "3.5"
    assert len(dialer.asked("campaigns_list")) == 2


def test_json(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("campaigns_list", BEFORE).answer("campaigns_list", AFTER)
    dialer.answer("update_campaign", DONE)
    assert vicidash("dial-level", "SALESB2B", "3.5", "--json", env=account(dialer)).json == {
        "action": "dial level",
        "target": "SALESB2B",
        "value": "3.5",
        "outcome": "done",
        "before": "3",
        "after": "3.5",
        "note": "",
    }


def test_a_level_that_will_not_hold_is_warned_of(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("campaigns_list", BEFORE).answer("campaigns_list", BEFORE.replace("4.25", "4"))
    dialer.answer("update_campaign", DONE)
    ran = vicidash("dial-level", "SOLAR_OB", "4", env=account(dialer))
    assert (ran.code, ran.out) == (0, "SOLAR_OB: dial level 4 (was 4.25)\n")
    assert ran.err.startswith("vicidash: note: the dialer rewrites the level every 15 s")


def test_a_level_that_does_nothing_is_warned_of(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("campaigns_list", BEFORE)
    dialer.answer("campaigns_list", BEFORE.replace("INBOUND_MAN|0|", "INBOUND_MAN|1|"))
    dialer.answer("update_campaign", DONE)
    ran = vicidash("dial-level", "INB_ONLY", "1", "--json", env=account(dialer))
    assert ran.code == 0
    assert ran.err == "vicidash: note: the level has no effect on an INBOUND_MAN campaign\n"
    assert ran.json["note"] == "the level has no effect on an INBOUND_MAN campaign"


def test_a_dialer_that_holds_another_level_has_not_obeyed(
    vicidash: Vicidash, dialer: Replay
) -> None:
    dialer.answer("campaigns_list", BEFORE).answer("update_campaign", DONE)
    ran = vicidash("dial-level", "SALESB2B", "3.5", env=account(dialer))
    assert (ran.code, ran.out) == (1, "SALESB2B: not obeyed — the dialer holds 3\n")
    assert "dial method" in ran.err


def test_a_dialer_that_knows_no_such_parameter_has_changed_nothing(
    vicidash: Vicidash, dialer: Replay
) -> None:
    dialer.answer("update_campaign", recorded("update_campaign_nothing").body)
    ran = vicidash("dial-level", "SALESB2B", "3.5", env=account(dialer))
    assert (ran.code, ran.out) == (1, "")
    assert "changed nothing" in ran.err
    assert "dialect" in ran.err


def test_a_level_that_the_account_may_not_set_is_3(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("update_campaign", recorded("na_no_permission_level").body)
    ran = vicidash("dial-level", "SALESB2B", "3.5", env=account(dialer))
    assert (ran.code, ran.out, ran.err.count("\n")) == (3, "", 1)
    assert "modify_campaigns" in ran.err


def test_no_wait_leaves_a_level_that_could_not_be_read_back(
    vicidash: Vicidash, dialer: Replay
) -> None:
    dialer.answer("campaigns_list", BEFORE).answer("campaigns_list", "", status=503)
    dialer.answer("update_campaign", DONE)
    ran = vicidash("dial-level", "SALESB2B", "3.5", "--no-wait", env=account(dialer))
    assert (ran.code, ran.out) == (0, "SALESB2B: queued\n")
