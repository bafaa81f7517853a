"""What the dialer's real-time report and its summary tell, as frozen data.

``None`` is *unknown*: the page does not tell it. It is never 0. Times and durations are in whole
seconds, shares in percent. Plain dataclasses: the values are checked where the page is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ReportAgent:
    """One agent of the report. Agents dead or paused for six hours and more are not on it."""

    user: str
    state: str
    """READY, CLOSER, QUEUE, INCALL, DIAL, PARK, 3-WAY, RING, DEAD, DISPO, PAUSED, CHAT or EMAIL."""
    seconds: int
    """Since the call began for INCALL, QUEUE, DIAL and PARK, since the call last changed for
    3-WAY, since the state last changed for all others."""
    campaign_id: str
    kind: str | None = None
    """How the call came: A auto-dialed, M dialed by hand, I inbound, E e-mail; else ``None``."""
    pause_code: str | None = None
    """Empty when the agent has none; ``None`` where the page has no column of pause codes."""
    station: str | None = None
    user_group: str | None = None
    """Cut by the dialer at 12 characters."""
    session_id: str | None = None
    server: str | None = None
    calls: int | None = None
    """Calls of today."""
    latency: int | None = None
    """Milliseconds between the agent's browser and the dialer, as the page's first number."""
    hold: int | None = None
    """Seconds that the caller in this inbound call waited."""
    in_group: str | None = None
    """The in-group of this inbound call."""


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """One call that no agent has yet. The caller's number is on the page and is not kept."""

    status: str
    """LIVE waits for an agent, IVR is in a menu, CLOSER is on its way to an in-group, …"""
    group: str
    """The campaign of an outbound call, the in-group of an inbound one."""
    seconds: int
    call_type: str
    """OUT, IN, OUTBALANCE, CHAT, …"""
    priority: int | None = None
    agent_only: str | None = None
    """The user that this call waits for; ``None`` when any agent may take it."""

    @property
    def waits(self) -> bool:
        """Whether it waits for an agent: a call in a voice menu does not."""
        return self.status != "IVR"

    def of(self, campaign: str | None) -> bool:
        """Whether it is an outbound call of the campaign; ``None`` stands for all calls."""
        return campaign is None or (self.group == campaign and self.call_type.startswith("OUT"))


@dataclass(frozen=True, slots=True)
class ReportCounters:
    """Calls and agents of the selected campaigns, counted by the dialer."""

    active: int | None = None
    """Calls in progress, or being placed on campaigns without inbound calls."""
    ringing: int | None = None
    waiting: int | None = None
    in_ivr: int | None = None
    callbacks_queued: int | None = None
    """Inbound calls that left their place in the queue to be called back (HTML display only)."""
    agents_logged_in: int | None = None
    agents_in_calls: int | None = None
    """Those who dial by hand among them."""
    agents_dialing: int | None = None
    agents_waiting: int | None = None
    agents_paused: int | None = None
    agents_dead: int | None = None
    agents_dispo: int | None = None
    with_inbound: bool | None = None
    """Whether the calls of in-groups are among them: those of all in-groups whose calls the agents
    of the campaign take. ``None`` when there are no calls."""


@dataclass(frozen=True, slots=True)
class ReportInGroup:
    """One in-group's day."""

    group: str
    calls: int | None = None
    drops: float | None = None
    answers: int | None = None
    drop_percent: float | None = None
    service_level_1: float | None = None
    """Percent answered within the first limit of the in-group (*TMA 1*); so below."""
    service_level_2: float | None = None
    hold_answered: float | None = None
    """Mean seconds that answered calls waited; so below."""
    hold_dropped: float | None = None
    hold_all: float | None = None
    callbacks_queued: int | None = None

    @staticmethod
    def lowest_service_level(groups: Iterable[ReportInGroup]) -> tuple[float | None, str]:
        """The lowest first service level, in percent, and its in-group; ``(None, "")`` if there is
        none."""
        known = ((e.service_level_1, e.group) for e in groups if e.service_level_1 is not None)
        return min(known, default=(None, ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadFigures:
    """The figures at the head: of one campaign, or over all that were selected.

    Over several campaigns the dialer shows sums, means, or the settings of one of them.
    """

    at: datetime
    """The dialer's wall clock, naive."""
    dial_level: float | None = None
    max_level: float | None = None
    """The adaptive maximum level; no function of the API tells it."""
    dial_method: str | None = None
    trunk_short: int | None = None
    trunk_fill: int | None = None
    lead_filter: str | None = None
    """The id of the lead filter; ``NONE`` where there is none."""
    lead_order: str | None = None
    dial_statuses: tuple[str, ...] | None = None
    dialable_leads: int | None = None
    hopper_level: int | None = None
    """Leads that the hopper should hold at least."""
    hopper_auto: int | None = None
    """What the dialer's own rule sets instead; 0 when that rule is off."""
    leads_in_hopper: int | None = None
    calls_today: int | None = None
    drops: float | None = None
    """A drop may be shared by several campaigns."""
    answers: int | None = None
    drop_percent: float | None = None
    dropped_max: float | None = None
    """Percent of drops that the adaptive methods aim to stay below."""
    average_agents: float | None = None
    dial_difference: float | None = None
    difference_percent: float | None = None
    target_difference: float | None = None
    intensity: float | None = None
    dial_timeout: float | None = None
    taper_time: int | None = None
    """When ADAPT_TAPERED ends its taper, as HHMM."""
    local_call_time: str | None = None
    available_only: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignSummary(HeadFigures):
    """One campaign of the summary page."""

    campaign_id: str
    counters: ReportCounters = ReportCounters()


@dataclass(frozen=True, slots=True)
class RealtimeReport:
    """The whole real-time report."""

    head: HeadFigures
    counters: ReportCounters
    agents: tuple[ReportAgent, ...]
    calls_waiting: tuple[WaitingCall, ...] | None
    """``None`` where the page lists no calls although some wait."""
    in_groups: tuple[ReportInGroup, ...]
    dropped: int = 0
    """Rows that could not be read for certain and were left out."""

    @property
    def at(self) -> datetime:
        """The dialer's wall clock when it wrote the page, naive."""
        return self.head.at
