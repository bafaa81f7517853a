"""The view of one agent, as a supervisor uses it."""

from __future__ import annotations

import pytest

from tests.tui.centre import Order
from tests.tui.driver import Console, floor
from tests.tui.screen import widget_text
from vicidash.demo.sim.agents import Mode
from vicidash.tui.views.agent.screen import DAY_EVERY, DETAILS_EVERY, AgentView

pytestmark = pytest.mark.thorough

STATUS, DAY = "agent_status", "agent_stats_export"


def agent_view(console: Console) -> AgentView:
    view = console.view
    assert isinstance(view, AgentView)
    return view


def said(console: Console) -> str:
    """What the message line of the view in front says."""
    return widget_text(console.view.query_one("#message"))


async def open_agent(console: Console, user: str = "a0003") -> AgentView:
    await console.point_at(user)
    await console.press("enter")
    return agent_view(console)


async def test_enter_shows_the_agent_whole_and_escape_leads_back() -> None:
    async with floor() as console:
        view = await open_agent(console)
        assert view.user == "a0003"
        assert "a0003  Rosa Nguyen  group AGENTS  campaign SALESB2B" in console.text
        await console.press("escape")
        assert console.view is console.floor
        await console.press("4")
        assert agent_view(console).user == "a0003"


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (120, 40), (200, 60)])
async def test_it_is_useful_in_every_pane(size: tuple[int, int]) -> None:
    async with floor(size=size) as console:
        console.dialer.call("a0001")
        await console.poll(120)
        console.dialer.pause("a0001", "BIO")
        await console.poll(60)
        await console.press("enter")
        assert "PAUSED BIO" in console.text
        assert "IIIP" in console.text
        assert "Since" in console.text
        if size[1] >= 24:
            for part in ("I in call", "P paused", "BIO         1", "phone", "Today", "READY"):
                assert part in console.text, part


async def test_the_shift_goes_on_while_it_is_shown() -> None:
    async with floor() as console:
        await open_agent(console)
        console.dialer.call("a0003", 17)
        await console.poll()
        await console.poll(60)
        assert "INCALL  1:0" in console.text
        assert "2 calls" not in console.text
        assert "1 call" in console.text


async def test_the_dialer_is_asked_slowly_and_only_while_the_agent_is_shown() -> None:
    async with floor() as console:
        await console.poll(60)
        assert console.dialer.asked(STATUS, DAY) == 0
        await open_agent(console)
        assert (console.dialer.asked(STATUS), console.dialer.asked(DAY)) == (1, 1)
        await console.poll(DAY_EVERY + 4)
        assert console.dialer.asked(DAY) == 2
        assert console.dialer.asked(STATUS) <= DAY_EVERY / DETAILS_EVERY + 2
        before = console.dialer.asked(STATUS, DAY)
        await console.press("escape")
        await console.poll(120)
        assert console.dialer.asked(STATUS, DAY) == before


async def test_the_customers_number_is_shown_here_and_gone_with_the_call() -> None:
    async with floor() as console:
        lead = console.dialer.world.leads.get(5)
        assert lead is not None
        console.dialer.call("a0003", lead.lead_id)
        await console.poll()
        await open_agent(console)
        assert f"phone {lead.phone_number}" in console.text
        console.dialer.hang_up("a0003")
        await console.poll()
        assert lead.phone_number not in console.text
        await console.press("escape")
        assert lead.phone_number not in console.text


async def test_brackets_leaf_through_the_floor_in_its_order() -> None:
    async with floor() as console:
        view = await open_agent(console, "a0003")
        order = console.agents
        await console.press("right_square_bracket")
        assert view.user == order[order.index("a0003") + 1]
        await console.press("left_square_bracket", "left_square_bracket")
        assert view.user == order[order.index("a0003") - 1]
        await console.press("left_square_bracket", "left_square_bracket", "left_square_bracket")
        assert view.user == order[0]
        assert said(console) == "First agent of the floor"


async def test_leafing_asks_about_the_one_who_is_shown_and_never_shows_another() -> None:
    async with floor() as console:
        console.dialer.call("a0003", 5)
        await console.poll()
        await open_agent(console)
        lead = console.dialer.world.leads.get(5)
        assert lead is not None
        number = lead.phone_number
        assert number in console.text
        await console.press("f", "right_square_bracket")
        assert "FROZEN" in console.text
        assert number not in console.text
        asked = console.dialer.asked(STATUS)
        await console.poll(60)
        assert console.dialer.asked(STATUS) == asked
        await console.press("f")
        assert console.dialer.asked(STATUS) == asked + 1
        assert console.dialer.questions[-1].get("agent_user") != "a0003"


async def test_all_actions_are_on_the_agent_who_is_shown() -> None:
    async with floor() as console:
        await open_agent(console)
        await console.press("right_square_bracket", "left_square_bracket", "p")
        assert console.dialer.orders == [Order("external_pause", "a0003", "PAUSE")]
        assert "pause a0003: queued" in console.text
        await console.poll()
        assert "Last action  ✓ pause a0003: done" in console.text
        await console.press("r")
        await console.poll()
        assert console.dialer.mode("a0003") is Mode.READY
        await console.press("o", "tab", "enter")
        await console.poll()
        assert console.dialer.orders[-1] == Order("logout", "a0003", "LOGOUT")


async def test_nothing_is_done_while_the_picture_is_frozen() -> None:
    async with floor() as console:
        await open_agent(console)
        await console.press("f", "p")
        assert console.dialer.orders == []
        assert "frozen" in said(console)
        console.dialer.call("a0003")
        await console.poll(60)
        assert "READY" in console.text
        assert "INCALL" not in console.text


async def test_who_logs_out_stays_shown_and_nothing_can_be_done() -> None:
    async with floor() as console:
        await open_agent(console)
        await console.poll(60)
        console.dialer.leave("a0003")
        await console.poll(8)
        assert "Logged out  last seen" in console.text
        assert "Rosa Nguyen" in console.text
        assert "WW" in console.text
        asked = console.dialer.asked(STATUS)
        await console.press("p")
        assert said(console) == "Pause: a0003: logged out"
        await console.poll(60)
        assert console.dialer.orders == []
        assert console.dialer.asked(STATUS) == asked
        await console.press("right_square_bracket")
        assert agent_view(console).user == "a0004"


async def test_what_the_account_may_not_ask_is_said_and_asked_once() -> None:
    async with floor(user="limited") as console:
        await console.press("enter")
        await console.poll(120)
        assert console.dialer.asked(STATUS) == 1
        assert "Now  — agent_status: user 'limited' may not use this function" in console.text
        await console.press("i")
        assert "Today: agent_stats_export: user 'limited'" in said(console)
        await console.press("ctrl+r")
        await console.quiet()
        assert console.dialer.asked(STATUS) == 2


async def test_a_dialer_out_of_reach_is_not_asked() -> None:
    async with floor() as console:
        await open_agent(console)
        console.dialer.instead[""] = (502, "<html>bad gateway</html>")
        await console.poll(8)
        asked = console.dialer.asked(STATUS)
        await console.poll(120)
        assert console.dialer.asked(STATUS) == asked
        assert "agent_status" in console.text


async def test_a_refused_login_stops_it() -> None:
    async with floor() as console:
        await open_agent(console)
        console.dialer.instead[""] = (200, "ERROR: Login incorrect, please try again: super|BAD|\n")
        await console.poll(20)
        before = console.dialer.login_requests
        await console.poll(120)
        assert console.dialer.login_requests == before


async def test_without_an_agent_it_says_how_to_choose_one() -> None:
    async with floor(polled=False) as console:
        await console.press("4")
        assert agent_view(console).user is None
        await console.press("p")
        assert said(console) == "Pause: no agent is selected"
        await console.settle()
        await console.press("right_square_bracket")
        assert agent_view(console).user == console.agents[0]


async def test_keys_of_other_views_are_neither_listed_nor_working() -> None:
    async with floor() as console:
        await open_agent(console)
        live = {active.binding.id for active in console.view.active_bindings.values()}
        assert {"pause", "resume", "message", "listen", "previous", "next"} <= live
        assert not {"mark", "mark_all", "open_agent", "filter", "sort", "next_table"} & live
