"""A floor in two clocks, for what remembers it: each look is a snapshot that a test words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from vicidash.client import Agent, CampaignStats, ServerInfo
from vicidash.client.campaign_stats import FIGURES_OF
from vicidash.floor.snapshot import FloorCampaign, FloorSnapshot, LinkState, LinkStatus, Polled
from vicidash.floor.time_in_state import StateTimer
from vicidash.history.history import FloorHistory
from vicidash.history.timeline import ShiftTimeline

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
URL = "https://dialer.example/"
FIGURES = {
    "dial_level": 3.0,
    "agents_logged_in": 10,
    "agents_incall": 4,
    "agents_waiting": 3,
    "agents_paused": 2,
    "agents_dispo": 1,
    "agents_dead": 0,
    "calls_today": 100,
    "answers_today": 50,
    "drops_today": 1,
    "drop_percent": 2.0,
    "hopper_level": 200,
    "calls_in_queue": 0,
}


@dataclass
class Past:
    """Moves both clocks, and makes snapshots of a floor. At the start it is nine at the dialer."""

    now: float = 1000.0
    wall_ahead: float = NINE.timestamp() - 1000.0
    dated: bool = True
    """Whether the dialer tells its clock."""
    dwell: StateTimer = field(default_factory=StateTimer)

    def clock(self) -> float:
        return self.now

    def wall(self) -> float:
        return self.now + self.wall_ahead

    def sleep(self, seconds: float) -> None:
        """The laptop is closed: nobody looks, and the watch notices when it is opened."""
        self.now += seconds
        self.dwell.interrupted()

    def history(
        self, path: Path | None = None, url: str = URL, campaigns: tuple[str, ...] = ()
    ) -> FloorHistory:
        return FloorHistory(path, dialer=url, wall=self.wall, campaigns=campaigns)

    def timeline(self, history: FloorHistory | None = None) -> ShiftTimeline:
        file = None if history is None else history.file
        return ShiftTimeline(file, clock=self.clock, wall=self.wall)

    def floor(
        self,
        *rows: CampaignStats,
        state: LinkState = LinkState.LIVE,
        ages: dict[str, float] | None = None,
    ) -> FloorSnapshot:
        """A snapshot of campaigns; ``ages``: how many seconds old a function's figures are."""
        old = dict.fromkeys((*FIGURES_OF, "campaigns_list"), 0.0) | (ages or {})
        at = {function: self.now - age for function, age in old.items()}
        return FloorSnapshot(
            at=self.now,
            link=LinkStatus(state),
            agents=Polled({}, at["logged_in_agents"]),
            campaigns=Polled(
                {row.campaign_id: FloorCampaign(row, ages=at) for row in rows},
                at["campaigns_list"],
            ),
            server=self.server(),
            server_at=1000.0,
        )

    def look(
        self, *agents: Agent, state: LinkState = LinkState.LIVE, unread: int = 0
    ) -> FloorSnapshot:
        """A snapshot of agents who were looked at just now."""
        seen = self.dwell.update(agents, self.now, whole=not unread)
        return FloorSnapshot(
            at=self.now,
            link=LinkStatus(state),
            agents=Polled(seen, self.now),
            watched_since=self.dwell.watched_since,
            unread=unread,
        )

    def lost(self, before: FloorSnapshot) -> FloorSnapshot:
        """The same look, with the dialer out of reach since."""
        self.dwell.interrupted()
        return FloorSnapshot(
            at=self.now,
            link=LinkStatus(LinkState.RETRYING),
            agents=before.agents,
            watched_since=before.watched_since,
        )

    def server(self) -> ServerInfo | None:
        return ServerInfo("2.14", "1", NINE) if self.dated else None


def campaign(name: str = "SALES", **figures: float | None) -> CampaignStats:
    return CampaignStats.model_validate({"campaign_id": name, **FIGURES, **figures})


def counters(calls: int, answers: int, drops: int, name: str = "SALES") -> CampaignStats:
    percent = drops / answers * 100 if answers else 0.0
    return campaign(
        name,
        calls_today=calls,
        answers_today=answers,
        drops_today=drops,
        drop_percent=percent,
    )


def agent(
    user: str = "1001",
    status: str = "READY",
    lead: int = 0,
    sub: str = "",
    code: str = "",
    of: str = "SALES",
) -> Agent:
    return Agent(
        user=user, campaign_id=of, status=status, lead_id=lead, sub_status=sub, pause_code=code
    )


def minutes(
    past: Past, history: FloorHistory, rows: Iterable[Callable[[], FloorSnapshot] | CampaignStats]
) -> None:
    """One look a minute."""
    for row in rows:
        past.now += 60
        history.see(past.floor(row) if isinstance(row, CampaignStats) else row())
