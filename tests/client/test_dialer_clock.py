"""Times go to the dialer as its own wall clock."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.client.helpers import connect, failure
from tests.replay import Replay
from vicidash.client import InvalidInput, ServerInfo, Unsupported, VicidialClient
from vicidash.client.dialer_clock import DialerClock

NOTED = "NOTICE: update_lead SCHEDULED CALLBACK ADDED - 3|SALESB2B|x|ANYONE||CALLBK\n"


async def sent(dialer: Replay, client: VicidialClient, when: datetime | str) -> str:
    dialer.answer("update_lead", NOTED)
    await client.leads.callback(3, when, "SALESB2B")
    return dialer.asked("update_lead")[-1].params["callback_datetime"]


async def test_the_dialers_wall_clock_is_sent_as_it_is(
    dialer: Replay, client: VicidialClient
) -> None:
    assert await sent(dialer, client, datetime(2026, 11, 26, 9, 30)) == "2026-11-26 09:30:00"
    assert await sent(dialer, client, "2026-11-26 09:30:00") == "2026-11-26 09:30:00"
    assert len(dialer.asked("version")) == 1, "to know whether it is past"


async def test_an_aware_time_is_converted_to_the_dialers_zone(
    dialer: Replay, client: VicidialClient
) -> None:
    """Five hours behind, as its clock says; ``TZ`` was seen to disagree with it."""
    noon = int(datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp())
    dialer.answer(
        "version",
        f"VERSION: 2.14-202|BUILD: 1|DATE: 2026-11-23 07:00:00|EPOCH: {noon}|DST: 0|TZ: 1.00|\n",
    )
    utc = datetime(2026, 11, 26, 14, 30, tzinfo=UTC)
    assert await sent(dialer, client, utc) == "2026-11-26 09:30:00"
    there = utc.astimezone(ZoneInfo("Asia/Tokyo"))
    assert await sent(dialer, client, there) == "2026-11-26 09:30:00"
    assert len(dialer.asked("version")) == 1, "asked once, and remembered"


async def test_a_gateway_that_tells_no_zone_wants_the_wall_clock(dialer: Replay) -> None:
    dialer.answer("version", "ERROR: NO FUNCTION SPECIFIED\n")
    async with connect(dialer, dialect="guide") as client:
        error = await failure(
            client.leads.callback(3, datetime(2026, 11, 26, tzinfo=UTC), "SALESB2B"), InvalidInput
        )
    assert "without a zone" in error.allowed
    assert not dialer.asked("add_lead")


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    st.integers(-14 * 4, 14 * 4),
    st.integers(-12 * 4, 14 * 4),
)
def test_the_same_moment_whatever_the_zones(when: datetime, ours: int, theirs: int) -> None:
    quarter = timedelta(minutes=15)
    zone = timezone(theirs * quarter)

    async def server() -> ServerInfo:
        return ServerInfo("2.14", "1", datetime(2026, 1, 1, tzinfo=zone))

    aware = when.replace(microsecond=0, tzinfo=timezone(ours * quarter))
    stamp = asyncio.run(DialerClock(server).stamp("when", aware))
    assert datetime.fromisoformat(stamp).replace(tzinfo=zone) == aware


async def test_a_dialer_that_cannot_be_reached_is_said_so(dialer: Replay) -> None:
    async def server() -> ServerInfo:
        raise Unsupported("version", "no")

    clock = DialerClock(server)
    with pytest.raises(InvalidInput):
        await clock.stamp("when", datetime(2026, 1, 1, tzinfo=UTC))
    assert await clock.stamp("when", datetime(2026, 1, 1)) == "2026-01-01 00:00:00"


@pytest.mark.parametrize(
    "when",
    [
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=12))),
    ],
)
async def test_a_time_beyond_the_years_that_there_are_is_refused(when: datetime) -> None:
    async def server() -> ServerInfo:
        return ServerInfo("2.14", "1", datetime(2026, 11, 23, tzinfo=UTC))

    await failure(DialerClock(server).stamp("when", when), InvalidInput)
