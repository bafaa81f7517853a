"""The line of the most urgent alert, whose words can be clicked."""

from __future__ import annotations

import re

from rich.cells import cell_len
from textual import events

from vicidash.tui.wearing import themed_app
from vicidash.tui.widgets.lines import StatusLine


class AlertLine(StatusLine):
    """A click on what acknowledges does that; anywhere else it goes to what the alert is about."""

    async def on_click(self, event: events.Click) -> None:
        spot = event.get_content_offset(self)
        if spot is not None:
            await self.run_action(f"screen.{self._action_at(spot.x)}")

    def _action_at(self, x: int) -> str:
        key_of = themed_app(self).key_of
        go, seen = (re.escape(key_of(name)) for name in ("go_to_alert", "acknowledge"))
        last = re.search(rf"(?:  |{go} )({seen}(?: \w+)?)$", self.shown.plain)
        if last is not None and x >= cell_len(self.shown.plain[: last.start(1)]):
            return "acknowledge"
        return "go_to_alert"
