"""Never do two runs ask the dialer at once: shown for every order in which their steps can come."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from vicidash.cli import cache

KEY = "account"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cache, "path_of", lambda name: tmp_path / f"completion-{name}")
    return tmp_path


class Run(threading.Thread):
    """One run, which stops before each of its steps until it is let go on."""

    def __init__(self, body: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self._body = body
        self._go = threading.Semaphore(0)
        self._stopped = threading.Semaphore(0)
        self.over = False

    def run(self) -> None:
        self._body()
        self.over = True
        self._stopped.release()

    def stop(self) -> None:
        """For the run itself: a step comes next."""
        self._stopped.release()
        self._go.acquire()

    def begin(self) -> None:
        """Up to the first step."""
        self.start()
        self._stopped.acquire()

    def step(self) -> None:
        """Do one step."""
        self._go.release()
        self._stopped.acquire()


class Runs:
    """Several runs, one step at a time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asking = self.most = self.asked = 0
        for name in ("_claim", "_there", "_withdraw"):
            monkeypatch.setattr(cache, name, self._stepped(getattr(cache, name)))
        monkeypatch.setattr(time, "sleep", lambda seconds: self._stop())
        moments = itertools.count(1_795_424_400_000)  # so that names come in the order of the runs
        monkeypatch.setattr(time, "time", lambda: next(moments) / 1000)

    def _stop(self) -> None:
        run = threading.current_thread()
        if isinstance(run, Run):
            run.stop()

    def _stepped(self, done: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*given: object) -> object:
            self._stop()
            return done(*given)

        return stepped

    def _ask(self) -> None:
        with cache.single_flight(KEY) as ours:
            if ours:
                self.asking += 1
                self.asked += 1
                self.most = max(self.most, self.asking)
                self._stop()
                self.asking -= 1

    def play(self, count: int, choices: list[int]) -> list[tuple[int, int]]:
        """Do the steps of those chosen, and then of the first; each choice, and out of how many."""
        self.asking = self.most = self.asked = 0
        runs = [Run(self._ask) for _ in range(count)]
        for run in runs:
            run.begin()
        made: list[tuple[int, int]] = []
        while going := [run for run in runs if not run.over]:
            choice = choices[len(made)] if len(made) < len(choices) else 0
            made.append((choice, len(going)))
            going[choice].step()
        return made

    def orders(self, count: int) -> Iterator[None]:
        """Play every order of steps that there is."""
        choices: list[int] = []
        while True:
            made = self.play(count, choices)
            yield
            while made and made[-1][0] == made[-1][1] - 1:
                made.pop()
            if not made:
                return
            choices = [choice for choice, _ in made]
            choices[-1] += 1


def leave(folder: Path, ago: float) -> Path:
    """What a run that was killed while it asked leaves."""
    dead = folder / f"completion-{KEY}.lock-{time.time() - ago:017.3f}-1-abcd"
    dead.touch()
    return dead


@pytest.mark.parametrize("dead", [False, True])
def test_in_no_order_of_their_steps_do_two_ask_at_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, dead: bool
) -> None:
    """With an old file there, too, which both find, and which both may remove."""
    monkeypatch.setattr(cache, "TRIES", 2)
    runs = Runs(monkeypatch)
    played = 0
    if dead:
        leave(folder, cache.LOCKED + 1)
    for _ in runs.orders(2):
        assert runs.most <= 1
        assert list(folder.iterdir()) == []
        played += 1
        if dead:
            leave(folder, cache.LOCKED + 1)
    assert played > 100


def test_of_three_at_once_one_at_most_asks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps in turn, from whomever it begins: the first to come gets its way."""
    runs = Runs(monkeypatch)
    for first in range(3):
        runs.play(3, [(first + turn) % 3 for turn in range(9)])
        assert (runs.most, runs.asked) == (1, 1)


def test_who_died_holds_nobody_for_long(folder: Path) -> None:
    fresh = leave(folder, cache.LOCKED - 1)
    with cache.single_flight(KEY) as ours:
        assert not ours
    fresh.unlink()
    old = leave(folder, cache.LOCKED + 1)
    with cache.single_flight(KEY) as ours:
        assert ours
        assert not old.exists()


def test_who_took_too_long_takes_nothing_from_who_came_after(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = time.time
    with cache.single_flight(KEY) as slow:
        assert slow
        monkeypatch.setattr(time, "time", lambda: real() + cache.LOCKED + 1)
        with cache.single_flight(KEY) as next_one:
            assert next_one
            (left,) = folder.iterdir()
        assert not left.exists()
        with cache.single_flight(KEY) as third:
            assert third
            kept = next(iter(folder.iterdir()))
    assert not kept.exists()


def test_accounts_do_not_wait_for_each_other(folder: Path) -> None:
    with cache.single_flight("one") as one, cache.single_flight("one-and-more") as other:
        assert one
        assert other


def test_where_nothing_can_be_written_nobody_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "path_of", lambda name: tmp_path / "none" / f"completion-{name}")
    with cache.single_flight(KEY) as ours:
        assert not ours
    assert not cache.asking(KEY)
