"""What one view asks: slowly, one request at a time, and not what the account may not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

import pytest

from vicidash.client import PermissionDenied, Unreachable, Unsupported, VicidashError
from vicidash.floor.snapshot import Polled
from vicidash.tui.views.agent.data import DetailPoller


class Desk:
    """A dialer that answers when a test says so, and the clock."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.questions: list[str] = []
        self.jobs: list[Callable[[], Coroutine[None, None, None]]] = []
        self.wrong: VicidashError | None = None
        self.takes = 0.0
        self.answered = 0
        self.asking: DetailPoller[str, str] = DetailPoller(
            self.ask,
            every=15.0,
            clock=lambda: self.now,
            start=self.jobs.append,
            answered=self.count,
        )

    def count(self) -> None:
        self.answered += 1

    async def ask(self, question: str) -> str:
        self.questions.append(question)
        self.now += self.takes
        if self.wrong is not None:
            raise self.wrong
        return f"about {question}"

    def answer(self) -> None:
        """Let the request that is under way be answered."""
        (job,) = self.jobs
        self.jobs.clear()
        asyncio.run(job())

    def wait(self, seconds: float) -> None:
        """Let time pass, with a look each second."""
        for _ in range(int(seconds)):
            self.now += 1
            self.asking.keep_up()
            if self.jobs:
                self.answer()


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_it_asks_at_once_and_then_slowly(desk: Desk) -> None:
    desk.asking.about("a0001")
    desk.asking.keep_up()
    desk.answer()
    assert desk.asking.answer == Polled("about a0001", 1000.0)
    assert desk.answered == 1
    desk.wait(60)
    assert len(desk.questions) == 5


def test_it_asks_nothing_while_there_is_nobody_to_ask_about(desk: Desk) -> None:
    desk.wait(60)
    assert desk.questions == []


def test_it_never_overlaps_itself(desk: Desk) -> None:
    desk.asking.about("a0001")
    for _ in range(100):
        desk.now += 1
        desk.asking.keep_up()
    assert len(desk.jobs) == 1


def test_another_one_is_asked_about_at_once_and_never_shown_the_answer_of_the_one_before(
    desk: Desk,
) -> None:
    desk.asking.about("a0001")
    desk.asking.keep_up()
    desk.asking.about("a0002")
    desk.now += 2
    desk.answer()
    assert desk.asking.answer == Polled()
    desk.asking.keep_up()
    desk.answer()
    assert desk.questions == ["a0001", "a0002"]
    assert desk.asking.answer.value == "about a0002"


def test_who_leafs_fast_does_not_ask_for_each(desk: Desk) -> None:
    for number in range(50):
        desk.now += 0.1
        desk.asking.about(f"a{number:04}")
        desk.asking.keep_up()
        if desk.jobs:
            desk.answer()
    assert len(desk.questions) <= 6


def test_the_answer_of_the_one_before_is_forgotten(desk: Desk) -> None:
    desk.asking.about("a0001")
    desk.wait(1)
    assert desk.asking.answer.value is not None
    desk.asking.about(None)
    assert desk.asking.answer == Polled()


def test_a_failure_stands_beside_the_last_answer_until_the_next(desk: Desk) -> None:
    desk.asking.about("a0001")
    desk.wait(1)
    desk.wrong = Unreachable("agent_status", "no route")
    desk.wait(15)
    assert desk.asking.answer == Polled("about a0001", 1001.0, "agent_status: no route")
    desk.wrong = None
    desk.wait(15)
    assert desk.asking.answer.problem is None


@pytest.mark.parametrize(
    "error",
    [PermissionDenied("agent_status", "me", "level 7"), Unsupported("agent_status", "unknown")],
)
def test_what_is_denied_is_not_asked_again_until_a_person_wants_to_know(
    desk: Desk, error: VicidashError
) -> None:
    desk.wrong = error
    desk.asking.about("a0001")
    desk.wait(600)
    desk.asking.about("a0002")
    desk.wait(600)
    assert desk.questions == ["a0001"]
    assert desk.asking.answer.problem == str(error)
    desk.wrong = None
    desk.asking.again()
    desk.wait(2)
    assert desk.asking.answer == Polled("about a0002", desk.now - 1)


def test_a_slow_dialer_is_asked_less_often(desk: Desk) -> None:
    desk.takes = 30.0
    desk.asking.about("a0001")
    desk.asking.keep_up()
    desk.answer()
    desk.takes = 0.0
    desk.wait(28)
    assert len(desk.questions) == 1
    desk.wait(3)
    assert len(desk.questions) == 2


def test_an_error_of_ours_does_not_stop_it_for_good(desk: Desk) -> None:
    desk.asking.about("a0001")
    desk.asking.keep_up()
    (job,) = desk.jobs
    desk.jobs.clear()
    desk.wrong = None

    async def broken(question: str) -> str:
        raise RuntimeError(question)

    desk.asking._ask = broken
    with pytest.raises(RuntimeError):
        asyncio.run(job())
    desk.asking._ask = desk.ask
    desk.wait(20)
    assert desk.asking.answer.value == "about a0001"
