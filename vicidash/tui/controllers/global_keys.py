"""The keys that work in every view: navigation, palette, theme, login, undo."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from vicidash.action_table import ACTIONS, Group
from vicidash.actions.undo import Undo
from vicidash.floor.snapshot import LinkState
from vicidash.formatting import plural, upper_first
from vicidash.tui.base_app import themed_app
from vicidash.tui.controllers.agents import format_targets
from vicidash.tui.controllers.base import Actions, ControllerBase
from vicidash.tui.controllers.palette import apply_theme
from vicidash.tui.dialogs import (
    Choice,
    ConfirmScreen,
    PasswordScreen,
    PickScreen,
)


class NavigationController(ControllerBase):
    """The keys that switch views, and that of the themes."""

    @property
    def actions(self) -> Actions:
        views = {
            action.name: partial(self.view.go, action.name.removeprefix("view_"))
            for action in ACTIONS
            if action.group is Group.GO
        }
        return {
            **views,
            "clear": self.back,
            "theme": self.choose_theme,
        }

    async def back(self) -> None:
        """Go back to the floor."""
        self.view.say("")
        await self.view.go("floor")

    async def choose_theme(self) -> None:
        app = themed_app(self.view.app)
        before = app.floor_theme.name
        choices = [
            Choice(name, name, "current" if name == before else "") for name in app.theme_names()
        ]

        def chosen(name: str | None) -> None:
            if name is None:
                app.choose_theme(before)
            else:
                apply_theme(self.view, name)

        # applied while the cursor is on it, as a preview
        picker = PickScreen("Theme", choices, start=before, preview=app.choose_theme)
        await self.view.ask(picker, chosen)


# Polling and login


class LoginController(ControllerBase):
    """The keys that poll now, or log in again after a refused login."""

    @property
    def actions(self) -> Actions:
        return {"poll_now": self.poll_now, "log_in": self.log_in}

    @property
    def _is_stopped(self) -> bool:
        return self.console.frame.snapshot.link.state is LinkState.STOPPED

    def poll_now(self) -> None:
        if self._is_stopped:
            self.view.say(
                f"Polling has stopped: {self.view.key_of('log_in')} {self.console.log_in_does}"
            )
        else:
            self.console.poll_now()

    async def log_in(self) -> None:
        """Try the login again. A password that is not saved is asked for: to send the refused one
        again would only be another failure."""
        if not self._is_stopped:
            return
        if self.console.asks_password:
            dialog = PasswordScreen(self.console.account, self.console.retry_login)
            await self.view.ask(dialog, lambda _: None)
        else:
            self.console.retry_login()


# Undo


class UndoController(ControllerBase):
    """The undo key; it asks before it undoes an action on several agents, or one that is not the
    last that was done."""

    @property
    def actions(self) -> Actions:
        return {"undo": self.undo}

    async def undo(self) -> None:
        if self.view.refuses_frozen():
            return
        reach = self.console.actions.undoable()
        if isinstance(reach, str):
            self.view.say(reach)
        elif reach.undo is not None and (reach.past or len(reach.undo.targets) > 1):
            await self._ask_to_undo(reach.undo, reach.past)
        elif reach.undo is not None:
            self.console.actions.undo(reach.undo)

    async def _ask_to_undo(self, offer: Undo, past: Sequence[str]) -> None:
        def confirmed(yes: bool | None) -> None:
            if yes:
                self.console.actions.undo(offer)

        parts = [format_targets(offer.targets, self.console.frame.snapshot)]
        if past:
            more = f" and {plural(len(past) - 1, 'later action')}" if len(past) > 1 else ""
            parts.insert(0, f"This was done before {past[0]}{more}, which cannot be taken back.")
        if late := len(offer.late):
            parts.append(f"{late} still to take effect: each follows as soon as it does.")
        question = f"{upper_first(str(offer))}?"
        await self.view.ask(
            ConfirmScreen(question, " ".join(parts), f"Undo {len(offer.targets)}"), confirmed
        )
