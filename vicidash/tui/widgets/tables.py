"""The tables of the views, each with the keys that act on its rows."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from vicidash.action_table import Group
from vicidash.tui import keys
from vicidash.tui.agent_rows import AGENT_COLUMNS
from vicidash.tui.agent_shift import STRETCH_COLUMNS
from vicidash.tui.campaign_rows import CAMPAIGN_COLUMNS, campaign_columns
from vicidash.tui.queue_rows import COLUMNS as QUEUE_COLUMNS
from vicidash.tui.widgets.view_table import ViewTable


class CampaignTable(ViewTable):
    """Campaigns, and the TOTAL."""

    opens = "choose"
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.of(Group.CAMPAIGN, Group.MOVE),
        *keys.sorting(CAMPAIGN_COLUMNS),
    ]

    def __init__(self, limit: float) -> None:
        """``limit``: the percent that drops left are counted to."""
        super().__init__(campaign_columns(limit), id="campaigns")


class QueueTable(ViewTable):
    """In-groups, and the queues of campaigns."""

    opens = "choose"
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.for_actions("choose"),
        *keys.of(Group.MOVE),
        *keys.sorting(QUEUE_COLUMNS),
    ]

    def __init__(self) -> None:
        super().__init__(QUEUE_COLUMNS, id="queues")


class StretchTable(ViewTable):
    """The newest stretches of an agent's shift."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of(Group.MOVE)

    def __init__(self) -> None:
        super().__init__(STRETCH_COLUMNS, id="stretches")


class AgentTable(ViewTable):
    """Agents."""

    opens = "open_agent"
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.of(Group.AGENT, Group.MOVE),
        *keys.sorting(AGENT_COLUMNS),
    ]

    def __init__(self) -> None:
        super().__init__(AGENT_COLUMNS, id="agents")

    def shows(self, user: str) -> bool:
        """Whether the agent's row is in view: would a person know whom an action hits?"""
        kept = self.book.by_key.get(user)
        return kept is not None and 0 <= kept.index - self.scroll_offset.y < self.lines_in_view
