"""Which alerts people are told of, and when: never more than one notice in a while for each.

What people were last told of an alert is held against how it stands now. Where that differs, they
are told, at once or as soon as the spacing allows: a warning that turns critical a minute after its
notice is told when the spacing is over, if it still is critical then; one that came and went and
came again in between is not told twice.
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

# What people were last told, in a small file: who starts the program again is not told anew

VERSION: Final = 1
"""Of the file's shape: a newer one is left alone."""


class Sent(NamedTuple):
    """A notice: when it left, in clock seconds, and how bad it said that it is."""

    at: float
    severity: Severity | None
    """``None``: it said that it is over."""


class SentFile:
    """The latest notice of each alert, for one dialer account. Nothing here raises.

    ``clock`` is that of the notifier, ``wall`` gives seconds of the epoch, which the file is in.
    """

    def __init__(
        self, path: Path, *, clock: Callable[[], float], wall: Callable[[], float]
    ) -> None:
        self._path = path
        self._clock = clock
        self._wall = wall

    def load(self) -> Mapping[AlertKey, Sent]:
        """Those that are there; of a clock that was ahead none."""
        try:
            told = paths.read(self._path)
            entries = told["sent"] if told["version"] == VERSION else ()
            return dict(filter(None, map(self._entry, entries)))
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return {}

    def save(self, sent: Mapping[AlertKey, Sent]) -> None:
        """Keep these in place of all before."""
        ahead = self._wall() - self._clock()
        entries = [
            {**key._asdict(), "at": each.at + ahead, "severity": each.severity}
            for key, each in sent.items()
        ]
        with suppress(OSError):
            paths.write(self._path, {"version": VERSION, "sent": entries})

    def _entry(self, told: Any) -> tuple[AlertKey, Sent] | None:
        now = self._wall()
        try:
            key = AlertKey.of(told)
            at, severity = float(told["at"]), told["severity"]
            severity = None if severity is None else Severity(severity)
        except (ValueError, TypeError, KeyError):
            return None
        return (key, Sent(at - now + self._clock(), severity)) if at <= now else None


class Sink(Protocol):
    """A way to tell people. ``send`` neither blocks nor raises."""

    def send(self, notices: Sequence[Notice]) -> None: ...

    async def aclose(self) -> None: ...


@dataclass(slots=True)
class _Told:
    """What people were last told of an alert."""

    at: float
    alert: Alert | None
    """As it was seen last; ``None``: not since the program began."""
    severity: Severity | None
    """How bad they take it to be; ``None``: it is over, or they wanted to hear no more of it."""
    snoozed: bool = False


class Notifier:
    """Turns changes of alerts into notices. ``clock`` gives monotonic seconds.

    ``sent`` remembers what people were told before the program was started.
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
        self._told: dict[AlertKey, _Told] = {}
        for key, each in (sent.load() if sent else {}).items():
            if clock() - each.at < spacing:
                self._told[key] = _Told(each.at, None, each.severity)

    def tell(self, changes: AlertChanges) -> tuple[Notice, ...]:
        """Tell of what is new; what was told is given back.

        Call it with what every look at the floor changed, also when that is nothing: a notice that
        had to wait leaves with a later look.
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
            lately = {key: each for key, each in self._told.items() if each.at > oldest}
            self._sent.save({key: Sent(each.at, each.severity) for key, each in lately.items()})

    async def aclose(self) -> None:
        """Let what is under way end, for a moment."""
        await asyncio.gather(*(sink.aclose() for sink in self._sinks))

    def _news(self, active: Iterable[Alert], now: float) -> Iterable[tuple[Event, Alert]]:
        for alert in active:
            told = self._told.get(alert.key)
            if told is not None:
                told.alert = alert
            if alert.snoozed_until is not None:
                self._told[alert.key] = self._hushed(told, alert)
            elif told is None:
                if not alert.taken:
                    self._told[alert.key] = _Told(now, alert, alert.severity)
                    yield Event.RAISED, alert
            elif told.severity is not None and alert.severity <= told.severity:
                told.severity = alert.severity  # that it got better is no news; worse again is
            elif not alert.taken and now - told.at >= self._spacing:
                event = Event.RAISED if told.severity is None else Event.ESCALATED
                event = Event.REMINDED if told.snoozed else event
                self._told[alert.key] = _Told(now, alert, alert.severity)
                yield event, alert

    def _hushed(self, told: _Told | None, alert: Alert) -> _Told:
        """A snooze: nothing is told until it is over, and then all anew."""
        return _Told(told.at if told else float("-inf"), alert, None, snoozed=True)

    def _over(self, active: Iterable[Alert], now: float) -> Iterable[tuple[Event, Alert]]:
        there = {alert.key for alert in active}
        for key, told in list(self._told.items()):
            if key in there or now - told.at < self._spacing:
                continue
            del self._told[key]
            if told.severity is not None and told.alert is not None:
                # over: remembered for as long as that keeps the next notice waiting
                self._told[key] = _Told(now, told.alert, None)
                yield Event.CLEARED, told.alert


# From settings to a notifier with the ways of notice that they name


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
    """A notifier that tells people as the settings say. Close it with ``aclose``.

    ``write`` puts a string with escapes on the terminal as it is; without it there is neither bell
    nor notification. ``on_problem`` is told, once each, why a webhook or command does not work: in
    plain text without a secret, from the event loop. ``sent``: what was told before the start.
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
