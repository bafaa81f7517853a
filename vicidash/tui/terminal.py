"""Runs an app on the terminal, keeps its log in a file, and ends it cleanly on a signal."""

from __future__ import annotations

import asyncio
import base64
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
"""The signals of a closed terminal and of ``kill``."""
PATIENCE: Final = 20
"""Seconds after which the system ends the program: Textual waits for ever for a terminal that takes
no more output, as over a connection that is dead but not yet closed."""


def run(app: App[T], leave: Callable[[], object]) -> T | None:
    """Run an app on this terminal until it exits; returns its result.

    The first of the ``SIGNALS`` calls ``leave``, which must make the app exit. Later ones are
    ignored, as a closed terminal and its shell send one each. The terminal is restored, and the app
    cleans up as after its quit key.

    Raises ``SystemExit`` with 128 plus the signal's number then.
    """
    received: list[int] = []
    before: dict[int, Any] = {}

    async def until_left() -> T | None:
        loop = asyncio.get_running_loop()

        def end(number: int, frame: FrameType | None) -> None:
            if received:
                return
            received.append(number)
            if hasattr(signal, "alarm"):
                signal.alarm(PATIENCE)
            with suppress(RuntimeError):  # the loop is closed: already exiting
                loop.call_soon_threadsafe(leave)

        before.update((number, signal.signal(number, end)) for number in SIGNALS)
        return await app.run_async()

    try:
        return asyncio.run(until_left())
    finally:
        if received:
            raise SystemExit(128 + received[0])
        for number, handler in before.items():
            signal.signal(number, handler)


# The log, which goes into a file as the console has the screen

LARGEST: Final = 1_000_000
"""Bytes of a log file; the previous one is kept."""

_LINE: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _OwnFile(RotatingFileHandler):
    """A log file that only its owner may read."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return open(descriptor, "a", encoding="utf-8", errors="backslashreplace")


@contextmanager
def logging_to(path: Path) -> Iterator[str]:
    """Log to a file; yields why it cannot be written, or nothing."""
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


# The bell and notifications


def write_out(app: App[Any], sequence: str) -> None:
    """Write escape sequences between two frames; does nothing without a terminal.

    Textual only offers this for the bell. Its driver writes each string as a whole, so no frame is
    interrupted.
    """
    driver = app._driver
    if driver is not None and app.is_running and not app.is_headless:
        driver.write(sequence)


# The clipboard

_FRAME: Final = "\x1bPtmux;{}\x1b\\"
"""What tmux passes on to the terminal around it, where ``allow-passthrough`` is on."""


def copy_out(app: App[Any], text: str) -> None:
    """Put a text on the clipboard of the terminal, with OSC 52, also over SSH.

    Under tmux it is sent twice: tmux takes the one where ``set-clipboard`` is ``on``, and passes on
    the other where it is not. A terminal that knows neither ignores them.
    """
    app.copy_to_clipboard(text)
    if os.environ.get("TMUX"):
        write_out(app, through_tmux(osc_52(text)))


def osc_52(text: str) -> str:
    """The escape sequence that puts a text on the clipboard."""
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\a"


def through_tmux(sequence: str) -> str:
    """The same sequence for the terminal around tmux."""
    return _FRAME.format(sequence.replace("\x1b", "\x1b\x1b"))
