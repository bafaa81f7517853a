"""What every part of a view may ask of the whole."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import TypeVar

from textual.dom import DOMNode
from textual.screen import Screen

from vicidash.tui.base_app import themed_app
from vicidash.tui.console import Console
from vicidash.tui.rendering.themes import FloorTheme

T = TypeVar("T")


class ControllerBase(DOMNode):
    """The picture, the words, the colours."""

    supervisor: Console

    @abstractmethod
    def draw(self) -> None:
        """Show the picture as it is now."""

    @property
    def theme(self) -> FloorTheme:
        """The colours in force: they may change while the view is open."""
        return themed_app(self).floor_theme

    def key_of(self, name: str) -> str:
        """How the key of an action is written."""
        return themed_app(self).key_of(name)

    def say(self, text: str, kind: str = "") -> None:
        """Show a message; ``kind`` is a theme colour's name."""
        self.supervisor.say(text, kind)

    async def ask(self, dialog: Screen[T], then: Callable[[T | None], object]) -> None:
        """Open a dialog before the next key is looked at; ``then`` gets its answer."""

        def answered(answer: T | None) -> None:
            then(answer)

        await self.app.push_screen(dialog, answered)

    @property
    def is_frozen(self) -> bool:
        """Whether the picture is held still; acting on it would be acting on the past."""
        return self.supervisor.held is not None

    def refuses_frozen(self) -> bool:
        """Say why nothing is done while the picture is held still; whether it is."""
        if self.is_frozen:
            self.say(self.frozen_words)
        return self.is_frozen

    @property
    def frozen_words(self) -> str:
        """Why nothing is done while the picture is held still."""
        return f"The picture is frozen: {self.key_of('freeze')} goes on live, then act"
