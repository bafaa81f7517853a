"""`i` explains what is red, what waits and how a state came about, in the views."""

from __future__ import annotations

import pytest

from tests.tui.driver import floor
from tests.tui.views.test_queues import in_group, put_calls


@pytest.mark.thorough
async def test_i_explains_a_red_drop_rate_with_its_hours_and_the_way_back() -> None:
    async with floor(live=True, agents=30, past=3600.0, size=(160, 48)) as console:
        red = next(
            name
            for name in console.campaigns
            if console.campaign(name).drop_percent.startswith("!! ")
        )
        await console.press("tab", "g", *["j"] * console.campaigns.index(red), "i")
        said = console.message
        assert said.startswith("Drop ")
        assert "too many for 3%" in said or "0 left before 3%" in said
        assert "hours: " in said.casefold()
        assert "Paused: " in said
        assert "Leads: " in said
        assert "Cheapest: " in said
        asked = len(console.dialer.questions)
        await console.press("3", "i")
        assert console.message == said, "the campaign view says the same"
        assert len(console.dialer.questions) == asked, "the dialer is asked nothing for it"


async def test_i_says_how_an_agents_state_came_about() -> None:
    async with floor(size=(160, 48)) as console:
        await console.point_at("a0001")
        await console.press("p")
        await console.poll()
        await console.poll(60)
        await console.press("i")
        lines = console.message
        assert lines.startswith("pause a0001: done")
        assert "PAUSED for 1:0" in lines
        assert "limit 15:00; before it READY for " in lines
        assert "Pauses of the shift: without a code 1x 1:0" in lines
        await console.press("4", "i")
        assert "before it READY for " in console.message


async def test_i_says_why_a_queue_waits() -> None:
    async with floor(size=(160, 48)) as console:
        put_calls(in_group(console, "SUPPORT"), 2)
        taking = [user for user, each in console.dialer.world.agents.items() if each.closer]
        for user in taking:
            console.dialer.pause(user)
        await console.poll(20)
        await console.press("2", "j", "i")
        said = " ".join(console.text.split())
        assert f"2 calls wait: none of {len(taking)} agents is free" in said
        assert f"Cheapest: get back {len(taking)} of the paused" in said


async def test_an_explanation_ends_where_another_view_is_opened() -> None:
    async with floor(size=(120, 40)) as console:
        await console.press("i")
        assert console.message.startswith("No action on a0001 from this console")
        await console.press("6")
        assert "No action on a0001" not in console.text
        await console.press("1")
        assert "No action on a0001" not in console.text
