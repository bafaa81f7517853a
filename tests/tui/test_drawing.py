"""What is new is drawn once, however much of it comes together."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.tui.driver import Console, floor
from vicidash.actions.batch import Batch
from vicidash.tui.views.view import View


def counted(console: Console, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How often the view has been drawn since, not counting its own ticks."""
    views, draws = console.app.views, 0
    draw = views.draw

    def drawn() -> None:
        nonlocal draws
        draws += 1
        draw()

    monkeypatch.setattr(views, "draw", drawn)
    return lambda: draws


async def test_what_comes_in_one_turn_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async with floor() as console:
        draws = counted(console, monkeypatch)
        for number in range(100):
            console.app.floor_console.messages.say(f"news {number}")
        assert draws() == 0, "not while there may be more"
        await console.quiet()
        assert draws() == 1
        assert console.message == "news 99"


async def test_what_a_key_says_is_seen_before_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    async with floor() as console:
        draws = counted(console, monkeypatch)
        await console.burst("space", "space", "space")
        assert draws() >= 3


async def test_a_set_is_put_into_words_when_it_is_drawn_not_at_each_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with floor(agents=60) as console:
        summary, draw = Batch.summary, View.draw
        told = draws = 0

        def counting(batch: Batch) -> str:
            nonlocal told
            told += 1
            return summary(batch)

        def drawing(view: View) -> None:
            nonlocal draws
            draws += 1
            draw(view)

        monkeypatch.setattr(Batch, "summary", counting)
        monkeypatch.setattr(View, "draw", drawing)
        said: list[str] = []
        say = console.app.floor_console.messages.say

        def saying(text: str, kind: str = "") -> None:
            said.append(text)
            say(text, kind)

        monkeypatch.setattr(console.app.floor_console.messages, "say", saying)
        await console.press("*", "p", "left", "enter")
        assert len(console.dialer.orders) == 60
        assert told <= draws
        assert not [each for each in said if each.startswith("pause a")], "no ticket by itself"


async def test_the_view_is_drawn_now_and_then_while_a_set_is_sent_and_when_it_has_been(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its answers come one by one: to draw all agents for each would take longer than to ask."""
    async with floor(agents=60) as console:
        await console.press("*", "p", "left")
        draws = counted(console, monkeypatch)
        await console.press("enter")
        assert len(console.dialer.orders) == 60
        assert console.message == "pause 60 agents: 60 sent"
        assert draws() <= 4
