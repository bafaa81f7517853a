"""What the service takes and answers, for the OpenAPI document: fields, meaning, examples.

A figure that is not known is null, never 0. Times are ISO 8601.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

_CAMPAIGN: Final = {
    "campaign_id": "SALES",
    "campaign_name": "Outbound sales",
    "active": True,
    "dial_method": "RATIO",
    "dial_level": 3.0,
    "agents_logged_in": 45,
    "agents_incall": 32,
    "agents_waiting": 6,
    "agents_paused": 5,
    "agents_dispo": 2,
    "agents_dead": 0,
    "calls_today": 4823,
    "answers_today": 1980,
    "drops_today": 51,
    "drop_percent": 2.5758,
    "drop_percent_30_days": 2.31,
    "hopper_level": 2847,
    "calls_in_queue": 1,
    "longest_wait_since": "2026-11-24T19:05:12+00:00",
    "unknown": {},
}
_AGENT: Final = {
    "user": "1001",
    "full_name": "Jane Smith",
    "campaign_id": "SALES",
    "user_group": "AGENTS",
    "state": "paused",
    "status": "PAUSED",
    "sub_status": "",
    "pause_code": "LUNCH",
    "state_since": "2026-11-24T19:01:00+00:00",
    "state_exactness": "exact",
    "calls_today": 61,
    "lead_id": 0,
    "station": "SIP/cc101",
    "in_group": None,
}
_TICKET: Final = {
    "id": 7,
    "action": "pause",
    "target": "1001",
    "value": "LUNCH",
    "outcome": "queued",
    "before": "READY",
    "after": "",
    "note": "",
}
_LEAD: Final = {
    "phone_number": "5551234567",
    "first_name": "Jane",
    "last_name": "Smith",
    "list_id": "100",
}


def _example(example: dict[str, Any], *, forbid: bool = False) -> ConfigDict:
    return ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [example]},
        hide_input_in_errors=True,
        str_max_length=255 if forbid else None,
    )


class ProblemAnswer(BaseModel):
    """Problem details (RFC 9457). Some kinds have further members."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:vicidash:problem:refused",
                    "title": "The dialer refused",
                    "status": 409,
                    "detail": "external_pause: the dialer refused: agent_user IS NOT LOGGED IN",
                    "function": "external_pause",
                    "words": "agent_user IS NOT LOGGED IN",
                }
            ]
        },
    )

    type: str
    title: str
    status: int
    detail: str | None = None


class CampaignAnswer(BaseModel):
    """The figures of a campaign."""

    model_config = _example(_CAMPAIGN)

    campaign_id: str
    campaign_name: str | None
    active: bool | None
    dial_method: str | None
    dial_level: float | None
    agents_logged_in: int | None
    agents_incall: int | None
    agents_waiting: int | None
    agents_paused: int | None
    agents_dispo: int | None
    agents_dead: int | None
    calls_today: int | None
    answers_today: int | None
    drops_today: int | None
    drop_percent: float | None = Field(description="drops_today / answers_today × 100")
    drop_percent_30_days: float | None
    hopper_level: int | None
    calls_in_queue: int | None
    longest_wait_since: str | None = Field(description="Since when the longest call waits")
    unknown: dict[str, str] = Field(description="Why a figure is null, by its name")


class TotalsAnswer(BaseModel):
    """Sums over campaigns; a sum with an unknown part is null."""

    model_config = ConfigDict(extra="forbid")

    agents_logged_in: int | None
    agents_incall: int | None
    agents_waiting: int | None
    agents_paused: int | None
    agents_dispo: int | None
    agents_dead: int | None
    calls_today: int | None
    answers_today: int | None
    drops_today: int | None
    drop_percent: float | None
    hopper_level: int | None
    calls_in_queue: int | None


class CampaignsAnswer(BaseModel):
    """All campaigns that the token may see."""

    model_config = ConfigDict(extra="forbid")

    campaigns: list[CampaignAnswer]
    total: TotalsAnswer
    problem: str | None = Field(description="Why the latest poll failed; the figures are older")


class AgentAnswer(BaseModel):
    """An agent who is logged in. Names and numbers are *** for a token without `leads`."""

    model_config = _example(_AGENT)

    user: str
    full_name: str | None
    campaign_id: str
    user_group: str | None
    state: Literal["in_call", "waiting", "paused", "dispo", "dead"]
    status: str
    sub_status: str | None
    pause_code: str | None
    state_since: str
    state_exactness: Literal["exact", "at_least", "about"]
    calls_today: int | None
    lead_id: int | None
    station: str | None
    in_group: str | None


class AgentsAnswer(BaseModel):
    """All agents that the token may see."""

    model_config = ConfigDict(extra="forbid")

    agents: list[AgentAnswer]
    problem: str | None


class QueueAnswer(BaseModel):
    """An in-group with the calls that wait."""

    model_config = ConfigDict(extra="forbid")

    id: str
    total_calls: int
    calls_waiting: int
    agents_logged_in: int | None
    agents_in_calls: int | None
    agents_waiting: int | None
    agents_paused: int | None
    agents_in_dispo: int | None
    agents_in_dial: int | None
    calls_today: int | None
    answers_today: int | None
    drops_today: int | None
    service_level_1: float | None
    service_level_2: float | None
    longest_wait_since: str | None


class QueuesAnswer(BaseModel):
    """All in-groups; none for a token that is for some campaigns only."""

    model_config = ConfigDict(extra="forbid")

    queues: list[QueueAnswer]
    problem: str | None


class AlertAnswer(BaseModel):
    """An active alert."""

    model_config = ConfigDict(extra="forbid")

    rule: str
    kind: Literal["agent", "campaign", "in-group", "dialer"]
    target: str
    severity: Literal["warning", "critical"]
    words: str
    remedy: str
    value: float | None
    raised: str
    over: bool = Field(description="All right again, but not for long enough yet")
    acknowledged_by: str | None
    snoozed_until: str | None


class AlertsAnswer(BaseModel):
    """The active alerts, the most urgent first."""

    model_config = ConfigDict(extra="forbid")

    alerts: list[AlertAnswer]


class DropsAnswer(BaseModel):
    """A campaign's drop figures over stretches of time, each as `vicidash drops --json` has it."""

    model_config = ConfigDict(extra="forbid")

    campaign_id: str
    today: dict[str, Any]
    last_15: dict[str, Any]
    last_60: dict[str, Any]
    days_30: dict[str, Any]
    period: dict[str, Any]
    period_days: list[str] | None


class TicketAnswer(BaseModel):
    """An action and what became of it. `outcome` is queued, after this call, done, …"""

    model_config = _example(_TICKET)

    id: int
    action: str
    target: str
    value: str
    outcome: str
    before: str
    after: str
    note: str


class LeadBody(BaseModel):
    """What can be said of a lead, beside its number and list."""

    model_config = _example({"first_name": "Jane"}, forbid=True)

    vendor_lead_code: str | None = None
    source_id: str | None = None
    title: str | None = None
    first_name: str | None = None
    middle_initial: str | None = None
    last_name: str | None = None
    address1: str | None = None
    address2: str | None = None
    address3: str | None = None
    city: str | None = None
    state: str | None = None
    province: str | None = None
    postal_code: str | None = None
    country_code: str | None = None
    gender: str | None = None
    date_of_birth: str | None = None
    alt_phone: str | None = None
    email: str | None = None
    security_phrase: str | None = None
    comments: str | None = None
    rank: str | int | None = None
    owner: str | None = None
    custom: dict[str, str] | None = Field(default=None, description="Custom fields of the list")


class NewLead(LeadBody):
    """A lead to be added."""

    model_config = _example(_LEAD, forbid=True)

    phone_number: str
    list_id: str | int
    phone_code: str | int = "1"
    unless_in: Literal["list", "campaign", "system"] | None = Field(
        default=None, description="Refuse a number that is there already"
    )
    add_to_hopper: bool = False


class LeadChange(LeadBody):
    """Fields of a lead to be changed; null or "" clears one."""

    model_config = _example({"status": "CALLBK", "comments": None}, forbid=True)

    phone_number: str | None = None
    list_id: str | int | None = None
    status: str | None = None


class AddedLeadAnswer(BaseModel):
    """A lead that was added."""

    model_config = _example(
        {
            "lead_id": 99887766,
            "phone_number": "5551234567",
            "list_id": "100",
            "custom_added": None,
            "in_hopper": None,
            "callback_set": None,
            "notices": [],
            "bent": {},
        }
    )

    lead_id: int | None
    phone_number: str
    list_id: str
    custom_added: bool | None
    in_hopper: bool | None
    callback_set: bool | None
    notices: list[str]
    bent: dict[str, str] = Field(description="Texts that the dialer stored otherwise")


class LeadsAnswer(BaseModel):
    """Leads that were found, newest first. The dialer's fields are as they are stored."""

    model_config = ConfigDict(extra="forbid")

    leads: list[dict[str, Any]]
    dropped: int = Field(description="Leads that could not be read")


class LeadUpdateAnswer(BaseModel):
    """What was changed."""

    model_config = ConfigDict(extra="forbid")

    lead_id: int
    changed: bool = Field(description="False: it was so already")
    custom_changed: bool | None
    notices: list[str]
    bent: dict[str, str]


class NewCallback(BaseModel):
    """A callback to be scheduled."""

    model_config = _example(
        {"when": "2026-11-25 10:30:00", "campaign_id": "SALES", "user": "1001"}, forbid=True
    )

    when: str = Field(description="On the dialer's clock, unless it has an offset")
    campaign_id: str
    user: str | None = Field(default=None, description="Only this agent; null for any")
    comments: str = ""


class CallbackAnswer(BaseModel):
    """A callback that was scheduled."""

    model_config = ConfigDict(extra="forbid")

    lead_id: int
    campaign_id: str
    when: str
    user: str | None
    on_hold: bool | None
    notes: list[str]


class PauseBody(BaseModel):
    """How to pause."""

    model_config = _example({"code": "LUNCH"}, forbid=True)

    code: str | None = Field(default=None, description="Pause code, 1 to 6 characters")


class LevelBody(BaseModel):
    """A dial level."""

    model_config = _example({"level": 2.5}, forbid=True)

    level: float | str


class HealthAnswer(BaseModel):
    """Whether the service is well."""

    model_config = _example({"status": "ok"})

    status: Literal["ok"]


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem answers of a route, for its OpenAPI entry."""
    schema = {"$ref": "#/components/schemas/ProblemAnswer"}
    return {
        status: {
            "description": _PROBLEMS[status],
            "content": {"application/problem+json": {"schema": schema}},
        }
        for status in sorted({*statuses, 401, 403, 429})
    }


_PROBLEMS: Final = {
    400: "The body is no JSON",
    401: "No token, or none that is valid",
    403: "The token, or the account of the service, lacks a right",
    404: "It is not there, or the token may not see it",
    408: "The body came too slowly",
    409: "The dialer refused, or did not obey",
    413: "The body is too large",
    422: "A value is not valid",
    429: "The token has used up its rate",
    501: "This dialer cannot do it",
    502: "The dialer gave no usable answer",
    503: "The dialer cannot be reached, or nothing was polled yet",
    504: "The dialer did not answer in time; for a write, nobody knows whether it was done",
}
FROM_DIALER: Final = (409, 422, 501, 502, 503, 504)
"""What may come of a request to the dialer."""
WITH_BODY: Final = (400, 408, 413, 422)
"""What may be wrong with a body."""
