"""From view to view, and to everything by name."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import NamedTuple, Protocol

from vicidash.tui.screens.dialog import Choice, PickScreen
from vicidash.tui.screens.help import live_actions
from vicidash.tui.screens.looking import ControllerBase
from vicidash.tui.screens.palette import commands
from vicidash.tui.wearing import themed_app


class Target(NamedTuple):
    """A target to put the cursor on: an ``agent``, ``campaign`` or ``in-group``, and its id."""

    kind: str
    name: str


class Navigate(Protocol):
    """Brings up a view by its name: with the agent or campaign that it is to show whole, and with
    the cursor on a spot."""

    def __call__(
        self,
        view: str,
        subject: str | None = None,
        *,
        agents_of: str | None = None,
        at: Target | None = None,
    ) -> Awaitable[None]: ...


class NavigationController(ControllerBase):
    """The keys that lead somewhere else."""

    go: Navigate

    async def action_view_floor(self) -> None:
        await self.go("floor")

    async def action_view_queues(self) -> None:
        await self.go("queues")

    async def action_view_campaign(self) -> None:
        await self.go("campaign")

    async def action_view_agent(self) -> None:
        await self.go("agent")

    async def action_view_leads(self) -> None:
        await self.go("leads")

    async def action_view_alerts(self) -> None:
        await self.go("alerts")

    async def action_view_audit(self) -> None:
        await self.go("audit")

    async def action_clear(self) -> None:
        """Esc leads back to the floor."""
        self.say("")
        await self.go("floor")

    def why_nots(self) -> dict[str, str]:
        """Why actions cannot be done now, by their names."""
        return {}

    async def action_commands(self) -> None:
        app = themed_app(self)
        live = live_actions(self.screen, app.actions)
        keyless = tuple(action for action in app.actions if not action.keys)
        choices = commands((*live, *keyless), self.why_nots(), self.supervisor, app.theme_names())
        hint = "what to do: pause, view, agent a0001, theme …"
        await self.ask(PickScreen("Commands", choices, hint=hint), self._do)

    def _do(self, value: str | None) -> None:
        if value:
            self.call_next(self._command, *value.split(" ", 1))

    async def _command(self, kind: str, name: str) -> None:
        if kind == "action":
            await self.app.run_action(f"screen.{name}", self.screen)
        elif kind == "theme":
            self._wear(name)
        elif kind in ("agent", "campaign"):
            await self.go(kind, name)
        else:
            await self.go("floor", name)

    async def action_theme(self) -> None:
        app = themed_app(self)
        before = app.floor_theme.name
        choices = [
            Choice(name, name, "in force" if name == before else "") for name in app.theme_names()
        ]

        def chosen(name: str | None) -> None:
            if name is None:
                app.choose_theme(before)
            else:
                self._wear(name)

        # worn while the cursor is on it: a name tells nobody how it looks
        picker = PickScreen("Theme", choices, start=before, preview=app.choose_theme)
        await self.ask(picker, chosen)

    def _wear(self, name: str) -> None:
        problem = themed_app(self).choose_theme(name)
        if problem is None:
            self.supervisor.remember_theme(name)
        self.say(problem or f"Theme {name}", "warning" if problem else "")
