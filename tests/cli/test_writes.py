"""What holds for every command that writes: questions, read-only, unknown ends, the audit log."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.cli.command_lines import WRITING, commands, path_of
from tests.cli.conftest import Vicidash
from tests.cli.runner import account, at_terminal, stranger
from tests.replay import Replay
from vicidash.actions.kinds import KINDS
from vicidash.demo import DemoServer

pytestmark = pytest.mark.thorough

ASKS = [args for args in WRITING if "--yes" in args]
WRITES = {
    *("external_pause", "pause_code", "logout", "update_campaign", "external_hangup"),
    *("external_status", "external_dial", "transfer_conference", "park_call", "send_notification"),
    *("blind_monitor", "add_lead", "update_lead", "add_list", "update_list", "add_dnc_phone"),
    "delete_dnc_phone",
}


@pytest.mark.parametrize("args", WRITING, ids=" ".join)
def test_read_only_sends_nothing(args: list[str], vicidash: Vicidash, dialer: Replay) -> None:
    ran = vicidash("--read-only", *args, env=account(dialer))
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "read-only: no action is sent" in ran.err
    assert dialer.requests == []


@pytest.mark.parametrize("args", ASKS, ids=" ".join)
def test_what_asks_needs_yes_where_there_is_no_terminal(
    args: list[str], vicidash: Vicidash, dialer: Replay
) -> None:
    ran = vicidash(*(each for each in args if each != "--yes"), env=account(dialer))
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "there is no terminal to ask at: add --yes to " in ran.err
    assert dialer.requests == []


def test_deleting_resetting_and_logging_out_always_ask() -> None:
    asking = {path_of(args) for args in ASKS}
    assert {("lead", "delete"), ("campaign", "reset-hopper"), ("logout",)} <= asking
    assert ["list", "update", "101", "--reset", "--yes"] in ASKS


def test_every_command_that_takes_several_targets_can_ask() -> None:
    for path in {path_of(args) for args in WRITING}:
        params = commands()[path].params
        if any(param.nargs == -1 for param in params):
            assert "--yes" in {name for param in params for name in param.opts}, path


@pytest.mark.parametrize(
    ("args", "question"),
    [
        (["campaign", "pause", "SALESB2B", "SOLAR_OB"],
         "Stop dialing in 2 campaigns (SALESB2B, SOLAR_OB)? [y/N]"),
        (["campaign", "reset-hopper", "SALESB2B"], "Empty the hopper of SALESB2B? [y/N]"),
        (["list", "update", "1000", "1001", "--inactive"],
         "Change 2 lists (1000, 1001): active=N? [y/N]"),
        (["dnc", "add", "3125550001", "3125550002"],
         "Put 2 numbers (3125550001, 3125550002) on the do-not-call list of the whole system?"),
        (["lead", "update", "11", "12", "--set", "state=IL"],
         "Change state of 2 leads (11, 12)? [y/N]"),
        (["agent", "notify", "hi", "--campaign", "INB_ONLY"], "Show 'hi' to campaign INB_ONLY: "),
        (["list", "update", "1000", "--reset"], "of list 1000 (List SALESB2B, SALESB2B)? [y/N]"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_a_question_names_the_targets_and_a_no_sends_nothing(
    args: list[str],
    question: str,
    env: dict[str, str],
    login: dict[str, str],
    centre: DemoServer,
    audit: Callable[[], str],
) -> None:
    before = len(centre.dialer.requests)
    code, shown = at_terminal(*args, env={**env, **login}, types="n\n", after="[y/N]")
    assert code == 1
    assert question in shown
    assert "nothing was done: " in shown
    asked = list(centre.dialer.requests)[before:]
    assert not WRITES & {each.function for each in asked}
    assert audit() == ""


@pytest.mark.parametrize(
    ("args", "function", "look"),
    [
        (["lead", "add", "3125550001", "--list", "101"], "add_lead",
         "vicidash lead find 3125550001"),
        (["lead", "delete", "1000", "--yes"], "update_lead", "vicidash lead get 1000"),
        (["dnc", "add", "3125550001"], "add_dnc_phone", "vicidash dnc add 3125550001"),
        (["list", "update", "101", "--active"], "update_list", "vicidash list info 101"),
        (["campaign", "hopper", "SALESB2B", "5"], "update_campaign", "vicidash campaign list"),
    ],
)  # fmt: skip
def test_an_answer_that_gets_lost_is_not_known_and_sent_once(
    args: list[str],
    function: str,
    look: str,
    vicidash: Vicidash,
    dialer: Replay,
    audit: Callable[[], str],
) -> None:
    dialer.answer(function, "SUCCESS: whatever\n", cut=3)
    ran = vicidash(*args, env=account(dialer))
    assert (ran.code, ran.out, ran.err.count("\n")) == (4, "", 1)
    assert "it is not known whether it was done" in ran.err
    assert look in ran.err
    assert len(dialer.asked(function)) == 1
    last = json.loads(audit().splitlines()[-1])
    assert last["outcome"] == "not known"
    assert "not known" in last["answer"]
    assert "3125550001" not in audit()
    as_data = vicidash(*args, "--json").json
    assert (as_data if isinstance(as_data, dict) else as_data[0])["outcome"] == "not known"


def test_a_failure_that_meets_all_ends_the_rest_unsent(vicidash: Vicidash, dialer: Replay) -> None:
    refusal = "ERROR: add_dnc_phone USER DOES NOT HAVE PERMISSION TO ADD DNC NUMBERS: |apiuser|0|\n"
    dialer.answer("add_dnc_phone", refusal)
    args = ["dnc", "add", "3125550001", "3125550002", "3125550003", "--yes"]
    ran = vicidash(*args, env=account(dialer))
    assert (ran.code, ran.err.count("\n")) == (3, 1)
    assert ran.err.endswith("Not sent: 3125550002, 3125550003\n")
    assert len(dialer.asked("add_dnc_phone")) == 1
    outcomes = [each["outcome"] for each in vicidash(*args, "--json").json]
    assert outcomes == ["failed", "not sent", "not sent"]


def test_a_stranger_gets_lines_or_json(env: dict[str, str], login: dict[str, str]) -> None:
    here = {**env, **login}
    ran = stranger("dnc", "add", "3125557001", "3125557002", "--yes", env=here)
    where = "the do-not-call list of the whole system"
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"3125557001: on {where}\n3125557002: on {where}\n"
    ran = stranger("dnc", "remove", "3125557001", "--json", env=here)
    assert [(each["target"], each["changed"]) for each in ran.json] == [("3125557001", True)]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["lead", "update", "11"], "nothing to change"),
        (["lead", "update", "--set", "state=IL"], "name the leads by ID, by --phone or by"),
        (["lead", "update", "11", "--phone", "3125550001", "--set", "state=IL"], "name the leads"),
        (["lead", "update", "11", "--set", "state"], "'state' is not FIELD=VALUE"),
        (["lead", "update", "11", "--set", "a=1", "--set", "a=2"], "a is given twice"),
        (["lead", "update", "11", "--set", "custom=1"], "an argument or an option of its own"),
        (["lead", "update", "11", "--set", "self=1"], "an argument or an option of its own"),
        (["lead", "update", "11", "--set", "frist_name=J"], "did you mean first_name?"),
        (["lead", "add", "3125550001", "--list", "101", "--days", "3"], "--days goes with"),
        (["lead", "add", "312555000x", "--list", "101"], "digits only"),
        (["lead", "add", "3125550001", "--list", "101", "--set", "list_id=1"], "of its own"),
        (["lead", "callback", "11", "tomorrow", "--campaign", "SALESB2B"], "'tomorrow' is not a"),
        (["lead", "callback", "11", "2026-11-25", "--campaign", "SALESB2B"], "has no time"),
        (["lead", "callback", "11", "2026-11-25 10:30"], "add --campaign ID"),
        (["lead", "callback", "11", "--campaign", "SALESB2B"], "WHEN is missing"),
        (["list", "update", "101"], "nothing to change"),
        (["list", "update", "101", "--reset", "--active"], "a reset goes alone"),
        (["list", "update", "101", "--set", "nosuch=1"], "no such field"),
        (["dnc", "add", "312"], "6 to 20 digits"),
        (["campaign", "method", "SALESB2B", "FAST"], "one of MANUAL"),
        (["campaign", "maximum", "SALESB2B", "0.5"], "1 or more"),
        (["campaign", "maximum", "SALESB2B", "-2"], "'-2' is not valid"),
        (["campaign", "level", "SALESB2B", "-2.5"], "'-2.5' is not valid"),
        (["campaign", "hopper", "SALESB2B", "3000"], "1 to 2000"),
        (["campaign", "pause", "SALESB2D"], "Did you mean SALESB2B?"),
        (["campaign", "reset-hopper", "NOSUCH", "--yes"], "This account sees SALESB2B"),
        (["agent", "notify", "hi"], "to whom?"),
        (["agent", "notify", "hi", "--agent", "a1", "--group", "g"], "to whom?"),
        (["agent", "dial", "a0015"], "whom?"),
        (["agent", "transfer", "a0015"], "where?"),
        (["agent", "conference", "a0015", "--leave", "--park"], "--park goes with"),
        (["agent", "stats", "--to", "2026-11-25"], "--to goes with --from"),
        (["agent", "stats", "--from", "today"], "'today' is not a day"),
        (["recording", "find", "--agent", "a0015"], "of whom?"),
        (["monitor", "--interval", "0.5"], "--interval"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_one_line_and_no_write(
    args: list[str], says: str, vicidash: Vicidash, login: dict[str, str], centre: DemoServer
) -> None:
    before = len(centre.dialer.requests)
    levels = [each.dial_level for each in centre.dialer.world.campaigns.values()]
    ran = vicidash(*args, env=login)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert says in ran.err
    asked = [each.function for each in list(centre.dialer.requests)[before:]]
    assert "NOSUCH" in args or not WRITES & set(asked)
    assert [each.dial_level for each in centre.dialer.world.campaigns.values()] == levels


@pytest.mark.parametrize(
    "args",
    # one of them finds its leads first, and here there are none to write to
    [args for args in WRITING if args[:3] != ["lead", "update", "--phone"]],
    ids=" ".join,
)
def test_every_write_is_in_the_audit_log_by_the_one_name_of_its_action(
    args: list[str], vicidash: Vicidash, login: dict[str, str], audit: Callable[[], str]
) -> None:
    waits = args[0] in ("pause", "resume", "logout") and "--no-wait" not in args
    here = ["a0001" if each in ("a0015", "a0003") else each for each in args]
    vicidash(*here, *(["--no-wait"] if waits else []), env=login)
    lines = [json.loads(line) for line in audit().splitlines()]
    assert {line["action"] for line in lines} <= KINDS.keys()
    assert lines[-1]["outcome"] != "sending"
