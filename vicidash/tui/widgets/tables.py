"""The two tables of the floor, each with the keys that act on its rows."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from vicidash.actions import Group
from vicidash.tui import keys
from vicidash.tui.rows import AGENT_COLUMNS, CAMPAIGN_COLUMNS
from vicidash.tui.widgets.live_table import LiveTable


class CampaignTable(LiveTable):
    """Campaigns, and the TOTAL."""

    BINDINGS: ClassVar[list[BindingType]] = keys.of(Group.CAMPAIGN)

    def __init__(self) -> None:
        super().__init__(CAMPAIGN_COLUMNS, id="campaigns")


class AgentTable(LiveTable):
    """Agents."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.of(Group.AGENT), keys.first_elsewhere("choose")]

    def __init__(self) -> None:
        super().__init__(AGENT_COLUMNS, id="agents")
