"""The stream's events: a picture, then differences, resumed where it was left, never a queue."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from tests.floor.snapshots import agent, picture
from tests.service.conftest import House
from tests.service.test_access import LEADS, READ
from vicidash.service.differences import patched
from vicidash.service.feed import BEHIND, KEPT, UNREAD, Feed
from vicidash.service.picture import FloorView, Sight, picture_of

ALL = Sight(names=True)


class Watched:
    """A feed whose snapshots a test makes, on a clock that it moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.feed = Feed(self.view(), lambda: self.now)

    def view(self, paused: int = 0, users: int = 3) -> FloorView:
        seats = [agent(str(n), "PAUSED" if n < paused else "READY") for n in range(users)]
        return FloorView(picture(self.now, seats))

    def publish(self, paused: int = 0, users: int = 3) -> None:
        self.now += 4
        self.feed.publish(self.view(paused, users))


def read(data: bytes) -> list[tuple[str, str, Any]]:
    """The events in some bytes of a stream: kind, id and data."""
    found = []
    for block in data.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in fields:
            found.append((fields["event"], fields.get("id", ""), json.loads(fields["data"])))
    return found


async def next_events(events: AsyncGenerator[bytes, None]) -> list[tuple[str, str, Any]]:
    async with asyncio.timeout(5):
        return read(await anext(events))


async def test_a_reader_gets_the_picture_then_each_difference_in_order() -> None:
    watched = Watched()
    async with aclosing(watched.feed.events(ALL)) as events:
        assert await anext(events) == b"retry: 3000\n\n"
        ((kind, first_id, shown),) = await next_events(events)
        assert kind == "snapshot"
        run, _, number = first_id.rpartition("-")
        for paused in (1, 2, 0, 3):
            watched.publish(paused)
            ((kind, event_id, changes),) = await next_events(events)
            number = str(int(number) + 1)
            assert (kind, event_id) == ("difference", f"{run}-{number}")
            shown = patched(shown, changes)
            assert shown == picture_of(watched.feed.view, ALL)


async def test_what_has_not_changed_is_not_sent() -> None:
    watched = Watched()
    async with aclosing(watched.feed.events(ALL, heartbeat=0.01)) as events:
        await anext(events)
        await anext(events)
        view = watched.feed.view
        watched.feed.publish(FloorView(view.snapshot))
        assert await anext(events) == b": alive\n\n"


async def test_who_comes_back_gets_what_was_missed_and_no_more() -> None:
    watched = Watched()
    async with aclosing(watched.feed.events(ALL)) as events:
        await anext(events)
        ((_, last_id, shown),) = await next_events(events)
    for paused in (1, 2, 3):
        watched.publish(paused)
    async with aclosing(watched.feed.events(ALL, last_id)) as events:
        await anext(events)
        missed = await next_events(events)
    assert [kind for kind, _, _ in missed] == ["difference"] * 3
    for _, _, changes in missed:
        shown = patched(shown, changes)
    assert shown == picture_of(watched.feed.view, ALL)


async def test_who_comes_back_and_missed_nothing_waits_for_the_next() -> None:
    watched = Watched()
    async with aclosing(watched.feed.events(ALL)) as events:
        await anext(events)
        ((_, last_id, _),) = await next_events(events)
    async with aclosing(watched.feed.events(ALL, last_id)) as events:
        await anext(events)
        watched.publish(1)
        assert [kind for kind, _, _ in await next_events(events)] == ["difference"]


async def test_an_id_that_is_not_ours_or_too_old_gets_the_whole_picture() -> None:
    watched = Watched()
    async with aclosing(watched.feed.events(ALL)) as events:
        await anext(events)
        ((_, last_id, _),) = await next_events(events)
    run = last_id.rpartition("-")[0]
    other = Watched()
    for known in ("", "nonsense", f"{run}-", f"{run}-99999", f"{run}-²", "x" * 5000):
        async with aclosing(watched.feed.events(ALL, known)) as events:
            await anext(events)
            assert (await next_events(events))[0][0] == "snapshot"
    async with aclosing(other.feed.events(ALL, last_id)) as events:  # it was started again
        await anext(events)
        assert (await next_events(events))[0][0] == "snapshot"
    async with aclosing(watched.feed.events(ALL)):
        for number in range(KEPT + 2):
            watched.publish(number % 3, users=200)
    async with aclosing(watched.feed.events(ALL, last_id)) as events:
        await anext(events)
        assert (await next_events(events))[0][0] == "snapshot"


async def test_a_slow_reader_is_skipped_to_the_newest_picture_and_nothing_is_kept_for_it() -> None:
    watched = Watched()
    async with aclosing(watched.feed.events(ALL)) as events:
        await anext(events)
        await anext(events)
        for number in range(10 * KEPT):  # it reads nothing all the while
            watched.publish(number % 3)
        ((kind, _, shown),) = await next_events(events)
        assert kind == "snapshot"
        assert shown == picture_of(watched.feed.view, ALL)
        (feed,) = watched.feed._sights.values()
        assert len(feed._differences) == KEPT
        watched.publish(2)
        assert (await next_events(events))[0][0] == "difference", "it goes on from there"
    assert BEHIND < KEPT


async def test_all_readers_of_one_sight_are_sent_the_same_bytes() -> None:
    watched = Watched()
    one, other = watched.feed.events(ALL), watched.feed.events(ALL)
    async with aclosing(one), aclosing(other):
        for each in (one, other):
            await anext(each)
        assert await anext(one) is await anext(other)
        watched.publish(1)
        assert read(await anext(one)) == read(await anext(other))
        assert watched.feed.clients == 2
    assert watched.feed.clients == 0


async def test_a_sight_that_nobody_reads_is_let_go_of() -> None:
    watched = Watched()
    async with aclosing(watched.feed.events(ALL)) as events:
        await anext(events)
    watched.publish(1)
    assert len(watched.feed._sights) == 1, "somebody may come back"
    watched.now += UNREAD
    watched.publish(2)
    assert len(watched.feed._sights) == 0


async def test_a_stream_ends_with_its_token_and_with_the_service() -> None:
    watched = Watched()
    good = True
    async with aclosing(watched.feed.events(ALL, goes_on=lambda: good)) as events:
        await anext(events)
        await anext(events)
        good = False
        watched.publish(1)
        assert [kind for kind, _, _ in await next_events(events)] == ["end"]
    async with aclosing(watched.feed.events(ALL)) as events:
        await anext(events)
        await anext(events)
        watched.feed.close()
        assert [kind for kind, _, _ in await next_events(events)] == ["end"]


async def test_what_a_token_may_not_see_is_in_no_event_of_its_stream(house: House) -> None:
    house.token(READ, campaigns=["SALES"])
    house.token(READ, LEADS, name="full")
    feed = house.parts.poller.feed
    masked = Sight(frozenset({"SALES"}))
    async with aclosing(feed.events(masked)) as events:
        await anext(events)
        seen = await anext(events)
        house.fake.seats["2001"].call(9)
        house.fake.seats["1001"].call(7)
        await house.look()
        seen += await anext(events)
    assert b"1001" in seen
    for hidden in (b"SOLAR", b"2001", b"Jane", b"Berg"):
        assert hidden not in seen
