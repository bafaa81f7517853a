"""One failing login, not ten: ten lock the account for everybody who shares it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.floor.fake import Clock, FakeDialer, Seat
from tests.floor.watch_driver import run, settle
from tests.replay import Replay, recorded
from vicidash.actions.audit_log import AuditLog
from vicidash.actions.desk import ActionDesk
from vicidash.actions.ticket import Stage
from vicidash.client import (
    AccountLocked,
    AddressBlocked,
    Agent,
    LoginError,
    LoginRefused,
    VicidialClient,
)
from vicidash.floor.snapshot import LinkState
from vicidash.floor.watch import FloorWatch

AGENT = Agent(user="a0015", campaign_id="INSURNCE", status="READY")
PAUSED = Agent(user="a0003", campaign_id="SALESB2B", status="PAUSED")


@pytest.fixture
async def stranger(dialer: Replay) -> AsyncIterator[VicidialClient]:
    """A client with a wrong password, over a real socket."""
    async with VicidialClient(dialer.url, "apiuser", "wrong", command_spacing=0.0) as client:
        yield client


@pytest.fixture
def desk(stranger: VicidialClient, clock: Clock, tmp_path: Path) -> ActionDesk:
    audit = AuditLog(tmp_path / "audit.log", dialer="x", user="apiuser")
    return ActionDesk(stranger, audit, clock=clock)


async def submit_everything(desk: ActionDesk) -> set[Stage]:
    tickets = await asyncio.gather(
        desk.agents.pause(AGENT),
        desk.agents.pause(AGENT, "LUNCH"),
        desk.agents.resume(PAUSED),
        desk.agents.log_out(AGENT),
        desk.campaigns.set_level("SALESB2B", "3.5"),
    )
    return {ticket.stage for ticket in tickets}


async def test_exactly_one_login_reaches_the_dialer_until_a_person_asks(
    dialer: Replay, stranger: VicidialClient, desk: ActionDesk, clock: Clock
) -> None:
    watch = FloorWatch(stranger, clock=clock)
    snapshot = await watch.step()
    assert (dialer.logins, snapshot.link.state) == (1, LinkState.STOPPED)
    assert isinstance(snapshot.link.error, LoginRefused)
    assert watch.due_in() is None

    for _ in range(5):
        clock.now += 3600.0
        watch.poll_now()
        watch.poll_soon(0.0, "floor", "campaigns", "stats", "server", "ledger")
        assert watch.due_in() is None
        assert (await watch.step()).link.state is LinkState.STOPPED
        assert await submit_everything(desk) <= {Stage.FAILED, Stage.SUPERSEDED}
    assert dialer.logins == 1

    watch.retry_login()
    assert watch.due_in() == 0.0
    snapshot = await run(watch, clock, 3600.0)
    await submit_everything(desk)
    assert (dialer.logins, snapshot.link.state) == (2, LinkState.STOPPED)


async def test_everything_at_once_is_one_login_too(
    dialer: Replay, stranger: VicidialClient, desk: ActionDesk, clock: Clock
) -> None:
    watch = FloorWatch(stranger, clock=clock)
    await asyncio.gather(watch.step(), *(submit_everything(desk) for _ in range(5)))
    assert dialer.logins == 1
    assert (await watch.step()).link.state is LinkState.STOPPED
    watch.retry_login()
    await asyncio.gather(watch.step(), *(submit_everything(desk) for _ in range(5)))
    assert dialer.logins == 2


async def test_an_action_that_fails_to_log_in_stops_the_polls(
    dialer: Replay, stranger: VicidialClient, desk: ActionDesk, clock: Clock
) -> None:
    ticket = await desk.agents.pause(AGENT)
    assert ticket.stage is Stage.FAILED
    assert "refused the login" in ticket.note
    snapshot = await FloorWatch(stranger, clock=clock).step()
    assert (dialer.logins, snapshot.link.state) == (1, LinkState.STOPPED)


async def test_the_wait_of_a_stopped_console_costs_nothing(
    dialer: Replay, stranger: VicidialClient
) -> None:
    """The stream of snapshots rests until the retry that wakes it."""
    loop = asyncio.get_running_loop()
    watch = FloorWatch(stranger, clock=loop.time)
    stream = watch.snapshots()
    states = [(await anext(stream)).link.state, (await anext(stream)).link.state]
    assert states == [LinkState.CONNECTING, LinkState.STOPPED]
    resting = asyncio.ensure_future(anext(stream))
    watch.poll_now()
    for _ in range(50):
        await asyncio.sleep(0)
    assert not resting.done()
    assert dialer.logins == 1
    watch.retry_login()
    async with asyncio.timeout(20):
        assert (await resting).link.state is LinkState.STOPPED
    assert dialer.logins == 2
    await stream.aclose()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (recorded("na_locked_out_right_password").body, AccountLocked),
        ("ERROR: Login incorrect, please try again: |apiuser|IPBLOCK|\n", AddressBlocked),
    ],
)
async def test_a_locked_account_and_a_blocked_address_stop_it_as_well(
    watch: FloorWatch, fake: FakeDialer, clock: Clock, body: str, kind: type[LoginError]
) -> None:
    fake.instead["logged_in_agents"] = body
    snapshot = await run(watch, clock, 3600.0)
    assert snapshot.link.state is LinkState.STOPPED
    assert isinstance(snapshot.link.error, kind)
    assert fake.logins == 1


async def test_a_password_that_is_changed_during_the_shift(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.seat(Seat("1001"))
    good = await settle(watch)
    fake.password = "changed"
    fake.questions.clear()
    snapshot = await run(watch, clock, 3600.0)
    assert fake.logins == 1
    assert snapshot.agents.value == good.agents.value, "the last good picture stays"


async def test_a_retry_that_succeeds_goes_on_where_it_stopped(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    fake.password = "changed"
    await run(watch, clock, 3600.0)
    fake.password = "s3cret"
    fake.questions.clear()
    watch.retry_login()
    snapshot = await settle(watch)
    assert snapshot.link.state is LinkState.LIVE
    assert fake.questions[0].function == "logged_in_agents", "what is looked for first"
    campaign = snapshot.campaign("SALES")
    assert campaign is not None
    assert campaign.month_percent == 2.0


async def test_a_retry_is_only_for_those_who_are_stopped(
    watch: FloorWatch, fake: FakeDialer, clock: Clock
) -> None:
    await settle(watch)
    watch.retry_login()
    assert watch.snapshot().link.state is LinkState.LIVE
    assert watch.due_in() == 4.0
