"""Figures for Prometheus: the floor as it was polled last, and what the service itself does.

Labels are bounded: campaigns and in-groups by :data:`MOST`, functions and errors by what the client
has, routes by the routes.
"""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, Protocol

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from vicidash import __version__
from vicidash.client import AgentState, DialerError
from vicidash.floor.snapshot import FloorCampaign, FloorSnapshot, LinkState
from vicidash.guard.terms import Decision
from vicidash.service.feed import Feed
from vicidash.service.picture import PARTS, Sight, age_of

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
MOST: Final = 300
"""Campaigns, and in-groups, that have series; more are counted as left out."""
MOST_FUNCTIONS: Final = 100
"""Functions that have series of their own; the names are those of the client's code."""
GUARD_AGAIN: Final = 30.0
"""Seconds from one look for new decisions of guards to the next."""

_BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

# By metric: the help text, and the field of CampaignStats
_COUNTED: Final = {
    "vicidash_calls_today": ("Calls of the dialer's day.", "calls_today"),
    "vicidash_answers_today": ("Calls of the day that a person answered.", "answers_today"),
    "vicidash_drops_today": ("Answered calls of the day that found no agent.", "drops_today"),
    "vicidash_dial_level": ("Lines dialed for each agent.", "dial_level"),
    "vicidash_hopper_leads": ("Leads in the hopper.", "hopper_level"),
}


class Decisions(Protocol):
    """Where guards keep their decisions."""

    def decisions(self, since: float = 0.0) -> list[Decision]:
        """The decisions from a time on, oldest first."""


class GuardCounts:
    """Counts what guards on this machine have decided since the service began.

    They may run elsewhere: the decisions are read from the history file.
    """

    def __init__(
        self, store: Decisions, *, clock: Callable[[], float], wall: Callable[[], float]
    ) -> None:
        self._store = store
        self._clock = clock
        self._since = wall()
        self._looked = float("-inf")
        self._at_since = 0
        self._counts: Counts[tuple[str, str]] = Counts()

    def counts(self) -> dict[tuple[str, str], int]:
        """How many there were, by campaign and verdict."""
        if self._clock() - self._looked >= GUARD_AGAIN:
            self._looked = self._clock()
            found = self._store.decisions(self._since)
            news = found[self._at_since :]  # those of just that moment were counted before
            self._counts.update((each.campaign_id, each.verdict.value) for each in news)
            if news:
                latest = max(each.at for each in found)
                self._at_since = sum(each.at >= latest for each in found)
                self._since = latest
        return dict(self._counts)


class ServiceMetrics:
    """All metrics of one service, in a registry of its own. ``clock`` is that of the snapshots."""

    def __init__(self, feed: Feed, guards: GuardCounts, *, clock: Callable[[], float]) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._feed = feed
        self._guards = guards
        self._clock = clock
        self._registry = CollectorRegistry()
        self._requests = Histogram(
            "vicidash_dialer_request_seconds",
            "Time of requests to the dialer.",
            ["function"],
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._errors = Counter(
            "vicidash_dialer_errors",
            "Requests to the dialer that gave no usable answer.",
            ["function", "error"],
            registry=self._registry,
        )
        self._answers = Counter(
            "vicidash_http_requests",
            "Requests that the service answered.",
            ["route", "method", "status"],
            registry=self._registry,
        )
        self._functions: set[str] = set()

    def note_dialer(self, function: str, seconds: float, error: DialerError | None) -> None:
        """Take note of a request to the dialer."""
        if function not in self._functions and len(self._functions) >= MOST_FUNCTIONS:
            function = "other"
        self._functions.add(function)
        self._requests.labels(function).observe(seconds)
        if error is not None:
            self._errors.labels(function, type(error).__name__).inc()

    def note_answer(self, route: str, method: str, status: int) -> None:
        """Take note of a request that was answered. ``route`` is a template, never an address."""
        self._answers.labels(route, method, str(status)).inc()

    def exposition(self, sight: Sight) -> bytes:
        """All metrics as text; of the floor those that the reader may see."""
        registry = CollectorRegistry()
        registry.register(_FloorCollector(self._feed, self._guards, sight, self._clock()))
        return generate_latest(registry) + generate_latest(self._registry)


class _FloorCollector(Collector):
    """The latest snapshot as metrics. What is unknown has no sample, never a 0."""

    def __init__(self, feed: Feed, guards: GuardCounts, sight: Sight, now: float) -> None:
        self._feed = feed
        self._snapshot: FloorSnapshot = feed.view.snapshot
        self._guards = guards
        self._sight = sight
        self._now = now
        found = self._snapshot.campaigns.value or {}
        seen = sorted(name for name in found if sight.sees(name))
        self._campaigns: dict[str, FloorCampaign] = {name: found[name] for name in seen[:MOST]}
        groups = sorted(self._snapshot.queues.value or {}) if sight.campaigns is None else []
        self._groups = groups[:MOST]
        self._left_out = len(seen) + len(groups) - len(self._campaigns) - len(self._groups)

    def collect(self) -> Iterator[Metric]:
        """Every family, also one without samples, so that its help is there."""
        yield InfoMetricFamily("vicidash_build", "This program.", {"version": __version__})
        yield from self._link()
        yield self._ages()
        yield self._agents()
        for name, (words, field) in _COUNTED.items():
            yield self._of_campaigns(name, words, partial(_counted, field))
        yield self._of_campaigns(
            "vicidash_drop_ratio",
            "Drops by answered calls of the day.",
            lambda each: _ratio(each.stats.drop_percent),
        )
        yield self._of_campaigns(
            "vicidash_month_drop_ratio",
            "Drops by answered calls of the last 30 days, today among them.",
            lambda each: _ratio(each.month_percent),
        )
        yield self._waiting()
        yield self._longest_wait()
        yield self._service_levels()
        yield self._alerts()
        yield self._guard_decisions()
        yield GaugeMetricFamily(
            "vicidash_stream_clients", "Streams that are open.", float(self._feed.clients)
        )
        yield GaugeMetricFamily(
            "vicidash_left_out", "Campaigns and in-groups without series.", float(self._left_out)
        )

    def _link(self) -> Iterator[Metric]:
        state = self._snapshot.link.state
        yield GaugeMetricFamily(
            "vicidash_dialer_up", "Whether the dialer answers.", float(state is LinkState.LIVE)
        )
        yield GaugeMetricFamily(
            "vicidash_login_refused",
            "Whether polling has stopped because the dialer refused the login.",
            float(state is LinkState.STOPPED),
        )

    def _ages(self) -> Metric:
        family = GaugeMetricFamily(
            "vicidash_snapshot_age_seconds", "Time since a part was polled.", labels=["part"]
        )
        for part in PARTS:
            if (age := age_of(self._feed.view, part, self._now)) is not None:
                family.add_metric([part], age)
        return family

    def _agents(self) -> Metric:
        family = GaugeMetricFamily(
            "vicidash_agents", "Agents that are logged in.", labels=["campaign", "state"]
        )
        if self._snapshot.agents.value is None:
            return family
        counts = Counts(
            (each.agent.campaign_id, each.agent.state)
            for each in self._snapshot.agents.value.values()
        )
        for name in self._campaigns:
            for state in AgentState:
                family.add_metric([name, state.value], float(counts[name, state]))
        return family

    def _of_campaigns(
        self, name: str, words: str, figure: Callable[[FloorCampaign], float | None]
    ) -> Metric:
        family = GaugeMetricFamily(name, words, labels=["campaign"])
        for campaign, each in self._campaigns.items():
            if (value := figure(each)) is not None:
                family.add_metric([campaign], float(value))
        return family

    def _waiting(self) -> Metric:
        family = GaugeMetricFamily(
            "vicidash_calls_waiting", "Calls that wait for an agent.", labels=["kind", "queue"]
        )
        for name, each in self._campaigns.items():
            if each.stats.calls_in_queue is not None:
                family.add_metric(["campaign", name], float(each.stats.calls_in_queue))
        queues = self._snapshot.queues.value or {}
        for name in self._groups:
            family.add_metric(["in_group", name], float(queues[name].calls_waiting))
        return family

    def _longest_wait(self) -> Metric:
        return self._of_campaigns(
            "vicidash_longest_wait_seconds",
            "How long the longest waiting call of a campaign has waited.",
            lambda each: self._snapshot.longest_wait(self._now, each.stats.campaign_id),
        )

    def _service_levels(self) -> Metric:
        family = GaugeMetricFamily(
            "vicidash_service_level_ratio",
            "Calls of the day answered within the first (1) or second (2) limit of an in-group.",
            labels=["in_group", "limit"],
        )
        figures = self._snapshot.in_group_figures.value or {}
        for name in self._groups:
            if (day := figures.get(name)) is None:
                continue
            for limit, value in (("1", day.service_level_1), ("2", day.service_level_2)):
                if value is not None:
                    family.add_metric([name, limit], value / 100)
        return family

    def _alerts(self) -> Metric:
        family = GaugeMetricFamily("vicidash_alerts", "Active alerts.", labels=["rule", "severity"])
        alerts = self._feed.view.alerts if self._sight.campaigns is None else ()
        counts = Counts((each.key.rule.value, each.severity.word) for each in alerts)
        for labels, count in sorted(counts.items()):
            family.add_metric(list(labels), float(count))
        return family

    def _guard_decisions(self) -> Metric:
        family = CounterMetricFamily(
            "vicidash_guard_decisions",
            "Decisions of drop-rate guards on this machine that were written down.",
            labels=["campaign", "verdict"],
        )
        for (campaign, verdict), count in sorted(self._guards.counts().items()):
            if campaign in self._campaigns:
                family.add_metric([campaign, verdict], float(count))
        return family


def _counted(field: str, campaign: FloorCampaign) -> float | None:
    value: float | None = getattr(campaign.stats, field)
    return value


def _ratio(percent: float | None) -> float | None:
    return None if percent is None else percent / 100
