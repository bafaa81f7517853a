"""The rules about what only the dialer's real-time pages report: waits, service levels, trunks.

As everywhere, a target whose page is missing or old is not judged: its key alone is yielded.
"""

from __future__ import annotations

from collections.abc import Iterator

from vicidash.alerts.alert import AlertKey, Finding, Judged, Rule, RuleContext, Severity, TargetKind
from vicidash.client import WaitingCall
from vicidash.config.settings import AlertSettings
from vicidash.formatting import clock, percent, plural, printable


def longest_wait(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Campaigns and in-groups in which a call has waited for too long, by the latest report."""
    polled = view.snapshot.waiting_calls
    if not _fresh(rules, view, polled.at, view.intervals.report) or polled.value is None:
        yield from _held(Rule.LONGEST_WAIT, view)
        return
    longest: dict[tuple[TargetKind, str], WaitingCall] = {}
    for call in polled.value:
        outbound = call.call_type.startswith("OUT")
        target = TargetKind.CAMPAIGN if outbound else TargetKind.IN_GROUP, call.group
        if call.waits and (target not in longest or call.seconds > longest[target].seconds):
            longest[target] = call
    for (kind, name), call in longest.items():
        if call.seconds <= rules.longest_wait.seconds or _empty_since(view, kind, name):
            continue
        words = f"a call on {name} has waited {clock(call.seconds)}"
        yield Finding(
            AlertKey(Rule.LONGEST_WAIT, kind, name),
            Severity.CRITICAL,
            float(call.seconds),
            printable(words),
            "get paused agents back, or move agents to it",
            polled.at or view.now,
            printable(f"a call on {name} had waited {clock(call.seconds)}"),
        )


def _empty_since(view: RuleContext, kind: TargetKind, name: str) -> bool:
    """Whether a poll after the report showed that nothing waits any more."""
    snapshot = view.snapshot
    queues, reported = snapshot.queues, snapshot.waiting_calls.at
    if queues.at is None or reported is None or queues.at <= reported:
        return False
    if kind is TargetKind.IN_GROUP:
        queue = (queues.value or {}).get(name)
        return queue is not None and queue.calls_waiting == 0
    campaign = snapshot.campaign(name)
    return campaign is not None and campaign.stats.calls_in_queue == 0


def service_level(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """In-groups that answered too few of the day's calls within their first limit."""
    polled = view.snapshot.in_group_figures
    if not _fresh(rules, view, polled.at, view.intervals.report) or polled.value is None:
        yield from _held(Rule.SERVICE_LEVEL, view)
        return
    for name, figures in polled.value.items():
        key = AlertKey(Rule.SERVICE_LEVEL, TargetKind.IN_GROUP, name)
        share = figures.service_level_1
        if share is None or figures.calls is None:
            yield key
        elif figures.calls >= rules.service_level.min_calls and share < rules.service_level.percent:
            words = f"service level of {name} {percent(share, 1)}"
            yield Finding(
                key,
                Severity.WARN,
                share,
                printable(f"{words}, target {rules.service_level.percent:g}%"),
                "get paused agents back, or move agents to it",
                polled.at or view.now,
                printable(f"{words} was below target"),
            )


def trunk_short(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Campaigns for which the dialer wanted more lines than it had."""
    polled = view.snapshot.summaries
    fresh = _fresh(rules, view, polled.at, view.intervals.campaigns)
    for name, campaign in (view.snapshot.campaigns.value or {}).items():
        key = AlertKey(Rule.TRUNK_SHORT, TargetKind.CAMPAIGN, name)
        lines = None if campaign.summary is None else campaign.summary.trunk_short
        if not fresh or lines is None:
            yield key
        elif lines >= rules.trunk_short.lines:
            yield Finding(
                key,
                Severity.WARN,
                float(lines),
                printable(f"{plural(lines, 'trunk')} short on {name}"),
                "lower a dial level, or have lines added",
                polled.at or view.now,
                printable(f"{plural(lines, 'trunk')} short on {name}"),
            )


def _held(rule: Rule, view: RuleContext) -> Iterator[AlertKey]:
    return (key for key in view.held if key.rule is rule)


def _fresh(rules: AlertSettings, view: RuleContext, at: float | None, interval: float) -> bool:
    return at is not None and view.now - at <= max(rules.stale.seconds, 2 * interval)
