"""The console's alerts: evaluates them, sends notifications, and records acknowledgements."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Final, NamedTuple, Protocol

from vicidash.actions.audit_log import operator
from vicidash.actions.ticket import Ticket
from vicidash.alerts.acknowledgements import AnswersFile
from vicidash.alerts.alert import Alert, AlertChanges, AlertKey, Severity
from vicidash.alerts.board import AlertBoard
from vicidash.alerts.notify import Notifier
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.formatting import age

LOOK: Final = 5.0
"""Seconds without a new snapshot, after which the latest is evaluated again."""
GRACE: Final = 5.0
"""Seconds that pending notifications may take on exit."""
ACKNOWLEDGE: Final = "acknowledge"
SNOOZE: Final = "snooze"
"""Names of these actions in the audit log."""

SIGNS: Final[Mapping[Severity, str]] = {Severity.WARN: "!", Severity.CRITICAL: "!!"}


class AuditWriter(Protocol):
    """Writes to the audit log."""

    def __call__(
        self, action: str, target: str, *, value: str, before: str, after: str
    ) -> object: ...


def _nowhere(action: str, target: str, *, value: str, before: str, after: str) -> None:
    """The answer file of a board on which nothing is acknowledged."""


class AlertCenter:
    """A board of alerts with its notifier and audit log. ``clock`` is that of the board.

    ``answers`` stores acknowledgements and shares them with other consoles. ``keep`` writes down
    what has changed.
    """

    def __init__(
        self,
        board: AlertBoard,
        notifier: Notifier,
        *,
        clock: Callable[[], float],
        note: AuditWriter = _nowhere,
        answers: AnswersFile | None = None,
        keep: Callable[[AlertChanges], None] = lambda changes: None,
    ) -> None:
        self.board = board
        """The board; read only."""
        self._notifier = notifier
        self._clock = clock
        self._note = note
        self._answers = answers
        self._keep_changes = keep
        self._looked = clock()
        self.who = operator()
        """The user name for acknowledgements: this machine's user."""

    @property
    def count(self) -> int:
        """How many alerts need attention."""
        return len(self.board.unacknowledged)

    @property
    def due(self) -> bool:
        """Whether the alerts have not been evaluated for a while."""
        return self._clock() - self._looked >= LOOK

    def see(
        self,
        snapshot: FloorSnapshot,
        *,
        not_obeyed: Iterable[Ticket] = (),
        hopper_minutes: Mapping[str, float | None] | None = None,
    ) -> bool:
        """Evaluate a snapshot and send notifications; returns whether any alert changed."""
        self._looked = self._clock()
        self._take()
        changes = self.board.see(snapshot, not_obeyed=not_obeyed, hopper_minutes=hopper_minutes)
        self._keep()
        self._keep_changes(changes)
        self._notifier.tell(changes)
        return bool(changes)

    def _take(self) -> None:
        if self._answers is not None and (news := self._answers.news()) is not None:
            self.board.take(news)

    def _keep(self) -> None:
        if self._answers is not None and (unsaved := self.board.unsaved()):
            self._answers.save(unsaved)

    def acknowledge(self, key: AlertKey) -> Alert | None:
        """Acknowledge an alert; ``None`` if it is no longer active."""
        self._take()
        alert = self.board.acknowledge(key, self.who)
        self._keep()
        if alert is not None:
            self._write_down(ACKNOWLEDGE, alert, key.rule.value, "acknowledged")
        return alert

    def ask_again(self, key: AlertKey) -> Alert | None:
        """Withdraw an acknowledgement; ``None`` if the alert is no longer active."""
        self._take()
        alert = self.board.ask_again(key)
        self._keep()
        if alert is not None:
            self._write_down(ACKNOWLEDGE, alert, key.rule.value, "no longer acknowledged")
        return alert

    def snooze(self, key: AlertKey, seconds: float) -> Alert | None:
        """Snooze an alert for so many seconds, 0 to end it; ``None`` if it is no longer active."""
        self._take()
        alert = self.board.snooze(key, seconds)
        self._keep()
        if alert is not None:
            outcome = f"quiet for {age(seconds)}" if seconds > 0 else "no longer quiet"
            self._write_down(SNOOZE, alert, key.rule.value, outcome)
        return alert

    def _write_down(self, action: str, alert: Alert, value: str, after: str) -> None:
        target = alert.key.target or alert.key.kind.value
        before = f"{alert.severity.word}: {alert.finding.words}"
        self._note(action, target, value=value, before=before, after=after)

    async def aclose(self) -> None:
        """Wait a moment for pending notifications."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await self._notifier.aclose()


# Cycles through the alerts that need attention with one key. Pure

LASTS: Final = 30.0
"""Seconds in which the key goes on to the next alert; later it starts with the most urgent one."""


class Stop(NamedTuple):
    """A position in the cycle: which alert, of how many."""

    alert: Alert
    place: int
    of: int


class AlertCycle:
    """Where the user is among the alerts. ``clock`` gives monotonic seconds.

    ``asking`` are always the alerts that need attention now, most urgent first.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._been: list[AlertKey] = []
        """The alerts that were visited, in order."""
        self._known: frozenset[AlertKey] = frozenset()
        """The alerts that needed attention at the last step."""
        self._at = 0.0

    def order(self, asking: Sequence[Alert]) -> Sequence[Alert]:
        """The same alerts with the current one of the cycle first, since keys apply to it.

        A new alert of the same or a higher severity ends the cycle. One that is over never comes
        before one that is not.
        """
        here = self._here(asking)
        if here is not None and here.over and any(not each.over for each in asking):
            return asking
        return asking if here is None else [here, *(each for each in asking if each is not here)]

    @property
    def visited(self) -> AlertKey | None:
        """The alert that the user was taken to last, for as long as the cycle lasts."""
        return self._been[-1] if self._been and not self._over else None

    def go_on(self, asking: Sequence[Alert]) -> Stop | None:
        """Go to the next alert, after the last to the first; ``None`` if there is none."""
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
