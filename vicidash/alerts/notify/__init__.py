"""Notifies people of alerts by bell, terminal, webhook and command.

notifier = open_notifier(settings.alerts, clock=steady, dialer=settings.url or "",
                         write=write_to_terminal, on_problem=notify)
notifier.tell(board.see(snapshot))   # never blocks, never raises
await notifier.aclose()
"""

from vicidash.alerts.notify.notice import Event, Notice
from vicidash.alerts.notify.notifier import Notifier, SentFile, Sink, open_notifier

__all__ = ["Event", "Notice", "Notifier", "SentFile", "Sink", "open_notifier"]
