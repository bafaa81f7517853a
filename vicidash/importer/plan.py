"""Which import this is: a new one, one to go on with, or one that was finished before.

The same content, into the same list of the same dialer, is the same import, wherever the file
lies and whatever it is called. Its journals stand beside each other, one for each time that it was
begun: a new one only with ``again``, and only once the one before was finished.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from vicidash.client import InvalidInput, VicidashError
from vicidash.importer import journal, reconcile
from vicidash.importer.mapping import FieldMap
from vicidash.importer.source import Source
from vicidash.importer.summary import free_path

_USUAL_PORTS: Final = (None, 80, 443)


class OtherMapping(VicidashError):
    """The file was imported into this list with other columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSpec:
    """What is to be imported to where."""

    source: Source
    mapped: FieldMap
    list_id: str
    dialer: str
    """The dialer's address."""
    name: str
    """What the file is called, for people."""
    rejects: Path
    """Where rejected rows go, or beside it when there is a file already."""
    marker: str | None = None
    """A field, ``none``, or ``None`` for the usual choice."""
    again: bool = False


@dataclass(frozen=True, slots=True)
class OpenImport:
    """An open journal."""

    journal: journal.Journal
    resumed: bool
    finished: bool
    """Whether it was finished before, so that there is nothing to do."""


def begin(folder: Path, order: ImportSpec) -> OpenImport:
    """Open the journal of an import, in ``folder``.

    Raises :class:`~vicidash.importer.journal.JournalError`, :class:`OtherMapping` and
    :class:`~vicidash.client.InvalidInput` for a marker that cannot be.
    """
    field = marker_field(order)
    if not os.access(order.rejects.absolute().parent, os.W_OK | os.X_OK):
        allowed = "a folder that can be written: bad rows have to be kept (--rejected PATH)"
        raise InvalidInput("rejected", str(order.rejects), allowed)
    stem, variant = names(order)
    number, latest = _latest(folder, f"{stem}-{variant}")
    if latest is not None:
        opened = journal.reopen(latest)
        if not (opened.finished and order.again):
            return OpenImport(opened, resumed=not opened.finished, finished=opened.finished)
        opened.close()
    if not order.again:
        _check_others(folder, stem, f"{stem}-{variant}")
    header = journal.Header(
        file=order.name,
        dialer=place(order.dialer),
        list_id=order.list_id,
        digest=order.source.digest,
        rows=order.source.rows,
        mapping=_mapping(order.mapped),
        marker=field,
        nonce=secrets.token_hex(4),
        rejects=str(free_path(order.rejects.absolute())),
        begun=datetime.now().astimezone().isoformat(timespec="seconds"),
    )
    path = folder / f"{stem}-{variant}-{number + 1}.journal"
    return OpenImport(journal.create(path, header), resumed=False, finished=False)


def marker_field(order: ImportSpec) -> str:
    """The field for markers, empty for none."""
    try:
        return reconcile.choose(order.marker, order.mapped.fields)
    except ValueError as error:
        raise InvalidInput("marker", order.marker, str(error)) from None


def names(order: ImportSpec) -> tuple[str, str]:
    """What the journal's name is made of: the content and where it goes, then how it is mapped."""
    what = [place(order.dialer), order.list_id, order.source.digest]
    return _hash(what)[:20], _hash(_mapping(order.mapped))[:8]


def place(url: str) -> str:
    """The host of an address, with a port that is not the usual one: http and https are one."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    return host if parts.port in _USUAL_PORTS else f"{host}:{parts.port}"


def _mapping(mapped: FieldMap) -> dict[str, Mapping[str, str]]:
    return {"columns": dict(mapped.columns), "defaults": dict(mapped.defaults)}


def _hash(data: object) -> str:
    text = json.dumps(data, sort_keys=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _latest(folder: Path, name: str) -> tuple[int, Path | None]:
    """The newest journal that was begun, and the highest number in use."""
    found = {_number(path): path for path in folder.glob(f"{name}-*.journal")}
    for number in sorted(found, reverse=True):
        if journal.read_header(found[number]) is not None:
            return number, found[number]
    return 0, None


def _number(path: Path) -> int:
    last = path.stem.rpartition("-")[2]
    return int(last) if last.isdecimal() else 0


def _check_others(folder: Path, stem: str, own: str) -> None:
    """Another mapping would be another import, and every row a second lead."""
    for path in sorted(folder.glob(f"{stem}-*.journal")):
        header = journal.read_header(path)
        other = header is not None and not path.name.startswith(f"{own}-")
        if header is not None and other and journal.added_any(path):
            raise OtherMapping(
                f"this file was imported into list {header.list_id} before, on "
                f"{header.begun[:16].replace('T', ' ')}, with its columns mapped otherwise",
                "Run that command to go on with it, or add --again to add every row once more",
            )
