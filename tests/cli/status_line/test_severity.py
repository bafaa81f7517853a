"""The status line names the campaign that the console's alerts put first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vicidash.alerts.alert import Finding, RuleContext
from vicidash.alerts.rules import drop
from vicidash.cli.status_line.cache import CachedAnswer, Known, LineQuery, SettingsStamp
from vicidash.cli.status_line.text import _worst
from vicidash.client import CampaignStats
from vicidash.config.settings import AlertSettings
from vicidash.floor.snapshot import FloorCampaign, FloorSnapshot, Polled
from vicidash.floor.watch import Intervals

RULES = AlertSettings()
QUERY = LineQuery(None, agents=True, queues=False, calls=True, max_age=10.0)
STAMP = SettingsStamp(
    "key",
    (),
    (),
    4.0,
    15.0,
    60.0,
    RULES.drop.warn,
    RULES.drop.critical,
    0.0,
    RULES.drop.min_answers,
)

Day = tuple[int, int, int]
"""Answers, drops, agents logged in."""


def line(days: dict[str, Day]) -> tuple[str, str]:
    """The campaign that the line names, and the sign of its drop %."""
    percents = {name: drops / answers * 100 for name, (answers, drops, _) in days.items()}
    calls = {
        name: {
            "calls": answers,
            "answers": answers,
            "drops": drops,
            "drop_percent": percents[name],
            "drop_sign": ""
            if percents[name] < RULES.drop.warn
            else "!"
            if percents[name] < RULES.drop.critical
            else "!!",
            "drops_left": 0,
        }
        for name, (answers, drops, _) in days.items()
    }
    known = Known()
    known.calls = CachedAnswer(0.0, calls)
    known.listed = CachedAnswer(0.0, dict.fromkeys(days, True))
    known.agents = CachedAnswer(
        0.0, {name: {"waiting": n} for name, (_, _, n) in days.items() if n}
    )
    shown = _worst(known, QUERY, STAMP)
    return shown["worst"], shown["worst_sign"]


def console(days: dict[str, Day]) -> list[tuple[int, float, str]]:
    """The findings of the console's drop rule, the most severe first, then the highest."""
    campaigns = {}
    for name, (answers, drops, agents) in days.items():
        stats = CampaignStats(
            campaign_id=name,
            answers_today=answers,
            drops_today=drops,
            drop_percent=drops / answers * 100,
            agents_logged_in=agents,
        )
        campaigns[name] = FloorCampaign(stats, ages={"call_status_stats": 0.0})
    snapshot = FloorSnapshot(at=0.0, campaigns=Polled(campaigns, 0.0))
    context = RuleContext(snapshot, 0.0, 0.0, intervals=Intervals())
    found = [each for each in drop(RULES, context) if isinstance(each, Finding)]
    return sorted((-int(e.severity), -(e.value or 0.0), e.key.target) for e in found)


days = st.dictionaries(
    st.sampled_from(["SALES", "SOLAR", "EMPTY", "INB"]),
    st.integers(RULES.drop.min_answers, 2000).flatmap(
        lambda answers: st.tuples(
            st.just(answers), st.integers(0, answers // 8), st.sampled_from([0, 0, 5])
        )
    ),
    min_size=1,
)


@given(days)
def test_line_and_alerts_agree_on_the_worst_campaign(found: dict[str, Day]) -> None:
    alerts = console(found)
    name, sign = line(found)
    if not alerts:
        assert sign == ""
        return
    severity, percent, _ = alerts[0]
    assert len(sign) == -severity
    assert found[name][1] / found[name][0] * 100 == -percent


def test_a_campaign_without_agents_is_named_after_one_that_goes_on_dropping() -> None:
    assert line({"EMPTY": (1000, 80, 0), "SALES": (1000, 31, 9)}) == ("SALES", "!!")
    assert line({"EMPTY": (1000, 80, 0), "SALES": (1000, 10, 9)}) == ("EMPTY", "!")
