"""What a dialer makes of texts: refused where it is known, read back where it depends."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from tests.client.helpers import connect, failure
from tests.demo.support import Clock
from tests.replay import Replay, recorded
from vicidash.client import InvalidInput, VicidialClient
from vicidash.client.lead_texts import as_stored, signs_at_risk
from vicidash.demo import DemoDialer
from vicidash.demo.server import DemoServer
from vicidash.demo.sim.leads import value_of

BENT = recorded("add_lead_bent_text_non_latin")


def test_the_signs_are_those_that_the_recorded_database_lacks() -> None:
    truth = dict(
        zip(("first_name", "city", "email", "comments"), BENT.truth.split("\t"), strict=False)
    )
    for name, kept in truth.items():
        assert as_stored(BENT.params[name]).strip() == kept.replace("????", "").strip()


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *(("comments", f"a{sign}b") for sign in ';#"\\+'),
        ("comments", "well 😀"),
        ("email", "a+b@x.com"),
        ("first_name", 'Ann "Annie"'),
        ("rank", "-5"),
    ],
)
async def test_what_no_server_keeps_is_not_sent(
    dialer: Replay, client: VicidialClient, field: str, text: str
) -> None:
    fields: dict[str, Any] = {field: text}
    error = await failure(client.leads.add("3125559210", 1000, **fields), InvalidInput)
    assert error.field == field
    await failure(client.leads.update(5, **fields), InvalidInput)
    assert not dialer.requests


async def test_so_it_is_for_custom_fields_callbacks_and_names_of_lists(
    dialer: Replay, client: VicidialClient
) -> None:
    await failure(client.leads.add("3125559210", 1000, custom={"plan": "a;b"}), InvalidInput)
    when = "2026-11-26 09:00:00"
    await failure(client.leads.callback(3, when, "SALESB2B", comments="a;b"), InvalidInput)
    await failure(client.lists.add(777, "May; June", "SALESB2B"), InvalidInput)
    assert not dialer.requests


@pytest.mark.parametrize("keeps", [True, False])
async def test_letters_outside_of_ascii_are_read_back_once(
    keeps: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """``add_lead_bent_text``: Jos is what a server stores of José under use_non_latin=0."""
    demo = DemoDialer(clock=Clock(), non_latin=keeps)
    server = DemoServer(demo, port=0)
    server.start()
    try:
        async with connect(server.url, "demo", user="demo") as client:
            with caplog.at_level(logging.WARNING, "vicidash.client"):
                assert client.leads.keeps_non_ascii is None
                await client.leads.add("3125559209", 1000, first_name="Ann")
                assert client.leads.keeps_non_ascii is None, "nothing was to be seen"
                first = await client.leads.add("3125559210", 1000, first_name="José")
                second = await client.leads.add("3125559211", 1000, first_name="Zoë")
                await client.leads.update(5, last_name="Núñez")
    finally:
        server.stop()
    assert dict(first.bent) == ({} if keeps else {"first_name": "Jos"})
    assert not second.bent
    assert client.leads.keeps_non_ascii is keeps
    assert [each.function for each in demo.requests].count("lead_all_info") == 1
    told = [each.getMessage() for each in caplog.records if "ASCII" in each.getMessage()]
    assert len(told) == (0 if keeps else 1)


async def test_what_is_known_from_before_is_not_read_back(
    dialer: Replay, client: VicidialClient
) -> None:
    client.leads.keeps_non_ascii = False
    dialer.answer("add_lead", BENT.body)
    await client.leads.add("3125559211", 1000, first_name="José")
    assert not dialer.asked("lead_all_info")


async def test_a_lead_that_cannot_be_read_back_was_added_all_the_same(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer("add_lead", BENT.body)
    dialer.answer("lead_all_info", recorded("lead_all_info_nosuch").body)
    added = await client.leads.add("3125559211", 1000, first_name="José")
    assert (added.lead_id, dict(added.bent)) == (1602, {})
    assert client.leads.keeps_non_ascii is None


@pytest.mark.parametrize("field", ["first_name", "address1", "city", "owner"])
async def test_signs_that_a_field_loses_are_read_back_once(
    field: str, caplog: pytest.LogCaptureFixture
) -> None:
    """No recording has one: the lines at the head of ``non_agent_api.php`` delete them."""
    demo = DemoDialer(clock=Clock())
    server = DemoServer(demo, port=0)
    server.start()
    try:
        async with connect(server.url, "demo", user="demo") as client:
            with caplog.at_level(logging.WARNING, "vicidash.client"):
                await client.leads.add("3125559208", 1000, comments="well (or not), etc.")
                assert [client.leads.keeps_signs] == [None], "comments keep them"
                fields: dict[str, Any] = {field: "Doe (Jr), é"}
                first = await client.leads.add("3125559210", 1000, **fields)
                second = await client.leads.add("3125559211", 1000, **fields)
    finally:
        server.stop()
    assert dict(first.bent) == {field: "Doe Jr é"}
    assert not second.bent
    assert (client.leads.keeps_signs, client.leads.keeps_non_ascii) == (False, True)
    assert [each.function for each in demo.requests].count("lead_all_info") == 1
    (told,) = (each.getMessage() for each in caplog.records)
    assert told == f"this dialer does not keep all signs: {field} was stored as 'Doe Jr é'"
    (stored,) = demo.world.leads.by_phone("3125559211")
    assert value_of(stored, field, demo.world.zone) == "Doe Jr é"


@pytest.mark.parametrize(
    ("field", "text", "risk"),
    [
        ("first_name", "O'Neil-Smith Jr.", False),
        ("first_name", "Ann, Bob", True),
        ("address1", "12/3 Main St. @ 5:00", False),
        ("address1", "12 Main St, 4", True),
        ("email", "a_b.c%d@x.com", False),
        ("comments", "(any), of! these?", False),
        ("state", "N.Y", True),
        ("list_name", "May & June?", False),
        ("list_name", "May (2027)", True),
    ],
)
def test_the_signs_that_every_build_keeps_are_known_by_field(
    field: str, text: str, risk: bool
) -> None:
    assert signs_at_risk(field, text) is risk
