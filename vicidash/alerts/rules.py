"""What on the floor calls for a supervisor: one view, judged by all rules. Pure.

Of each of its targets a rule says one of three things: what is the matter, that all is well, or
that it cannot tell. The last is neither: what is not known raises no alert and clears none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from vicidash.actions.ticket import ACTIVE, DIAL_LEVEL, Ticket, obeyed
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

# Rules about agents: paused, DEAD or in DISPO for too long

_MINUTE = 60.0


def paused(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Agents who are paused for longer than their pause code allows."""
    limits = {code.casefold(): minutes for code, minutes in rules.paused.limits.items()}

    def limit(agent: Agent) -> float:
        code = (agent.pause_code or "").casefold()
        return limits.get(code, rules.paused.minutes) * _MINUTE

    remedy = "ask them back, or resume them"
    return _overlong(view, Rule.PAUSED, AgentState.PAUSED, limit, remedy)


def dead(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Agents who stay in a call whose customer has hung up."""
    remedy = "have them hang up and set a disposition; their browser may be frozen"
    return _overlong(view, Rule.DEAD, AgentState.DEAD, lambda _: rules.dead.seconds, remedy)


def dispo(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Agents who take too long over a disposition."""
    limit = rules.dispo.minutes * _MINUTE
    remedy = "have them set the disposition; they may need help or be away"
    return _overlong(view, Rule.DISPO, AgentState.DISPO, lambda _: limit, remedy)


def _overlong(
    view: RuleContext, rule: Rule, state: AgentState, limit: Callable[[Agent], float], remedy: str
) -> Iterator[Judged]:
    """The agents in ``state`` for more seconds than their limit; a limit of 0 is none."""
    looked, agents = view.snapshot.agents.at, view.snapshot.agents.value
    if looked is None or agents is None:
        return
    if view.snapshot.unread:
        # who is missing may be there, in a row that could not be read
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
            )
        elif not seen.exact and longest and key in view.held:
            yield key  # the floor was out of sight: its time began anew, the state may not have


def _words(seen: FloorAgent, state: AgentState, seconds: float, longest: float) -> str:
    agent = seen.agent
    who = " ".join(part for part in (agent.user, agent.full_name) if part)
    what = state.value.replace("_", " ")
    code = f" {agent.pause_code}" if state is AgentState.PAUSED and agent.pause_code else ""
    duration = marked(seconds, seen.exactness.mark)
    return printable(f"{who}: {what}{code} for {duration}, limit {clock(longest)}")


# Rules about campaigns and in-groups: drop %, calls that wait for nobody, hoppers that run dry

DROP_MARGIN: Final = 0.2
"""Points of drop % below a threshold at which its alert ends."""
HOPPER_MARGIN: Final = 1.5
"""Times the minutes at which an alert begins, at which it ends: a burn rate is never steady."""


def drop(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Campaigns that dropped too much today, once there are answers enough to say so."""
    for name, campaign in _campaigns(view).items():
        key = AlertKey(Rule.DROP, TargetKind.CAMPAIGN, name)
        stats = campaign.stats
        # a gateway may tell the percentage without what it was taken of
        answers = stats.calls_today if stats.answers_today is None else stats.answers_today
        at = _when(rules, view, campaign, "call_status_stats", view.intervals.stats)
        if stats.drop_percent is None or answers is None or at is None:
            yield key
            continue
        severity = _severity(rules.drop, stats.drop_percent, view.held.get(key))
        if severity is not None and answers >= rules.drop.min_answers:
            words = f"drop {stats.drop_percent:.2f} % on {name}{_left(stats, rules.drop.critical)}"
            adapts = (stats.dial_method or "").startswith("ADAPT_")
            lever = "adaptive maximum" if adapts else "dial level"
            remedy = f"lower its {lever}, or get paused agents back"
            yield Finding(key, severity, stats.drop_percent, printable(words), remedy, at)


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
        return f", {plural(-left, 'drop')} over {limit:g} %"
    return f", {plural(left, 'drop')} left before {limit:g} %"


def waiting(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Campaigns and in-groups in which calls wait while no agent does."""
    looked = view.snapshot.agents.at
    for name, campaign in _campaigns(view).items():
        key = AlertKey(Rule.WAITING, TargetKind.CAMPAIGN, name)
        at = _when(rules, view, campaign, "in_group_status", view.intervals.campaigns)
        if at is not None and looked is not None:
            at = min(at, looked)
        stats = campaign.stats
        yield from _queue(rules, key, stats.calls_in_queue, stats.agents_waiting, at)
    queues = view.snapshot.queues
    at = queues.at if _fresh(rules, view, queues.at, view.intervals.campaigns) else None
    for name, queue in (queues.value or {}).items():
        key = AlertKey(Rule.WAITING, TargetKind.IN_GROUP, name)
        yield from _queue(rules, key, queue.calls_waiting, queue.agents_waiting, at)


def _queue(
    rules: AlertSettings, key: AlertKey, calls: int | None, agents: int | None, at: float | None
) -> Iterator[Judged]:
    if at is None or calls is None:
        yield key
    elif calls >= rules.waiting.calls:
        if agents is None:
            yield key
        elif agents == 0:
            words = f"{plural(calls, 'call')} waiting on {key.target}, no agent waits"
            remedy = "get paused agents back, or lower the dial level"
            yield Finding(key, Severity.CRITICAL, float(calls), printable(words), remedy, at)


def hopper(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Campaigns that dial and whose hopper is dry, or will be soon."""
    for name, campaign in _campaigns(view).items():
        if campaign.stats.active is False or campaign.stats.dial_level == 0:
            continue  # a hopper is filled for a campaign that dials
        key = AlertKey(Rule.HOPPER, TargetKind.CAMPAIGN, name)
        minutes = view.hopper_minutes.get(name)
        at = _when(rules, view, campaign, "hopper_list", view.intervals.stats)
        if minutes is None or math.isnan(minutes) or at is None:
            yield key
            continue
        if minutes > rules.hopper.minutes * (HOPPER_MARGIN if key in view.held else 1.0):
            continue
        dry = minutes <= 0
        severity = Severity.CRITICAL if dry else Severity.WARN
        when = "is dry" if dry else f"runs dry in {max(1, round(minutes))} min"
        remedy = "add leads, reset a list, or see whether its filter lets any through"
        words = printable(f"the hopper of {name} {when}")
        yield Finding(key, severity, max(0.0, minutes), words, remedy, at)


def _campaigns(view: RuleContext) -> Mapping[str, FloorCampaign]:
    return view.snapshot.campaigns.value or {}


def _when(
    rules: AlertSettings, view: RuleContext, campaign: FloorCampaign, function: str, interval: float
) -> float | None:
    """When a figure was asked for; ``None`` when that is too long ago. A gateway tells all at
    once, with the list of campaigns."""
    ages = campaign.ages
    at = ages.get(function, ages.get("campaigns_list"))
    if function not in ages:
        interval = view.intervals.campaigns
    return at if _fresh(rules, view, at, interval) else None


def _fresh(rules: AlertSettings, view: RuleContext, at: float | None, interval: float) -> bool:
    return at is not None and view.now - at <= max(rules.stale.seconds, 2 * interval)


# Rules about the dialer as a whole, and about what it was told to do

NOT_OBEYED_FOR: Final = 900.0
"""Seconds after which an action without effect is no news any more."""

_AGENT_REMEDY: Final = "look at their screen, as the browser may be frozen; then do it again"
_CAMPAIGN_REMEDY: Final = "see whether its dial method sets the level, or a limit holds it"


def stale_floor(rules: AlertSettings, view: RuleContext) -> Finding | None:
    """That nothing new was seen of the floor for too long. Looked at also where the rule is off:
    the others must not judge what is no longer so."""
    last, interval = _last_look(view)
    seconds = view.now - (view.began if last is None else last)
    if seconds <= max(rules.stale.seconds, 2 * interval):
        return None
    link = view.snapshot.link
    words = f"nothing new from the dialer for {age(seconds)}"
    remedy = "check that the dialer is up, and the network to it"
    if link.state is LinkState.STOPPED:
        remedy = "correct the login, then try it once more: ten failures lock the account"
    if why := str(link.error) if link.error else view.snapshot.agents.problem:
        remedy += f" ({printable(why)})"  # not among the words: a line of a screen ends before it
    key = AlertKey(Rule.STALE, TargetKind.DIALER, "")
    seen = view.now
    return Finding(key, Severity.CRITICAL, seconds, words, remedy, seen)


def _last_look(view: RuleContext) -> tuple[float | None, float]:
    """When the agents were last seen, and the seconds between two looks. An account that may not
    see agents has what else it sees."""
    snapshot = view.snapshot
    if snapshot.agents.at is not None:
        return snapshot.agents.at, view.intervals.floor
    others = [snapshot.campaigns.at, snapshot.queues.at, snapshot.server_at]
    for campaign in (snapshot.campaigns.value or {}).values():
        others += campaign.ages.values()
    known = [at for at in others if at is not None]
    return max(known, default=None), view.intervals.campaigns


def not_obeyed(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Actions that had no effect, until they have it after all or are too long ago."""
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
    """Whether the floor shows the effect by now, or the agent is gone; ``None`` if not known."""
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
    """Judge a view by all rules that are on. A floor that is out of sight is not judged at all."""
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
        (rules.not_obeyed, not_obeyed),
    )
    return _sorted_out(each for rule, judge in judges if rule.on for each in judge(rules, view))


def _sorted_out(judged: Iterable[Judged], *, blind: bool = False) -> RuleResults:
    findings = {}
    untold = set()
    for each in judged:
        if isinstance(each, Finding):
            findings[each.key] = each
        else:
            untold.add(each)
    return RuleResults(findings, frozenset(untold), blind)


# Which rules cannot judge, and why: where they see nothing, that nothing fires says nothing


@dataclass(frozen=True, slots=True)
class UnjudgedRule:
    """A rule that cannot judge some of its targets, or none."""

    rule: Rule
    why: str
    """As the dialer's answer had it: not safe for a terminal."""
    of: tuple[str, ...] = ()
    """The ids of the campaigns; empty: all of the floor."""


_FIGURES: Final[Mapping[Rule, str]] = {
    Rule.DROP: "drop_percent",
    Rule.WAITING: "calls_in_queue",
    Rule.HOPPER: "hopper_level",
}
"""The figure of a campaign that a rule looks at."""
_OF_AGENTS: Final = (Rule.PAUSED, Rule.DEAD, Rule.DISPO)


def blind(rules: AlertSettings, snapshot: FloorSnapshot) -> tuple[UnjudgedRule, ...]:
    """The rules that are on and cannot judge, in the order of the settings.

    Only where a reason is known: what has still to be asked for is no blindness.
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
"""Which campaigns a rule is for, where not for all."""


def _of_agents(snapshot: FloorSnapshot) -> Iterator[UnjudgedRule]:
    why = snapshot.agents.problem
    if snapshot.agents.value is None and why:
        yield from (UnjudgedRule(rule, why) for rule in _OF_AGENTS)
