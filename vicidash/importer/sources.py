"""The file: opened, looked through once, and then read record by record.

It is looked through before anything is sent. So its hash is known, which names the journal; how
many records there are; every column, of JSON too, where a column may first come at the end; and
that it can be read to its end in this encoding.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal

from vicidash.importer import objects, tables
from vicidash.importer.encodings import EncodingProbe, known
from vicidash.importer.records import Record, Unreadable

Format = Literal["csv", "tsv", "json", "jsonl"]
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
    """Hash of the content, the same packed and unpacked."""
    encoding: str
    guessed: bool
    """Whether the encoding is one that a file does not tell."""
    format: Format
    delimiter: str
    columns: tuple[str, ...]
    rows: int
    stamp: tuple[int, int]
    """Size and time of the file, to see that it stays as it is."""

    def records(self) -> Generator[Record, None, None]:
        """Each record, in order. Raises :class:`Unreadable`."""
        self._unchanged("since it was looked through")
        with _text(self.path, self.encoding) as text:
            yield from _read(text, self.format, self.delimiter)
        self._unchanged("while it was read: what was added to it may be in, or not")

    def _unchanged(self, since: str) -> None:
        if _stamp(self.path) != self.stamp:
            raise Unreadable(f"{self.path}: the file was changed {since}")


def survey(
    path: Path,
    *,
    encoding: str | None = None,
    form: Format | None = None,
    delimiter: str | None = None,
) -> Source:
    """Look through the file once. Raises :class:`Unreadable`."""
    stamp = _stamp(path)
    digest, found = _bytes(path)
    named = known(encoding) if encoding else found.encoding()
    with _text(path, named) as text:
        form = form or _format(path, text)
    if form in ("csv", "tsv"):
        delimiter = delimiter or ("\t" if form == "tsv" else _delimiter(path, named))
    columns: dict[str, None] = {}
    if form in ("csv", "tsv"):
        with _text(path, named) as text:
            columns = dict.fromkeys(tables.columns(text, delimiter or ","))
    rows = 0
    with _text(path, named) as text:
        for record in _read(text, form, delimiter or ","):
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
    )


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
    """The bytes, unpacked when the first two say that they are packed."""
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
        return tables.delimiter(text)


def _read(text: io.TextIOWrapper, form: Format, delimiter: str) -> Iterator[Record]:
    if form == "json":
        return objects.read_array(text)
    if form == "jsonl":
        return objects.read_lines(text)
    return tables.read(text, delimiter)
