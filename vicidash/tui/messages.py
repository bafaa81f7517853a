"""The one line of messages: replies to keys, and what becomes of actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from rich.text import Text

from vicidash import formatting
from vicidash.actions.ticket import Ticket
from vicidash.tui.rendering.themes import FloorTheme

MESSAGE_STAYS: Final = 30.0
"""Seconds that a message stays."""
REPLY_COVERS: Final = 8.0
"""Seconds for which the reply to a key is shown in place of a failure."""
PROGRESS: Final = 0.25
"""Seconds between two redraws of a message that keeps changing."""

Words = Callable[[], tuple[str, str]]
"""Gives the text and the kind, which names a theme colour; called when it is drawn."""

_SAID: Final = "said"
"""What failures are about that are no outcome of an action."""


def subject_of(ticket: Ticket) -> str:
    """What news of a ticket is about: newer news of the same takes its place."""
    return f"{ticket.slot or ticket.action} {ticket.target}"


class _Message(NamedTuple):
    words: Words
    at: float
    reply: bool
    """Whether it is the reply to a key, rather than news of an action."""


class StatusMessage:
    """The latest message, shown in one line for a while.

    A failure stays until it is read (:meth:`read`) or until there is news of the same target.
    News of others is shown after it, and the reply to a key covers it for a moment only.
    ``redraw`` has the screen drawn soon. ``trouble`` gives a lasting problem, shown as long as it
    lasts.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        redraw: Callable[[], None],
        trouble: Callable[[], str | None],
    ) -> None:
        self._clock = clock
        self._redraw = redraw
        self._trouble = trouble
        self._message: _Message | None = None
        self._failures: dict[str, _Message] = {}
        """By what they are about, the latest last."""
        self._drawn_at = float("-inf")

    def say(self, text: str, kind: str = "") -> None:
        """Show the reply to a key, which may have several lines; ``kind`` names a theme colour."""
        if kind == "error":
            self.report(text, kind, _SAID)
        else:
            self._show(_Message(lambda: (text, kind), self._clock(), reply=True))

    def report(self, text: str, kind: str, of: str) -> None:
        """Show what became of an action; ``of`` says on what it was taken."""
        self.say_when_drawn(lambda: (text, kind), of=of, failed=kind == "error")

    def say_when_drawn(
        self, words: Words, *, of: str, failed: bool = False, more: bool = False
    ) -> None:
        """Show news of an action whose text and kind are computed when it is drawn.

        ``more``: it will change again soon, so it need not be drawn each time.
        """
        self.answered(of)
        message = _Message(words, self._clock(), reply=False)
        if failed:
            self._failures[of] = message
            self._show(None)
        else:
            self._show(message, more=more)

    def answered(self, of: str) -> None:
        """Something newer is done about this: an earlier failure of it is no longer shown."""
        self._failures.pop(of, None)

    def read(self) -> None:
        """The failure that is shown has been read."""
        if self._failures:
            self._failures.popitem()

    def leave(self) -> None:
        """Another view is opened: the reply to a key of the former one is no longer shown."""
        if self._message is not None and self._message.reply:
            self._message = None

    def unsay(self, text: str) -> None:
        """Remove a message that is no longer true, if it is still shown."""
        if self._message is not None and self._message.words()[0] == text:
            self._message = None

    def line(self, now: float, theme: FloorTheme, standing: Text | None = None) -> Text:
        """The message line. ``standing`` is what the view says when there is no newer message."""
        problem = self._trouble()
        message = self._message
        if message is not None and now - message.at > MESSAGE_STAYS:
            message = None
        said = _written(message, theme) if message else Text()
        failure = next(reversed(self._failures.values()), None)
        if failure is not None:
            failed = _written(failure, theme)
            if len(self._failures) > 1:
                failed.append(f" (and {len(self._failures) - 1} earlier)")
            if message is None or not message.reply or not said:
                further = said or standing
                said = failed.append(" · ").append_text(further) if further else failed
            elif now - message.at > REPLY_COVERS:
                said = failed
        elif not said and not problem:
            return standing or Text()
        if problem:
            safe = formatting.printable(problem)
            return said.append(f"; {safe}") if said else Text(safe, theme.colors.error)
        return said

    def _show(self, message: _Message | None, *, more: bool = False) -> None:
        now = self._clock()
        self._message = message
        if not more or now - self._drawn_at >= PROGRESS:
            self._drawn_at = now
            self._redraw()


def _written(message: _Message, theme: FloorTheme) -> Text:
    text, kind = message.words()
    safe = "\n".join(formatting.printable(line) for line in text.split("\n"))
    return Text(safe, getattr(theme.colors, kind) if kind else "")
