"""Pause, resume, log out: pending, then done, or not obeyed."""

from __future__ import annotations

import json

import pytest

from tests.replay import Replay, recorded
from tests.tui.centre import FROZEN, Order
from tests.tui.driver import Console, floor
from vicidash.demo.sim.agents import Mode
from vicidash.tui.views.floor.departures import STAYS

PAUSE = Order("external_pause", "a0003", "PAUSE")
RESUME = Order("external_pause", "a0003", "RESUME")
LOGOUT = Order("logout", "a0003", "LOGOUT")


def audited(console: Console) -> list[tuple[str, str, str]]:
    """Action, target and outcome of each line of the audit log."""
    lines = map(json.loads, console.audit.read_text().splitlines())
    return [(line["action"], line["target"], line["outcome"]) for line in lines]


async def test_a_waiting_agent_pauses() -> None:
    async with floor() as console:
        await console.point_at("a0003")
        await console.press("p")
        assert console.agent("a0003").action.endswith(" pausing")
        assert console.agent("a0003").state == "READY"
        assert console.message == "pause a0003: queued"
        await console.poll()
        assert console.agent("a0003").action == "✓ done"
        assert console.agent("a0003").state == "PAUSED"
        assert console.message == "pause a0003: done"
        assert console.dialer.orders == [PAUSE]
        steps = audited(console)
        assert steps[-2:] == [("pause", "a0003", "queued"), ("pause", "a0003", "done")]


async def test_the_sign_of_an_end_goes_after_a_while() -> None:
    async with floor() as console:
        await console.press("p")
        await console.poll(5)
        assert console.agent("a0001").action == "✓ done"
        await console.poll(15)
        assert console.agent("a0001").action == ""
        await console.poll(30)
        assert console.message == ""


async def test_an_agent_in_a_call_pauses_after_it() -> None:
    async with floor() as console:
        console.dialer.call("a0003")
        await console.poll()
        await console.point_at("a0003")
        await console.press("p")
        assert console.agent("a0003").action.endswith(" after this call")
        await console.poll(60)
        assert console.agent("a0003").action.endswith(" after this call")
        assert console.agent("a0003").state == "INCALL"
        console.dialer.hang_up("a0003")
        await console.poll()
        assert console.agent("a0003").action == "✓ done"
        assert console.agent("a0003").state == "PAUSED"
        assert console.dialer.orders == [PAUSE]


async def test_an_agent_whose_browser_is_frozen_does_not_obey() -> None:
    async with floor() as console:
        await console.point_at(FROZEN)
        await console.press("p")
        await console.poll(14)
        assert console.agent(FROZEN).action.endswith(" pausing")
        await console.poll(6)
        assert console.agent(FROZEN).action == "✗ not obeyed"
        assert console.agent(FROZEN).state == "READY"
        assert console.message.startswith(f"pause {FROZEN}: not obeyed — no effect within 15 s")
        await console.poll(30)
        assert console.message.startswith(f"pause {FROZEN}: not obeyed")  # until it is read
        await console.press("escape")
        assert console.message == ""
        await console.press("i")
        assert "the agent's browser may be frozen" in console.message


async def test_the_time_to_obey_is_a_setting() -> None:
    async with floor(settings={"obey_timeout": 30.0}) as console:
        await console.point_at(FROZEN)
        await console.press("p")
        await console.poll(24)
        assert console.agent(FROZEN).action.endswith(" pausing")
        await console.poll(12)
        assert console.agent(FROZEN).action == "✗ not obeyed"


async def test_a_paused_agent_resumes() -> None:
    async with floor() as console:
        console.dialer.pause("a0003", "LUNCH")
        await console.poll()
        assert console.agent("a0003").pause_code == "LUNCH"
        await console.point_at("a0003")
        await console.press("r")
        assert console.agent("a0003").action.endswith(" resuming")
        await console.poll()
        assert console.agent("a0003").action == "✓ done"
        assert console.agent("a0003").state == "READY"
        assert console.dialer.orders == [RESUME]


async def test_what_is_so_already_is_not_sent() -> None:
    async with floor() as console:
        console.dialer.pause("a0003")
        await console.poll()
        await console.press("r")
        assert console.message == "resume a0001: failed — the agent is not paused"
        await console.point_at("a0003")
        await console.press("p")
        first = "pause a0003: failed — the agent is already paused"
        assert console.message == f"{first} (and 1 earlier)"
        assert console.dialer.orders == []


async def test_log_out_asks_first_naming_the_agent() -> None:
    async with floor(size=(80, 24)) as console:
        await console.point_at("a0003")
        await console.press("o")
        name = console.agent("a0003").full_name
        assert f"Log out a0003 ({name})?" in console.text
        assert "Now READY on" in console.text
        assert console.dialer.orders == []
        await console.press("left", "enter")
        assert console.agent("a0003").action.endswith(" logging out")
        await console.poll()
        assert "a0003" not in console.agents
        assert console.message == "log out a0003: done"
        assert console.dialer.orders == [LOGOUT]


async def test_enter_and_esc_and_any_other_key_do_not_log_out() -> None:
    async with floor() as console:
        for way_out in ("enter", "escape"):
            await console.press("o", *"pqfr?/+", way_out)
            assert console.app.screen is console.floor
        await console.press("o", "tab", "tab", "enter")
        await console.press("o", "left", "right", "enter")
        assert console.dialer.orders == []


async def test_enter_right_behind_o_does_not_log_out() -> None:
    async with floor() as console:
        await console.burst("o", "enter")
        await console.press("escape")
        await console.burst("o", "enter", "enter", "enter")
        await console.poll()
        assert console.dialer.orders == []


async def test_who_has_left_while_it_was_asked_is_not_logged_out() -> None:
    async with floor() as console:
        await console.point_at("a0003")
        await console.press("o")
        console.dialer.leave("a0003")
        await console.poll()
        await console.press("left", "enter")
        assert console.message == "a0003 has logged out since"
        assert console.dialer.orders == []


@pytest.mark.parametrize("keys", [("P", *"LUNCH"), ("n", *"hello"), ("m", *"8001@10.10.10.15")])
async def test_nor_is_anything_else_done_to_them(keys: tuple[str, ...]) -> None:
    async with floor() as console:
        await console.point_at("a0003")
        await console.press(*keys)
        console.dialer.leave("a0003")
        await console.poll()
        await console.press("enter")
        assert console.message == "a0003 has logged out since"
        assert console.dialer.orders == []


async def test_a_refusal_is_told_in_the_dialers_words() -> None:
    """The agent left after the last look at the floor."""
    async with floor() as console:
        console.dialer.leave("a0003")
        await console.point_at("a0003")
        await console.press("p")
        assert console.agent("a0003").action == "✗ failed"
        assert "agent_user is not logged in" in console.message
        assert audited(console)[-1] == ("pause", "a0003", "failed")


async def test_the_effect_is_looked_for_soon() -> None:
    async with floor() as console:
        await console.press("p")
        assert console.watch.due_in() == 1.5
        await console.poll(1.5)
        assert console.agent("a0001").action == "✓ done"


async def test_a_later_action_takes_the_place_of_an_earlier() -> None:
    async with floor() as console:
        console.dialer.call("a0003")
        await console.poll()
        await console.point_at("a0003")
        await console.press("p", "o", "left", "enter")
        assert console.agent("a0003").action.endswith(" after this call")
        console.dialer.hang_up("a0003")
        await console.poll()
        assert console.dialer.mode("a0003") is Mode.OUT
        assert console.message == "log out a0003: done"
        assert ("pause", "a0003", "superseded") in audited(console)


async def test_keys_of_an_agent_say_where_they_work() -> None:
    async with floor() as console:
        await console.press("tab", "p")
        assert console.message == "Pause: Tab goes to the agents, select one there"
        await console.press("tab", "+")
        assert console.message == "Raise: Tab goes to the campaigns, select one there"
        await console.press("x")
        assert console.message.startswith("Stop/start: Tab goes to the campaigns")
        assert console.app.screen is console.floor
        assert console.dialer.orders == []


async def test_an_agent_who_is_called_as_a_campaign_is_another(dialer: Replay) -> None:
    header = recorded("logged_in_agents_hdrYES_subYES").body.splitlines()[0]
    row = "SALESB2B|SALESB2B|8600051|READY|0||7|Ann Lee|AGENTS|1||"
    dialer.answer("logged_in_agents", f"{header}\n{row}\n")
    dialer.answer("external_pause", "SUCCESS: external_pause function set - PAUSE|1|SALESB2B\n")
    updated = "SUCCESS: update_campaign CAMPAIGN HAS BEEN UPDATED - apiuser|SALESB2B\n"
    dialer.answer("update_campaign", updated)
    async with floor(replay=dialer) as console:
        await console.press("tab", "+", "enter")
        assert console.campaign("SALESB2B").dial_level != "3.0"
        assert console.agent("SALESB2B").action == ""
        await console.press("tab", "p")
        assert console.agent("SALESB2B").action.endswith(" pausing")
        assert "pausing" not in console.campaign("SALESB2B").dial_level


async def test_who_cannot_be_read_has_not_logged_out(dialer: Replay) -> None:
    header, *rows = recorded("logged_in_agents_hdrYES_subYES").body.splitlines()
    waiting = next(row for row in rows if "|READY|0|" in row)
    whole, cut = f"{header}\n{waiting}\n", f"{header}\n{waiting[:20]}\n"
    dialer.answer("logged_in_agents", whole).answer("logged_in_agents", cut)
    dialer.answer("logout", recorded("logout_ok").body)
    async with floor(replay=dialer) as console:
        await console.press("o", "left", "enter")
        await console.poll()
        assert console.agents == []
        assert "1 agents could not be read" in console.title
        assert "log out" in console.message
        assert "done" not in console.message


async def test_an_empty_floor_has_nobody_to_act_on() -> None:
    async with floor(agents=1) as console:
        console.dialer.leave("a0001")
        await console.poll()
        await console.poll(STAYS)
        assert "No agent is logged in" in console.text
        await console.press("p", "r", "o", "i")
        assert console.app.screen is console.floor
        assert console.dialer.orders == []
