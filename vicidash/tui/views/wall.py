"""The wall of agents: everybody on the floor as a tile, with the keys of an agent's row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from vicidash.action_table import Group
from vicidash.client import Agent
from vicidash.floor.snapshot import FloorAgent
from vicidash.tui import bindings
from vicidash.tui.console import Console
from vicidash.tui.controllers.agents import AgentController
from vicidash.tui.controllers.base import Navigate, Target
from vicidash.tui.frame import Frame
from vicidash.tui.rendering.agent_tiles import agent_tiles, counts_by_state
from vicidash.tui.rendering.text import Item, counted, narrowed_words
from vicidash.tui.views.explanation import agent_explanation
from vicidash.tui.views.floor.comparison import Moment
from vicidash.tui.views.floor.filter import matching
from vicidash.tui.views.view import View
from vicidash.tui.widgets.agent_wall import AgentWall
from vicidash.tui.widgets.status_lines import StatusLine

A_GLANCE: Final = 2.0
"""Seconds after the cursor got another agent in which a key may be meant for the previous one."""
PAGE: Final = 5
"""Rows of tiles that a page has for the keys."""
_ON_A_LIST: Final = ("mark", "mark_all")
"""Actions for several agents, who are marked on the floor."""


class WallView(View):
    """The agents whom the floor shows as tiles, by campaign or by user group. It asks the dialer
    nothing."""

    NAME = "wall"
    BINDINGS: ClassVar[list[BindingType]] = [
        each for each in bindings.of(Group.AGENT) if getattr(each, "id", None) not in _ON_A_LIST
    ]

    def __init__(self, console: Console, go: Navigate) -> None:
        super().__init__(console, go)
        self.wall = AgentWall(id="wall")
        self.by_group = False
        """Whether the agents stand by user group, rather than by campaign."""
        self._wanted: str | None = None
        """Who is to be under the cursor as soon as there are tiles."""
        self._slid: tuple[str, float] | None = None
        """Who was under the cursor before it got another agent, and when."""
        self.attach(
            AgentController(self, self.phone, target=self.agent_meant),
            down=partial(self._move, 0, 1),
            up=partial(self._move, 0, -1),
            left=partial(self._move, -1, 0),
            right=partial(self._move, 1, 0),
            page_down=partial(self._move, 0, 1, PAGE),
            page_up=partial(self._move, 0, -1, PAGE),
            top=partial(self._choose, self.wall.first),
            bottom=partial(self._choose, self.wall.last),
            next=partial(self._step, 1),
            previous=partial(self._step, -1),
            sort=self.regroup,
            open_agent=partial(go, "agent"),
            reason=self.explain_state,
        )

    def body(self) -> ComposeResult:
        yield StatusLine(id="wall-title", classes="title")
        yield self.wall

    def on_mount(self) -> None:
        self.set_focus(self.wall)
        self.draw()

    @on(AgentWall.AreaChanged)
    def _fit(self) -> None:
        self.draw()

    @on(AgentWall.TileOpened)
    async def _opened(self) -> None:
        await self.do("open_agent")

    # Drawing

    def draw_body(self, frame: Frame) -> None:
        shown = self._matching(frame)
        self.query_one("#wall-title", StatusLine).show(self._title(frame, shown))
        tiles = agent_tiles(
            shown,
            self.theme,
            self.console.rules,
            at=frame.counted_at,
            by_group=self.by_group,
        )
        left = self.wall.show(tiles, self.theme, stale=frame.stale)
        if left is not None:
            self._slid = left, frame.now
        if self._wanted is not None and self.wall.users:
            self._choose(partial(self.wall.put_cursor, self._wanted))
            self._wanted = None

    def _matching(self, frame: Frame) -> list[FloorAgent]:
        """The agents whom the filter of the floor shows."""
        choice = self.chosen()
        return matching(
            (frame.snapshot.agents.value or {}).values(),
            text=choice.text,
            campaign=choice.campaign,
            saved=self.console.preferences.filters,
            moment=Moment(frame.counted_at, self.console.rules.paused),
        )

    def _title(self, frame: Frame, shown: Sequence[FloorAgent]) -> list[Item]:
        agents, choice = frame.snapshot.agents, self.chosen()
        if agents.value is None:
            return [counted("Wall", None), Item(self.empty_reason(agents, ""))]
        counts = counts_by_state(each.agent.state for each in shown)
        muted = self.theme.parts.muted
        narrowed = ""
        if choice:
            narrowed = f"{len(shown)} {narrowed_words(choice.campaign, choice.text)}"
        order = f"by {'user group' if self.by_group else 'campaign'}"
        keys = f"{order}, {self.key_of('sort')}: {'campaign' if self.by_group else 'user group'}"
        empty = "No agent matches" if agents.value else "No agent is logged in"
        return [
            counted("Wall", len(agents.value)),
            Item(Text(narrowed, f"bold {self.theme.colors.accent}"), 1),
            Item(Text(counts or empty), 1),
            Item(Text(keys, muted), 2),
        ]

    @property
    def key_labels(self) -> Mapping[str, str]:
        return {"sort": "By campaign" if self.by_group else "By group"}

    # Actions

    def _choose(self, move: Callable[[], object]) -> None:
        """Move the cursor as a person does: whoever is under it then is meant."""
        self._slid = None
        move()

    def _move(self, right: int, down: int, times: int = 1) -> None:
        for _ in range(times):
            self._choose(partial(self.wall.move, right, down))

    def _step(self, by: int) -> None:
        self._slid = None
        if not self.wall.step(by):
            self.say("Last agent of the wall" if by > 0 else "First agent of the wall")

    def regroup(self) -> None:
        """Group by user group in place of campaign, or back."""
        self.by_group = not self.by_group
        self.draw()
        self.refresh_bindings()

    async def agent_meant(self) -> Agent | None:
        """The agent under the cursor; not one who has just slid there."""
        user, slid = self.wall.cursor, self._slid
        seen = self.console.frame.snapshot.agent(user) if user is not None else None
        if seen is None:
            self.say("No agent is selected")
            return None
        if slid is not None and self.console.clock() - slid[1] < A_GLANCE:
            self.say(
                f"{slid[0]} has just left the wall: this is {user} now. Press again to act on them"
            )
            return None
        return seen.agent

    def explain_state(self) -> None:
        user = self.wall.cursor
        if user is None:
            self.say(self.console.frame.shown.agents.problem or "No agent is selected")
            return
        news = self.console.actions.agent_ticket(user) or f"No action on {user} from this console"
        self.say("\n".join((str(news), *agent_explanation(self.console, user))))

    def subject(self, kind: str) -> str | None:
        user = self.wall.cursor
        if kind == "agent" or user is None:
            return user
        seen = self.console.frame.shown.agent(user)
        if seen is None:
            return None
        if kind == "leads":
            return str(seen.agent.lead_id) if seen.agent.lead_id else None
        return seen.agent.campaign_id

    def take_subject(self, name: str) -> None:
        self._wanted = name

    def point_at(self, target: Target) -> None:
        if target.kind == "agent" and not self.wall.put_cursor(target.name):
            self.say(f"The agent {target.name} is not on the wall")
