"""What comes through a pipe, kept in a file: it is read more than once, and may not come again."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO, Final

from vicidash.importer.journal import JournalError

PART: Final = 1024 * 1024


def spool(stream: BinaryIO, folder: Path) -> Path:
    """Keep all of ``stream`` in ``folder``, under a name made of its content."""
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
        except BaseException:  # also when the program is ended: half a pipe must not stay
            os.unlink(name)
            raise
    except OSError as error:
        raise JournalError(
            f"{folder}: {error.strerror or error}", "What comes by a pipe is kept there first"
        ) from None
    return path
