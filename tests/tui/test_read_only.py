"""Read-only: nothing that writes is offered, and nothing is sent."""

from __future__ import annotations

from tests.tui.driver import floor
from vicidash.actions import ACTIONS

LOOKING = {
    "logged_in_agents", "campaigns_list", "in_group_status", "call_status_stats", "hopper_list",
    "version",
}  # fmt: skip
READ_ONLY = {"read_only": True}


async def test_no_writing_key_does_anything() -> None:
    async with floor(settings=READ_ONLY) as console:
        before = console.text
        for table in ("agents", "campaigns"):
            for action in ACTIONS:
                if action.writes:
                    await console.press(*action.keys)
                    assert console.text == before, (table, action.name)
            await console.press("tab")
            before = console.text
        await console.press("tab", "+", "enter", "enter")
        await console.burst(*"pro", "enter", "tab", *"+-=2", "enter")
        await console.poll(30)
        assert console.dialer.orders == []
        assert {asked["function"] for asked in console.dialer.questions} <= LOOKING


async def test_the_footer_offers_no_writing_key() -> None:
    async with floor(settings=READ_ONLY, size=(160, 48)) as console:
        rest = "Tab Switch / Filter f Freeze ? Help q Quit"
        assert console.footer == rest
        await console.press("tab")
        assert console.footer == f"Enter Its agents {rest}"
        await console.press("?")
        assert console.footer == f"Enter Its agents {rest}"


async def test_it_says_that_it_is_read_only() -> None:
    async with floor(settings=READ_ONLY, size=(80, 24)) as console:
        assert console.header.endswith("READ-ONLY")


async def test_looking_works_as_ever() -> None:
    async with floor(settings=READ_ONLY) as console:
        await console.press("/", *"a0007", "enter")
        assert console.agents == ["a0007"]
        await console.press("escape", "tab", "enter")
        assert "of SALESB2B" in console.title
        await console.press("escape", "f")
        assert console.banner.startswith("FROZEN")
