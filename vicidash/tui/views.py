"""Which views there are, and how one comes up in place of another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from textual.app import App
from textual.binding import Binding

from vicidash.tui.memory import Layout, Sort
from vicidash.tui.screens.floor import FloorScreen
from vicidash.tui.screens.going import Go
from vicidash.tui.screens.view import View
from vicidash.tui.supervisor import Supervisor

FLOOR: Final = "floor"


def _leads(supervisor: Supervisor, go: Go) -> View:
    from vicidash.tui.screens.leads import LeadsView

    return LeadsView(supervisor, go)


#: The views beside the floor: what makes each, asked when it is first opened.
KINDS: Final[dict[str, Callable[..., View]]] = {"leads": _leads}


class Views:
    """The floor lies below; at most one other view is on top of it. Each is made once and kept."""

    def __init__(self, app: App[int], supervisor: Supervisor) -> None:
        self._app = app
        self._supervisor = supervisor
        self.floor = FloorScreen(supervisor, self.go)
        self._made: dict[str, View] = {FLOOR: self.floor}

    async def open(self) -> None:
        """Bring up the floor, and above it the view that was left open."""
        await self._app.push_screen(self.floor)
        left = self._supervisor.layout.view
        if left in KINDS:
            await self.go(left)

    @property
    def current(self) -> View | None:
        """The view in front, or below a dialog."""
        for screen in reversed(self._app.screen_stack):
            if isinstance(screen, View):
                return screen
        return None

    async def go(self, view: str, subject: str | None = None) -> None:
        """Bring up a view by its name, before the next key is looked at.

        ``subject`` is the agent or campaign that it shows whole; else what is under the cursor of
        the view that is left. Of the floor it is the filter to put in force.
        """
        here = self.current
        if view == FLOOR:
            if here is not None and here is not self.floor:
                await self._app.pop_screen()
            if subject is not None:
                self.floor.show_matching(subject)
        elif view in KINDS:
            target = self._made.get(view) or self._make(view)
            if here is not None and here is not target:
                subject = subject or here.subject(view)
            if subject is not None:
                target.take_subject(subject)
            if here is self.floor:
                await self._app.push_screen(target)
            elif here is not target:
                await self._app.switch_screen(target)
            target.entered()
        self.draw()

    def _make(self, view: str) -> View:
        made = self._made[view] = KINDS[view](self._supervisor, self.go)
        self._app.install_screen(made, view)
        return made

    def draw(self) -> None:
        """Show the picture as it is now in the view in front."""
        current = self.current
        if current is not None and current.is_mounted:
            current.draw()

    def say_why_not(self, binding: Binding) -> None:
        """A dimmed key was pressed."""
        current = self.current
        if current is not None and binding.id:
            current.say_why_not(binding.id)

    def layout(self) -> Layout:
        """How the console is left."""
        floor, current = self.floor, self.current
        changes = {
            "view": None if current is None or current is floor else current.NAME,
            "campaign": floor.campaign,
            "filter": floor.typed,
            "sorts": {
                name: Sort(column=sort.column, reverse=sort.reverse)
                for name, sort in floor.sorts.items()
            },
            "wide": dict.fromkeys(floor.wide_tables, True),
        }
        return self._supervisor.layout.model_copy(update=changes)
