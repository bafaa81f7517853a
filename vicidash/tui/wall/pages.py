"""Which pages there are, and what is on each. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.text import Text

from vicidash import formatting, launch
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.tui.themes_model import FloorTheme
from vicidash.tui.wall import attention, figures
from vicidash.tui.wall.tiles import Paint, beside, exactly, fill

CELL: Final = (64, 18)
"""Columns and lines for which several campaigns share a page."""


@dataclass(frozen=True, slots=True)
class WallPage:
    """A kind of page; of campaigns, which ones."""

    kind: str
    campaigns: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What it shows, in a few words."""
        if self.kind == launch.CAMPAIGNS:
            return formatting.printable(" ".join(self.campaigns))
        return "ALL CAMPAIGNS" if self.kind == launch.OVERVIEW else "PAUSED AND DEAD"


def pages(
    snapshot: FloorSnapshot, kinds: Sequence[str], size: tuple[int, int]
) -> tuple[WallPage, ...]:
    """The pages of these kinds, at least one."""
    names = tuple(snapshot.campaigns.value or {})
    columns, rows = (max(1, room // cell) for room, cell in zip(size, CELL, strict=True))
    each = columns * rows
    found: list[WallPage] = []
    for kind in kinds:
        if kind == launch.CAMPAIGNS:
            parts = (names[start : start + each] for start in range(0, len(names), each))
            found += [WallPage(kind, part) for part in parts]
        else:
            found.append(WallPage(kind))
    return tuple(found) or (WallPage(launch.OVERVIEW),)


def body(
    page: WallPage,
    snapshot: FloorSnapshot,
    theme: FloorTheme,
    *,
    now: float,
    size: tuple[int, int],
    paint: Paint,
) -> list[Text]:
    """The page without what is around it: exactly so many lines and columns."""
    if page.kind == launch.AGENTS:
        return attention.attention_page(snapshot, theme, now=now, size=size, paint=paint)
    if page.kind == launch.CAMPAIGNS:
        return _campaigns(page.campaigns, snapshot, theme, size, paint)
    return fill(figures.overview(snapshot, theme), *size, paint)


def _campaigns(
    names: Sequence[str],
    snapshot: FloorSnapshot,
    theme: FloorTheme,
    size: tuple[int, int],
    paint: Paint,
) -> list[Text]:
    if len(names) == 1:  # its name is the page's
        return _campaign(names[0], snapshot, theme, size, paint, titled=False)
    columns, rows = _grid(len(names), size)
    width, height = size[0] // columns, size[1] // rows
    lines: list[Text] = []
    for start in range(0, len(names), columns):
        row = names[start : start + columns]
        cells = [_campaign(name, snapshot, theme, (width, height), paint) for name in row]
        lines += beside(cells)
    return exactly(lines, *size)


def _grid(count: int, size: tuple[int, int]) -> tuple[int, int]:
    """Columns and rows of cells: as few as will do, the cells as wide as they are high."""
    most = max(1, size[0] // CELL[0])
    options = [(columns, -(-count // columns)) for columns in range(1, most + 1)]

    def fit(option: tuple[int, int]) -> float:
        columns, rows = option
        return min(size[0] / columns / CELL[0], size[1] / rows / CELL[1])

    return max(options, key=fit)


def _campaign(
    name: str,
    snapshot: FloorSnapshot,
    theme: FloorTheme,
    size: tuple[int, int],
    paint: Paint,
    *,
    titled: bool = True,
) -> list[Text]:
    width, height = size
    campaign = snapshot.campaign(name)
    if campaign is None:  # between two looks at the campaigns
        return exactly([Text(formatting.printable(name), "bold")], width, height)
    if not titled:
        return fill(figures.of_campaign(campaign, theme), width, height, paint)
    idle = "  not active" if campaign.stats.active is False else ""
    title = Text.assemble((f" {formatting.printable(name)} ", "reverse bold"), (idle, paint.muted))
    drawn = fill(figures.of_campaign(campaign, theme), width - 2, height - 2, paint)
    return exactly([title, *drawn], width, height)
