"""The queues: in-groups and campaigns, and the calls that wait in them."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult

from vicidash import formatting
from vicidash.history.samples import SampleField, in_group
from vicidash.tui import queue_rows
from vicidash.tui.picture import Frame
from vicidash.tui.queue_rows import QueueSeen
from vicidash.tui.screens.going import Navigate, Target
from vicidash.tui.screens.ordering import SortController
from vicidash.tui.screens.view import View
from vicidash.tui.supervisor import Console
from vicidash.tui.widgets.lines import StatusLine
from vicidash.tui.widgets.tables import QueueTable

NONE_FOUND = (
    "No in-group has had a call today, by which they are found; "
    "the setting in_groups shows those that it names"
)


class QueuesView(View, SortController):
    """One table. Nothing is asked of the dialer for it that the floor does not ask anyway."""

    NAME = "queues"

    def __init__(self, supervisor: Console, go: Navigate) -> None:
        super().__init__(supervisor, go)
        self.take_sorts(supervisor.layout)
        self._seen: dict[str, QueueSeen] = {}

    def body(self) -> ComposeResult:
        yield StatusLine(id="queues-title", classes="title")
        yield QueueTable()
        yield StatusLine(id="queues-note")

    def on_mount(self) -> None:
        self.take_widths(self.supervisor.layout)
        self.set_focus(self.table)
        self.draw()

    @property
    def table(self) -> QueueTable:
        return self.query_one(QueueTable)

    def draw_body(self, picture: Frame) -> None:
        snapshot, table = picture.snapshot, self.table
        self._seen = queue_rows.queues_of(snapshot)
        sort = self.sort_shown(table)
        self.explain(table, snapshot.campaigns, "No in-group is known, and no campaign is active")
        table.apply(
            queue_rows.queue_rows(
                queue_rows.in_order(self._seen.values(), sort),
                self.theme,
                at=self._counted_at(picture),
                trend=lambda key: self.supervisor.series(key, SampleField.QUEUE),
                stale=picture.stale,
            )
        )
        self.query_one("#queues-title", StatusLine).show(
            queue_rows.title(self._seen.values(), self.theme)
        )
        self._draw_note(picture)

    def _draw_note(self, picture: Frame) -> None:
        """Why in-groups are missing."""
        queues = picture.snapshot.queues
        told = Text()
        if queues.problem:
            told = Text(formatting.printable(queues.problem), self.theme.colors.warning)
        elif not queues.value and queues.at is not None and self._day_told(picture):
            told = Text(NONE_FOUND, self.theme.parts.muted)
        self.query_one("#queues-note", StatusLine).show(told)

    def _day_told(self, picture: Frame) -> bool:
        campaigns = (picture.snapshot.campaigns.value or {}).values()
        return any("call_status_stats" in each.ages for each in campaigns)

    def _counted_at(self, picture: Frame) -> float:
        """Of a queue out of sight nothing is known: its time stops at the last look."""
        return (picture.snapshot.queues.at or picture.at) if picture.stale else picture.at

    def subject(self, kind: str) -> str | None:
        seen = self._seen.get(self.table.cursor_key or "")
        return seen.name if kind == "campaign" and seen is not None and seen.campaign else None

    def point_at(self, spot: Target) -> None:
        kind, name = spot
        if not self.table.focus_key(in_group(name) if kind == "in-group" else name):
            self.say(f"The {kind} {name} is not among the queues any more")

    async def action_choose(self) -> None:
        """Show the agents of the campaign under the cursor."""
        seen = self._seen.get(self.table.cursor_key or "")
        if seen is None:
            self.say("No queue is chosen")
        elif seen.campaign:
            await self.go("floor", agents_of=seen.name)
        else:
            self.say(f"{seen.name}: no call tells which agents take an in-group's calls")

    def action_reason(self) -> None:
        seen = self._seen.get(self.table.cursor_key or "")
        if seen is None:
            self.say("No queue is chosen")
            return
        campaign = self.supervisor.shown.campaign(seen.name) if seen.campaign else None
        self.say(queue_rows.reasons(seen, campaign, self._counted_at(self.picture), self.key_of))
