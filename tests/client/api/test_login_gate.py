"""Ten failing logins lock the account for everybody: one is sent, until a person asks again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from tests.client.helpers import RIGHT, connect, failure, outcome, until
from tests.replay import Replay, recorded
from vicidash.client import (
    AccountLocked,
    LoginRefused,
    PermissionDenied,
    TimedOut,
    Unreachable,
    VicidialClient,
)
from vicidash.client.api import connections
from vicidash.demo import DemoDialer
from vicidash.demo.server import DemoServer

WRONG = "wrong"


def every_call(client: VicidialClient) -> list[Callable[[], Awaitable[object]]]:
    agents, campaigns = client.agents, client.campaigns
    return [
        agents.list,
        lambda: agents.status("a0004"),
        lambda: agents.pause("a0004"),
        lambda: agents.pause("a0003", "LUNCH"),
        lambda: agents.set_pause_code("a0003", "LUNCH"),
        lambda: agents.resume("a0003"),
        lambda: agents.logout("a0015"),
        campaigns.list,
        lambda: campaigns.get("SALESB2B"),
        lambda: campaigns.stats("SALESB2B"),
        campaigns.stats_of,
        campaigns.calls,
        lambda: campaigns.hopper_level("SOLAR_OB"),
        lambda: campaigns.queue("SUPPORT"),
        lambda: campaigns.set_dial_level("SALESB2B", 3.0),
    ]


async def all_at_once(client: VicidialClient, times: int = 3) -> list[object]:
    calls = every_call(client) * times
    return await asyncio.gather(*(outcome(call()) for call in calls))


async def test_a_wrong_password_is_tried_once_by_all_calls_together(dialer: Replay) -> None:
    async with connect(dialer, WRONG) as client:
        ended = await all_at_once(client)
        assert dialer.logins == 1
        assert {type(each) for each in ended} == {LoginRefused}
        assert len({id(each) for each in ended}) == len(ended)
        await all_at_once(client)
        assert dialer.logins == 1
        assert isinstance(client.login_failure, LoginRefused)
        assert client.login_failure.__traceback__ is None


@pytest.mark.parametrize("index", range(15))
async def test_any_call_may_be_the_one_that_fails(dialer: Replay, index: int) -> None:
    async with connect(dialer, WRONG) as client:
        await failure(every_call(client)[index](), LoginRefused)
        await all_at_once(client)
    assert dialer.logins == 1


async def test_a_person_may_ask_for_exactly_one_more(dialer: Replay) -> None:
    async with connect(dialer, WRONG) as client:
        await all_at_once(client)
        for asked in range(1, 4):
            client.retry_login()
            client.retry_login()  # twice before anything is sent is still one
            assert client.login_failure is None
            await all_at_once(client)
            assert dialer.logins == 1 + asked


async def test_after_the_password_was_put_right_a_retry_opens_the_gate(dialer: Replay) -> None:
    dialer.passwords["apiuser"] = "changed"
    async with connect(dialer, RIGHT) as client:
        await failure(client.agents.list(), LoginRefused)
        dialer.passwords["apiuser"] = RIGHT
        await failure(client.agents.list(), LoginRefused)
        client.retry_login()
        assert len(await client.agents.list()) == 60
        assert client.login_failure is None


async def test_a_password_that_is_changed_on_the_way_stops_everything(dialer: Replay) -> None:
    async with connect(dialer) as client:
        assert len(await client.agents.list()) == 60
        before = dialer.logins
        dialer.passwords["apiuser"] = "changed"
        await failure(client.campaigns.list(), LoginRefused)
        await all_at_once(client)
        assert dialer.logins == before + 1


async def test_the_failure_of_a_request_under_way_shuts_the_gate_for_all_after(
    dialer: Replay,
) -> None:
    """Those that were under way when the password changed cannot be called back."""
    async with connect(dialer) as client:
        await client.campaigns.list()
        # held until the other requests are under way too
        dialer.answer("logged_in_agents", recorded("na_bad_password").body, held=True)
        under_way = [asyncio.create_task(outcome(client.agents.list())) for _ in range(3)]
        await until(lambda: len(dialer.asked("logged_in_agents")) == 3)
        dialer.release()
        assert {type(each) for each in await asyncio.gather(*under_way)} == {LoginRefused}
        before = dialer.logins
        await all_at_once(client)
        assert dialer.logins == before


async def test_a_locked_account_is_left_alone(dialer: Replay) -> None:
    dialer.prefer("na_locked_out_right_password", "ag_locked_out_right_password")
    async with connect(dialer) as client:
        ended = await all_at_once(client)
    assert {type(each) for each in ended} == {AccountLocked}
    assert dialer.logins == 1


async def test_a_network_failure_does_not_shut_the_gate(dialer: Replay) -> None:
    # no recording breaks off
    dialer.answer("logged_in_agents", "x" * 100, cut=10)
    dialer.answer("logged_in_agents", recorded("logged_in_agents_hdrYES_subYES").body)
    async with connect(dialer) as client:
        await failure(client.agents.list(), Unreachable)
        assert client.login_failure is None
        assert len(await client.agents.list()) == 60


async def test_a_missing_right_does_not_shut_the_gate(dialer: Replay) -> None:
    async with connect(dialer, "lim", user="limited") as client:
        await failure(client.campaigns.list(), PermissionDenied)
        assert client.login_failure is None
        assert len(await client.agents.list()) == 60


async def test_one_goes_first_and_when_it_came_back_five_go_together(dialer: Replay) -> None:
    whole = recorded("logged_in_agents_hdrYES_subYES").body
    dialer.answer("logged_in_agents", whole).answer("logged_in_agents", whole, held=True)
    async with connect(dialer) as client:
        polls = [asyncio.create_task(client.agents.list()) for _ in range(6)]
        await until(lambda: len(dialer.requests) == 6)  # held, so all of them were sent
        dialer.release()
        await asyncio.gather(*polls)


async def test_a_password_changed_while_many_are_under_way_fails_five_times(
    dialer: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten failures lock the account for everybody who shares it."""
    monkeypatch.setattr(connections, "TELLING", 60.0)
    async with connect(dialer) as client:
        await client.campaigns.list()
        dialer.answer("logged_in_agents", recorded("na_bad_password").body, held=True)
        under_way = [asyncio.create_task(outcome(client.agents.list())) for _ in range(90)]
        await until(lambda: len(dialer.asked("logged_in_agents")) >= connections.UNTOLD)
        dialer.release()
        assert {type(each) for each in await asyncio.gather(*under_way)} == {LoginRefused}
        assert len(dialer.asked("logged_in_agents")) == connections.UNTOLD == 5


@pytest.mark.parametrize("at_once", [10, 100])
async def test_a_password_changed_during_an_import_leaves_the_account_open(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """With the demo's own lock-out, which is that of the recordings."""
    monkeypatch.setattr(connections, "TELLING", 60.0)
    demo = DemoDialer(seed=1)
    accounts = demo.gate.accounts
    rows = [{"phone_number": f"61455{number:05}", "list_id": "1000"} for number in range(300)]
    with DemoServer(demo) as server:
        async with connect(server.url, "demo", user="demo") as client:

            async def add() -> None:
                async for result in client.leads.add_many(rows, concurrency=at_once):
                    if result.index == 40:
                        accounts["demo"] = replace(accounts["demo"], password="changed")

            await failure(add(), LoginRefused)
        assert 1 <= demo.gate.failed_logins <= connections.UNTOLD
        async with connect(server.url, "changed", user="demo") as other:
            assert await other.agents.list(), "and not locked"


async def test_a_slow_answer_holds_up_no_other_request(
    dialer: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A login that is refused is refused at once; what takes long is the work behind it."""
    monkeypatch.setattr(connections, "TELLING", 0.02)
    dialer.answer("logged_in_agents", recorded("logged_in_agents_hdrYES_subYES").body, held=True)
    async with connect(dialer) as client:
        await client.campaigns.list()
        slow = [asyncio.create_task(client.agents.list()) for _ in range(12)]
        await until(lambda: len(dialer.asked("logged_in_agents")) == 12)
        assert len(await client.campaigns.list()) == 4
        dialer.release()
        assert [len(each) for each in await asyncio.gather(*slow)] == [60] * 12


async def test_a_cancelled_try_lets_the_next_one_try(dialer: Replay) -> None:
    dialer.answer("logged_in_agents", "", held=True)
    async with connect(dialer) as client:
        tried = asyncio.create_task(client.agents.list())
        waiting = [asyncio.create_task(client.campaigns.list()) for _ in range(3)]
        await until(lambda: bool(dialer.requests))
        waiting[0].cancel()
        tried.cancel()
        await asyncio.wait([tried, *waiting])
        assert tried.cancelled()
        assert waiting[0].cancelled()
        assert [len(task.result()) for task in waiting[1:]] == [4, 4]


async def test_a_try_that_takes_too_long_lets_the_next_one_try(dialer: Replay) -> None:
    dialer.answer("logged_in_agents", "", held=True)
    async with connect(dialer, request_timeout=1.0) as client:
        slow, quick = await asyncio.gather(
            outcome(client.agents.list()), outcome(client.campaigns.list())
        )
        assert isinstance(slow, TimedOut)
        assert not isinstance(quick, Exception)


async def test_the_health_check_sends_no_login_and_passes_a_shut_gate(dialer: Replay) -> None:
    async with connect(dialer, WRONG) as client:
        await failure(client.agents.list(), LoginRefused)
        assert (await client.server()).build == "250720-1841"
    assert [asked.password for asked in dialer.requests] == [True, False]
    assert dialer.requests[1].user == ""
