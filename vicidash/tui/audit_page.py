"""From entries of the audit log to the rows of its table, and to the lines about one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from typing import Final

from rich.text import Text

from vicidash import formatting
from vicidash.actions.audit_log import AuditEntry, AuditPage
from vicidash.actions.ticket import Stage
from vicidash.alerts.center import ACKNOWLEDGE, SNOOZE
from vicidash.tui.fitting import Item
from vicidash.tui.glyphs import UTF8
from vicidash.tui.keymap import KeyOf
from vicidash.tui.themes_model import FloorTheme
from vicidash.tui.titles import counted, with_filter
from vicidash.tui.widgets.live_table_columns import Column
from vicidash.tui.widgets.live_table_rows import TableRow

AUDIT_COLUMNS: Final = (
    Column("time", "Time", 11, priority=1, letter="T"),
    Column("operator", "Operator", 9, priority=2, max_width=14, letter="O"),
    Column("user", "API user", 9, priority=5, letter="U"),
    Column("action", "Action", 12, max_width=18, letter="A"),
    Column("target", "Target", 9, max_width=12, letter="R"),
    Column("value", "Value", 7, priority=2, max_width=10, letter="V"),
    Column("change", "Before → after", 16, priority=4, max_width=27, letter="B"),
    Column("outcome", "Outcome", 14, max_width=17, letter="C"),
    Column("answer", "Answer", 20, priority=3, flexible=True, min_width=10, max_width=120),
)
_PENDING: Final = frozenset(stage.value for stage in Stage if stage.pending)
_BESIDE: Final = frozenset({ACKNOWLEDGE, SNOOZE})


def name(entry: AuditEntry) -> str:
    """The key of a row."""
    return f"{entry.session}\0{entry.id}"


def value(entry: AuditEntry, column: str) -> str | float | None:
    """What a column is sorted by."""
    if column == "time":
        return entry.time.timestamp()
    if column == "change":
        return change(entry).casefold() or None
    found: str = getattr(entry, column)
    return found.casefold() or None


def change(entry: AuditEntry) -> str:
    """What it was before, and what it became."""
    if not (entry.before or entry.after):
        return ""
    return (
        f"{entry.before or formatting.UNKNOWN} {UTF8.becomes} {entry.after or formatting.UNKNOWN}"
    )


def audit_rows(
    entries: Iterable[AuditEntry], theme: FloorTheme, *, zone: tzinfo | None, today: datetime
) -> list[TableRow]:
    """A row for each action; of the time, the date only where it is not today's."""
    return [TableRow(name(entry), _cells(entry, theme, zone, today)) for entry in entries]


def _cells(
    entry: AuditEntry, theme: FloorTheme, zone: tzinfo | None, today: datetime
) -> dict[str, Text]:
    sign, colour = _outcome(entry, theme)
    time = entry.time.astimezone(zone)
    same_day = time.date() == today.astimezone(zone).date()
    return {
        "time": _text(f"{time:%H:%M:%S}" if same_day else f"{time:%m-%d %H:%M}"),
        "operator": _text(entry.operator),
        "user": _text(entry.user),
        "action": _text(f"undo: {entry.action}" if entry.undoes else entry.action),
        "target": _text(entry.target),
        "value": _text(entry.value),
        "change": _text(change(entry)),
        "outcome": _text(f"{sign} {entry.outcome}", colour),
        "answer": _text(entry.answer, theme.parts.muted),
    }


def entry_details(entry: AuditEntry, theme: FloorTheme, *, zone: tzinfo | None) -> Text:
    """Everything about one action."""
    sign, colour = _outcome(entry, theme)
    muted = theme.parts.muted
    what = " ".join(part for part in (entry.action, entry.target, entry.value) if part)
    undo = f"undo of {entry.undoes}: " if entry.undoes else ""
    taken, settled = entry.time.astimezone(zone), entry.settled.astimezone(zone)
    then = f", last news {settled:%H:%M:%S}" if settled != taken else ""
    told = [
        Text.assemble(
            (formatting.printable(f"{undo}{what}"), "bold"),
            ": ",
            (formatting.printable(f"{sign} {entry.outcome}"), colour),
            f", {obeyed(entry)}",
        )
    ]
    if entry.answer:
        told.append(_named("Answer", entry.answer, muted))
    if change(entry):
        told.append(_named("Before → after", change(entry), muted))
    told += [
        Text(f"{taken:%Y-%m-%d %H:%M:%S %Z}{then}"),
        _named("By", f"{entry.operator}, as API user {entry.user} on {entry.dialer}", muted),
        _named("Session", f"{entry.session}, action {entry.id}", muted),
    ]
    return Text("\n").join(told)


def obeyed(entry: AuditEntry) -> str:
    """Whether the floor obeyed, in words."""
    if entry.action in _BESIDE:
        return "nothing was asked of the dialer"
    if entry.obeyed is None:
        open_ = entry.outcome in _PENDING
        return "the floor has not shown its effect yet" if open_ else "nobody knows its effect"
    return "the floor obeyed" if entry.obeyed else "the floor did not obey"


def title(
    page: AuditPage, shown: int, theme: FloorTheme, typed: str, key_of: KeyOf
) -> Iterator[Item]:
    """How much of the log is shown, and what is wrong with it."""
    yield counted("Audit", shown)
    yield from with_filter(typed, theme, key_of)
    if page.more:
        yield Item(Text("the newest; there are older ones", theme.parts.muted), 5)
    if page.unread:
        unread = formatting.plural(page.unread, "line")
        yield Item(Text(f"{unread} cannot be read", theme.colors.warning), 1)


def _outcome(entry: AuditEntry, theme: FloorTheme) -> tuple[str, str]:
    colors = theme.colors
    if entry.obeyed is not None:
        done = entry.obeyed
        return (UTF8.done, colors.success) if done else (UTF8.failed, f"bold {colors.error}")
    if entry.outcome in _PENDING:
        return UTF8.pending, colors.accent
    if entry.outcome == Stage.SUPERSEDED.value:
        return UTF8.superseded, theme.parts.muted
    return "?", colors.warning


def _named(label: str, told: str, muted: str) -> Text:
    return Text.assemble((f"{label}: ", muted), formatting.printable(told))


def _text(content: str, style: str = "") -> Text:
    return Text(formatting.printable(content), style, no_wrap=True, end="")
