"""The wall as lines of text: header, page and alerts, or a notice that the dialer is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from rich.cells import cell_len
from rich.text import Text

from vicidash import formatting
from vicidash.alerts.alert import Alert, Severity
from vicidash.alerts.center import SIGNS
from vicidash.alerts.groups import grouped
from vicidash.client import AccountLocked, AddressBlocked, VicidashError
from vicidash.config.settings import AlertSettings
from vicidash.floor.snapshot import FloorSnapshot, LinkState, LinkStatus
from vicidash.tui.rendering.glyphs import ascii_text
from vicidash.tui.rendering.text import clipped
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.wall import big_font
from vicidash.tui.wall.pages import WallPage, body
from vicidash.tui.wall.tiles import Paint, exactly

# The notice: the dialer does not answer, or refuses the login

BLINK: Final = 10.0
"""Seconds that the last figures stay while the dialer is polled again."""
_MOST_REASON: Final = 3
"""Most lines of the reason."""
_SMALLEST: Final = big_font.size("0", 1)[1]


def due(snapshot: FloorSnapshot, now: float) -> bool:
    """Whether the notice replaces the figures."""
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
    """What happened and for how long, as large as possible; below it why and what helps.

    ``since``: when the figures were last current, or when the wall started.
    """
    width, height = size
    link = snapshot.link
    # two rows of the smallest letters take precedence over all but the first line of the reason
    text = _explanation(link, now, width)[: max(1, height - 2 * _SMALLEST - 1)]
    room = height - len(text)
    headline = _headline(link)
    long = formatting.age(max(0.0, now - since)).upper()
    lines = _large((headline, long), width, room, ascii_only=ascii_only)
    above = max(0, room - len(lines)) // 2
    large = exactly([*(Text() for _ in range(above)), *lines], width, room, centre=True)
    return [*large, *exactly(text, width, height - room, centre=True)]


def _headline(link: LinkStatus) -> str:
    if link.state is not LinkState.STOPPED:
        return "NO ANSWER"
    if isinstance(link.error, AccountLocked):
        return "ACCOUNT LOCKED"
    return "ADDRESS BLOCKED" if isinstance(link.error, AddressBlocked) else "LOGIN REFUSED"


def _explanation(link: LinkStatus, now: float, width: int) -> list[Text]:
    """What helps, then the reason, whose end is cut off if there is little room."""
    if link.state is LinkState.STOPPED:
        helps = "Polling has stopped: L tries the login again"
        if len(helps) > width:
            helps = "Stopped: L tries the login again"
    else:
        wait = (link.next_try or now) - now
        helps = f"next try in {formatting.age(wait)}" if wait > 0 else "trying now"
    # without the API function, which is in the log
    error = formatting.printable(VicidashError.__str__(link.error)) if link.error else ""
    reason = wrap(error, max(1, width - 2))[:_MOST_REASON]
    return [*(Text(line, "bold") for line in wrap(helps, width)), *map(Text, reason)]


def _large(pieces: Sequence[str], width: int, height: int, *, ascii_only: bool) -> list[Text]:
    """The pieces at the largest scale at which they fit; the last ones are left out if need be."""
    for count in range(len(pieces), 0, -1):
        for scale in range(big_font.LARGEST, 0, -1):
            for gap in (1, 0):
                lines = list(_wrapped(pieces[:count], width, scale, ascii_only=ascii_only))
                tall = big_font.size("0", scale, ascii_only=ascii_only)[1]
                if lines and len(lines) * (tall + gap) - gap <= height:
                    return _stacked(lines, scale, gap, ascii_only=ascii_only)
    return [Text(piece, "bold") for piece in pieces]


def _wrapped(pieces: Sequence[str], width: int, scale: int, *, ascii_only: bool) -> Iterator[str]:
    """Each piece in lines that fit; nothing if a single word is too wide."""
    lines: list[str] = []
    for piece in pieces:
        line = ""
        for word in piece.split():
            longer = f"{line} {word}" if line else word
            if big_font.size(longer, scale, ascii_only=ascii_only)[0] <= width:
                line = longer
            elif line and big_font.size(word, scale, ascii_only=ascii_only)[0] <= width:
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
        drawn += map(Text, big_font.big(line, scale, ascii_only=ascii_only))
    return drawn


STALE: Final = 30.0
"""Seconds from which the age of the data has a warning sign."""
MOST_ALERTS: Final = 3
"""Most lines of alerts; the rest is counted."""
LINES_FOR_ALERT: Final = 8
"""Lines of a pane per line of alerts, as figures take precedence in a low pane."""


class Trouble(NamedTuple):
    """A problem, shown in a line below every page."""

    severity: Severity
    words: str


def troubles(alerts: Iterable[Alert]) -> tuple[Trouble, ...]:
    """The problems that alerts report; several alerts that are one are one problem."""
    return tuple(Trouble(each.severity, each.words) for each in grouped(alerts))


@dataclass(frozen=True, slots=True)
class Setting:
    """What the wall shows besides the snapshot."""

    page: WallPage
    place: tuple[int, int] = (1, 1)
    """Which page of how many."""
    url: str = ""
    began: float = 0.0
    """Clock seconds when the wall started."""
    held: bool = False
    modes: tuple[str, ...] = ()
    alerts: Sequence[Trouble] = ()
    ascii_only: bool = False
    rules: AlertSettings = field(default_factory=AlertSettings)
    """The limits of states."""


def board(
    snapshot: FloorSnapshot,
    setting: Setting,
    theme: FloorTheme,
    *,
    now: float,
    size: tuple[int, int],
) -> tuple[str, Text]:
    """A CSS class, or an empty one, and exactly as many lines as the pane has."""
    width, height = size
    lost = due(snapshot, now)
    kind = "-lost" if lost else ""
    paint = Paint("" if lost else theme.parts.muted, setting.ascii_only)
    top = _header(snapshot, setting, theme, now, width, lost=lost)
    if lost:
        at = snapshot.agents.at
        middle = notice(
            snapshot,
            now=now,
            since=setting.began if at is None else at,
            size=(width, height - 1),
            ascii_only=setting.ascii_only,
        )
        lines = [top, *middle]
    else:
        below = _below(snapshot, setting, theme, size)[: max(0, height - 5)]
        room = (width, height - 1 - len(below))
        middle = body(
            setting.page,
            snapshot,
            theme,
            now=now,
            size=room,
            paint=paint,
            rules=setting.rules,
        )
        lines = [top, *middle, *exactly(below, width, len(below))]
    drawn = map(_in_ascii, lines) if setting.ascii_only else lines
    return kind, Text("\n", no_wrap=True, end="").join(drawn)


def _in_ascii(line: Text) -> Text:
    """The line in ASCII; a character may become two."""
    if line.plain.isascii():
        return line
    characters = [line[place] for place in range(len(line))]
    for character in characters:
        character.plain = ascii_text(character.plain)
    return Text().join(characters)


def _header(
    snapshot: FloorSnapshot,
    setting: Setting,
    theme: FloorTheme,
    now: float,
    width: int,
    *,
    lost: bool,
) -> Text:
    """The page's title, the age of the data, which is always shown, and the rest if it fits."""
    muted = "" if lost else theme.parts.muted
    host = formatting.printable(urlsplit(setting.url).netloc)
    title = Text(host if lost else setting.page.title, "bold")
    if snapshot.user_groups and not lost:
        named = " ".join(snapshot.user_groups)
        title.append(f" · agents of {formatting.printable(named)}")
    age = _age(snapshot, theme, now, lost=lost)
    place = Text("" if lost else f"{setting.place[0]}/{setting.place[1]}", muted)
    accent = theme.badge(theme.colors.accent)
    modes = [Text(f" {mode} ", accent) for mode in setting.modes]
    held = [Text(" HELD ", accent)] if setting.held and not lost else []
    time = snapshot.dialer_time(now)
    clock = Text(f"{time:%H:%M:%S}" if time else "")
    site = Text("" if lost else host, muted)
    for beside in (
        [*modes, *held, site, clock, place],
        [*modes, *held, clock, place],
        [*modes, *held, place],
        [*held, place],
        held,
    ):
        right = Text("  ").join(part for part in (*beside, age) if part)
        room = width - 2 - cell_len(right.plain)
        if room >= cell_len(title.plain) + 2:
            break
    title = clipped(title, max(0, room - 1))
    gap = max(1, room - cell_len(title.plain))
    return exactly([Text.assemble(" ", title, " " * gap, right)], width, 1)[0]


def _age(snapshot: FloorSnapshot, theme: FloorTheme, now: float, *, lost: bool) -> Text:
    age = snapshot.age(now)
    if age is None:
        return Text("no data yet")
    text = f"{formatting.age(age)} old"
    if lost:
        return Text(text, "bold")
    if snapshot.link.state is LinkState.RETRYING:
        return Text(f"! no answer  {text}", f"bold {theme.colors.error}")
    return Text(f"! {text}", f"bold {theme.colors.warning}") if age >= STALE else Text(text)


def _below(
    snapshot: FloorSnapshot, setting: Setting, theme: FloorTheme, size: tuple[int, int]
) -> list[Text]:
    """The alerts, and a problem of the data."""
    width, height = size
    most = max(1, min(MOST_ALERTS, height // LINES_FOR_ALERT))
    alerts, count = setting.alerts, ""
    more = len(alerts) - most
    if more > 0 and most > 1:  # the last line counts the rest
        last = alerts[most - 1]._replace(words=f"and {more + 1} more alerts")
        alerts = [*alerts[: most - 1], last]
    elif more > 0:
        alerts, count = alerts[:1], f" (+{more})"
    colours = {Severity.WARN: theme.colors.warning, Severity.CRITICAL: theme.colors.error}
    below = [
        clipped(
            Text(
                f"{SIGNS[each.severity]} {formatting.printable(each.words)}",
                f"bold {colours[each.severity]}",
            ),
            width - len(count),
        ).append(count)
        for each in alerts
    ]
    if snapshot.warnings:
        below.append(Text(f"! {formatting.printable(snapshot.warnings[0])}", theme.colors.warning))
    return below
