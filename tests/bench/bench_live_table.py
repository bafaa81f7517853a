"""What a tick of the floor costs: a plain DataTable against LiveTable.

Run it with `python -m tests.bench.bench_live_table`. Every contender shows the same pictures in a
160 x 50 terminal whose output is thrown away after it was made, so the paint is counted. Figures
are CPU milliseconds per tick; at one tick a second, 10 ms is 1 % of a core.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.driver import Driver
from textual.drivers.headless_driver import HeadlessDriver
from textual.widget import Widget
from textual.widgets import DataTable

from vicidash.tui.table.columns import Column
from vicidash.tui.table.rows import TableRow
from vicidash.tui.table.table import LiveTable

COLUMNS = (
    Column("user", "USER", 8),
    Column("name", "NAME", 24, flexible=True, min_width=8, max_width=40),
    Column("state", "STATE", 8),
    Column("time", "TIME", 8, align="right"),
    Column("campaign", "CAMPAIGN", 12),
    Column("calls", "CALLS", 6, align="right"),
    Column("pause", "PAUSE", 8),
    Column("phone", "PHONE", 12),
    Column("lead", "LEAD", 10, align="right"),
    Column("group", "GROUP", 12),
)
KEYS = [column.key for column in COLUMNS]
COLOURS = ("green", "yellow", "red", "cyan")
TIME = KEYS.index("time")

Picture = list[tuple[Text, ...]]
Feed = Callable[[Picture], None]


def start(count: int) -> Picture:
    return [tuple(Text(f"{key[:4]}{i}", COLOURS[i % 4]) for key in KEYS) for i in range(count)]


def nothing(picture: Picture, tick: int) -> Picture:
    return list(picture)


def one_cell(picture: Picture, tick: int) -> Picture:
    return [_with_time(picture[0], tick), *picture[1:]]


def time_column(picture: Picture, tick: int) -> Picture:
    return [_with_time(row, tick + i) for i, row in enumerate(picture)]


def all_cells(picture: Picture, tick: int) -> Picture:
    return [
        tuple(Text(f"{tick % 90 + 10}.{i}", COLOURS[tick % 4]) for _ in KEYS)
        for i in range(len(picture))
    ]


def _with_time(row: tuple[Text, ...], seconds: int) -> tuple[Text, ...]:
    return (*row[:TIME], Text(f"{seconds // 60}:{seconds % 60:02}"), *row[TIME + 1 :])


class NullDriver(HeadlessDriver):
    """Throws the terminal's bytes away, but only after they were made."""

    written = 0

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.written += len(data)


class BenchApp(App[None]):
    CSS = "DataTable { height: 1fr; }"

    def __init__(self, table: Widget) -> None:
        super().__init__()
        self.table = table

    def compose(self) -> ComposeResult:
        yield self.table

    def _build_driver(
        self, headless: bool, inline: bool, mouse: bool, size: tuple[int, int] | None
    ) -> Driver:
        self._driver = NullDriver(self, mouse=mouse, size=size)
        return self._driver


def fill(table: DataTable[Text], picture: Picture) -> None:
    for index, row in enumerate(picture):
        table.add_row(*row, key=f"row{index}")


def update_cell() -> tuple[Widget, Feed]:
    """A plain DataTable, told of each changed cell."""
    table: DataTable[Text] = DataTable(cursor_type="row")
    shown: Picture = []

    def feed(picture: Picture) -> None:
        if not shown:
            _add_columns(table)
            fill(table, picture)
        for index, (old, new) in enumerate(zip(shown, picture, strict=False)):
            for key, before, after in zip(KEYS, old, new, strict=True):
                if before is not after and before != after:
                    table.update_cell(f"row{index}", key, after)
        shown[:] = picture

    return table, feed


def clear_and_refill() -> tuple[Widget, Feed]:
    """A plain DataTable, emptied and filled on every tick."""
    table: DataTable[Text] = DataTable(cursor_type="row")

    def feed(picture: Picture) -> None:
        if not table.columns:
            _add_columns(table)
        table.clear()
        fill(table, picture)

    return table, feed


def _add_columns(table: DataTable[Text]) -> None:
    for column in COLUMNS:
        table.add_column(column.label, key=column.key, width=column.width)


def live_table() -> tuple[Widget, Feed]:
    """LiveTable, given the whole picture."""
    table = LiveTable(COLUMNS)

    def feed(picture: Picture) -> None:
        table.apply([TableRow(f"row{index}", row) for index, row in enumerate(picture)])

    return table, feed


def live_table_lazily() -> tuple[Widget, Feed]:
    """LiveTable, given the keys and the way to the cells."""
    table = LiveTable(COLUMNS)
    keys: list[str] = []

    def feed(picture: Picture) -> None:
        if len(keys) != len(picture):
            keys[:] = [f"row{index}" for index in range(len(picture))]
        table.apply_lazily(keys, lambda key: picture[int(key.removeprefix("row"))])

    return table, feed


class Bench:
    CONTENDERS: ClassVar = (update_cell, clear_and_refill, live_table, live_table_lazily)
    CHANGES: ClassVar = (nothing, one_cell, time_column, all_cells)

    def __init__(self, ticks: int) -> None:
        self.ticks = ticks

    async def measure(
        self,
        contender: Callable[[], tuple[Widget, Feed]],
        change: Callable[[Picture, int], Picture],
        count: int,
    ) -> tuple[float, int]:
        """CPU milliseconds and terminal bytes per tick."""
        picture = start(count)
        pictures = [picture := change(picture, tick) for tick in range(self.ticks + 2)]
        table, feed = contender()
        app = BenchApp(table)
        async with app.run_test(size=(160, 50)) as pilot:
            for warm in pictures[:2]:
                feed(warm)
                await pilot.pause()
            driver = app._driver
            assert isinstance(driver, NullDriver)
            driver.written = 0
            begin = time.process_time()
            for fresh in pictures[2:]:
                feed(fresh)
                await pilot.pause()
            spent = time.process_time() - begin
            return spent * 1000 / self.ticks, driver.written // self.ticks

    async def run(self, counts: Sequence[int], names: Sequence[str]) -> None:
        print(f"{'rows':>5} {'change':<12} {'contender':<17} {'CPU ms':>8} {'bytes':>8}")
        for count in counts:
            for change in self.CHANGES:
                for contender in (each for each in self.CONTENDERS if each.__name__ in names):
                    spent, written = await self.measure(contender, change, count)
                    print(
                        f"{count:>5} {change.__name__:<12} {contender.__name__:<17}"
                        f" {spent:>8.1f} {written:>8}"
                    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Cost of a tick, in CPU ms, by way of feeding.")
    parser.add_argument("--ticks", type=int, default=20)
    parser.add_argument("--rows", type=int, nargs="*", default=[200, 2000])
    known = [each.__name__ for each in Bench.CONTENDERS]
    parser.add_argument("--contenders", nargs="*", default=known, choices=known)
    options = parser.parse_args()
    asyncio.run(Bench(options.ticks).run(options.rows, options.contenders))


if __name__ == "__main__":
    main()
