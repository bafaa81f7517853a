"""One immutable snapshot of the floor: agents, campaigns, queues, totals, each with its own age.

Times are seconds of the watch's clock and mark the *start* of a poll: the answer cannot contain
anything that happened later. The clock keeps counting while this machine is suspended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
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


@dataclass(frozen=True, slots=True)
class FloorAgent:
    """An agent, with the time at which they entered their state."""

    agent: Agent
    since: float
    """Clock seconds of the first poll that showed the state."""
    exact: bool
    """False until a transition was seen: the state may have begun before ``since``."""

    def seconds(self, now: float) -> float:
        """Time in state in seconds; a lower bound unless ``exact``. The dialer's API does not
        report it."""
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

    @property
    def calls_waiting(self) -> int | None:
        """Calls waiting in campaigns and in-groups; no call is counted twice."""
        queues = (self.queues.value or {}).values()
        return add((self.totals.calls_in_queue, *(queue.calls_waiting for queue in queues)))

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
