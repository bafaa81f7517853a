"""Why a campaign drops too many calls, and what the cheapest fix is. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from vicidash import formatting
from vicidash.alerts.rules import LOWEST_LEVEL, can_drop_less
from vicidash.client import AgentState, CampaignStats
from vicidash.config.settings import AlertSettings
from vicidash.explanation.sentence import Figure, Sentence, joined, sentence
from vicidash.floor.drop_rate import answers_needed, drops_left, sample
from vicidash.floor.snapshot import FloorAgent, FloorCampaign
from vicidash.formatting import noun_of
from vicidash.history.hopper import NO_DIALING
from vicidash.history.samples import Window
from vicidash.history.shift import HourFigure

WORST: Final = 3
"""Hours and paused agents that are named."""


@dataclass(frozen=True, slots=True)
class DropFacts:
    """What is known of a campaign's drop rate."""

    campaign: FloorCampaign
    rules: AlertSettings
    at: float
    """Clock seconds to which times in a state are counted."""
    agents: Sequence[FloorAgent] = ()
    """Those of the campaign, as the floor lists them."""
    hours: Sequence[HourFigure] = ()
    """The hours of the dialer's day that were recorded."""
    hour: Window | None = None
    """The last hour."""

    @property
    def stats(self) -> CampaignStats:
        """The figures of the campaign."""
        return self.campaign.stats

    @property
    def limit(self) -> float:
        """The drop % that is too much."""
        return self.rules.drop.critical

    @property
    def paused(self) -> list[FloorAgent]:
        """The paused agents, the longest first."""
        found = [each for each in self.agents if each.agent.state is AgentState.PAUSED]
        return sorted(found, key=lambda each: (each.since, each.agent.user))

    @property
    def overdue(self) -> list[FloorAgent]:
        """The paused agents who are past the limit of their code."""
        return [each for each in self.paused if is_overdue(each, self.rules, self.at)]

    @property
    def worst_hours(self) -> list[HourFigure]:
        """The hours over the limit, those with the most drops too many first."""
        over = [(excess, each) for each in self.hours if (excess := self._excess(each)) > 0]
        return [each for _, each in sorted(over, key=lambda pair: (-pair[0], pair[1].hour))]

    @property
    def calm_hour(self) -> HourFigure | None:
        """The hour within the limit with the highest level below the present one."""
        level = self.stats.dial_level
        calm = [
            each
            for each in self.hours
            if each.highest is not None
            and each.drop_percent is not None
            and (each.answers or 0) >= self.rules.drop.min_answers
            and each.drop_percent <= self.limit
            and level is not None
            and each.highest < level
        ]
        return max(calm, key=lambda each: (each.highest or 0.0, each.hour), default=None)

    def _excess(self, hour: HourFigure) -> float:
        """Drops above the limit in an hour."""
        return (hour.drops or 0) - self.limit / 100 * (hour.answers or 0)


def is_overdue(seen: FloorAgent, rules: AlertSettings, at: float) -> bool:
    """Whether an agent is paused for longer than the limit of their code."""
    limit = rules.paused.limit_of(seen.agent.pause_code)
    return limit is not None and seen.seconds(at) > limit


def explain_drops(facts: DropFacts) -> list[Sentence]:
    """Why the drop % of a campaign is critical, and what helps; nothing while it is not, or is of
    too few answers."""
    stats, rule = facts.stats, facts.rules.drop
    answers = sample(stats)
    if stats.drop_percent is None or answers is None:
        return []
    if stats.drop_percent < rule.critical or answers < rule.min_answers:
        return []
    found = [_rate(facts), _hours(facts), _paused(facts), _leads(facts), *_fix(facts)]
    explained = facts.worst_hours or facts.paused or _can_lower(stats) or stats.is_empty
    return found if explained else [*found, sentence("Nothing that is known here explains it")]


def _rate(facts: DropFacts) -> Sentence:
    stats = facts.stats
    left = drops_left(stats.drops_today, stats.answers_today, facts.limit)
    percent = Figure(
        "stats.drop_percent", stats.drop_percent, formatting.percent(stats.drop_percent)
    )
    limit = Figure("limit", facts.limit, f"{facts.limit:g}%")
    if left is None:
        return sentence(
            "Drop {} today, limit {}; how many drops that is, is not known", percent, limit
        )
    drops = _count("stats.drops_today", stats.drops_today)
    answers = _count("stats.answers_today", stats.answers_today)
    of = Figure("left", left, formatting.number(abs(left)))
    over = "{} too many for {}" if left < 0 else "{} left before {}"
    return sentence(
        f"Drop {{}} today: {{}} of {{}} answers, {over}", percent, drops, answers, of, limit
    )


def _hours(facts: DropFacts) -> Sentence:
    worst = facts.worst_hours[:WORST]
    if not facts.hours:
        return sentence("Hours: none of today was recorded here")
    if not worst:
        limit = Figure("limit", facts.limit, f"{facts.limit:g}%")
        return sentence("Hours: none that was recorded here is over {}", limit)
    return joined([sentence("Worst hours: "), joined([_hour(each) for each in worst], ", ")], "")


def _hour(each: HourFigure) -> Sentence:
    of = f"hours.{each.hour}."
    figures = [
        Figure(f"{of}hour", each.hour, f"{each.hour:02}:00"),
        Figure(f"{of}drop_percent", each.drop_percent, formatting.percent(each.drop_percent)),
        _count(f"{of}drops", each.drops),
        _count(f"{of}answers", each.answers),
    ]
    template = "{} {} ({} of {})"
    if each.lowest is None or each.highest is None:
        return sentence(f"{template}, level not known", *figures)
    lowest = Figure(f"{of}lowest", each.lowest, formatting.level(each.lowest))
    highest = Figure(f"{of}highest", each.highest, formatting.level(each.highest))
    if each.lowest == each.highest:
        return sentence(f"{template} at level {{}}", *figures, highest)
    return sentence(f"{template} at level {{}} to {{}}", *figures, lowest, highest)


def _paused(facts: DropFacts) -> Sentence:
    paused, stats = facts.paused, facts.stats
    if stats.agents_paused is None:
        return sentence("Paused: not known")
    if not stats.agents_paused:
        return sentence("Paused: nobody")
    count = _count("stats.agents_paused", stats.agents_paused)
    of = _count("stats.agents_logged_in", stats.agents_logged_in)
    named = joined([_pause(each, facts) for each in paused[:WORST]], ", ")
    counted = sentence("Paused: {} of {} agents", count, of)
    return joined([counted, named], ": ") if paused else counted


def _pause(each: FloorAgent, facts: DropFacts) -> Sentence:
    seconds, code = each.seconds(facts.at), each.agent.pause_code
    of = f"agents.{each.agent.user}."
    user = Figure(f"{of}user", each.agent.user, each.agent.user)
    time = Figure(f"{of}seconds", seconds, formatting.marked(seconds, each.exactness.mark))
    sign = "!" if is_overdue(each, facts.rules, facts.at) else ""
    if code:
        return sentence(f"{sign}{{}} {{}} {{}}", user, Figure(f"{of}code", code, code), time)
    return sentence(f"{sign}{{}} {{}}", user, time)


def _leads(facts: DropFacts) -> Sentence:
    summary, hopper = facts.campaign.summary, facts.stats.hopper_level
    leads = summary.dialable_leads if summary is not None else None
    known = []
    if leads is not None:
        known.append(sentence("{} dialable", _count("dialable", leads)))
    if hopper is not None:
        known.append(sentence("{} in the hopper", _count("stats.hopper_level", hopper)))
    if not known:
        return sentence("Leads: not known")
    return joined([sentence("Leads: "), joined(known, ", ")], "")


def _fix(facts: DropFacts) -> Iterator[Sentence]:
    yield joined([sentence("Cheapest: "), _cheapest(facts)], "")
    stats = facts.stats
    needed = answers_needed(stats.drops_today, stats.answers_today, facts.limit)
    if not needed:
        return
    limit = Figure("limit", facts.limit, f"{facts.limit:g}%")
    back = sentence(
        f"{{}} more {noun_of(needed, 'answer')} without a drop {_bring(needed)} it back to {{}}",
        _count("needed", needed),
        limit,
    )
    if facts.hour is not None and facts.hour.answers is not None:
        lately = sentence(
            "the last {} min had {}",
            Figure("hour.minutes", facts.hour.minutes, str(facts.hour.minutes)),
            _count("hour.answers", facts.hour.answers),
        )
        back = joined([back, lately], "; ")
    yield back


def _cheapest(facts: DropFacts) -> Sentence:
    stats, overdue = facts.stats, facts.overdue
    if stats.is_empty:
        return sentence("wait until agents log in; without them it drops no calls")
    if overdue:
        names = [
            sentence("{}", Figure(f"agents.{e.agent.user}.user", e.agent.user, e.agent.user))
            for e in overdue[:WORST]
        ]
        past = sentence("get back {} paused past the limit", _count("overdue", len(overdue)))
        return joined([past, joined(names, ", ")], ": ")
    if _can_lower(stats):
        return _lowered(facts)
    if stats.agents_paused:
        paused = _count("stats.agents_paused", stats.agents_paused)
        return sentence(f"get back the {{}} paused {noun_of(stats.agents_paused, 'agent')}", paused)
    return sentence("have more agents log in; a lower level would not help")


def _lowered(facts: DropFacts) -> Sentence:
    stats, calm = facts.stats, facts.calm_hour
    lever = "adaptive maximum" if stats.adapts else "dial level"
    if stats.dial_level is None:
        return sentence(f"lower the {lever}")
    level = Figure("stats.dial_level", stats.dial_level, formatting.level(stats.dial_level))
    lower = sentence(f"lower the {lever}; the level is {{}} now", level)
    if calm is None or calm.highest is None:
        return lower
    of = f"hours.{calm.hour}."
    was = sentence(
        "at {} it dropped {} from {}",
        Figure(f"{of}highest", calm.highest, formatting.level(calm.highest)),
        Figure(f"{of}drop_percent", calm.drop_percent, formatting.percent(calm.drop_percent)),
        Figure(f"{of}hour", calm.hour, f"{calm.hour:02}:00"),
    )
    return joined([lower, was], ", ")


def _can_lower(stats: CampaignStats) -> bool:
    """Whether a lower level is known to bring fewer drops."""
    known = stats.dial_level is not None and stats.dial_level > LOWEST_LEVEL
    return known and stats.dial_method not in NO_DIALING and can_drop_less(stats)


def _count(fact: str, value: int | None) -> Figure:
    return Figure(fact, value, formatting.number(value))


def _bring(count: int) -> str:
    return "brings" if count == 1 else "bring"
