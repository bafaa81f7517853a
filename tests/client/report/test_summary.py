"""The campaign summary of both builds, held against the agents in the database beside it."""

from __future__ import annotations

import pytest

from tests.replay import recorded_page
from vicidash.client import CampaignSummary, UnsupportedPage
from vicidash.client.report import realtime
from vicidash.client.report import summary as report_summary

BUILDS = ("2.14-202", "2.14-107")
both = pytest.mark.parametrize("build", BUILDS)


def read(build: str) -> dict[str, CampaignSummary]:
    return {each.campaign_id: each for each in report_summary.read(body(build))}


def body(build: str = "2.14-202") -> str:
    return recorded_page("summary_all", build).body


@both
def test_every_campaign_has_its_level_and_method(build: str) -> None:
    figures = {
        each.campaign_id: (each.dial_level, each.max_level, each.dial_method)
        for each in report_summary.read(body(build))
    }
    assert figures == {
        "INB_ONLY": (0, 3, "INBOUND_MAN"),
        "INSURNCE": (2.5, 3, "ADAPT_HARD_LIMIT"),
        "SALESB2B": (3, 3, "RATIO"),
        "SOLAR_OB": (4.25, 3, "ADAPT_TAPERED"),
    }


@both
def test_agents_are_as_many_as_in_the_database(build: str) -> None:
    recording = recorded_page("summary_all", build)
    for campaign_id, summary in read(build).items():
        statuses = [agent[1] for agent in recording.live_agents if agent[2] == campaign_id]
        shown = summary.counters
        assert shown.agents_logged_in == len(statuses)
        assert shown.agents_waiting == sum(each in ("READY", "CLOSER") for each in statuses)
        assert shown.agents_paused == statuses.count("PAUSED")
        assert shown.agents_in_calls == sum(each in ("INCALL", "QUEUE") for each in statuses)
        assert (shown.agents_dead, shown.agents_dialing) == (None, None)


@both
def test_each_campaign_has_its_own_calls(build: str) -> None:
    calls = {
        name: (each.counters.active, each.counters.ringing, each.counters.waiting)
        for name, each in read(build).items()
    }
    assert calls == {
        "INB_ONLY": (4, 1, 3),
        "INSURNCE": (4, 1, 3),
        "SALESB2B": (2, 1, 1),
        "SOLAR_OB": (1, 1, 0),
    }
    assert [each.counters.in_ivr for each in read(build).values()] == [1, 1, 0, 0]


@both
def test_leads_and_drops_of_each_campaign(build: str) -> None:
    figures = {
        name: (each.dialable_leads, each.leads_in_hopper, each.drops, each.answers)
        for name, each in read(build).items()
    }
    assert figures == {
        "INB_ONLY": (0, 0, 0, 0),
        "INSURNCE": (0, 320, 0, 0),
        "SALESB2B": (1843, 180, 127, 4885),
        "SOLAR_OB": (40, 40, 82, 2900),
    }
    shares = [each.drop_percent for each in read(build).values()]
    assert shares == [0, 0, 2.6, 2.828]


@both
def test_all_that_stands_there_is_read(build: str) -> None:
    each = read(build)["SALESB2B"]
    assert each.at == realtime.read(recorded_page("realtime_one", build).body).at
    assert (each.trunk_short, each.trunk_fill) == (9 if build == "2.14-202" else 3, 6)
    assert (each.average_agents, each.dial_difference) == (44.3, -1.25)
    assert (each.difference_percent, each.target_difference) == (-2.82, 0)
    assert (each.dropped_max, each.intensity, each.dial_timeout) == (3, 0, 65)
    assert (each.taper_time, each.local_call_time, each.available_only) == (2100, "24hours", False)
    assert (each.hopper_level, each.hopper_auto, each.calls_today) == (200, None, 4823)
    assert (each.lead_filter, each.lead_order) == ("NONE", "DOWN")
    assert each.dial_statuses == ("PDROP", "DROP", "B", "NEW")


def test_a_blank_is_unknown_and_not_zero() -> None:
    each = read("2.14-202")["SOLAR_OB"]
    assert (each.trunk_short, each.trunk_fill) == (None, 0)


def test_the_summary_agrees_with_the_report_of_the_same_campaign() -> None:
    summary = read("2.14-202")["SALESB2B"]
    head = realtime.read(recorded_page("realtime_one").body).head
    for field in ("dial_level", "max_level", "dialable_leads", "drops", "answers", "lead_order"):
        assert getattr(summary, field) == getattr(head, field)


@pytest.mark.parametrize(
    ("word", "instead"),
    [("DIAL LEVEL", "NIVEL"), ("TIME:", "HORA:"), ("calls", "x"), ("2026-11-30", "30.11.")],
)
def test_labels_that_are_not_known_make_it_unsupported(word: str, instead: str) -> None:
    """No translated page was recorded."""
    changed = body().replace(word, instead)
    if word == "calls":
        changed = changed.replace("agents", "y")
    with pytest.raises(UnsupportedPage):
        report_summary.read(changed)


def test_a_label_that_is_not_known_costs_only_its_own_figure() -> None:
    changed = body().replace("AVG AGENTS:", "MEDIA:")
    each = {each.campaign_id: each for each in report_summary.read(changed)}["SALESB2B"]
    assert (each.average_agents, each.dial_method, each.calls_today) == (None, "RATIO", 4823)


def test_no_campaign_is_an_empty_summary() -> None:
    """The account may see none; the page then ends behind its form. Not recorded."""
    whole = body()
    start = whole.index('<b><a href="./realtime_report.php')
    assert report_summary.read(whole[:start] + "</FORM></BODY></HTML>") == ()
    with pytest.raises(UnsupportedPage):
        report_summary.read("<html><body>Resumen</body></html>")
