"""What goes over the wire, where to, and what happens when it does not get there."""

from __future__ import annotations

import asyncio
import socket
import sys

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.client.helpers import connect, failure, until
from tests.replay import AGENT, NON_AGENT, Replay, recorded
from vicidash import __version__
from vicidash.client import InvalidInput, TimedOut, Unreachable, VicidialClient
from vicidash.client.api.connections import Endpoint, check_url, script


async def test_everything_travels_in_the_body_and_says_who_asks(
    dialer: Replay, client: VicidialClient
) -> None:
    await client.agents.list()
    await client.agents.pause("a0004")
    looked, acted = dialer.requests
    assert (looked.method, looked.place, looked.path) == ("POST", "body", NON_AGENT)
    assert (acted.method, acted.place, acted.path) == ("POST", "body", AGENT)
    assert looked.headers["User-Agent"] == f"vicidash/{__version__}"
    assert (looked.user, looked.password, looked.params["source"]) == ("apiuser", True, "vicidash")


async def test_get_is_for_forks_that_need_it(dialer: Replay) -> None:
    async with connect(dialer, get_requests=True, source="wallboard") as client:
        assert len(await client.agents.list()) == 60
        await client.agents.pause("a0004")
    assert {(asked.method, asked.place) for asked in dialer.requests} == {("GET", "query")}
    assert dialer.requests[0].params["source"] == "wallboard"


@settings(max_examples=60, deadline=None)
@given(user=st.text(min_size=1), password=st.text(min_size=1), get=st.booleans(), raw=st.booleans())
def test_any_login_arrives_as_it_was_given(user: str, password: str, get: bool, raw: bool) -> None:
    """Even bytes that are not UTF-8, as an environment may hold them."""
    if raw:
        password = password.encode().decode("ascii", "surrogateescape")

    with Replay() as dialer:
        dialer.passwords = {
            user: password.encode("utf-8", "surrogateescape").decode(errors="replace")
        }

        async def ask() -> int:
            async with connect(dialer, password, user=user, get_requests=get) as client:
                return len(await client.agents.list())

        assert asyncio.run(ask()) == 60


async def test_connections_are_kept_and_used_again(dialer: Replay, client: VicidialClient) -> None:
    for _ in range(5):
        await client.agents.list()
        await client.campaigns.list()
        await client.agents.pause("a0004")
    assert len(dialer.requests) == 15
    assert dialer.connections == 1


@pytest.mark.parametrize(
    ("url", "agent_url", "asked", "acted"),
    [
        ("", None, NON_AGENT, AGENT),
        ("/", None, NON_AGENT, AGENT),
        ("/centre", None, "/centre" + NON_AGENT, "/centre" + AGENT),
        (NON_AGENT, None, NON_AGENT, AGENT),
        ("/centre" + NON_AGENT, None, "/centre" + NON_AGENT, "/centre" + AGENT),
        ("", "/other", NON_AGENT, "/other" + AGENT),
        ("", "/other" + AGENT, NON_AGENT, "/other" + AGENT),
        ("", "/acting.php", NON_AGENT, "/acting.php"),
        ("/gateway.php", "/centre", "/gateway.php", "/centre" + AGENT),
    ],
)
async def test_the_scripts_are_found_under_any_path(
    dialer: Replay, url: str, agent_url: str | None, asked: str, acted: str
) -> None:
    dialer.answer("external_pause", recorded("external_pause_incall").body)
    dialer.answer("campaigns_list", recorded("campaigns_list").body)
    at = dialer.url + agent_url if agent_url else None
    async with connect(dialer.url + url, agent_url=at) as client:
        await client.campaigns.list()
        await client.agents.pause("a0004")
    assert [each.path for each in dialer.requests] == [asked, acted]


async def test_the_agent_api_may_be_another_machine(dialer: Replay, old_dialer: Replay) -> None:
    async with connect(old_dialer, agent_url=dialer.url) as client:
        await client.agents.list()
        await client.agents.pause("a0004")
    assert (len(old_dialer.requests), len(dialer.requests)) == (1, 1)


@pytest.mark.parametrize(
    ("url", "insecure"),
    [
        ("https://dialer.example.com", False),
        ("http://dialer.example.com", True),
        ("http://localhost:8080", False),
        ("http://127.0.0.1", False),
        ("http://[::1]:80", False),
        ("http://10.0.0.5", True),
        ("HTTP://dialer.example.com", True),
    ],
)
def test_a_login_that_travels_in_the_clear_is_known(url: str, insecure: bool) -> None:
    assert connect(url).insecure is insecure
    assert connect("https://dialer.example.com", agent_url=url).insecure is insecure


@pytest.mark.parametrize(
    "url",
    [
        "",
        "dialer.example.com",
        "ftp://dialer.example.com",
        "https://",
        "https:///vicidial",
        "https://[::1",
        "https://dialer.example.com:99999",
        "https://dialer.example.com:port",
        "https://dialer..example.com",
        "https://¡dialer",
        "https://" + "a" * 64 + ".example.com",
        "https://dialer example.com",
        "https://dialer.example.com/\x00",
        "https://dialer.example.com\\x",
        "https://user@dialer.example.com",
        "https://dialer.example.com/?a=b",
        "https://dialer.example.com/?",
        "https://dialer.example.com/#top",
    ],
)
def test_what_is_no_address_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(InvalidInput):
        connect(url)
    with pytest.raises(InvalidInput):
        connect("https://dialer.example.com", agent_url=url or " ")


@given(st.text() | st.text().map("https://{}".format))
def test_any_text_is_an_address_or_invalid_input(url: str) -> None:
    try:
        address = check_url("url", url)
    except InvalidInput:
        return
    httpx.Request("POST", script(address, Endpoint.AGENT))  # never a thing that httpx refuses


@pytest.mark.parametrize("source", ["", "x", "x" * 21])
def test_the_source_is_2_to_20_characters(source: str) -> None:
    with pytest.raises(InvalidInput, match="2 to 20 characters"):
        connect("http://localhost", source=source)
    connect("http://localhost", source="ok")
    connect("http://localhost", source="x" * 20)


async def test_nobody_listens(closed_port: int) -> None:
    async with connect(f"http://127.0.0.1:{closed_port}") as client:
        error = await failure(client.agents.list(), Unreachable)
    assert str(error).startswith(f"logged_in_agents: 127.0.0.1:{closed_port}: no connection (")
    assert not error.maybe_done


async def test_a_dialer_on_this_machine_needs_no_proxy(
    dialer: Replay, monkeypatch: pytest.MonkeyPatch, closed_port: int
) -> None:
    """The demo must open where the environment names a proxy for everything."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port}")
    async with connect(dialer) as client:
        assert len(await client.agents.list()) == 60


async def test_a_slow_answer_is_given_up(dialer: Replay) -> None:
    dialer.answer("external_pause", "", held=True)
    async with connect(dialer, request_timeout=1.0) as client:
        error = await failure(client.agents.pause("a0004"), TimedOut)
        assert "no whole answer within 1 s" in str(error)
        assert error.maybe_done  # the agent may be paused: nobody knows
        assert len(await client.agents.list()) == 60


async def test_a_body_that_trickles_is_given_up_as_a_whole(dialer: Replay) -> None:
    """Invented: each part comes in time, but never the last."""

    begun, finished = asyncio.Event(), asyncio.Event()

    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        begun.set()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        gone = asyncio.create_task(reader.read())
        while not gone.done():
            writer.write(b"x")
            await asyncio.wait([gone], timeout=0.01)
        writer.close()
        finished.set()

    async with await asyncio.start_server(trickle, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with connect(f"http://127.0.0.1:{port}", request_timeout=0.2) as client:
            await failure(client.agents.list(), TimedOut)
        if begun.is_set():  # a machine that stumbled may have taken all of the time to connect
            await finished.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems queue more connections")
async def test_a_machine_that_never_answers_the_telephone() -> None:
    """A listener whose queue is full: connecting waits, as with a firewall that says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        fillers = [socket.socket() for _ in range(8)]
        for each in fillers:
            each.setblocking(False)
            each.connect_ex(("127.0.0.1", port))
        try:
            async with connect(f"http://127.0.0.1:{port}", connect_timeout=0.1) as client:
                error = await failure(client.agents.list(), TimedOut)
        finally:
            for each in fillers:
                each.close()
    assert "no connection" in str(error)
    assert not error.maybe_done


@pytest.mark.thorough
async def test_cancelled_requests_give_their_connections_back(
    dialer: Replay, client: VicidialClient
) -> None:
    """More of them than the pool holds."""
    await client.campaigns.list()
    dialer.answer("logged_in_agents", "", held=True)
    for _ in range(3):
        before = len(dialer.requests)
        asked = [asyncio.create_task(client.agents.list()) for _ in range(40)]
        await until(lambda before=before: len(dialer.requests) == before + 40)  # type: ignore[misc]
        for task in asked:
            task.cancel()
        await asyncio.wait(asked)
    assert len(await client.campaigns.list()) == 4
