"""What else is done to a campaign: its maximum where it adapts, its dialing, its hopper."""

from __future__ import annotations

from tests.tui.driver import Console, floor


def changes(console: Console) -> list[dict[str, str]]:
    """What the dialer was asked to change of campaigns, without the login."""
    return [
        {key: q[key] for key in q if key in {"campaign_id", *_SETTINGS}}
        for q in console.dialer.questions
        if q["function"] == "update_campaign"
    ]


_SETTINGS = {"auto_dial_level", "adaptive_maximum_level", "active", "reset_hopper"}


async def test_where_the_level_adapts_the_maximum_is_set() -> None:
    async with floor() as console:
        await console.press("tab", "j", "+")
        assert "the dialer sets the level itself" in console.message
        assert "change its adaptive maximum instead (=)" in console.message
        await console.press("=", *"0.5", "enter")
        assert "1 or more" in console.message
        await console.press("ctrl+u", *"4.5", "enter", "y")
        assert changes(console) == [{"campaign_id": "SOLAR_OB", "adaptive_maximum_level": "4.5"}]
        assert console.message == "adaptive maximum SOLAR_OB 4.5: done", "read back, as it can be"


async def looked_at(console: Console, view: str) -> str:
    """What a view shows; the floor is in front again."""
    await console.press(view)
    text = console.text
    await console.press("1")
    return text


async def test_dialing_is_stopped_and_started_after_a_question() -> None:
    async with floor() as console:
        await console.press("tab", "x")
        assert "Stop the dialing of SALESB2B?" in console.text
        await console.press("enter")
        assert changes(console) == []
        await console.press("x", "left", "enter")
        assert changes(console) == [{"campaign_id": "SALESB2B", "active": "N"}]
        assert "pause campaign SALESB2B: done" in console.message
        await console.poll(16)
        await console.poll(30)
        assert console.campaign("SALESB2B").dial_level == "! stopped"
        assert "Level    3.0" in (await looked_at(console, "3"))
        await console.press("x")
        assert "Start the dialing of SALESB2B?" in console.text
        await console.press("left", "enter")
        assert changes(console)[-1] == {"campaign_id": "SALESB2B", "active": "Y"}


async def test_a_hopper_is_emptied_after_a_question() -> None:
    async with floor() as console:
        await console.press("tab", "e")
        assert "Empty the hopper of SALESB2B?" in console.text
        await console.press("left", "enter")
        assert changes(console) == [{"campaign_id": "SALESB2B", "reset_hopper": "Y"}]
        assert "emptied from here" in (await looked_at(console, "3"))


async def test_the_target_is_that_of_the_key_press() -> None:
    async with floor() as console:
        await console.press("tab", "x")
        console.dialer.world.campaigns["SALESB2B"].active = "N"
        await console.poll(16)
        await console.press("left", "enter")
        assert {each["campaign_id"] for each in changes(console)} == {"SALESB2B"}


async def test_what_the_account_was_refused_is_dimmed_with_the_reason() -> None:
    async with floor(user="level7") as console:
        await console.press("tab", "+", "enter")
        assert "may not use this function" in console.message
        await console.press("+")
        assert console.message.startswith("Raise: ")
        assert "Modify Campaigns" in console.message
        await console.press("enter", "-", "=")
        assert len(changes(console)) == 1
