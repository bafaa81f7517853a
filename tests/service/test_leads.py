"""Leads over REST on the demo, which answers as a stock server does."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.demo.support import Clock as DemoClock
from tests.floor.fake import Clock, FakeDialer
from tests.service.conftest import House
from tests.service.test_access import ACT, LEADS, READ, kind
from vicidash.client import VicidialClient
from vicidash.demo import DemoDialer, DemoServer
from vicidash.service.routes import schemas

GUIDE = {
    "phone_number": "5551234567",
    "first_name": "Jane",
    "last_name": "Smith",
    "list_id": "1000",
}
"""The body of the integration guide's curl line, with a list that the demo has."""


@pytest.fixture
def demo() -> DemoDialer:
    return DemoDialer(seed=7, clock=DemoClock())


@pytest.fixture
async def house(demo: DemoDialer, tmp_path: Path) -> AsyncIterator[House]:
    """A service on the demo."""
    clock = Clock()
    with DemoServer(demo) as server:
        async with VicidialClient(server.url, "demo", "demo") as client:
            house = House(FakeDialer(clock), client, clock, tmp_path)
            await house.look(0.0)
            async with house.http:
                yield house


def list_of(demo: DemoDialer, campaign: str) -> str:
    """A list of a campaign of the demo."""
    return next(
        str(each.list_id)
        for each in demo.world.leads.lists.values()
        if each.campaign_id == campaign
    )


async def added(house: House, token: dict[str, str], **more: str) -> int:
    answer = await house.http.post("/api/leads", headers=token, json={**GUIDE, **more})
    assert answer.status_code == 201, answer.text
    number = answer.json()["lead_id"]
    assert answer.headers["location"] == f"/api/leads/{number}"
    return int(number)


async def test_a_lead_is_added_found_changed_and_called_back(house: House) -> None:
    token = house.token(LEADS)
    number = await added(house, token)
    found = await house.http.get("/api/leads/search?phone=5551234567", headers=token)
    assert [each["lead_id"] for each in found.json()["leads"]] == [number]
    assert found.headers["cache-control"] == "no-store"
    schemas.LeadsAnswer.model_validate(found.json(), strict=True)

    path = f"/api/leads/{number}"
    body = {"first_name": "Joan", "last_name": None, "status": "CALLBK"}
    changed = await house.http.patch(path, headers=token, json=body)
    assert (changed.status_code, changed.json()["changed"]) == (200, True)
    schemas.LeadUpdateAnswer.model_validate(changed.json(), strict=True)
    lead = (await house.http.get(path, headers=token)).json()
    assert {name: lead[name] for name in body} == {
        "first_name": "Joan",
        "last_name": "",
        "status": "CALLBK",
    }
    again = await house.http.patch(path, headers=token, json=body)
    assert again.json()["changed"] is False

    plan = {"when": "2031-11-25 10:30:00", "campaign_id": "SALESB2B", "comments": "after lunch"}
    made = await house.http.post(f"{path}/callback", headers=token, json=plan)
    assert (made.status_code, made.json()["on_hold"]) == (201, True)
    schemas.CallbackAnswer.model_validate(made.json(), strict=True)
    assert (await house.http.get(path, headers=token)).json()["status"] == "CBHOLD"


async def test_the_answer_to_a_new_lead_has_the_documented_fields(house: House) -> None:
    answer = await house.http.post("/api/leads", headers=house.token(LEADS), json=GUIDE)
    schemas.AddedLeadAnswer.model_validate(answer.json(), strict=True)


async def test_a_number_that_is_there_already_is_refused_with_its_lead(house: House) -> None:
    token = house.token(LEADS)
    number = await added(house, token)
    refused = await house.http.post(
        "/api/leads", headers=token, json={**GUIDE, "unless_in": "system"}
    )
    assert (refused.status_code, kind(refused)) == (409, "duplicate")
    assert refused.json()["lead_id"] == number


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "problem"),
    [
        ("GET", "/api/leads/999999999", None, 404, "not-found"),
        ("PATCH", "/api/leads/999999999", {"first_name": "X"}, 404, "not-found"),
        ("PATCH", "/api/leads/1", {}, 422, "invalid-input"),
        ("PATCH", "/api/leads/1", {"pass": "x"}, 422, "invalid-input"),
        ("GET", "/api/leads/0", None, 422, "invalid-input"),
        ("GET", "/api/leads/search", None, 422, "invalid-input"),
        ("GET", "/api/leads/search?phone=letters", None, 422, "invalid-input"),
        ("POST", "/api/leads", {**GUIDE, "phone_number": "12"}, 422, "invalid-input"),
        ("POST", "/api/leads", {**GUIDE, "first_name": "a;b"}, 422, "invalid-input"),
        ("POST", "/api/leads", {"list_id": "1000"}, 422, "invalid-input"),
    ],
)
async def test_what_is_not_valid_is_refused(
    house: House, method: str, path: str, body: object, status: int, problem: str
) -> None:
    refused = await house.http.request(method, path, headers=house.token(LEADS), json=body)
    assert (refused.status_code, kind(refused)) == (status, problem)


async def test_a_list_that_is_not_there_is_refused_by_the_dialer(house: House) -> None:
    refused = await house.http.post(
        "/api/leads", headers=house.token(LEADS), json={**GUIDE, "list_id": "999999"}
    )
    assert (refused.status_code, kind(refused)) == (409, "refused")


async def test_no_number_name_or_comment_goes_into_the_audit_log(house: House) -> None:
    token = house.token(LEADS, name="web")
    number = await added(house, token)
    body = {"first_name": "Joan", "comments": "private"}
    await house.http.patch(f"/api/leads/{number}", headers=token, json=body)
    lines = json.dumps(house.page.lines)
    assert house.page.lines[-1]["value"] == "first_name, comments"
    assert {each["operator"] for each in house.page.lines} == {"token web"}
    for hidden in ("5551234567", "Jane", "Smith", "Joan", "private"):
        assert hidden not in lines


async def test_a_token_for_one_campaign_has_the_leads_of_its_lists_only(
    house: House, demo: DemoDialer
) -> None:
    own, foreign = list_of(demo, "SALESB2B"), list_of(demo, "SOLAR_OB")
    every = house.token(LEADS, name="every")
    token = house.token(READ, ACT, LEADS, campaigns=["SALESB2B"])
    mine = await added(house, token, list_id=own)
    other = await added(house, every, list_id=foreign)

    async def status(method: str, path: str, body: object = None) -> int:
        return (await house.http.request(method, path, headers=token, json=body)).status_code

    found = await house.http.get("/api/leads/search?phone=5551234567", headers=token)
    assert [each["lead_id"] for each in found.json()["leads"]] == [mine]
    assert await status("GET", f"/api/leads/{mine}") == 200
    assert await status("GET", f"/api/leads/{other}") == 404
    assert await status("PATCH", f"/api/leads/{other}", {"first_name": "X"}) == 404
    assert await status("PATCH", f"/api/leads/{mine}", {"list_id": foreign}) == 403
    assert await status("POST", "/api/leads", {**GUIDE, "list_id": foreign}) == 403
    assert await status("POST", "/api/leads", {**GUIDE, "list_id": "999999"}) == 403
    plan = {"when": "2031-11-25 10:30:00", "campaign_id": "SOLAR_OB"}
    assert await status("POST", f"/api/leads/{mine}/callback", plan) == 403
    plan["campaign_id"] = "SALESB2B"
    assert await status("POST", f"/api/leads/{other}/callback", plan) == 404
    lead = (await house.http.get(f"/api/leads/{other}", headers=every)).json()
    assert (lead["first_name"], lead["status"]) == ("Jane", "NEW")


async def test_read_only_settings_change_no_lead(house: House) -> None:
    parts = house.made(read_only=True)
    token = house.token(LEADS)
    async with house.asking(parts) as http:
        for method, path, body in (
            ("POST", "/api/leads", GUIDE),
            ("PATCH", "/api/leads/1", {"first_name": "X"}),
            ("POST", "/api/leads/1/callback", {"when": "x", "campaign_id": "SALESB2B"}),
        ):
            refused: httpx.Response = await http.request(method, path, headers=token, json=body)
            assert (refused.status_code, kind(refused)) == (403, "read-only")
    assert house.page.lines == []
