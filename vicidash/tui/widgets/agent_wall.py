"""The wall of agents: a widget that draws tiles and has a cursor on one of them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from vicidash.tui.rendering.agent_tiles import AgentTile, Drawn, draw_tiles
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.rendering.tile_grid import TileGrid

TWICE = 2
"""Clicks of a double click, as Textual counts them."""


class AgentWall(Widget, can_focus=True, inherit_bindings=False):
    """All agents as tiles. Only the lines that differ are painted.

    The cursor belongs to a user. If they leave, it goes to the tile that took the place, and
    ``left`` says who was there.
    """

    class AreaChanged(Message):
        """The width or height has changed, so the tiles must be laid out again."""

    class TileOpened(Message):
        """A tile was double-clicked."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.cursor: str | None = None
        """The user under the cursor; ``None`` while no tile is shown."""
        self.grid = TileGrid((), ())
        self._lines: list[Strip] = []
        self._shown: tuple[Sequence[AgentTile], FloorTheme, bool] | None = None

    @property
    def _area(self) -> tuple[int, int]:
        return self.size.width, self.size.height

    @property
    def users(self) -> list[str]:
        """The agents who are shown, in the order of their tiles."""
        return [each.key for each in self.grid.tiles]

    def show(self, tiles: Sequence[AgentTile], theme: FloorTheme, *, stale: bool) -> str | None:
        """Show these agents. If the one under the cursor is not shown any more, returns who it
        was, and the cursor is on another."""
        self._shown = tiles, theme, stale
        before, was = self.cursor, self.users
        grid, _ = draw_tiles(tiles, theme, size=self._area, stale=stale)
        self.grid = grid
        left = before is not None and grid.place(before) is None
        if before is None or left:
            self.cursor = self._successor(before, was)
        self._draw()
        return before if left else None

    def _successor(self, before: str | None, was: Sequence[str]) -> str | None:
        """Who took the place of an agent: the next one who is still shown, else the one before."""
        now = set(self.users)
        if before in was:
            place = was.index(before)
            near = (*was[place:], *reversed(was[:place]))
            if found := next((user for user in near if user in now), None):
                return found
        return next(iter(self.users), None)

    def _draw(self) -> None:
        if self._shown is None or not self.size:
            return
        tiles, theme, stale = self._shown
        self.grid, drawn = draw_tiles(
            tiles, theme, size=self._area, cursor=self.cursor, stale=stale
        )
        lines = self._strips(drawn)
        if len(lines) != len(self._lines):
            self._lines = lines
            self.refresh()
            return
        width = self.size.width
        changed = [
            Region(0, y, width, 1)
            for y, (old, new) in enumerate(zip(self._lines, lines, strict=True))
            if old != new
        ]
        self._lines = lines
        if changed:
            self.refresh(*changed)

    def _strips(self, drawn: Drawn) -> list[Strip]:
        known: dict[str, Style] = {}

        def style(name: str) -> Style:
            if name not in known:
                known[name] = self.app.console.get_style(name, default=Style.null())
            return known[name]

        return [Strip([Segment(text, style(name)) for text, name in line]) for line in drawn]

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        if y >= len(self._lines):
            return Strip.blank(self.size.width, base)
        return self._lines[y].apply_style(base)

    # The cursor

    def put_cursor(self, user: str | None) -> bool:
        """Put the cursor on an agent's tile; returns whether it is shown."""
        if user is None or self.grid.place(user) is None:
            return False
        if user != self.cursor:
            self.cursor = user
            self._draw()
        return True

    def move(self, right: int, down: int) -> None:
        """Move the cursor to the nearest tile in a direction."""
        if self.cursor is not None:
            self.put_cursor(self.grid.neighbour(self.cursor, right, down))

    def first(self) -> None:
        """Move the cursor to the first tile."""
        self.put_cursor(next(iter(self.users), None))

    def last(self) -> None:
        """Move the cursor to the last tile."""
        self.put_cursor(next(reversed(self.users), None))

    def step(self, by: int) -> bool:
        """Move the cursor along the order of the tiles; returns whether there was one."""
        users = self.users
        place = users.index(self.cursor) + by if self.cursor in users else 0
        return 0 <= place < len(users) and self.put_cursor(users[place])

    # The mouse and the size

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        user = self.grid.at(offset.x, offset.y) if offset is not None else None
        if user is None:
            return
        event.stop()
        # an agent who came under the mouse between two clicks is not meant
        if event.chain == TWICE and user == self.cursor:
            self.post_message(self.TileOpened())
        else:
            self.put_cursor(user)

    def on_resize(self) -> None:
        self.post_message(self.AreaChanged())
