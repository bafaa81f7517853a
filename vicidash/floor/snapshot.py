"""One immutable snapshot of the floor: agents, campaigns, queues, totals, each with its own age.

Times are seconds of the watch's clock and mark the *start* of a poll: the answer cannot contain
anything that happened later. The clock keeps counting while this machine is suspended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum
from typing import Generic, TypeVar

from vicidash.client import (
    Agent,
    CallCounts,
    CampaignStats,
    DialerError,
    Queue,
    ServerInfo,
    Totals,
)
from vicidash.client.campaign_stats import add
from vicidash.client.report.models import (
    CampaignSummary,
    HeadFigures,
    ReportCounters,
    ReportInGroup,
    WaitingCall,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Polled(Generic[T]):
    """The last good value of a poll, its time, and the error of the latest poll if it failed."""

    value: T | None = None
    at: float | None = None
    problem: str | None = None

    def age(self, now: float) -> float | None:
        """Seconds since the value was polled; ``None`` before the first poll."""
        return None if self.at is None else max(0.0, now - self.at)


class Exactness(StrEnum):
    """How well the time in a state is known."""

    EXACT = "exact"
    """A change of state was seen, or the dialer's report gave the time."""
    AT_LEAST = "at_least"
    """The state may be older than the first look that showed it."""
    ABOUT = "about"
    """The state was the same before and after a gap, in which it may have changed and come back."""

    @property
    def mark(self) -> str:
        """What stands before the time: ``≥``, ``~`` or nothing."""
        return {"exact": "", "at_least": "≥", "about": "~"}[self.value]


@dataclass(frozen=True, slots=True)
class FloorAgent:
    """An agent, with the time at which they entered their state."""

    agent: Agent
    since: float
    """Clock seconds at which the state began, as far as is known: see ``exactness``."""
    exactness: Exactness
    station: str | None = None
    """The agent's phone, such as SIP/cc101; only the real-time report has it, as what follows."""
    in_group: str | None = None
    """The in-group of the inbound call that the agent is in."""
    hold: int | None = None
    """Seconds that the caller of that call waited."""

    @property
    def exact(self) -> bool:
        """Whether the time in the state is known."""
        return self.exactness is Exactness.EXACT

    def seconds(self, now: float) -> float:
        """Time in state; what it is worth is in ``exactness``."""
        return max(0.0, now - self.since)


@dataclass(frozen=True, slots=True)
class QueueWait:
    """How long there have been calls waiting in a queue without a break, as far as polls showed."""

    since: float | None
    """Clock seconds of the first poll that showed calls waiting; ``None`` while none wait."""
    exact: bool
    """False until the queue was seen empty: calls may have waited before ``since``."""
    longest: float = 0.0
    """Longest stretch in seconds on the dialer's day, up to the latest poll."""
    longest_exact: bool = True
    """False if that stretch had begun before the first poll."""
    seen: bool = True
    """False if the latest poll did not show the queue."""

    def seconds(self, now: float) -> float | None:
        """Seconds since the queue was last seen empty; a lower bound unless ``exact``."""
        return None if self.since is None else max(0.0, now - self.since)


@dataclass(frozen=True, slots=True)
class FloorCampaign:
    """A campaign's figures, those of the last 30 days included."""

    stats: CampaignStats
    month_percent: float | None = None
    """Drop % over the last 30 days of the dialer's calendar, including today."""
    ages: Mapping[str, float] = field(default_factory=dict)
    """When each source was polled, by the dialer's function."""
    calls: CallCounts | None = None
    """The day's calls by hour and by status."""
    month: CallCounts | None = None
    """The calls of the last 30 days of the dialer's calendar."""
    queue: Queue | None = None
    """Calls in progress and waiting."""
    summary: CampaignSummary | None = None
    """What the dialer's campaign summary has of it; ``None`` where it is not at hand."""


class LinkState(Enum):
    """The state of the connection to the dialer."""

    CONNECTING = "connecting"
    LIVE = "live"
    RETRYING = "retrying"
    STOPPED = "stopped"
    """After a failed login nothing is sent until the user asks."""


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """The connection: its state, and why."""

    state: LinkState = LinkState.CONNECTING
    error: DialerError | None = None
    next_try: float | None = None
    """Clock seconds of the next attempt while retrying."""


@dataclass(frozen=True, slots=True)
class FloorSnapshot:
    """The floor at one moment. Lookups by id are built once, on creation."""

    at: float
    link: LinkStatus = LinkStatus()
    agents: Polled[Mapping[str, FloorAgent]] = Polled()
    campaigns: Polled[Mapping[str, FloorCampaign]] = Polled()
    queues: Polled[Mapping[str, Queue]] = Polled()
    """The in-groups."""
    waits: Mapping[str, QueueWait] = field(default_factory=dict)
    """How long calls have been waiting, by in-group and campaign."""
    in_group_calls: Mapping[str, CallCounts] = field(default_factory=dict)
    """The day's calls of in-groups."""
    totals: Totals = field(default_factory=Totals)
    statuses: Mapping[str, int] = field(default_factory=dict)
    """Today's calls by their final status (disposition), over all campaigns and in-groups."""
    server: ServerInfo | None = None
    server_at: float | None = None
    watched_since: float | None = None
    """Clock seconds since when the agents have been polled without a gap."""
    unread: int = 0
    """Agents whose rows could not be read: an agent who is missing may still be logged in."""
    warnings: tuple[str, ...] = ()
    waiting_calls: Polled[tuple[WaitingCall, ...]] = Polled()
    """The calls that wait, one by one, as the real-time report lists them; so below. A problem is
    why the report does not come; the value before it stays."""
    counters: Polled[ReportCounters] = Polled()
    """Calls active, ringing, waiting and in an IVR, over all campaigns shown."""
    head: Polled[HeadFigures] = Polled()
    """Sums and means over all campaigns shown."""
    in_group_figures: Polled[Mapping[str, ReportInGroup]] = Polled()
    """The day of each in-group: drop %, service levels, average holds."""
    summaries: Polled[Mapping[str, CampaignSummary]] = Polled()
    """The campaigns of the dialer's campaign summary, all that the account may see."""

    user_groups: tuple[str, ...] = ()
    """The user groups whose agents alone it has; empty: all."""

    @property
    def calls_waiting(self) -> int | None:
        """Calls waiting in campaigns and in-groups; no call is counted twice."""
        queues = (self.queues.value or {}).values()
        return add((self.totals.calls_in_queue, *(queue.calls_waiting for queue in queues)))

    def longest_wait(self, now: float, campaign: str | None = None) -> float | None:
        """Seconds that the longest waiting call has waited: on the floor, or for ``campaign``.

        0 when none waits; ``None`` where the report does not come. A call goes on waiting until a
        later poll of the queues shows that none does.
        """
        polled = self.waiting_calls
        if polled.value is None or polled.at is None or polled.problem is not None:
            return None
        own = [call for call in polled.value if call.waits and call.of(campaign)]
        waiting, looked = self.calls_waiting, self.queues.at
        if campaign is not None:
            seen = self.campaign(campaign)
            waiting = None if seen is None else seen.stats.calls_in_queue
        answered = waiting == 0 and looked is not None and looked > polled.at
        if not own or answered:
            return 0.0
        return max(call.seconds for call in own) + max(0.0, now - polled.at)

    def agent(self, user: str) -> FloorAgent | None:
        """The agent, if they are on the floor."""
        return (self.agents.value or {}).get(user)

    def campaign(self, campaign_id: str) -> FloorCampaign | None:
        """The campaign, if it is shown."""
        return (self.campaigns.value or {}).get(campaign_id)

    def dialer_time(self, now: float) -> datetime | None:
        """The dialer's wall clock at ``now``."""
        if self.server is None or self.server_at is None:
            return None
        return self.server.at(now - self.server_at)

    def age(self, now: float) -> float | None:
        """Seconds since the agents were polled."""
        return self.agents.age(now)
