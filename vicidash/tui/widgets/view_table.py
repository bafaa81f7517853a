"""What the tables of all views have in common."""

from __future__ import annotations

from textual.binding import Binding

from vicidash.tui import keys
from vicidash.tui.wearing import themed_app
from vicidash.tui.widgets.live_table import LiveTable


class ViewTable(LiveTable):
    """A table whose columns sort by their letters, but for those that the supervisor has made the
    keys of something else that works in it: its header does not offer these."""

    def on_mount(self) -> None:
        own = {each.id for each in self.BINDINGS if isinstance(each, Binding)}
        actions = themed_app(self).actions
        here = (each for each in actions if each.group in keys.ALWAYS or each.name in own)
        self.drop_letters(key for action in here for key in action.keys)
