"""``vicidash lead`` and ``search`` on the demo dialer: what is printed, what is changed."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import account, at_terminal
from tests.replay import Replay, recorded

LIST = "1000"
KEYS = ["action", "target", "value", "outcome", "before", "after", "note"]
_PHONES: Iterator[int] = itertools.count(4_155_550_100)


@pytest.fixture
def phone() -> str:
    """A number that no other test has."""
    return str(next(_PHONES))


@pytest.fixture
def lead(vicidash: Vicidash, login: dict[str, str], phone: str) -> str:
    """The id of a new lead."""
    ran = vicidash("lead", "add", phone, "--list", LIST, "--set", "first_name=Jane", env=login)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{phone}: lead ")
    return ran.out.split()[-1]


def test_add_sends_what_was_given_and_checks_the_list(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("add_lead", recorded("add_lead").body)
    given = ["--set", "first_name=Jane", "--set", "last_name=Doe", "--code", "44", "--hopper"]
    ran = vicidash("lead", "add", "3125559001", "--list", "101", *given, env=account(dialer))
    assert ran.code == 0
    (asked,) = dialer.asked("add_lead")
    sent = {name: asked.params[name] for name in asked.params.keys() - {"source", "user"}}
    assert sent == {
        "function": "add_lead",
        "phone_number": "3125559001",
        "phone_code": "44",
        "list_id": "101",
        "first_name": "Jane",
        "last_name": "Doe",
        "add_to_hopper": "Y",
        "list_exists_check": "Y",
    }
    assert asked.place == "body"


def test_a_lead_that_is_there_is_named(vicidash: Vicidash, lead: str, phone: str) -> None:
    ran = vicidash("lead", "add", phone, "--list", LIST, "--unless-in", "system", "--days", "90")
    assert (ran.code, ran.out) == (1, "")
    assert f"It is there already: vicidash lead get {lead}" in ran.err


def test_json_has_the_keys_of_every_action_and_more(
    vicidash: Vicidash, login: dict[str, str], phone: str
) -> None:
    ran = vicidash("lead", "add", phone, "--list", LIST, "--json", env=login)
    assert list(ran.json)[:7] == KEYS
    assert (ran.json["action"], ran.json["outcome"]) == ("add lead", "done")
    assert ran.json["phone_number"] == phone
    assert ran.json["after"] == f"lead {ran.json['lead_id']}"


def test_search_prints_lead_list_and_status(vicidash: Vicidash, lead: str, phone: str) -> None:
    ran = vicidash("search", phone)
    assert ran.rows == [{"lead_id": lead, "list_id": LIST, "status": "NEW"}]
    assert vicidash("search", phone, "--json").json == [
        {"lead_id": int(lead), "list_id": int(LIST), "status": "NEW"}
    ]


def test_find_prints_the_leads_of_several_numbers(
    vicidash: Vicidash, lead: str, phone: str
) -> None:
    ran = vicidash("lead", "find", phone, "4155559999", phone)
    assert [(row["lead_id"], row["first_name"]) for row in ran.rows] == [(lead, "Jane")]
    ran = vicidash("lead", "find", "4155559999")
    assert (ran.code, len(ran.out.splitlines())) == (0, 1)
    assert ran.err == "vicidash: note: no lead has this number\n"


def test_get_prints_a_line_for_each_field(vicidash: Vicidash, lead: str, phone: str) -> None:
    vicidash("lead", "update", lead, "--custom", "plan=gold")
    fields = {row["field"]: row["value"] for row in vicidash("lead", "get", lead).rows}
    assert fields["phone_number"] == phone
    assert fields["custom plan"] == "gold"
    assert vicidash("lead", "get", lead, "--json").json["custom"]["plan"] == "gold"
    assert vicidash("lead", "get", "99999999").code == 1


def test_update_changes_and_empties_fields(vicidash: Vicidash, lead: str) -> None:
    ran = vicidash("lead", "update", lead, "--set", "state=IL", "--set", "first_name=")
    assert (ran.code, ran.out) == (0, f"{lead}: changed\n")
    found = vicidash("lead", "get", lead, "--json").json
    assert (found["state"], found["first_name"]) == ("IL", "")


def test_update_by_number_looks_the_leads_up_and_names_each(
    vicidash: Vicidash, lead: str, phone: str
) -> None:
    second = vicidash("lead", "add", phone, "--list", LIST).out.split()[-1]
    by_phone = ["lead", "update", "--phone", phone, "--set", "state=TX"]
    assert vicidash(*by_phone).out == f"{second}: changed\n"
    ran = vicidash(*by_phone, "--limit", "9", "--yes")
    assert ran.out == f"{second}: it was so already\n{lead}: changed\n"
    ran = vicidash("lead", "update", "--phone", "4155559999", "--set", "state=TX")
    assert (ran.code, "no lead has the number" in ran.err) == (1, True)


def test_update_by_vendor_code(vicidash: Vicidash, lead: str) -> None:
    vicidash("lead", "update", lead, "--set", f"vendor_lead_code=V{lead}")
    ran = vicidash("lead", "update", "--vendor-code", f"V{lead}", "--set", "state=OH")
    assert (ran.code, ran.out) == (0, f"vendor code V{lead}: changed ({lead})\n")


def test_a_callback_is_scheduled_and_shown(vicidash: Vicidash, lead: str) -> None:
    when = ["lead", "callback", lead, "2026-12-01 10:30", "--campaign", "SALESB2B"]
    ran = vicidash(*when, "--agent", "a0001", "--comments", "ask for Jo")
    assert ran.code == 0
    assert ran.out == (
        f"{lead}: callback at 2026-12-01 10:30:00 of the dialer's clock, SALESB2B, agent a0001\n"
    )
    (row,) = vicidash("lead", "callback", lead).rows
    assert (row["recipient"], row["user"], row["comments"]) == ("USERONLY", "a0001", "ask for Jo")
    assert row["callback_date"] == "2026-12-01T10:30:00"
    assert len(vicidash("lead", "callback", lead, "--json").json) == 1


def test_a_lead_without_a_callback_is_told_so(vicidash: Vicidash, lead: str) -> None:
    ran = vicidash("lead", "callback", lead)
    assert (ran.code, ran.rows) == (0, [])
    assert f"note: no callback of a lead {lead} is stored" in ran.err
    assert vicidash("lead", "callback", lead, "--json").json == []


def test_a_time_with_a_zone_becomes_the_dialers(vicidash: Vicidash, lead: str) -> None:
    when = ["lead", "callback", lead, "2026-12-01T10:30+01:00", "--campaign", "SALESB2B", "--json"]
    assert vicidash(*when).json["when"] == "2026-12-01T04:30:00"


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("fri 3pm", "2026-11-27T15:00:00"),
        ("in 2h", "2026-11-23T14:00:00"),
        ("tomorrow 10", "2026-11-24T10:00:00"),
    ],
)
def test_a_time_as_people_say_it_is_by_the_dialers_clock(
    vicidash: Vicidash, lead: str, text: str, when: str
) -> None:
    ran = vicidash("lead", "callback", lead, "--at", text, "--campaign", "SALESB2B", "--json")
    assert ran.json["when"] == when


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--at", "fri 3pm please"], "and nothing else"),
        (["--at", "soon"], "a time such as 10:30, tomorrow 10, fri 3pm"),
        (["2026-12-01 10:30", "--at", "fri 3pm"], "give one of them"),
    ],
)
def test_what_is_no_such_time_is_refused(
    vicidash: Vicidash, lead: str, arguments: list[str], told: str
) -> None:
    ran = vicidash("lead", "callback", lead, *arguments, "--campaign", "SALESB2B")
    assert ran.code == 2
    assert told in ran.err


def test_delete(vicidash: Vicidash, lead: str, phone: str) -> None:
    ran = vicidash("lead", "delete", lead, "--yes")
    assert (ran.code, ran.out) == (0, f"{lead}: deleted\n")
    assert vicidash("search", phone).rows == []


def test_delete_asks_and_says_who_it_is(
    env: dict[str, str], login: dict[str, str], lead: str, phone: str
) -> None:
    delete, here = ("lead", "delete", lead), {**env, **login}
    code, shown = at_terminal(*delete, env=here, types="n\n", after="[y/N]")
    assert code == 1
    assert f"Delete lead {lead} ({phone}, Jane, list {LIST}, NEW), for good? [y/N]" in shown
    assert f"nothing was done: lead {lead} stays" in shown
    code, shown = at_terminal(*delete, env=here, types="y\n", after="[y/N]")
    assert (code, f"{lead}: deleted" in shown) == (0, True)


def test_some_of_many_may_fail(vicidash: Vicidash, lead: str) -> None:
    ran = vicidash("lead", "delete", "99999999", lead, "--yes", "--json")
    assert ran.code == 1
    assert [(each["target"], each["outcome"]) for each in ran.json] == [
        ("99999999", "failed"), (lead, "done"),
    ]  # fmt: skip
    assert ran.err.startswith("vicidash: 99999999: update_lead: the dialer refused: ")
    assert ran.err.count("\n") == 1


def test_the_audit_log_keeps_ids_and_no_number_nor_name(
    vicidash: Vicidash, login: dict[str, str], phone: str, audit: Callable[[], str]
) -> None:
    added = vicidash("lead", "add", phone, "--list", LIST, "--set", "last_name=Doe", env=login)
    lead = added.out.split()[-1]
    other = str(int(phone) + 5000)
    vicidash("lead", "add", phone, "--list", LIST, "--unless-in", "list")
    vicidash("lead", "update", lead, "--set", f"phone_number={other}", "--set", "email=a@b.example")
    vicidash("lead", "update", lead, "--set", "email=" + "x@y" * 40)
    vicidash("lead", "add", f"{phone}x", "--list", LIST)
    vicidash("dnc", "add", phone)
    vicidash("dnc", "remove", f"{phone}123456789012345")
    written = audit()
    for private in (phone, other, "Doe", "a@b.example", "x@y"):
        assert private not in written
    steps = [json.loads(line) for line in written.splitlines()]
    assert all(first["outcome"] == "sending" for first in steps[::2])
    ends = [(each["action"], each["target"], each["outcome"]) for each in steps[1::2]]
    assert ends == [
        ("add lead", f"list {LIST}", "done"),
        ("add lead", f"list {LIST}", "failed"),
        ("update lead", lead, "done"),
        ("update lead", lead, "failed"),
        ("add lead", f"list {LIST}", "failed"),
        ("dnc add", f"system …{phone[-4:]}", "done"),
        ("dnc remove", "system …2345", "failed"),
    ]
    assert steps[1]["after"] == f"lead {lead}"
    assert steps[5]["value"] == "phone_number, email"


def test_hostile_names_stay_text(vicidash: Vicidash, dialer: Replay) -> None:
    name = "\x1b[2J[/bad] [@click=app.quit]x"
    body = recorded("lead_all_info").body
    header, row = (line.split("|") for line in body.splitlines())
    row[header.index("first_name")] = name
    dialer.answer("lead_all_info", f"{'|'.join(header)}\n{'|'.join(row)}\n")
    lead = row[header.index("lead_id")]
    ran = vicidash("lead", "get", lead, env=account(dialer))
    fields = {row["field"]: row["value"] for row in ran.rows}
    assert fields["first_name"] == "·[2J[/bad] [@click=app.quit]x"
    assert vicidash("lead", "get", lead, "--json").json["first_name"] == name


def test_search_on_a_gateway_built_to_the_guide(vicidash: Vicidash, dialer: Replay) -> None:
    answer = "SUCCESS: lead_search - results found\n12345|100|NEW|agent1\n12346|101|CALLBK|agent2\n"
    dialer.answer("lead_search", answer)
    ran = vicidash("--dialect", "guide", "search", "5551234567", env=account(dialer))
    assert ran.out == "lead_id\tlist_id\tstatus\n12345\t100\tNEW\n12346\t101\tCALLBK\n"


def test_a_terminal_gets_a_table(env: dict[str, str], login: dict[str, str], lead: str) -> None:
    phone = str(next(_PHONES) - 1)
    code, shown = at_terminal("lead", "find", phone, env={**env, **login}, columns=100)
    header, row = shown.splitlines()
    assert (code, header.split()[:4]) == (0, ["Lead", "List", "Status", "Phone"])
    assert row.split()[:4] == [lead, LIST, "NEW", phone]
