"""Prints the picture of a view once: for pipes, cron and pages that somebody else serves.

No terminal is needed: the console runs without one, and is looked at.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import sys
import time
from pathlib import Path
from typing import Any, Final

from textual.app import App
from textual.pilot import Pilot

from vicidash import formatting
from vicidash.alerts.notify import Notifier
from vicidash.client import VicidashError, VicidialClient
from vicidash.clock import steady
from vicidash.config import Loaded
from vicidash.floor.snapshot import LinkState
from vicidash.floor.watch import FloorWatch
from vicidash.history.recorder import FloorRecorder
from vicidash.launch import LaunchTarget, Once, Wall
from vicidash.session import open_answers, open_board, open_watch
from vicidash.tui import themes
from vicidash.tui.app import VicidashApp
from vicidash.tui.glyphs import ASCII, chosen
from vicidash.tui.keymap import check_loaded
from vicidash.tui.svg import picture, recording
from vicidash.tui.wall.board import Setting, board, troubles
from vicidash.tui.wall.pages import pages

WITHOUT_TERMINAL: Final = (120, 40)
"""Columns and rows where there is no terminal to ask."""


def print_once(
    loaded: Loaded, client: VicidialClient, view: LaunchTarget, *, mode: str = ""
) -> int:
    """Print the view's first whole picture, and close the client; the exit code.

    Waits until every tier was asked once. Raises :class:`VicidashError` when the dialer does not
    answer or refuses the login, when the theme cannot be used or the file cannot be written;
    :class:`~vicidash.config.ConfigError` for keys that cannot be used.
    """
    check_loaded(loaded)
    once = view.once or Once()
    svg = once.svg is not None
    # what the watch logs is what the error says, which is told once
    logging.getLogger("vicidash").addHandler(logging.NullHandler())
    for warning in loaded.warnings:
        sys.stderr.write(f"vicidash: note: {formatting.printable(warning)}\n")
    if view.wall is not None:
        drawn = asyncio.run(_wall(loaded, client, view.wall, _size(once), mode))
    else:
        drawn = asyncio.run(_floor(loaded, client, _size(once), mode, svg=svg))
    if once.svg is None or once.svg == "-":
        sys.stdout.write(drawn)
    else:
        _write(Path(once.svg), drawn)
    return 0


def _size(once: Once) -> tuple[int, int]:
    if once.size is not None:
        return once.size
    if not sys.stdout.isatty():
        return WITHOUT_TERMINAL
    columns, lines = shutil.get_terminal_size()
    return columns, lines


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        why = error.strerror or str(error)
        raise VicidashError(f"{path} cannot be written: {why}", "Name another file") from None


async def _polled(watch: FloorWatch) -> None:
    """Ask for every tier once. Raises why the dialer does not tell."""
    while watch.due_in() == 0:
        link = (await watch.step()).link
        if link.state in (LinkState.RETRYING, LinkState.STOPPED) and link.error is not None:
            raise link.error


async def _wall(
    loaded: Loaded, client: VicidialClient, wall: Wall, size: tuple[int, int], mode: str
) -> str:
    theme = themes.load(loaded.settings.theme, themes.user_folder())
    theme = theme.judging_by(loaded.settings.alerts.drop)
    watch = open_watch(client, loaded.settings, hoppers=False, month=False)
    async with client:
        await _polled(watch)
    snapshot, now = watch.snapshot(), steady()
    alerts = open_board(loaded.settings)
    alerts.take(open_answers(client, read_only=True).news() or {})
    alerts.see(snapshot)
    there = pages(snapshot, wall.pages, size)
    setting = Setting(
        there[0],
        (1, len(there)),
        client.url,
        began=now,
        modes=(mode,) if mode else (),
        alerts=troubles(alerts.unacknowledged),
        ascii_only=wall.ascii_only or chosen(loaded.settings.ascii) is ASCII,
    )
    _, text = board(snapshot, setting, theme, now=now, size=size)
    return _lines(text.plain)


async def _floor(
    loaded: Loaded, client: VicidialClient, size: tuple[int, int], mode: str, *, svg: bool
) -> str:
    watch = open_watch(client, loaded.settings)
    # a picture leaves nothing behind, so it has no history to draw either
    records = FloorRecorder(None, dialer=client.url, clock=steady, wall=time.time)
    # and it tells nobody: that is for a console that stays
    quiet = Notifier((), clock=steady, spacing=0.0)
    app = VicidashApp(
        client, loaded.settings, mode=mode, watch=watch, records=records, notifier=quiet
    )
    pictures: list[str] = []

    async def look(pilot: Pilot[object]) -> None:
        await pilot.pause()
        # the second look is at what the first one made known, such as the widths of columns
        await pilot.pause()
        pictures.append(picture(app) if svg else screen_text(app))
        app.exit(0)

    try:
        await _polled(watch)
        await app.run_async(headless=True, size=size, auto_pilot=look)
    finally:
        await client.aclose()
    return pictures[0] if svg else _lines(pictures[0])


def screen_text(app: App[Any]) -> str:
    """The whole screen as text, dialogs too, as :meth:`App.export_screenshot` makes an SVG."""
    console = recording(app.size)
    console.print(app.screen._compositor.render_update(full=True))
    return console.export_text(styles=False)


def _lines(text: str) -> str:
    """Without the blanks at the ends of lines, which only a screen needs."""
    return "".join(f"{line.rstrip()}\n" for line in text.rstrip("\n").split("\n"))
