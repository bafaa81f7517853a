"""The views of the console, and how to switch between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Final

from textual.app import App
from textual.binding import Binding

from vicidash.tui.base_app import themed_app
from vicidash.tui.console import Console
from vicidash.tui.controllers.base import Navigate, Target
from vicidash.tui.controllers.tables import SortController
from vicidash.tui.frame import Frame
from vicidash.tui.preferences import Layout, SavedSort
from vicidash.tui.rendering.text import Lines
from vicidash.tui.table import columns
from vicidash.tui.views.floor.screen import FloorScreen
from vicidash.tui.views.view import View, in_front

FLOOR: Final = "floor"


def _lazy(module: str, name: str) -> Callable[..., View]:
    """Makes a view; its module is imported when it is first opened, to start faster."""

    def make(console: Console, go: Navigate) -> View:
        kind: type[View] = getattr(import_module(f"vicidash.tui.views.{module}"), name)
        return kind(console, go)

    return make


#: The views other than the floor, each made when it is first opened.
KINDS: Final[dict[str, Callable[..., View]]] = {
    "queues": _lazy("queues", "QueuesView"),
    "campaign": _lazy("campaign.screen", "CampaignView"),
    "agent": _lazy("agent.screen", "AgentView"),
    "leads": _lazy("leads.screen", "LeadsView"),
    "alerts": _lazy("alerts", "AlertsView"),
    "audit": _lazy("audit", "AuditView"),
    "wall": _lazy("wall", "WallView"),
}


class ViewRouter:
    """The floor is the base; at most one other view is on top. Each is made once and kept."""

    def __init__(self, app: App[int], console: Console) -> None:
        self._app = app
        self._console = console
        self.floor = FloorScreen(console, self.go)
        self.floor.detail = self._detail
        self._made: dict[str, View] = {FLOOR: self.floor}
        self._shown: set[str] = set()

    async def open(self) -> None:
        """Open the floor, and on top of it the view that was open at the last exit."""
        await self._app.push_screen(self.floor)
        left = self._console.preferences.layout.view
        if left in KINDS:
            await self.go(left)

    @property
    def current(self) -> View | None:
        """The view in front, or the one below a dialog."""
        return in_front(self._app)

    async def go(
        self,
        view: str,
        subject: str | None = None,
        *,
        agents_of: str | None = None,
        at: Target | None = None,
    ) -> None:
        """Switch to a view by its name, before the next key is handled.

        ``subject`` is the agent or campaign to show; by default the one under the cursor of the
        previous view. For the floor it is the filter to set. ``agents_of`` is the campaign whose
        agents the floor shows, empty for all of them. ``at`` is where to put the cursor.
        """
        here = self.current
        if here is not None and view != here.NAME:
            self._console.messages.leave()
        if view == FLOOR:
            await self._to_floor(subject, agents_of)
        elif view in KINDS:
            await self._to_view(view, subject)
        self.draw()
        if at is not None and self.current is not None:
            self.current.point_at(at)

    async def _to_floor(self, subject: str | None, agents_of: str | None) -> None:
        if self.current not in (None, self.floor):
            await self._app.pop_screen()
        if agents_of is not None:
            self.floor.narrowing.campaign, subject = agents_of or None, subject or ""
        if subject is not None:
            self.floor.filter.show_matching(subject)

    async def _to_view(self, view: str, subject: str | None) -> None:
        here = self.current
        target = self._made.get(view) or self._make(view)
        if here is not None and here is not target:
            subject = subject or here.subject(view)
        if subject is None and view not in self._shown:
            subject = self.floor.subject(view)  # fall back to what is under the floor's cursor
        self._shown.add(view)
        if subject is not None:
            target.take_subject(subject)
        if here is self.floor:
            await self._app.push_screen(target)
        elif here is not target:
            await self._app.switch_screen(target)
        target.entered()

    def _make(self, view: str) -> View:
        made = self._made[view] = KINDS[view](self._console, self.go)
        made.detail = self._detail
        made.chosen = lambda: self.floor.choice
        self._app.install_screen(made, view)
        return made

    def _detail(self, target: Target, frame: Frame, width: int, height: int) -> Lines:
        """What the pane shows of a target. Its module is imported when there is first a pane."""
        lines = import_module("vicidash.tui.views.detail.lines")
        theme = themed_app(self._app).floor_theme
        found: Lines = lines.detail(self._console, theme, target, frame, width, height)
        return found

    def draw(self) -> None:
        """Redraw the view in front."""
        current = self.current
        if current is not None and current.is_mounted:
            current.draw()

    def say_disabled_reason(self, binding: Binding) -> None:
        """Say why the key that was pressed is disabled."""
        current = self.current
        if current is not None and binding.id:
            current.say_disabled_reason(binding.id)

    def layout(self) -> Layout:
        """The layout to save."""
        floor, current = self.floor, self.current
        changes = {
            "view": None if current is None or current is floor else current.NAME,
            "campaign": floor.narrowing.campaign,
            "filter": floor.filter.typed,
            "sorts": {
                name: SavedSort(column=sort.column, reverse=sort.reverse)
                for name, sort in self._sorts().items()
            },
            "wide": {name: True for name, wide in self._wide().items() if wide},
        }
        return self._console.preferences.layout.model_copy(update=changes)

    def _sorts(self) -> dict[str, columns.Sort]:
        """The sorting of all tables; views that were not opened keep theirs."""
        kept = self._console.preferences.layout.sorts
        found = {name: columns.Sort(each.column, each.reverse) for name, each in kept.items()}
        for sorter in self._sorters():
            found |= sorter.own_sorts
        return found

    def _sorters(self) -> Iterator[SortController]:
        for view in self._made.values():
            yield from (each for each in view.controllers if isinstance(each, SortController))

    def _wide(self) -> dict[str, bool]:
        found = dict(self._console.preferences.layout.wide)
        for sorter in self._sorters():
            found |= sorter.wide_tables
        return found
