"""A notice about one alert, and the queue that delivers notices."""

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
    """Why a notice is sent."""

    RAISED = "raised"
    ESCALATED = "escalated"
    REMINDED = "reminded"
    """The snooze is over and the alert is still active."""
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Notice:
    """An alert at the time of the notice."""

    event: Event
    alert: Alert
    time: datetime
    """Wall-clock time of this machine, with time zone."""
    dialer: str = ""
    """Address of the dialer."""

    @property
    def headline(self) -> str:
        """The severity in a word, such as ``CRITICAL``, ``STILL WARNING`` or ``OVER``."""
        if self.event is Event.CLEARED:
            return "OVER"
        word = self.alert.severity.word.upper()
        return f"STILL {word}" if self.event is Event.REMINDED else word

    @property
    def text(self) -> str:
        """What is wrong and, unless it is over, what to do; in one safe line."""
        finding = self.alert.finding
        return (
            finding.words if self.event is Event.CLEARED else f"{finding.words} — {finding.remedy}"
        )

    def fields(self) -> dict[str, Any]:
        """The notice as a JSON object.

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


# The queue of notices: bounded, in order, one delivery at a time, in the background

WAITING: Final = 100
"""Notices that may be queued; beyond that the oldest are dropped."""
GRACE: Final = 3.0
"""Seconds that pending deliveries get on exit."""

log = logging.getLogger("vicidash.alerts.notify")

Deliver = Callable[[Sequence[Notice]], Awaitable[str | None]]
"""Delivers notices; returns an error message without secrets, or ``None``. Does not raise."""


class Outbox:
    """A queue in front of a slow or unreliable delivery. Needs a running event loop.

    ``on_problem`` is called once for an error, and again for the same one only after a success.
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
        """Queue these notices."""
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
        """Wait for pending deliveries, for `GRACE` seconds at most; accepts nothing afterwards."""
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
