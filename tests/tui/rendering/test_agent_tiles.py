"""What stands on a tile, and how far its colour fills it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from vicidash.client import Agent, AgentState
from vicidash.config.settings import AlertSettings
from vicidash.floor.snapshot import Exactness, FloorAgent
from vicidash.tui.rendering import theme_files
from vicidash.tui.rendering.agent_tiles import LETTERS, AgentTile, agent_tiles, draw_tiles
from vicidash.tui.views.agent.shift import LOOKS

THEME = theme_files.load("floor-dark")
RULES = AlertSettings()
AT = 10_000.0


def agent(
    user: str, status: str = "READY", seconds: float = 5.0, campaign: str = "SALES", **more: object
) -> FloorAgent:
    fields = {"user": user, "campaign_id": campaign, "status": status, **more}
    return FloorAgent(Agent.model_validate(fields), AT - seconds, Exactness.EXACT)


def tiles(*agents: FloorAgent, by_group: bool = False) -> list[AgentTile]:
    return agent_tiles(agents, THEME, RULES, at=AT, by_group=by_group)


def text(shown: list[AgentTile], width: int, height: int, cursor: str | None = None) -> list[str]:
    _, lines = draw_tiles(shown, THEME, size=(width, height), cursor=cursor)
    return ["".join(part for part, _ in line) for line in lines]


def test_letters_are_those_of_the_band_of_a_shift() -> None:
    assert {state: look.letter for state, look in LOOKS.items()} == LETTERS


def test_agents_stand_by_campaign_or_by_user_group() -> None:
    floor = [
        agent("a2", campaign="ZEBRA", user_group="DAY"),
        agent("a1", campaign="ALPHA", user_group="NIGHT"),
        agent("a3", campaign="ALPHA", user_group=None),
    ]
    assert [each.user for each in tiles(*floor)] == ["a1", "a3", "a2"]
    by_group = tiles(*floor, by_group=True)
    assert [(each.group, each.user) for each in by_group] == [
        ("DAY", "a2"),
        ("NIGHT", "a1"),
        ("no group", "a3"),
    ]


def test_without_colours_a_tile_is_read_by_its_letter_and_sign() -> None:
    shown = text(
        tiles(
            agent("a0001", "INCALL", 95, full_name="Rosa Lima"),
            agent("a0002", "PAUSED", 3000, pause_code="LUNCH"),
            agent("a0003", "INCALL", 45, sub_status="DEAD"),
        ),
        40,
        12,
    )
    assert shown[0].startswith("SALES  1 in call  1 paused  1 dead")
    page = "\n".join(shown)
    assert "I a0001" in page
    assert "Rosa Lima" in page
    assert "P!a0002" in page
    assert "LUNCH" in page
    assert "50:00" in page
    assert "X!a0003" in page


@pytest.mark.parametrize(("seconds", "share"), [(0, 0.0), (1350, 0.5), (2700, 1.0), (90_000, 1.0)])
def test_the_colour_fills_it_up_to_the_limit(seconds: float, share: float) -> None:
    (tile,) = tiles(agent("a1", "PAUSED", seconds, pause_code="LUNCH"))
    assert tile.share == share
    grid, lines = draw_tiles([tile], THEME, size=(40, 12))
    place = grid.tiles[0]
    ground = THEME.badge(tile.colour)
    filled = sum(cell_len(part) for part, style in lines[place.y] if style == ground)
    if seconds:
        assert filled == round(share * place.width)


def test_those_past_their_limit_come_before_all_who_have_none() -> None:
    stuck, talking = tiles(
        agent("a1", "INCALL", 45, sub_status="DEAD"), agent("a2", "INCALL", 90_000)
    )
    assert stuck.urgency > talking.urgency


def test_who_is_not_shown_is_counted_by_state() -> None:
    floor = [agent(f"a{n:04}", "PAUSED" if n % 2 else "READY", n) for n in range(200)]
    shown = text(tiles(*floor), 40, 12)
    assert shown[-1].startswith("+")
    assert " more: " in shown[-1]
    count = int(shown[-1].split()[0])
    states = shown[-1].partition(": ")[2].split(", ")
    assert sum(int(each.split()[0]) for each in states) == count


def test_the_cursor_has_a_sign_as_well() -> None:
    shown = text(tiles(agent("a1"), agent("a2")), 40, 12, cursor="a2")
    assert any("W a2▸" in line for line in shown)
    assert not any("a1▸" in line for line in shown)


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)
floors = st.lists(
    st.builds(
        agent,
        st.text("ab01é漢", min_size=1, max_size=12),
        st.sampled_from(["READY", "INCALL", "PAUSED", "CLOSER"]),
        st.floats(0, 9000),
        st.sampled_from(["SALES", "SOLAR", "漢字"]),
        full_name=names,
        sub_status=st.sampled_from([None, "DEAD", "DISPO", "3-WAY"]),
        pause_code=st.sampled_from([None, "", "LUNCH"]),
    ),
    max_size=60,
    unique_by=lambda each: each.agent.user,
)


@settings(deadline=None)
@given(floors, st.integers(1, 240), st.integers(1, 70), st.booleans())
def test_every_line_has_exactly_the_width_of_the_area(
    floor: list[FloorAgent], width: int, height: int, stale: bool
) -> None:
    shown = tiles(*floor)
    cursor = shown[0].user if shown else None
    _, lines = draw_tiles(shown, THEME, size=(width, height), cursor=cursor, stale=stale)
    assert len(lines) == height
    for line in lines:
        assert sum(cell_len(part) for part, _ in line) == width


def test_every_state_has_a_letter() -> None:
    assert set(LETTERS) == set(AgentState)
