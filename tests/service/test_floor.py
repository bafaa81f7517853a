"""The floor over REST: answers of the documented form, from the last poll, with age and tag."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from tests.floor.fake import Line, Seat
from tests.service.conftest import House
from tests.service.test_access import ACT, LEADS, READ, kind
from vicidash.service.routes import schemas


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("campaigns", schemas.CampaignsAnswer),
        ("campaigns/SALES/stats", schemas.CampaignAnswer),
        ("agents", schemas.AgentsAnswer),
        ("agents/1001", schemas.AgentAnswer),
        ("queues", schemas.QueuesAnswer),
        ("alerts", schemas.AlertsAnswer),
        ("drops/SALES", schemas.DropsAnswer),
    ],
)
@pytest.mark.parametrize("rights", [[READ], [READ, LEADS]], ids=["masked", "whole"])
async def test_each_answer_has_just_the_documented_fields(
    house: House, path: str, model: type[BaseModel], rights: list[Any]
) -> None:
    house.fake.in_groups = {"SUPPORT": Line(waiting=2)}
    house.fake.campaigns["SALES"] = Line(drops=9)
    await house.look(60.0)
    answer = await house.http.get(f"/api/{path}", headers=house.token(*rights))
    assert answer.status_code == 200
    model.model_validate(answer.json(), strict=True)


async def test_reading_asks_the_dialer_nothing(house: House) -> None:
    token = house.token(READ)
    asked = len(house.fake.questions)
    for _ in range(20):
        for path in ("campaigns", "campaigns/SALES/stats", "agents", "agents/1001", "queues"):
            assert (await house.http.get(f"/api/{path}", headers=token)).status_code == 200
    assert len(house.fake.questions) == asked


async def test_the_age_is_that_of_the_poll(house: House) -> None:
    token = house.token(READ)
    house.clock.now += 7.9
    assert (await house.http.get("/api/agents", headers=token)).headers["age"] == "7"
    await house.look(0.0)
    assert (await house.http.get("/api/agents", headers=token)).headers["age"] == "0"


async def test_what_has_not_changed_is_not_sent_again(house: House) -> None:
    token = house.token(READ)
    first = await house.http.get("/api/agents", headers=token)
    await house.look()  # polled again, and nothing has happened
    same = {**token, "If-None-Match": f'"other", W/{first.headers["etag"]}'}
    again = await house.http.get("/api/agents", headers=same)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "age" in again.headers
    house.fake.seats["1001"].call(7)
    await house.look()
    changed = await house.http.get("/api/agents", headers=same)
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]
    assert changed.json()["agents"][0]["state"] == "in_call"


async def test_the_time_in_a_state_is_the_moment_it_was_seen(house: House) -> None:
    token = house.token(READ)
    await house.look()
    house.fake.seats["1001"].call(7)
    await house.look()
    agent = (await house.http.get("/api/agents/1001", headers=token)).json()
    assert agent["state_exactness"] == "exact"
    assert agent["state_since"] == "2026-11-23T17:16:48+00:00"
    await house.look(4.0)
    same = (await house.http.get("/api/agents/1001", headers=token)).json()
    assert same["state_since"] == agent["state_since"]


async def test_a_figure_that_the_account_may_not_see_is_null_with_the_reason(house: House) -> None:
    house.fake.denied = {"call_status_stats"}
    parts = house.made()
    await house.look(parts=parts)
    async with house.asking(parts) as http:
        stats = (await http.get("/api/campaigns/SALES/stats")).json()
    assert stats["drops_today"] is None
    assert "call_status_stats" in stats["unknown"]["drops_today"]
    assert stats["agents_logged_in"] == 2


async def test_before_the_first_poll_there_is_a_problem_and_not_an_empty_floor(
    house: House,
) -> None:
    async with house.asking(house.made()) as http:
        for path in ("agents", "campaigns", "queues", "campaigns/SALES/stats", "agents/1001"):
            answer = await http.get(f"/api/{path}")
            assert (answer.status_code, kind(answer)) == (503, "not-polled")
            assert answer.headers["retry-after"] == "5"


async def test_who_is_not_there_is_not_found(house: House) -> None:
    token = house.token(READ)
    for path in ("agents/9999", "campaigns/NOSUCH/stats", "drops/NOSUCH", "nothing"):
        answer = await house.http.get(f"/api/{path}", headers=token)
        assert (answer.status_code, kind(answer)) == (404, "not-found")


async def test_another_method_is_refused_as_a_problem(house: House) -> None:
    answer = await house.http.delete("/api/agents", headers=house.token(READ))
    assert (answer.status_code, kind(answer)) == (405, "method-not-allowed")


async def test_the_dialers_text_is_json_and_nothing_else(house: House) -> None:
    hostile = "<script>alert(1)</script>\x1b[2J"
    house.fake.seat(Seat("3001", name=hostile))
    await house.look()
    answer = await house.http.get("/api/agents/3001", headers=house.token(READ, LEADS))
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["full_name"] == hostile
    assert b"\x1b" not in answer.content


async def test_ready_means_that_there_is_a_floor(house: House) -> None:
    assert (await house.http.get("/readyz")).json() == {"status": "ok"}
    house.clock.now += 61
    old = await house.http.get("/readyz")
    assert (old.status_code, kind(old)) == (503, "stale")
    house.fake.down = ConnectionError("gone")
    async with house.asking(house.made()) as http:
        assert kind(await http.get("/readyz")) == "not-polled"
        assert kind(await http.get("/healthz")) == "not-running"


async def test_after_one_refused_login_nothing_is_sent_and_readyz_says_so(house: House) -> None:
    token = house.token(READ, ACT, LEADS)
    house.fake.password = "changed"
    await house.look()
    logins = house.fake.logins
    await house.look(4000.0)
    ready = await house.http.get("/readyz")
    assert (ready.status_code, kind(ready)) == (503, "login-refused")
    assert "apiuser" not in ready.text
    assert "s3cret" not in ready.text
    paused = await house.http.post("/api/agents/1001/pause", headers=token)
    assert (paused.status_code, kind(paused)) == (503, "dialer-login")
    assert "apiuser" not in paused.text
    found = await house.http.get("/api/leads/search?phone=5551234567", headers=token)
    assert found.status_code == 503
    assert house.fake.logins == logins, "a second failure counts towards the lock"
    assert (await house.http.get("/api/agents", headers=token)).status_code == 200, "the last known"


async def test_the_openapi_document_has_every_route_with_its_problems(house: House) -> None:
    document = (await house.http.get("/api/openapi.json")).json()
    paths = {
        f"{method.upper()} {path}" for path, each in document["paths"].items() for method in each
    }
    assert paths >= {
        "GET /api/campaigns", "GET /api/campaigns/{campaign_id}/stats", "GET /api/agents",
        "GET /api/agents/{user}", "GET /api/queues", "GET /api/drops/{campaign_id}",
        "GET /api/alerts", "POST /api/leads", "GET /api/leads/search", "GET /api/leads/{lead_id}",
        "PATCH /api/leads/{lead_id}", "POST /api/leads/{lead_id}/callback",
        "POST /api/agents/{user}/pause", "POST /api/agents/{user}/resume",
        "POST /api/agents/{user}/logout", "PUT /api/campaigns/{campaign_id}/dial-level",
        "GET /api/stream", "GET /healthz", "GET /readyz", "GET /metrics",
    }  # fmt: skip
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["description"], path
            if path not in ("/healthz", "/readyz"):
                assert {"401", "403", "429"} <= operation["responses"].keys(), path
                assert operation["security"] == [{"HTTPBearer": []}], path
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert list(answer["content"]) == ["application/problem+json"], (path, status)
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_every_example_in_the_document_fits_its_schema() -> None:
    checked = 0
    for model in vars(schemas).values():
        if isinstance(model, type) and issubclass(model, BaseModel) and model is not BaseModel:
            for example in model.model_json_schema().get("examples", ()):
                model.model_validate(example, strict=True)
                checked += 1
    assert checked >= 10
