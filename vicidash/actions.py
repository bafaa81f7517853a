"""The one table of what a supervisor can do: keys, words, and what each needs.

The console's bindings, footer and help, its read-only mode and the README's table of keys are all
made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Group(Enum):
    """Under which heading the help shows an action."""

    AGENT = "On an agent"
    CAMPAIGN = "On a campaign"
    VIEW = "What is shown"
    MOVE = "Moving about"
    PROGRAM = "The program"


@dataclass(frozen=True, slots=True)
class Action:
    """One row. ``keys`` are Textual's key names, the first is the one shown as ``shown``."""

    name: str
    keys: tuple[str, ...]
    shown: str
    label: str
    """One or two words, for the footer."""
    tooltip: str
    """One sentence, for help and README."""
    group: Group
    writes: bool = False
    """Changes something on the dialer: gone in read-only mode."""
    dangerous: bool = False
    """Asks first, naming the target, with the focus on *cancel*."""
    right: str = ""
    """What the account needs on a stock server."""
    footer: bool = False


_AGENT_API: Final = "Agent API Access"
_MODIFY: Final = "level 8, Modify Campaigns"

ACTIONS: Final = (
    Action(
        "pause", ("p",), "p", "Pause",
        "Pause the agent; one in a call pauses after it.",
        Group.AGENT, writes=True, right=_AGENT_API, footer=True,
    ),
    Action(
        "resume", ("r",), "r", "Resume",
        "Make a paused agent ready for calls.",
        Group.AGENT, writes=True, right=_AGENT_API, footer=True,
    ),
    Action(
        "log_out", ("o",), "o", "Log out",
        "End the agent's session, after the call in progress. Asks first.",
        Group.AGENT, writes=True, dangerous=True, right=_AGENT_API, footer=True,
    ),
    Action(
        "level_up", ("plus",), "+", "Higher",
        "Dial level 0.1 up; steps gather until Enter sends them, Esc forgets them.",
        Group.CAMPAIGN, writes=True, right=_MODIFY, footer=True,
    ),
    Action(
        "level_down", ("minus",), "-", "Lower",
        "Dial level 0.1 down; steps gather until Enter sends them, Esc forgets them.",
        Group.CAMPAIGN, writes=True, right=_MODIFY, footer=True,
    ),
    Action(
        "level_type", ("equals_sign",), "=", "Set level",
        "Type a dial level.",
        Group.CAMPAIGN, writes=True, right=_MODIFY,
    ),
    Action(
        "choose", ("enter",), "Enter", "Its agents",
        "Show only the campaign's agents; again: show all.",
        Group.CAMPAIGN, footer=True,
    ),
    Action(
        "filter", ("slash",), "/", "Filter",
        "Show only agents that have what you type in user, name, campaign, group, state or code.",
        Group.VIEW, footer=True,
    ),
    Action(
        "clear", ("escape",), "Esc", "Clear",
        "Show all agents again: clear the filter, then the campaign chosen.",
        Group.VIEW,
    ),
    Action(
        "freeze", ("f",), "f", "Freeze",
        "Hold the picture still, with its age on show; again: go on live.",
        Group.VIEW, footer=True,
    ),
    Action(
        "poll_now", ("ctrl+r",), "Ctrl+R", "Poll now",
        "Ask the dialer now rather than at the next interval.",
        Group.VIEW,
    ),
    Action(
        "log_in", ("L",), "L", "Log in",
        "After a refused login: try it once more. Each failure counts towards a lock-out.",
        Group.PROGRAM, footer=True,
    ),
    Action(
        "reason", ("i",), "i", "Why",
        "Say why figures of the campaign, or the last action on the agent, are as they are.",
        Group.VIEW,
    ),
    Action(
        "next_table", ("tab",), "Tab", "Switch",
        "Go to the other table: agents or campaigns.",
        Group.MOVE, footer=True,
    ),
    Action("down", ("j", "down"), "j ↓", "Down", "One row down.", Group.MOVE),
    Action("up", ("k", "up"), "k ↑", "Up", "One row up.", Group.MOVE),
    Action("left", ("h", "left"), "h ←", "Left", "Columns to the left.", Group.MOVE),
    Action("right", ("l", "right"), "l →", "Right", "Columns that do not fit.", Group.MOVE),
    Action("page_down", ("pagedown",), "PgDn", "Page down", "One screen down.", Group.MOVE),
    Action("page_up", ("pageup",), "PgUp", "Page up", "One screen up.", Group.MOVE),
    Action("top", ("g", "home"), "g Home", "Top", "To the first row.", Group.MOVE),
    Action("bottom", ("G", "end"), "G End", "Bottom", "To the last row.", Group.MOVE),
    Action(
        "help", ("question_mark",), "?", "Help",
        "Show the keys that work now.",
        Group.PROGRAM, footer=True,
    ),
    Action("quit", ("q",), "q", "Quit", "Leave vicidash.", Group.PROGRAM, footer=True),
)  # fmt: skip

BY_NAME: Final = {action.name: action for action in ACTIONS}


def offered(*, read_only: bool) -> tuple[Action, ...]:
    """The actions of a mode: read-only has none that writes."""
    return tuple(action for action in ACTIONS if not (read_only and action.writes))
