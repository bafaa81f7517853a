"""A monotonic clock that counts the time a machine is suspended, and the delays of retries.

Python's ``time.monotonic`` stops while a laptop's lid is closed, on Linux and macOS alike. The
morning's figures would then look seconds old, a snooze would last all night, and the dialer's
clock would be hours behind.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final


def _suspend_aware() -> Callable[[], float]:
    # Linux has CLOCK_BOOTTIME; on macOS CLOCK_MONOTONIC counts sleep, unlike time.monotonic
    kind = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
    if kind is None:
        return time.monotonic
    try:
        time.clock_gettime(kind)
    except OSError:  # some kernels and sandboxes lack it
        return time.monotonic
    return lambda: time.clock_gettime(kind)


steady: Final = _suspend_aware()
"""Seconds since an arbitrary moment; never goes back, and counts the time spent suspended."""

_MOST_DOUBLINGS: Final = 32


def backoff(n: int, first: float, longest: float, jitter: float = 1.0) -> float:
    """Seconds to wait after ``n`` waits in a row: doubled each time, ``longest`` at most.

    ``jitter``, from 0 to 1, shortens a wait by up to half, but never below ``first``, so that
    clients that lost the server together do not all come back at once.
    """
    longest_now = min(longest, first * 2.0 ** min(n, _MOST_DOUBLINGS))
    return max(first, longest_now * (0.5 + jitter / 2))
