"""Leaves an app when its terminal is closed, or the program is told to stop, as by its own key."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType
from typing import Any, Final, TypeVar

from textual.app import App

T = TypeVar("T")

SIGNALS: Final = tuple(
    getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name)
)
"""A terminal that is closed, and ``kill``."""
PATIENCE: Final = 20
"""Seconds in which the program has ended then, or is ended by the system: Textual waits for ever
for a terminal that takes nothing more, as over a line that is dead and does not know it yet."""


def run(app: App[T], leave: Callable[[], object]) -> T | None:
    """Run an app on this terminal until it is left; what it gives back.

    The first of the ``SIGNALS`` calls ``leave``, which is to have the app exit. No other is heeded
    from then on, for a closed terminal and its shell send one each: the terminal is put back, and
    whatever the program has to put away is put away as if it had been left by a key.

    Raises ``SystemExit`` with 128 and the signal's number then.
    """
    told: list[int] = []
    before: dict[int, Any] = {}

    async def until_left() -> T | None:
        loop = asyncio.get_running_loop()

        def end(number: int, frame: FrameType | None) -> None:
            if told:
                return
            told.append(number)
            if hasattr(signal, "alarm"):
                signal.alarm(PATIENCE)
            with suppress(RuntimeError):  # the loop is closed: on its way out already
                loop.call_soon_threadsafe(leave)

        before.update((number, signal.signal(number, end)) for number in SIGNALS)
        return await app.run_async()

    try:
        return asyncio.run(until_left())
    finally:
        if told:
            raise SystemExit(128 + told[0])
        for number, handler in before.items():
            signal.signal(number, handler)


# Where the console's log goes: the screen is taken, so into a file

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


# Puts on the terminal what is no picture: its bell, and notifications


def write_out(app: App[Any], sequence: str) -> None:
    """Write escapes as they are, between two frames; nothing while there is no terminal.

    Textual offers a way for the bell alone. Its driver takes each string as a whole, so that no
    frame is cut in two.
    """
    driver = app._driver
    if driver is not None and app.is_running and not app.is_headless:
        driver.write(sequence)
