"""Asks the dialer for what only one view shows: at a slow pace, one request at a time.

The floor's own figures come from the watch. What is asked here costs the dialer more for each
answer, so it is asked only while somebody looks at it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic, NamedTuple, TypeVar

from rich.text import Text

from vicidash import formatting
from vicidash.actions.ticket import Ticket
from vicidash.client import (
    AgentDetails,
    AgentStatistics,
    PermissionDenied,
    Unsupported,
    VicidashError,
)
from vicidash.floor.snapshot import FloorAgent, Polled
from vicidash.history.stretches import Stretch
from vicidash.tui.views.agent.shift import Clock

Q = TypeVar("Q")
T = TypeVar("T")

BREATH: Final = 1.0
"""Seconds between two requests at least: who leafs through the floor does not ask for each."""
GROUP: Final = "asking"
"""The group of the workers that ask."""


class DetailPoller(Generic[Q, T]):
    """One kind of question, about one thing at a time, asked anew every so many seconds.

    ``start`` runs a request in the background, ``answered`` is called when it is over. The last
    answer stays until another thing is asked about; a failure stands beside it. What the account
    may not ask, or the dialer does not know, is not asked again until a person says :meth:`again`.
    """

    def __init__(
        self,
        ask: Callable[[Q], Awaitable[T]],
        *,
        every: float,
        clock: Callable[[], float],
        start: Callable[[Callable[[], Coroutine[None, None, None]]], object],
        answered: Callable[[], None],
    ) -> None:
        self._ask = ask
        self._every = every
        self._clock = clock
        self._start = start
        self._answered = answered
        self._question: Q | None = None
        self._answer: Polled[T] = Polled()
        self._denied: str | None = None
        self._under_way = False
        self._asked = float("-inf")
        self._due = float("-inf")

    @property
    def answer(self) -> Polled[T]:
        """The last answer, when it was asked for, and what went wrong since."""
        if self._denied is not None:
            return Polled(self._answer.value, self._answer.at, self._denied)
        return self._answer

    def about(self, question: Q | None) -> None:
        """Ask about this from now on; nothing while it is ``None``. Another one is due at once."""
        if question != self._question:
            self._question = question
            self._answer = Polled()
            self._due = float("-inf")

    def again(self) -> None:
        """A person wants to know now, and what was denied may be allowed by now."""
        self._denied = None
        self._due = float("-inf")

    def keep_up(self) -> None:
        """Ask, if it is time to. To be called each second or so, while the answer is shown."""
        now = self._clock()
        if (
            self._question is None
            or self._denied is not None
            or self._under_way
            or now < max(self._due, self._asked + BREATH)
        ):
            return
        self._under_way, self._asked, self._due = True, now, now + self._every
        self._start(partial(self._run, self._question))

    async def _run(self, question: Q) -> None:
        asked = self._asked
        try:
            answer = await self._ask(question)
        except VicidashError as error:
            if isinstance(error, PermissionDenied | Unsupported):
                self._denied = str(error)
            elif question == self._question:
                self._answer = Polled(self._answer.value, self._answer.at, str(error))
        else:
            if question == self._question:
                self._answer = Polled(answer, asked)
        finally:
            self._under_way = False
            took = self._clock() - asked
            if question == self._question:  # a slow dialer is asked less often
                self._due = max(self._due, self._clock() + took)
        self._answered()


# One agent at a moment, for the page that shows them whole, and what its lines are made of


@dataclass(frozen=True, slots=True)
class AgentData:
    """One agent at a moment, with all that is known of them."""

    user: str
    seen: FloorAgent | None
    """As the floor lists them, or did last."""
    absence: str
    """Why the floor does not list them; empty while it does."""
    stretches: Sequence[Stretch]
    at: float
    """Clock seconds up to which times are counted."""
    now: float
    clock: Clock
    ticket: Ticket | None
    details: Polled[AgentDetails]
    day: Polled[AgentStatistics | None]
    stale: bool
    """Whether the dialer is out of reach."""
    report_problem: str | None = None
    """Why the dialer's real-time report does not come, which has the time in the state."""


class PageLine(NamedTuple):
    """A line of the page, which may be left out."""

    rank: int
    """The higher, the earlier it is left out."""
    text: Text


def blank() -> Text:
    """A line to be written on."""
    return Text(no_wrap=True, end="")


def known(value: str | None) -> str:
    """What the dialer told, in words: an empty word is none, not unknown."""
    if value is None:
        return formatting.UNKNOWN
    return formatting.printable(value) or "none"
