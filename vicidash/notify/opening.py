"""From settings to a notifier with the ways of notice that they name."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from vicidash.config.settings import AlertSettings
from vicidash.notify.command import Command
from vicidash.notify.notifier import Notifier, Sink
from vicidash.notify.sent import SentFile
from vicidash.notify.terminal import Terminal
from vicidash.notify.webhook import Webhook


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
