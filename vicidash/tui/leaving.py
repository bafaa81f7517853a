"""Leaves an app when its terminal is closed, or the program is told to stop, as by its own key."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
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
