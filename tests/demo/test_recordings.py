"""Each answer of the demo has the shape of the answer that a real server gave."""

import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.demo.situations import NOT_IN_DEMO, SITUATIONS
from tests.demo.support import PASSWORDS, RECORDED_ACCOUNTS, Bench, Recording, recordings, shape
from vicidash.demo import Account
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


def test_the_average_talk_time_is_that_of_the_row_before() -> None:
    bench = Bench.of()
    bench.wait(3600)
    today = bench.dialer.world.zone.stamp(bench.dialer.world.now)[:10]
    span = {"datetime_start": f"{today} 00:00:00", "datetime_end": f"{today} 23:59:59"}
    body = bench.ask("agent_stats_export", header="YES", time_format="S", **span)
    header, *rows = [line.split("|") for line in body.splitlines()]
    total, calls, average = (header.index(name) for name in
                             ("total_talk_time", "calls", "avg_talk_time"))  # fmt: skip
    for before, row in itertools.pairwise(rows):
        expected = round(int(before[total]) / max(int(before[calls]), 1))
        assert abs(int(row[average]) - expected) <= 1
