"""Tables sorted by any column: from the keyboard, by the mouse, and stable under updates."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tui.driver import floor
from vicidash.client import Agent
from vicidash.floor.snapshot import Exactness, FloorAgent
from vicidash.tui.table.columns import Column, Sort, chosen
from vicidash.tui.table.table import LiveTable
from vicidash.tui.views.floor.agents import AGENT_COLUMNS, sorted_agents
from vicidash.tui.views.floor.campaigns import CAMPAIGN_COLUMNS

pytestmark = pytest.mark.thorough


async def test_a_letter_sorts_and_again_turns_around() -> None:
    async with floor() as console:
        console.dialer.pause("a0007")
        await console.poll()
        await console.press("S")
        assert console.agents[0] == "a0007"
        assert "State▲" in console.text
        await console.press("S")
        assert console.agents[-1] == "a0007"
        assert "State▼" in console.text


async def test_the_cursor_stays_on_its_agent() -> None:
    async with floor() as console:
        await console.point_at("a0005")
        await console.press("N")
        assert console.cursor == "a0005"
        names = [console.agent(user).full_name.casefold() for user in console.agents]
        assert names == sorted(names)


async def test_by_time_the_longest_come_first_and_stay_while_the_clock_runs() -> None:
    async with floor() as console:
        await console.poll(60)
        console.dialer.pause("a0003")
        await console.poll()
        console.dialer.pause("a0002")
        await console.poll()
        await console.press("T")
        assert console.agents[-2:] == ["a0003", "a0002"]
        before = console.agents
        await console.poll(30)
        assert console.agents == before


async def test_each_table_has_an_order_of_its_own() -> None:
    async with floor() as console:
        before = console.agents
        await console.press("tab", "O")
        assert console.campaigns[0] == "INSURNCE"
        assert "Drop %▼" in console.text
        assert console.agents == before


async def test_an_order_whose_arrow_is_out_of_sight_is_said() -> None:
    async with floor(size=(80, 24)) as console:
        await console.press("tab", "R")
        assert console.message == "Sorted by Drops ▼  w shows the column"
        await console.press("w")
        assert "drops_today" in console.floor.campaign_table.visible_columns


async def test_a_header_is_clicked() -> None:
    async with floor(size=(160, 48)) as console:
        line = next(y for y, line in enumerate(console.lines) if line.startswith("  User"))
        top = console.floor.agent_table.region.y
        await console.click("#agents", console.lines[line].index("Name"), line - top)
        assert "Name▲" in console.text


async def test_a_list_offers_the_columns() -> None:
    async with floor() as console:
        await console.press("s", *"calls", "enter")
        assert console.floor.agent_table.sort_arrow == ("calls_today", "▼")
        calls = [int(console.agent(user).calls_today) for user in console.agents]
        assert calls == sorted(calls, reverse=True)


def underlined(table: LiveTable) -> str:
    """The letters that a header offers."""
    return "".join(
        each.text.upper() for each in table.render_line(0) if each.style and each.style.underline
    )


async def test_by_itself_every_header_offers_all_its_letters() -> None:
    async with floor(size=(200, 48)) as console:
        for key in "1267":
            await console.press(key)
            for table in console.view.query(LiveTable):
                letters = "".join(place.column.letter for place in table.places)
                assert underlined(table) == letters, table.id


async def test_no_header_offers_a_letter_that_is_the_key_of_something_else() -> None:
    keys = {"freeze": ("T",), "pause": ("N",)}
    async with floor(settings={"keys": keys}, size=(160, 48)) as console:
        assert underlined(console.floor.agent_table) == "UCRSDEHOI"
        assert not {"T"} & {*underlined(console.floor.campaign_table)}
        await console.press("s", *"time")
        assert "Time  T" not in " ".join(console.text.split())
        await console.press("enter")
        assert console.floor.agent_table.sort_arrow == ("time", "▼")
        await console.press("T")
        assert console.banner.startswith("FROZEN")


@pytest.mark.parametrize("columns", [AGENT_COLUMNS, CAMPAIGN_COLUMNS])
def test_each_letter_is_in_its_label_and_no_two_are_the_same(columns: Sequence[Column]) -> None:
    letters = [column.letter for column in columns if column.letter]
    assert len(letters) == len(set(letters))
    for column in columns:
        assert column.letter in column.label.upper()


def test_every_figure_of_a_campaign_has_a_letter() -> None:
    without = {column.key for column in CAMPAIGN_COLUMNS if not column.letter}
    assert without == {"waiting_trend", "drop_trend"}


async def test_the_figure_of_30_days_sorts_by_its_letter() -> None:
    async with floor(size=(200, 60)) as console:
        await console.press("tab", "Y")
        assert "30 days %▼" in console.text
        shown = [console.campaign(name).month_percent for name in console.campaigns]
        figures = [float(each.strip("! %")) for each in shown]
        assert figures == sorted(figures, reverse=True)


AGENTS = st.builds(
    lambda number, calls, word, since: FloorAgent(
        Agent(user=f"a{number:04}", campaign_id="X", status=word, calls_today=calls),
        since,
        Exactness.EXACT,
    ),
    st.integers(0, 9999),
    st.none() | st.integers(0, 3),
    st.sampled_from(["READY", "PAUSED", "INCALL"]),
    st.floats(0, 100),
)


@given(
    seen=st.lists(AGENTS, unique_by=lambda each: each.agent.user, max_size=12),
    column=st.sampled_from(["user", "state", "time", "calls_today"]),
    reverse=st.booleans(),
    shuffled=st.randoms(use_true_random=False),
)
@settings(max_examples=60, deadline=None)
def test_the_order_hangs_on_the_values_alone(seen, column, reverse, shuffled) -> None:  # type: ignore[no-untyped-def]
    """However the floor lists them, nobody is lost, and the unknown come last."""
    sort = Sort(column, reverse)
    ordered = sorted_agents(seen, sort)
    shuffled.shuffle(seen)
    assert sorted_agents(seen, sort) == ordered
    assert sorted(each.agent.user for each in ordered) == sorted(e.agent.user for e in seen)
    if column == "calls_today":
        unknown = [each.agent.calls_today is None for each in ordered]
        assert unknown == sorted(unknown)


def test_what_is_looked_for_comes_first() -> None:
    assert chosen(None, "drop_percent") == Sort("drop_percent", reverse=True)
    assert chosen(None, "user") == Sort("user")
    assert chosen(Sort("user"), "user") == Sort("user", reverse=True)
    assert chosen(Sort("user"), "time") == Sort("time", reverse=True)


async def test_within_a_state_the_longest_comes_first_whichever_way_it_is_sorted() -> None:
    async with floor(agents=5) as console:
        for user in ("a0004", "a0002"):
            console.dialer.pause(user)
            await console.poll(8)
        await console.press("s", *"state", "enter")
        assert [user for user in console.agents if user in ("a0002", "a0004")] == ["a0004", "a0002"]
        await console.press("s", *"state", "enter")
        assert [user for user in console.agents if user in ("a0002", "a0004")] == ["a0004", "a0002"]
