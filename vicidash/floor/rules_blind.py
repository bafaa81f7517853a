"""Which rules cannot judge, and why: where they see nothing, that nothing fires says nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from vicidash.config.settings import AlertSettings
from vicidash.floor.rules_terms import Rule
from vicidash.floor.snapshot import FloorCampaign, FloorSnapshot


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
