"""Decides which notices are sent, and when: at most one per alert within the configured spacing.

The last notice of an alert is compared with the alert's current state. If they differ, a new notice
is sent, at once or as soon as the spacing allows: for a warning that turns critical a minute after
its notice, when the spacing is over, if it is still critical then. An alert that cleared and came
back in between is not notified again.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

from vicidash.alerts.alert import Alert, AlertChanges, AlertKey, Severity
from vicidash.alerts.notify.command import Command
from vicidash.alerts.notify.notice import Event, Notice
from vicidash.alerts.notify.terminal import Terminal
from vicidash.alerts.notify.webhook import Webhook
from vicidash.config import paths
from vicidash.config.settings import AlertSettings

# The file of the last notices, so that a restart does not repeat them

VERSION: Final = 1
"""Format version; a file with a higher one is left alone."""


class Sent(NamedTuple):
    """A notice that was sent: its time in clock seconds, and its severity."""

    at: float
    severity: Severity | None
    """``None``: it said that the alert is over."""


class SentFile:
    """The latest notice of each alert, for one dialer account. Nothing here raises.

    ``clock`` is that of the notifier, ``wall`` gives epoch seconds, which the file uses.
    """

    def __init__(
        self, path: Path, *, clock: Callable[[], float], wall: Callable[[], float]
    ) -> None:
        self._path = path
        self._clock = clock
        self._wall = wall

    def load(self) -> Mapping[AlertKey, Sent]:
        """The saved notices; those from a clock that was ahead are left out."""
        try:
            document = paths.read(self._path)
            entries = document["sent"] if document["version"] == VERSION else ()
            return dict(filter(None, map(self._entry, entries)))
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return {}

    def save(self, sent: Mapping[AlertKey, Sent]) -> None:
        """Save these notices in place of the earlier ones."""
        ahead = self._wall() - self._clock()
        entries = [
            {**key._asdict(), "at": each.at + ahead, "severity": each.severity}
            for key, each in sent.items()
        ]
        with suppress(OSError):
            paths.write(self._path, {"version": VERSION, "sent": entries})

    def _entry(self, fields: Any) -> tuple[AlertKey, Sent] | None:
        now = self._wall()
        try:
            key = AlertKey.of(fields)
            at, severity = float(fields["at"]), fields["severity"]
            severity = None if severity is None else Severity(severity)
        except (ValueError, TypeError, KeyError):
            return None
        return (key, Sent(at - now + self._clock(), severity)) if at <= now else None


class Sink(Protocol):
    """A way of notification. ``send`` neither blocks nor raises."""

    def send(self, notices: Sequence[Notice]) -> None: ...

    async def aclose(self) -> None: ...


@dataclass(slots=True)
class _LastNotice:
    """The last notice of an alert."""

    at: float
    alert: Alert | None
    """The latest state of the alert; ``None`` if not seen since the start."""
    severity: Severity | None
    """The severity of the notice; ``None`` if it said that the alert is over, or it was snoozed."""
    snoozed: bool = False


class Notifier:
    """Turns changes of alerts into notices. ``clock`` gives monotonic seconds.

    ``sent`` has the notices from before the start.
    """

    def __init__(
        self,
        sinks: Iterable[Sink],
        *,
        clock: Callable[[], float],
        spacing: float,
        dialer: str = "",
        wall: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        sent: SentFile | None = None,
    ) -> None:
        self._sinks = tuple(sinks)
        self._clock = clock
        self._spacing = spacing
        self._dialer = dialer
        self._wall = wall
        self._sent = sent
        self._last: dict[AlertKey, _LastNotice] = {}
        for key, each in (sent.load() if sent else {}).items():
            if clock() - each.at < spacing:
                self._last[key] = _LastNotice(each.at, None, each.severity)

    def tell(self, changes: AlertChanges) -> tuple[Notice, ...]:
        """Send notices for the changes, and return them.

        Call it after each evaluation, also when nothing changed: a notice that was held back by the
        spacing is sent then.
        """
        now, time = self._clock(), self._wall()
        events = [*self._news(changes.active, now), *self._over(changes.active, now)]
        notices = tuple(Notice(event, alert, time, self._dialer) for event, alert in events)
        if notices:
            for sink in self._sinks:
                sink.send(notices)
            self._remember()
        return notices

    def _remember(self) -> None:
        if self._sent is not None:
            oldest = self._clock() - self._spacing
            lately = {key: each for key, each in self._last.items() if each.at > oldest}
            self._sent.save({key: Sent(each.at, each.severity) for key, each in lately.items()})

    async def aclose(self) -> None:
        """Wait a moment for pending deliveries."""
        await asyncio.gather(*(sink.aclose() for sink in self._sinks))

    def _news(self, active: Iterable[Alert], now: float) -> Iterable[tuple[Event, Alert]]:
        for alert in active:
            last = self._last.get(alert.key)
            if last is not None:
                last.alert = alert
            if alert.snoozed_until is not None:
                self._last[alert.key] = self._snoozed(last, alert)
            elif last is None:
                if not alert.taken:
                    self._last[alert.key] = _LastNotice(now, alert, alert.severity)
                    yield Event.RAISED, alert
            elif last.severity is not None and alert.severity <= last.severity:
                last.severity = alert.severity  # an improvement is not notified
            elif not alert.taken and now - last.at >= self._spacing:
                event = Event.RAISED if last.severity is None else Event.ESCALATED
                event = Event.REMINDED if last.snoozed else event
                self._last[alert.key] = _LastNotice(now, alert, alert.severity)
                yield event, alert

    def _snoozed(self, last: _LastNotice | None, alert: Alert) -> _LastNotice:
        """A snooze: nothing is sent until it is over, then the alert is notified again."""
        return _LastNotice(last.at if last else float("-inf"), alert, None, snoozed=True)

    def _over(self, active: Iterable[Alert], now: float) -> Iterable[tuple[Event, Alert]]:
        there = {alert.key for alert in active}
        for key, last in list(self._last.items()):
            if key in there or now - last.at < self._spacing:
                continue
            del self._last[key]
            if last.severity is not None and last.alert is not None:
                # over: kept as long as it delays the next notice
                self._last[key] = _LastNotice(now, last.alert, None)
                yield Event.CLEARED, last.alert


# Creates the notifier from the settings


def open_notifier(
    settings: AlertSettings,
    *,
    clock: Callable[[], float],
    dialer: str = "",
    sent: SentFile | None = None,
    write: Callable[[str], None] | None = None,
    on_problem: Callable[[str], None] = lambda text: None,
    env: Mapping[str, str] = os.environ,
) -> Notifier:
    """A notifier with the ways of notification that the settings name. Close it with ``aclose``.

    ``write`` puts a string with escapes on the terminal as it is; without it there is neither bell
    nor desktop notification. ``on_problem`` is called, once each, with the reason why a webhook or
    command does not work: plain text without secrets, from the event loop. ``sent``: the notices
    from before the start.
    """
    sinks: list[Sink] = []
    if write is not None:
        sinks.append(Terminal(write, bell=settings.bell, terminal=settings.terminal, env=env))
    if settings.webhook:
        sinks.append(Webhook(settings.webhook, settings.webhook_shape, on_problem))
    if settings.command:
        sinks.append(Command(settings.command, on_problem, env=env))
    spacing = settings.notice_spacing
    return Notifier(sinks, clock=clock, spacing=spacing, dialer=dialer, sent=sent)
