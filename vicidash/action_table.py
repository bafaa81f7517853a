"""The one table of what a supervisor can do: keys, words, and what each needs.

The console's bindings, footer, help and command palette, its read-only mode and the README's table
of keys are all made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from vicidash.actions import kinds


class Group(Enum):
    """Under which heading the help shows an action."""

    AGENT = "On agents"
    CAMPAIGN = "On a campaign"
    LEAD = "On a lead"
    ALERT = "On alerts"
    ALERTS = "Among the alerts"
    AUDIT = "In the audit log"
    VIEW = "What is shown"
    GO = "Views"
    MOVE = "Moving about"
    PROGRAM = "The program"


@dataclass(frozen=True, slots=True)
class Action:
    """One row. ``keys`` are Textual's key names, the first is the one shown as ``shown``; an action
    without a key is found with ``:``."""

    name: str
    keys: tuple[str, ...]
    shown: str
    label: str
    """One to three words, for the footer."""
    tooltip: str
    """One sentence, for help and README."""
    group: Group
    writes: bool = False
    """Changes something on the dialer: dimmed, with the reason, in read-only mode."""
    dangerous: bool = False
    """Asks first, naming the target, with the focus on *cancel*."""
    kinds: tuple[str, ...] = ()
    """The actions of :mod:`vicidash.actions.kinds` that it takes, one of them at a time."""
    footer: bool = False

    @property
    def right(self) -> str:
        """What the account needs on a stock server."""
        return next((kinds.KINDS[name].right for name in self.kinds), "")


ACTIONS: Final = (
    Action(
        "pause", ("p",), "p", "Pause",
        "Pause the agent, or all that are marked; one in a call pauses after it.",
        Group.AGENT, writes=True, kinds=(kinds.PAUSE,), footer=True,
    ),
    Action(
        "pause_code", ("P",), "P", "Pause code",
        "Pause with a code from a list; on who is paused already, change the code.",
        Group.AGENT, writes=True, kinds=(kinds.PAUSE,),
    ),
    Action(
        "resume", ("r",), "r", "Resume",
        "Make a paused agent, or all that are marked, ready for calls.",
        Group.AGENT, writes=True, kinds=(kinds.RESUME,), footer=True,
    ),
    Action(
        "log_out", ("o",), "o", "Log out",
        "End the agent's session, after the call in progress. Asks first.",
        Group.AGENT, writes=True, dangerous=True, kinds=(kinds.LOG_OUT,), footer=True,
    ),
    Action(
        "message", ("n",), "n", "Message",
        "Show a message on the agent's screen, or on those of all that are marked.",
        Group.AGENT, writes=True, kinds=(kinds.NOTIFY_AGENT,),
    ),
    Action(
        "listen", ("m",), "m", "Listen",
        "Ring your phone and listen to the agent's session; asks for your phone until it has rung.",
        Group.AGENT, writes=True, kinds=(kinds.LISTEN,),
    ),
    Action(
        "mark", ("space",), "Space", "Mark",
        "Mark the agent, or take the mark off: the next action is for all that are marked.",
        Group.AGENT, footer=True,
    ),
    Action(
        "mark_all", ("asterisk",), "*", "Mark all",
        "Mark all agents that are shown; again: take all marks off.",
        Group.AGENT,
    ),
    Action(
        "open_agent", ("enter",), "Enter", "Whole",
        "Show the agent whole: the shift as a timeline, pauses, calls.",
        Group.AGENT,
    ),
    Action(
        "level_up", ("plus",), "+", "Higher",
        "Dial level 0.1 up; steps gather until they are sent, or forgotten, together.",
        Group.CAMPAIGN, writes=True, kinds=(kinds.DIAL_LEVEL,), footer=True,
    ),
    Action(
        "level_down", ("minus",), "-", "Lower",
        "Dial level 0.1 down; steps gather until they are sent, or forgotten, together.",
        Group.CAMPAIGN, writes=True, kinds=(kinds.DIAL_LEVEL,), footer=True,
    ),
    Action(
        "level_type", ("equals_sign",), "=", "Set",
        "Type a dial level; where the dialer adapts it by itself, the highest it may choose.",
        Group.CAMPAIGN, writes=True, kinds=(kinds.DIAL_LEVEL,), footer=True,
    ),
    Action(
        "campaign_active", ("x",), "x", "Stop/start",
        "Stop a campaign's dialing (make it inactive), or start it again. Asks first.",
        Group.CAMPAIGN, writes=True, dangerous=True,
        kinds=(kinds.PAUSE_CAMPAIGN, kinds.ACTIVATE_CAMPAIGN),
    ),
    Action(
        "hopper_reset", ("e",), "e", "Empty hopper",
        "Empty a campaign's hopper, so that it is filled anew. Asks first.",
        Group.CAMPAIGN, writes=True, dangerous=True, kinds=(kinds.RESET_HOPPER,),
    ),
    Action(
        "choose", ("enter",), "Enter", "Its agents",
        "Send the steps that wait; with none, show only the campaign's agents, or all again.",
        Group.CAMPAIGN, footer=True,
    ),
    Action(
        "lead_find", ("slash",), "/", "Find",
        "Find leads by phone number.",
        Group.LEAD, footer=True,
    ),
    Action(
        "lead_status", ("t",), "t", "Status",
        "Set the lead's status, from those seen today or any other.",
        Group.LEAD, writes=True, kinds=(kinds.LEAD_STATUS,), footer=True,
    ),
    Action(
        "lead_callback", ("b",), "b", "Callback",
        "Have the lead called back: when, on which campaign, by whom, with a comment.",
        Group.LEAD, writes=True, kinds=(kinds.LEAD_CALLBACK,), footer=True,
    ),
    Action(
        "lead_dnc", ("d",), "d", "Do not call",
        "Put the number on the do-not-call list of the system or of a campaign. Asks first.",
        Group.LEAD, writes=True, dangerous=True, kinds=(kinds.LEAD_DNC,), footer=True,
    ),
    Action(
        "recording_play", ("v",), "v", "Play",
        "Fetch the recording and play it on this machine; over SSH it is saved.",
        Group.LEAD, kinds=(kinds.FETCH_RECORDING,), footer=True,
    ),
    Action(
        "recording_save", ("y",), "y", "Save",
        "Save the recording in your folder for them; asks once for the folder.",
        Group.LEAD, kinds=(kinds.FETCH_RECORDING,), footer=True,
    ),
    Action(
        "recording_save_to", ("Y",), "Y", "Save to",
        "Save the recording in another folder, which is your folder from then on.",
        Group.LEAD, kinds=(kinds.FETCH_RECORDING,),
    ),
    Action(
        "undo", ("u",), "u", "Undo",
        "Take back the last pause, resume or dial level, where the floor is still as it left it.",
        Group.VIEW, writes=True, kinds=(kinds.PAUSE, kinds.RESUME, kinds.DIAL_LEVEL),
    ),
    Action(
        "acknowledge", ("a",), "a", "Seen",
        "Acknowledge the most urgent alert; among the alerts that under the cursor, or undo it.",
        Group.ALERT,
    ),
    Action(
        "go_to_alert", ("exclamation_mark",), "!", "Go there",
        "Go to what the most urgent alert is about; again: the next.",
        Group.ALERT,
    ),
    Action(
        "snooze", ("z",), "z", "Snooze",
        "Keep an alert quiet for a time of your choice; among the alerts also no longer.",
        Group.ALERT,
    ),
    Action(
        "open_alert", ("enter",), "Enter", "To target",
        "Go to what the alert under the cursor is, or was, about.",
        Group.ALERTS, footer=True,
    ),
    Action(
        "open_entry", ("enter",), "Enter", "Details",
        "Show all of the entry under the cursor below; again: show more entries.",
        Group.AUDIT, footer=True,
    ),
    Action(
        "filter", ("slash",), "/", "Filter",
        "Show only agents that match: words, campaign: group: state: code:, !not, ~fuzzy, @saved.",
        Group.VIEW, footer=True,
    ),
    Action(
        "filters", ("F",), "F", "Saved filters",
        "Choose a saved filter.",
        Group.VIEW,
    ),
    Action(
        "filter_save", ("ctrl+s",), "Ctrl+S", "Save filter",
        "Save the filter that is in force under a name.",
        Group.VIEW,
    ),
    Action(
        "clear", ("escape",), "Esc", "Clear",
        "Forget steps and marks, then the filter, then the campaign chosen; elsewhere: go back.",
        Group.VIEW,
    ),
    Action(
        "sort", ("s",), "s", "Sort",
        "Choose the column to sort by; or its letter with Shift, or a click on its header.",
        Group.VIEW,
    ),
    Action(
        "wide", ("w",), "w", "Wide",
        "Show all columns, and scroll sideways; again: only those that fit.",
        Group.VIEW,
    ),
    Action(
        "freeze", ("f",), "f", "Freeze",
        "Hold the picture still, with its age on show; again: go on live.",
        Group.VIEW,
    ),
    Action(
        "poll_now", ("ctrl+r",), "Ctrl+R", "Poll now",
        "Ask the dialer now rather than at the next interval.",
        Group.VIEW,
    ),
    Action(
        "reason", ("i",), "i", "Why",
        "Say why figures of the campaign, or the last action on the agent, are as they are.",
        Group.VIEW,
    ),
    Action(
        "view_floor", ("1",), "1", "Floor",
        "Campaigns and agents.",
        Group.GO,
    ),
    Action(
        "view_queues", ("2",), "2", "Queues",
        "In-groups and campaigns with their calls waiting.",
        Group.GO,
    ),
    Action(
        "view_campaign", ("3",), "3", "Campaign",
        "The campaign under the cursor, whole: hopper, calls by hour, statuses, trends.",
        Group.GO,
    ),
    Action(
        "view_agent", ("4",), "4", "Agent",
        "The agent under the cursor, whole.",
        Group.GO,
    ),
    Action(
        "view_leads", ("5",), "5", "Leads",
        "Find leads by phone; set a status, a callback, do-not-call; recordings.",
        Group.GO,
    ),
    Action(
        "view_alerts", ("6",), "6", "Alerts",
        "What fires, what fired, and who acknowledged it.",
        Group.GO,
    ),
    Action(
        "view_audit", ("7",), "7", "Audit",
        "What was done, by whom, and whether the floor obeyed.",
        Group.GO,
    ),
    Action(
        "next_table", ("tab",), "Tab", "Switch",
        "Go to the other table, agents or campaigns; or, shown whole, to the next campaign.",
        Group.MOVE, footer=True,
    ),
    Action(
        "previous", ("left_square_bracket",), "[", "Previous",
        "The agent or campaign before, as the floor lists them.",
        Group.MOVE,
    ),
    Action(
        "next", ("right_square_bracket",), "]", "Next",
        "The agent or campaign after, as the floor lists them.",
        Group.MOVE,
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
        "commands", ("colon", "ctrl+p"), ": Ctrl+P", "More",
        "Everything by name: actions, views, agents, campaigns, filters, themes.",
        Group.PROGRAM, footer=True,
    ),
    Action(
        "theme", ("ctrl+t",), "Ctrl+T", "Theme",
        "Choose the colours; they come back at the next start.",
        Group.PROGRAM,
    ),
    Action(
        "phone", (), "", "Your phone",
        "Change the phone that rings when you listen to an agent.",
        Group.PROGRAM,
    ),
    Action(
        "log_in", ("L",), "L", "Log in",
        "After a refused login: try it once more. Each failure counts towards a lock-out.",
        Group.PROGRAM, footer=True,
    ),
    Action(
        "help", ("question_mark",), "?", "Help",
        "Show the keys that work now.",
        Group.PROGRAM, footer=True,
    ),
    Action("quit", ("q",), "q", "Quit", "Leave vicidash.", Group.PROGRAM, footer=True),
)  # fmt: skip

BY_NAME: Final = {action.name: action for action in ACTIONS}
