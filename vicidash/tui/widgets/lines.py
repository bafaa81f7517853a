"""The single lines around the tables: header, banner, title, messages."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from rich.text import Text
from textual.widgets import Static

from vicidash import words
from vicidash.floor.snapshot import FloorSnapshot, LinkState
from vicidash.tui.themes import FloorTheme

GAP: Final = "  "


class Line(Static):
    """One line of text, cut at the right edge."""

    def show(self, text: Text) -> None:
        """Put this text there."""
        self.update(text)


def header(
    snapshot: FloorSnapshot,
    *,
    url: str,
    now: float,
    modes: tuple[str, ...],
    width: int,
    theme: FloorTheme,
) -> Text:
    """Who we watch, how old the picture is, and in which mode. What matters least goes first
    when the pane is narrow: build, then version.
    """
    host = words.printable(urlsplit(url).netloc)
    right = Text.assemble(*_clock(snapshot, now, theme), *_modes(modes, theme))
    version = snapshot.server.version if snapshot.server else ""
    build = f"build {snapshot.server.build}" if snapshot.server else ""
    for extras in ((version, build), (version,), ()):
        details = GAP.join(extra for extra in extras if extra)
        left = Text.assemble(
            ("vicidash", "bold"), GAP, host, GAP if details else "", (details, theme.parts.muted)
        )
        room = width - left.cell_len - right.cell_len
        if room > 0:
            break
    return Text.assemble(left, " " * max(1, room), right)


def _clock(snapshot: FloorSnapshot, now: float, theme: FloorTheme) -> list[Text | str]:
    time = snapshot.dialer_time(now)
    told = "" if time is None else f"dialer {time:%H:%M:%S}"
    age = snapshot.age(now)
    seen = "" if age is None else f"{GAP}polled {words.age(age)} ago"
    return [told, Text(seen, theme.parts.muted)]


def _modes(modes: tuple[str, ...], theme: FloorTheme) -> list[Text]:
    style = f"bold {theme.colors.background} on {theme.colors.accent}"
    return [piece for mode in modes for piece in (Text(GAP), Text(f" {mode} ", style))]


def banner(
    snapshot: FloorSnapshot, *, now: float, frozen_at: float | None
) -> tuple[str, Text] | None:
    """What must not be missed: its kind (a CSS class) and words; ``None`` when all is well."""
    link = snapshot.link
    error = words.printable(str(link.error)) if link.error is not None else ""
    if frozen_at is not None:
        old = words.age(max(0.0, now - frozen_at))
        also = f"  Meanwhile: {error}" if error else ""
        return "-frozen", Text(f"FROZEN  this picture is {old} old  f: go on live{also}", "bold")
    if link.state is LinkState.STOPPED:
        return "-stopped", Text.assemble(
            ("POLLING HAS STOPPED  ", "bold"), error, ("  L: try the login once more", "bold")
        )
    if link.state is LinkState.RETRYING:
        age = snapshot.age(now)
        since = "" if age is None else f"; this picture is {words.age(age)} old"
        wait = (link.next_try or now) - now
        then = f"next try in {words.age(wait)}" if wait > 0 else "trying now"
        return "-retrying", Text.assemble(
            ("NO ANSWER  ", "bold"), error, (f"{since}; {then}", "bold")
        )
    return None


def agents_title(
    *, shown: int, total: int, campaign: str | None, text: str, problem: str, theme: FloorTheme
) -> Text:
    """What the agent table shows, and how to see all again."""
    title = Text.assemble(("Agents ", "bold"), words.number(total))
    narrowed = []
    if campaign is not None:
        narrowed.append(f"of {words.printable(campaign)}")
    if text:
        narrowed.append(f"with “{words.printable(text)}”")
    if narrowed:
        title.append(f"{GAP}{shown} {' '.join(narrowed)}", f"bold {theme.colors.accent}")
        title.append(f"{GAP}Esc: all", theme.parts.muted)
    if problem:
        title.append(GAP + words.printable(problem), theme.colors.warning)
    return title
