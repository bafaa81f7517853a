"""The service on a socket: streams to many readers, bounds on who is slow, an orderly end."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.floor.fake import Seat
from tests.service.conftest import House
from tests.service.test_access import ACT, READ
from vicidash.service import limits, server
from vicidash.service.differences import patched
from vicidash.service.server import ListenOptions, address_of, make_server, open_socket


class Idle:
    """A poller's run that polls nothing: the test does."""

    def __init__(self, house: House) -> None:
        self._poller = house.parts.poller

    async def __call__(self) -> None:
        self._poller.running = True
        await asyncio.Event().wait()


@asynccontextmanager
async def listening(
    house: House, monkeypatch: pytest.MonkeyPatch, **options: Any
) -> AsyncIterator[tuple[str, server.ServiceServer]]:
    """The service of a house on a port of its own."""
    monkeypatch.setattr(house.parts.poller, "run", Idle(house))
    where = ListenOptions(port=0, **options)
    made = make_server(house.parts, where)
    with open_socket(where) as bound:
        running = asyncio.ensure_future(made.run_on(bound))
        try:
            yield address_of(bound, where), made
        finally:
            made.end()
            async with asyncio.timeout(10):
                await running


class Reader:
    """A client of the stream, which applies what it is sent."""

    def __init__(self, http: httpx.AsyncClient, token: dict[str, str]) -> None:
        self._http = http
        self._token = token
        self.shown: dict[str, Any] = {}
        self.kinds: list[str] = []
        self.news = asyncio.Event()

    async def run(self, last_id: str = "") -> None:
        headers = {**self._token, **({"Last-Event-ID": last_id} if last_id else {})}
        async with self._http.stream("GET", "/api/stream", headers=headers) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            kind = ""
            async for line in answer.aiter_lines():
                if line.startswith("event: "):
                    kind = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    self._take(kind, json.loads(line.removeprefix("data: ")))

    def _take(self, kind: str, data: Any) -> None:
        self.kinds.append(kind)
        if kind == "snapshot":
            self.shown = data
        elif kind == "difference":
            self.shown = patched(self.shown, data)
        self.news.set()

    async def wait(self) -> None:
        async with asyncio.timeout(10):
            await self.news.wait()
        self.news.clear()


async def test_many_readers_see_the_floor_change_and_it_is_polled_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = house.token(READ)
    async with (
        listening(house, monkeypatch) as (url, made),
        httpx.AsyncClient(base_url=url, limits=httpx.Limits(max_connections=None)) as http,
    ):
        readers = [Reader(http, token) for _ in range(20)]
        tasks = [asyncio.ensure_future(each.run()) for each in readers]
        for each in readers:
            await each.wait()
        asked = len(house.fake.asked("logged_in_agents"))
        assert house.parts.poller.feed.clients == 20
        house.fake.seats["1001"].call(7)
        await house.look()
        for each in readers:
            await each.wait()
            assert each.shown["agents"]["1001"]["state"] == "in_call"
        assert len(house.fake.asked("logged_in_agents")) == asked + 1
        made.end()
        async with asyncio.timeout(5):
            await asyncio.gather(*tasks)
        assert all(each.kinds[-1] == "end" for each in readers)
    assert house.parts.poller.feed.clients == 0


async def test_a_revoked_token_ends_its_streams(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = house.token(READ)
    async with listening(house, monkeypatch) as (url, _), httpx.AsyncClient(base_url=url) as http:
        reader = Reader(http, token)
        task = asyncio.ensure_future(reader.run())
        await reader.wait()
        house.file.revoke("web")
        house.fake.seats["1001"].call(7)
        await house.look()
        async with asyncio.timeout(5):
            await task
    assert reader.kinds == ["snapshot", "end"]


async def test_a_token_has_no_more_streams_than_it_may(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = house.token(READ, streams=1)
    async with listening(house, monkeypatch) as (url, _), httpx.AsyncClient(base_url=url) as http:
        reader = Reader(http, token)
        task = asyncio.ensure_future(reader.run())
        await reader.wait()
        refused = await http.get("/api/stream", headers=token)
        assert refused.status_code == 429
        assert "retry-after" in refused.headers
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        for _ in range(200):  # until the server has noticed that the reader has left
            if not house.parts.poller.feed.clients:
                break
            await asyncio.sleep(0.01)
        again = Reader(http, token)
        task = asyncio.ensure_future(again.run())
        await again.wait()
        assert again.kinds == ["snapshot"]
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _bytes(url: str, sent: bytes, *, end: bool = True) -> bytes:
    """What comes back for some bytes."""
    host, _, port = url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(sent)
        if end:
            await writer.drain()
        async with asyncio.timeout(10):
            return await reader.read(65536)
    finally:
        writer.close()


async def test_a_reader_of_the_stream_that_does_not_read_is_hung_up_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SEND_TIME", 0.2)
    house.fake.seat(*(Seat(f"s{number}") for number in range(400)))
    await house.look()
    token = house.token(READ)
    async with listening(house, monkeypatch) as (url, _):
        host, _, port = url.removeprefix("http://").partition(":")
        with socket.socket() as idle:
            idle.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            idle.connect((host, int(port)))
            head = f"GET /api/stream HTTP/1.1\r\nHost: x\r\nAuthorization: {token['Authorization']}"
            idle.sendall(f"{head}\r\n\r\n".encode())
            feed = house.parts.poller.feed
            reached = False
            for turn in range(400):
                for seat in house.fake.seats.values():
                    seat.status = ("READY", "CLOSER")[turn % 2]
                await house.look()
                await asyncio.sleep(0.01)
                reached = reached or feed.clients == 1
                if reached and feed.clients == 0:
                    break
            assert reached
            assert feed.clients == 0
            (sight,) = feed._sights.values()
            assert sight.readers == 0


async def test_who_connects_and_says_nothing_is_hung_up_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "HEAD_TIME", 0.05)
    async with listening(house, monkeypatch) as (url, _):
        assert await _bytes(url, b"") == b""
        assert await _bytes(url, b"GET /api/agents HTTP/1.1\r\nHost: x\r\nX-Slow: ") == b""


async def test_a_body_that_comes_too_slowly_is_refused_and_does_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BODY_TIME", 0.05)
    secret = house.token(ACT)["Authorization"]
    head = (
        "POST /api/agents/1001/logout HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: {secret}\r\nContent-Length: 10\r\n\r\n{{"
    )
    async with listening(house, monkeypatch) as (url, _):
        answer = await _bytes(url, head.encode())
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert house.fake.taken == []


async def test_half_a_request_does_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = house.token(ACT)["Authorization"]
    head = (
        "POST /api/agents/1001/logout HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: {secret}\r\nContent-Length: 10\r\n\r\n"
    )
    async with listening(house, monkeypatch) as (url, _):
        host, _, port = url.removeprefix("http://").partition(":")
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(head.encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        async with httpx.AsyncClient(base_url=url) as http:
            assert (await http.get("/healthz")).status_code == 200
    assert house.fake.taken == []


async def test_a_head_that_is_too_large_is_refused(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(house, monkeypatch) as (url, _):
        answer = await _bytes(url, b"GET /healthz HTTP/1.1\r\nX: " + b"x" * 40_000)
    assert answer.startswith(b"HTTP/1.1 4")


async def test_a_web_page_of_elsewhere_may_read_only_if_it_was_named(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = {**house.token(READ), "Origin": "https://web.example.com"}
    allowed = "access-control-allow-origin"
    assert allowed not in (await house.http.get("/api/agents", headers=token)).headers
    async with house.asking(origins=["https://web.example.com"]) as http:
        answer = await http.get("/api/agents", headers=token)
        assert answer.headers[allowed] == "https://web.example.com"
        other = {**token, "Origin": "https://evil.example.com"}
        assert allowed not in (await http.get("/api/agents", headers=other)).headers


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate of our own for 127.0.0.1, and its key."""
    key, made = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-keyout", key, "-out", made, "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    return made, key


async def test_it_speaks_tls_with_a_certificate(
    house: House, monkeypatch: pytest.MonkeyPatch, certificate: tuple[Path, Path]
) -> None:
    made, key = certificate
    trust = ssl.create_default_context(cafile=str(made))
    async with (
        listening(house, monkeypatch, certificate=made, key=key) as (url, _),
        httpx.AsyncClient(base_url=url, verify=trust) as http,
    ):
        assert url.startswith("https://")
        assert (await http.get("/healthz")).json() == {"status": "ok"}
