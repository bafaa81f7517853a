"""The alerts of the console: judged with every look, told to people, answered by one of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Final, NamedTuple, Protocol

from vicidash.actions.audit_log import operator
from vicidash.actions.ticket import Ticket
from vicidash.alerts.acknowledgements import AnswersFile
from vicidash.alerts.alert import Alert, AlertKey, Severity
from vicidash.alerts.board import AlertBoard
from vicidash.alerts.notify import Notifier
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.formatting import age

LOOK: Final = 5.0
"""Seconds without a new picture, after which the latest is judged again."""
GRACE: Final = 5.0
"""Seconds that notices may take at the end of the program."""
ACKNOWLEDGE: Final = "acknowledge"
SNOOZE: Final = "snooze"
"""What these are called in the audit log."""

SIGNS: Final[Mapping[Severity, str]] = {Severity.WARN: "!", Severity.CRITICAL: "!!"}


class AuditWriter(Protocol):
    """Writes into the audit log."""

    def __call__(
        self, action: str, target: str, *, value: str, before: str, after: str
    ) -> object: ...


def _nowhere(action: str, target: str, *, value: str, before: str, after: str) -> None:
    """For a board on which nobody acknowledges anything."""


class AlertCenter:
    """A board of alerts, and those who are told of them. ``clock`` is that of the board.

    ``answers`` keeps what is said of them, and has what other consoles were told.
    """

    def __init__(
        self,
        board: AlertBoard,
        notifier: Notifier,
        *,
        clock: Callable[[], float],
        note: AuditWriter = _nowhere,
        answers: AnswersFile | None = None,
    ) -> None:
        self.board = board
        """What fires, and what fired. To be looked at."""
        self._notifier = notifier
        self._clock = clock
        self._note = note
        self._answers = answers
        self._looked = clock()
        self.who = operator()
        """Who acknowledges here: the user of this machine."""

    @property
    def count(self) -> int:
        """How many alerts ask for somebody."""
        return len(self.board.unacknowledged)

    @property
    def due(self) -> bool:
        """Whether nothing was judged for a while."""
        return self._clock() - self._looked >= LOOK

    def see(
        self,
        snapshot: FloorSnapshot,
        *,
        not_obeyed: Iterable[Ticket] = (),
        hopper_minutes: Mapping[str, float | None] | None = None,
    ) -> bool:
        """Judge a picture, and tell people of what is new; whether any alert changed."""
        self._looked = self._clock()
        self._take()
        changes = self.board.see(snapshot, not_obeyed=not_obeyed, hopper_minutes=hopper_minutes)
        self._keep()
        self._notifier.tell(changes)
        return bool(changes)

    def _take(self) -> None:
        if self._answers is not None and (news := self._answers.news()) is not None:
            self.board.take(news)

    def _keep(self) -> None:
        if self._answers is not None and (said := self.board.said()):
            self._answers.save(said)

    def acknowledge(self, key: AlertKey) -> Alert | None:
        """Somebody takes care of it; ``None`` if it is gone."""
        self._take()
        alert = self.board.acknowledge(key, self.who)
        self._keep()
        if alert is not None:
            self._write_down(ACKNOWLEDGE, alert, key.rule.value, "acknowledged")
        return alert

    def ask_again(self, key: AlertKey) -> Alert | None:
        """Take an acknowledgement back; ``None`` if the alert is gone."""
        self._take()
        alert = self.board.ask_again(key)
        self._keep()
        if alert is not None:
            self._write_down(ACKNOWLEDGE, alert, key.rule.value, "no longer acknowledged")
        return alert

    def snooze(self, key: AlertKey, seconds: float) -> Alert | None:
        """Keep it quiet for so long, 0: no longer; ``None`` if it is gone."""
        self._take()
        alert = self.board.snooze(key, seconds)
        self._keep()
        if alert is not None:
            told = f"quiet for {age(seconds)}" if seconds > 0 else "no longer quiet"
            self._write_down(SNOOZE, alert, key.rule.value, told)
        return alert

    def _write_down(self, action: str, alert: Alert, value: str, after: str) -> None:
        target = alert.key.target or alert.key.kind.value
        before = f"{alert.severity.word}: {alert.finding.words}"
        self._note(action, target, value=value, before=before, after=after)

    async def aclose(self) -> None:
        """Let notices that are under way arrive, for a moment."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await self._notifier.aclose()


# From one alert to the next with one key: which of those that ask is shown first. Pure

LASTS: Final = 30.0
"""Seconds after the key in which it leads on; after that it leads to the most urgent one again."""


class Stop(NamedTuple):
    """An alert that was come to: which of how many."""

    alert: Alert
    place: int
    of: int


class AlertCycle:
    """Where a supervisor is among the alerts. ``clock`` gives monotonic seconds.

    ``asking`` are always the alerts that ask for somebody now, the most urgent first.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._been: list[AlertKey] = []
        """Where the tour has been, in that order."""
        self._known: frozenset[AlertKey] = frozenset()
        """What asked when the tour went on."""
        self._at = 0.0

    def order(self, asking: Sequence[Alert]) -> Sequence[Alert]:
        """The same, with the one that the tour has come to first: it is the one that keys are for.

        One that has come since, and is no less urgent, ends the tour.
        """
        here = self._here(asking)
        return asking if here is None else [here, *(each for each in asking if each is not here)]

    def is_at(self, key: AlertKey | None) -> bool:
        """Whether a supervisor has come to this alert by the key: it surprises nobody."""
        return bool(self._been) and self._been[-1] == key and not self._over

    def go_on(self, asking: Sequence[Alert]) -> Stop | None:
        """Come to the next one that asks, after the last to the first; ``None`` without any."""
        if not asking:
            return None
        if self._over or self._overtaken(asking):
            self._been = []
        alert = next((each for each in asking if each.key not in self._been), None)
        if alert is None:
            self._been, alert = [], asking[0]
        self._been.append(alert.key)
        self._known = frozenset(each.key for each in asking)
        self._at = self._clock()
        return Stop(alert, asking.index(alert) + 1, len(asking))

    @property
    def _over(self) -> bool:
        return self._clock() - self._at >= LASTS

    def _here(self, asking: Sequence[Alert]) -> Alert | None:
        if not self._been or self._over or self._overtaken(asking):
            return None
        return next((each for each in asking if each.key == self._been[-1]), None)

    def _overtaken(self, asking: Sequence[Alert]) -> bool:
        worst = max((each.severity for each in asking if each.key in self._been[-1:]), default=None)
        new = (each for each in asking if each.key not in self._known)
        return worst is not None and any(each.severity >= worst for each in new)
