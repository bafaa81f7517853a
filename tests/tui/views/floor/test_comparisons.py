"""Comparisons in filters, their completion and history, and figures that lead to filters."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tui.driver import floor
from vicidash.client import Agent
from vicidash.config.settings import PausedRule
from vicidash.floor.snapshot import Exactness, FloorAgent
from vicidash.tui.preferences import LayoutFile
from vicidash.tui.views.floor.comparison import Moment, read
from vicidash.tui.views.floor.completion import completed
from vicidash.tui.views.floor.filter import is_timed, matching, wrong_comparison


def seen(user: str, minutes: float, hold: int | None = None, **more: Any) -> FloorAgent:
    fields = {"campaign_id": "SALES", "status": "READY", "user_group": "NIGHT", **more}
    agent = Agent(user=user, **fields)
    return FloorAgent(agent, -60.0 * minutes, Exactness.EXACT, hold=hold)


FLOOR = [
    seen("a1", 2, calls_today=0),
    seen("a2", 20, status="PAUSED", pause_code="BREAK", calls_today=12),
    seen("a3", 20, status="PAUSED", pause_code="LUNCH"),
    seen("a4", 50, status="PAUSED", pause_code="lunch", calls_today=4),
    seen("a5", 90, status="PAUSED", pause_code="TRAIN", calls_today=5),
    seen("a6", 0.5, hold=40, status="INCALL", lead_id=7, calls_today=5),
]
AT = Moment(0.0, PausedRule(minutes=15, limits={"LUNCH": 45, "TRAIN": 0}))


@pytest.mark.parametrize(
    ("text", "users"),
    [
        ("time>10m", "a2 a3 a4 a5"),
        ("time>=20m", "a2 a3 a4 a5"),
        ("time<1:00", "a6"),
        ("time>1h", "a5"),
        ("time>1h30m", ""),
        ("TIME>0:50:00", "a5"),
        ("time<90s", "a6"),
        ("pause>30m", "a4 a5"),
        ("pause>limit", "a2 a4"),
        ("pause<=limit", "a3"),
        ("!pause>limit state:paused", "a3 a5"),
        ("calls<5", "a1 a4"),
        ("calls=5", "a5 a6"),
        ("calls>=0", "a1 a2 a4 a5 a6"),
        ("!calls<5", "a2 a3 a5 a6"),
        ("hold>30s", "a6"),
        ("time>10m calls>10", "a2"),
        ("@long", "a2 a4"),
        ("time>", "a1 a2 a3 a4 a5 a6"),
        ("!time>", "a1 a2 a3 a4 a5 a6"),
        ("time>1 paused", "a2 a3 a4 a5"),
    ],
)
def test_what_is_compared(text: str, users: str) -> None:
    found = matching(FLOOR, text=text, saved={"long": "pause>limit"}, moment=AT)
    assert [each.agent.user for each in found] == users.split()


@pytest.mark.parametrize(
    ("word", "wrong"),
    [
        ("time>10", "time>10: a time such as 10m, 90s, 1h30m or 2:30: 10m for minutes, 10s for"),
        ("time>", "time>: a time such as 10m"),
        ("time>ten", "time>ten: a time such as 10m"),
        ("time>limit", "time>limit: a time such as 10m"),
        ("pause>lots", "pause>lots: a time such as 10m, 90s, 1h30m or 2:30, or limit"),
        ("calls<few", "calls<few: a number of calls such as calls<5"),
        ("calls<5m", "calls<5m: a number of calls such as calls<5"),
        ("age>5", "age cannot be compared; these can: time, pause, calls, hold"),
    ],
)
def test_a_wrong_one_is_told_with_what_would_be_right(word: str, wrong: str) -> None:
    assert str(read(word)).startswith(wrong)
    assert (wrong_comparison(f"lunch !{word}") or "").startswith(wrong)


def test_a_saved_filter_with_a_time_depends_on_the_time_too() -> None:
    saved = {"long": "pause>limit", "both": "@long campaign:SALES", "loop": "@loop"}
    assert is_timed("!@both", saved)
    assert not is_timed("lunch @loop", saved)


@pytest.mark.parametrize(
    ("text", "whole", "ways"),
    [
        ("camp", "campaign:", []),
        ("campaign:s", "campaign:SALES ", []),
        ("ready !gr", "ready !group:", []),
        ("state:p", "state:PAUSED ", []),
        ("code:l", "code:LUNCH", ["code:LUNCH", "code:lunch"]),
        ("c", "c", ["calls>", "campaign:", "code:"]),
        ("pause>l", "pause>limit ", []),
        ("ti", "time>", []),
        ("@", "@l", ["@late", "@long"]),
        ("@lo", "@long ", []),
        ("zzz", "zzz", []),
        ("", "", []),
        ("paused ", "paused ", []),
    ],
)
def test_a_word_is_completed_as_far_as_it_is_certain(
    text: str, whole: str, ways: list[str]
) -> None:
    found = completed(text, FLOOR, {"late": "paused", "long": "pause>limit"})
    assert found.text == whole
    assert [*found.ways] == ways


async def test_who_crosses_the_time_comes_by_themselves() -> None:
    async with floor() as console:
        await console.press("/", *"time>10m", "enter")
        assert console.agents == []
        console.dialer.pause("a0003")
        await console.poll(599)
        assert "a0003" not in console.agents
        await console.poll(8)
        assert "a0003" in console.agents


async def test_a_wrong_comparison_stays_to_be_corrected() -> None:
    async with floor() as console:
        await console.press("/", *"time>10", "enter")
        assert "time>10: a time such as 10m" in console.message
        assert "Filter  time>10" in console.text
        await console.press("m", "enter")
        assert "with “time>10m”" in console.title
        assert "such as" not in console.message


async def test_tab_completes_and_names_the_ways() -> None:
    async with floor() as console:
        await console.press("/", *"camp", "tab", *"sal", "tab")
        assert "Filter  campaign:SALESB2B" in console.text
        await console.press("ctrl+u", "c", "tab")
        assert console.message == "calls>  campaign:  code:"
        await console.press("escape", "tab", "tab")
        assert console.dialer.orders == []


async def test_up_brings_back_the_filters_typed_before(tmp_path: Any) -> None:
    memory = LayoutFile(tmp_path / "layout.json")
    async with floor(memory=memory) as console:
        await console.press("/", *"ready", "enter", "/", "ctrl+u", *"user:a000", "enter")
        await console.press("escape", "/", *"inc", "up")
        assert "Filter  user:a000" in console.text
        await console.press("up", "up")
        assert "Filter  ready" in console.text
        await console.press("down", "down")
        assert "Filter  inc" in console.text
        await console.press("up", "enter")
        assert len(console.agents) == 9
        await console.press("q")
    async with floor(memory=LayoutFile(tmp_path / "layout.json")) as console:
        await console.press("/", "ctrl+u", "up", "up")
        assert "Filter  ready" in console.text


# The line of totals


async def test_a_click_on_a_figure_shows_those_it_counts() -> None:
    async with floor(size=(160, 40)) as console:
        for user in ("a0003", "a0004"):
            console.dialer.pause(user)
        await console.poll(16)
        await console.press("tab", "enter")  # only one campaign's agents
        strip = next(line for line in console.lines if "2 paused" in line)
        await console.click("#strip", strip.index("2 paused") + 3, 0)
        assert console.agents == ["a0003", "a0004"]
        assert "with “state:paused”" in console.title
        await console.click("#strip", strip.index("logged in"), 0)
        assert len(console.agents) == 20


async def test_calls_waiting_lead_to_the_queues_and_drops_left_to_the_campaign() -> None:
    async with floor(size=(160, 40)) as console:
        strip = next(line for line in console.lines if "% on " in line)
        on = strip.index("% on ")
        await console.click("#strip", on, 0)
        assert console.campaign_cursor == strip[on + 5 :].split()[0]
        assert console.floor.table is console.floor.campaign_table
        await console.click("#strip", strip.index(" waiting ", strip.index("dead")), 0)
        assert console.view.NAME == "queues"


async def test_between_the_figures_a_click_does_nothing() -> None:
    async with floor(size=(160, 40)) as console:
        before = console.title
        await console.click("#strip", 158, 0)
        assert console.title == before
