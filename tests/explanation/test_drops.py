"""Why a campaign drops too many calls: every figure of the explanation is a fact."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from vicidash.client import Agent, CampaignStats
from vicidash.client.report.models import CampaignSummary
from vicidash.config.settings import AlertSettings
from vicidash.explanation.drops import DropFacts, explain_drops
from vicidash.explanation.sentence import Sentence
from vicidash.floor.snapshot import Exactness, FloorAgent, FloorCampaign
from vicidash.history.samples import Window
from vicidash.history.shift import HourFigure

RULES = AlertSettings()
AT = 10_000.0


def stats(**changes: Any) -> CampaignStats:
    figures = {
        "dial_method": "RATIO",
        "dial_level": 3.2,
        "agents_logged_in": 15,
        "agents_paused": 0,
        "calls_today": 2000,
        "answers_today": 1000,
        "drops_today": 40,
        "drop_percent": 4.0,
        "hopper_level": 95,
        **changes,
    }
    return CampaignStats.model_validate({"campaign_id": "INSURNCE", **figures})


def pausing(user: str, seconds: float, code: str | None = "LUNCH") -> FloorAgent:
    agent = Agent.model_validate(
        {"user": user, "campaign_id": "INSURNCE", "status": "PAUSED", "pause_code": code}
    )
    return FloorAgent(agent, AT - seconds, Exactness.EXACT)


def hour(number: int, drops: int, answers: int, lowest: float = 2.0, highest: float = 2.0) -> Any:
    return HourFigure(number, 60, answers * 2, answers, drops, highest, lowest, highest)


def facts(campaign: CampaignStats | None = None, **more: Any) -> DropFacts:
    leads = more.pop("leads", None)
    summary = None
    if leads is not None:
        summary = CampaignSummary(at=None, campaign_id="INSURNCE", dialable_leads=leads)  # type: ignore[arg-type]
    return DropFacts(FloorCampaign(campaign or stats(), summary=summary), RULES, AT, **more)


def lines(found: DropFacts) -> list[str]:
    return [str(each) for each in explain_drops(found)]


def test_a_rate_below_the_limit_needs_no_explanation() -> None:
    assert lines(facts(stats(drops_today=29, drop_percent=2.9))) == []


def test_a_rate_of_too_few_answers_is_not_explained() -> None:
    assert lines(facts(stats(answers_today=3, drops_today=1, drop_percent=33.3))) == []


def test_an_unknown_rate_is_not_explained() -> None:
    assert lines(facts(stats(drop_percent=None, drops_today=None))) == []


def test_it_says_by_how_much_and_how_many_answers_bring_it_back() -> None:
    said = lines(facts(hour=Window(60, 200, 120, 4)))
    assert said[0] == "Drop 4.00% today: 40 of 1,000 answers, 10 too many for 3%"
    assert said[-1] == (
        "334 more answers without a drop bring it back to 3%; the last 60 min had 120"
    )
    # 334 is the least number that does: 40 of 1,333 is still too many
    assert 40 / 1334 <= 0.03 < 40 / 1333


def test_the_worst_hours_come_with_the_level_that_they_had() -> None:
    hours = [hour(9, 1, 100), hour(10, 12, 197, 3.4, 3.4), hour(11, 7, 150, 2.8, 3.4)]
    said = lines(facts(hours=hours))
    assert said[1] == (
        "Worst hours: 10:00 6.09% (12 of 197) at level 3.4, "
        "11:00 4.67% (7 of 150) at level 2.8 to 3.4"
    )


def test_without_a_recorded_hour_it_says_so() -> None:
    assert lines(facts())[1] == "Hours: none of today was recorded here"
    assert lines(facts(hours=[hour(9, 1, 100)]))[1] == (
        "Hours: none that was recorded here is over 3%"
    )


def test_who_is_paused_longest_is_named_and_those_past_their_limit_have_a_sign() -> None:
    agents = [pausing("a0001", 60), pausing("a0002", 7200), pausing("a0003", 300, None)]
    said = lines(facts(stats(agents_paused=3), agents=agents))
    assert said[2] == "Paused: 3 of 15 agents: !a0002 LUNCH 2:00:00, a0003 5:00, a0001 LUNCH 1:00"


def test_leads_are_named_where_they_are_known() -> None:
    assert lines(facts(leads=412))[3] == "Leads: 412 dialable, 95 in the hopper"
    assert lines(facts(stats(hopper_level=None)))[3] == "Leads: not known"


def test_whoever_is_past_the_limit_of_a_pause_is_the_cheapest_fix() -> None:
    agents = [pausing("a0001", 60), pausing("a0002", 7200)]
    said = lines(facts(stats(agents_paused=2), agents=agents))
    assert said[4] == "Cheapest: get back 1 paused past the limit: a0002"


def test_else_a_lower_level_is_with_the_hour_in_which_it_sufficed() -> None:
    said = lines(facts(hours=[hour(9, 1, 100, 2.0, 2.1), hour(10, 12, 197, 3.4, 3.4)]))
    assert said[4] == (
        "Cheapest: lower the dial level; the level is 3.2 now, at 2.1 it dropped 1.00% from 09:00"
    )
    adapting = lines(facts(stats(dial_method="ADAPT_TAPERED")))
    assert adapting[4].startswith("Cheapest: lower the adaptive maximum; the level is 3.2 now")


def test_at_the_lowest_level_it_is_the_paused_agents() -> None:
    said = lines(facts(stats(dial_level=1.0, agents_paused=10), agents=[pausing("a0001", 9)]))
    assert said[4] == "Cheapest: get back the 10 paused agents"


def test_an_empty_campaign_has_only_to_wait() -> None:
    said = lines(facts(stats(agents_logged_in=0)))
    assert said[4] == "Cheapest: wait until agents log in; without them it drops no calls"


def test_where_nothing_explains_it_that_is_said() -> None:
    said = lines(facts(stats(dial_level=1.0)))
    assert said[4] == "Cheapest: have more agents log in; a lower level would not help"
    assert said[-1] == "Nothing that is known here explains it"
    assert "Nothing that is known here explains it" not in lines(facts())


def figures_of(found: DropFacts) -> dict[str, object]:
    """All facts by the names that an explanation may give them, found without its code."""
    known: dict[str, object] = {
        f"stats.{name}": value for name, value in found.campaign.stats.model_dump().items()
    }
    known["limit"] = RULES.drop.critical
    for each in found.hours:
        for name in ("hour", "drop_percent", "drops", "answers", "lowest", "highest"):
            known[f"hours.{each.hour}.{name}"] = getattr(each, name)
    overdue = 0
    for seen in found.agents:
        user, code = seen.agent.user, seen.agent.pause_code
        minutes = {k.casefold(): m for k, m in RULES.paused.limits.items()}.get(
            (code or "").casefold(), RULES.paused.minutes
        )
        overdue += AT - seen.since > minutes * 60 > 0
        known |= {
            f"agents.{user}.user": user,
            f"agents.{user}.code": code,
            f"agents.{user}.seconds": AT - seen.since,
        }
    known["overdue"] = overdue
    if found.campaign.summary is not None:
        known["dialable"] = found.campaign.summary.dialable_leads
    if found.hour is not None:
        known |= {"hour.minutes": found.hour.minutes, "hour.answers": found.hour.answers}
    return known | distances(found.stats.drops_today, found.stats.answers_today)


def distances(drops: int | None, answers: int | None) -> dict[str, object]:
    """Drops left and answers needed, found by counting."""
    if drops is None or answers is None:
        return {}
    more = left = 0
    while drops * 100 > RULES.drop.critical * (answers + more):
        more += 1
    while more and (drops + left) * 100 > RULES.drop.critical * answers:
        left -= 1
    while not more and (drops + left + 1) * 100 <= RULES.drop.critical * (answers + left + 1):
        left += 1
    return {"needed": more, "left": left}


def bare(each: Sentence) -> str:
    """The sentence without its figures."""
    text = each.text
    for figure in each.figures:
        assert figure.shown in text
        text = text.replace(figure.shown, "", 1)
    return text


counts = st.integers(0, 400)
hours_of_a_day = st.lists(
    st.tuples(counts, counts, st.sampled_from([1.0, 2.0, 3.4])), max_size=6
).map(lambda rows: [hour(8 + n, min(d, a), a, lv, lv) for n, (d, a, lv) in enumerate(rows)])
agents_paused = st.lists(
    st.tuples(st.floats(0, 9000), st.sampled_from([None, "LUNCH", "BREAK"])), max_size=6
).map(lambda rows: [pausing(f"a{n}", seconds, code) for n, (seconds, code) in enumerate(rows)])


@st.composite
def situations(draw: st.DrawFn) -> DropFacts:
    answers = draw(st.integers(1, 500))
    drops = draw(st.integers(0, answers))
    agents = draw(agents_paused)
    campaign = stats(
        answers_today=answers,
        drops_today=drops,
        drop_percent=drops / answers * 100,
        dial_level=draw(st.none() | st.sampled_from([0.0, 1.0, 2.5, 10.0])),
        dial_method=draw(st.sampled_from([None, "RATIO", "ADAPT_TAPERED", "MANUAL"])),
        agents_paused=draw(st.just(len(agents)) | st.none()),
        agents_logged_in=draw(st.none() | st.integers(0, 40)),
        hopper_level=draw(st.none() | counts),
    )
    window = draw(st.none() | st.builds(Window, st.integers(1, 60), counts, counts, counts))
    leads = draw(st.none() | counts)
    return facts(campaign, agents=agents, hours=draw(hours_of_a_day), hour=window, leads=leads)


@given(situations())
def test_every_figure_of_every_sentence_is_a_fact(found: DropFacts) -> None:
    known = figures_of(found)
    for each in explain_drops(found):
        for figure in each.figures:
            assert figure.fact in known
            assert figure.value == known[figure.fact]
        assert not re.search(r"\d", bare(each)), "no figure stands there that is no fact"


@given(situations())
def test_only_a_critical_rate_is_explained(found: DropFacts) -> None:
    percent, answers = found.stats.drop_percent or 0.0, found.stats.answers_today or 0
    red = percent >= RULES.drop.critical and answers >= RULES.drop.min_answers
    assert bool(explain_drops(found)) is red
