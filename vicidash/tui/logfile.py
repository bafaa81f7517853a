"""Where the console's log goes: the screen is taken, so into a file."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

LARGEST: Final = 1_000_000
"""Bytes in a log; the one before is kept beside it."""

_LINE: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _OwnFile(RotatingFileHandler):
    """A file that only its owner may read."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return open(descriptor, "a", encoding="utf-8", errors="backslashreplace")


@contextmanager
def logging_to(path: Path) -> Iterator[str]:
    """Write what vicidash logs into a file; why it cannot be written, if so."""
    try:
        handler = _OwnFile(path, maxBytes=LARGEST, backupCount=1)
    except OSError as error:
        yield f"the log {path} cannot be written: {error.strerror or error}"
        return
    handler.setFormatter(logging.Formatter(_LINE))
    ours = logging.getLogger("vicidash")
    level = ours.level
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    try:
        yield ""
    finally:
        ours.removeHandler(handler)
        ours.setLevel(level)
        handler.close()
