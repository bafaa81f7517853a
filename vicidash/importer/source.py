"""Scans the file once, then reads it record by record.

The scan comes before anything is sent. It yields the hash that names the journal, the number of
records and every column, including JSON keys that first occur at the end, and proves that the file
can be read to its end in this encoding.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import os
import tempfile
import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Final, Literal

from vicidash.importer import readers, workbooks
from vicidash.importer.journal import JournalError
from vicidash.importer.readers import Record, Unreadable

# Detects the encoding of a file from all of its bytes

WINDOWS: Final = "cp1252"
_BOMS: Final = (  # UTF-32 starts with the mark of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_WINDOWS: Final = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
_HEAD: Final = 4096


class EncodingProbe:
    """Receives the whole file in chunks and then knows its encoding."""

    def __init__(self) -> None:
        self._named: str | None = None
        self._utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        self._windows = True
        self._begun = False

    def feed(self, part: bytes) -> None:
        """Process the next chunk."""
        if not self._begun:
            self._begun = True
            self._named = _by_mark(part) or _by_zeros(part[:_HEAD])
        if self._named is None:
            self._decode(part, final=False)
            self._windows &= not any(each in part for each in _NOT_WINDOWS)

    def encoding(self) -> str:
        """Python's name of the encoding; raises :class:`Unreadable` if none is known."""
        if self._named is None:
            self._decode(b"", final=True)
            if self._utf8 is None and not self._windows:
                raise Unreadable(
                    "the file is neither UTF-8 nor UTF-16 nor Windows-1252",
                    "Say with --encoding what it is",
                )
            return "utf-8" if self._utf8 is not None else WINDOWS
        return self._named

    def _decode(self, part: bytes, *, final: bool) -> None:
        if self._utf8 is not None:
            try:
                self._utf8.decode(part, final)
            except UnicodeDecodeError:
                self._utf8 = None


def _by_mark(head: bytes) -> str | None:
    return next((name for mark, name in _BOMS if head.startswith(mark)), None)


def _by_zeros(head: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of text in Latin script is zero."""
    half = len(head) // 2
    if half < 2:
        return None
    low, high = head[0::2].count(0), head[1::2].count(0)
    if high > 0.6 * half and low < 0.1 * half:
        return "utf-16-le"
    if low > 0.6 * half and high < 0.1 * half:
        return "utf-16-be"
    return None


def known(name: str) -> str:
    """Python's name for an encoding that the user gave; raises :class:`Unreadable` if unknown."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):  # unknown, or not a valid name
        found = None
    if found is None or not found._is_text_encoding:
        raise Unreadable(f"there is no encoding {name!r}", "Such as utf-8, cp1252 or utf-16")
    return "utf-8-sig" if found.name == "utf-8" else found.name


Format = Literal["csv", "tsv", "json", "jsonl", "xlsx"]
PART: Final = 1024 * 1024
MOST_COLUMNS: Final = 20_000
_GZIP: Final = b"\x1f\x8b"
_BY_NAME: Final[dict[str, Format]] = {
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".jsonl": "jsonl", ".ndjson": "jsonl",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be read to its end."""

    path: Path
    digest: str
    """Hash of the content, the same compressed and uncompressed."""
    encoding: str
    guessed: bool
    """Whether the encoding is one that cannot be detected with certainty."""
    format: Format
    delimiter: str
    columns: tuple[str, ...]
    rows: int
    stamp: tuple[int, int]
    """Size and time of the file, to see that it stays as it is."""
    header: bool = True
    """Whether its first row has the names of the columns."""
    sheet: str = ""
    """The sheet of a workbook."""
    other_sheets: tuple[str, ...] = ()
    """Its other sheets with rows, which are not read."""
    uncomputed: bool = False
    """Whether the sheet has formulas without a value, which read as empty."""

    def records(self) -> Generator[Record, None, None]:
        """Each record, in order. Raises :class:`Unreadable`."""
        self._unchanged("since it was looked through")
        names = () if self.header else self.columns
        if self.format == "xlsx":
            yield from readers.records(workbooks.rows(self.path, self.sheet), names)
        else:
            yield from self._text_records(names)
        self._unchanged("while it was read: what was added to it may be in, or not")

    def _text_records(self, names: Sequence[str]) -> Generator[Record, None, None]:
        with _text(self.path, self.encoding) as text:
            yield from _read(text, self.format, self.delimiter, names)

    def _unchanged(self, since: str) -> None:
        if _stamp(self.path) != self.stamp:
            raise Unreadable(f"{self.path}: the file was changed {since}")


def survey(
    path: Path,
    *,
    encoding: str | None = None,
    form: Format | None = None,
    delimiter: str | None = None,
    header: bool = True,
    sheet: str | None = None,
) -> Source:
    """Look through the file once; without a ``header`` columns are numbered.

    An Excel workbook is one whatever its name says; ``sheet`` is the one to read, else the first
    visible one with rows. Raises :class:`Unreadable`.
    """
    stamp = _stamp(path)
    _check_kind(path)
    digest, found = _bytes(path)
    if workbooks.is_workbook(path):
        return _survey_workbook(path, sheet, digest, stamp, header=header)
    if sheet is not None:
        raise Unreadable(f"{path} is no Excel workbook (.xlsx): only those have sheets")
    named = known(encoding) if encoding else found.encoding()
    with _text(path, named) as text:
        form = form or _format(path, text)
    if form in ("csv", "tsv"):
        delimiter = delimiter or ("\t" if form == "tsv" else _delimiter(path, named))
    columns: dict[str, None] = {}
    if form in ("csv", "tsv"):
        with _text(path, named) as text:
            columns = dict.fromkeys(readers.columns(text, delimiter or ",", header=header))
    rows = 0
    with _text(path, named) as text:
        for record in _read(text, form, delimiter or ",", () if header else tuple(columns)):
            rows += 1
            if form in ("json", "jsonl") and not record.problem:
                columns |= dict.fromkeys(record.cells)
                _not_too_many(columns)
    _not_too_many(columns)
    return Source(
        path=path,
        digest=digest,
        encoding=named,
        guessed=encoding is None and named == "cp1252",
        format=form,
        delimiter=delimiter or ",",
        columns=tuple(columns),
        rows=rows,
        stamp=stamp,
        header=header,
    )


def _survey_workbook(
    path: Path, wanted: str | None, digest: str, stamp: tuple[int, int], *, header: bool
) -> Source:
    sheet = workbooks.choose(path, wanted)
    columns = readers.names_of(workbooks.rows(path, sheet.name), header=header)
    _not_too_many(dict.fromkeys(columns))
    records = readers.records(workbooks.rows(path, sheet.name), () if header else columns)
    # two sheets of one workbook are two imports
    digest = hashlib.sha256(f"{digest} {sheet.name}".encode()).hexdigest()
    return Source(
        path=path,
        digest=digest,
        encoding="",
        guessed=False,
        format="xlsx",
        delimiter=",",
        columns=tuple(columns),
        rows=sum(1 for _ in records),
        stamp=stamp,
        header=header,
        sheet=sheet.name,
        other_sheets=sheet.others,
        uncomputed=sheet.uncomputed,
    )


#: Files that are no text, by how they begin, whatever their name says.
_OTHER_KINDS: Final = {
    b"PK\x03\x04": "a zip file, or a damaged Excel workbook (.xlsx)",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls), or one with a password",
    b"%PDF": "a PDF",
}


def _check_kind(path: Path) -> None:
    with _opened(path) as file:
        head = file.read(4)
    if not head:
        raise Unreadable(f"{path}: the file is empty")
    kind = next((kind for start, kind in _OTHER_KINDS.items() if head.startswith(start)), "")
    if kind and not workbooks.is_workbook(path):
        raise Unreadable(f"{path} is {kind}, not a text", "Save it as CSV (UTF-8) first")


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from None
    return found.st_size, found.st_mtime_ns


def _not_too_many(columns: dict[str, None]) -> None:
    if len(columns) > MOST_COLUMNS:
        raise Unreadable(f"more than {MOST_COLUMNS:,} columns: this is no file of leads")


def _bytes(path: Path) -> tuple[str, EncodingProbe]:
    digest, probe = hashlib.sha256(), EncodingProbe()
    with _opened(path) as file:
        while part := file.read(PART):
            digest.update(part)
            probe.feed(part)
    return digest.hexdigest(), probe


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes, decompressed if the first two say that they are compressed."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP
            file.seek(0)
            if packed:
                with gzip.GzipFile(fileobj=file) as unpacked:
                    yield unpacked  # type: ignore[misc]
            else:
                yield file
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise Unreadable(f"{path}: the gzip file is damaged or cut off") from None
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from None


@contextmanager
def _text(path: Path, encoding: str) -> Iterator[io.TextIOWrapper]:
    with _opened(path) as file:
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        try:
            yield text
        except UnicodeError as error:
            why = f"{path}: not {encoding} to its end ({error})"
            raise Unreadable(why, "Say with --encoding what it is") from None
        finally:
            text.detach()


def _format(path: Path, text: io.TextIOWrapper) -> Format:
    suffixes = [each.lower() for each in path.suffixes if each.lower() != ".gz"]
    named = _BY_NAME.get(suffixes[-1]) if suffixes else None
    if named:
        return named
    while (first := text.read(1)) and first.isspace():
        pass
    if first == "[":
        return "json"
    return "jsonl" if first == "{" else "csv"


def _delimiter(path: Path, encoding: str) -> str:
    with _text(path, encoding) as text:
        return readers.delimiter(text)


def _read(
    text: io.TextIOWrapper, form: Format, delimiter: str, names: Sequence[str]
) -> Iterator[Record]:
    if form == "json":
        return readers.read_array(text)
    if form == "jsonl":
        return readers.read_lines(text)
    return readers.read(text, delimiter, names)


# Standard input, saved to a file: it is read more than once, and may be needed again


def spool(stream: BinaryIO, folder: Path) -> Path:
    """Save all of ``stream`` in ``folder``, under a name derived from its content."""
    digest = hashlib.sha256()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(prefix="stdin-", suffix=".part", dir=folder)
        try:
            with os.fdopen(descriptor, "wb") as kept:
                while part := stream.read(PART):
                    digest.update(part)
                    kept.write(part)
                kept.flush()
                os.fsync(kept.fileno())
            path = folder / f"stdin-{digest.hexdigest()[:16]}"
            os.replace(name, path)
        except BaseException:  # also on exit: leave no partial file behind
            os.unlink(name)
            raise
    except OSError as error:
        raise JournalError(
            f"{folder}: {error.strerror or error}", "What comes by a pipe is kept there first"
        ) from None
    return path
