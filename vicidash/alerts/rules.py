"""The alert rules: each judges its targets in one snapshot. Pure functions.

For each target a rule finds that it is violated, that it is met, or that it cannot tell. Unknown
figures neither raise nor clear an alert.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from vicidash.actions.kinds import ACTIVE, DIAL_LEVEL
from vicidash.actions.ticket import Ticket, obeyed
from vicidash.alerts.alert import (
    AlertKey,
    Finding,
    Judged,
    Rule,
    RuleContext,
    RuleResults,
    Severity,
    TargetKind,
)
from vicidash.alerts.report_rules import longest_wait, service_level, trunk_short
from vicidash.client import Agent, AgentState, CampaignStats
from vicidash.config.settings import AlertSettings
from vicidash.config.settings import DropRule as DropLimits
from vicidash.floor.drop_rate import drops_left
from vicidash.floor.snapshot import (
    Exactness,
    FloorAgent,
    FloorCampaign,
    FloorSnapshot,
    LinkState,
)
from vicidash.formatting import age, clock, marked, plural, printable

# Agents: paused, in a dead call or in disposition for too long

_MINUTE = 60.0


def paused(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Agents who are paused for longer than the limit of their pause code."""

    def limit(agent: Agent) -> float:
        return rules.paused.limit_of(agent.pause_code) or 0.0

    remedy = "ask them to come back, or resume them"
    return _overlong(view, Rule.PAUSED, AgentState.PAUSED, limit, remedy)


def dead(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Agents who are still in a call after the customer has hung up."""
    remedy = "have them hang up and set a disposition; their browser may be frozen"
    return _overlong(view, Rule.DEAD, AgentState.DEAD, lambda _: rules.dead.seconds, remedy)


def dispo(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Agents who take too long to disposition a call."""
    limit = rules.dispo.minutes * _MINUTE
    remedy = "have them set the disposition; they may need help or be away"
    return _overlong(view, Rule.DISPO, AgentState.DISPO, lambda _: limit, remedy)


def _overlong(
    view: RuleContext, rule: Rule, state: AgentState, limit: Callable[[Agent], float], remedy: str
) -> Iterator[Judged]:
    """Agents in ``state`` for longer than their limit in seconds; a limit of 0 is none."""
    looked, agents = view.snapshot.agents.at, view.snapshot.agents.value
    if looked is None or agents is None:
        return
    if view.snapshot.unread:
        # an agent who is missing may be in a row that could not be read
        yield from (key for key in view.held if key.rule is rule and key.target not in agents)
    for user, seen in agents.items():
        if seen.agent.state is not state:
            continue
        key = AlertKey(rule, TargetKind.AGENT, user)
        seconds, longest = seen.seconds(looked), limit(seen.agent)
        if seen.exactness is Exactness.ABOUT and longest:
            if key in view.held or seconds > longest:
                yield key  # whether it is still the same pause after the gap, nobody can say
        elif 0 < longest < seconds:
            yield Finding(
                key=key,
                severity=Severity.WARN,
                value=seconds,
                words=_words(seen, state, seconds, longest),
                remedy=remedy,
                seen=looked,
                limit=longest,
            )
        elif not seen.exact and longest and key in view.held:
            yield key  # after a gap the time restarts, but the state may not have


def _words(seen: FloorAgent, state: AgentState, seconds: float, longest: float) -> str:
    agent = seen.agent
    who = " ".join(part for part in (agent.user, agent.full_name) if part)
    what = state.value.replace("_", " ")
    code = f" {agent.pause_code}" if state is AgentState.PAUSED and agent.pause_code else ""
    duration = marked(seconds, seen.exactness.mark)
    return printable(f"{who}: {what}{code} for {duration}, limit {clock(longest)}")


# Campaigns and in-groups: drop %, calls waiting without a free agent, hoppers running dry

DROP_MARGIN: Final = 0.2
"""Percentage points below a threshold at which its alert ends."""
HOPPER_MARGIN: Final = 1.5
"""Factor on the threshold in minutes at which an alert ends: burn rates vary."""


def drop(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Campaigns with too many drops today, once they have enough answers."""
    for name, campaign in _campaigns(view).items():
        key = AlertKey(Rule.DROP, TargetKind.CAMPAIGN, name)
        stats = campaign.stats
        # a gateway may report the percentage without the answers
        answers = stats.calls_today if stats.answers_today is None else stats.answers_today
        at = _when(rules, view, campaign, "call_status_stats", view.intervals.stats)
        if stats.drop_percent is None or answers is None or at is None:
            yield key
            continue
        severity = _severity(rules.drop, stats.drop_percent, view.held.get(key))
        if severity is not None and answers >= rules.drop.min_answers:
            words = f"drop {stats.drop_percent:.2f}% on {name}{_left(stats, rules.drop.critical)}"
            if stats.is_empty:
                severity, words = Severity.WARN, f"{words}, no agent logged in"
            remedy = _drop_remedy(stats)
            yield Finding(key, severity, stats.drop_percent, printable(words), remedy, at)


LOWEST_LEVEL: Final = 1.0
"""Lines per agent at which calls are dropped only where agents are missing."""


def can_drop_less(stats: CampaignStats) -> bool:
    """Whether a lower dial level would bring fewer drops: not at one line for each agent, and not
    where nobody is logged in."""
    above = stats.dial_level is None or stats.dial_level > LOWEST_LEVEL
    return above and not stats.is_empty


def _drop_remedy(stats: CampaignStats) -> str:
    """What brings fewer drops on a campaign as it is now."""
    if stats.is_empty:
        return "nothing to do until agents log in: without them it drops no calls"
    lower = f"lower its {'adaptive maximum' if stats.adapts else 'dial level'}"
    if can_drop_less(stats):
        back = _back(stats)
        return f"{lower}, or {back}" if back else lower
    return _back(stats) or "its level is as low as it helps: have more agents log in"


def _back(stats: CampaignStats) -> str:
    """How paused agents help; empty if there are none."""
    if stats.agents_paused == 0:
        return ""
    if stats.agents_paused is None:
        return "get paused agents back"
    return f"get {plural(stats.agents_paused, 'paused agent')} back"


def _severity(limits: DropLimits, value: float, held: Severity | None) -> Severity | None:
    for severity, limit in ((Severity.CRITICAL, limits.critical), (Severity.WARN, limits.warn)):
        margin = DROP_MARGIN if held is not None and held >= severity else 0.0
        if value >= limit - margin:
            return severity
    return None


def _left(stats: CampaignStats, limit: float) -> str:
    left = drops_left(stats.drops_today, stats.answers_today, limit)
    if left is None:
        return ""
    if left < 0:
        return f", {plural(-left, 'drop')} over {limit:g}%"
    return f", {plural(left, 'drop')} left before {limit:g}%"


def waiting(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Campaigns and in-groups with calls waiting and no free agent."""
    looked = view.snapshot.agents.at
    for name, campaign in _campaigns(view).items():
        key = AlertKey(Rule.WAITING, TargetKind.CAMPAIGN, name)
        at = _when(rules, view, campaign, "in_group_status", view.intervals.campaigns)
        if at is not None and looked is not None:
            at = min(at, looked)
        stats = campaign.stats
        yield from _queue(
            rules, key, stats.calls_in_queue, stats.agents_waiting, at, _queue_remedy(stats)
        )
    queues = view.snapshot.queues
    at = queues.at if _fresh(rules, view, queues.at, view.intervals.campaigns) else None
    for name, queue in (queues.value or {}).items():
        key = AlertKey(Rule.WAITING, TargetKind.IN_GROUP, name)
        remedy = "get paused agents back, or have more take its calls"
        yield from _queue(rules, key, queue.calls_waiting, queue.agents_waiting, at, remedy)


def _queue_remedy(stats: CampaignStats) -> str:
    """What brings an agent to the calls that wait on a campaign."""
    lower = "lower the dial level" if can_drop_less(stats) else ""
    helps = ", or ".join(filter(None, (_back(stats), lower)))
    return helps or "have more agents log in"


def _queue(
    rules: AlertSettings,
    key: AlertKey,
    calls: int | None,
    agents: int | None,
    at: float | None,
    remedy: str,
) -> Iterator[Judged]:
    if at is None or calls is None:
        yield key
    elif calls >= rules.waiting.calls:
        if agents is None:
            yield key
        elif agents == 0:
            waiting = plural(calls, "call")
            words = printable(f"{waiting} waiting on {key.target}, no agent free")
            past = printable(f"{waiting} {_were(calls)} waiting on {key.target}")
            yield Finding(key, Severity.CRITICAL, float(calls), words, remedy, at, past)


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def hopper(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Campaigns that dial and whose hopper is empty, or will be soon."""
    for name, campaign in _campaigns(view).items():
        if campaign.stats.active is False or campaign.stats.dial_level == 0:
            continue  # hoppers are filled for dialing campaigns only
        key = AlertKey(Rule.HOPPER, TargetKind.CAMPAIGN, name)
        minutes = view.hopper_minutes.get(name)
        at = _when(rules, view, campaign, "hopper_list", view.intervals.stats)
        if minutes is None or math.isnan(minutes) or at is None:
            yield key
            continue
        if minutes > rules.hopper.minutes * (HOPPER_MARGIN if key in view.held else 1.0):
            continue
        dry = minutes <= 0
        empty = campaign.stats.is_empty  # nothing is dialed without agents
        severity = Severity.CRITICAL if dry and not empty else Severity.WARN
        when = "" if dry else f"in {max(1, round(minutes))} min"
        remedy = "add leads, reset a list, or check whether its filter excludes them all"
        words = printable(f"the hopper of {name} {'is dry' if dry else f'runs dry {when}'}")
        past = printable(f"the hopper of {name} was {'dry' if dry else f'running dry {when}'}")
        yield Finding(key, severity, max(0.0, minutes), words, remedy, at, past)


def _campaigns(view: RuleContext) -> Mapping[str, FloorCampaign]:
    return view.snapshot.campaigns.value or {}


def _when(
    rules: AlertSettings, view: RuleContext, campaign: FloorCampaign, function: str, interval: float
) -> float | None:
    """When a figure was polled; ``None`` if that is too long ago. A gateway reports all figures
    with the list of campaigns."""
    ages = campaign.ages
    at = ages.get(function, ages.get("campaigns_list"))
    if function not in ages:
        interval = view.intervals.campaigns
    return at if _fresh(rules, view, at, interval) else None


def _fresh(rules: AlertSettings, view: RuleContext, at: float | None, interval: float) -> bool:
    return at is not None and view.now - at <= max(rules.stale.seconds, 2 * interval)


# The dialer as a whole, and actions without effect

NOT_OBEYED_FOR: Final = 900.0
"""Seconds after which an action without effect no longer raises an alert."""

_AGENT_REMEDY: Final = "check their screen, as the browser may be frozen; then try again"
_CAMPAIGN_REMEDY: Final = "check whether its dial method or a limit sets the level"


def stale_floor(rules: AlertSettings, view: RuleContext) -> Finding | None:
    """The finding that the floor's data is too old.

    Evaluated even if the rule is off: the other rules must not judge old data.
    """
    last, interval = _last_look(view)
    seconds = view.now - (view.began if last is None else last)
    if seconds <= max(rules.stale.seconds, 2 * interval):
        return None
    link = view.snapshot.link
    words = f"nothing new from the dialer for {age(seconds)}"
    remedy = "check that the dialer is up, and the network"
    if link.state is LinkState.STOPPED:
        remedy = "correct the login, then try again: ten failures lock the account"
    if why := str(link.error) if link.error else view.snapshot.agents.problem:
        remedy += f" ({printable(why)})"  # not in the words, which must fit in a line
    key = AlertKey(Rule.STALE, TargetKind.DIALER, "")
    seen = view.now
    return Finding(key, Severity.CRITICAL, seconds, words, remedy, seen)


def _last_look(view: RuleContext) -> tuple[float | None, float]:
    """When the agents were last polled, and the seconds between polls. For an account that may not
    see agents, the latest poll of anything else."""
    snapshot = view.snapshot
    if snapshot.agents.at is not None:
        return snapshot.agents.at, view.intervals.floor
    others = [snapshot.campaigns.at, snapshot.queues.at, snapshot.server_at]
    for campaign in (snapshot.campaigns.value or {}).values():
        others += campaign.ages.values()
    known = [at for at in others if at is not None]
    return max(known, default=None), view.intervals.campaigns


def not_obeyed(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Actions that had no effect, until the effect shows or they are too old."""
    for ticket in view.not_obeyed:
        if view.now - ticket.at > NOT_OBEYED_FOR:
            continue
        campaign = _of_campaign(ticket, view)
        key = AlertKey(
            Rule.NOT_OBEYED, TargetKind.CAMPAIGN if campaign else TargetKind.AGENT, ticket.target
        )
        done = _campaign_obeyed(ticket, view) if campaign else _agent_obeyed(ticket, view)
        if done is None:
            yield key
        elif not done:
            words = printable(str(ticket))
            remedy = _CAMPAIGN_REMEDY if campaign else _AGENT_REMEDY
            yield Finding(key, Severity.WARN, None, words, remedy, ticket.at)


def _of_campaign(ticket: Ticket, view: RuleContext) -> bool:
    snapshot, target = view.snapshot, ticket.target
    listed = snapshot.campaign(target) is not None and snapshot.agent(target) is None
    return ticket.action == DIAL_LEVEL or listed


def _agent_obeyed(ticket: Ticket, view: RuleContext) -> bool | None:
    """Whether the effect shows by now, or the agent is gone; ``None`` if unknown."""
    seen = view.snapshot.agent(ticket.target)
    if seen is None:
        return None if view.snapshot.unread or view.snapshot.agents.value is None else True
    return obeyed(ticket, seen.agent)


def _campaign_obeyed(ticket: Ticket, view: RuleContext) -> bool:
    """Whether the campaign shows the effect by now, as far as its figures can."""
    campaign = view.snapshot.campaign(ticket.target)
    if campaign is None:
        return False
    if ticket.action in ACTIVE:
        return campaign.stats.active is (ACTIVE[ticket.action] == "active")
    level = campaign.stats.dial_level if ticket.action == DIAL_LEVEL else None
    return level is not None and abs(level - float(ticket.value)) < 0.0005


def review(rules: AlertSettings, view: RuleContext) -> RuleResults:
    """Evaluate all enabled rules; if the floor's data is too old, only that rule."""
    stale = stale_floor(rules, view)
    if stale is not None:
        return _sorted_out([stale] if rules.stale.on else [], blind=True)
    judges = (
        (rules.drop, drop),
        (rules.waiting, waiting),
        (rules.hopper, hopper),
        (rules.paused, paused),
        (rules.dead, dead),
        (rules.dispo, dispo),
        (rules.longest_wait, longest_wait),
        (rules.service_level, service_level),
        (rules.trunk_short, trunk_short),
        (rules.not_obeyed, not_obeyed),
    )
    return _sorted_out(each for rule, judge in judges if rule.on for each in judge(rules, view))


def _sorted_out(judged: Iterable[Judged], *, blind: bool = False) -> RuleResults:
    findings = {}
    unjudged = set()
    for each in judged:
        if isinstance(each, Finding):
            findings[each.key] = each
        else:
            unjudged.add(each)
    return RuleResults(findings, frozenset(unjudged), blind)


# Rules that cannot judge, and why: without data, no alert does not mean that all is well


@dataclass(frozen=True, slots=True)
class UnjudgedRule:
    """A rule that cannot judge some or all of its targets."""

    rule: Rule
    why: str
    """As in the dialer's answer: not safe for a terminal."""
    of: tuple[str, ...] = ()
    """Ids of the campaigns; empty for all."""


_FIGURES: Final[Mapping[Rule, str]] = {
    Rule.DROP: "drop_percent",
    Rule.WAITING: "calls_in_queue",
    Rule.HOPPER: "hopper_level",
}
"""The figure of a campaign that each rule needs."""
_OF_AGENTS: Final = (Rule.PAUSED, Rule.DEAD, Rule.DISPO)


def blind(rules: AlertSettings, snapshot: FloorSnapshot) -> tuple[UnjudgedRule, ...]:
    """The enabled rules that cannot judge, in the order of the settings.

    Only where the reason is known: a figure that has not been polled yet does not count.
    """
    found = [*_of_figures(snapshot), *_of_agents(snapshot)]
    order = list(Rule)
    shown = (each for each in found if getattr(rules, each.rule.value).on)
    return tuple(sorted(shown, key=lambda each: order.index(each.rule)))


def _of_figures(snapshot: FloorSnapshot) -> Iterator[UnjudgedRule]:
    campaigns = snapshot.campaigns.value
    if campaigns is None:
        if snapshot.campaigns.problem:
            yield from (UnjudgedRule(rule, snapshot.campaigns.problem) for rule in _FIGURES)
        return
    for rule, figure in _FIGURES.items():
        judged = [name for name, each in campaigns.items() if _NEEDS.get(rule, _always)(each)]
        whys: dict[str, list[str]] = {}
        for name in judged:
            stats = campaigns[name].stats
            if getattr(stats, figure) is None and (why := stats.unknown.get(figure)):
                whys.setdefault(why, []).append(name)
        for why, names in whys.items():
            yield UnjudgedRule(rule, why, () if len(names) == len(judged) else tuple(names))


def _always(campaign: FloorCampaign) -> bool:
    return True


def _dials(campaign: FloorCampaign) -> bool:
    return campaign.stats.active is not False


_NEEDS: Final[Mapping[Rule, Callable[[FloorCampaign], bool]]] = {Rule.HOPPER: _dials}
"""The campaigns that a rule applies to, if not to all."""


def _of_agents(snapshot: FloorSnapshot) -> Iterator[UnjudgedRule]:
    why = snapshot.agents.problem
    if snapshot.agents.value is None and why:
        yield from (UnjudgedRule(rule, why) for rule in _OF_AGENTS)
