"""Dial levels: gathered in steps and sent once, or typed."""

from __future__ import annotations

import pytest

from tests.tui.centre import Order
from tests.tui.driver import Console, floor
from vicidash.client import CampaignStats
from vicidash.tui.controllers.campaigns import PendingLevel
from vicidash.tui.rendering.theme_files import DEFAULT, load
from vicidash.tui.widgets.status_lines import StatusLine


def level(value: str, campaign: str = "SALESB2B") -> Order:
    return Order("update_campaign", campaign, value)


async def campaigns_of(console: Console) -> None:
    await console.press("tab")
    assert console.campaign_cursor == "SALESB2B"


async def test_steps_gather_and_enter_sends_them_once() -> None:
    async with floor() as console:
        await campaigns_of(console)
        await console.press(*"+++++")
        assert console.campaign("SALESB2B").dial_level == "3.0→3.5"
        assert console.message.endswith("Enter sends 3.5 anyway, Esc discards")
        assert console.dialer.orders == []
        await console.press("enter", "y")
        assert console.dialer.orders == [level("3.5")]
        assert console.campaign("SALESB2B").dial_level == "✓ 3.5"
        assert console.message == "dial level SALESB2B 3.5: done"
        await console.poll(20)
        assert console.campaign("SALESB2B").dial_level == "3.5"
        assert console.dialer.orders == [level("3.5")]


async def test_while_steps_wait_the_key_that_sends_them_says_so() -> None:
    async with floor(size=(160, 40)) as console:
        await campaigns_of(console)
        assert "Enter Agents" in console.footer
        await console.press(*"--")
        assert "Enter Send 2.8" in console.footer
        await console.press("-")
        assert "Enter Send 2.7" in console.footer
        await console.press("escape")
        assert "Enter Agents" in console.footer
        await console.press("3", "+")
        assert "Enter Send 3.1" in console.footer
        await console.press("enter", "y")
        assert "Send" not in console.footer


async def test_a_second_enter_sends_nothing_more() -> None:
    async with floor() as console:
        await campaigns_of(console)
        await console.burst("+", "enter", "y", "enter")
        assert console.dialer.orders == [level("3.1")]
        assert "of SALESB2B" in console.title


async def test_steps_down_and_back_leave_nothing_to_send() -> None:
    async with floor() as console:
        await campaigns_of(console)
        await console.press("-", "-")
        assert console.campaign("SALESB2B").dial_level == "3.0→2.8"
        await console.press("+", "+")
        assert console.message == "SALESB2B: back to 3.0, nothing to send"
        assert console.campaign("SALESB2B").dial_level == "3.0"
        await console.press("enter")
        assert console.dialer.orders == []


async def test_esc_forgets_the_steps() -> None:
    async with floor() as console:
        await campaigns_of(console)
        await console.press("+", "+", "escape")
        assert console.message == "Change discarded, nothing was sent"
        assert console.campaign("SALESB2B").dial_level == "3.0"
        await console.press("enter")
        assert console.dialer.orders == []


async def test_enter_on_another_campaign_sends_nothing() -> None:
    async with floor() as console:
        await campaigns_of(console)
        await console.press("+", "j", "enter")
        assert (
            console.message
            == "Unsent change on SALESB2B: go to its row and press Enter; Esc discards"
        )
        assert console.dialer.orders == []
        await console.press("k", "enter", "y")
        assert console.dialer.orders == [level("3.1")]


async def test_a_step_on_another_campaign_forgets_the_first() -> None:
    async with floor() as console:
        await campaigns_of(console)
        await console.press("+", "+", "j", "j", "j", "-")
        assert console.campaign("SALESB2B").dial_level == "3.0"
        await console.press("k", "k", "k", "enter")
        assert console.dialer.orders == []


async def test_no_step_goes_below_0_and_0_says_what_it_does() -> None:
    async with floor() as console:
        await campaigns_of(console)
        await console.press(*["-"] * 40)
        assert console.message == "SALESB2B: Enter sends 0.0 (stops dialing), Esc discards"
        await console.press("enter")
        assert console.dialer.orders == [level("0.0")]


async def test_steps_stay_in_sight_when_their_message_has_gone() -> None:
    async with floor() as console:
        await campaigns_of(console)
        await console.press("+")
        await console.poll(40)
        assert console.message.endswith("Enter sends 3.1 anyway, Esc discards")


def hard(percent: float, drops: int, answers: int) -> CampaignStats:
    """A campaign that has dropped so much today."""
    return CampaignStats(
        campaign_id="SALES",
        dial_level=3.0,
        drop_percent=percent,
        drops_today=drops,
        answers_today=answers,
    )


@pytest.mark.parametrize(
    ("stats", "told"),
    [
        (hard(2.93, 28, 956), "drop ! 2.93%, 0 left; Enter sends 3.1 anyway"),
        (hard(2.60, 26, 1000), "drop ! 2.60%, 4 left; Enter sends 3.1 anyway"),
        (hard(3.30, 33, 1000), "drop !! 3.30%, 3 too many; Enter sends 3.1 anyway"),
        (hard(2.49, 24, 964), "Enter sends 3.1"),
    ],
)
def test_the_way_up_says_what_is_dropped_already(stats: CampaignStats, told: str) -> None:
    theme = load(DEFAULT)
    steps = PendingLevel(lambda: None, theme=lambda: theme)
    assert steps.step(stats, +1) == f"SALES: {told}, Esc discards"
    assert steps.kind == ("warning" if "drop" in told else "")
    steps.discard()
    assert steps.step(stats, -1) == "SALES: Enter sends 2.9, Esc discards"
    assert steps.kind == ""


async def test_the_line_that_sends_more_stands_in_the_colour_of_a_warning() -> None:
    async with floor(size=(80, 24)) as console:
        await campaigns_of(console)
        await console.press("+")
        sends = "drop !! 3.18%, 1 too many; Enter sends 3.1 anyway, Esc discards"
        line = console.view.query_one("#message", StatusLine)
        for _ in range(2):
            assert console.message == f"SALESB2B: {sends}"
            assert str(line.shown.style) == console.view.theme.colors.warning
            await console.poll(40)  # and when it stands there for nothing newer is to be said
        await console.press("escape", "=")
        assert console.message.startswith("Now drop !! 3.18%, 1 too many. Lines ")


async def test_a_level_is_typed() -> None:
    async with floor() as console:
        await campaigns_of(console)
        await console.press("=")
        assert "Dial level of SALESB2B, now 3.0" in console.text
        assert "for example 2.5" in console.text
        await console.press(*"2.75")
        assert console.dialer.orders == []
        await console.press("enter")
        assert console.dialer.orders == [level("2.75")]
        assert console.campaign("SALESB2B").dial_level == "✓ 2.75"
        assert "Dial level of" not in console.text


@pytest.mark.parametrize(("typed", "sent"), [("2,5", "2.5"), (",5", "0.5"), ("3,25", "3.25")])
async def test_a_comma_is_a_dot(typed: str, sent: str) -> None:
    async with floor() as console:
        await campaigns_of(console)
        await console.press("=", *typed, "enter", *(["y"] if sent == "3.25" else []))
        assert console.dialer.orders == [level(sent)]


@pytest.mark.thorough
@pytest.mark.parametrize(
    "typed", ["", "-2.5", "1e3", "nan", "2.5.1", "two", "11.5", "11,5", ",", "2,5,1", "1,000.5"]
)
async def test_what_is_no_level_stays_with_the_reason(typed: str) -> None:
    async with floor(client={"max_dial_level": 10.0}) as console:
        await campaigns_of(console)
        await console.press("=", *typed, "enter")
        read = {"11,5": "11.5", ",": "."}.get(typed, typed)
        assert f"dial level {read!r} is not valid: " in console.message
        assert f"now 3.0  {typed}" in console.text
        assert console.dialer.orders == []
        await console.press(*["backspace"] * len(typed), *"2.5", "enter")
        assert console.dialer.orders == [level("2.5")]


async def test_esc_and_tab_send_no_half_level() -> None:
    async with floor() as console:
        await campaigns_of(console)
        await console.press("=", "2", "tab", "shift+tab")
        assert "now 3.0  2" in console.text
        await console.press("escape")
        assert "Dial level of" not in console.text
        await console.press("=")
        assert "now 3.0  for example" in console.text
        await console.press("escape", "enter")
        assert console.dialer.orders == []


async def test_the_dialers_highest_level_is_learnt_from_its_refusal() -> None:
    async with floor(dial_limit=4) as console:
        await campaigns_of(console)
        await console.press("=", *"4.5", "enter", "y")
        assert "dial level SALESB2B 4.5: failed" in console.message
        assert "from 0 (stops dialing) to 4" in console.message
        assert console.dialer.orders == [level("4.5")]
        await console.press("=", *"4.2", "enter")
        assert "from 0 (stops dialing) to 4" in console.message
        await console.press("escape", *["+"] * 12)
        assert console.message == "SALESB2B: the dialer's highest level is 4.0"
        await console.press("enter", "y")
        assert console.dialer.orders[1:] == [level("4.0")]


async def test_a_level_without_effect_is_warned_of() -> None:
    async with floor() as console:
        await campaigns_of(console)
        await console.press(*"jjj", "+")
        assert "INB_ONLY: Enter sends " in console.message
        assert "no effect" in console.message
        await console.press("escape", "=")
        assert "no effect" in console.message
        await console.press("2", "enter", "y")
        assert "dial level INB_ONLY 2.0: done — " in console.message
        assert "no effect" in console.message


@pytest.mark.parametrize(
    ("downs", "campaign", "method"),
    [(1, "SOLAR_OB", "ADAPT_TAPERED"), (2, "INSURNCE", "ADAPT_HARD_LIMIT")],
)
async def test_a_level_that_the_dialer_sets_itself_takes_no_steps_and_says_why(
    downs: int, campaign: str, method: str
) -> None:
    async with floor() as console:
        await campaigns_of(console)
        for key in "+-":
            await console.press(*["j"] * downs, key)
            assert console.message == (
                f"{campaign}: under {method} the dialer sets the level itself every 15 s: "
                "change its adaptive maximum instead (=)"
            )
            assert "→" not in console.campaign(campaign).dial_level
            await console.press("g")
        assert not console.floor.pending.gathered
        assert console.dialer.orders == []


async def test_where_the_dialer_adapts_the_level_its_maximum_is_typed() -> None:
    async with floor() as console:
        await campaigns_of(console)
        await console.press("j", "=")
        assert "Adaptive maximum of SOLAR_OB" in console.text
        await console.press(*"0.5", "enter")
        assert console.message == "An adaptive maximum must be 1 or more, not 0.5"
        assert not console.dialer.asked("update_campaign")
        await console.press("ctrl+u", *"4.5", "enter", "y")
        (asked,) = [q for q in console.dialer.questions if q["function"] == "update_campaign"]
        assert asked["adaptive_maximum_level"] == "4.5"
        assert "auto_dial_level" not in asked
        assert "adaptive maximum SOLAR_OB 4.5: done" in console.message


def test_an_unknown_level_can_only_be_typed() -> None:
    """As a gateway's may be: a stock server always tells it."""
    steps = PendingLevel(lambda: None)
    told = steps.step(CampaignStats(campaign_id="SALES"), +1)
    assert told == "SALES: its dial level is not known; = sets one"
    assert not steps.gathered
