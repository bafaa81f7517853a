"""What the report tells, as rows and figures: waiting calls, in-groups, a campaign's head."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from rich.text import Text

from tests.floor.snapshots import campaign, picture
from vicidash.client import CampaignSummary, Queue, ReportCounters, ReportInGroup, WaitingCall
from vicidash.floor.report_pages import NEVER
from vicidash.floor.snapshot import FloorCampaign, FloorSnapshot, Polled
from vicidash.tui.rendering import theme_files
from vicidash.tui.rendering.text import drop_text
from vicidash.tui.table.rows import TableRow
from vicidash.tui.views.floor.campaigns import reasons, summary_figure
from vicidash.tui.views.queue_data import queues_of
from vicidash.tui.views.queues import queue_key, queue_rows

NOW = 1000.0
THEME = theme_files.load("floor-dark")
HEAD = CampaignSummary(
    campaign_id="SALES",
    at=datetime(2026, 11, 23),
    trunk_short=9,
    dialable_leads=1843,
    counters=ReportCounters(ringing=3),
)


def cell(row: TableRow, column: str) -> Text:
    """One cell of a row whose cells are named."""
    assert isinstance(row.cells, Mapping)
    return row.cells[column]


def snapshot() -> FloorSnapshot:
    calls = (
        WaitingCall("LIVE", "SUPPORT", 12, "IN", 0),
        WaitingCall("LIVE", "SUPPORT", 95, "IN", 1, "a0007"),
    )
    figures = ReportInGroup("SUPPORT", calls=50, answers=40, drop_percent=1.0, service_level_1=75.5)
    return picture(
        NOW,
        queues=[Queue(id="SUPPORT", total_calls=3, calls_waiting=2)],
        waiting_calls=Polled(calls, NOW - 5.0),
        in_group_figures=Polled({"SUPPORT": figures}, NOW - 5.0),
    )


def test_each_waiting_call_has_a_row_with_its_own_time_the_longest_first() -> None:
    seen = queues_of(snapshot()).values()
    rows = queue_rows(seen, THEME, at=NOW, trend=lambda key: (), stale=False)
    assert [cell(row, "wait").plain for row in rows[1:]] == ["1:40", "0:17"]
    assert cell(rows[1], "name").plain == "  LIVE priority 1 for a0007"
    assert {queue_key(row.key) for row in rows} == {rows[0].key}


def test_an_in_group_shows_its_service_level_and_what_is_unknown_as_a_dash() -> None:
    row = queue_rows(
        queues_of(snapshot()).values(), THEME, at=NOW, trend=lambda key: (), stale=False
    )[0]
    assert cell(row, "service_level_1").plain == "75.5%"
    assert cell(row, "service_level_2").plain == cell(row, "hold_all").plain == "—"


def test_a_campaign_without_its_summary_says_why() -> None:
    each = FloorCampaign(campaign())
    assert summary_figure(each, "trunk_short") is None
    assert "Trunk short" in reasons(each, page_problem="realtime_summary: gone")
    known = FloorCampaign(campaign(), summary=HEAD)
    assert summary_figure(known, "calls_ringing") == 3
    assert summary_figure(known, "dialable_leads") == 1843


def test_a_tiny_sample_is_grey_and_says_of_how_many() -> None:
    few = drop_text(7.6923, 39, THEME)
    assert (few.plain, str(few.style)) == ("8% of 39", THEME.parts.muted)
    assert drop_text(7.6923, 100, THEME).plain == "!! 7.69%"
    assert drop_text(0.0, 39, THEME).plain == "0.00%"


def test_where_pages_are_never_asked_the_columns_on_the_screen_have_that_reason() -> None:
    each = FloorCampaign(campaign())
    shown = reasons(each, page_problem=NEVER, columns=("campaign_id", "trunk_short"))
    line = next(line for line in shown.splitlines() if line.startswith("Trunk short"))
    assert line == f"Trunk short: {NEVER}"
    assert "Dialable" not in shown
    assert NEVER not in reasons(each, page_problem=NEVER)
