"""The one table of supervisor actions: keys, labels, tooltips, and what each action needs.

The console's bindings, footer, help, command palette and read-only mode, and the table of keys in
the documentation, are all made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from vicidash.actions import kinds


class Group(Enum):
    """The heading under which the help lists an action."""

    AGENT = "On agents"
    CAMPAIGN = "On a campaign"
    LEAD = "On a lead"
    ALERT = "On alerts"
    ALERTS = "In the alerts view"
    AUDIT = "In the audit log"
    VIEW = "Display"
    GO = "Views"
    MOVE = "Moving around"
    PROGRAM = "The program"


@dataclass(frozen=True, slots=True)
class Action:
    """One row of the table.

    ``keys`` are Textual's key names; ``shown`` is how they are written for people. An action
    without a key is reached from the palette (``:``).
    """

    name: str
    keys: tuple[str, ...]
    shown: str
    label: str
    """One to three words, for the footer."""
    tooltip: str
    """One sentence, for help and README."""
    group: Group
    writes: bool = False
    """Whether it changes something on the dialer: then read-only mode dims it, with the reason."""
    dangerous: bool = False
    """Whether it asks first, naming the target, with the focus on *cancel*."""
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
        "Pause the agent, or all marked agents; one in a call pauses after it.",
        Group.AGENT, writes=True, kinds=(kinds.PAUSE,), footer=True,
    ),
    Action(
        "pause_code", ("P",), "P", "Pause code",
        "Pause with a code from a list; if already paused, change the code.",
        Group.AGENT, writes=True, kinds=(kinds.PAUSE,),
    ),
    Action(
        "resume", ("r",), "r", "Resume",
        "Make a paused agent, or all marked agents, ready for calls.",
        Group.AGENT, writes=True, kinds=(kinds.RESUME,), footer=True,
    ),
    Action(
        "log_out", ("o",), "o", "Log out",
        "Log the agent out, after the call in progress. Asks first.",
        Group.AGENT, writes=True, dangerous=True, kinds=(kinds.LOG_OUT,), footer=True,
    ),
    Action(
        "message", ("n",), "n", "Message",
        "Send a message to the agent's screen, or to those of all marked agents.",
        Group.AGENT, writes=True, kinds=(kinds.NOTIFY_AGENT,),
    ),
    Action(
        "listen", ("m",), "m", "Listen",
        "Ring your phone and listen to the agent; asks for your phone the first time.",
        Group.AGENT, writes=True, kinds=(kinds.LISTEN,),
    ),
    Action(
        "join_call", ("M",), "M", "Join call",
        "Ring your phone and talk into the call: to the agent alone (whisper) or to both (barge).",
        Group.AGENT, writes=True, kinds=(kinds.LISTEN,),
    ),
    Action(
        "mark", ("space",), "Space", "Mark",
        "Mark or unmark the agent; the next action is for all marked agents.",
        Group.AGENT, footer=True,
    ),
    Action(
        "mark_all", ("asterisk",), "*", "Mark all",
        "Mark all agents shown; press again to unmark them.",
        Group.AGENT,
    ),
    Action(
        "open_agent", ("enter",), "Enter", "Details",
        "Show the agent's details: shift timeline, pauses, calls.",
        Group.AGENT,
    ),
    Action(
        "level_up", ("plus",), "+", "Raise",
        "Raise the dial level by 0.1; Enter sends the change, Esc discards it.",
        Group.CAMPAIGN, writes=True, kinds=(kinds.DIAL_LEVEL,), footer=True,
    ),
    Action(
        "level_down", ("minus",), "-", "Lower",
        "Lower the dial level by 0.1; Enter sends the change, Esc discards it.",
        Group.CAMPAIGN, writes=True, kinds=(kinds.DIAL_LEVEL,), footer=True,
    ),
    Action(
        "level_type", ("equals_sign",), "=", "Set level",
        "Type a dial level; on an adaptive campaign, its adaptive maximum.",
        Group.CAMPAIGN, writes=True, kinds=(kinds.DIAL_LEVEL,), footer=True,
    ),
    Action(
        "campaign_active", ("x",), "x", "Stop/start",
        "Stop a campaign from dialing (make it inactive), or start it again. Asks first.",
        Group.CAMPAIGN, writes=True, dangerous=True,
        kinds=(kinds.PAUSE_CAMPAIGN, kinds.ACTIVATE_CAMPAIGN),
    ),
    Action(
        "hopper_reset", ("e",), "e", "Empty hopper",
        "Empty a campaign's hopper; the dialer refills it. Asks first.",
        Group.CAMPAIGN, writes=True, dangerous=True, kinds=(kinds.RESET_HOPPER,),
    ),
    Action(
        "guard", ("c",), "c", "Guard",
        "Have the drop-rate guard hold the campaign, or turn it off. Asks before it begins.",
        Group.CAMPAIGN, writes=True, dangerous=True, kinds=(kinds.DIAL_LEVEL,),
    ),
    Action(
        "choose", ("enter",), "Enter", "Agents",
        "Send the unsent level; with none, show only this campaign's agents, or all again.",
        Group.CAMPAIGN, footer=True,
    ),
    Action(
        "lead_find", ("slash",), "/", "Find",
        "Find leads by phone number, or a lead by its id: #4711.",
        Group.LEAD, footer=True,
    ),
    Action(
        "lead_status", ("t",), "t", "Status",
        "Set the lead's status, from those seen today or any other.",
        Group.LEAD, writes=True, kinds=(kinds.LEAD_STATUS,), footer=True,
    ),
    Action(
        "lead_callback", ("b",), "b", "Callback",
        "Schedule a callback: when, on which campaign, by whom, with a comment.",
        Group.LEAD, writes=True, kinds=(kinds.LEAD_CALLBACK,), footer=True,
    ),
    Action(
        "lead_dnc", ("d",), "d", "Do not call",
        "Put the number on the do-not-call list of the system or of a campaign. Asks first.",
        Group.LEAD, writes=True, dangerous=True, kinds=(kinds.LEAD_DNC,), footer=True,
    ),
    Action(
        "recording_play", ("v",), "v", "Play",
        "Fetch the recording and play it on this machine; over SSH, save it instead.",
        Group.LEAD, kinds=(kinds.FETCH_RECORDING,), footer=True,
    ),
    Action(
        "recording_save", ("y",), "y", "Save",
        "Save the recording to your recordings folder; asks for the folder once.",
        Group.LEAD, kinds=(kinds.FETCH_RECORDING,), footer=True,
    ),
    Action(
        "recording_save_to", ("Y",), "Y", "Save to",
        "Save the recording to another folder, and use that folder from then on.",
        Group.LEAD, kinds=(kinds.FETCH_RECORDING,),
    ),
    Action(
        "undo", ("u",), "u", "Undo",
        "Undo the last pause, resume or dial level, if nothing has changed since. Asks before it "
        "goes further back than the last action.",
        Group.VIEW, writes=True, kinds=(kinds.PAUSE, kinds.RESUME, kinds.DIAL_LEVEL),
    ),
    Action(
        "acknowledge", ("a",), "a", "Acknowledge",
        "Acknowledge the most urgent alert; in the alerts view, that under the cursor, or undo it.",
        Group.ALERT,
    ),
    Action(
        "acknowledge_all", ("A",), "A", "Ack all",
        "Acknowledge all alerts; in the alerts view, all that are shown.",
        Group.ALERT,
    ),
    Action(
        "go_to_alert", ("exclamation_mark",), "!", "Go there",
        "Go to the target of the most urgent alert; press again for the next one.",
        Group.ALERT,
    ),
    Action(
        "snooze", ("z",), "z", "Snooze",
        "Silence an alert for a while; in the alerts view, also end the snooze.",
        Group.ALERT,
    ),
    Action(
        "open_alert", ("enter",), "Enter", "Go to target",
        "Go to the target of the alert under the cursor.",
        Group.ALERTS, footer=True,
    ),
    Action(
        "open_entry", ("enter",), "Enter", "Full entry",
        "Show the whole entry under the cursor below; press again to hide it.",
        Group.AUDIT, footer=True,
    ),
    Action(
        "filter", ("slash",), "/", "Filter",
        "Show only agents that match: words, campaign: group: state: code:, time>10m, pause>limit, "
        "calls<5, !not, ~fuzzy, @saved; Tab completes, up brings back former ones.",
        Group.VIEW, footer=True,
    ),
    Action(
        "filters", ("F",), "F", "Saved filters",
        "Choose a saved filter.",
        Group.VIEW,
    ),
    Action(
        "filter_save", ("ctrl+s",), "Ctrl+S", "Save filter",
        "Save the current filter under a name.",
        Group.VIEW,
    ),
    Action(
        "clear", ("escape",), "Esc", "Clear",
        "Dismiss a failure; discard an unsent level, then marks, the filter, the campaign; "
        "elsewhere go back.",
        Group.VIEW,
    ),
    Action(
        "sort", ("s",), "s", "Sort",
        "Choose the column to sort by; or press Shift and its letter, or click its header.",
        Group.VIEW,
    ),
    Action(
        "wide", ("w",), "w", "All columns",
        "Show all columns and scroll sideways; press again for only those that fit.",
        Group.VIEW,
    ),
    Action(
        "copy_cell", ("ctrl+y",), "Ctrl+Y", "Copy cell",
        "Copy a cell of the row under the cursor, chosen from a list, to the terminal's clipboard.",
        Group.VIEW,
    ),
    Action(
        "copy_row", ("ctrl+l",), "Ctrl+L", "Copy line",
        "Copy the row under the cursor to the terminal's clipboard, its cells parted by tabs.",
        Group.VIEW,
    ),
    Action(
        "export", (), "", "Export",
        "Write the table as it is shown into a new CSV file.",
        Group.VIEW,
    ),
    Action(
        "pane", ("vertical_line",), "|", "Pane",
        "Show or hide the pane with the whole row under the cursor, from 150 columns on.",
        Group.VIEW,
    ),
    Action(
        "freeze", ("f",), "f", "Freeze",
        "Freeze the screen, with the age of its data; press again to resume. From a past moment "
        "it goes back to now.",
        Group.VIEW,
    ),
    Action(
        "step_back", ("less_than_sign",), "<", "Back",
        "Show the floor as it was at the recorded look before. Nothing can be done to it then.",
        Group.VIEW,
    ),
    Action(
        "step_forward", ("greater_than_sign",), ">", "Forward",
        "Show the recorded look after; the freeze key goes back to now.",
        Group.VIEW,
    ),
    Action(
        "minute_back", ("left_curly_bracket", "shift+left"), "{ Shift+←", "Minute back",
        "Show the floor as it was a minute before.",
        Group.VIEW,
    ),
    Action(
        "minute_forward", ("right_curly_bracket", "shift+right"), "} Shift+→", "Minute on",
        "Show the floor as it was a minute after.",
        Group.VIEW,
    ),
    Action(
        "jump", ("at",), "@", "Go to time",
        "Ask for a time and show the floor as it was then; on a past floor g does so, too.",
        Group.VIEW,
    ),
    Action(
        "poll_now", ("ctrl+r",), "Ctrl+R", "Poll now",
        "Poll the dialer now instead of at the next interval.",
        Group.VIEW,
    ),
    Action(
        "reason", ("i",), "i", "Explain",
        "Explain a high drop %, a waiting queue, an agent's state; and figures that are unknown.",
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
        "The campaign under the cursor: hopper, calls by hour, statuses, trends.",
        Group.GO,
    ),
    Action(
        "view_agent", ("4",), "4", "Agent",
        "The agent under the cursor: shift, pauses, calls.",
        Group.GO,
    ),
    Action(
        "view_leads", ("5",), "5", "Leads",
        "Find leads by phone or id; set a status, a callback, do-not-call; recordings.",
        Group.GO,
    ),
    Action(
        "view_alerts", ("6",), "6", "Alerts",
        "Current and past alerts, and who acknowledged them.",
        Group.GO,
    ),
    Action(
        "view_audit", ("7",), "7", "Audit",
        "What was done, by whom, and whether it took effect.",
        Group.GO,
    ),
    Action(
        "view_wall", ("8",), "8", "Wall",
        "Every agent as a tile, by campaign or user group; the keys act as on a row.",
        Group.GO,
    ),
    Action(
        "next_table", ("tab",), "Tab", "Table",
        "Go to the other table, agents or campaigns; in the campaign view, to the next campaign.",
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
        "Everything by name: actions, views, agents, campaigns, filters, themes; also with a name: "
        "pause rosa lunch, level sales 2.5, goto a0007.",
        Group.PROGRAM, footer=True,
    ),
    Action(
        "theme", ("ctrl+t",), "Ctrl+T", "Theme",
        "Choose a colour theme; it is kept for the next start.",
        Group.PROGRAM,
    ),
    Action(
        "phone", (), "", "Your phone",
        "Change the phone that rings when you listen to an agent.",
        Group.PROGRAM,
    ),
    Action(
        "log_in", ("L",), "L", "Log in",
        "After a refused login, try once more. Each failure counts towards a lock-out.",
        Group.PROGRAM, footer=True,
    ),
    Action(
        "help", ("question_mark",), "?", "Help",
        "Show the keys that work now, the signs and colours; / searches in them.",
        Group.PROGRAM, footer=True,
    ),
    Action("quit", ("q",), "q", "Quit", "Leave vicidash.", Group.PROGRAM, footer=True),
)  # fmt: skip

BY_NAME: Final = {action.name: action for action in ACTIONS}
