"""The clock that everything is measured by which lasts: it goes on while this machine sleeps.

Python's ``time.monotonic`` stands still while a laptop's lid is closed, on Linux and macOS alike.
After that figures of the morning would look seconds old, a snooze would last all night, and the
dialer's clock would be hours behind.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final


def _going_on() -> Callable[[], float]:
    # CLOCK_BOOTTIME is Linux's; the CLOCK_MONOTONIC of macOS counts sleep, unlike time.monotonic
    kind = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
    if kind is None:
        return time.monotonic
    try:
        time.clock_gettime(kind)
    except OSError:  # a kernel, or a sandbox, that lacks it
        return time.monotonic
    return lambda: time.clock_gettime(kind)


steady: Final = _going_on()
"""Seconds since some moment; never put back, and never held by the sleep of the machine."""
