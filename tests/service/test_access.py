"""Who gets in: revoked, expired, guessed, replayed tokens do not, and nothing logs a secret."""

from __future__ import annotations

import httpx
import pytest

from tests.service.conftest import House
from vicidash.service.access import Allowance
from vicidash.service.tokens import Right

READ, ACT, LEADS, METRICS = Right.READ, Right.ACT, Right.LEADS, Right.METRICS


def kind(answer: httpx.Response) -> str:
    """The kind of problem that an answer is."""
    assert answer.headers["content-type"] == "application/problem+json"
    data = answer.json()
    assert data["status"] == answer.status_code
    return str(data["type"]).removeprefix("urn:vicidash:problem:")


async def status(house: House, headers: dict[str, str], path: str = "/api/agents") -> int:
    return (await house.http.get(path, headers=headers)).status_code


async def test_a_good_token_gets_in_and_none_does_not(house: House) -> None:
    token = house.token(READ)
    assert await status(house, token) == 200
    refused = await house.http.get("/api/agents")
    assert (refused.status_code, kind(refused)) == (401, "unauthorized")
    assert refused.headers["www-authenticate"].startswith("Bearer")


async def test_a_revoked_token_is_refused_at_once_and_stays_refused(house: House) -> None:
    token = house.token(READ)
    assert await status(house, token) == 200
    house.file.revoke("web")
    assert await status(house, token) == 401
    house.token(READ)  # a new one of the same name is another
    assert await status(house, token) == 401


async def test_the_last_token_revoked_does_not_open_the_service(house: House) -> None:
    token = house.token(READ)
    assert await status(house, token) == 200
    house.file.revoke("web")
    assert await status(house, {}) == 401


async def test_a_token_is_good_until_the_second_it_expires(house: House) -> None:
    token = house.token(READ, expires=house.wall() + 60)
    house.clock.now += 59
    assert await status(house, token) == 200
    house.clock.now += 1
    assert await status(house, token) == 401


@pytest.mark.parametrize(
    ("rights", "method", "path"),
    [
        ([ACT, LEADS, METRICS], "GET", "/api/campaigns"),
        ([ACT, LEADS, METRICS], "GET", "/api/stream"),
        ([READ, LEADS, METRICS], "POST", "/api/agents/1001/pause"),
        ([READ, LEADS, METRICS], "POST", "/api/agents/1001/logout"),
        ([READ, ACT, METRICS], "GET", "/api/leads/1"),
        ([READ, ACT, METRICS], "GET", "/api/leads/search?phone=5551234567"),
        ([READ, ACT, LEADS], "GET", "/metrics"),
    ],
)
async def test_a_token_without_the_right_is_refused_and_nothing_is_sent(
    house: House, rights: list[Right], method: str, path: str
) -> None:
    token = house.token(*rights)
    asked = len(house.fake.questions)
    refused = await house.http.request(method, path, headers=token)
    assert (refused.status_code, kind(refused)) == (403, "missing-right")
    assert len(house.fake.questions) == asked


async def test_a_token_for_one_campaign_sees_and_touches_no_other(house: House) -> None:
    token = house.token(READ, ACT, METRICS, campaigns=["SALES"])
    get = house.http.get
    agents = (await get("/api/agents", headers=token)).json()["agents"]
    assert [each["user"] for each in agents] == ["1001", "1002"]
    campaigns = (await get("/api/campaigns", headers=token)).json()
    assert [each["campaign_id"] for each in campaigns["campaigns"]] == ["SALES"]
    assert campaigns["total"]["agents_logged_in"] == 2
    assert await status(house, token, "/api/campaigns/SALES/stats") == 200
    for foreign in ("SOLAR", "NOSUCH"):  # whether it is there is not told either
        refused = await get(f"/api/campaigns/{foreign}/stats", headers=token)
        assert (refused.status_code, kind(refused)) == (403, "wrong-campaign")
        assert await status(house, token, f"/api/drops/{foreign}") == 403
    assert await status(house, token, "/api/agents/2001") == 404
    paused = await house.http.post("/api/agents/2001/pause", headers=token)
    assert paused.status_code == 404
    level = await house.http.put(
        "/api/campaigns/SOLAR/dial-level", headers=token, json={"level": 1}
    )
    assert level.status_code == 403
    assert house.fake.taken == []
    assert "SOLAR" not in (await get("/metrics", headers=token)).text


async def test_names_and_numbers_are_masked_without_the_right_leads(house: House) -> None:
    plain, full = house.token(READ), house.token(READ, LEADS, name="full")
    shown = (await house.http.get("/api/agents/1001", headers=plain)).json()
    assert shown["full_name"] == "***"
    assert (await house.http.get("/api/agents/1001", headers=full)).json()["full_name"] == (
        "Jane Smith"
    )
    for path in ("/api/agents", "/api/campaigns", "/api/queues", "/api/alerts"):
        text = (await house.http.get(path, headers=plain)).text
        assert not any(name in text for name in ("Jane", "Smith", "Ana", "Lima", "Berg"))


async def test_the_name_in_an_alert_is_masked(house: House) -> None:
    plain, full = house.token(READ), house.token(READ, LEADS, name="full")
    house.fake.seats["1002"].call(7)
    house.fake.seats["1002"].sub = "DEAD"
    for _ in range(10):
        await house.look()
    words = {
        name: (await house.http.get("/api/alerts", headers=token)).json()["alerts"][0]["words"]
        for name, token in (("plain", plain), ("full", full))
    }
    assert words["full"].startswith("1002 Ana Lima: dead for ")
    assert words["plain"] == words["full"].replace("Ana Lima", "***")


async def test_a_token_in_an_address_is_none(house: House) -> None:
    secret = house.token(READ)["Authorization"].removeprefix("Bearer ")
    for name in ("token", "access_token", "api_key"):
        assert await status(house, {}, f"/api/agents?{name}={secret}") == 401


async def test_a_rate_is_kept_and_comes_back_with_time(house: House) -> None:
    token, other = house.token(READ, rate=60), house.token(READ, name="other")
    assert [await status(house, token) for _ in range(10)] == [200] * 10
    refused = await house.http.get("/api/agents", headers=token)
    assert (refused.status_code, kind(refused)) == (429, "too-many-requests")
    assert await status(house, other) == 200, "the rate of one token is not another's"
    house.clock.now += int(refused.headers["retry-after"])
    assert await status(house, token) == 200


async def test_guessing_is_answered_with_429_after_a_while(house: House) -> None:
    token = house.token(READ)
    guessed = [await status(house, {"Authorization": f"Bearer vdt_{n}"}) for n in range(8)]
    assert guessed == [401] * 5 + [429] * 3
    assert await status(house, token) == 200, "who has a token gets in beside a guesser"


def test_an_allowance_of_a_few_a_minute_still_lets_one_through() -> None:
    allowance = Allowance(2)
    assert allowance.take(0.0) == 0.0
    assert allowance.take(0.0) == 30.0
    assert allowance.take(29.0) > 0
    assert allowance.take(60.0) == 0.0


async def test_without_any_token_this_machine_sees_the_floor_masked_and_no_more(
    house: House,
) -> None:
    shown = await house.http.get("/api/agents/1001")
    assert (shown.status_code, shown.json()["full_name"]) == (200, "***")
    assert await status(house, {}, "/metrics") == 200
    assert await status(house, {}, "/api/leads/1") == 403
    assert (await house.http.post("/api/agents/1001/pause")).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example.com"},
        {"X-Forwarded-For": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9"},
        {"Via": "1.1 proxy"},
    ],
)
async def test_without_a_token_no_one_comes_by_a_proxy_or_a_foreign_name(
    house: House, headers: dict[str, str]
) -> None:
    assert await status(house, headers) == 401


async def test_elsewhere_nobody_gets_in_without_a_token(house: House) -> None:
    parts = house.made(open_here=False)
    await house.look(parts=parts)
    async with house.asking(parts) as http:
        assert (await http.get("/api/agents")).status_code == 401


async def test_a_file_of_tokens_that_cannot_be_read_lets_nobody_in(house: House) -> None:
    token = house.token(READ)
    assert await status(house, token) == 200
    house.file.path.write_text("{")
    assert await status(house, token) == 401
    assert await status(house, {}) == 401


async def test_the_api_key_reads_and_has_leads_but_does_not_act(house: House) -> None:
    parts = house.made(api_key="your-api-key")
    await house.look(parts=parts)
    key = {"Authorization": "Bearer your-api-key"}
    async with house.asking(parts) as http:
        assert (await http.get("/api/campaigns/SALES/stats", headers=key)).status_code == 200
        assert (await http.get("/api/campaigns/SALES/stats")).status_code == 401
        wrong = {"Authorization": "Bearer your-api-kez"}
        assert (await http.get("/api/campaigns/SALES/stats", headers=wrong)).status_code == 401
        assert (await http.post("/api/agents/1001/pause", headers=key)).status_code == 403


async def test_no_log_has_a_token_a_number_or_a_name(
    house: House, logged: pytest.LogCaptureFixture
) -> None:
    token = house.token(READ, LEADS)
    secret = token["Authorization"].removeprefix("Bearer ")
    guess = "vdt_guessed-secret"
    await house.http.get(f"/api/agents?token={secret}")
    await house.http.get(f"/api/{secret}", headers=token)
    await house.http.get("/api/leads/search?phone=5551234567", headers=token)
    await house.http.get("/api/agents", headers={"Authorization": f"Bearer {guess}"})
    ours = [each for each in logged.records if each.name.startswith("vicidash.service")]
    lines = [each.getMessage() for each in ours]
    assert [line.split()[2:4] for line in lines] == [
        ["/api/agents", "401"],
        ["-", "404"],
        ["/api/leads/search", "501"],
        ["/api/agents", "401"],
    ]
    assert lines[2].endswith(" web")
    text = "\n".join(lines)
    assert not any(each in text for each in (secret, guess, "5551234567", "s3cret"))
