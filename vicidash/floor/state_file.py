"""Small JSON files of the state directory: for their owner alone, and whole for whoever reads them.

They are a help, never a condition: what cannot be read or written is left out by those who use it.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

LARGEST: Final = 1024 * 1024
"""Bytes; what is larger was not written by us."""

Stamp = tuple[int, ...]
"""Tells one version of a file from another."""


def stamp(path: Path) -> Stamp | None:
    """That of the file as it is now; ``None`` when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def read(path: Path, largest: int = LARGEST) -> Any:
    """What a file of at most ``largest`` bytes holds. Raises ``OSError``, ``ValueError`` or
    ``RecursionError``."""
    with path.open("rb") as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise ValueError("too large")
    return json.loads(content)


def write(path: Path, content: object) -> Stamp | None:
    """Put a whole file in its place, with mode 0600. Raises ``OSError``."""
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)
        own = stamp(Path(part))  # by now, for another may write right after us
        os.replace(part, path)
    except BaseException:  # also when the program is ended: half a file must not stay
        with suppress(OSError):
            os.unlink(part)
        raise
    return own
