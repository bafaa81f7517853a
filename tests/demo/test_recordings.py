"""Each answer of the demo has the shape of the answer that a real server gave."""

import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.demo.situations import NOT_IN_DEMO, SITUATIONS
from tests.demo.support import PASSWORDS, RECORDED_ACCOUNTS, Bench, Recording, recordings, shape
from vicidash.demo import Account
from vicidash.demo.api.endpoints import AGENT as AGENT_FUNCTIONS
from vicidash.demo.api.endpoints import NON_AGENT
from vicidash.demo.sim.agents import Mode
from vicidash.demo.sim.leads import value_of

pytestmark = pytest.mark.thorough


def sent(recording: Recording, bench: Bench) -> dict[str, str]:
    """The recorded parameters with the password that was sent with them."""
    user = recording.params.get("user", "")
    wrong = "BAD" in recording.body or "lockout" in recording.name
    password = PASSWORDS.get(user, "wrong")
    if wrong and recording.name != "na_inactive_user":
        password = "wrong"
    params = {**recording.params, "pass": password}
    prepare: Callable[[Bench], dict[str, str]] | None = SITUATIONS.get(recording.name)
    return params | prepare(bench) if prepare else params


def bench_for(recording: Recording) -> Bench:
    """A centre with the accounts of the recordings."""
    accounts = list(RECORDED_ACCOUNTS)
    if recording.name.endswith("_no_api_access"):
        accounts[1] = replace(accounts[1], api_access=False)
    if recording.name == "na_inactive_user":
        accounts[2] = replace(accounts[2], active=False)
    bench = Bench.of(
        accounts=accounts,
        hostile_names="hostile" in recording.name,
        non_latin=recording.name != "add_lead_bent_text",
        active_server=recording.name != "ag_no_active_server",
        apostrophes=recording.name.startswith("apostrophe"),
    )
    bench.user, bench.password = "apiuser", "s3cret"
    return bench


@pytest.mark.parametrize(
    "recording",
    [recording for recording in recordings() if recording.name not in NOT_IN_DEMO],
    ids=lambda recording: recording.name,
)
def test_answers_have_the_recorded_shape(recording: Recording) -> None:
    bench = bench_for(recording)
    params = sent(recording, bench)

    status, body = bench.dialer.answer(recording.path, params)

    assert status == recording.http_status
    assert shape(body.decode(), params) == shape(recording.body, recording.params)


def test_a_header_is_compared_whole_and_rows_by_their_width() -> None:
    asked = {"header": "YES"}
    assert shape("a|b\n1|2\n3|4\n", asked) == shape("a|b\n9|9\n", asked)
    assert shape("a|b\n1|2\n", asked) != shape("a|c\n1|2\n", asked)
    assert shape("a|b\n1|2\n", asked) != shape("a|b\n1|2|3\n", asked)


def test_outcome_lines_keep_words_separators_and_blanks() -> None:
    assert shape("SUCCESS: done - 7|x\n", {}) == shape("SUCCESS: done - 12|y\n", {})
    assert shape("SUCCESS: done - 7|x\n", {}) != shape("SUCCESS: done - 7|\n", {})
    assert shape("SUCCESS: done - 7\n", {}) != shape("SUCCESS: done - 7", {})
    assert shape("ERROR: no: |7\n", {}) != shape("ERROR: no - 7\n", {})


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("add_lead_bent_text", ("first_name", "city", "email", "comments", "rank")),
        ("add_lead_bent_text_non_latin", ("first_name", "city", "email", "comments", "rank")),
    ],
)
def test_a_lead_holds_what_the_recorded_database_did(name: str, fields: tuple[str, ...]) -> None:
    (recording,) = [each for each in recordings() if each.name == name]
    bench = bench_for(recording)
    bench.dialer.answer(recording.path, sent(recording, bench))
    (lead,) = bench.dialer.world.leads.by_phone(recording.params["phone_number"])
    kept = [value_of(lead, field, bench.dialer.world.zone) for field in fields]
    assert "\t".join(kept) == recording.truth


def test_a_list_that_was_reset_is_reset_although_its_count_is_empty() -> None:
    (recording,) = [each for each in recordings() if each.name == "update_list_reset"]
    bench = bench_for(recording)
    store = bench.dialer.world.leads
    store.in_list(1001)[0].called_since_reset = True
    _, body = bench.dialer.answer(recording.path, sent(recording, bench))
    assert body.decode() == recording.body
    assert not any(lead.called_since_reset for lead in store.in_list(1001))


def test_a_message_with_an_apostrophe_is_not_stored() -> None:
    bench = Bench.of()
    told = bench.order("send_notification", "", recipient="a0005", recipient_type="USER",
                       notification_text="It's lunch")  # fmt: skip
    assert told.endswith("|0\n")
    assert not bench.dialer.world.notifications


def test_an_account_below_level_7_is_turned_away_like_a_wrong_password() -> None:
    bench = Bench.of(accounts=[Account("low", "low", level=1)])
    bench.user = bench.password = "low"
    assert bench.ask("logged_in_agents").endswith("|low|low|BAD|\n")
    agent = bench.in_mode(Mode.READY)
    assert bench.order("external_pause", agent.user, "PAUSE").startswith("SUCCESS")


def test_a_whisper_listens_where_the_system_has_it_switched_off() -> None:
    asked = {"phone_login": "350a", "server_ip": "10.10.10.15", "stage": "WHISPER"}
    bench = Bench.of(whisper=False)
    session = bench.in_mode(Mode.READY).session_id
    assert f"*0{session}|" in bench.ask("blind_monitor", session_id=session, **asked)
    bench = Bench.of()
    session = bench.in_mode(Mode.READY).session_id
    assert f"*47378218{session}|" in bench.ask("blind_monitor", session_id=session, **asked)


def statistics_after_an_hour() -> list[list[str]]:
    """The header and the rows of what the agents did in the first hour."""
    bench = Bench.of()
    bench.wait(3600)
    today = bench.dialer.world.zone.stamp(bench.dialer.world.now)[:10]
    span = {"datetime_start": f"{today} 00:00:00", "datetime_end": f"{today} 23:59:59"}
    body = bench.ask("agent_stats_export", header="YES", time_format="S", **span)
    return [line.split("|") for line in body.splitlines()]


def test_the_average_talk_time_is_that_of_the_row_before() -> None:
    header, *rows = statistics_after_an_hour()
    total, calls, average = (header.index(name) for name in
                             ("total_talk_time", "calls", "avg_talk_time"))  # fmt: skip
    for before, row in itertools.pairwise(rows):
        expected = round(int(before[total]) / max(int(before[calls]), 1))
        assert abs(int(row[average]) - expected) <= 1


def test_shares_are_rounded_as_the_server_does() -> None:
    """All recorded shares are whole: the rounding is that of ``non_agent_api.php``."""
    header, *lines = statistics_after_an_hour()
    rows = [dict(zip(header, line, strict=True)) for line in lines]
    calls = sum(int(row["calls"]) for row in rows)
    for row in rows:
        share = round(100 * int(row["calls"]) / calls, 1)
        assert row["pct_of_queue"] == f"{share:g}%"
    assert any("." in row["pct_of_queue"] for row in rows)


def test_an_id_in_another_case_is_the_same_and_echoed_as_it_was_sent() -> None:
    """MySQL compares so; no recording was made of it."""
    bench = Bench.of()
    agent = bench.in_mode(Mode.READY)
    told = bench.order("external_pause", agent.user.upper(), "PAUSE")
    assert told.endswith(f"|{agent.user.upper()}\n")
    assert "pause" in agent.pending
    assert bench.ask("update_campaign", campaign_id="salesb2b", hopper_level="7").startswith("SUCC")
    assert bench.dialer.world.campaigns["SALESB2B"].hopper_level == 7
    bench.ask("add_list", list_id="7001", list_name="Spring", campaign_id="salesb2b")
    assert bench.dialer.world.leads.lists[7001].campaign_id == "salesb2b"
    assert 7001 not in bench.dialer.world.campaigns["SALESB2B"].list_ids, "nobody dials it"


def test_an_account_is_shown_its_campaigns_and_acts_on_all() -> None:
    """No recorded account has a scope: the protocol's page of facts says so."""
    bench = Bench.of()
    bench.user = bench.password = "team"
    floor = bench.ask("logged_in_agents")
    assert {line.split("|")[1] for line in floor.splitlines()} == {"SALESB2B", "SOLAR_OB"}
    listed = bench.ask("campaigns_list")
    assert [line.split("|")[0] for line in listed.splitlines()] == ["SALESB2B", "SOLAR_OB"]
    assert "DOES NOT EXIST" in bench.ask("hopper_list", campaign_id="INSURNCE")
    calls = bench.ask("call_status_stats", campaigns="---ALL---")
    assert "INSURNCE|" not in calls
    foreign = bench.find(lambda one: one.campaign_id == "INSURNCE" and one.mode is Mode.READY)
    assert bench.ask("agent_status", agent_user=foreign.user).startswith("READY|")
    assert bench.order("external_pause", foreign.user, "PAUSE").startswith("SUCCESS")
    changed = bench.ask("update_campaign", campaign_id="INSURNCE", hopper_level="9")
    assert changed.startswith("SUCCESS")


def test_a_call_can_be_sent_to_one_agent() -> None:
    """Every server has the in-group AGENTDIRECT (``ingroup_list``)."""
    bench = Bench.of()
    agent = bench.in_mode(Mode.INCALL)
    told = bench.order("transfer_conference", agent.user, "LOCAL_CLOSER",
                       ingroup_choices="AGENTDIRECT", phone_number="a0001")  # fmt: skip
    assert told.startswith("SUCCESS")


def test_signs_in_the_name_of_a_list_and_in_comments_are_deleted() -> None:
    """``use_non_latin=0``, by the lines at the head of ``non_agent_api.php``."""
    bench = Bench.of(non_latin=False)
    bench.ask("add_list", list_id="7001", list_name="May (2027), é", campaign_id="SALESB2B")
    assert bench.dialer.world.leads.lists[7001].name == "May 2027 "
    plan = {"callback_datetime": "2026-12-01 10:00:00", "callback_comments": "ask, please!"}
    bench.ask("update_lead", lead_id="5", callback="Y", campaign_id="SALESB2B", **plan)
    (callback,) = bench.dialer.world.callbacks.current(5)
    assert callback.comments == "ask please"


def test_every_recorded_function_is_compared_or_left_out_for_a_reason() -> None:
    compared = {each.name for each in recordings()} - NOT_IN_DEMO
    assert {each.name for each in recordings()} - compared == NOT_IN_DEMO
    known = {*NON_AGENT, *AGENT_FUNCTIONS, "version"}
    unknown = {each.function for each in recordings() if each.name in compared} - known
    assert all(
        each.body in ("", "ERROR: NO FUNCTION SPECIFIED\n")
        for each in recordings()
        if each.function in unknown
    ), unknown
