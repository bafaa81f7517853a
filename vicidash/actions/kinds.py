"""The one table of actions: the name of each, what it needs, and what shows its effect.

An action has one name, such as ``"log out"``: in :attr:`Ticket.action`, in the audit log and in the
JSON of the command line. The names are a file format, written to users' audit logs since the first
release, so they keep their spaces. Names that were dropped are read as the present ones, see
:func:`current_name`. A method or a key of :mod:`vicidash.action_table` has an underscore instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

PAUSE: Final = "pause"
RESUME: Final = "resume"
LOG_OUT: Final = "log out"
DIAL_LEVEL: Final = "dial level"
PAUSE_CAMPAIGN: Final = "pause campaign"
ACTIVATE_CAMPAIGN: Final = "activate campaign"
ADAPTIVE_MAXIMUM: Final = "adaptive maximum"
RESET_HOPPER: Final = "reset hopper"
DIAL_METHOD: Final = "dial method"
HOPPER_LEVEL: Final = "hopper level"
NOTIFY_AGENT: Final = "notify agent"
NOTIFY_CAMPAIGN: Final = "notify campaign"
NOTIFY_GROUP: Final = "notify group"
LISTEN: Final = "listen"
HANG_UP: Final = "hang up"
DISPOSITION: Final = "disposition"
DIAL: Final = "dial"
TRANSFER: Final = "transfer"
CONFERENCE: Final = "conference"
PARK: Final = "park"
UNPARK: Final = "unpark"
LEAD_STATUS: Final = "lead status"
LEAD_CALLBACK: Final = "lead callback"
LEAD_DNC: Final = "lead do-not-call"
ADD_LEAD: Final = "add lead"
UPDATE_LEAD: Final = "update lead"
DELETE_LEAD: Final = "delete lead"
ADD_LIST: Final = "add list"
UPDATE_LIST: Final = "update list"
RESET_LIST: Final = "reset list"
DNC_ADD: Final = "dnc add"
DNC_REMOVE: Final = "dnc remove"
FETCH_RECORDING: Final = "fetch recording"

AGENT_API: Final = "Agent API Access"
MODIFY_CAMPAIGNS: Final = "level 8, Modify Campaigns"
MODIFY_LEADS: Final = "level 8, Modify Leads"
MODIFY_LISTS: Final = "level 8, Modify Lists"
NOTIFY: Final = "level 8"
MONITOR: Final = "level 9, Monitor permission"

ACTIVE: Final = {PAUSE_CAMPAIGN: "inactive", ACTIVATE_CAMPAIGN: "active"}
"""What a campaign is after it was paused or activated."""


class Proof(Enum):
    """What shows that an action took effect."""

    FLOOR = "floor"
    """A later poll of the agents."""
    READ_BACK = "read back"
    """The campaign's setting, read back."""
    ANSWER = "answer"
    """Only the dialer's answer: no function tells more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionKind:
    """What holds for every action of one name."""

    name: str
    right: str
    """What the account needs on a stock server."""
    functions: tuple[str, ...]
    """The API functions, in both dialects; one that was denied is enough to prevent the action."""
    stock_only: bool = True
    """Whether the guide's dialect cannot do it."""
    proof: Proof = Proof.ANSWER
    slot: str | None = None
    """What it changes of its target: a later action on the same replaces one that is pending.
    ``None`` for an action that is over with its answer."""
    doing: str = ""
    """While it is pending, such as ``logging out``; empty where the name says it."""
    done: str = ""
    """What became of the target, such as ``logged out``; empty where the value says it."""
    former_names: tuple[str, ...] = ()
    """Names that older audit logs have for it."""


AGENT_SLOT: Final = "agent"

_LEVEL_FUNCTIONS: Final = ("update_campaign", "campaigns_list", "campaign_stats")
_SETTING_FUNCTIONS: Final = ("update_campaign", "campaigns_list")
_PAUSE_FUNCTIONS: Final = ("external_pause", "pause_agent")


def _on_agent(
    name: str, functions: tuple[str, ...], doing: str, done: str, former: tuple[str, ...] = ()
) -> ActionKind:
    return ActionKind(
        name=name, right=AGENT_API, functions=functions, stock_only=False, proof=Proof.FLOOR,
        slot=AGENT_SLOT, doing=doing, done=done, former_names=former,
    )  # fmt: skip


def _on_call(name: str, *functions: str) -> ActionKind:
    return ActionKind(name=name, right=AGENT_API, functions=functions)


def _switch(name: str) -> ActionKind:
    return ActionKind(
        name=name, right=MODIFY_CAMPAIGNS, functions=_SETTING_FUNCTIONS, proof=Proof.READ_BACK,
        slot="active", done=ACTIVE[name],
    )  # fmt: skip


def _setting(name: str, slot: str | None = None) -> ActionKind:
    return ActionKind(
        name=name, right=MODIFY_CAMPAIGNS, functions=("update_campaign",), slot=slot
    )  # fmt: skip


def _message(name: str) -> ActionKind:
    return ActionKind(name=name, right=NOTIFY, functions=("send_notification",), done="sent")


def _on_lead(name: str, *functions: str, former: tuple[str, ...] = ()) -> ActionKind:
    return ActionKind(
        name=name, right=MODIFY_LEADS, functions=functions, stock_only=False, former_names=former
    )


def _on_list(name: str, function: str) -> ActionKind:
    return ActionKind(name=name, right=MODIFY_LISTS, functions=(function,))


_KINDS: Final = (
    _on_agent(PAUSE, _PAUSE_FUNCTIONS, "pausing", "paused"),
    _on_agent(RESUME, ("external_pause", "resume_agent"), "resuming", "resumed"),
    _on_agent(LOG_OUT, ("logout", "logout_agent"), "logging out", "logged out"),
    ActionKind(
        name=DIAL_LEVEL, right=MODIFY_CAMPAIGNS, functions=_LEVEL_FUNCTIONS, stock_only=False,
        proof=Proof.READ_BACK, slot=DIAL_LEVEL,
    ),
    _switch(PAUSE_CAMPAIGN),
    _switch(ACTIVATE_CAMPAIGN),
    _setting(ADAPTIVE_MAXIMUM, ADAPTIVE_MAXIMUM),
    _setting(RESET_HOPPER, RESET_HOPPER),
    _setting(DIAL_METHOD),
    _setting(HOPPER_LEVEL),
    _message(NOTIFY_AGENT),
    _message(NOTIFY_CAMPAIGN),
    _message(NOTIFY_GROUP),
    ActionKind(name=LISTEN, right=MONITOR, functions=("blind_monitor",)),
    _on_call(HANG_UP, "external_hangup"),
    _on_call(DISPOSITION, "external_status"),
    _on_call(DIAL, "external_dial"),
    _on_call(TRANSFER, "transfer_conference"),
    _on_call(CONFERENCE, "transfer_conference"),
    _on_call(PARK, "park_call"),
    _on_call(UNPARK, "park_call"),
    _on_lead(LEAD_STATUS, "update_lead"),
    _on_lead(LEAD_CALLBACK, "update_lead", "add_lead", former=("call back lead",)),
    _on_list(LEAD_DNC, "add_dnc_phone"),
    _on_lead(ADD_LEAD, "add_lead"),
    _on_lead(UPDATE_LEAD, "update_lead"),
    _on_lead(DELETE_LEAD, "update_lead"),
    _on_list(ADD_LIST, "add_list"),
    _on_list(UPDATE_LIST, "update_list"),
    _on_list(RESET_LIST, "update_list"),
    _on_list(DNC_ADD, "add_dnc_phone"),
    _on_list(DNC_REMOVE, "delete_dnc_phone"),
    # it changes nothing on the dialer, but an account may lack the function
    ActionKind(name=FETCH_RECORDING, right="", functions=("recording_lookup",)),
)  # fmt: skip

KINDS: Final[Mapping[str, ActionKind]] = {kind.name: kind for kind in _KINDS}
"""All actions by name."""

CAMPAIGN_SLOTS: Final = tuple(
    dict.fromkeys(kind.slot for kind in _KINDS if kind.slot not in (None, AGENT_SLOT))
)
"""What can be pending on a campaign."""

_FORMER: Final = {former: kind.name for kind in _KINDS for former in kind.former_names}


def slot_of(action: str) -> str | None:
    """What an action changes of its target; ``None`` when it is over with its answer."""
    kind = KINDS.get(action)
    return None if kind is None else kind.slot


def current_name(action: str) -> str:
    """The present name of an action in an audit log, which may be an older one."""
    return _FORMER.get(action, action)
