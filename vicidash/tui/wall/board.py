"""The whole wall as lines of text: header, page, alerts; or the loss of the dialer. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from rich.cells import cell_len
from rich.text import Text

from vicidash import formatting
from vicidash.alerts.alert import Alert, Severity
from vicidash.alerts.center import SIGNS
from vicidash.floor.snapshot import FloorSnapshot, LinkState
from vicidash.tui.fitting import clipped
from vicidash.tui.glyphs import ascii_text
from vicidash.tui.themes_model import FloorTheme
from vicidash.tui.wall import notice
from vicidash.tui.wall.pages import WallPage, body
from vicidash.tui.wall.tiles import Paint, exactly

STALE: Final = 30.0
"""Seconds from which on the age of the picture bears a sign."""
MOST_ALERTS: Final = 3
"""Lines of alerts; what is more is counted."""
LINES_FOR_ALERT: Final = 8
"""Lines of a pane for each of them: figures come first where there are few."""


class Trouble(NamedTuple):
    """What is wrong, in a line below every page."""

    severity: Severity
    words: str


def troubles(alerts: Iterable[Alert]) -> tuple[Trouble, ...]:
    """The same of alerts."""
    return tuple(Trouble(alert.severity, alert.words) for alert in alerts)


@dataclass(frozen=True, slots=True)
class Setting:
    """What is shown beside the snapshot."""

    page: WallPage
    place: tuple[int, int] = (1, 1)
    """Which page of how many."""
    url: str = ""
    began: float = 0.0
    """Clock seconds when the wall was opened."""
    held: bool = False
    modes: tuple[str, ...] = ()
    alerts: Sequence[Trouble] = ()
    ascii_only: bool = False


def board(
    snapshot: FloorSnapshot,
    setting: Setting,
    theme: FloorTheme,
    *,
    now: float,
    size: tuple[int, int],
) -> tuple[str, Text]:
    """A kind (a CSS class, or nothing) and exactly as many lines as the pane has."""
    width, height = size
    lost = notice.due(snapshot, now)
    kind = "-lost" if lost else ""
    paint = Paint("" if lost else theme.parts.muted, setting.ascii_only)
    top = _header(snapshot, setting, theme, now, width, lost=lost)
    if lost:
        at = snapshot.agents.at
        middle = notice.notice(
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
        middle = body(setting.page, snapshot, theme, now=now, size=room, paint=paint)
        lines = [top, *middle, *exactly(below, width, len(below))]
    drawn = map(_in_ascii, lines) if setting.ascii_only else lines
    return kind, Text("\n", no_wrap=True, end="").join(drawn)


def _in_ascii(line: Text) -> Text:
    """The line as wide as it was; a character may become two."""
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
    """The page's title and the age of the picture, which never goes; the rest where it fits."""
    muted = "" if lost else theme.parts.muted
    host = formatting.printable(urlsplit(setting.url).netloc)
    title = Text(host if lost else setting.page.title, "bold")
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
        return Text("no picture yet")
    told = f"{formatting.age(age)} old"
    if lost:
        return Text(told, "bold")
    if snapshot.link.state is LinkState.RETRYING:
        return Text(f"! no answer  {told}", f"bold {theme.colors.error}")
    return Text(f"! {told}", f"bold {theme.colors.warning}") if age >= STALE else Text(told)


def _below(
    snapshot: FloorSnapshot, setting: Setting, theme: FloorTheme, size: tuple[int, int]
) -> list[Text]:
    """Alerts, and what is wrong with the picture."""
    width, height = size
    most = max(1, min(MOST_ALERTS, height // LINES_FOR_ALERT))
    alerts, count = setting.alerts, ""
    more = len(alerts) - most
    if more > 0 and most > 1:  # the last line counts them
        last = alerts[most - 1]._replace(words=f"and {more + 1} alerts more")
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
