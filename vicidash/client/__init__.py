"""A typed, asynchronous client of a VICIdial server: both APIs, both dialects.

``errors`` has the exception tree; ``models`` what the methods return.
"""

from vicidash.client.agent_desk import AgentStatistics, Listening, Notified
from vicidash.client.agent_details import AgentDetails
from vicidash.client.campaign_settings import CampaignChange
from vicidash.client.client import DialectName, VicidialClient
from vicidash.client.dnc import DncChange
from vicidash.client.errors import (
    AccountLocked,
    AddressBlocked,
    DialerError,
    Duplicate,
    InvalidInput,
    LoginError,
    LoginRefused,
    NotAnAPIAnswer,
    NothingChanged,
    NotLoggedIn,
    PermissionDenied,
    Refused,
    TimedOut,
    Unreachable,
    UnreadableRow,
    Unsupported,
    VicidashError,
)
from vicidash.client.lead_models import (
    AddedLead,
    AddResult,
    BatchUpdate,
    Callback,
    CallbackSet,
    Lead,
    LeadUpdate,
    PhoneCheck,
)
from vicidash.client.lead_options import AddOptions, CallbackPlan, Duplicates
from vicidash.client.lists import ListFields, ListInfo
from vicidash.client.models import (
    Agent,
    AgentState,
    CallCounts,
    Campaign,
    CampaignStats,
    LevelChange,
    Listing,
    Queue,
    Queued,
    ServerInfo,
    Totals,
)
from vicidash.client.recordings import Recording

__all__ = [
    "AccountLocked",
    "AddOptions",
    "AddResult",
    "AddedLead",
    "AddressBlocked",
    "Agent",
    "AgentDetails",
    "AgentState",
    "AgentStatistics",
    "BatchUpdate",
    "CallCounts",
    "Callback",
    "CallbackPlan",
    "CallbackSet",
    "Campaign",
    "CampaignChange",
    "CampaignStats",
    "DialectName",
    "DialerError",
    "DncChange",
    "Duplicate",
    "Duplicates",
    "InvalidInput",
    "Lead",
    "LeadUpdate",
    "LevelChange",
    "ListFields",
    "ListInfo",
    "Listening",
    "Listing",
    "LoginError",
    "LoginRefused",
    "NotAnAPIAnswer",
    "NotLoggedIn",
    "NothingChanged",
    "Notified",
    "PermissionDenied",
    "PhoneCheck",
    "Queue",
    "Queued",
    "Recording",
    "Refused",
    "ServerInfo",
    "TimedOut",
    "Totals",
    "Unreachable",
    "UnreadableRow",
    "Unsupported",
    "VicidashError",
    "VicidialClient",
]
