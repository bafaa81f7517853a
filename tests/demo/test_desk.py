"""The rest of the desk: recordings, monitoring, reports on agents, calls by hand, messages."""

import http.client
import io
import wave
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.demo.support import AGENT, Bench
from vicidash.demo import DemoServer
from vicidash.demo.server import part_of
from vicidash.demo.sim.agents import Mode


@pytest.fixture
def bench() -> Bench:
    return Bench.of()


@pytest.fixture
def line(bench: Bench) -> Iterator[http.client.HTTPConnection]:
    with DemoServer(bench.dialer) as server:
        address = urlsplit(server.url)
        connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=10)
        yield connection
        connection.close()


def location(bench: Bench) -> str:
    """The address of a recording."""
    user = bench.find(lambda agent: agent.logged_in).user
    row = bench.ask("recording_lookup", agent_user=user, date="2026-11-23").splitlines()[0]
    return row.split("|")[4]


def test_a_recording_is_played_from_its_location(
    bench: Bench, line: http.client.HTTPConnection
) -> None:
    where = location(bench)
    assert where.startswith(f"http://127.0.0.1:{line.port}/RECORDINGS/")
    line.request("GET", urlsplit(where).path)
    answer = line.getresponse()
    assert (answer.status, answer.getheader("Content-Type")) == (200, "audio/x-wav")
    with wave.open(io.BytesIO(answer.read())) as sound:
        assert sound.getnframes() >= sound.getframerate()


def test_a_part_of_a_recording_is_sent(bench: Bench, line: http.client.HTTPConnection) -> None:
    path = urlsplit(location(bench)).path
    line.request("GET", path, headers={"Range": "bytes=0-3"})
    answer = line.getresponse()
    assert (answer.status, answer.read()) == (206, b"RIFF")
    assert (answer.getheader("Content-Range") or "").startswith("bytes 0-3/")
    line.request("GET", path, headers={"Range": "bytes=999999999-"})
    answer = line.getresponse()
    assert (answer.status, answer.read()) == (416, b"")
    line.request("HEAD", path)
    answer = line.getresponse()
    assert (answer.status, answer.read()) == (200, b"")
    assert int(answer.getheader("Content-Length") or 0) > 8000


def test_a_recording_that_never_was_is_not_found(line: http.client.HTTPConnection) -> None:
    line.request("GET", "/RECORDINGS/ORIG/../../etc/passwd")
    answer = line.getresponse()
    assert answer.status == 404
    answer.read()


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("", (0, 99)),
        ("bytes=0-", (0, 99)),
        ("bytes=5-9", (5, 9)),
        ("bytes=-1", (99, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=-0", None),
        ("bytes=7-3", None),
        ("bytes=0-1,5-6", (0, 99)),
        ("lines=1-2", (0, 99)),
    ],
)
def test_parts_of_a_file(header: str, part: tuple[int, int] | None) -> None:
    assert part_of(header, 100) == part


def test_a_finished_call_has_a_recording(bench: Bench) -> None:
    agent = bench.find(lambda agent: agent.mode is Mode.INCALL and agent.talk_left > 30)
    lead_id = str(agent.lead_id)
    bench.order("external_hangup", agent.user, "1")
    bench.find(lambda other: other is agent and other.mode not in (Mode.INCALL, Mode.DISPO))
    rows = bench.ask("recording_lookup", lead_id=lead_id, duration="Y", header="YES").splitlines()
    assert rows[0] == "start_time|user|recording_id|lead_id|location"
    last = rows[-1].split("|")
    assert len(last) == 6
    assert last[1] == agent.user
    assert int(last[4]) > 0


def test_listening_in_needs_a_session_and_a_phone(bench: Bench) -> None:
    ask = {"server_ip": "10.10.10.15", "session_id": "8600051", "stage": "BARGE"}
    body = bench.ask("blind_monitor", phone_login="350a", **ask)
    assert body.startswith(
        "SUCCESS: blind_monitor HAS BEEN LAUNCHED - 350a|010*010*010*015*8600051|350|8600051|"
    )
    assert "INVALID PHONE LOGIN" in bench.ask("blind_monitor", phone_login="nope", **ask)
    gone = bench.ask("blind_monitor", phone_login="350a", server_ip="x", session_id="8600051")
    assert gone == "ERROR: blind_monitor INVALID SESSION ID - 8600051|x|demo\n"


def test_the_report_on_agents_adds_up(bench: Bench) -> None:
    bench.wait(600)
    body = bench.ask(
        "agent_stats_export",
        datetime_start="2026-11-23+00:00:00",
        datetime_end="2026-11-23+23:59:59",
        header="YES",
        time_format="S",
    )
    header, *rows = body.splitlines()
    assert len(rows) == 60
    for row in rows:
        agent = dict(zip(header.split("|"), row.split("|"), strict=True))
        parts = ("wait_time", "talk_time", "dispo_time", "dead_time", "pause_time")
        assert int(agent["login_time"]) == sum(int(agent[part]) for part in parts)
        assert 3 * 3600 < int(agent["login_time"]) < 6 * 3600
        assert agent["pct_of_queue"].endswith("%")


@pytest.mark.parametrize(("style", "length"), [("M", 1), ("H", 2), ("HF", 2), ("", 2)])
def test_times_come_in_the_style_asked_for(bench: Bench, style: str, length: int) -> None:
    days = {"datetime_start": "2026-11-23 00:00:00", "datetime_end": "2026-11-23 23:59:59"}
    row = bench.ask("agent_stats_export", agent_user="a0001", time_format=style, **days)
    assert row.split("|")[4].count(":") == length
    other = {"datetime_start": "2026-11-20 00:00:00", "datetime_end": "2026-11-20 23:59:59"}
    assert "NO RECORDS FOUND" in bench.ask("agent_stats_export", **other)
    assert "INVALID SEARCH PARAMETERS" in bench.ask("agent_stats_export", datetime_start="x")


def test_the_day_begins_anew_at_midnight(bench: Bench) -> None:
    assert bench.agent("a0001").calls_today > 10
    bench.wait(12 * 3600 + 60)
    assert bench.agent("a0001").calls_today < 10


def test_an_agent_dials_by_hand_when_told(bench: Bench) -> None:
    agent = bench.find(lambda agent: agent.mode is Mode.PAUSED and agent.pause_code != "LOGIN")
    params = {"phone_code": "1", "search": "YES", "preview": "NO", "focus": "YES"}
    body = bench.order("external_dial", agent.user, "3125550000", **params)
    assert body.startswith(f"SUCCESS: external_dial function set - 3125550000|{agent.user}|1|YES|")
    bench.wait(2)
    row = bench.row(agent.user)
    assert (row["status"], row["sub_status"]) == ("INCALL", "DIAL")
    assert row["callerid"].startswith("M")
    lead = bench.dialer.world.leads.get(int(row["lead_id"]))
    assert lead is not None
    assert (lead.phone_number, lead.list_id) == ("3125550000", 998)
    again = bench.order("external_dial", agent.user, "3125550000", **params)
    assert again == f"ERROR: agent_user is not paused - {agent.user}\n"


def test_a_customer_is_parked_and_taken_back(bench: Bench) -> None:
    agent = bench.find(lambda agent: agent.mode is Mode.INCALL and agent.talk_left > 60)
    assert bench.order("park_call", agent.user, "PARK_CUSTOMER").startswith("SUCCESS: park_call")
    bench.wait(1)
    assert bench.row(agent.user)["sub_status"] == "PARK"
    bench.order("park_call", agent.user, "GRAB_CUSTOMER")
    bench.wait(1)
    assert bench.row(agent.user)["sub_status"] == ""


@pytest.mark.parametrize(
    ("value", "sub_status"),
    [("HANGUP_BOTH", "DISPO"), ("BLIND_TRANSFER", "DISPO"), ("PARK_CUSTOMER_DIAL", "PARK")],
)
def test_calls_are_passed_on(bench: Bench, value: str, sub_status: str) -> None:
    agent = bench.find(lambda agent: agent.mode is Mode.INCALL and agent.talk_left > 60)
    body = bench.order("transfer_conference", agent.user, value, phone_number="3125550001")
    words = f"SUCCESS: transfer_conference function set - {value}||3125550001|NO|{agent.user}|"
    assert body == f"{words}{agent.callerid}|\n"
    bench.wait(1)
    assert bench.row(agent.user)["sub_status"] == sub_status


def test_what_a_transfer_needs(bench: Bench) -> None:
    busy, idle = bench.in_mode(Mode.INCALL).user, bench.in_mode(Mode.READY).user
    ask = bench.order
    assert "value is not valid" in ask("transfer_conference", busy, "SOMEWHERE")
    assert "ingroup is not valid" in ask("transfer_conference", busy, "LOCAL_CLOSER")
    assert "does not have a live call" in ask("transfer_conference", idle, "HANGUP_BOTH")
    assert "does not have a lead" in ask("park_call", idle, "PARK_CUSTOMER")
    assert ask("park_call", idle, "x") == f"ERROR: park_call not valid - x|{idle}\n"


def test_fields_on_the_screen_are_changed_from_the_address_only(bench: Bench) -> None:
    agent = bench.in_mode(Mode.INCALL)
    params = {
        "user": "demo",
        "pass": "demo",
        "source": "test",
        "function": "update_fields",
        "agent_user": agent.user,
        "first_name": "New",
    }
    _, form = bench.dialer.answer(AGENT, params)
    assert form.decode() == f"ERROR: no fields have been defined - {agent.user}\n"
    _, query = bench.dialer.answer(AGENT, params, list(params))
    told = f'demo|{agent.user}|{agent.lead_id}|first_name="New"'
    assert query.decode() == f"SUCCESS: update_fields lead updated - {told}\n"


def test_messages_are_kept_for_whom_they_are_meant(bench: Bench) -> None:
    def send(recipient: str, kind: str) -> str:
        return bench.ask(
            "send_notification",
            AGENT,
            recipient=recipient,
            recipient_type=kind,
            notification_text="Ten minutes",
        )

    assert send("a0004", "USER") == "SUCCESS: notification queued - a0004|USER|4\n"
    assert send("NIGHT", "USER_GROUP").endswith("NIGHT|USER_GROUP|5\n")
    assert send("NOSUCH", "CAMPAIGN").startswith("ERROR: NOSUCH DOES NOT EXIST in ")
    assert [note.recipient for note in bench.dialer.world.notifications] == ["a0004", "NIGHT"]


def test_a_customer_system_finds_the_lead_on_the_screen(bench: Bench) -> None:
    agent = bench.in_mode(Mode.INCALL)
    ask = {"value": agent.crm_id, "vendor_id": "9"}
    body = bench.ask("st_get_agent_active_lead", AGENT, **ask)
    words = "SUCCESS: st_get_agent_active_lead lead found - "
    assert body.startswith(f"{words}{agent.user}|")
    nobody = bench.ask("st_get_agent_active_lead", AGENT, value="crm0", vendor_id="9")
    assert nobody == "ERROR: no user found - crm0\n"


def test_a_lead_for_calls_by_hand_is_added(bench: Bench) -> None:
    agent = bench.in_mode(Mode.INCALL)
    ask = {"phone_number": "3125556666", "phone_code": "1", "dnc_check": "YES"}
    body = bench.ask("external_add_lead", AGENT, agent_user=agent.user, **ask)
    assert body.startswith(f"SUCCESS: lead added - 3125556666|{agent.campaign_id}|998|")
    bench.ask("add_dnc_phone", phone_number="3125556666", campaign_id="SYSTEM_INTERNAL")
    again = bench.ask("external_add_lead", AGENT, agent_user=agent.user, **ask)
    assert again == f"ERROR: add_lead PHONE NUMBER IN DNC - 3125556666|{agent.user}\n"


def test_in_groups_of_an_agent(bench: Bench) -> None:
    closer = bench.find(lambda agent: agent.closer and agent.logged_in).user
    text = bench.ask("agent_ingroup_info", agent_user=closer, stage="text")
    assert "SELECTED INGROUPS:  SALESLINE SUPPORT -\n" in text
    assert bench.ask("agent_ingroup_info", agent_user=closer, stage="info").startswith("<HTML>")
    unknown = bench.ask("agent_ingroup_info", agent_user="zz", stage="text")
    assert unknown == "ERROR: agent_ingroup_info INVALID USER ID - zz|demo\n"
