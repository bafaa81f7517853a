"""The service on a gateway built to the guide, which tells much less."""

from __future__ import annotations

from pathlib import Path

from tests.floor.fake import Clock, FakeDialer, connect
from tests.floor.test_guide import STATS
from tests.service.conftest import House
from tests.service.test_access import LEADS, METRICS, READ, kind
from vicidash.service.routes import schemas

#: As the guide's own tests have it.
AGENT = "SUCCESS: agent_status - PAUSED|SALES|12|LUNCH"
FOUND = "SUCCESS: lead_search - results found\n12345|100|NEW|agent1\n12346|101|CALLBK|agent2\n"


async def test_what_a_gateway_tells_is_served_and_the_rest_is_null(tmp_path: Path) -> None:
    clock = Clock()
    fake = FakeDialer(clock)
    fake.instead = {
        "agent_status": AGENT,
        "campaign_stats": STATS,
        "lead_search": FOUND,
        "version": "ERROR: NO FUNCTION SPECIFIED\n",
    }
    async with connect(fake, dialect="guide", agents=["1002"], campaigns=["SALES"]) as client:
        house = House(fake, client, clock, tmp_path)
        await house.look(0.0)
        token = house.token(READ, LEADS, METRICS)
        async with house.http as http:
            stats = (await http.get("/api/campaigns/SALES/stats", headers=token)).json()
            schemas.CampaignAnswer.model_validate(stats, strict=True)
            assert (stats["dial_level"], stats["agents_logged_in"]) == (3.0, 45)
            assert (stats["answers_today"], stats["calls_in_queue"]) == (None, None)
            agent = (await http.get("/api/agents/1002", headers=token)).json()
            schemas.AgentAnswer.model_validate(agent, strict=True)
            assert (agent["state"], agent["full_name"]) == ("paused", None)
            found = await http.get("/api/leads/search?phone=5551234567", headers=token)
            assert [each["lead_id"] for each in found.json()["leads"]] == [12345, 12346]
            drops = await http.get("/api/drops/SALES", headers=token)
            assert (drops.status_code, kind(drops)) == (503, "not-polled")
            text = (await http.get("/metrics", headers=token)).text
            assert 'vicidash_drop_ratio{campaign="SALES"} 0.026' in text
            assert "vicidash_answers_today{" not in text


async def test_a_token_for_one_campaign_has_no_leads_where_nothing_tells_whose_they_are(
    tmp_path: Path,
) -> None:
    clock = Clock()
    fake = FakeDialer(clock)
    fake.instead = {"lead_search": FOUND, "version": "ERROR: NO FUNCTION SPECIFIED\n"}
    async with connect(fake, dialect="guide", campaigns=["SALES"]) as client:
        house = House(fake, client, clock, tmp_path)
        token = house.token(LEADS, campaigns=["SALES"])
        async with house.http as http:
            refused = await http.get("/api/leads/search?phone=5551234567", headers=token)
            assert (refused.status_code, kind(refused)) == (501, "unsupported")
            body = {"phone_number": "5551234567", "list_id": "100"}
            refused = await http.post("/api/leads", headers=token, json=body)
            assert (refused.status_code, kind(refused)) == (501, "unsupported")
    assert "add_lead" not in fake.counts()
