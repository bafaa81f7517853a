"""What on the floor calls for a supervisor: one view, judged by all rules. Pure.

Of each of its targets a rule says one of three things: what is the matter, that all is well, or
that it cannot tell. The last is neither: what is not known raises no alert and clears none.
"""

from __future__ import annotations

from collections.abc import Iterable

from vicidash.config.settings import AlertSettings
from vicidash.floor import rules_agents, rules_campaigns, rules_dialer
from vicidash.floor.rules_terms import (
    AlertKey,
    Finding,
    Judged,
    Rule,
    RuleContext,
    RuleResults,
    Severity,
    TargetKind,
)

__all__ = [
    "Finding",
    "AlertKey",
    "TargetKind",
    "RuleResults",
    "Rule",
    "Severity",
    "RuleContext",
    "review",
]


def review(rules: AlertSettings, view: RuleContext) -> RuleResults:
    """Judge a view by all rules that are on. A floor that is out of sight is not judged at all."""
    stale = rules_dialer.stale_floor(rules, view)
    if stale is not None:
        return _sorted_out([stale] if rules.stale.on else [], blind=True)
    judges = (
        (rules.drop, rules_campaigns.drop),
        (rules.waiting, rules_campaigns.waiting),
        (rules.hopper, rules_campaigns.hopper),
        (rules.paused, rules_agents.paused),
        (rules.dead, rules_agents.dead),
        (rules.dispo, rules_agents.dispo),
        (rules.not_obeyed, rules_dialer.not_obeyed),
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
