"""What only the dialer's pages tell, on the wall: in places that cost no other figure its size."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tui.wall.driver import wall
from vicidash.client import Totals, WaitingCall
from vicidash.client.report.models import ReportInGroup
from vicidash.floor.snapshot import FloorSnapshot, Polled
from vicidash.tui.rendering import theme_files
from vicidash.tui.wall import tiles
from vicidash.tui.wall.tiles import Paint, Tile, fill

LABELS = ("longest wait", "trunk short", "dialable", "service level")
PLAIN = Paint("")


def figure(tiles: tuple[Tile, ...], label: str) -> str:
    return next(tile.text for tile in tiles if tile.label.startswith(label))


def plain(figures: tuple[Tile, ...], width: int, height: int) -> list[str]:
    return [line.plain for line in fill(figures, width, height, PLAIN)]


async def test_each_figure_is_the_one_of_the_snapshot() -> None:
    async with wall(agents=20, report=60.0) as pane:
        snapshot, theme = pane.app.snapshot, pane.app.floor_theme
        assert snapshot.head.value is not None
        shown = tiles.overview(snapshot, theme, snapshot.at)
        levels = [e.service_level_1 for e in (snapshot.in_group_figures.value or {}).values()]
        known = [each for each in levels if each is not None]
        assert figure(shown, "dialable") == f"{snapshot.head.value.dialable_leads:,}"
        assert figure(shown, "service level") == (f"{min(known):.1f}%" if known else "—")
        for campaign in (snapshot.campaigns.value or {}).values():
            assert campaign.summary is not None
            own = tiles.of_campaign(campaign, theme, 95.0)
            assert figure(own, "dialable") == f"{campaign.summary.dialable_leads:,}"
            assert figure(own, "longest wait") == "1:35"


async def test_without_the_pages_they_are_unknown() -> None:
    async with wall(agents=20) as pane:
        snapshot = pane.app.snapshot
        shown = tiles.overview(snapshot, pane.app.floor_theme, snapshot.at)
        assert {figure(shown, label) for label in LABELS} == {"—"}


def waiting(*calls: WaitingCall, at: float = 100.0, problem: str | None = None) -> FloorSnapshot:
    return FloorSnapshot(at=100.0, waiting_calls=Polled(calls, at, problem))


OUT = WaitingCall("LIVE", "SALES", 3, "OUT")
IN = WaitingCall("LIVE", "SUPPORT", 95, "IN")
MENU = WaitingCall("IVR", "SUPPORT", 300, "IN")


def test_the_longest_wait_is_that_of_a_call_that_waits_for_an_agent() -> None:
    assert waiting(OUT, IN, MENU).longest_wait(107.0) == 102.0
    assert waiting(OUT, IN, MENU).longest_wait(100.0, "SALES") == 3.0
    assert waiting(MENU).longest_wait(107.0) == 0.0


def test_nobody_waits_once_a_later_look_at_the_queues_shows_none() -> None:
    later = replace(waiting(IN), queues=Polled({}, 115.0))
    empty = later.totals.model_copy(update={"calls_in_queue": 0})
    assert replace(later, totals=empty).longest_wait(120.0) == 0.0
    assert later.longest_wait(120.0) == 115.0


@pytest.mark.parametrize("snapshot", [FloorSnapshot(at=1.0), waiting(IN, problem="no page")])
def test_a_report_that_does_not_come_leaves_the_wait_unknown(snapshot: FloorSnapshot) -> None:
    assert snapshot.longest_wait(120.0) is None


def test_the_lowest_service_level_stands_with_its_in_group() -> None:
    found = {"A": ReportInGroup("A", service_level_1=81.1), "B": ReportInGroup("B")}
    snapshot = FloorSnapshot(at=1.0, in_group_figures=Polled(found, 1.0))
    shown = tiles.overview(snapshot, theme_files.load("floor-dark"), 1.0)
    assert [(t.label, t.text) for t in shown if t.label.startswith("service")] == [
        ("service level A", "81.1%")
    ]


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (120, 32), (200, 60)])
def test_they_cost_the_other_figures_no_size(size: tuple[int, int]) -> None:
    needed = tuple(Tile(f"figure {n}", f"{n}{n}", rank=n) for n in range(8))
    spare = tuple(Tile(label, "7:53", rank=10, spare=True) for label in LABELS)
    before, after = plain(needed, *size), plain((*needed, *spare), *size)
    inked = ["\n".join(lines).count("█") for lines in (before, after)]
    assert inked[1] >= inked[0]
    assert len(after) == size[1]


def test_what_is_not_drawn_large_stands_in_a_line_where_one_is_free() -> None:
    needed = tuple(Tile(f"figure {n}", f"{n}{n}", rank=n) for n in range(9))
    spare = tuple(Tile(label, "7:53", rank=10, spare=True) for label in LABELS)
    text = "\n".join(plain((*needed, *spare), 120, 31))
    assert all(label in text for label in LABELS)


def test_what_is_unknown_is_not_drawn_large() -> None:
    needed = tuple(Tile(f"figure {n}", f"{n}{n}", rank=n) for n in range(8))
    unknown = (Tile("trunk short", "—", rank=10, spare=True),)
    lines = plain((*needed, *unknown), 120, 31)
    assert any("— trunk short" in line for line in lines)


@pytest.mark.parametrize(("answers", "drops", "few"), [(39, 3, True), (1300, 100, False)])
def test_a_tiny_sample_is_grey_on_the_wall_and_says_of_how_many(
    answers: int, drops: int, few: bool
) -> None:
    percent = drops / answers * 100
    totals = Totals(answers_today=answers, drops_today=drops, drop_percent=percent)
    theme = theme_files.load("floor-dark")
    tile = next(
        each
        for each in tiles.overview(FloorSnapshot(at=0.0, totals=totals), theme, 0.0)
        if each.short == "drop %"
    )
    assert tile.value == "7.69"
    assert (tile.label, tile.sign) == (("drop % of 39", "") if few else ("drop %", "!!"))
    assert (tile.colour == theme.parts.muted) is few
