"""An agent is looked for on the account's floor before a command is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.client.helpers import connect, failure
from tests.demo.support import Clock
from tests.replay import Replay, recorded
from vicidash.client import NotLoggedIn, OutOfScope, Refused, VicidialClient
from vicidash.client.dialects.stock_rows import left_out
from vicidash.demo import DemoDialer, DemoServer
from vicidash.demo.sim.agents import Mode


async def test_the_recorded_floor_gives_the_user_as_it_writes_it(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer("agent_status", STATUS)
    found = await client.agents.find("A0015")
    assert (found.agent.user, found.unchecked) == ("a0015", "")
    assert [each.function for each in dialer.requests] == ["agent_status", "logged_in_agents"]
    assert dialer.requests[-1].params["show_sub_status"] == "NO", "at a third of the cost"


STATUS = recorded("agent_status_ready").body.replace("|computer_ip", "", 1)


async def test_one_whom_the_floor_does_not_list_is_out_of_scope(
    dialer: Replay, client: VicidialClient
) -> None:
    """Invented from two recordings: none has an account of one campaign."""
    dialer.answer("agent_status", STATUS)
    dialer.answer("logged_in_agents", recorded("logged_in_agents_none").body)
    error = await failure(client.agents.find("a0015"), OutOfScope)
    assert "this account's floor does not list them" in str(error)
    assert "Nothing was sent" in error.remedy


async def test_what_the_dialer_says_of_one_who_is_not_there_stays(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer("agent_status", recorded("agent_status_not_logged_in").body)
    dialer.answer("agent_status", recorded("agent_status_not_found").body)
    await failure(client.agents.find("a0015"), NotLoggedIn)
    await failure(client.agents.find("zzz9"), Refused)
    assert not dialer.asked("logged_in_agents")


async def test_a_campaign_is_looked_for_once(dialer: Replay, client: VicidialClient) -> None:
    assert await client.campaigns.seen("SALESB2B") == ""
    assert await client.campaigns.seen("SALESB2B") == ""
    assert len(dialer.asked("campaigns_list")) == 1
    dialer.answer("campaigns_list", recorded("campaigns_list_none").body)
    await failure(client.campaigns.seen("NOPE"), Refused)


async def test_a_campaign_that_may_not_be_looked_for_is_not_known_to_be_seen(
    dialer: Replay,
) -> None:
    async with connect(dialer, "lim", user="limited") as client:
        assert "campaigns_list" in await client.campaigns.seen("SALESB2B")


HEADER = "status|callerid|lead_id|campaign_id|calls_today|full_name|user_group|user_level"


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        ("READY||0|SALESB2B|9|Ann|DAY|1|||||8600051", 5),
        ("READY||0|SALESB2B|9|Ann|DAY|1||||", 4),
        ("INCALL|M1|7|SALESB2B|9|Ann|DAY|1|||3125550001|V7", 4),
        ("INCALL|M1|7|SALESB2B|9|A|nn|DAY|1|||3125550001|V7", 4),
        ("INCALL|M1|7|SALESB2B|9|Ann|DAY|1|||3125550001|V|7|8600051", 5),
    ],
)
def test_what_an_old_build_leaves_out_of_its_header_is_told_from_its_row(
    row: str, columns: int
) -> None:
    """Invented: 2.10-69 was not recorded. Its list of changes has no session yet."""
    assert len(left_out([HEADER, row])) == columns


async def test_an_agent_of_2015_can_be_asked_for() -> None:
    demo = DemoDialer(agents=20, seed=7, clock=Clock(), build="2.10-69")
    agent = next(each for each in demo.world.agents.values() if each.mode is Mode.READY)
    with DemoServer(demo) as server:
        async with VicidialClient(server.url, "demo", "demo") as client:
            seen = await client.agents.status(agent.user)
            assert (seen.status, seen.session_id) == ("READY", None)
            found = await client.agents.find(agent.user.upper())
    assert found.agent.user == agent.user


@pytest.fixture
async def centre() -> AsyncIterator[tuple[DemoDialer, VicidialClient]]:
    demo = DemoDialer(agents=20, seed=7, clock=Clock(), non_latin=False)
    with DemoServer(demo) as server:
        async with VicidialClient(server.url, "demo", "demo") as client:
            yield demo, client


async def test_a_list_is_of_a_campaign_to_the_letter(
    centre: tuple[DemoDialer, VicidialClient],
) -> None:
    """In another case the dialer stores it, and no campaign dials it."""
    demo, client = centre
    for campaign in ("salesb2b", "NOPE"):
        await failure(client.lists.add(7001, "Spring", campaign), Refused)
        await failure(client.lists.update(1000, campaign=campaign), Refused)
    assert 7001 not in demo.world.leads.lists
    assert demo.world.leads.lists[1000].campaign_id == "SALESB2B"
    assert not {"add_list", "update_list"} & {each.function for each in demo.requests}
    await client.lists.add(7001, "Spring", "SALESB2B")
    assert demo.world.leads.lists[7001].campaign_id == "SALESB2B"


async def test_leads_are_not_moved_in_a_batch_to_a_list_that_is_not_there(
    centre: tuple[DemoDialer, VicidialClient],
) -> None:
    demo, client = centre
    await failure(client.leads.batch_update([1, 2], {"list_id": 999777}), Refused)
    assert demo.world.leads.leads[1].list_id != 999777


async def test_a_batch_says_what_the_dialer_made_of_its_texts(
    centre: tuple[DemoDialer, VicidialClient],
) -> None:
    demo, client = centre
    done = await client.leads.batch_update([1, 2], {"city": "Zürich"})
    assert done.bent == {"city": "Zrich"}
    assert demo.world.leads.leads[1].get("city") == "Zrich"
