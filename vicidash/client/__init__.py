"""A typed, asynchronous client of a VICIdial server: both APIs, both dialects.

``errors`` has the exception tree; ``models`` what the methods return.
"""

from vicidash.client.client import DialectName, VicidialClient
from vicidash.client.errors import (
    AccountLocked,
    AddressBlocked,
    DialerError,
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
    Unsupported,
    VicidashError,
)
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

__all__ = [
    "AccountLocked",
    "AddressBlocked",
    "Agent",
    "AgentState",
    "CallCounts",
    "Campaign",
    "CampaignStats",
    "DialectName",
    "DialerError",
    "InvalidInput",
    "LevelChange",
    "Listing",
    "LoginError",
    "LoginRefused",
    "NotAnAPIAnswer",
    "NotLoggedIn",
    "NothingChanged",
    "PermissionDenied",
    "Queue",
    "Queued",
    "Refused",
    "ServerInfo",
    "TimedOut",
    "Totals",
    "Unreachable",
    "Unsupported",
    "VicidashError",
    "VicidialClient",
]
