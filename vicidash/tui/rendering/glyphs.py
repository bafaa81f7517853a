"""The signs that the console draws, and their replacements on terminals with ASCII only.

Screens write the signs of `UTF8` everywhere. On a plain terminal :class:`AsciiFilter` turns all
that is drawn, borders and the dialer's own names included, into ASCII of the same width. Nothing
is missed, and no screen needs to care.
"""

from __future__ import annotations

import codecs
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Final, Literal

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of signs, each one cell wide; runs of them rise from nothing to full."""

    sending: str = "…"
    pending: str = "◷"
    """Queued at the dialer: the agent's own screen obeys when it can."""
    done: str = "✓"
    failed: str = "✗"
    superseded: str = "·"
    unknown: str = "—"
    at_least: str = "≥"
    becomes: str = "→"
    cursor: str = "▸"
    resting: str = "▹"
    """The cursor of a table that no key acts on now."""
    mark: str = "●"
    cut: str = "…"
    rising: str = "▲"
    falling: str = "▼"
    bullet: str = "•"
    writes: str = "✎"
    quote: str = "“"
    unquote: str = "”"
    spark: str = " ▁▂▃▄▅▆▇█"
    """Columns of a sparkline, from none to full: nine."""
    bar: str = " ▏▎▍▌▋▊▉█"
    """Ends of a bar, from none to full: nine."""
    line: str = "─│┌┐└┘├┤┬┴┼"
    """Axes and frames: across, down, four corners, four branches, a crossing."""


UTF8: Final = Glyphs()
ASCII: Final = Glyphs(
    sending="~",
    pending="o",
    done="+",
    failed="x",
    superseded=".",
    unknown="-",
    at_least=">",
    becomes=">",
    cursor=">",
    resting="-",
    mark="*",
    cut="~",
    rising="^",
    falling="v",
    bullet="*",
    writes="#",
    quote='"',
    unquote='"',
    spark=" _.,-=+*#",
    bar="   ..==##",
    line="-|+++++++++",
)


def _signs() -> Mapping[str, str]:
    """ASCII for each sign of ours, for what Textual draws, and for letters that have no parts."""
    found: dict[str, str] = {}
    for each in fields(Glyphs):
        pairs = zip(getattr(UTF8, each.name), getattr(ASCII, each.name), strict=True)
        for sign, plain in pairs:
            found.setdefault(sign, plain)
    for signs, plain in (
        ("━═╌╍┄┅┈┉╴╶╸╺▔▁▀▄", "-"),
        ("┃║╎╏┆┇┊┋╵╷╹╻▌▐▎▊▏▕", "|"),
        ("┏┓┗┛╔╗╚╝╭╮╰╯┠┨┣┫┯┷┿╂╋┳┻╠╣╦╩╬▖▗▘▙▚▛▜▝▞▟", "+"),
        ("–−‐‑", "-"),
        ("‘’‚′", "'"),
        ("„«»″", '"'),
        ("↑⬆△", "^"),
        ("↓⬇▽", "v"),
        ("←◀◂◁⬅", "<"),
        ("→▶▷➜⏵", ">"),
        ("≤", "<"),
        ("█▓▒■▮", "#"),
        ("░□▢▯", "."),
        ("○◯◌◦", "o"),
        ("◉◆★", "*"),
        ("✔", "+"),
        ("×✘✕✖", "x"),
        ("÷", "/"),
        ("≈", "~"),
        ("⚠", "!"),
        ("ØŒ", "O"),
        ("øœ", "o"),
        ("Æ", "A"),
        ("æ", "a"),
        ("Ł", "L"),
        ("ł", "l"),
        ("ĐÐ", "D"),
        ("đð", "d"),
        ("ß", "s"),
        ("ı", "i"),
    ):
        for sign in signs:
            found.setdefault(sign, plain)
    return found


_SIGNS: Final = _signs()


@lru_cache(maxsize=4096)
def ascii_text(text: str) -> str:
    """The text in ASCII, as many cells wide: signs by the table, accents gone, all else ``?``."""
    return text if text.isascii() else "".join(map(_ascii_character, text))


@lru_cache(maxsize=4096)
def _ascii_character(character: str) -> str:
    if character.isascii():
        return character
    if character in _SIGNS:
        return _SIGNS[character]
    if "\u2800" <= character <= "\u28ff":  # the dots of a chart
        return "*" if character != "\u2800" else " "
    base = unicodedata.normalize("NFKD", character)[:1]
    return base if base.isascii() and cell_len(character) == 1 else "?" * cell_len(character)


class AsciiFilter(LineFilter):
    """Turns all that is drawn into ASCII, on its way to the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment
            if segment.text.isascii() or segment.control
            else Segment(ascii_text(segment.text), segment.style)
            for segment in segments
        ]


def terminal_is_utf8(env: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal can show more than ASCII: what its locale says, else yes.

    Where no locale is set, Python itself has put ``LC_CTYPE=C.UTF-8`` into the environment.
    """
    if env.get("TERM") in ("linux", "vt100", "vt220"):
        return False  # a console's font has no more than a few hundred signs
    value = next((env[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if env.get(name)), "")
    _, dot, encoding = value.partition("@")[0].partition(".")
    return _is_utf8(encoding) if dot else value not in ("C", "POSIX")


def _is_utf8(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name == "utf-8"
    except LookupError:
        return False


def chosen(setting: bool | Literal["auto"], env: Mapping[str, str] = os.environ) -> Glyphs:
    """The signs for the setting ``ascii``."""
    if setting == "auto":
        return UTF8 if terminal_is_utf8(env) else ASCII
    return ASCII if setting else UTF8
