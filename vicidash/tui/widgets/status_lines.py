"""The single lines around the tables: header, banner, titles, messages, tabs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Final
from urllib.parse import urlsplit

from rich.text import Text
from textual import events
from textual.app import RenderResult
from textual.message import Message
from textual.widgets import Static

from vicidash import formatting
from vicidash.action_table import ACTIONS, Action, Group
from vicidash.client import VicidashError
from vicidash.floor.snapshot import FloorSnapshot, LinkState
from vicidash.tui.bindings import KeyOf, call
from vicidash.tui.rendering.text import GAP, Item, clipped, fit_items
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.table.rows import same_text


class StatusLine(Static):
    """One line of text, or of the items that fit. No word is cut."""

    shown = Text()
    """The full content."""
    _items: Sequence[Item] = ()

    def show(self, content: Text | Sequence[Item]) -> None:
        """Show this. The layout is only redone if the height may change, as that costs more than
        everything else done each second."""
        items = [] if isinstance(content, Text) else content
        text = content if isinstance(content, Text) else joined(each.text for each in content)
        if not same_text(text, self.shown):
            self.shown, self._items = text, items
            height = self.styles.height
            self.update(spanned(text), layout=height is None or height.is_auto)

    def render(self) -> RenderResult:
        width = self.size.width
        wraps = self.styles.text_wrap != "nowrap" or "\n" in self.shown.plain
        if wraps or self.shown.cell_len <= width:
            return super().render()
        return spanned(fit_items(self._items, width) if self._items else clipped(self.shown, width))


LEADS_TO: Final = "leads_to"
"""What is noted on a part of a text that can be clicked, with where it leads."""


class FigureLine(StatusLine):
    """A line of figures that lead somewhere when they are clicked."""

    class Clicked(Message):
        """A figure was clicked; ``leads_to`` is what is noted on it."""

        def __init__(self, leads_to: str) -> None:
            super().__init__()
            self.leads_to = leads_to

    def on_click(self, event: events.Click) -> None:
        leads_to = event.style.meta.get(LEADS_TO)
        if leads_to is not None:
            self.post_message(self.Clicked(str(leads_to)))


def spanned(text: Text) -> Text:
    """The text with its style on a span: Textual would read the style of the text as its own, where
    ``red`` is not the terminal's red.
    """
    if not text.style:
        return text
    bare = text.copy()
    bare.style = ""
    bare.stylize_before(text.style)
    return bare


def header(
    snapshot: FloorSnapshot,
    *,
    url: str,
    now: float,
    modes: tuple[str, ...],
    width: int,
    theme: FloorTheme,
    zone: tzinfo | None = None,
) -> Text:
    """The dialer, the age of the data, and the modes. In a narrow pane these are left out in order:
    build, version, the dialer's clock, its host, the age.

    Times are the dialer's. If the viewer's ``zone`` differs, its time is shown too.
    """
    muted = theme.parts.muted
    name = Text("vicidash", "bold")
    host = Text(formatting.printable(urlsplit(url).netloc))
    server = snapshot.server
    version = Text(server.version if server else "", muted)
    build = Text(f"build {server.build}" if server else "", muted)
    time, age = snapshot.dialer_time(now), snapshot.age(now)
    clock = Text(f"dialer {time:%H:%M:%S}" if time else "")
    here = time.astimezone(zone) if time else None
    if time and here and here.utcoffset() != time.utcoffset():
        clock.append(f" (here {here:%H:%M})", muted)
    polled = Text("" if age is None else f"polled {formatting.age(age)} ago", muted)
    marks = (*_modes(modes, theme),)
    for left, right in (
        ((name, host, version, build), (clock, polled, *marks)),
        ((name, host, version), (clock, polled, *marks)),
        ((name, host), (clock, polled, *marks)),
        ((name, host), (polled, *marks)),
        ((name,), (polled, *marks)),
        ((), marks),
    ):
        beginning, end = joined(left), joined(right)
        room = width - beginning.cell_len - end.cell_len
        if room >= len(GAP):
            break
    return Text.assemble(beginning, " " * max(0, room), end)


def joined(parts: Iterable[Text]) -> Text:
    """The parts beside each other, without empty ones."""
    return Text(GAP).join(part for part in parts if part)


def _modes(modes: tuple[str, ...], theme: FloorTheme) -> Iterator[Text]:
    style = theme.badge(theme.colors.accent)
    return (Text(f" {mode} ", style) for mode in modes)


def banner(
    snapshot: FloorSnapshot,
    *,
    now: float,
    frozen_at: float | None,
    key_of: KeyOf,
    log_in_does: str,
) -> tuple[str, Text] | None:
    """A warning on the connection: a CSS class and a text; ``None`` when all is well.

    A narrow pane cuts off the end of the reason, never the age or the key that helps.
    """
    link = snapshot.link
    # without the API function, which is in the log
    error = formatting.printable(VicidashError.__str__(link.error)) if link.error else ""
    if frozen_at is not None:
        frozen_for = formatting.age(max(0.0, now - frozen_at))
        also = f"  Meanwhile: {error}" if error else ""
        words = f"FROZEN  data {frozen_for} old  {key_of('freeze')} resumes{also}"
        return "-frozen", Text(words, "bold")
    if link.state is LinkState.STOPPED:
        what = f"POLLING HAS STOPPED  {key_of('log_in')} {log_in_does}"
        return "-stopped", Text.assemble((what, "bold"), GAP, error)
    if link.state is LinkState.RETRYING:
        age = snapshot.age(now)
        since = "" if age is None else f"{GAP}data {formatting.age(age)} old"
        wait = (link.next_try or now) - now
        then = f"next try in {formatting.age(wait)}" if wait > 0 else "trying now"
        return "-retrying", Text.assemble((f"NO ANSWER{since}{GAP}{then}", "bold"), GAP, error)
    return None


def past_banner(
    then: FloorSnapshot,
    time: datetime | None,
    *,
    ago: float | None,
    alerts_now: int,
    key_of: KeyOf,
) -> tuple[str, Text]:
    """That a past moment is shown: a CSS class and a text.

    ``time`` is the dialer's time of it. ``ago`` is how many seconds ago it was; ``None`` in a shift
    that was sent, which has no now. ``alerts_now`` counts the alerts that need attention now.
    """
    what = "RECORDED SHIFT" if ago is None else "NOT NOW"
    when = "at a time that is not known" if time is None else f"{time:%a %H:%M:%S}"
    since = "" if ago is None else f", {formatting.age(max(0.0, ago))} ago"
    text = Text(f" {what}  {when}{since} ", "bold reverse")
    keys = f"{key_of('step_back')} {key_of('step_forward')} look"
    minutes = f"{key_of('minute_back')} {key_of('minute_forward')} minute"
    back = "" if ago is None else f"{GAP}{key_of('freeze')} back to now"
    text.append(f"{GAP}{keys}{GAP}{minutes}{GAP}{key_of('top')} time{back}", "not reverse")
    if alerts_now:
        text.append(f"{GAP}Now: {formatting.plural(alerts_now, 'alert')}", "not reverse")
    error = formatting.printable(VicidashError.__str__(then.link.error)) if then.link.error else ""
    if then.link.state in (LinkState.RETRYING, LinkState.STOPPED):
        stopped = then.link.state is LinkState.STOPPED
        words = "POLLING HAD STOPPED" if stopped else "NO ANSWER THEN"
        text.append(f"{GAP}{words}{GAP}{error}", "not reverse")
    return "-past", text


# The tabs

_VIEWS: Final = tuple(action for action in ACTIONS if action.group is Group.GO)


class Tabs(StatusLine):
    """The views with their numbers, and the count of alerts. A click opens a view."""

    def __init__(self, here: str) -> None:
        super().__init__(id="tabs")
        self._here = f"view_{here}"
        self._places: list[tuple[int, int, Action]] = []

    def show(self, alarms: int, theme: FloorTheme, width: int) -> None:  # type: ignore[override]
        """Show the views; if they do not all fit, only the numbers of the others."""
        for short in (False, True):
            text = self._line(alarms, theme, short=short)
            if text.cell_len <= width - 2:
                break
        super().show(text)

    def _line(self, alarms: int, theme: FloorTheme, *, short: bool) -> Text:
        line, self._places = Text(no_wrap=True), []
        for action in _VIEWS:
            here = action.name == self._here
            waiting = f" {alarms}!" if alarms and action.name == "view_alerts" else ""
            label = f" {action.label}" if here or not short else ""
            label_text = f"{action.shown}{label}{waiting}"
            style = f"bold {theme.colors.accent}" if here else theme.parts.header
            if waiting:
                style = f"bold {theme.colors.error}"
            start = line.cell_len
            line.append(f"[{label_text}]" if here else f" {label_text} ", style)
            self._places.append((start, line.cell_len, action))
        return line

    async def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        for start, end, action in self._places:
            if offset is not None and start <= offset.x < end:
                await self.run_action(call(action.name))
