"""Leads on builds without ``lead_search`` and ``lead_all_info``: what can be told is."""

from __future__ import annotations

import pytest

from tests.client.helpers import connect, failure
from tests.demo.support import Clock
from tests.replay import Replay, recorded
from vicidash.client import Refused, Unsupported, VicidialClient
from vicidash.demo import DemoDialer, DemoServer

OLD = "2.14-107"
LEAD = 700001


@pytest.fixture
def demo() -> DemoDialer:
    return DemoDialer(agents=5, seed=7, clock=Clock(), build=OLD)


def asked(demo: DemoDialer) -> list[str]:
    return [each.function for each in demo.requests]


async def test_a_search_by_number_is_refused_by_the_version() -> None:
    with Replay(OLD) as dialer:
        async with connect(dialer) as client:
            error = await failure(client.leads.find("3125550005"), Unsupported)
            assert error.message == "this dialer (2.14-107) cannot search leads by number"
            await failure(client.leads.search("3125550005"), Unsupported)
    assert len(dialer.asked("lead_search")) == 1
    assert len(dialer.asked("version")) == 1


async def test_a_lead_is_read_field_by_field(demo: DemoDialer) -> None:
    lead_id = next(iter(demo.world.leads.leads))
    with DemoServer(demo) as server, DemoServer(DemoDialer(agents=5, seed=7, clock=Clock())) as new:
        async with (
            VicidialClient(server.url, "demo", "demo") as client,
            VicidialClient(new.url, "demo", "demo") as newer,
        ):
            found = await client.leads.get(lead_id)
            assert found == await newer.leads.get(lead_id, custom_fields=False)
            assert found.custom is None
            demo.requests.clear()
            await client.leads.get(lead_id)
    assert set(asked(demo)) == {"lead_field_info"}


async def test_the_recorded_value_is_the_whole_answer() -> None:
    """A value stands alone, without a line end; no other field was recorded."""
    with Replay(OLD) as dialer:
        name = recorded("lead_field_info", OLD)
        async with connect(dialer) as client:
            api = (await client.dialect()).stock("lead_field_info")
            answer = await api.ask("lead_field_info", {"lead_id": "5", "field_name": "first_name"})
    assert answer.lines == (name.body,)
    assert answer.outcomes == ()


async def test_a_lead_that_is_not_there_is_a_refusal(demo: DemoDialer) -> None:
    with DemoServer(demo) as server:
        async with VicidialClient(server.url, "demo", "demo") as client:
            error = await failure(client.leads.get(4294967290), Refused)
    assert "LEAD NOT FOUND" in error.words


async def test_a_value_that_reads_like_a_refusal_is_unknown(demo: DemoDialer) -> None:
    lead = next(iter(demo.world.leads.leads.values()))
    lead.more = {**(lead.more or {}), "comments": "ERROR: he says"}
    with DemoServer(demo) as server:
        async with VicidialClient(server.url, "demo", "demo") as client:
            found = await client.leads.get(lead.lead_id)
    assert found.comments is None
    assert found.phone_number == lead.phone_number


async def test_2_10_69_cannot_show_leads_at_all() -> None:
    demo = DemoDialer(agents=5, seed=7, clock=Clock(), build="2.10-69")
    with DemoServer(demo) as server:
        async with VicidialClient(server.url, "demo", "demo") as client:
            error = await failure(client.leads.get(LEAD), Unsupported)
            await failure(client.leads.get(LEAD), Unsupported)
    assert error.message == "this dialer (2.10-69) cannot show leads"
    assert asked(demo).count("lead_all_info") == asked(demo).count("lead_field_info") == 1
