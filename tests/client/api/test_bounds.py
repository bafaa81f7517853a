"""What a dialer, a proxy or a store sends is taken in, and shown, only so far.

No recording has any of this.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.client.answer_feed import answering, fed
from tests.client.helpers import RIGHT, connect, failure
from tests.client.recording_store import StoreServer, serving
from vicidash.client import InvalidInput, NotAnAPIAnswer, Refused, Unreachable, VicidialClient
from vicidash.client.api import download, responses, transport


@pytest.mark.parametrize(
    "head",
    [
        b"x" * 90_000 + b"\r\n\r\n",
        f"ERROR {RIGHT} ".encode() * 5000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"f" * 5000 + b"\r\n",
    ],
    ids=["no HTTP", "the password", "no chunk"],
)
async def test_an_answer_that_is_no_http_is_quoted_in_a_few_words(head: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server, connect(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as client:
        error = await failure(client.agents.list(), Unreachable)
    assert "the connection broke (illegal " in str(error)
    assert len(str(error)) < transport.WHY + 200
    assert RIGHT not in str(error)


def test_a_refusal_is_told_in_a_few_words() -> None:
    body = f"ERROR: update_lead {'NO ' * 100_000}- {'|'.join(['v' * 1000] * 1000)}\n"
    found = fed(lambda client: client.leads.update(5, status="NI"), 200, body.encode())
    assert isinstance(found, Refused)
    assert found.words.startswith("NO NO ")
    assert len(found.words) == responses.TOLD
    body = f"ERROR: update_lead NO LEAD - {'|'.join(['v' * 1000] * 1000)}\n"
    found = fed(lambda client: client.leads.update(5, status="NI"), 200, body.encode())
    assert isinstance(found, Refused)
    assert len(found.data) == responses.VALUES
    assert {len(value) for value in found.data} == {responses.TOLD}


def test_outcomes_without_end_are_read_only_so_far() -> None:
    body = b"NOTICE: update_lead NOTHING\n" * 50_000
    answer = responses.read("update_lead", 200, body, user="u", redact=str)
    assert len(answer.outcomes) == responses.OUTCOMES
    assert answer.lines == (), "and those behind are no rows"


HALF = "Zo\ud83d"

WRITES: dict[str, Callable[[VicidialClient], Awaitable[object]]] = {
    "first_name": lambda client: client.leads.add("3125550005", 1000, first_name=HALF),
    "comments": lambda client: client.leads.update(5, comments=HALF),
    "plan": lambda client: client.leads.update(5, custom={"plan": HALF}),
    "notification_text": lambda client: client.agents.notify(HALF, agent="a0004"),
    "callback_comments": lambda client: client.leads.callback(
        5, "2026-11-26 09:00:00", "SALES", comments=HALF
    ),
    "list_name": lambda client: client.lists.update(1000, name=f"{HALF} list"),
}


@pytest.mark.parametrize("field", WRITES)
async def test_half_a_character_is_named_and_not_sent(field: str) -> None:
    """Half of one that UTF-16 writes as two: JSON can hold it, a file or a request cannot."""
    with answering(200, b"SUCCESS: x\n"):
        async with connect("http://localhost") as client:
            error = await failure(WRITES[field](client), InvalidInput)
    assert error.field == field
    assert "can be written as UTF-8" in str(error)


def test_a_byte_that_is_no_text_goes_as_it_came() -> None:
    """So arguments of a command may come; the dialer stores what it gets."""
    found = fed(
        lambda client: client.leads.update(5, first_name="Jos\udce9"),
        200,
        b"SUCCESS: update_lead LEAD HAS BEEN UPDATED - u|5|1|\n",
    )
    assert not isinstance(found, Exception)


@pytest.mark.parametrize("location", ["http://\ud83d/x.mp3", "http://u:\ud83d@h/x.mp3"])
async def test_a_location_with_half_a_character_is_none(tmp_path: Path, location: str) -> None:
    async with connect("http://127.0.0.1:9") as client:
        await failure(client.recordings.download(location, tmp_path), InvalidInput)


@pytest.mark.parametrize("tag", ['"v\xe9"', '"\u20ac"'])
async def test_a_file_whose_tag_cannot_be_sent_back_is_gone_on_with(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tag: str
) -> None:
    monkeypatch.setattr(download, "BACK_OFF", (0.0, 0.0))
    sound = bytes(range(256)) * 10
    async with (
        serving(StoreServer(sound, breaks=[100], tag=tag)) as store,
        connect("http://127.0.0.1:9") as client,
    ):
        path = await client.recordings.download(f"{store.url}/x.mp3", tmp_path)
        assert path.read_bytes() == sound
        assert store.parts == ["", "bytes=100-"]


def size_of(folder: Path) -> int:
    return sum(each.stat().st_size for each in folder.iterdir())


@pytest.mark.parametrize("told", [True, False])
async def test_a_file_without_end_does_not_fill_the_disk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: bool
) -> None:
    monkeypatch.setattr(download, "MOST", 100_000)
    async with (
        serving(StoreServer(bytes(300_000), length=told)) as store,
        connect("http://127.0.0.1:9") as client,
    ):
        fetched = client.recordings.download(f"{store.url}/x.mp3", tmp_path)
        error = await failure(fetched, NotAnAPIAnswer)
    assert "more than" in str(error)
    assert size_of(tmp_path) == 0
