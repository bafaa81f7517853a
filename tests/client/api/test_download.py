"""Downloads: whole or not at all, on after a break, into the folder and nowhere else."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.client.helpers import connect, failure
from tests.client.leak_check import assert_hidden, listening, shown
from tests.client.recording_store import StoreServer, serving
from vicidash.client import (
    InvalidInput,
    NotAnAPIAnswer,
    Recording,
    Refused,
    Unreachable,
    VicidashError,
    VicidialClient,
)
from vicidash.client.api import download

pytestmark = pytest.mark.thorough

SOUND = bytes(range(256)) * 400
NAME = "20261123-031000_3125550005_a0001-all.mp3"


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "BACK_OFF", (0.0, 0.0))


@pytest.fixture
async def store() -> AsyncIterator[StoreServer]:
    async with serving(StoreServer(SOUND)) as server:
        yield server


@pytest.fixture
async def client() -> AsyncIterator[VicidialClient]:
    """Its dialer is not there: downloads never speak to it."""
    async with connect("http://127.0.0.1:9", password="Zq-dialer-7K") as connected:
        yield connected


def files(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def only(folder: Path) -> Path:
    """The one thing in a folder."""
    (each,) = folder.iterdir()
    return each


async def fetch(client: VicidialClient, store: StoreServer, folder: Path) -> Path:
    return await client.recordings.download(f"{store.url}/RECORDINGS/MP3/{NAME}", folder)


async def test_the_file_comes_under_its_own_name(
    client: VicidialClient, store: StoreServer, tmp_path: Path
) -> None:
    assert await fetch(client, store, tmp_path) == tmp_path / NAME
    assert files(tmp_path) == {NAME: SOUND}
    assert store.requests[0]["path"] == f"/RECORDINGS/MP3/{NAME}"


async def test_a_transfer_that_breaks_goes_on_where_it_was(
    client: VicidialClient, store: StoreServer, tmp_path: Path
) -> None:
    store.breaks = [1000, 5000, 0, 70_000]
    await fetch(client, store, tmp_path)
    assert files(tmp_path) == {NAME: SOUND}
    assert store.parts == ["", "bytes=1000-", "bytes=6000-", "bytes=6000-", "bytes=76000-"]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, len(SOUND)), max_size=6), st.booleans())
def test_whole_or_not_at_all(breaks: list[int], ranges: bool) -> None:
    async def run(folder: Path) -> None:
        async with (
            serving(StoreServer(SOUND, breaks=breaks, ranges=ranges)) as store,
            connect("http://127.0.0.1:9") as client,
        ):
            try:
                await fetch(client, store, folder)
            except Unreachable:
                assert not (folder / NAME).exists()
            else:
                assert files(folder) == {NAME: SOUND}

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder)))


async def test_a_later_try_goes_on_too(
    client: VicidialClient, store: StoreServer, tmp_path: Path
) -> None:
    store.breaks = [3000, 0, 0, 0, 0]
    error = await failure(fetch(client, store, tmp_path), Unreachable)
    assert "127.0.0.1: the connection broke" in str(error)
    (name,) = files(tmp_path)
    assert name.startswith(".")
    store.requests.clear()
    async with connect("http://127.0.0.1:9") as another:
        await fetch(another, store, tmp_path)
    assert store.parts == ["bytes=3000-"]
    assert files(tmp_path) == {NAME: SOUND}


async def test_a_store_that_takes_no_ranges_begins_anew(
    client: VicidialClient, store: StoreServer, tmp_path: Path
) -> None:
    store.ranges, store.breaks = False, [1000]
    await fetch(client, store, tmp_path)
    assert files(tmp_path) == {NAME: SOUND}


async def test_a_file_that_changed_meanwhile_begins_anew(
    client: VicidialClient, store: StoreServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.breaks = [1000]
    later = asyncio.sleep

    async def changed(seconds: float) -> None:
        store.content, store.tag = b"other" * 999, '"v2"'
        await later(seconds)

    monkeypatch.setattr("vicidash.client.api.download.asyncio.sleep", changed)
    await fetch(client, store, tmp_path)
    assert store.requests[1]["if-range"] == '"v1"'
    assert files(tmp_path) == {NAME: b"other" * 999}


async def test_what_was_whole_before_a_crash_only_gets_its_name(
    client: VicidialClient, store: StoreServer, tmp_path: Path
) -> None:
    store.breaks = [3000, 0, 0, 0, 0]
    await failure(fetch(client, store, tmp_path), Unreachable)
    only(tmp_path).write_bytes(SOUND)
    await fetch(client, store, tmp_path)
    assert files(tmp_path) == {NAME: SOUND}


async def test_what_is_longer_than_the_file_is_thrown_away(
    client: VicidialClient, store: StoreServer, tmp_path: Path
) -> None:
    store.breaks = [3000, 0, 0, 0, 0]
    await failure(fetch(client, store, tmp_path), Unreachable)
    only(tmp_path).write_bytes(SOUND * 2)
    await fetch(client, store, tmp_path)
    assert files(tmp_path) == {NAME: SOUND}


async def test_a_file_that_is_there_is_not_fetched(
    client: VicidialClient, store: StoreServer, tmp_path: Path
) -> None:
    (tmp_path / NAME).write_bytes(b"mine")
    await fetch(client, store, tmp_path)
    assert files(tmp_path) == {NAME: b"mine"}
    assert not store.requests


async def test_the_stores_own_login(
    client: VicidialClient, store: StoreServer, tmp_path: Path
) -> None:
    store.login = ("recordings", "Zq-store-7K")
    location = f"{store.url}/{NAME}"
    error = await failure(client.recordings.download(location, tmp_path), Refused)
    assert "wants another login (HTTP 401)" in str(error)
    assert not files(tmp_path)
    await client.recordings.download(location, tmp_path, user="recordings", password="Zq-store-7K")
    assert files(tmp_path) == {NAME: SOUND}


async def test_a_login_for_one_host_goes_to_no_other(
    client: VicidialClient, store: StoreServer, tmp_path: Path
) -> None:
    def to(host: str) -> Awaitable[Path]:
        return client.recordings.download(
            f"{store.url}/{NAME}",
            tmp_path,
            user="recordings",
            password="Zq-store-7K",
            host=host,
        )

    store.login = ("recordings", "Zq-store-7K")
    await failure(to("store.example.com"), Refused)
    assert all("authorization" not in headers for headers in store.requests)
    await to("127.0.0.1")
    assert files(tmp_path) == {NAME: SOUND}


async def test_a_login_in_the_location(
    client: VicidialClient, store: StoreServer, tmp_path: Path
) -> None:
    store.login = ("recordings", "Zq-store-7K")
    location = store.url.replace("//", "//recordings:Zq-store-7K@") + f"/{NAME}"
    with listening() as heard:
        await client.recordings.download(location, tmp_path)
    assert files(tmp_path) == {NAME: SOUND}
    assert_hidden("Zq-store-7K", "\n".join(heard))


async def test_the_dialers_login_is_never_sent_to_a_store(
    client: VicidialClient, store: StoreServer, tmp_path: Path
) -> None:
    await fetch(client, store, tmp_path)
    store.status = 500
    await failure(client.recordings.download(f"{store.url}/other.mp3", tmp_path), NotAnAPIAnswer)
    assert_hidden("Zq-dialer-7K", repr(store.requests))
    assert "apiuser" not in repr(store.requests)
    assert all("authorization" not in headers for headers in store.requests)


async def test_a_redirect_is_followed_without_the_login(
    client: VicidialClient, store: StoreServer, tmp_path: Path
) -> None:
    """To another port, which is another store."""
    async with serving(StoreServer(SOUND)) as other:
        store.redirects = {f"/{NAME}": f"{other.url}/elsewhere.mp3"}
        location = f"{store.url}/{NAME}"
        await client.recordings.download(location, tmp_path, user="u", password="Zq-store-7K")
    assert files(tmp_path) == {NAME: SOUND}
    assert "authorization" in store.requests[0]
    assert "authorization" not in other.requests[0]


async def test_no_password_shows_in_an_error(
    client: VicidialClient, store: StoreServer, tmp_path: Path
) -> None:
    for breaks, status in (([0] * 9, 200), ([], 404), ([], 500), ([], 401)):
        store.breaks, store.status = breaks, status
        location = store.url.replace("//", "//me:Zq-in-url-7K@") + f"/{NAME}"
        with listening() as heard:
            try:
                await client.recordings.download(
                    location, tmp_path, user="u", password="Zq-store-7K"
                )
            except VicidashError as error:
                text = "\n".join(map(str, (error, repr(error), vars(error), *heard)))
                deep = shown(error.with_traceback(None))
        for password in ("Zq-store-7K", "Zq-in-url-7K", "Zq-dialer-7K"):
            assert_hidden(password, text)
            assert_hidden(password, deep)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/x/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "file name"),
        ("/x/..%2f..%2fpasswd", "file name"),
        ("/x/..%5c..%5cpasswd", "file name"),
        ("/x/..", "file name"),
        ("/x/.", "file name"),
        ("/x/", "file name"),
        ("", "file name"),
        ("/x/.bashrc", "file name"),
        ("/x/a%00b.mp3", "file name"),
        ("/x/a%0ab.mp3", "file name"),
        ("/x/C:evil.mp3", "file name"),
        (f"/{'x' * 300}.mp3", "file name"),
    ],
)
async def test_nothing_leads_out_of_the_folder(
    client: VicidialClient, store: StoreServer, tmp_path: Path, path: str, why: str
) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    error = await failure(client.recordings.download(f"{store.url}{path}", folder), InvalidInput)
    assert why in error.allowed
    assert not files(folder)
    assert only(tmp_path) == folder
    assert not store.requests


@given(st.text(st.sampled_from("./\\%2eEfF5cC:a b\x00\n~é"), max_size=20))
def test_whatever_the_name_it_stays_in_the_folder(tail: str) -> None:
    folder = Path("/srv/recordings")
    try:
        name = download.filename(f"http://store.example/x/{tail}")
    except InvalidInput:
        return
    assert (folder / name).resolve().parent == folder
    assert not name.startswith(".")


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://store.example/x.mp3",
        "/RECORDINGS/x.mp3",
        "",
        "http://[::1/x.mp3",
        "http://store.example:99999/x.mp3",
    ],
)
async def test_a_location_that_is_no_address(
    client: VicidialClient, tmp_path: Path, location: str
) -> None:
    await failure(client.recordings.download(location, tmp_path), InvalidInput)


async def test_a_link_in_the_place_of_the_file_is_not_followed(
    client: VicidialClient, store: StoreServer, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    folder = tmp_path / "inside"
    folder.mkdir()
    (folder / NAME).symlink_to(outside)
    await failure(fetch(client, store, folder), InvalidInput)
    (folder / NAME).unlink()
    store.breaks = [10, 0, 0, 0, 0]
    await failure(fetch(client, store, folder), Unreachable)
    part = only(folder)
    part.unlink()
    part.symlink_to(outside)
    await failure(fetch(client, store, folder), InvalidInput)
    assert not outside.exists()


async def test_a_folder_that_is_not_there_is_not_made(
    client: VicidialClient, store: StoreServer, tmp_path: Path
) -> None:
    await failure(fetch(client, store, tmp_path / "typo"), InvalidInput)
    assert not store.requests


async def test_two_at_once_leave_no_hole(
    client: VicidialClient, store: StoreServer, tmp_path: Path
) -> None:
    store.content = SOUND * 20
    results = await asyncio.gather(
        *(fetch(client, store, tmp_path) for _ in range(4)), return_exceptions=True
    )
    assert tmp_path / NAME in results
    assert all(isinstance(each, Path | InvalidInput) for each in results)
    assert files(tmp_path)[NAME] == store.content


@pytest.mark.parametrize(
    ("settings", "kind", "words"),
    [
        ({"status": 404}, Refused, "no such file"),
        ({"status": 403}, Refused, "another login (HTTP 403)"),
        ({"status": 503}, NotAnAPIAnswer, "no file, HTTP 503"),
        ({"kind": "text/html; charset=utf-8"}, NotAnAPIAnswer, "a page, not a sound"),
    ],
)
async def test_what_is_no_recording_is_no_file(
    client: VicidialClient,
    store: StoreServer,
    tmp_path: Path,
    settings: dict[str, object],
    kind: type[Exception],
    words: str,
) -> None:
    for name, value in settings.items():
        setattr(store, name, value)
    error = await failure(fetch(client, store, tmp_path), kind)
    assert words in str(error)
    assert not files(tmp_path)


async def test_a_store_that_is_down(
    client: VicidialClient, tmp_path: Path, closed_port: int
) -> None:
    location = f"http://127.0.0.1:{closed_port}/x.mp3"
    error = await failure(client.recordings.download(location, tmp_path), Unreachable)
    assert "no connection" in str(error)


async def test_an_empty_file(client: VicidialClient, store: StoreServer, tmp_path: Path) -> None:
    store.content = b""
    error = await failure(fetch(client, store, tmp_path), NotAnAPIAnswer)
    assert "an empty file" in str(error)
    assert not files(tmp_path)
    store.content = SOUND
    await fetch(client, store, tmp_path)
    assert files(tmp_path) == {NAME: SOUND}


@pytest.mark.parametrize(
    "page",
    [b"<!DOCTYPE html><html>sign in</html>", b"\xef\xbb\xbf \n<HTML>", b"<?xml version='1'?>"],
)
async def test_a_page_under_the_type_of_a_sound_is_no_recording(
    client: VicidialClient, store: StoreServer, tmp_path: Path, page: bytes
) -> None:
    store.content = page
    error = await failure(fetch(client, store, tmp_path), NotAnAPIAnswer)
    assert "a page, not a sound" in str(error)
    assert not files(tmp_path), "it is not the start of the next try either"


@pytest.mark.parametrize("there", [b"", b"<html>sign in</html>", b"short"])
async def test_what_cannot_be_the_whole_recording_is_fetched_anew(
    client: VicidialClient, store: StoreServer, tmp_path: Path, there: bytes
) -> None:
    (tmp_path / NAME).write_bytes(there)
    location = f"{store.url}/RECORDINGS/MP3/{NAME}"
    recording = Recording(recording_id=1, user="a0001", duration=10, location=location)
    store.content = SOUND + bytes(8000)
    await client.recordings.download(recording, tmp_path)
    assert files(tmp_path) == {NAME: store.content}
    await client.recordings.download(recording, tmp_path)
    assert len(store.requests) == 1


async def test_what_is_there_stays_while_its_store_is_down(
    client: VicidialClient, store: StoreServer, tmp_path: Path
) -> None:
    (tmp_path / NAME).write_bytes(b"short")
    recording = Recording(
        recording_id=1, user="a0001", duration=10, location=f"{store.url}/x/{NAME}"
    )
    store.status = 503
    await failure(client.recordings.download(recording, tmp_path), NotAnAPIAnswer)
    assert files(tmp_path)[NAME] == b"short"


async def test_a_file_of_unknown_length(
    client: VicidialClient, store: StoreServer, tmp_path: Path
) -> None:
    store.length = False
    await fetch(client, store, tmp_path)
    assert files(tmp_path) == {NAME: SOUND}


async def test_only_the_owner_can_read_it(
    client: VicidialClient, store: StoreServer, tmp_path: Path
) -> None:
    """Calls of customers."""
    path = await fetch(client, store, tmp_path)
    assert os.stat(path).st_mode & 0o777 == 0o600
