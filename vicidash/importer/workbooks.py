"""Reads the rows of an Excel workbook (.xlsx) with openpyxl, row by row.

openpyxl is an extra of the package, ``vicidash[xlsx]``: most lead files are texts. It is the reader
that most of Python uses for this format, and its read-only mode keeps one row in memory beside the
workbook's shared texts.
"""

from __future__ import annotations

import importlib
import re
import warnings
import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from datetime import time as time_of_day
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vicidash.formatting import nearest
from vicidash.importer.readers import Rows, Unreadable

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_TEXTS: Final = 256 * 1024 * 1024
"""Bytes of the texts that all sheets share, which are held in memory."""
MOST_BYTES: Final = 4 * 1024 * 1024 * 1024
"""Bytes of the whole workbook, unpacked."""
TIGHT: Final = 400
"""Times that a part of a workbook is packed, at most: sheets and texts are packed some 20 times."""
SMALL: Final = 64 * 1024 * 1024
"""Bytes of a part up to which that does not matter."""
_MAIN: Final = "xl/workbook.xml"
_TEXTS: Final = "xl/sharedStrings.xml"
_ZEROS: Final = re.compile("0{2,}")
"""A number format that pads with zeros, as for postal codes."""
_NO_VALUE: Final = re.compile(
    rb'<c\b(?![^>]*\bt="str")[^>]*>\s*<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
"""A cell of a sheet's XML with a formula but no value; a text that is empty is a value."""
_PART: Final = 1024 * 1024
_OVERLAP: Final = 16 * 1024
"""Bytes that are searched again with the next part: more than a cell with a formula takes."""
_DAMAGED: Final = (
    *(zipfile.BadZipFile, zlib.error, SyntaxError, EOFError, KeyError, ValueError, TypeError),
    *(AttributeError, IndexError, NotImplementedError),
)
"""What openpyxl raises at a workbook that is none, besides errors of reading the file.
A ``SyntaxError`` is one of the XML."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of a workbook that is read."""

    name: str
    others: tuple[str, ...]
    """The other sheets that have rows."""
    uncomputed: bool = False
    """Whether it has formulas without a value, which read as empty."""


def is_workbook(path: Path) -> bool:
    """Whether a file that begins like a zip file is an Excel workbook."""
    try:
        with zipfile.ZipFile(path) as parts:
            return _MAIN in parts.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def choose(path: Path, wanted: str | None = None) -> Sheet:
    """The sheet ``wanted``, or the first visible one with a row. Raises :class:`Unreadable`."""
    _check_size(path)
    with _opened(path) as book:
        sheets = {each.title: each for each in book.worksheets}
        if wanted is not None and wanted not in sheets:
            near = nearest(wanted, sheets)
            hint = f"did you mean {near}? " if near else ""
            there = ", ".join(sheets)
            raise Unreadable(f"{path} has no sheet {wanted!r}", f"{hint}It has {there}")
        shown = [name for name, each in sheets.items() if each.sheet_state == "visible"]
        full = [name for name in shown if name != wanted and _has_rows(sheets[name])]
        if wanted is None and not full:
            raise Unreadable(f"{path}: no sheet of the workbook has a row")
        name, *others = full if wanted is None else (wanted, *full)
        return Sheet(name, tuple(others), _has_uncomputed(sheets[name]))


def rows(path: Path, sheet: str) -> Rows:
    """The rows of a sheet, with the text of each cell."""
    with _opened(path) as book:
        table: Any = book[sheet]
        table.reset_dimensions()  # other programs write wrong ones
        for line, cells in enumerate(table.iter_rows(), 1):
            yield line, [_text(cell) for cell in cells], ""


def _has_uncomputed(sheet: Any) -> bool:
    """Whether a formula has no value, as scripts write them: its cell reads as empty."""
    with sheet._get_source() as source:
        rest = b""
        while part := source.read(_PART):
            if _NO_VALUE.search(rest + part):
                return True
            rest = (rest + part)[-_OVERLAP:]
    return False


def _has_rows(sheet: Any) -> bool:
    sheet.reset_dimensions()
    return any(any(row) for row in sheet.iter_rows(values_only=True))


def _text(cell: Any) -> str:
    """A cell as a person reads it, without the digits and the sign that only a number has."""
    value = cell.value
    if value is None or cell.data_type == "e":
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        width = len(cell.number_format) if _ZEROS.fullmatch(cell.number_format or "") else 0
        return str(value).zfill(width)
    if isinstance(value, datetime):
        whole_day = value.time() == time_of_day()
        return value.date().isoformat() if whole_day else value.isoformat(" ", "seconds")
    return str(value)


def _check_size(path: Path) -> None:
    with zipfile.ZipFile(path) as parts:
        found = parts.infolist()
    sizes = {part.filename: part.file_size for part in found}
    if any(each.file_size > max(SMALL, TIGHT * each.compress_size) for each in found):
        raise Unreadable(
            f"{path}: the workbook unpacks to far more than a sheet of leads",
            "Save its sheet as CSV (UTF-8)",
        )
    if sum(sizes.values()) > MOST_BYTES or sizes.get(_TEXTS, 0) > MOST_TEXTS:
        raise Unreadable(f"{path}: the workbook is too large", "Save its sheet as CSV (UTF-8)")


@contextmanager
def _opened(path: Path) -> Generator[Workbook, None, None]:
    try:
        openpyxl = importlib.import_module("openpyxl")
    except ImportError:
        raise Unreadable(
            f"{path} is an Excel workbook (.xlsx), and what reads it is not installed",
            "Run pip install 'vicidash[xlsx]', or save the sheet as CSV (UTF-8)",
        ) from None
    # it warns of styles and rules that do not matter here
    warnings.filterwarnings("ignore", module="openpyxl")
    try:
        # by a name it would refuse all but .xlsx
        with path.open("rb") as file:
            yield openpyxl.load_workbook(file, read_only=True, data_only=True)
    except _DAMAGED as error:
        why = type(error).__name__
        raise Unreadable(
            f"{path}: the workbook is damaged ({why})", "Save its sheet as CSV (UTF-8)"
        ) from None
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from None
