"""Words in large letters: the dialer is lost, the login was refused. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final

from rich.text import Text

from vicidash import formatting
from vicidash.client import AccountLocked, AddressBlocked, VicidashError
from vicidash.floor.snapshot import FloorSnapshot, LinkState, LinkStatus
from vicidash.tui.wall import glyphs
from vicidash.tui.wall.tiles import exactly

BLINK: Final = 10.0
"""Seconds: a picture that is younger still stands while the dialer is asked again."""
_MOST_REASON: Final = 3
"""Lines of the reason, at most."""
_SMALLEST: Final = glyphs.size("0", 1)[1]


def due(snapshot: FloorSnapshot, now: float) -> bool:
    """Whether the loss must take the place of the figures."""
    age = snapshot.age(now)
    state = snapshot.link.state
    return state is LinkState.STOPPED or (
        state is LinkState.RETRYING and (age is None or age >= BLINK)
    )


def notice(
    snapshot: FloorSnapshot,
    *,
    now: float,
    since: float,
    size: tuple[int, int],
    ascii_only: bool,
) -> list[Text]:
    """What happened and for how long, as large as it gets; below why, and what will help.

    ``since``: when the figures were last true, or when the wall began.
    """
    width, height = size
    link = snapshot.link
    # two rows of the smallest letters come before all reasons but the first line
    told = _told(link, now, width)[: max(1, height - 2 * _SMALLEST - 1)]
    room = height - len(told)
    headline = _headline(link)
    long = formatting.age(max(0.0, now - since)).upper()
    lines = _large((headline, long), width, room, ascii_only=ascii_only)
    above = max(0, room - len(lines)) // 2
    large = exactly([*(Text() for _ in range(above)), *lines], width, room, centre=True)
    return [*large, *exactly(told, width, height - room, centre=True)]


def _headline(link: LinkStatus) -> str:
    if link.state is not LinkState.STOPPED:
        return "NO ANSWER"
    if isinstance(link.error, AccountLocked):
        return "ACCOUNT LOCKED"
    return "ADDRESS BLOCKED" if isinstance(link.error, AddressBlocked) else "LOGIN REFUSED"


def _told(link: LinkStatus, now: float, width: int) -> list[Text]:
    """What helps comes first: where there is little room, the end of the reason goes."""
    if link.state is LinkState.STOPPED:
        helps = "Polling has stopped: L tries the login once more"
        if len(helps) > width:
            helps = "Stopped: L tries the login once more"
    else:
        wait = (link.next_try or now) - now
        helps = f"next try in {formatting.age(wait)}" if wait > 0 else "trying now"
    # without the function that was asked: the log names it
    error = formatting.printable(VicidashError.__str__(link.error)) if link.error else ""
    reason = wrap(error, max(1, width - 2))[:_MOST_REASON]
    return [*(Text(line, "bold") for line in wrap(helps, width)), *map(Text, reason)]


def _large(pieces: Sequence[str], width: int, height: int, *, ascii_only: bool) -> list[Text]:
    """The pieces at the largest scale at which all fit; the last ones only if there is room."""
    for count in range(len(pieces), 0, -1):
        for scale in range(glyphs.LARGEST, 0, -1):
            for gap in (1, 0):
                lines = list(_wrapped(pieces[:count], width, scale, ascii_only=ascii_only))
                tall = glyphs.size("0", scale, ascii_only=ascii_only)[1]
                if lines and len(lines) * (tall + gap) - gap <= height:
                    return _stacked(lines, scale, gap, ascii_only=ascii_only)
    return [Text(piece, "bold") for piece in pieces]


def _wrapped(pieces: Sequence[str], width: int, scale: int, *, ascii_only: bool) -> Iterator[str]:
    """Each piece in lines that fit; nothing when a word alone is too wide."""
    lines: list[str] = []
    for piece in pieces:
        line = ""
        for word in piece.split():
            longer = f"{line} {word}" if line else word
            if glyphs.size(longer, scale, ascii_only=ascii_only)[0] <= width:
                line = longer
            elif line and glyphs.size(word, scale, ascii_only=ascii_only)[0] <= width:
                lines.append(line)
                line = word
            else:
                return
        lines.append(line)
    yield from lines


def _stacked(lines: Sequence[str], scale: int, gap: int, *, ascii_only: bool) -> list[Text]:
    drawn: list[Text] = []
    for place, line in enumerate(lines):
        drawn += [Text()] * (gap if place else 0)
        drawn += map(Text, glyphs.big(line, scale, ascii_only=ascii_only))
    return drawn
