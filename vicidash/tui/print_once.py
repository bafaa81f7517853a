"""Prints a screen once, as text or SVG: for pipes, cron and web pages.

No terminal is needed: the console runs headless.
"""

from __future__ import annotations

import asyncio
import io
import logging
import re
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from html import escape, unescape
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, SVG_EXPORT_THEME
from textual.app import App
from textual.pilot import Pilot

from vicidash import formatting
from vicidash.alerts.notify import Notifier
from vicidash.client import VicidashError, VicidialClient
from vicidash.clock import steady
from vicidash.config import Loaded
from vicidash.floor.snapshot import LinkState
from vicidash.floor.user_groups import of_user_groups
from vicidash.floor.watch import FloorWatch
from vicidash.history.recorder import FloorRecorder
from vicidash.launch import LaunchTarget, Once, Wall
from vicidash.session import open_answers, open_board, open_services, open_watch
from vicidash.tui.app import VicidashApp
from vicidash.tui.base_app import ThemedApp
from vicidash.tui.bindings import check_loaded
from vicidash.tui.rendering import theme_files
from vicidash.tui.rendering.glyphs import ASCII, chosen
from vicidash.tui.wall.board import Setting, board, troubles
from vicidash.tui.wall.pages import pages

# The screen as an SVG that is the same everywhere and that any viewer can show

_CELL: Final = 12.2
"""Width of a cell in rich's SVG."""
_LINE: Final = 24.4
"""Height of a line."""
_ABOVE: Final = 18.5
"""From the top of a line to the baseline of its letters."""

_RUN: Final = re.compile(
    r'<text class="(?P<style>[^"]+)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="[\d.]+"'
    r' clip-path="(?P<clip>[^"]+)">(?P<text>[^<]*)</text>'
)
_WORDS: Final = re.compile(r"[▀-▐]+|[\u2800-\u28ff]+|[^\xa0▀-▐\u2800-\u28ff]+")
"""A run of blocks, of braille, or of anything else between blanks."""
_DOTS: Final = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
"""Column and row of each dot of a braille character, from its lowest bit."""
_DOT: Final = 2.6
"""The size of a dot."""
_WHOLE: Final = re.compile(
    r'(<clipPath id="terminal-clip-terminal">\s*<rect x="0" y="0")'
    r' width="([\d.]+)" height="([\d.]+)"'
)


def recording(size: tuple[int, int]) -> Console:
    """An invisible terminal of this size whose content can be exported."""
    width, height = size
    return Console(
        width=width,
        height=height,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        record=True,
        legacy_windows=False,
        safe_box=False,
    )


def screen_svg(app: ThemedApp) -> str:
    """The screen with its dialogs as SVG. Colours that a theme leaves to the terminal are those of
    a dark terminal, or of a bright one if the theme is for bright terminals."""
    console = recording(app.size)
    # as in Textual's export, which has no bright terminal
    screen = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    console.print(screen)
    worn = app.floor_theme
    bright = worn.ansi and not worn.dark
    theme = DEFAULT_TERMINAL_THEME if bright else SVG_EXPORT_THEME
    return _stable(console.export_svg(title=app.title, theme=theme))


def _stable(svg: str) -> str:
    """The SVG without ids that rich derives from objects, without a network font, and with each
    word at its own x, as fonts differ in width and some renderers drop blanks.

    Blocks and braille dots are drawn as rectangles: those of a font leave gaps between lines, and
    have another width than letters if they come from another font.
    """
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", "DejaVu Sans Mono, monospace")
    svg = _WHOLE.sub(_widened, svg)
    return _RUN.sub(lambda run: "".join(_placed(run)), svg)


def _widened(clip: re.Match[str]) -> str:
    """Widen the clip area: rich cuts off the last column and what is below the last baseline."""
    width, height = float(clip[2]) + 2, float(clip[3]) + 4
    return f'{clip[1]} width="{width:.1f}" height="{height:.1f}"'


def _placed(run: re.Match[str]) -> Iterator[str]:
    text = unescape(run["text"])
    for word in _WORDS.finditer(text):
        x = float(run["x"]) + cell_len(text[: word.start()]) * _CELL
        top = float(run["y"]) - _ABOVE
        if "▀" <= word[0][0] <= "▐":
            yield from _blocks(run["style"], x, top, word[0])
        elif "\u2800" <= word[0][0] <= "\u28ff":
            yield from _dots(run["style"], x, top, word[0])
        else:
            yield (
                f'<text class="{run["style"]}" x="{x:.1f}" y="{run["y"]}"'
                f' textLength="{cell_len(word[0]) * _CELL:.1f}"'
                f' clip-path="{run["clip"]}">{escape(word[0], quote=False)}</text>'
            )


def _blocks(style: str, x: float, y: float, blocks: str) -> Iterator[str]:
    for block, same in groupby(blocks):
        count = len(list(same))
        left, top, width, height = _part(block)
        many = count if width == 1 else 1
        for each in range(count // many):
            begin = x + (each + left) * _CELL
            yield (
                f'<rect class="{style}" shape-rendering="crispEdges"'
                f' x="{begin:.1f}" y="{y + top * _LINE:.1f}"'
                f' width="{width * many * _CELL:.1f}" height="{height * _LINE:.1f}"/>'
            )
        x += count * _CELL


def _dots(style: str, x: float, y: float, signs: str) -> Iterator[str]:
    for sign in signs:
        for bit, (column, row) in enumerate(_DOTS):
            if ord(sign) >> bit & 1:
                left = x + (column + 0.5) * _CELL / 2 - _DOT / 2
                top = y + (row + 0.5) * _LINE / 4 - _DOT / 2
                yield (
                    f'<rect class="{style}" x="{left:.1f}" y="{top:.1f}"'
                    f' width="{_DOT}" height="{_DOT}"/>'
                )
        x += _CELL


def _part(block: str) -> tuple[float, float, float, float]:
    """The part of a cell that a block fills: left, top, width and height as fractions."""
    if block == "▀":
        return 0.0, 0.0, 1.0, 0.5
    if block == "▐":
        return 0.5, 0.0, 0.5, 1.0
    eighths = ord(block) - ord("▀")
    if eighths <= 8:  # ▁ to █ grow upwards
        return 0.0, 1 - eighths / 8, 1.0, eighths / 8
    return 0.0, 0.0, (16 - eighths) / 8, 1.0  # ▉ to ▏ shrink


WITHOUT_TERMINAL: Final = (120, 40)
"""Columns and rows without a terminal."""


def print_once(
    loaded: Loaded, client: VicidialClient, view: LaunchTarget, *, mode: str = ""
) -> int:
    """Print the first complete screen of a view, and close the client; the exit code.

    Waits until every tier has been polled once. Raises :class:`VicidashError` when the dialer does
    not answer or refuses the login, when the theme cannot be used or the file cannot be written;
    :class:`~vicidash.config.ConfigError` for keys that cannot be used.
    """
    check_loaded(loaded)
    once = view.once or Once()
    svg = once.svg is not None
    # the watch logs the same error that is printed
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
        raise VicidashError(f"{path} cannot be written: {why}", "Choose another file") from None


async def _polled(watch: FloorWatch) -> None:
    """Poll every tier once. Raises the error of the dialer."""
    while watch.due_in() == 0:
        link = (await watch.step()).link
        if link.state in (LinkState.RETRYING, LinkState.STOPPED) and link.error is not None:
            raise link.error


async def _wall(
    loaded: Loaded, client: VicidialClient, wall: Wall, size: tuple[int, int], mode: str
) -> str:
    theme = theme_files.load(loaded.settings.theme, theme_files.user_folder())
    theme = theme.judging_by(loaded.settings.alerts.drop)
    watch = open_watch(client, loaded.settings, hoppers=False, month=False)
    async with client:
        await _polled(watch)
    snapshot, now = watch.snapshot(), steady()
    alerts = open_board(loaded.settings)
    alerts.take(open_answers(client, read_only=True).news() or {})
    alerts.see(snapshot)
    snapshot = of_user_groups(snapshot, wall.groups)
    there = pages(snapshot, wall.pages, size, wall.states)
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
    # it writes no history, so it has none to draw
    records = FloorRecorder(None, dialer=client.url, clock=steady, wall=time.time)
    # and it sends no notices: that is for a console that stays open
    quiet = Notifier((), clock=steady, spacing=0.0)
    services = replace(
        open_services(client, loaded.settings, quiet, mode=mode),
        watch=watch,
        recorder=records,
        open_recorder=None,
    )
    app = VicidashApp(client, loaded.settings, services=services)
    pictures: list[str] = []

    async def look(pilot: Pilot[object]) -> None:
        await pilot.pause()
        # draw twice: the first draw settles, for example, the widths of columns
        await pilot.pause()
        pictures.append(screen_svg(app) if svg else screen_text(app))
        app.exit(0)

    try:
        await _polled(watch)
        await app.run_async(headless=True, size=size, auto_pilot=look)
    finally:
        await client.aclose()
    return pictures[0] if svg else _lines(pictures[0])


def screen_text(app: App[Any]) -> str:
    """The screen with its dialogs as text, as :meth:`App.export_screenshot` does for SVG."""
    console = recording(app.size)
    console.print(app.screen._compositor.render_update(full=True))
    return console.export_text(styles=False)


def _lines(text: str) -> str:
    """The text without blanks at the ends of lines."""
    return "".join(f"{line.rstrip()}\n" for line in text.rstrip("\n").split("\n"))
