"""The function that each part of vicidash needs, and how to test it without changing anything.

A read asks for something that cannot exist. A write is sent in a form that a permitted account gets
refused, or that has nothing to do, after the server's check of the right and before anything is
written; it names no campaign, list, lead or agent that could exist. The dialer logs these calls
like any others.

Sources, in ``source`` of each row:

- ``NA``: ``www/vicidial/non_agent_api.php``, and ``AG``: ``www/agc/api.php``, of the public source
  (github.com/ccabrerar/vicidial). NA checks first whether the function is on the user's list, then
  level and flags, and only then the parameters (``call_status_stats`` alone checks ``campaigns``
  before). AG checks ``value`` and ``agent_user``, then the user's list, then whether that agent is
  logged in, and only then writes; it checks no level.
- a name: the recording of that answer in ``tests/recordings/2.14-202``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from vicidash.client.api.connections import Endpoint

OWN: Final = "{user}"
"""Placeholder for the account's own user."""
NO_CAMPAIGN: Final = "NOSUCHCAMPAIGN"
"""Longer than the 8 characters of a campaign id; no dash, which would split it."""
NO_USER: Final = "nosuchusernosuchuser1"
"""Longer than the 20 characters of a user."""
NO_LEAD: Final = "4294967295"
"""The maximum of the column. Not 0: ``|user|0|`` is the server's wording for a missing right."""
NO_LIST: Final = "99999999999999"


@dataclass(frozen=True, slots=True)
class Need:
    """What the user page must show: the level, and the fields to set, by their titles there."""

    level: int = 0
    fields: tuple[str, ...] = ()
    api_access: bool = True


@dataclass(frozen=True, slots=True)
class Replacement:
    """What takes the place of a function on builds without it: a page, or another function."""

    name: str
    check: str = ""
    """The check of the page, which has to be good."""
    function: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    """Of the other function, for a lead that is not there."""


@dataclass(frozen=True, slots=True)
class RightProbe:
    """One right and how to test it; without ``params`` it cannot be tested harmlessly."""

    id: str
    part: str
    title: str
    function: str
    params: Mapping[str, str] | None
    need: Need = Need()
    source: str = ""
    endpoint: Endpoint = Endpoint.NON_AGENT
    required: bool = False
    """Whether the console needs it."""
    writes: bool = False
    expected: frozenset[str] = field(default=frozenset())
    """Values that the refusal repeats, if it does not begin with the function's name."""
    replacement: Replacement | None = None

    @property
    def on_agent_api(self) -> bool:
        """Whether it is a function of the agent API."""
        return self.endpoint is Endpoint.AGENT


REPORT: Final = RightProbe(
    "report.realtime", "report", "real-time report", "realtime_report", {}, Need(7),
    "a page; realtime_all",
)  # fmt: skip
SUMMARY: Final = RightProbe(
    "report.summary", "report", "campaign summary", "realtime_summary", {}, Need(7),
    "a page; summary_all",
)  # fmt: skip
PAGES: Final = (REPORT, SUMMARY)
"""The dialer's own pages. What they alone tell is unknown without them; nothing else is."""

_BY_REPORT: Final = Replacement("the real-time report", REPORT.id)
_BY_SUMMARY: Final = Replacement("the campaign summary", SUMMARY.id)

_REPORTS: Final = Need(7, ("View Reports",))
_REPORTS_8: Final = Need(8, ("View Reports",))
_LEADS: Final = Need(8, ("Modify Leads",))
_LISTS: Final = Need(8, ("Modify Lists",))
_CAMPAIGNS: Final = Need(8, ("Modify Campaigns",))


def _agent(
    name: str, part: str, title: str, function: str, value: str, source: str, *, required: bool
) -> RightProbe:
    return RightProbe(
        f"{part}.{name}", part, title, function,
        {"agent_user": NO_USER, "value": value},
        source=source, endpoint=Endpoint.AGENT, required=required, writes=True,
        expected=frozenset((NO_USER,)),
    )  # fmt: skip


_CONSOLE: Final = (
    RightProbe(
        "console.agents", "console", "agents on the floor", "logged_in_agents",
        {"campaigns": NO_CAMPAIGN, "header": "YES"}, _REPORTS,
        "NA; logged_in_agents_none", required=True,
        replacement=_BY_REPORT,
    ),
    RightProbe(
        "console.campaigns", "console", "campaigns and dial levels", "campaigns_list",
        {"campaign_id": NO_CAMPAIGN, "header": "YES"}, _REPORTS_8,
        "NA; campaigns_list_none", required=True,
        replacement=_BY_SUMMARY,
    ),
    RightProbe(
        "console.drops", "console", "calls and drop figures", "call_status_stats",
        {"campaigns": NO_CAMPAIGN}, Need(9, ("View Reports",), api_access=False),
        "NA; call_status_stats_nosuch", required=True,
        replacement=_BY_SUMMARY,
    ),
    RightProbe(
        "console.hopper", "console", "hopper", "hopper_list",
        {"campaign_id": NO_CAMPAIGN, "header": "YES"}, _REPORTS_8,
        "NA; hopper_list_nosuch", required=True,
        replacement=_BY_SUMMARY,
    ),
    RightProbe(
        "console.queues", "console", "queues", "in_group_status",
        {"in_groups": NO_CAMPAIGN, "header": "YES"}, _REPORTS,
        "NA; in_group_status_bad", required=True,
    ),
    RightProbe(
        "console.agent", "console", "one agent", "agent_status",
        {"agent_user": OWN, "header": "YES"}, _REPORTS,
        "NA; agent_status_not_logged_in", required=True,
    ),
    _agent("pause", "console", "pause and resume", "external_pause", "PAUSE",
           "AG; external_pause_no_user", required=True),
    _agent("pause_code", "console", "pause codes", "pause_code", "DOCTOR",
           "order as its neighbours in AG; harmless: an agent who is not there", required=True),
    _agent("logout", "console", "log an agent out", "logout", "LOGOUT",
           "AG; logout_not_logged_in", required=True),
    RightProbe(
        "console.dial_level", "console", "set a dial level", "update_campaign",
        {"campaign_id": NO_CAMPAIGN}, _CAMPAIGNS,
        "NA: refused for the id's length, and nothing to update; update_campaign_nosuch, _nothing",
        required=True, writes=True,
    ),
)  # fmt: skip

_LEAD_PARTS: Final = (
    RightProbe(
        "import.add", "import", "add leads", "add_lead",
        {"phone_number": "1", "list_exists_check": "Y"}, _LEADS,
        "NA: no list, and a phone number too short; add_lead_bad_phone", writes=True,
    ),
    RightProbe(
        "import.lookup", "import", "look a lead up before it is sent again", "lead_search",
        {"phone_number": "1", "header": "YES"}, _LEADS, "NA; lead_search_bad",
    ),
    RightProbe(
        "leads.get", "leads", "see a lead", "lead_all_info",
        {"lead_id": NO_LEAD, "header": "YES"}, Need(7, ("View Reports", "Modify Leads")),
        "a read; lead_all_info_nosuch",
        replacement=Replacement(
            "lead_field_info", function="lead_field_info",
            params={"lead_id": NO_LEAD, "field_name": "lead_id"},
        ),
    ),
    RightProbe(
        "leads.callbacks", "leads", "see callbacks", "lead_callback_info",
        {"lead_id": NO_LEAD, "header": "YES"}, _REPORTS, "a read; lead_callback_info_none",
    ),
    RightProbe(
        "leads.update", "leads", "change, delete, call back", "update_lead", {}, _LEADS,
        "NA: no way to search was given; update_lead_no_lead_id", writes=True,
    ),
    RightProbe(
        "leads.batch", "leads", "change many at once", "batch_update_lead", {}, _LEADS,
        "NA: no leads defined", writes=True,
    ),
    RightProbe(
        "leads.check_phone", "leads", "check a phone number", "check_phone_number",
        {"phone_number": "1"}, Need(8), "NA: a read, refused for its call time",
    ),
)  # fmt: skip

_OTHERS: Final = (
    RightProbe(
        "lists.info", "lists", "see a list", "list_info",
        {"list_id": NO_LIST, "header": "YES"}, _LISTS, "a read; list_info_nosuch",
    ),
    RightProbe(
        "lists.fields", "lists", "custom fields", "list_custom_fields",
        {"list_id": NO_LIST, "header": "YES"}, _LISTS, "NA, a read",
    ),
    RightProbe(
        "lists.add", "lists", "add a list", "add_list", {}, _LISTS,
        "NA: refused without id, name and campaign", writes=True,
    ),
    RightProbe(
        "lists.update", "lists", "change or reset a list", "update_list", {}, _LISTS,
        "NA: no list, and nothing to update; update_list_nosuch", writes=True,
    ),
    RightProbe("dnc.add", "dnc", "add to a DNC list", "add_dnc_phone", None, _LISTS, writes=True),
    RightProbe("dnc.remove", "dnc", "remove from a DNC list", "delete_dnc_phone", None,
          Need(8, ("Modify Lists", "Delete From DNC Lists")), writes=True),
    RightProbe(
        "recordings.find", "recordings", "find recordings", "recording_lookup",
        {"lead_id": NO_LEAD, "header": "YES"}, _REPORTS, "NA; recording_lookup_none",
    ),
    RightProbe(
        "agents.statistics", "agents", "statistics of agents", "agent_stats_export",
        {"datetime_start": "2000-01-01 00:00:00", "datetime_end": "2000-01-01 00:00:01",
         "campaign_id": NO_CAMPAIGN, "header": "YES", "time_format": "S"}, _REPORTS,
        "a read; agent_stats_export",
    ),
    _agent("hangup", "agents", "hang a call up", "external_hangup", "1", "AG", required=False),
    _agent("disposition", "agents", "set a disposition", "external_status", "A", "AG",
           required=False),
    RightProbe("agents.dial", "agents", "dial for an agent", "external_dial", None,
          endpoint=Endpoint.AGENT, writes=True),
    RightProbe("agents.transfer", "agents", "transfer a call", "transfer_conference", None,
          endpoint=Endpoint.AGENT, writes=True),
    RightProbe("agents.park", "agents", "park a call", "park_call", None,
          endpoint=Endpoint.AGENT, writes=True),
    RightProbe("agents.notify", "agents", "send a message", "send_notification", None,
          endpoint=Endpoint.AGENT, writes=True),
    RightProbe("agents.listen", "agents", "listen in", "blind_monitor", None, Need(7), writes=True),
)  # fmt: skip

STOCK: Final = (*_CONSOLE, *_LEAD_PARTS, *_OTHERS)

ACCESS: Final = RightProbe(
    "account.access", "account", "Agent API Access", "calls_in_queue_count",
    {"agent_user": NO_USER, "value": "DISPLAY"},
    source="AG: access is checked before anything else; a read",
    endpoint=Endpoint.AGENT,
)  # fmt: skip
"""For an account without API access, only the agent API reports that its login is correct."""

LEVEL: Final = RightProbe(
    "account.level", "account", "user level", "user_details",
    {"agent_user": OWN, "header": "YES"}, _REPORTS, "a read; user_details",
)  # fmt: skip

_GUIDE_WRITES: Final = (
    ("console.pause", "console", "pause", "pause_agent"),
    ("console.resume", "console", "resume", "resume_agent"),
    ("console.logout", "console", "log an agent out", "logout_agent"),
    ("console.dial_level", "console", "set a dial level", "update_campaign"),
    ("import.add", "import", "add leads", "add_lead"),
)

GUIDE: Final = (
    RightProbe("console.agents", "console", "agents on the floor", "agent_status",
          {"agent_user": NO_USER}, source="a read of the guide", required=True),
    RightProbe("console.stats", "console", "campaign figures", "campaign_stats",
          {"campaign_id": NO_CAMPAIGN}, source="a read of the guide", required=True),
    RightProbe("leads.find", "leads", "find a lead", "lead_search",
          {"phone_number": "1"}, source="a read of the guide"),
    *(RightProbe(*row, None, writes=True) for row in _GUIDE_WRITES),
)  # fmt: skip
"""The guide does not say what is checked before a write, so no write is tested."""
