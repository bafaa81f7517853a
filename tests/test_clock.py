"""The monotonic clock that counts suspended time, and the delays of retries."""

from __future__ import annotations

import time

import pytest

from vicidash.clock import _suspend_aware, backoff, steady


def test_it_never_goes_back() -> None:
    times = [steady() for _ in range(1000)]
    assert times == sorted(times)


def test_it_is_the_clock_that_counts_sleep_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slept = 9 * 3600.0
    monkeypatch.setattr(time, "CLOCK_BOOTTIME", 7, raising=False)
    monkeypatch.setattr(time, "clock_gettime", lambda kind: slept if kind == 7 else 0.0)
    assert _suspend_aware()() == slept


def test_a_kernel_that_lacks_it_leaves_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacks(kind: int) -> float:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(time, "clock_gettime", lacks)
    assert _suspend_aware() is time.monotonic


def test_a_wait_doubles_up_to_the_longest() -> None:
    assert [backoff(n, 0.5, 30.0) for n in range(8)] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert backoff(1_000_000, 1.0, 60.0) == 60.0


def test_jitter_shortens_a_wait_by_half_at_most_and_never_below_the_first() -> None:
    assert [backoff(n, 1.0, 30.0, jitter=0.0) for n in range(7)] == [1, 1, 2, 4, 8, 15, 15]
    assert [backoff(n, 1.0, 30.0, jitter=0.5) for n in (0, 3, 6)] == [1, 6, 22.5]
