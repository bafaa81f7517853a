"""The examination changes nothing: not on the floor, not in a list, not in a campaign."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.diagnosis.support import centre, examined, picture
from vicidash.client import VicidialClient
from vicidash.demo import DemoDialer, DemoServer
from vicidash.diagnosis import Status
from vicidash.diagnosis.probes import NO_CAMPAIGN, NO_USER, STOCK


def taken(dialer: DemoDialer) -> object:
    """Everything that is true of the centre."""
    world = dialer.world
    return {name: picture(getattr(world, name)) for name in type(world).__slots__}


@pytest.mark.parametrize("user", ["boss", "eight", "barred", "blind"])
async def test_nothing_changes(user: str) -> None:
    dialer = centre()
    dialer.advance()
    with DemoServer(dialer) as server:
        before = taken(dialer)
        report = await examined(server, user)
        after = taken(dialer)
    assert report["console.pause"].status is Status.OK
    assert {"update_campaign", "add_lead", "external_pause"} <= {
        each.function for each in dialer.requests
    }
    assert after == before


async def test_the_picture_shows_the_least_change() -> None:
    dialer = centre()
    with DemoServer(dialer) as server:
        pictures = [taken(dialer)]
        async with VicidialClient(server.url, "demo", "demo") as client:
            await client.campaigns.set_dial_level("SALESB2B", 2.7)
            pictures.append(taken(dialer))
            await client.agents.pause((await client.agents.list())[0].user)
            pictures.append(taken(dialer))
            await client.leads.update(1, status="SALE")
            pictures.append(taken(dialer))
    assert all(one != other for one, other in pairwise(pictures))


async def test_one_question_for_each_right() -> None:
    with DemoServer(centre()) as server:
        await examined(server)
        asked = [each.function for each in server.dialer.requests]
    assert len(asked) == len(set(asked)) + 1, "version, of both APIs, is the only one asked twice"


def test_every_write_names_nothing_that_could_be() -> None:
    for probe in STOCK:
        if not probe.writes or probe.params is None:
            continue
        values = dict(probe.params)
        if probe.on_agent_api:
            assert values.pop("agent_user") == NO_USER
            assert len(NO_USER) > 20
        assert values.pop("campaign_id", NO_CAMPAIGN) == NO_CAMPAIGN
        assert len(NO_CAMPAIGN) > 8
        assert not {"lead_id", "lead_ids", "list_id", "status", "auto_dial_level"} & values.keys()
        assert len(values.get("phone_number", "1")) < 6


def test_every_probe_says_where_it_is_known_from() -> None:
    assert all(probe.source for probe in STOCK if probe.params is not None)
    ids = [probe.id for probe in STOCK]
    assert len(ids) == len(set(ids))
    assert all(each.startswith(probe.part) for each, probe in zip(ids, STOCK, strict=True))
