"""What the cells of agents and campaigns have in common: text from the dialer, and how an action on
a target goes. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from rich.text import Text

from vicidash import formatting
from vicidash.actions.ticket import Stage, Ticket
from vicidash.tui.glyphs import UTF8
from vicidash.tui.themes_model import FloorTheme

Tickets = Callable[[str], Ticket | None]

FADE: Final = 12.0
"""Seconds for which the end of an action stays beside its target."""

_SIGNS: Final = {
    Stage.SENDING: UTF8.sending,
    Stage.QUEUED: UTF8.pending,
    Stage.AFTER_CALL: UTF8.pending,
    Stage.CONFIRMED: UTF8.done,
    Stage.NOT_OBEYED: UTF8.failed,
    Stage.FAILED: UTF8.failed,
    Stage.SUPERSEDED: UTF8.superseded,
    Stage.NOT_KNOWN: "?",
}
_DOING: Final = {"pause": "pausing", "resume": "resuming", "log out": "logging out"}


def action_mark(ticket: Ticket | None, theme: FloorTheme, now: float) -> tuple[str, str]:
    """What stands beside a target while an action on it is pending, and shortly after."""
    if ticket is None or ticket.stage is Stage.SUPERSEDED:
        return "", ""
    if not ticket.stage.pending and now - ticket.at > FADE:
        return "", ""
    sign = _SIGNS[ticket.stage]
    if ticket.stage is Stage.CONFIRMED:
        return f"{sign} done", theme.colors.success
    if ticket.stage.pending:
        doing = _DOING.get(ticket.action, ticket.action)
        what = ticket.stage.value if ticket.stage is Stage.AFTER_CALL else doing
        return f"{sign} {what}", theme.colors.accent
    return f"{sign} {ticket.stage.value}", f"bold {theme.colors.error}"


@lru_cache(maxsize=8192)
def cell(content: str, style: str) -> Text:
    """Never to be changed: most cells are the same from one picture to the next."""
    return Text(formatting.printable(content), style=style, no_wrap=True, end="")
