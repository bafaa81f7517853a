"""Which agents the floor shows."""

from __future__ import annotations

from textual import events, on
from textual.widgets import Input

from vicidash.tui import filters
from vicidash.tui.screens.dialog import AskScreen, Choice, PickScreen
from vicidash.tui.screens.moving import Moving
from vicidash.tui.widgets.entry_line import EntryLine
from vicidash.tui.widgets.live_table import LiveTable


class Narrowing(Moving):
    """The filter that is typed, the campaign that is chosen."""

    typed: str = ""
    campaign: str | None = None

    @property
    def filter_entry(self) -> EntryLine:
        """Where a filter is typed."""
        return self.query_one("#filter", EntryLine)

    def show_only(self, campaign_id: str) -> None:
        """Show only the agents of this campaign, or all again."""
        self.campaign = None if self.campaign == campaign_id else campaign_id
        self.draw()

    def show_more(self) -> None:
        """Take back what narrows the view: first the text, then the campaign."""
        if self.typed:
            self.filter_entry.entry.value = self.typed = ""
        else:
            self.campaign = None
        self.draw()

    # The filter

    def action_filter(self) -> None:
        before = self.typed
        self.filter_entry.entry.value = before
        self.filter_entry.entry.action_end()
        self.filter_entry.open(
            "Filter",
            self._filtered,
            then=self.agent_table,
            given_up=lambda: self._show_matching(""),
        )

    def _filtered(self, text: str) -> bool:
        self._show_matching(text)
        if wrong := filters.problem(text, self.supervisor.filters):
            self.say(wrong, "warning")
        return True

    def show_matching(self, text: str) -> None:
        """Put this filter in force, as if it had been typed."""
        self.filter_entry.entry.value = text
        self._show_matching(text)

    def _show_matching(self, text: str) -> None:
        """Show the agents with this text: now, for the next key may act on one of them."""
        self.typed = text
        self.draw()

    @on(Input.Changed, "#filter Input")
    def _filter_typed(self) -> None:
        self._show_matching(self.filter_entry.entry.value)

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

    @on(events.DescendantFocus)
    def _clicked_out_of_entry(self, event: events.DescendantFocus) -> None:
        """What was typed as a filter stays; half a dial level goes."""
        if event.widget is self.screen.focused and isinstance(event.widget, LiveTable):
            self.filter_entry.finish()
            level = self.query_one("#level", EntryLine)
            if level.is_open:
                level.give_up()


def _name_problem(name: str) -> str | None:
    word = name.strip()
    if not word:
        return "Give it a name, such as late"
    return "One word, please: a filter names it with @" if len(word.split()) > 1 else None
