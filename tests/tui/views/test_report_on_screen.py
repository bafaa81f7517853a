"""Floor and Queues with the data of the dialer's report, all columns shown."""

from __future__ import annotations

from tests.tui.centre import RIGHT, USER
from tests.tui.driver import Console, floor
from vicidash.client import RealtimeReport, VicidialClient
from vicidash.formatting import number

SIZE = (240, 60)
"""Wide enough for every column of both views."""


async def reported(console: Console) -> RealtimeReport:
    """What the page itself says at this moment."""
    async with VicidialClient(console.server.url, USER, RIGHT) as client:
        return await client.realtime.report()


def line(console: Console, name: str) -> list[str]:
    """The words of the row that begins with ``name``, without the cursor."""
    found = (each.strip("▹▸ ").split() for each in console.text.splitlines())
    return next(words for words in found if words[:1] == [name])


async def test_the_floor_shows_what_only_the_report_knows() -> None:
    async with floor(agents=60, seed=7, live=True, size=SIZE, past=120.0, report=60.0) as console:
        await console.press("tab", "w")
        await console.idle()
        summaries = console.watch.snapshot().summaries.value
        assert summaries
        for name, summary in summaries.items():
            row = line(console, name)
            assert number(summary.dialable_leads) in row
            assert f"{summary.average_agents:.2f}" in row
            assert f"{summary.dial_difference:+.2f}" in row
        await console.press("tab")
        await console.idle()
        seen = {each.user: each for each in (await reported(console)).agents}
        shown = [user for user in seen if f" {user} " in console.text]
        assert shown
        stations = [str(seen[user].station) for user in shown]
        assert all(station in console.text for station in stations)
        assert "≥" not in console.text, "the report settles every time"


async def test_without_the_report_they_are_unknown() -> None:
    async with floor(agents=60, seed=7, live=True, size=SIZE, past=120.0) as console:
        await console.press("tab", "w")
        await console.idle()
        assert console.watch.snapshot().summaries.value is None
        assert "—" in line(console, "SALESB2B")[-4:]


async def test_the_queues_show_service_levels_holds_and_each_waiting_call() -> None:
    async with floor(agents=60, seed=7, live=True, size=SIZE, past=120.0, report=60.0) as console:
        await console.press("2", "w")
        await console.idle()
        snapshot = console.watch.snapshot()
        figures = snapshot.in_group_figures.value
        assert figures
        for name, group in figures.items():
            row = " ".join(line(console, name))
            assert f"{group.service_level_1:.1f}%" in row
            assert f"{group.service_level_2:.1f}%" in row
        waiting = [call for call in snapshot.waiting_calls.value or () if call.waits]
        for call in waiting[:5]:
            assert call.group in console.text
        assert snapshot.waiting_calls.problem is None
