"""The clock that everything is measured by goes on, whatever this machine does."""

from __future__ import annotations

import time

import pytest

from vicidash.clock import _going_on, steady


def test_it_never_goes_back() -> None:
    times = [steady() for _ in range(1000)]
    assert times == sorted(times)


def test_it_is_the_clock_that_counts_sleep_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slept = 9 * 3600.0
    monkeypatch.setattr(time, "CLOCK_BOOTTIME", 7, raising=False)
    monkeypatch.setattr(time, "clock_gettime", lambda kind: slept if kind == 7 else 0.0)
    assert _going_on()() == slept


def test_a_kernel_that_lacks_it_leaves_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacks(kind: int) -> float:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(time, "clock_gettime", lacks)
    assert _going_on() is time.monotonic
