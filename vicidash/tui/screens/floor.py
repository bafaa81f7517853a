"""The floor: campaigns above, agents below."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from vicidash import words
from vicidash.actions import BY_NAME, Group
from vicidash.floor.snapshot import FloorSnapshot, LinkState, Part
from vicidash.tui import filters, keys, rows
from vicidash.tui.screens.acting import Acting, Slid
from vicidash.tui.screens.help import HelpScreen, live_actions
from vicidash.tui.steps import LevelSteps
from vicidash.tui.supervisor import Supervisor
from vicidash.tui.themes import FloorTheme
from vicidash.tui.wearing import wearing
from vicidash.tui.widgets import lines
from vicidash.tui.widgets.entry_line import Entry, EntryLine
from vicidash.tui.widgets.key_line import KeyLine
from vicidash.tui.widgets.lines import Line
from vicidash.tui.widgets.live_table import LiveTable
from vicidash.tui.widgets.tables import AgentTable, CampaignTable


class FloorScreen(Acting, Screen[None]):
    """Shows snapshots as they come; gives what the supervisor does to the :class:`Supervisor`."""

    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]  # noqa: RUF012 - declared so by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.of(Group.VIEW, Group.MOVE, Group.PROGRAM),
        *keys.elsewhere(),
    ]

    def __init__(self, supervisor: Supervisor) -> None:
        super().__init__()
        self.supervisor = supervisor
        self._frozen: FloorSnapshot | None = None
        self._frozen_at = 0.0
        self._link_drawn: LinkState | None = None
        self._view_drawn: tuple[str, str | None] = ("", None)
        self.steps = LevelSteps(lambda: supervisor.max_dial_level)

    def compose(self) -> ComposeResult:
        yield Line(id="header")
        yield Line(id="banner")
        yield CampaignTable()
        yield Line(id="agents-title")
        yield AgentTable()
        yield EntryLine("user, name, campaign, group, state, code", id="filter")
        yield EntryLine("for example 2.5", id="level")
        yield Line(id="message")
        yield KeyLine()

    def on_mount(self) -> None:
        self.set_focus(self.agent_table)
        self.set_interval(1.0, self.draw)
        self.draw()

    # What is shown

    @property
    def _theme(self) -> FloorTheme:
        """The one in force: it may change while the screen is open."""
        return wearing(self).floor_theme

    @property
    def shown(self) -> FloorSnapshot:
        """The picture on the screen: the latest, or the one that is held still."""
        return self._frozen or self.supervisor.snapshot

    def draw(self) -> None:
        """Show the picture as it is now. Called for each snapshot and each second."""
        now = self.supervisor.clock()
        at = self._frozen_at if self._frozen is not None else now
        snapshot = self.shown
        if self._link_drawn is not self.supervisor.snapshot.link.state:
            self._link_drawn = self.supervisor.snapshot.link.state
            self.refresh_bindings()
        stale = snapshot.link.state in (LinkState.RETRYING, LinkState.STOPPED)
        self._draw_lines(snapshot, now)
        campaigns = self.campaign_table
        self._explain(campaigns, snapshot.campaigns, "No campaign is active")
        campaigns.apply(
            rows.campaign_rows(
                snapshot,
                self._theme,
                now=now,
                tickets=self.supervisor.campaign_ticket,
                steps=self.steps.gathered,
                stale=stale,
            )
        )
        seen = (snapshot.agents.value or {}).values()
        agents = filters.matching(seen, text=self.typed, campaign=self.campaign)
        table = self.agent_table
        pointed, view = table.cursor_key, (self.typed, self.campaign)
        narrowed = "No agent matches; Esc shows all again" if seen else "No agent is logged in"
        self._explain(table, snapshot.agents, narrowed)
        table.apply(
            rows.agent_rows(
                agents,
                self._theme,
                now=at,
                seen_at=snapshot.agents.at or at,
                tickets=self.supervisor.agent_ticket,
                stale=stale,
            )
        )
        if pointed != table.cursor_key and view == self._view_drawn:
            self.slid = Slid(pointed, table.cursor_key, now)
        self._view_drawn = view
        self.query_one("#agents-title", Line).show(
            lines.agents_title(
                shown=len(agents),
                total=None if snapshot.agents.value is None else len(seen),
                campaign=self.campaign,
                text=self.typed,
                problem=snapshot.warnings[0] if snapshot.warnings else "",
                theme=self._theme,
            )
        )

    def _draw_lines(self, snapshot: FloorSnapshot, now: float) -> None:
        header = self.query_one("#header", Line)
        header.show(
            lines.header(
                snapshot,
                url=self.supervisor.url,
                now=now,
                modes=self.supervisor.modes,
                width=max(1, self.size.width - 2),
                theme=self._theme,
            )
        )
        live = self.supervisor.snapshot
        frozen_at = None
        if self._frozen is not None:
            frozen_at = self._frozen.agents.at or self._frozen_at
        told = lines.banner(live, now=now, frozen_at=frozen_at)
        line = self.query_one("#banner", Line)
        line.set_classes(told[0] if told else "")
        line.show(told[1] if told else Text())
        message = self.supervisor.message_at(now, self._theme)
        self.query_one("#message", Line).show(message or Text(self.steps.prompt))

    def _explain(self, table: LiveTable, part: Part[Any], empty: str) -> None:
        """Say in an empty table why it is empty."""
        muted = self._theme.parts.muted
        if part.problem:
            told = Text(words.printable(part.problem), self._theme.colors.warning)
        elif self.shown.link.state is LinkState.STOPPED and part.value is None:
            told = Text("Nothing is polled", muted)
        elif part.value is None:
            host = words.printable(self.supervisor.url)
            told = Text(f"Waiting for the first answer of {host}", muted)
        else:
            told = Text(empty, muted)
        if table.placeholder != told:
            table.placeholder = told

    # What the supervisor does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        name = str(parameters[0]) if action == "elsewhere" and parameters else action
        known = BY_NAME.get(name)
        if known is None:
            return True
        if known.writes and self.supervisor.read_only:
            return False
        if isinstance(self.focused, Entry):
            return name == "poll_now"  # all other keys are typed
        return name != "log_in" or self.supervisor.snapshot.link.state is LinkState.STOPPED

    @property
    def is_frozen(self) -> bool:
        return self._frozen is not None

    def action_clear(self) -> None:
        if self.steps.forget():
            self.say("Steps forgotten, nothing was sent")
        else:
            self.say("")
            self.show_more()

    def action_freeze(self) -> None:
        if self._frozen is None:
            self._frozen = self.supervisor.snapshot
            self._frozen_at = self.supervisor.clock()
            self.steps.forget()
        else:
            self._frozen = None
        self.draw()

    def action_poll_now(self) -> None:
        if self.supervisor.snapshot.link.state is LinkState.STOPPED:
            self.say("Polling has stopped: L tries the login once more")
        else:
            self.supervisor.poll_now()

    def action_log_in(self) -> None:
        self.supervisor.retry_login()

    def action_reason(self) -> None:
        self.say(self._reason())

    def _reason(self) -> str:
        if self.table is self.campaign_table:
            campaign = self.shown.campaign(self.campaign_table.cursor_key or "")
            if campaign is not None:
                return rows.reasons(campaign)
            return self.shown.campaigns.problem or "No campaign is chosen"
        user = self.agent_table.cursor_key
        if user is None:
            return self.shown.agents.problem or "No agent is chosen"
        return str(self.supervisor.agent_ticket(user) or f"Nothing was done to {user} from here")

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(live_actions(self, wearing(self).actions), self._theme))

    async def action_quit(self) -> None:
        await self.app.action_quit()
