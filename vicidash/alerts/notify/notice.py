"""One notice: what people are told of one alert, once."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from vicidash.alerts.alert import Alert
from vicidash.formatting import plural, printable


class Event(StrEnum):
    """Why there is a notice."""

    RAISED = "raised"
    ESCALATED = "escalated"
    REMINDED = "reminded"
    """Its snooze is over, and it is still there."""
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Notice:
    """An alert as it was when people were told of it."""

    event: Event
    alert: Alert
    time: datetime
    """This machine's wall clock, aware."""
    dialer: str = ""
    """Address of the dialer."""

    @property
    def headline(self) -> str:
        """``CRITICAL``, ``STILL WARNING`` or ``OVER``: how bad it is, in a word."""
        if self.event is Event.CLEARED:
            return "OVER"
        word = self.alert.severity.word.upper()
        return f"STILL {word}" if self.event is Event.REMINDED else word

    @property
    def text(self) -> str:
        """What is the matter and, unless it is over, what to do; safe for one line."""
        finding = self.alert.finding
        return (
            finding.words if self.event is Event.CLEARED else f"{finding.words} — {finding.remedy}"
        )

    def fields(self) -> dict[str, Any]:
        """The notice as JSON has it.

        ``event`` (raised, escalated, reminded, cleared), ``rule`` (as its table in the settings),
        ``severity`` (warning, critical), ``kind`` (agent, campaign, in-group, dialer), ``target``
        (the user or id, as the dialer has it), ``value`` (percent, seconds, calls or minutes, as
        the rule's threshold; or null), ``words``, ``remedy``, ``time`` (ISO 8601 with offset),
        ``dialer`` (its address).
        """
        finding = self.alert.finding
        return {
            "event": self.event.value,
            "rule": finding.key.rule.value,
            "severity": finding.severity.word,
            "kind": finding.key.kind.value,
            "target": finding.key.target,
            "value": finding.value,
            "words": finding.words,
            "remedy": finding.remedy,
            "time": self.time.isoformat(timespec="seconds"),
            "dialer": self.dialer,
        }

    def variables(self) -> dict[str, str]:
        """The same fields as environment variables: ``VICIDASH_EVENT`` and so on."""
        return {
            f"VICIDASH_{name.upper()}": "" if value is None else printable(str(value))
            for name, value in self.fields().items()
        }


# What waits to be sent: bounded, in order, one delivery at a time, beside the program

WAITING: Final = 100
"""Notices that may wait; then the oldest are dropped, as the newest matter more."""
GRACE: Final = 3.0
"""Seconds for what is under way when the program ends."""

log = logging.getLogger("vicidash.alerts.notify")

Deliver = Callable[[Sequence[Notice]], Awaitable[str | None]]
"""Sends notices; gives back what went wrong, without a secret. Does not raise."""


class Outbox:
    """A queue in front of a delivery that may be slow or dead. Needs a running event loop.

    ``on_problem`` is told of a trouble once, and of the same one again only after a success.
    """

    def __init__(
        self,
        name: str,
        deliver: Deliver,
        on_problem: Callable[[str], None],
        *,
        at_once: int = 1,
    ) -> None:
        self._name = name
        self._deliver = deliver
        self._on_problem = on_problem
        self._at_once = at_once
        self._queue: deque[Notice] = deque()
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self._troubles: set[str] = set()

    def put(self, notices: Sequence[Notice]) -> None:
        """Send these as soon as those before them are sent."""
        if self._closed:
            return
        self._queue.extend(notices)
        dropped = max(0, len(self._queue) - WAITING)
        for _ in range(dropped):
            self._queue.popleft()
        if dropped:
            self._report("it is too slow, and old notices are dropped")
            log.warning("%s: %s dropped", self._name, plural(dropped, "notice"))
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def aclose(self) -> None:
        """Wait for what is under way, for `GRACE` seconds at most; nothing is taken any more."""
        self._closed = True
        if self._task is None:
            return
        await asyncio.wait([self._task], timeout=GRACE)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while self._queue:
            batch = [self._queue.popleft() for _ in range(min(self._at_once, len(self._queue)))]
            trouble = await self._deliver(batch)
            if trouble is None:
                self._troubles.clear()
            else:
                self._report(trouble)

    def _report(self, trouble: str) -> None:
        if trouble not in self._troubles:
            self._troubles.add(trouble)
            log.warning("%s: %s", self._name, trouble)
            self._on_problem(f"{self._name}: {trouble}")
