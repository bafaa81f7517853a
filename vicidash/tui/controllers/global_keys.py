"""From view to view, and to everything by name."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator, Sequence
from typing import Final, NamedTuple, Protocol

from vicidash.action_table import Action, Group
from vicidash.actions.undo import Undo
from vicidash.floor.snapshot import LinkState
from vicidash.formatting import upper_first
from vicidash.tui.base_app import themed_app
from vicidash.tui.console import Console
from vicidash.tui.controllers.agents import format_targets
from vicidash.tui.controllers.base import ControllerBase
from vicidash.tui.dialogs import (
    Choice,
    ConfirmScreen,
    PasswordScreen,
    PickScreen,
)
from vicidash.tui.help import live_actions

# Everything by name: the actions of the view, agents, campaigns, filters, themes

_LEFT_OUT: Final = frozenset(
    {"commands", "down", "up", "left", "right", "page_down", "page_up", "top", "bottom"}
)
"""What nobody looks for by name."""


def commands(
    actions: Sequence[Action],
    why_not: dict[str, str],
    supervisor: Console,
    themes: Sequence[str],
) -> list[Choice]:
    """All there is to choose from. A value is its kind, a blank, and its name."""
    return [
        *_actions(actions, why_not),
        *_subjects(supervisor),
        *(
            Choice(f"filter {text}", f"filter {name}", text)
            for name, text in sorted(supervisor.filters.items())
        ),
        *(Choice(f"theme {name}", f"theme {name}", "colours") for name in themes),
    ]


def _actions(actions: Sequence[Action], why_not: dict[str, str]) -> Iterator[Choice]:
    for action in actions:
        if action.name in _LEFT_OUT:
            continue
        label = f"view {action.label}" if action.group is Group.GO else action.label
        key = action.shown.split()[0] if action.shown else ""
        yield Choice(
            f"action {action.name}", label, action.tooltip, key, why_not.get(action.name, "")
        )


def _subjects(supervisor: Console) -> Iterator[Choice]:
    shown = supervisor.shown
    for name, campaign in (shown.campaigns.value or {}).items():
        yield Choice(f"campaign {name}", f"campaign {name}", campaign.stats.campaign_name or "")
    for user, seen in (shown.agents.value or {}).items():
        yield Choice(f"agent {user}", f"agent {user}", seen.agent.full_name or "")


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


# Once more after a refused login, which only a person may ask for


class LoginController(ControllerBase):
    """The keys that ask the dialer before it is time."""

    @property
    def _is_stopped(self) -> bool:
        return self.supervisor.snapshot.link.state is LinkState.STOPPED

    def action_poll_now(self) -> None:
        if self._is_stopped:
            self.say(f"Polling has stopped: {self.key_of('log_in')} {self.supervisor.log_in_does}")
        else:
            self.supervisor.poll_now()

    async def action_log_in(self) -> None:
        """One more try. A password that is kept nowhere is typed for it: the one before, sent once
        more, would only be one more failure."""
        if not self._is_stopped:
            return
        if self.supervisor.asks_password:
            dialog = PasswordScreen(self.supervisor.account, self.supervisor.retry_login)
            await self.ask(dialog, lambda _: None)
        else:
            self.supervisor.retry_login()


# The key that takes back what was done last


class UndoController(ControllerBase):
    """Asks before it takes back more than one thing, as was asked before they were done."""

    async def action_undo(self) -> None:
        if self.refuses_frozen():
            return
        offer = self.supervisor.doing.undoable()
        if isinstance(offer, str):
            self.say(offer)
        elif len(offer.targets) == 1:
            self.supervisor.doing.undo(offer)
        else:
            await self._ask_to_undo(offer)

    async def _ask_to_undo(self, offer: Undo) -> None:
        def confirmed(yes: bool | None) -> None:
            if yes:
                self.supervisor.doing.undo(offer)

        told = [format_targets(offer.targets, self.supervisor.snapshot)]
        if late := len(offer.late):
            told.append(f"{late} still to obey: each follows once the floor shows that they have.")
        question = f"{upper_first(str(offer))}?"
        await self.ask(
            ConfirmScreen(question, " ".join(told), f"Undo {len(offer.targets)}"), confirmed
        )
