"""Any order of pictures, keys and scrolling, against a model that is too simple to be wrong."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot

from tests.effort import effort
from tests.tui.table.table_app import TableApp, agent, painted, total
from vicidash.tui.table.table import LiveTable

KEYS = [f"a{number}" for number in range(12)]
HEIGHT = 6

pictures = st.builds(
    lambda keys, times, has_total: (keys, dict(zip(keys, times, strict=False)), has_total),
    st.lists(st.sampled_from(KEYS), unique=True),
    st.lists(st.sampled_from(["0:00", "0:01", "12:34"]), min_size=12, max_size=12),
    st.booleans(),
)
Picture = tuple[list[str], dict[str, str], bool]
presses = st.sampled_from(["up", "down", "pageup", "pagedown", "ctrl+home", "ctrl+end"])
scrolls = st.integers(0, len(KEYS))
marks = st.sets(st.sampled_from(KEYS)).map(frozenset)
steps = st.lists(st.one_of(pictures, pictures, presses, scrolls, marks), max_size=25)


@dataclass
class Model:
    """What a supervisor would expect: a list of agents and the one under the cursor."""

    keys: list[str] = field(default_factory=list)
    cursor: str | None = None
    expected: list[str] = field(default_factory=list)

    def picture(self, keys: list[str]) -> None:
        former, self.keys = self.keys, keys
        if self.cursor is not None and self.cursor not in keys:
            place = former.index(self.cursor)
            self.expected.append(f"gone {self.cursor}")
            near = [*former[place:], *former[:place][::-1]]
            left = [key for key in near if key in keys]
            left += keys[min(place, len(keys) - 1) :] if keys else []
            self.moved(left[0] if left else None)
        elif self.cursor is None and keys:
            self.moved(keys[0])

    def moved(self, key: str | None) -> None:
        if key != self.cursor and key is not None:
            self.expected.append(f"on {key}")
        self.cursor = key


async def play(played: list[object]) -> None:
    app, model = TableApp(), Model()
    async with app.run_test(size=(80, HEIGHT)) as pilot:
        times: dict[str, str] = {}
        for step in played:
            match step:
                case str():
                    await press(step, app.table, model, pilot)
                case int():
                    app.table.scroll_to(y=step, animate=False)
                case frozenset():
                    app.table.marked = step
                case (list() as keys, dict() as times, bool() as has_total):
                    apply(app.table, keys, times, has_total, model)
            await pilot.pause()
            check(app.table, model, times)
        assert app.news() == model.expected


async def press(key: str, table: LiveTable, model: Model, pilot: Pilot[None]) -> None:
    await pilot.press(key)
    if model.keys:
        place = model.keys.index(str(model.cursor))
        last = len(model.keys) - 1
        expected = {
            "up": max(0, place - 1),
            "down": min(last, place + 1),
            "ctrl+home": 0,
            "ctrl+end": last,
        }.get(key, table.cursor_row)
        assert table.cursor_on_screen
        model.moved(model.keys[expected])


def apply(
    table: LiveTable, keys: list[str], times: dict[str, str], has_total: bool, model: Model
) -> None:
    line = table.cursor_row - table.scroll_offset.y
    held = table.cursor_placed and table.cursor_key is not None and table.cursor_on_screen
    rows = [agent(key, time=times[key]) for key in keys]
    table.apply([total()] * has_total + rows)
    model.picture(keys)
    if held and model.cursor is not None:
        lowest = max(0, len(keys) + has_total + 1 - HEIGHT)
        assert table.scroll_offset.y == min(max(0, keys.index(model.cursor) - line), lowest)


def check(table: LiveTable, model: Model, times: dict[str, str]) -> None:
    assert table.cursor_key == model.cursor
    for y, strip in enumerate(painted(table)):
        # What is on the screen is what a paint from nothing would put there.
        assert strip.text == table.render_line(y).text
        index = y - 1 + table.scroll_offset.y
        if y and index < len(model.keys):
            key = model.keys[index]
            assert strip.text.startswith("▸" if key == model.cursor else " ")
            assert strip.text[1] == ("●" if key in table.marked else " ")
            assert strip.text[2:].split()[0] == key
            assert f" {times[key]} " in strip.text


@settings(max_examples=effort(10, 25), deadline=None)
@given(steps)
def test_the_cursor_is_never_carried_to_another_agent(played: list[object]) -> None:
    asyncio.run(play(played))
