"""What can be typed as a filter, and filters that are kept by name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tui.driver import floor
from vicidash.client import Agent
from vicidash.floor.snapshot import Exactness, FloorAgent
from vicidash.tui.preferences import LayoutFile
from vicidash.tui.views.floor.filter import matching, problem


def seen(user: str, name: str, **more: Any) -> FloorAgent:
    fields = {"campaign_id": "SALES", "status": "READY", "user_group": "NIGHT", **more}
    return FloorAgent(Agent(user=user, full_name=name, **fields), 0.0, Exactness.EXACT)


FLOOR = [
    seen("a1", "Ann Harrison"),
    seen("a2", "Bob Lunch", status="PAUSED", pause_code="BREAK"),
    seen("a3", "Cy Young", status="PAUSED", pause_code="LUNCH", campaign_id="SOLAR"),
    seen("a4", "Dee Ray", status="INCALL", user_group="DAY", lead_id=7),
]
SAVED = {"late": "state:paused !code:BREAK", "day": "group:day", "both": "@late", "loop": "@loop"}


@pytest.mark.parametrize(
    ("text", "users"),
    [
        ("", "a1 a2 a3 a4"),
        ("lunch", "a2 a3"),
        ("code:lunch", "a3"),
        ("name:lunch", "a2"),
        ("!lunch", "a1 a4"),
        ("state:paused", "a2 a3"),
        ("state:incall", "a4"),
        ("state:in_call", "a4"),
        ("state:waiting", "a1"),
        ("campaign:SOL", "a3"),
        ("CAMPAIGN:sol", "a3"),
        ("camp:sol", "a3"),
        ("!g:night", "a4"),
        ("group:night state:paused", "a2 a3"),
        ("user:a1", "a1"),
        ("~hrsn", "a1"),
        ("!~hrsn", "a2 a3 a4"),
        ("~nnoh", ""),
        ("@late", "a3"),
        ("!@late", "a1 a2 a4"),
        ("@both", "a3"),
        ("@day", "a4"),
        ("@nobody", ""),
        ("@loop", ""),
        ("a:b", ""),
        ("lunch !", "a2 a3"),
        ("~", "a1 a2 a3 a4"),
        ("!~", "a1 a2 a3 a4"),
        ("@", "a1 a2 a3 a4"),
    ],
)
def test_what_is_typed(text: str, users: str) -> None:
    found = matching(FLOOR, text=text, saved=SAVED)
    assert [each.agent.user for each in found] == users.split()


def test_a_campaign_chosen_narrows_besides() -> None:
    found = matching(FLOOR, text="state:paused", campaign="SOLAR")
    assert [each.agent.user for each in found] == ["a3"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x !@lost", "There is no saved filter 'lost'; there are both, day, late, loop"),
        ("@late lunch", None),
        ("!kode:LUNCH", "There is no field kode:. Fields: user, name, campaign, "),
        ("c:LUNCH", "c: could be campaign:, code:"),
        ("camp:SALES !code:x 12:30 ~a:b", None),
    ],
)
def test_what_stands_for_nothing_is_named(text: str, told: str | None) -> None:
    found = problem(text, SAVED)
    assert found == told if told is None else found is not None and found.startswith(told)


async def test_a_filter_is_saved_chosen_from_a_list_and_named_in_another(tmp_path: Any) -> None:
    memory = LayoutFile(tmp_path / "layout.json")
    async with floor(memory=memory) as console:
        console.dialer.pause("a0003", "LUNCH")
        console.dialer.pause("a0004", "BREAK")
        await console.poll()
        await console.press("/", *"code:lunch", "enter", "ctrl+s", *"out to eat", "enter")
        assert "One word" in console.text
        await console.press("ctrl+u", *"eating", "enter", "escape")
        assert len(console.agents) == 20
        await console.press("F", "enter")
        assert console.agents == ["a0003"]
        await console.press("escape", "/", *"paused !@eating", "enter")
        assert console.agents == ["a0004"]
        await console.press("/", "ctrl+u", *"@eatin", "enter")
        assert "no saved filter 'eatin'" in console.message
        await console.press("q")
    async with floor(memory=LayoutFile(tmp_path / "layout.json")) as console:
        assert console.floor.filter.typed == "@eatin"
        assert console.supervisor.preferences.filters == {"eating": "code:lunch"}


async def test_those_of_the_settings_are_there_from_the_start() -> None:
    async with floor(settings={"filters": {"one": "user:a0001"}}) as console:
        await console.press("/", *"@one", "enter")
        assert console.agents == ["a0001"]


async def test_without_any_the_way_to_one_is_told() -> None:
    async with floor() as console:
        await console.press("F")
        assert "Ctrl+S saves the filter" in console.message
        await console.press("ctrl+s")
        assert "/ sets one" in console.message


@pytest.mark.parametrize("typed", ["zoe", "ZOË", "name:zoe", "~ze", "lukasz", "!strasse zoe"])
def test_accents_do_not_matter(typed: str) -> None:
    zoe = seen("a5", "Zoë Łukasz")
    assert matching([zoe, seen("a6", "Jörg Straße")], text=typed) == [zoe]


async def test_who_looks_for_a_customer_among_the_agents_is_told_where_leads_are() -> None:
    async with floor() as console:
        for typed in ("#4106", "2125550171"):
            await console.press("/", *typed, "enter")
            assert "No agent matches; Esc shows all again; 5 finds leads" in console.text
            await console.press("escape")
        await console.press("/", *"nobody", "enter")
        assert "No agent matches; Esc shows all again" in console.text
        assert "finds leads" not in console.text
