"""One campaign whole, as a supervisor sees it and steers it."""

from __future__ import annotations

import pytest

from tests.replay import Replay
from tests.tui.centre import Order
from tests.tui.driver import Console, floor
from vicidash.config.settings import AlertSettings
from vicidash.tui.views.campaign.screen import CampaignView
from vicidash.tui.views.floor.screen import FloorScreen

pytestmark = pytest.mark.thorough

SIZES = [(40, 10), (80, 24), (200, 60)]


def level(value: str, campaign: str = "SALESB2B") -> Order:
    return Order("update_campaign", campaign, value)


def title(console: Console) -> str:
    return next(line for line in console.lines if "others" in line or " active" in line).strip()


def page(console: Console) -> str:
    view = console.view
    assert isinstance(view, CampaignView)
    return view.page.shown.plain


def line(console: Console, start: str) -> str:
    return next(each for each in page(console).splitlines() if each.startswith(start))


async def test_it_shows_the_recorded_campaign_whole(dialer: Replay) -> None:
    async with floor(replay=dialer, size=(80, 24)) as console:
        await console.press("3")
        assert title(console).startswith("SALESB2B  Sales B2B outbound  active  RATIO  1 of 4")
        assert line(console, "Level").startswith("Level    3.0  lines per waiting agent")
        assert line(console, "Agents") == (
            "Agents   22 logged in  11 in call  7 waiting  4 paused  0 dispo  0 dead"
        )
        assert line(console, "Today").startswith(
            "Today    456 calls  73 answers  3 drops  4% of 73  1 over 3%"
        )
        assert line(console, "30 days").startswith("30 days  ")
        for told in ("Level", "Agents", "Queue", "Hopper", "Today", "30 days", "Calls by hour"):
            assert any(f" {told}" in each for each in console.lines), "without scrolling"


async def test_what_counts_as_a_drop_has_a_sign(dialer: Replay) -> None:
    async with floor(replay=dialer, size=(120, 60)) as console:
        await console.press("3", "]")
        drops = [each for each in page(console).splitlines() if "DROP" in each]
        assert any("! DROP" in each for each in drops)
        assert all("! PDROP" not in each for each in drops)
        assert "counts as a drop" in page(console)


async def test_the_campaign_under_the_cursor_is_shown_and_brackets_turn_the_page() -> None:
    async with floor() as console:
        await console.press("tab", "j", "3")
        assert title(console).startswith("SOLAR_OB")
        await console.press("]")
        assert title(console).startswith("INSURNCE")
        await console.press("[", "[")
        assert title(console).startswith("SALESB2B")
        await console.press("[")
        assert title(console).startswith("INB_ONLY")
        await console.press("tab")
        assert title(console).startswith("SALESB2B")


async def test_it_stays_on_its_campaign_while_the_floor_changes() -> None:
    async with floor() as console:
        await console.press("3", "]", "escape", "2", "3")
        assert title(console).startswith("SOLAR_OB")
        await console.poll(60)
        assert title(console).startswith("SOLAR_OB")


async def test_steps_are_gathered_and_sent_with_enter() -> None:
    async with floor() as console:
        await console.press("3", "+", "+")
        assert "3.0→3.2" in line(console, "Level")
        assert "Enter sends 3.2 anyway, Esc discards" in console.text
        assert console.dialer.orders == []
        await console.press("enter", "y")
        assert console.dialer.orders == [level("3.2")]
        assert "✓ 3.2" in line(console, "Level")
        assert "✓" not in title(console)


async def test_turning_the_page_forgets_steps_and_sends_nothing() -> None:
    async with floor() as console:
        await console.press("3", "+", "]")
        assert "Change discarded" in console.text
        await console.press("[", "+", "escape")
        assert isinstance(console.view, CampaignView), "Esc forgets the steps first"
        await console.press("escape")
        assert isinstance(console.view, FloorScreen)
        assert console.dialer.orders == []


async def test_a_burst_of_keys_never_sends_to_another_campaign() -> None:
    async with floor() as console:
        await console.press("3")
        await console.burst("+", "]", "]", "]", "]", "+", "enter", "y")
        assert console.dialer.orders == [level("3.1")]


async def test_a_level_is_typed_and_the_page_has_the_keys_again() -> None:
    async with floor() as console:
        await console.press("3", "=")
        assert "Dial level of SALESB2B, now 3.0" in console.text
        await console.burst(*"2.75", "enter", "]")
        assert console.dialer.orders == [level("2.75")]
        assert title(console).startswith("SOLAR_OB")


async def test_where_the_dialer_adapts_the_level_it_says_so_and_asks_for_the_maximum() -> None:
    async with floor() as console:
        await console.press("3", "]", "+")
        assert "the dialer sets the level itself" in console.text
        await console.press("=")
        assert "Adaptive maximum of SOLAR_OB" in console.text


async def test_stopping_asks_first_and_the_hopper_too() -> None:
    async with floor() as console:
        await console.press("3", "x")
        assert "Stop the dialing of SALESB2B?" in console.text
        await console.press("escape", "e")
        assert "Empty the hopper of SALESB2B?" in console.text
        await console.press("escape")
        assert console.dialer.orders == []


async def test_enter_shows_its_agents_on_the_floor() -> None:
    async with floor() as console:
        await console.press("/", *"a0001", "enter", "3", "]", "enter")
        assert isinstance(console.view, FloorScreen)
        assert console.floor.narrowing.campaign == "SOLAR_OB"
        assert console.floor.filter.typed == "", "of the agents that are asked for none is hidden"
        assert {console.agent(user).campaign_id for user in console.agents} == {"SOLAR_OB"}


async def test_read_only_steers_nothing() -> None:
    async with floor(settings={"read_only": True}) as console:
        await console.press("3", "+", "enter", "escape", "3", "x")
        assert "this console is read-only" in console.text
        assert console.dialer.orders == []


async def test_a_frozen_picture_is_not_acted_on() -> None:
    async with floor() as console:
        await console.press("3", "f", "+", "x")
        assert "FROZEN" in console.text
        assert "The screen is frozen" in console.text
        await console.press("enter")
        assert console.dialer.orders == []


async def test_a_frozen_picture_keeps_its_charts() -> None:
    # alerts stay live, and their line would take one from the page
    quiet = {rule: {"on": False} for rule in ("drop", "paused", "dead", "dispo", "waiting")}
    alerts = AlertSettings.model_validate(quiet)
    async with floor(live=True, size=(120, 60), settings={"alerts": alerts}) as console:
        await console.poll(180)
        await console.press("3", "f")
        before = page(console)
        await console.poll(300)
        assert page(console) == before
        await console.press("f")
        assert page(console) != before


async def test_figures_that_may_not_be_read_are_unknown_with_the_reason(dialer: Replay) -> None:
    async with floor(replay=dialer, user="viewer", password="view", size=(80, 40)) as console:
        await console.press("3")
        assert line(console, "Today").startswith("Today    — calls  — answers  — drops  —")
        assert "user level 9" in " ".join(page(console).split())
        await console.press("i")
        assert "Calls, Drops, Drop %, 30 days %: call_status_stats" in console.text


async def test_charts_have_axes_in_the_dialers_clock() -> None:
    async with floor(live=True, size=(120, 60)) as console:
        await console.poll(240)
        await console.press("3")
        assert "Drop % today  now " in page(console)
        assert "11:20" in page(console)
        assert "12:20" in page(console)
        assert "this hour (12)" in page(console)


async def test_a_page_that_does_not_fit_scrolls() -> None:
    async with floor(live=True, size=(80, 24)) as console:
        await console.poll(120)
        await console.press("3")
        assert "Calls waiting  now" not in console.text
        await console.press("G")
        assert "Calls waiting  now" in console.text
        await console.press("g", "j", "j")
        assert not any(" Level " in each for each in console.lines)
        assert any(" Queue " in each for each in console.lines)


async def test_nothing_is_asked_of_the_dialer_for_it() -> None:
    async with floor() as console:
        asked = len(console.dialer.questions)
        await console.press("3", "]", "]", "i", "j")
        assert len(console.dialer.questions) == asked


async def test_before_the_first_answer_it_says_what_it_waits_for() -> None:
    async with floor(polled=False) as console:
        await console.press("3", "+", "enter")
        assert "Waiting for the first answer of" in console.text
        assert console.dialer.orders == []


async def test_a_campaign_that_is_gone_is_said_to_be() -> None:
    async with floor() as console:
        await console.press("3")
        console.view.take_subject("OLD")
        await console.settle()
        assert "OLD is no longer among the campaigns shown: ] goes" in console.text
        await console.press("+")
        assert console.dialer.orders == []
        await console.press("]")
        assert title(console).startswith("SALESB2B")


async def test_out_of_reach_it_says_so_and_keeps_the_last_figures() -> None:
    async with floor(size=(80, 24)) as console:
        await console.press("3")
        console.dialer.instead[""] = (502, "<html>Bad gateway</html>")
        await console.poll(20)
        assert "NO ANSWER" in console.text
        assert line(console, "Agents").startswith("Agents   ")


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_breaks(size: tuple[int, int]) -> None:
    width, height = size
    async with floor(live=True, size=size) as console:
        await console.poll(60)
        for key in ("3", "j", "G", "]", "+", "escape", "=", "escape", "x", "escape", "i", "f", "f"):
            await console.press(key)
            lines = console.text.splitlines()
            assert len(lines) == height
            assert all(len(each) <= width for each in lines)
