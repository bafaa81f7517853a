"""What the table calls dangerous asks first, with the focus on *cancel*; nothing else does."""

from __future__ import annotations

import pytest

from tests.tui.driver import Console, floor
from tests.tui.views.leads.helpers import PHONE, leads
from vicidash.action_table import ACTIONS, Action, Group
from vicidash.tui.dialogs import ConfirmScreen

pytestmark = pytest.mark.thorough

ON_A_TARGET = [
    each for each in ACTIONS if each.writes and each.group in (Group.AGENT, Group.CAMPAIGN)
]


def asks(console: Console) -> bool:
    screen = console.app.screen
    if not isinstance(screen, ConfirmScreen):
        return False
    assert screen.focused is not None
    assert screen.focused.id == "cancel"
    return True


@pytest.mark.parametrize("action", ON_A_TARGET, ids=lambda action: action.name)
async def test_on_an_agent_and_on_a_campaign(action: Action) -> None:
    async with floor(agents=4, kept=True) as console:  # a guard needs the file
        if action.group is Group.CAMPAIGN:
            await console.press("tab")
        await console.press(action.keys[0])
        assert asks(console) is action.dangerous
        assert not (action.dangerous and console.dialer.orders)


@pytest.mark.parametrize(
    "action", [a for a in ACTIONS if a.writes and a.group is Group.LEAD], ids=lambda each: each.name
)
async def test_on_a_lead(action: Action) -> None:
    async with leads() as desk:
        await desk.find(PHONE)
        await desk.press("j", action.keys[0])
        typed = {"lead_status": "NI", "lead_callback": "tomorrow 10:00 campaign:SALESB2B"}
        await desk.type(typed.get(action.name, "system"))
        await desk.press("enter")
        assert asks(desk.console) is action.dangerous
        assert bool(desk.asked("update_lead", "add_dnc_phone")) is not action.dangerous


async def test_a_campaign_whose_id_is_the_key_of_the_total_ends_no_console() -> None:
    async with floor() as console:
        world = console.dialer.world
        world.campaigns["\0total"] = world.campaigns["SALESB2B"]
        await console.poll(16)
        assert console.total.campaign_id == "TOTAL"
