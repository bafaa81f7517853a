"""Room is used: campaigns are seen in a low terminal, and a vast one is not half empty."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tui.driver import floor
from vicidash.tui.rendering import theme_files
from vicidash.tui.views.queues import queue_charts

THEME = theme_files.load("floor-dark")


async def test_at_60_by_15_every_campaign_and_five_agents_are_seen() -> None:
    async with floor(agents=60, size=(60, 15)) as console:
        assert len(console.campaigns) == 4
        for name in console.campaigns:
            assert any(line[2:].startswith(name) for line in console.lines)
        assert sum(line[2:].startswith("a00") for line in console.lines) >= 5


@pytest.mark.thorough
@pytest.mark.parametrize("keys", [("2",), ("3",), ("8",)])
async def test_at_240_by_70_no_view_is_half_empty(keys: tuple[str, ...]) -> None:
    async with floor(agents=60, live=True, past=1800.0, size=(240, 70), pane=True) as console:
        await console.press(*keys)
        await console.settle()
        await console.settle()
        blank = sum(not line.strip() for line in console.lines)
        assert blank < 35


counts = st.lists(st.none() | st.floats(0, 50), min_size=60, max_size=60)


@pytest.mark.thorough
@settings(deadline=None)
@given(
    st.dictionaries(st.text("abAB漢", min_size=1, max_size=8), counts, max_size=8),
    st.integers(56, 240),
    st.integers(0, 70),
)
def test_the_charts_of_the_queues_fit(
    series: dict[str, list[float | None]], width: int, height: int
) -> None:
    lines = queue_charts(series, THEME, width, height)
    assert len(lines) <= height
    assert all(line.cell_len <= width for line in lines)
