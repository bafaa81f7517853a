"""The dialer's own pages and the floor side by side: each figure equal, each time the true one."""

from __future__ import annotations

import re
from dataclasses import asdict, fields
from typing import Any

import pytest

from tests.floor.fake import Clock
from tests.floor.watch_driver import settle
from tests.replay import PageExchange, Replay, recorded, recorded_page
from vicidash.client import VicidialClient
from vicidash.client.report import realtime
from vicidash.client.report.models import CampaignSummary, HeadFigures, ReportInGroup
from vicidash.floor.snapshot import Exactness, FloorSnapshot
from vicidash.floor.watch import FloorWatch

pytestmark = pytest.mark.thorough

BUILDS = ["2.14-202", "2.14-107"]
every_build = pytest.mark.parametrize("build", BUILDS)

LEFT_OUT = 6 * 3600
"""Seconds after which a paused agent is not on the page any more."""
SET_BACK = ("a0001", 10854)
"""One agent's state was set back by three hours during one call, for which the page counts from
the start of the call."""
SUBSTATES = ("DIAL", "PARK", "3-WAY", "DEAD", "DISPO")

HEAD = {
    "dial_level": "DIAL LEVEL", "max_level": "MAX LEVEL", "dial_method": "DIAL METHOD",
    "lead_filter": "FILTER", "lead_order": "ORDER", "dialable_leads": "DIALABLE LEADS",
    "leads_in_hopper": "LEADS IN HOPPER", "calls_today": "CALLS TODAY",
    "drop_percent": "DROPPED PERCENT", "dropped_max": "DROPPED MAX",
    "average_agents": "AVG AGENTS", "dial_difference": "DL DIFF", "difference_percent": "DIFF",
    "target_difference": "TARGET DIFF", "intensity": "INTENSITY", "dial_timeout": "DIAL TIMEOUT",
    "taper_time": "TAPER TIME", "local_call_time": "LOCAL TIME",
}  # fmt: skip
"""The label of each figure that stands alone behind it."""
PAIRS = {
    ("trunk_short", "trunk_fill"): "TRUNK SHORT/FILL",
    ("drops", "answers"): "DROPPED / ANSWERED",
}
OTHERS = {"at", "dial_statuses", "hopper_level", "hopper_auto", "available_only"}
COUNTERS = {
    "ringing": "calls ringing",
    "waiting": "calls waiting for agents",
    "in_ivr": "calls in IVR",
    "agents_logged_in": "agents logged in",
    "agents_waiting": "agents waiting",
    "agents_paused": "paused agents",
    "agents_dead": "agents in dead calls",
    "agents_dispo": "agents in dispo",
}
GROUP = {
    "calls": "CALLS TODAY", "drops": "DROPS TODAY", "answers": "ANSWERS TODAY",
    "drop_percent": "DROP PERCENT", "service_level_1": "TMA 1", "service_level_2": "TMA 2",
    "hold_answered": "Average Hold time for Answered Calls",
    "hold_dropped": "Average Hold time for Dropped Calls",
    "hold_all": "Average Hold time for All Calls",
    "callbacks_queued": "LIVE Inbound Callback Queue Calls",
}  # fmt: skip


def cells(body: str) -> list[str]:
    """The texts of a page in their order, as a person reads them: by no part of the reader."""
    plain = re.sub(r"(?is)<style.*?</style>|<script.*?</script>", "", body)
    texts = re.sub(r"<[^>]*>", "\0", plain).split("\0")
    found = (re.sub(r"(&nbsp;|\s)+", " ", text).strip() for text in texts)
    return [text for text in found if text]


def behind(texts: list[str], label: str) -> str:
    """The text behind a label."""
    return texts[next(n for n, text in enumerate(texts) if text.rstrip(":") == label) + 1]


def before(texts: list[str], label: str) -> str | None:
    return next((texts[n - 1] for n, text in enumerate(texts) if text == label), None)


def number(text: str | None) -> Any:
    """A figure of the page as a number; as it stands where it is none."""
    if text is None or text == "":
        return None
    bare = text.removesuffix("%")
    try:
        return float(bare)
    except ValueError:
        return text


def same(found: HeadFigures, texts: list[str]) -> None:
    """Every figure of a head is the one that stands on the page."""
    assert {each.name for each in fields(HeadFigures)} == {
        *HEAD, *(name for pair in PAIRS for name in pair), *OTHERS,
    }  # fmt: skip
    for name, label in HEAD.items():
        assert (name, getattr(found, name)) == (name, number(behind(texts, label)))
    for (first, second), label in PAIRS.items():
        left, right = (number(each.strip()) for each in behind(texts, label).split("/"))
        assert (getattr(found, first), getattr(found, second)) == (left, right)
    assert f"{found.at}" == behind(texts, "TIME")
    assert ", ".join(found.dial_statuses or ()) == behind(texts, "STATUSES")
    assert found.available_only is (behind(texts, "AVAIL ONLY") == "Y")


async def floor_of(dialer: Replay) -> FloorSnapshot:
    """All tiers polled once, on a clock that stands still."""
    async with VicidialClient(dialer.url, "apiuser", "s3cret") as client:
        return await settle(FloorWatch(client, clock=Clock(), report=60.0))


async def recorded_floor(build: str) -> FloorSnapshot:
    with Replay(build) as dialer:
        return await floor_of(dialer)


def page(build: str) -> PageExchange:
    """The page that the watch is given."""
    return recorded_page("realtime_ingroups", build)


def truth(build: str) -> dict[str, list[str]]:
    """The agents that the page must show, as they were in the database."""
    return {
        agent[0]: agent
        for agent in page(build).live_agents
        if not (agent[1] == "PAUSED" and int(agent[3]) >= LEFT_OUT)
    }


def true_seconds(snapshot: FloorSnapshot, build: str) -> None:
    """Every agent of the floor has the time of the database within two seconds."""
    agents = snapshot.agents.value or {}
    assert agents.keys() == truth(build).keys()
    words = {each.user: each.state for each in realtime.read(page(build).body).agents}
    for user, seen in agents.items():
        since = int(truth(build)[user][3])
        assert seen.exactness is Exactness.EXACT
        if words[user] == "3-WAY" or (user, since) == SET_BACK:
            assert seen.seconds(snapshot.at) <= since + 1
        else:
            assert abs(seen.seconds(snapshot.at) - since) <= 2, user


@every_build
async def test_seconds_of_every_agent_are_the_true_ones_where_the_report_lists_them(
    build: str,
) -> None:
    """As on builds without ``logged_in_agents``, whose refusal is that of any other function."""
    with Replay(build).otherwise("agent_status_not_logged_in") as dialer:
        dialer.answer("logged_in_agents", recorded("na_unknown_function").body)
        true_seconds(await floor_of(dialer), build)


@every_build
async def test_seconds_of_every_agent_are_the_true_ones_where_the_api_lists_them(
    build: str,
) -> None:
    """No floor was recorded by the API at the moment of the page: its rows are made of the states
    in the database then, with what the page adds to them."""
    header = "user|campaign_id|session_id|status|lead_id|callerid|calls_today|full_name|user_group"
    rows = [f"{header}|user_level|pause_code|sub_status"]
    words = {each.user: each.state for each in realtime.read(page(build).body).agents}
    for user, status, campaign, _, calls in truth(build).values():
        sub = words[user] if words[user] in SUBSTATES else ""
        rows.append(f"{user}|{campaign}|86|{status}|0||{calls}|A|AGENTS|1||{sub}")
    with Replay(build) as dialer:
        dialer.answer("logged_in_agents", "".join(f"{row}\n" for row in rows))
        true_seconds(await floor_of(dialer), build)


@every_build
async def test_every_figure_of_the_head_is_the_one_on_the_page(build: str) -> None:
    snapshot = await recorded_floor(build)
    assert snapshot.head.value is not None
    texts = cells(page(build).body)
    same(snapshot.head.value, texts)
    least, auto = behind(texts, "").split(" / ")
    assert (snapshot.head.value.hopper_level, snapshot.head.value.hopper_auto) == (
        int(least),
        int(auto),
    )


@every_build
async def test_every_counter_is_the_one_on_the_page(build: str) -> None:
    found = (await recorded_floor(build)).counters.value
    assert found is not None
    texts = cells(page(build).body)
    for name, label in COUNTERS.items():
        assert (name, getattr(found, name)) == (name, number(before(texts, label)))
    assert found.active == number(
        before(texts, "current active calls") or before(texts, "calls being placed")
    )
    in_calls, _, dialing = (before(texts, "agents in calls / dials") or "").partition("/")
    if dialing:
        assert (found.agents_in_calls, found.agents_dialing) == (int(in_calls), int(dialing))


@every_build
async def test_every_figure_of_every_in_group_is_the_one_on_the_page(build: str) -> None:
    found = (await recorded_floor(build)).in_group_figures.value or {}
    assert found.keys() == {"SALESLINE", "SUPPORT"}
    texts = cells(page(build).body)
    assert {each.name for each in fields(ReportInGroup)} == {"group", *GROUP}
    for name, figures in found.items():
        own = texts[texts.index(name) + 1 :]
        for field, label in GROUP.items():
            assert (name, field, getattr(figures, field)) == (
                *(name, field),
                number(behind(own, label)),
            )


@every_build
async def test_every_waiting_call_is_there_with_its_own_time(build: str) -> None:
    found = (await recorded_floor(build)).waiting_calls.value or ()
    body = page(build).body
    listed = re.sub(r"<[^>]*>", "", body[body.index("DIALTIME") : body.index("Agents Time On")])
    rows = [[c.strip() for c in line.split("|")] for line in listed.splitlines() if "10.10" in line]
    read = [
        (status, group, int(time.split(":")[0]) * 60 + int(time.split(":")[1]), kind, int(priority))
        for _, status, group, _, _, time, kind, priority, *_ in rows
    ]
    assert [(c.status, c.group, c.seconds, c.call_type, c.priority) for c in found] == read
    assert len(read) == 5


@every_build
async def test_every_figure_of_every_campaign_is_the_one_of_the_summary(build: str) -> None:
    snapshot = await recorded_floor(build)
    summaries = snapshot.summaries.value or {}
    texts = cells(recorded_page("summary_all", build).body)
    starts = [n - 2 for n, text in enumerate(texts) if text == "Modify"]
    sections = [texts[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
    assert [section[0] for section in sections] == list(summaries)
    for section in sections:
        found: CampaignSummary = summaries[section[0]]
        same(found, section)
        assert found.hopper_level == number(behind(section, "HOPPER LEVEL"))
        for name in ("ringing", "waiting", "in_ivr", "agents_logged_in", "agents_waiting"):
            assert getattr(found.counters, name) == number(before(section, COUNTERS[name]))
        shown = snapshot.campaign(section[0])
        assert shown is not None
        assert shown.summary is not None
        assert asdict(shown.summary) == asdict(found)
