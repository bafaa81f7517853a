"""What a controller is, and what it may ask of the view that has it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple, Protocol, TypeVar

from textual.app import App
from textual.screen import Screen
from textual.widget import Widget

from vicidash.action_table import Action
from vicidash.tui.console import Console
from vicidash.tui.rendering.themes import FloorTheme

T = TypeVar("T")

Actions = Mapping[str, Callable[..., object]]
"""What is done for each action, by its name in the table of actions. Coroutines are awaited."""


class Target(NamedTuple):
    """A target to put the cursor on: an ``agent``, ``campaign`` or ``in-group``, and its id."""

    kind: str
    name: str


class Navigate(Protocol):
    """Brings up a view by its name: with the agent or campaign that it is to show whole, and with
    the cursor on a target."""

    def __call__(
        self,
        view: str,
        subject: str | None = None,
        *,
        agents_of: str | None = None,
        at: Target | None = None,
    ) -> Awaitable[None]: ...


class ControlledView(Protocol):
    """The view of a controller."""

    console: Console
    go: Navigate

    @property
    def app(self) -> App[Any]: ...
    @property
    def in_focus(self) -> Widget | None:
        """The widget that takes the keys."""

    @property
    def is_open(self) -> bool:
        """Whether it is in front, or below another screen."""

    @property
    def theme(self) -> FloorTheme:
        """The colours that are used now: they may change while the view is open."""

    def set_focus(self, widget: Widget | None) -> None: ...
    def call_next(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> None: ...
    def call_after_refresh(
        self, callback: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> bool: ...

    def draw(self) -> None:
        """Show everything as it is now."""

    def key_of(self, name: str) -> str:
        """How the key of an action is written."""

    def say(self, text: str, kind: str = "") -> None:
        """Show a message; ``kind`` is a theme colour's name."""

    async def ask(self, dialog: Screen[T], then: Callable[[T | None], object]) -> None:
        """Open a dialog before the next key is looked at; ``then`` gets its answer."""

    def refuses_frozen(self) -> bool:
        """Say why nothing is done while the screen is frozen; whether it is."""

    def live_actions(self) -> tuple[Action, ...]:
        """The actions that work in the view now."""

    def disabled_reasons(self) -> dict[str, str]:
        """Why actions cannot be done now, by their names."""

    async def do(self, name: str, *arguments: str) -> None:
        """Do an action as its key does: only if it can be done now."""


class ControllerBase:
    """Some of the keys of a view: what they do, and why they cannot do it now."""

    def __init__(self, view: ControlledView) -> None:
        self.view = view
        self.console = view.console

    @property
    def actions(self) -> Actions:
        """What the controller does, by the names of the actions."""
        return {}

    def disabled_reason(self, action: Action) -> str | None:
        """Why one of its actions cannot be done now: it is dimmed, and its key says this."""
        return self.console.disabled_reason(action)

    def focus_moved(self, widget: Widget) -> None:
        """Another widget of the view has the focus now, by a click or a key."""
