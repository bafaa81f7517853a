"""The stream of pictures: whole once, then differences, numbered, for any number of readers.

A reader is a number: that of the last picture it was sent. Nothing is kept for it, so that one who
reads slowly costs nothing and is skipped to the newest picture.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import deque
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from vicidash.service.differences import difference
from vicidash.service.picture import FloorView, Sight, picture_of

KEPT: Final = 64
"""Differences kept of each sight, to resume by."""
BEHIND: Final = 8
"""Differences that an open stream may be behind before it is sent the whole picture."""
HEARTBEAT: Final = 15.0
"""Seconds after which a quiet stream shows that it is alive."""
UNREAD: Final = 120.0
"""Seconds after its last reader until the differences of a sight are let go of."""
SIGHTS: Final = 64
"""Sights that are followed at once at most: one for each set of campaigns that tokens name."""


def as_json(data: object) -> bytes:
    """Data as compact JSON."""
    return json.dumps(data, allow_nan=False, separators=(",", ":")).encode()


def event_of(kind: str, number: str, data: object) -> bytes:
    """One server-sent event."""
    return b"".join(
        (b"id: ", number.encode(), b"\nevent: ", kind.encode(), b"\ndata: ", as_json(data), b"\n\n")
    )


class SightFeed:
    """The pictures of one sight, with the latest differences."""

    def __init__(self, name: str, view: FloorView, sight: Sight) -> None:
        self._name = name
        self._sight = sight
        self.number = 1
        self.picture: Mapping[str, Any] = picture_of(view, sight)
        self.readers = 0
        self.unread_since: float | None = None
        self._differences: deque[tuple[int, bytes]] = deque(maxlen=KEPT)
        self._whole: bytes | None = None
        self._changed = asyncio.Event()

    @property
    def whole(self) -> bytes:
        """The latest picture as an event; written once for all who need it."""
        if self._whole is None:
            self._whole = event_of("snapshot", self._id(self.number), self.picture)
        return self._whole

    def show(self, view: FloorView) -> None:
        """Take the next picture; readers wake if anything has changed."""
        picture = picture_of(view, self._sight)
        changes = difference(self.picture, picture)
        if not changes:
            return
        self.number += 1
        self.picture, self._whole = picture, None
        event = event_of("difference", self._id(self.number), changes)
        self._differences.append((self.number, event))
        self.wake()

    def wake(self) -> None:
        """Let all readers look."""
        self._changed.set()
        self._changed = asyncio.Event()

    def after(self, number: int | None, most: int = BEHIND) -> bytes:
        """What brings a reader from a picture to the latest: differences, or the whole.

        The whole if the picture is not known, is too old, or if the differences are longer.
        """
        if number is None or not 0 <= self.number - number <= most:
            return self.whole
        missing = [event for at, event in self._differences if at > number]
        if len(missing) != self.number - number:
            return self.whole
        data = b"".join(missing)
        return data if len(missing) < 2 or len(data) < len(self.whole) else self.whole

    def number_of(self, event_id: str | None) -> int | None:
        """The number of the picture that a ``Last-Event-ID`` names; ``None`` if it is not ours."""
        name, _, number = (event_id or "").rpartition("-")
        if name != self._name or not number.isascii() or not number.isdecimal():
            return None
        return int(number) if len(number) <= len(str(self.number)) else None

    async def wait(self, seconds: float) -> None:
        """Wait for a change, for so many seconds at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()

    def _id(self, number: int) -> str:
        return f"{self._name}-{number}"


class Feed:
    """All sights that are being followed. ``clock`` gives monotonic seconds.

    :meth:`publish` takes each snapshot; :meth:`events` is one reader's stream.
    """

    def __init__(self, view: FloorView, clock: Callable[[], float]) -> None:
        self.view = view
        """The latest snapshot."""
        self.version = 0
        """Counts the snapshots."""
        self.clients = 0
        """Streams that are open."""
        self.closed = False
        self._clock = clock
        self._run = secrets.token_hex(4)
        self._sights: dict[Sight, SightFeed] = {}
        self._made = 0

    def publish(self, view: FloorView) -> None:
        """Show a snapshot to all readers."""
        self.view = view
        self.version += 1
        now = self._clock()
        for sight, feed in list(self._sights.items()):
            if feed.unread_since is not None and now - feed.unread_since > UNREAD:
                del self._sights[sight]
            else:
                feed.show(view)

    def close(self) -> None:
        """End all streams."""
        self.closed = True
        for feed in self._sights.values():
            feed.wake()

    async def events(
        self,
        sight: Sight,
        last_id: str | None = None,
        *,
        goes_on: Callable[[], bool] = lambda: True,
        heartbeat: float = HEARTBEAT,
    ) -> AsyncGenerator[bytes, None]:
        """The events for one reader, for ever; ``last_id`` is what it was sent last.

        ``goes_on`` is asked before each event, as a token may be revoked. Ends when it says no, or
        when the feed is closed.
        """
        feed = self._feed_of(sight)
        feed.readers += 1
        feed.unread_since = None
        self.clients += 1
        try:
            number = feed.number_of(last_id)
            yield b"retry: 3000\n\n"
            if number != feed.number:
                events = feed.after(number, KEPT)
                number = feed.number
                yield events
            while not self.closed and goes_on():
                if number == feed.number:
                    await feed.wait(heartbeat)
                    if self.closed or not goes_on():
                        break
                if number == feed.number:
                    yield b": alive\n\n"
                    continue
                events = feed.after(number)
                number = feed.number
                yield events
            yield b"event: end\ndata: {}\n\n"
        finally:
            self.clients -= 1
            feed.readers -= 1
            if not feed.readers:
                feed.unread_since = self._clock()

    def _feed_of(self, sight: Sight) -> SightFeed:
        feed = self._sights.get(sight)
        if feed is None:
            if len(self._sights) >= SIGHTS:
                self._let_go()
            self._made += 1
            feed = SightFeed(f"{self._run}-{self._made}", self.view, sight)
            self._sights[sight] = feed
        return feed

    def _let_go(self) -> None:
        """Drop what nobody reads, the longest unread first."""
        unread = [
            (feed.unread_since, sight)
            for sight, feed in self._sights.items()
            if feed.unread_since is not None
        ]
        if unread:
            del self._sights[min(unread, key=lambda each: each[0])[1]]
