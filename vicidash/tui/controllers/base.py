"""The base of the controllers, and what a controller may use of its view."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar

from textual.app import App
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from vicidash.action_table import Action
from vicidash.tui.console import Console
from vicidash.tui.rendering.themes import FloorTheme

T = TypeVar("T")

Actions = Mapping[str, Callable[..., object]]
"""The method of each action, by its name in the table of actions. Coroutines are awaited."""


@dataclass(frozen=True, slots=True)
class AgentChoice:
    """Which agents the floor is narrowed to: by what is typed, and by campaign."""

    text: str = ""
    campaign: str | None = None

    def __bool__(self) -> bool:
        return bool(self.text) or self.campaign is not None


class Target(NamedTuple):
    """What to put the cursor on: an ``agent``, ``campaign`` or ``in-group``, and its id."""

    kind: str
    name: str


class Navigate(Protocol):
    """Switches to a view by its name, with the agent or campaign to show, and with
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
    """What a controller uses of its view."""

    console: Console
    go: Navigate
    actions: dict[str, Callable[..., object]]

    @property
    def app(self) -> App[Any]: ...
    @property
    def in_focus(self) -> Widget | None:
        """The widget that has the focus."""

    @property
    def is_open(self) -> bool:
        """Whether it is on the screen stack."""

    @property
    def theme(self) -> FloorTheme:
        """The current theme; it may change while the view is open."""

    def set_focus(self, widget: Widget | None) -> None: ...
    def set_timer(self, delay: float, callback: Callable[[], None]) -> Timer: ...
    def call_next(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> None: ...
    def call_after_refresh(
        self, callback: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> bool: ...

    def draw(self) -> None:
        """Redraw the view."""

    def key_of(self, name: str) -> str:
        """The key of an action as shown."""

    def say(self, text: str, kind: str = "") -> None:
        """Show a message; ``kind`` names a theme colour."""

    def say_in_prompt(self, text: str, kind: str = "") -> None:
        """Show the help or the error of an open prompt; the empty text when it has closed."""

    async def ask(self, dialog: Screen[T], then: Callable[[T | None], object]) -> None:
        """Open a dialog before the next key is handled; ``then`` gets its result."""

    def ask_at_once(self, dialog: Screen[T], then: Callable[[T | None], object]) -> None:
        """The same where nothing can be awaited: the next key reaches the dialog."""

    def refuses_frozen(self) -> bool:
        """Say so if the screen is frozen, when nothing can be done; returns whether it is."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action of Textual's can be done here; ``None`` if it is dimmed."""

    def live_actions(self) -> tuple[Action, ...]:
        """The actions that work in the view now."""

    def disabled_reasons(self) -> dict[str, str]:
        """Why actions are disabled now, by name."""

    async def do(self, name: str, *arguments: str) -> None:
        """Run an action as its key does: only if it is not disabled."""


class ControllerBase:
    """Some keys of a view: their actions, and why these are disabled now."""

    def __init__(self, view: ControlledView) -> None:
        self.view = view
        self.console = view.console

    @property
    def actions(self) -> Actions:
        """The controller's methods, by the names of the actions."""
        return {}

    def disabled_reason(self, action: Action) -> str | None:
        """Why one of its actions is disabled now: it is dimmed, and its key shows this."""
        return self.console.disabled_reason(action)

    def focus_moved(self, widget: Widget) -> None:
        """Called when another widget of the view has got the focus."""
