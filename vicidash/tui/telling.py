"""What is said to the supervisor in one line, for a while."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Final

from rich.text import Text

from vicidash import formatting
from vicidash.tui.themes_model import FloorTheme

MESSAGE_STAYS: Final = 30.0
"""Seconds for which a message stays."""
PROGRESS: Final = 0.25
"""Seconds after which it is drawn anew how far something is that changes all the time."""


class StatusMessage:
    """The latest message. ``_redraw`` has the screen drawn soon."""

    clock: Callable[[], float]
    _redraw: Callable[[], None]
    _message: tuple[Callable[[], tuple[str, str]], float] | None = None
    _said: float = float("-inf")

    @property
    @abstractmethod
    def trouble(self) -> str | None:
        """What is wrong for longer than a message stays, if anything is."""

    def say(self, text: str, kind: str = "") -> None:
        """Show a message, of several lines if need be; ``kind`` is a theme colour's name."""
        self.say_when_drawn(lambda: (text, kind))

    def say_when_drawn(self, told: Callable[[], tuple[str, str]], *, more: bool = False) -> None:
        """Show a message that is only put into words when it is drawn: its text and its kind.

        ``more`` is to come at once, so that it need not be drawn each time.
        """
        now = self.clock()
        self._message = (told, now)
        if not more or now - self._said >= PROGRESS:
            self._said = now
            self._redraw()

    def unsay(self, text: str) -> None:
        """Take a message away that is true no longer, if it is still shown."""
        if self._message is not None and self._message[0]()[0] == text:
            self._message = None

    def message_at(self, now: float, theme: FloorTheme) -> Text:
        """The message line."""
        problem = self.trouble
        if self._message is None or now - self._message[1] > MESSAGE_STAYS:
            return Text(formatting.printable(problem), theme.colors.error) if problem else Text()
        text, kind = self._message[0]()
        told = f"{text}; {problem}" if problem else text
        safe = "\n".join(formatting.printable(line) for line in told.split("\n"))
        return Text(safe, getattr(theme.colors, kind) if kind else "")
