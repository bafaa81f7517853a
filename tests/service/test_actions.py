"""Actions over REST: queued or confirmed, once each, with the token's name in the audit log."""

from __future__ import annotations

import asyncio

import pytest

from tests.service.conftest import House
from tests.service.test_access import ACT, READ, kind
from vicidash.service.routes.actions import waited_for

WAIT = {"Prefer": "wait=15"}


async def sent(house: House) -> None:
    """Wait until the dialer has taken an order."""
    for _ in range(1000):
        if house.fake.orders:
            return
        await asyncio.sleep(0)
    raise AssertionError("nothing was sent")


async def test_a_pause_is_queued_and_then_seen_to_be_done(house: House) -> None:
    token = house.token(ACT)
    queued = await house.http.post("/api/agents/1001/pause", headers=token, json={"code": "LUNCH"})
    assert queued.status_code == 202
    assert (queued.json()["outcome"], queued.json()["value"]) == ("queued", "LUNCH")
    where = queued.headers["location"]
    assert (await house.http.get(where, headers=token)).json()["outcome"] == "queued"
    house.fake.obey()
    await house.look()
    house.fake.seats["1001"].code = "LUNCH"
    await house.look()
    done = await house.http.get(where, headers=token)
    assert (done.json()["outcome"], done.json()["after"]) == ("done", "PAUSED LUNCH")


async def test_a_preferred_wait_answers_when_it_took_effect(house: House) -> None:
    token = house.token(ACT)
    asking = asyncio.ensure_future(
        house.http.post("/api/agents/1002/resume", headers={**token, **WAIT})
    )
    await sent(house)
    assert not asking.done()
    house.fake.obey()
    await house.look()
    done = await asking
    assert (done.status_code, done.json()["outcome"]) == (200, "done")
    assert done.headers["preference-applied"] == "wait=15"


async def test_a_frozen_screen_is_a_problem_to_who_waits(house: House) -> None:
    token = house.token(ACT)
    house.fake.seats["1002"].frozen = True
    asking = asyncio.ensure_future(
        house.http.post("/api/agents/1002/resume", headers={**token, **WAIT})
    )
    await sent(house)
    for _ in range(6):
        await house.look()
    refused = await asking
    assert (refused.status_code, kind(refused)) == (409, "not-obeyed")
    assert refused.json()["action"]["outcome"] == "not obeyed"


async def test_the_same_asked_twice_is_sent_once(house: House) -> None:
    token = house.token(ACT)
    first = await house.http.post("/api/agents/1001/pause", headers=token)
    second = await house.http.post("/api/agents/1001/pause", headers=token)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["id"] == second.json()["id"]
    assert house.fake.taken == [("external_pause", "1001", "PAUSE")]


async def test_what_would_change_nothing_is_not_sent(house: House) -> None:
    refused = await house.http.post("/api/agents/1001/resume", headers=house.token(ACT))
    assert (refused.status_code, kind(refused)) == (409, "not-sent")
    assert refused.json()["detail"] == "the agent is not paused"
    assert house.fake.taken == []


async def test_a_level_is_set_and_read_back(house: House) -> None:
    done = await house.http.put(
        "/api/campaigns/SALES/dial-level", headers=house.token(ACT), json={"level": 2.5}
    )
    assert done.status_code == 200
    assert {each: done.json()[each] for each in ("outcome", "before", "after")} == {
        "outcome": "done",
        "before": "3",
        "after": "2.5",
    }
    assert house.fake.campaigns["SALES"].level == "2.5"


@pytest.mark.parametrize("level", [-1, "nan", "much", 1e9])
async def test_a_level_that_is_none_is_refused_before_anything_is_sent(
    house: House, level: object
) -> None:
    refused = await house.http.put(
        "/api/campaigns/SALES/dial-level", headers=house.token(ACT), json={"level": level}
    )
    assert (refused.status_code, kind(refused)) == (422, "invalid-input")
    assert house.fake.taken == []


async def test_the_dialers_words_are_in_the_problem(house: House) -> None:
    # invented: the recordings have no refusal for an agent who has just gone
    del house.fake.seats["1001"]
    refused = await house.http.post("/api/agents/1001/logout", headers=house.token(ACT))
    assert refused.status_code == 409
    assert refused.json()["function"] == "logout"
    assert "not logged in" in refused.json()["words"].lower()


async def test_a_lost_answer_is_left_to_the_floor(house: House) -> None:
    token = house.token(ACT)
    house.fake.instead["external_pause"] = TimeoutError("no answer")
    asked = await house.http.post("/api/agents/1001/pause", headers=token)
    assert asked.status_code in (202, 504)
    assert [each.function for each in house.fake.questions].count("external_pause") == 1


async def test_the_audit_log_names_the_token_in_every_line(house: House) -> None:
    night, day = house.token(ACT, name="night"), house.token(ACT, name="day")
    await house.http.post("/api/agents/1001/pause", headers=night)
    await house.http.put("/api/campaigns/SALES/dial-level", headers=day, json={"level": 2})
    house.fake.obey()
    await house.look()
    lines = [(each["operator"], each["action"], each["outcome"]) for each in house.page.lines]
    assert lines == [
        ("token night", "pause", "sending"),
        ("token night", "pause", "queued"),
        ("token day", "dial level", "sending"),
        ("token day", "dial level", "done"),
        ("token night", "pause", "done"),
    ]


async def test_what_another_token_supersedes_keeps_the_name_of_its_own(house: House) -> None:
    night, day = house.token(ACT, name="night"), house.token(ACT, name="day")
    first = await house.http.post("/api/agents/1001/pause", headers=night)
    await house.http.post("/api/agents/1001/logout", headers=day)
    names = [(each["operator"], each["outcome"]) for each in house.page.lines]
    assert ("token night", "superseded") in names
    where = first.headers["location"]
    assert (await house.http.get(where, headers=day)).status_code == 404, "it is not theirs"
    assert (await house.http.get(where, headers=night)).json()["outcome"] == "superseded"


async def test_read_only_settings_send_nothing(house: House) -> None:
    parts = house.made(read_only=True)
    await house.look(parts=parts)
    token = house.token(ACT)
    async with house.asking(parts) as http:
        for method, path in (
            ("POST", "/api/agents/1001/pause"),
            ("PUT", "/api/campaigns/SALES/dial-level"),
        ):
            refused = await http.request(
                method, path, headers=token, json={"level": 1} if method == "PUT" else None
            )
            assert (refused.status_code, kind(refused)) == (403, "read-only")
    assert house.fake.taken == []


async def test_a_body_that_is_none_of_ours_is_a_problem_that_does_not_repeat_it(
    house: House,
) -> None:
    token = house.token(ACT, READ)
    typed = {**token, "Content-Type": "application/json"}
    path = "/api/agents/1001/pause"
    broken = await house.http.post(path, headers=typed, content=b'{"code": "SECRET')
    assert (broken.status_code, kind(broken)) == (400, "not-json")
    other = await house.http.post(path, headers=token, json={"kode": "SECRET"})
    assert (other.status_code, kind(other)) == (422, "invalid-input")
    assert other.json()["errors"][0]["field"] == "body.kode"
    large = await house.http.post(path, headers=token, content=b"x" * 70_000)
    assert (large.status_code, kind(large)) == (413, "body-too-large")
    assert "SECRET" not in broken.text + other.text
    assert house.fake.taken == []


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 0), ("wait=15", 15), ("respond-async, wait=3", 3), ('wait="7"', 7),
        ("wait=9999", 60), ("wait=-1", 0), ("wait", 0), ("await=4", 0),
    ],
)  # fmt: skip
def test_the_preferred_wait_is_read_and_limited(header: str | None, seconds: int) -> None:
    assert waited_for(header) == seconds
