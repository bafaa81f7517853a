"""Read-only: what writes is dimmed and says why, and nothing is sent."""

from __future__ import annotations

from tests.tui.driver import ON_THE_FLOOR, Console, floor
from vicidash.action_table import ACTIONS, Action
from vicidash.tui.widgets.footer import Footer

LOOKING = {
    "logged_in_agents", "campaigns_list", "in_group_status", "call_status_stats", "hopper_list",
    "version",
}  # fmt: skip
READ_ONLY = {"read_only": True}


async def test_no_writing_key_does_anything() -> None:
    """It says why not, and all else stays as it was."""
    async with floor(settings=READ_ONLY) as console:
        for table in (console.floor.agent_table, console.floor.campaign_table):
            console.floor.set_focus(table)
            await console.quiet()
            before = [line for line in console.lines if line.strip()]
            for action in ON_THE_FLOOR:
                for key in pressed(console, action) if action.writes else ():
                    await console.press(key)
                    why = f"{action.label}: this console is read-only (--read-only)"
                    assert console.message == why, (table.id, action.name)
                    assert console.app.screen is console.floor
                    shown = [line for line in console.lines if line.strip() not in ("", why)]
                    assert shown == before, (table.id, action.name)
            console.app.floor_console.messages.say("")
        await console.press("escape", "tab")
        await console.press("tab", "+", "enter", "enter")
        await console.burst(*"pro", "enter", "tab", *"+-=2", "enter")
        await console.poll(30)
        assert console.dialer.orders == []
        assert {asked["function"] for asked in console.dialer.questions} <= LOOKING


def pressed(console: Console, action: Action) -> list[str]:
    """The keys that mean this action in the table that has the focus."""
    active = console.floor.active_bindings
    return [key for key in action.keys if active[key].binding.id == action.name]


def dimmed(console: Console) -> dict[str, bool]:
    """For each key of the footer whether it is dimmed."""
    return {key.label: not key.possible for key in console.floor.query_one(Footer).keys}


async def test_the_footer_dims_every_writing_key_and_no_other() -> None:
    writing = {action.label for action in ACTIONS if action.writes}
    async with floor(settings=READ_ONLY, size=(160, 48)) as console:
        for keys in ((), ("tab",), ("?",)):
            await console.press(*keys)
            shown = dimmed(console)
            assert shown
            assert {label for label, dim in shown.items() if dim} == writing & shown.keys()
            assert writing & shown.keys()
    async with floor(size=(160, 48)) as console:
        assert not any(dimmed(console).values())


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
