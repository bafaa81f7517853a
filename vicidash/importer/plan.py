"""Decides whether an import is new, is resumed, or was finished before.

The same content into the same list of the same dialer is the same import, whatever the file's name
and folder. Each start has its own numbered journal: a new one is created only with ``again``, and
only after the previous one was finished.
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
from vicidash.importer.summary import do_not_call_path, free_path

_USUAL_PORTS: Final = (None, 80, 443)


class OtherMapping(VicidashError):
    """The file was imported into this list with another mapping."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSpec:
    """What is imported, and to where."""

    source: Source
    mapped: FieldMap
    list_id: str
    dialer: str
    """The dialer's address."""
    name: str
    """The name of the file, for display."""
    rejects: Path
    """Where rejected rows are written; a new name beside it if the file exists."""
    marker: str | None = None
    """A field, ``none``, or ``None`` for the default."""
    again: bool = False


@dataclass(frozen=True, slots=True)
class OpenImport:
    """An open journal."""

    journal: journal.Journal
    resumed: bool
    finished: bool
    """Whether the import was finished before, so that there is nothing to do."""


def begin(folder: Path, order: ImportSpec) -> OpenImport:
    """Open the journal of an import, in ``folder``.

    Raises :class:`~vicidash.importer.journal.JournalError`, :class:`OtherMapping`, and
    :class:`~vicidash.client.InvalidInput` for a marker that is not possible.
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
        do_not_call=str(free_path(do_not_call_path(order.rejects.absolute()))),
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
    """The parts of the journal's name: content and destination, then the mapping."""
    what = [place(order.dialer), order.list_id, order.source.digest]
    return _hash(what)[:20], _hash(_mapping(order.mapped))[:8]


def place(url: str) -> str:
    """The host of an address, with a non-standard port: http and https are the same dialer."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    return host if parts.port in _USUAL_PORTS else f"{host}:{parts.port}"


def _mapping(mapped: FieldMap) -> dict[str, Mapping[str, str]]:
    return {"columns": dict(mapped.columns), "defaults": dict(mapped.defaults)}


def _hash(data: object) -> str:
    text = json.dumps(data, sort_keys=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _latest(folder: Path, name: str) -> tuple[int, Path | None]:
    """The newest journal that was started, and the highest number in use."""
    found = {_number(path): path for path in folder.glob(f"{name}-*.journal")}
    for number in sorted(found, reverse=True):
        if journal.read_header(found[number]) is not None:
            return number, found[number]
    return 0, None


def _number(path: Path) -> int:
    last = path.stem.rpartition("-")[2]
    return int(last) if last.isdecimal() else 0


def _check_others(folder: Path, stem: str, own: str) -> None:
    """Refuse another mapping: it would be another import, and every row a second lead."""
    for path in sorted(folder.glob(f"{stem}-*.journal")):
        header = journal.read_header(path)
        other = header is not None and not path.name.startswith(f"{own}-")
        if header is not None and other and journal.added_any(path):
            raise OtherMapping(
                f"this file was imported into list {header.list_id} before, on "
                f"{header.begun[:16].replace('T', ' ')}, with its columns mapped otherwise",
                "Run that command to go on with it, or add --again to add every row once more",
            )
