"""The demo behind a real socket."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest

from tests.demo.support import AGENT, NON_AGENT, Bench
from vicidash.demo import DemoServer

EVERYWHERE = "0.0.0.0"  # noqa: S104 what the tests refuse and allow
LOGIN = {"source": "test", "user": "demo", "pass": "demo"}


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with DemoServer(Bench.of().dialer) as running:
        yield running


@pytest.fixture
def line(server: DemoServer) -> Iterator[http.client.HTTPConnection]:
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=10)
    yield connection
    connection.close()


def post(line: http.client.HTTPConnection, path: str, **params: str) -> tuple[int, str]:
    """Status and body of a form sent."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", path, urlencode(params), headers)
    answer = line.getresponse()
    return answer.status, answer.read().decode()


def test_forms_and_queries_are_answered_on_one_connection(
    line: http.client.HTTPConnection,
) -> None:
    status, body = post(line, NON_AGENT, function="campaigns_list", **LOGIN)
    first = line.sock
    line.request("GET", f"{NON_AGENT}?{urlencode({'function': 'campaigns_list', **LOGIN})}")
    answer = line.getresponse()
    assert (status, body) == (answer.status, answer.read().decode())
    assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
    assert answer.version == 11
    assert line.sock is first is not None


def test_the_query_overrides_the_form(line: http.client.HTTPConnection) -> None:
    path = f"{NON_AGENT}?function=version"
    status, body = post(line, path, function="campaigns_list", **LOGIN)
    assert status == 200
    assert body.startswith("VERSION: ")


def test_accents_go_through_both_ways(line: http.client.HTTPConnection) -> None:
    _, body = post(line, NON_AGENT, function="user_details", agent_user="a0002", **LOGIN)
    assert "|Siobhán O’Neil|" in body
    _, body = post(line, NON_AGENT, function="agent_status", agent_user="zoë", **LOGIN)
    assert body == "ERROR: agent_status AGENT NOT FOUND: demo|zoë\n"


def test_an_unknown_page_is_apaches_404(line: http.client.HTTPConnection) -> None:
    line.request("GET", "/vicidial/welcome.php")
    answer = line.getresponse()
    body = answer.read().decode()
    assert answer.status == 404
    assert body.startswith("<!DOCTYPE HTML PUBLIC")
    line.request("GET", f"{AGENT}?function=version")
    assert line.getresponse().read().startswith(b"VERSION")


def test_a_form_too_long_is_refused(line: http.client.HTTPConnection) -> None:
    line.putrequest("POST", NON_AGENT)
    line.putheader("Content-Length", "9999999")
    line.endheaders()
    assert line.getresponse().status == 413


def test_many_at_once_are_all_answered(server: DemoServer) -> None:
    address = urlsplit(server.url)
    seen: list[int] = []

    def ask() -> None:
        connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=10)
        for _ in range(10):
            _, body = post(connection, NON_AGENT, function="logged_in_agents", **LOGIN)
            seen.append(len(body.splitlines()))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 80
    assert set(seen) == {seen[0]}
    assert server.dialer.logins == 80


def test_stopping_closes_open_connections(server: DemoServer) -> None:
    address = urlsplit(server.url)
    with socket.create_connection((str(address.hostname), address.port or 0), timeout=10) as idle:
        idle.sendall(f"GET {AGENT}?function=version HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert idle.recv(10) == b"HTTP/1.1 2"
        server.stop()
        while idle.recv(4096):
            pass


def test_a_stopped_server_can_be_stopped_again() -> None:
    server = DemoServer(Bench.of().dialer)
    with server:
        pass
    server.stop()


@pytest.mark.parametrize("host", [EVERYWHERE, "192.0.2.1", "example.org", "::"])
def test_other_addresses_are_refused(host: str) -> None:
    with pytest.raises(ValueError, match=r"^host: ") as caught:
        DemoServer(Bench.of().dialer, host=host)
    assert repr(host) in str(caught.value)


def test_remote_is_possible_when_said() -> None:
    with DemoServer(Bench.of().dialer, host=EVERYWHERE, allow_remote=True) as server:
        assert server.url.startswith(f"http://{EVERYWHERE}:")


def outcome(server: DemoServer, phone: str) -> str:
    """What an `add_lead` over a connection of its own gave: an answer, or a cut."""
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=10)
    lead = {"function": "add_lead", "phone_number": phone, "list_id": "1000"}
    try:
        return post(connection, NON_AGENT, **lead, **LOGIN)[1].split(":")[0]
    except http.client.RemoteDisconnected:
        return "CUT"
    finally:
        connection.close()


def test_requests_can_be_cut_after_and_before_the_work() -> None:
    bench = Bench.of()
    phones = [f"312555900{number}" for number in range(6)]
    with DemoServer(bench.dialer, drop_every=3) as server:
        outcomes = [outcome(server, phone) for phone in phones]
    assert outcomes == ["SUCCESS", "SUCCESS", "CUT", "SUCCESS", "SUCCESS", "CUT"]
    there = [bool(bench.dialer.world.leads.by_phone(phone)) for phone in phones]
    assert there == [True, True, True, True, True, False]


def test_a_slow_server_does_not_hold_up_its_own_end() -> None:
    with DemoServer(Bench.of().dialer, delay=100) as server:
        address = urlsplit(server.url)
        line = socket.create_connection((str(address.hostname), address.port or 0), timeout=10)
        line.sendall(f"GET {AGENT}?function=version HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        began = time.perf_counter()
        server.stop()
        line.close()
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("name", "value"), [("drop_every", -1), ("drop_every", 2.5), ("delay", -1), ("delay", 999)]
)
def test_faults_out_of_range_are_named(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=rf"^{name}: "):
        DemoServer(Bench.of().dialer, **{name: value})  # type: ignore[arg-type]
