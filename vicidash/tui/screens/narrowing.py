"""Which agents the floor shows."""

from __future__ import annotations

from vicidash.tui import filters
from vicidash.tui.screens.dialog import AskScreen, Choice, PickScreen
from vicidash.tui.screens.filtering import FilterBar
from vicidash.tui.screens.floor_tables import FloorTables
from vicidash.tui.widgets.live_table import LiveTable


class AgentFilter(FloorTables, FilterBar):
    """The filter, those of it that are saved by name, and the campaign that is chosen."""

    campaign: str | None = None

    def show_only(self, campaign_id: str) -> None:
        """Show only the agents of this campaign, or all again."""
        self.campaign = None if self.campaign == campaign_id else campaign_id
        self.draw()

    def show_more(self) -> None:
        """Take back what narrows the view: first the text, then the campaign."""
        if not self.show_all():
            self.campaign = None
            self.draw()

    # The filter

    @property
    def filtered_table(self) -> LiveTable:
        return self.agent_table

    def filter_problem(self) -> str | None:
        return filters.problem(self.typed, self.supervisor.filters)

    async def action_filters(self) -> None:
        saved = self.supervisor.filters
        if not saved:
            save = self.key_of("filter_save")
            self.say(f"No filter is saved yet: filter the agents, then {save} saves it")
            return
        choices = [Choice(text, name, text) for name, text in sorted(saved.items())]

        def chosen(text: str | None) -> None:
            if text is not None:
                self.show_matching(text)

        await self.ask(PickScreen("Saved filters", choices), chosen)

    async def action_filter_save(self) -> None:
        text = self.typed
        if not text:
            self.say(f"There is no filter to save: {self.key_of('filter')} types one")
            return

        def named(name: str | None) -> None:
            if name:
                self.supervisor.save_filter(name.strip(), text)
                self.say(f"Filter {name.strip()} saved: {text}")

        detail = f"{text}\nLater: @NAME in a filter, or {self.key_of('filters')}"
        await self.ask(AskScreen("Save the filter as", detail, check=_name_problem), named)


def _name_problem(name: str) -> str | None:
    word = name.strip()
    if not word:
        return "Give it a name, such as late"
    return "One word, please: a filter names it with @" if len(word.split()) > 1 else None
