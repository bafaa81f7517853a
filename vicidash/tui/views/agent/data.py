"""Polls details of one agent, slowly and one request at a time.

The figures of the floor come from the watch. These details cost the dialer more per answer, so they
are only polled while they are shown.
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
"""Least seconds between two requests, so that paging through agents does not ask for each."""
GROUP: Final = "asking"
"""The group of the workers that poll."""


class DetailPoller(Generic[Q, T]):
    """Repeats one kind of request about one subject every so many seconds.

    ``start`` runs a request in the background; ``answered`` is called when it is done. The last
    answer is kept until the subject changes; a failure is kept beside it. A request that was denied
    or that the dialer does not know is not repeated until :meth:`again` is called.
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
        self._asked_at = float("-inf")
        self._due = float("-inf")

    @property
    def answer(self) -> Polled[T]:
        """The last answer, the time of its request, and the last failure since."""
        if self._denied is not None:
            return Polled(self._answer.value, self._answer.at, self._denied)
        return self._answer

    def about(self, question: Q | None) -> None:
        """Set the subject; ``None`` for nothing. A new one is asked about at once."""
        if question != self._question:
            self._question = question
            self._answer = Polled()
            self._due = float("-inf")

    def again(self) -> None:
        """Ask again now, including what was denied before."""
        self._denied = None
        self._due = float("-inf")

    def keep_up(self) -> None:
        """Ask if it is time to. Call this about once a second while the answer is shown."""
        now = self._clock()
        if (
            self._question is None
            or self._denied is not None
            or self._under_way
            or now < max(self._due, self._asked_at + BREATH)
        ):
            return
        self._under_way, self._asked_at, self._due = True, now, now + self._every
        self._start(partial(self._run, self._question))

    async def _run(self, question: Q) -> None:
        asked_at = self._asked_at
        try:
            answer = await self._ask(question)
        except VicidashError as error:
            if isinstance(error, PermissionDenied | Unsupported):
                self._denied = str(error)
            elif question == self._question:
                self._answer = Polled(self._answer.value, self._answer.at, str(error))
        else:
            if question == self._question:
                self._answer = Polled(answer, asked_at)
        finally:
            self._under_way = False
            took = self._clock() - asked_at
            if question == self._question:  # a slow dialer is asked less often
                self._due = max(self._due, self._clock() + took)
        self._answered()


# The data of the page


@dataclass(frozen=True, slots=True)
class AgentData:
    """All that is known of one agent at one moment."""

    user: str
    seen: FloorAgent | None
    """The agent as the floor lists them, or last did."""
    absence: str
    """Why the floor does not list them; empty while it does."""
    stretches: Sequence[Stretch]
    at: float
    """Clock seconds that times are counted to."""
    now: float
    clock: Clock
    ticket: Ticket | None
    details: Polled[AgentDetails]
    day: Polled[AgentStatistics | None]
    stale: bool
    """Whether the dialer does not answer."""
    report_problem: str | None = None
    """Why the dialer's real-time report does not come, which has the time in the state."""


class PageLine(NamedTuple):
    """A line of the page with its rank."""

    rank: int
    """The higher, the earlier it is left out."""
    text: Text


def blank() -> Text:
    """An empty line."""
    return Text(no_wrap=True, end="")


def known(value: str | None) -> str:
    """A value of the dialer as shown: empty is none, ``None`` is unknown."""
    if value is None:
        return formatting.UNKNOWN
    return formatting.printable(value) or "none"
