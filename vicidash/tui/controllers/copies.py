"""Copies of what a table shows: a cell or a row to the clipboard, the whole table to a CSV file."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from vicidash.formatting import UNKNOWN, plural
from vicidash.tui.controllers.base import Actions, ControlledView, ControllerBase
from vicidash.tui.dialogs import AskScreen, Choice, PickScreen
from vicidash.tui.table.rows import KeptRow
from vicidash.tui.table.table import LiveTable
from vicidash.tui.terminal import copy_out

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""How texts begin that a spreadsheet would compute."""


class TableCopies(ControllerBase):
    """The keys that copy, and the command that exports. ``table`` gives the current table;
    ``left_out`` the keys of rows that no longer belong to it."""

    def __init__(
        self,
        view: ControlledView,
        table: Callable[[], LiveTable],
        left_out: Callable[[], Collection[str]] = tuple,
    ) -> None:
        super().__init__(view)
        self._table = table
        self._left_out = left_out

    @property
    def actions(self) -> Actions:
        return {"copy_cell": self.copy_cell, "copy_row": self.copy_row, "export": self.export}

    def _row(self) -> KeptRow | None:
        table = self._table()
        key = table.cursor_key
        if key is None:
            self.view.say("No row is selected")
            return None
        return table.book.by_key[key]

    async def copy_cell(self) -> None:
        kept = self._row()
        if kept is None:
            return
        columns = self._table().all_columns
        cells = [(column.label, kept[column.key].plain.strip()) for column in columns]
        choices = [Choice(text, label, text) for label, text in cells if label and text]

        def chosen(text: str | None) -> None:
            if text is not None:
                self._copy(text)

        await self.view.ask(PickScreen("Copy", choices), chosen)

    def copy_row(self) -> None:
        kept = self._row()
        if kept is not None:
            visible = self._table().visible_columns
            cells = (kept[key].plain.strip() for key in visible if not key.endswith("_trend"))
            self._copy("\t".join(cells))

    def _copy(self, text: str) -> None:
        copy_out(self.view.app, text)
        self.view.say(f"Copied: {text.replace(chr(9), '  ')}")

    async def export(self, name: str = "") -> None:
        """Write the table into a CSV file; asks for its name if none is given."""
        table = self._table()
        if name:
            self._write(table, name)
            return
        now = datetime.fromtimestamp(self.console.frame.wall(), self.console.zone or UTC)
        if self.console.zone is None:
            now = now.astimezone()

        def named(typed: str | None) -> None:
            if typed:
                self._write(table, typed)

        count = plural(len(self._exported(table)), "row")
        dialog = AskScreen(
            f"Export {count} to",
            "A CSV file, which is never overwritten; all columns, in the order shown",
            check=_problem,
            value=f"vicidash-{table.id}-{now:%Y%m%d-%H%M%S}.csv",
        )
        await self.view.ask(dialog, named)

    def _exported(self, table: LiveTable) -> list[KeptRow]:
        left = frozenset(self._left_out())
        return [kept for kept in table.book.order if not kept.fixed and kept.name not in left]

    def _write(self, table: LiveTable, name: str) -> None:
        if problem := _problem(name):
            self.view.say(problem, "warning")
            return
        columns = [each for each in table.all_columns if not each.key.endswith("_trend")]
        rows = [[kept[each.key].plain for each in columns] for kept in self._exported(table)]
        path = _path(name)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "w", encoding="utf-8", newline="") as file:
                file.write(as_csv([each.label for each in columns], rows))
        except OSError as error:
            self.view.say(f"{path} cannot be written: {error.strerror or error}", "error")
        else:
            self.view.say(f"{plural(len(rows), 'row')} written to {path}", "success")


def as_csv(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows as CSV. What is not known is empty, and no cell can be taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(titles)
    writer.writerows([safe_cell(each) for each in row] for row in rows)
    return text.getvalue()


def safe_cell(shown: str) -> str:
    """A cell as a spreadsheet may have it: no formula, and nothing for what is not known."""
    text = shown.strip()
    if text == UNKNOWN:
        return ""
    if not text.startswith(_FORMULA):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def _path(name: str) -> Path:
    return Path(name.strip()).expanduser()


def _problem(name: str) -> str | None:
    """What is wrong with the name of a file to be written."""
    if not name.strip():
        return "Type the name of a file, or press Esc to cancel"
    path = _path(name)
    if path.exists():
        return f"{path} exists already: choose another name"
    return None if path.parent.is_dir() else f"There is no folder {path.parent}"
