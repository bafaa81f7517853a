"""Which agents are shown: typed, or those of a campaign."""

from __future__ import annotations

from tests.tui.driver import Console, floor


def named(console: Console, part: str) -> list[str]:
    """Agents whose name has this part."""
    return [u for u in console.agents if part in console.agent(u).full_name.casefold()]


async def test_it_filters_as_one_types_enter_keeps_and_esc_clears() -> None:
    async with floor(agents=60) as console:
        everybody = console.agents
        expected = named(console, "ros")
        assert expected
        await console.press("/")
        assert "Filter  words, campaign: group: state: code:, !not, ~fuzzy, @saved" in console.text
        seen = []
        for key in "ros":
            await console.press(key)
            seen.append(len(console.agents))
        assert seen == sorted(seen, reverse=True)
        assert console.agents == expected
        assert console.title == f"Agents 60  {len(expected)} with “ros”  Esc: all"
        await console.press("enter")
        assert console.agents == expected
        assert "Filter  ros" not in console.text
        await console.press("escape")
        assert console.agents == everybody
        assert console.title == "Agents 60"


async def test_esc_while_typing_clears() -> None:
    async with floor() as console:
        await console.press("/", *"zzz")
        assert "No agent matches; Esc shows all again" in console.text
        await console.press("escape")
        assert len(console.agents) == 20
        await console.press("/")
        assert "Filter  words, campaign:" in console.text


async def test_the_filter_can_be_edited() -> None:
    async with floor() as console:
        await console.press("/", *"a0012", "enter", "/", "backspace", "3")
        assert console.agents == ["a0013"]
        await console.press("ctrl+u", *"a0001", "enter")
        assert console.agents == ["a0001"]


async def test_every_word_must_be_somewhere() -> None:
    async with floor() as console:
        console.dialer.pause("a0003", "LUNCH")
        console.dialer.pause("a0004", "BREAK")
        console.dialer.call("a0005")
        await console.poll()
        for typed, expected in (
            ("paused", ["a0003", "a0004"]),
            ("PAUSED lun", ["a0003"]),
            ("lunch a0003", ["a0003"]),
            ("incall", ["a0005"]),
            ("in_call", ["a0005"]),
        ):
            await console.press("/", "ctrl+u", *typed, "enter")
            assert console.agents == expected
        group = console.agent("a0005").user_group
        await console.press("/", "ctrl+u", *group, "enter")
        assert "a0005" in console.agents


async def test_a_kept_filter_holds_for_later_pictures() -> None:
    async with floor() as console:
        await console.press("/", *"paused", "enter")
        assert console.agents == []
        console.dialer.pause("a0009")
        await console.poll()
        assert console.agents == ["a0009"]


async def test_keys_that_act_are_letters_while_one_types() -> None:
    async with floor() as console:
        await console.press("/", *"pro+-=fLq?Gi/ ")
        assert "Filter  pro+-=fLq?Gi/" in console.text
        assert console.dialer.orders == []
        assert console.app.is_running
        assert console.footer == "Enter OK Esc Cancel"


async def test_an_alt_key_is_no_letter() -> None:
    """A terminal sends Esc and a letter right behind it as one key with Alt."""
    async with floor() as console:
        await console.press("/", "a", "alt+o", "0", "enter")
        assert "with “a0”" in console.title


async def test_enter_on_a_campaign_shows_only_its_agents() -> None:
    async with floor() as console:
        await console.press("tab", "j", "enter")
        assert console.agents
        for user in console.agents:
            assert console.agent(user).campaign_id == "SOLAR_OB"
        assert console.title == f"Agents 20  {len(console.agents)} of SOLAR_OB  Esc: all"
        await console.press("enter")
        assert console.title == "Agents 20"
        await console.press("enter", "escape")
        assert console.title == "Agents 20"


async def test_campaign_and_text_narrow_together_and_esc_clears_one_at_a_time() -> None:
    async with floor() as console:
        await console.press("tab", "j", "enter")
        first = console.agents[0]
        await console.press("/", *first, "enter")
        assert console.agents == [first]
        assert f"1 of SOLAR_OB with “{first}”" in console.title
        await console.press("escape")
        assert "of SOLAR_OB  Esc" in console.title
        await console.press("escape")
        assert console.title == "Agents 20"


async def test_a_double_click_on_a_campaign_chooses_and_never_sends() -> None:
    async with floor() as console:
        await console.press("tab", "+")
        await console.click("#campaigns", 5, 1)
        assert console.title == "Agents 20"
        await console.click("#campaigns", 5, 1, times=2)
        assert "of SALESB2B" in console.title
        assert console.dialer.orders == []
        await console.click("#campaigns", 5, 2, times=2)
        assert "of SOLAR_OB" in console.title


async def test_a_double_click_on_an_agent_shows_them_whole_and_a_click_does_not() -> None:
    async with floor() as console:
        await console.click("#agents", 5, 3)
        await console.click("#agents", 5, 2)
        assert console.view is console.floor
        user = console.cursor
        await console.click("#agents", 5, 3, times=2)
        assert console.view.NAME == "agent"
        assert console.view.subject("agent") not in (None, user)
        assert console.dialer.orders == []


async def test_a_click_into_a_table_keeps_the_filter_and_drops_half_a_level() -> None:
    async with floor() as console:
        await console.press("/", *"a001")
        await console.click("#campaigns", 5, 2)
        assert "with “a001”" in console.title
        assert "Filter  " not in console.text
        assert console.campaign_cursor == "SOLAR_OB"
        await console.press("=", "2")
        await console.click("#agents", 5, 2)
        assert "Dial level of" not in console.text
        await console.press("p")
        assert [order.target for order in console.dialer.orders] == [console.cursor]


async def test_the_cursor_is_on_the_first_match_whatever_half_a_word_matched() -> None:
    async with floor(agents=20) as console:
        await console.press("/")
        await console.burst(*"user:a000 !a0001", "enter")
        assert console.cursor == "a0002"
        await console.press("escape")
        await console.point_at("a0005")
        await console.press("/", *"user:a000")
        assert console.cursor == "a0005"
        await console.press(*" !a0005")
        assert console.cursor == "a0001"
