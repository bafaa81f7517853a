"""The screen as an SVG that is the same everywhere, and that any viewer can show."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import escape, unescape
from itertools import groupby
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, SVG_EXPORT_THEME

from vicidash.tui.wearing import ThemedApp

_CELL: Final = 12.2
"""Width of a cell in rich's pictures."""
_LINE: Final = 24.4
"""Height of a line."""
_ABOVE: Final = 18.5
"""How far the top of a line is above what its letters stand on."""

_RUN: Final = re.compile(
    r'<text class="(?P<style>[^"]+)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="[\d.]+"'
    r' clip-path="(?P<clip>[^"]+)">(?P<text>[^<]*)</text>'
)
_WORDS: Final = re.compile(r"[▀-▐]+|[\u2800-\u28ff]+|[^\xa0▀-▐\u2800-\u28ff]+")
"""Blocks, braille, or anything else between two blanks."""
_DOTS: Final = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
"""Column and row of a braille sign's dots, from its lowest bit on."""
_DOT: Final = 2.6
"""Their size."""
_WHOLE: Final = re.compile(
    r'(<clipPath id="terminal-clip-terminal">\s*<rect x="0" y="0")'
    r' width="([\d.]+)" height="([\d.]+)"'
)


def recording(size: tuple[int, int]) -> Console:
    """A terminal of so many columns and rows that is nowhere shown, and can be exported."""
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


def picture(app: ThemedApp) -> str:
    """The whole screen, dialogs too. What a theme leaves to the terminal is as on a dark one, or
    on a bright one where the theme is for those."""
    console = recording(app.size)
    # as Textual's own export has it, which knows of no bright terminal
    screen = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    console.print(screen)
    worn = app.floor_theme
    bright = worn.ansi and not worn.dark
    theme = DEFAULT_TERMINAL_THEME if bright else SVG_EXPORT_THEME
    return _stable(console.export_svg(title=app.title, theme=theme))


def _stable(svg: str) -> str:
    """Without what rich derives from object identities, without a network font, and with each word
    placed by its x: fonts differ in width, and some renderers drop blanks.

    Blocks and the dots of braille are drawn as such: those of a font leave seams between lines,
    and are not as wide as letters where they come from another font.
    """
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", "DejaVu Sans Mono, monospace")
    svg = _WHOLE.sub(_roomier, svg)
    return _RUN.sub(lambda run: "".join(_placed(run)), svg)


def _roomier(whole: re.Match[str]) -> str:
    """Rich cuts off the end of the last column, and what hangs below the last line."""
    width, height = float(whole[2]) + 2, float(whole[3]) + 4
    return f'{whole[1]} width="{width:.1f}" height="{height:.1f}"'


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
    """The part of a cell that a block fills: left, top, width and height, of one."""
    if block == "▀":
        return 0.0, 0.0, 1.0, 0.5
    if block == "▐":
        return 0.5, 0.0, 0.5, 1.0
    eighths = ord(block) - ord("▀")
    if eighths <= 8:  # ▁ to █ rise
        return 0.0, 1 - eighths / 8, 1.0, eighths / 8
    return 0.0, 0.0, (16 - eighths) / 8, 1.0  # ▉ to ▏ shrink
