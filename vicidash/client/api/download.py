"""Fetches files from where recordings are kept: streamed, resumed, never outside of a folder.

The store is another server than the dialer, with its own login and its own certificate. Nothing
of the dialer's login is known in this module.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import httpx
from pydantic import SecretStr

from vicidash import __version__
from vicidash.client import errors
from vicidash.client.api import responses
from vicidash.client.api.redaction import scrub_traceback
from vicidash.client.column_types import whole
from vicidash.clock import backoff

# A file that comes in parts: beside its place until it is whole, then in it at once

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


@dataclass(slots=True)
class PartialFile:
    """The part of a file that has come, kept between tries beside the place of the whole."""

    path: Path
    tag: str = ""
    """What names this version of the file at the store, if it told."""

    def size(self) -> int:
        """Bytes that are there."""
        try:
            found = self.path.lstat()
        except FileNotFoundError:
            return 0
        if not stat.S_ISREG(found.st_mode):
            raise errors.InvalidInput("folder", str(self.path), "no link or folder in its place")
        return found.st_size

    def open(self, start: int) -> int:
        """For writing at ``start``; what is behind it goes."""
        flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        file = os.open(self.path, flags, 0o600)
        try:
            _lock(file, self.path)
            os.ftruncate(file, start)
            os.lseek(file, start, os.SEEK_SET)
        except BaseException:  # whatever it is, the file must not stay open
            os.close(file)
            raise
        return file

    def write(self, file: int, chunk: bytes) -> None:
        """All of ``chunk``."""
        view = memoryview(chunk)
        while view:
            view = view[os.write(file, view) :]

    def become(self, target: Path) -> None:
        """Take the name of the whole file, at once and with all on the disk."""
        file = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)
        self.path.replace(target)


def is_there(target: Path) -> bool:
    """Whether the whole file is in its place; :class:`InvalidInput` for what is no file."""
    try:
        found = target.lstat()
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(found.st_mode):
        raise errors.InvalidInput("folder", str(target), "no link or folder in the file's place")
    return True


LEAST: Final = 400
"""Bytes of a second of recorded speech in the tightest form that a dialer stores."""
_HEAD: Final = 512
_PAGE: Final = re.compile(rb"\s*(<!doctype html|<html|<head|<\?xml|<\?php|<body)", re.IGNORECASE)


def is_recording(path: Path, seconds: int | None) -> bool:
    """Whether a file can be a sound, and one of so many seconds: not empty, no page."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD).removeprefix(b"\xef\xbb\xbf")
    return size > 0 and not _PAGE.match(head) and size >= LEAST * (seconds or 0)


def check_folder(folder: Path) -> None:
    """Raises :class:`InvalidInput` where there is no folder: a wrong one is not made."""
    if not folder.is_dir():
        raise errors.InvalidInput("folder", str(folder), "a folder that exists")


def _lock(file: int, path: Path) -> None:
    """Two that write to one part would leave a hole in it."""
    if fcntl is None:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        allowed = "not the place of another download of this file"
        raise errors.InvalidInput("folder", str(path.parent), allowed) from None


FUNCTION: Final = "recording download"
MOST: Final = 2**30
"""Bytes of one recording; a whole day of telephone sound fits, as it is sampled."""
TRIES: Final = 4
"""How often it is tried without a byte of progress before it is given up."""
BACK_OFF: Final = (0.5, 4.0)
"""Seconds before the next try, first and longest: doubled while there is no progress."""

_RANGE: Final = re.compile(r"bytes (\d+)-\d+/(\d+|\*)", re.ASCII)
_LOGIN_WANTED: Final = (401, 403)
_CHECK: Final = "Check the recordings' store"
Login = tuple[str, SecretStr]
Progress = Callable[[int, int | None], object]
"""Told how many bytes are there, and of how many; ``None`` where the store does not say."""


def untold(there: int, total: int | None) -> None:
    """For whoever does not watch."""


class Downloader:
    """Downloads; its connections are opened with the first one."""

    def __init__(self, make: Callable[[], httpx.AsyncClient]) -> None:
        self._make = make
        self._http: httpx.AsyncClient | None = None

    async def fetch(
        self,
        location: str,
        folder: Path,
        login: Login | None,
        progress: Progress = untold,
        host: str | None = None,
        seconds: int | None = None,
    ) -> Path:
        """See :meth:`Recordings.download`; ``seconds`` is how long the recording is."""
        target = folder / filename(location)
        check_folder(folder)
        if is_there(target) and is_recording(target, seconds):
            return target
        address, own = _without_login(location)
        if host is not None and urlsplit(address).hostname != host.lower():
            login = None  # where a recording is, is the dialer's word
        # the address is in the name: another file of the same name is not the start of this one
        mark = hashlib.sha256(address.encode()).hexdigest()[:12]
        part = PartialFile(folder / f".{target.name}.{mark}.part")
        stuck = 0
        while True:
            before = part.size()
            failure = await self._go_on(address, part, before, login or own, progress)
            if failure is None:
                break
            stuck = 0 if part.size() > before else stuck + 1
            if stuck == TRIES:
                raise failure
            await asyncio.sleep(backoff(stuck, *BACK_OFF))
        if not is_recording(part.path, None):
            # a page under the type of a sound, or nothing: not the start of the next try either
            what = "a page, not a sound" if part.size() else "an empty file"
            part.path.unlink()
            raise responses.not_an_answer(FUNCTION, what, 200, "", _CHECK)
        await asyncio.to_thread(part.become, target)  # a disk that is slow to write it down
        return target

    @scrub_traceback
    async def _go_on(
        self, address: str, part: PartialFile, start: int, login: Login | None, progress: Progress
    ) -> errors.Unreachable | None:
        """One request for what is missing; the failure that another try may mend."""
        if self._http is None:
            self._http = self._make()
        host = urlsplit(address).hostname or ""
        auth = httpx.BasicAuth(login[0], login[1].get_secret_value()) if login else None
        headers = {"Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
            if part.tag:
                headers["If-Range"] = part.tag
        why = "the connection broke"
        try:
            async with self._http.stream("GET", address, headers=headers, auth=auth) as response:
                _check(response, host)
                return await _take(response, part, start, host, progress)
        except httpx.TimeoutException:
            why = "no answer in time"
        except httpx.ConnectError as error:
            why = f"no connection ({error})"
        except (httpx.HTTPError, httpx.InvalidURL):
            pass  # its own words may quote an address with a login in it
        return errors.Unreachable(FUNCTION, f"{host}: {why}", "Check that the store is up")

    async def aclose(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.aclose()


def make_client(user_agent: str = f"vicidash/{__version__}") -> httpx.AsyncClient:
    """An HTTP client for stores: follows redirects, trusts what this machine trusts."""
    return httpx.AsyncClient(
        headers={"User-Agent": user_agent},
        follow_redirects=True,
        max_redirects=5,
        timeout=httpx.Timeout(60.0, connect=10.0),
    )


def filename(location: str) -> str:
    """The name of the file at ``location``. Raises :class:`InvalidInput` where it is not plain.

    A name that would lead out of a folder, or hide in it, is refused and not mended.
    """
    try:
        location.encode()
        parts = urlsplit(location)
        host = parts.hostname if parts.port != 0 else None
    except ValueError:  # half an IPv6 address or character, a port that is none
        host = None
    if host is None or parts.scheme not in ("http", "https"):
        raise errors.InvalidInput("location", _shown(location), "an address such as http://…/x.mp3")
    name = unquote(parts.path.rpartition("/")[2])
    plain = name.isprintable() and not re.search(r'[/\\:*?"<>|\x00]', name)
    if not name or name.startswith(".") or not plain or len(name.encode()) > 200:
        raise errors.InvalidInput("location", _shown(location), "one that ends in a file name")
    return name


def _without_login(location: str) -> tuple[str, Login | None]:
    """The address, and the login that stood in it: logs show addresses."""
    parts = urlsplit(location)
    if parts.username is None:
        return location, None
    address = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return address, (unquote(parts.username), SecretStr(unquote(parts.password or "")))


def _shown(location: str) -> str:
    """A location without a login that may stand in it, or a query."""
    return re.sub(r"//[^/@]*@", "//…@", location).partition("?")[0]


def _check(response: httpx.Response, host: str) -> None:
    status = response.status_code
    if status in _LOGIN_WANTED:
        raise errors.Refused(
            FUNCTION,
            f"the store wants another login (HTTP {status})",
            (host,),
            "Give the user and password of the recordings' store",
        )
    if status == 404:
        raise errors.Refused(FUNCTION, "the store has no such file (HTTP 404)", (host,))
    if status not in (200, 206, 416):
        raise responses.not_an_answer(FUNCTION, "no file", status, "", _CHECK)
    if status != 416 and response.headers.get("content-type", "").startswith("text/html"):
        raise responses.not_an_answer(FUNCTION, "a page, not a sound", status, "", _CHECK)


async def _take(
    response: httpx.Response, part: PartialFile, start: int, host: str, progress: Progress
) -> errors.Unreachable | None:
    """Write what comes behind what is there; ``None`` when the file is whole then."""
    if response.status_code == 416:  # nothing behind: whole already, or another file by now
        known = re.fullmatch(r"bytes \*/(\d+)", response.headers.get("content-range", ""))
        if known is not None and whole(known[1]) == start:
            return None
        os.close(part.open(0))
        return errors.Unreachable(FUNCTION, f"{host}: the file is not the one that was begun")
    total: int | None = None
    if response.status_code == 206:
        told = _RANGE.fullmatch(response.headers.get("content-range", ""))
        if told is None or whole(told[1]) != start:
            raise responses.not_an_answer(FUNCTION, "another part than was asked for", 206, "")
        total = whole(told[2])
    else:
        start = 0  # the store takes no ranges, or the file is another one now
        total = whole(response.headers.get("content-length", ""))
    tag = response.headers.get("etag", "")
    tag = response.headers.get("last-modified", "") if tag[:2] in ("", "W/") else tag
    part.tag = tag if tag.isascii() else ""  # nothing else can be sent back
    file = part.open(start)
    try:
        there = start
        async for chunk in response.aiter_raw():
            part.write(file, chunk)
            there += len(chunk)
            if there > MOST:
                os.ftruncate(file, 0)
                why = f"more than {MOST // 2**20:,} MiB"
                raise responses.not_an_answer(FUNCTION, why, response.status_code, "", _CHECK)
            progress(there, total)
    finally:
        os.close(file)
    if total is not None and part.size() != total:
        return errors.Unreachable(FUNCTION, f"{host}: {part.size()} of {total} bytes came")
    return None
