"""Rich's SVG, as it is the same everywhere and any viewer can show it."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Final

from rich.cells import cell_len


def stable(svg: str) -> str:
    """Without what rich derives from object identities, without a network font, and with each word
    placed by its x: fonts differ in width, and some renderers drop blanks.
    """
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", "DejaVu Sans Mono, monospace")
    return _RUN.sub(_place, svg)


_RUN: Final = re.compile(
    r'<text class="(?P<style>[^"]+)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="[\d.]+"'
    r' clip-path="(?P<clip>[^"]+)">(?P<text>[^<]*)</text>'
)
_CELL: Final = 12.2
"""Width of a cell in rich's pictures."""


def _place(run: re.Match[str]) -> str:
    text = unescape(run["text"])
    return "".join(
        f'<text class="{run["style"]}" x="{float(run["x"]) + word.start() * _CELL:.1f}"'
        f' y="{run["y"]}" textLength="{cell_len(word[0]) * _CELL:.1f}"'
        f' clip-path="{run["clip"]}">{escape(word[0], quote=False)}</text>'
        for word in re.finditer(r"[^\xa0]+", text)
    )
