"""The two tables of the floor, which all that is done there begins with."""

from __future__ import annotations

from vicidash.tui.screens.moving import CursorKeys
from vicidash.tui.widgets.live_table import LiveTable
from vicidash.tui.widgets.tables import AgentTable, CampaignTable


class FloorTables(CursorKeys):
    """Campaigns above, agents below."""

    @property
    def campaign_table(self) -> CampaignTable:
        """The table above."""
        return self.query_one(CampaignTable)

    @property
    def agent_table(self) -> AgentTable:
        """The table below."""
        return self.query_one(AgentTable)

    @property
    def table(self) -> LiveTable:
        """The one that has the focus; the agents while something else has it."""
        # not has_focus, which Textual sets some messages later
        campaigns = self.campaign_table
        return campaigns if self.screen.focused is campaigns else self.agent_table

    def action_next_table(self) -> None:
        other = self.campaign_table if self.table is self.agent_table else self.agent_table
        self.screen.set_focus(other)  # at once: the next key may be typed already

    def action_next(self) -> None:
        self.campaign_table.action_cursor_down()

    def action_previous(self) -> None:
        self.campaign_table.action_cursor_up()
