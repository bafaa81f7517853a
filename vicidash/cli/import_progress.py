"""How far an import is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import click

from vicidash.formatting import age, number, printable
from vicidash.importer.engine import Importer
from vicidash.importer.journal import State

BETWEEN_LINES: Final = 5.0
BETWEEN_LOOKS: Final = 0.2


@asynccontextmanager
async def watched(importer: Importer, rows: int) -> AsyncIterator[None]:
    """Show on stderr how far it is, while the block runs."""
    show = _bar if sys.stderr.isatty() else _lines
    task = asyncio.create_task(show(importer, rows))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def settled(importer: Importer) -> int:
    """Rows of which it is known what became."""
    return sum(importer.journal.count(state) for state in State if state.settled)


def standing(importer: Importer) -> str:
    """What is not as usual, in a few words."""
    words = []
    bad = sum(importer.journal.count(each) for each in (State.REJECTED, State.UNKNOWN))
    if bad:
        words.append(f"{number(bad)} rejected")
    if importer.tally.in_doubt:
        words.append(f"{number(importer.tally.in_doubt)} in doubt")
    if importer.link.error is not None:
        words.append(f"waiting for the dialer: {importer.link.error.message}")
    return printable(", ".join(words))


def _speed(importer: Importer, clock: Callable[[], float] = time.monotonic) -> Callable[[], float]:
    begun, before = clock(), settled(importer)
    return lambda: (settled(importer) - before) / max(clock() - begun, 0.001)


async def _lines(importer: Importer, rows: int) -> None:
    speed = _speed(importer)
    while True:
        await asyncio.sleep(BETWEEN_LINES)
        done, rate = settled(importer), speed()
        left = f", {age((rows - done) / rate)} left" if rate > 0 else ""
        also = f" ({words})" if (words := standing(importer)) else ""
        click.echo(f"{number(done)} of {number(rows)} rows, {rate:.0f}/s{left}{also}", err=True)


async def _bar(importer: Importer, rows: int) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.text import Text

    speed = _speed(importer)
    progress = Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TextColumn("{task.fields[also]}", markup=False),
        console=Console(stderr=True, markup=False, emoji=False, highlight=False),
        transient=True,
    )
    with progress:
        bar = progress.add_task("", total=rows, rate="", also="")
        while True:
            done, rate = settled(importer), speed()
            left = f" {age((rows - done) / rate)} left" if rate > 0 else ""
            progress.update(
                bar, completed=done, rate=f"{rate:.0f}/s{left}", also=Text(standing(importer)).plain
            )
            await asyncio.sleep(BETWEEN_LOOKS)
