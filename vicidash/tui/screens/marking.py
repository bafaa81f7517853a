"""Agents that are marked: the next action is for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from vicidash.tui.screens.floor_tables import FloorTables


class Selection(FloorTables):
    """The marks. They belong to agents, not to rows, and go when the agent leaves the floor."""

    marks: frozenset[str] = frozenset()

    @property
    def marked_users(self) -> tuple[str, ...]:
        """In the order they are shown in; those that a filter hides come last."""
        shown = [kept.name for kept in self.agent_table.book.order]
        return tuple(
            dict.fromkeys([*(user for user in shown if user in self.marks), *sorted(self.marks)])
        )

    def hidden(self, users: Sequence[str]) -> int:
        by_key = self.agent_table.book.by_key
        return sum(user not in by_key for user in users)

    def acted_on_marked(self) -> None:
        self.forget_marks()

    def keep_marks(self) -> None:
        """Take the marks off those who have left the floor, as far as it is seen."""
        agents = self.supervisor.snapshot.agents.value
        if agents is not None and not self.supervisor.snapshot.unread:
            self._mark(self.marks & agents.keys())

    def forget_marks(self) -> bool:
        """Whether there were any."""
        had = bool(self.marks)
        self._mark(frozenset())
        return had

    def action_mark(self) -> None:
        user = self.agent_table.cursor_key
        if user is None:
            self.say("No agent is chosen")
            return
        self._mark(self.marks ^ {user})
        self._tell()
        self.agent_table.action_cursor_down()

    def action_mark_all(self) -> None:
        shown = {kept.name for kept in self.agent_table.book.order}
        if not shown:
            self.say("No agent is shown")
            return
        self._mark(self.marks - shown if shown <= self.marks else self.marks | shown)
        self._tell()

    def _mark(self, users: frozenset[str]) -> None:
        if users != self.marks:
            self.marks = users
            self.agent_table.marked = users

    def _tell(self) -> None:
        self.say("")
