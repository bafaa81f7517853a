"""The fields of ``vicidash line`` that only the dialer's pages tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Age, Vicidash
from tests.cli.runner import account
from tests.replay import Replay, recorded_page
from vicidash.client.report import realtime, summary

BUILDS = ("2.14-202", "2.14-107")
SHOWN = "{longest_wait} {service_level} {service_group} {trunk_short} {dialable}"
REPORT, SUMMARY = "AST_timeonVDADall.php", "AST_timeonVDADallSUMMARY.php"


@pytest.fixture(params=BUILDS)
def dialer(request: pytest.FixtureRequest) -> Iterator[Replay]:
    with Replay(request.param).otherwise("agent_status_not_logged_in") as dialer:
        yield dialer


def ask(vicidash: Vicidash, dialer: Replay, *args: str) -> str:
    ran = vicidash("line", "--format", SHOWN, *args, env=account(dialer))
    assert (ran.code, ran.err) == (0, "")
    return ran.out.rstrip("\n")


def test_they_are_those_of_the_recorded_pages(vicidash: Vicidash, dialer: Replay) -> None:
    report = realtime.read(recorded_page("realtime_ingroups", dialer.build).body)
    heads = summary.read(recorded_page("summary_all", dialer.build).body)
    seconds = max(c.seconds for c in report.calls_waiting or () if c.status == "LIVE")
    short = sum(each.trunk_short or 0 for each in heads)
    leads = sum(each.dialable_leads or 0 for each in heads)
    assert ask(vicidash, dialer) == (
        f"{seconds // 60}:{seconds % 60:02} 76.2% SALESLINE {short} {leads:,}"
    )


def test_a_campaign_has_its_own_and_no_service_level(vicidash: Vicidash, dialer: Replay) -> None:
    report = realtime.read(recorded_page("realtime_ingroups", dialer.build).body)
    (seconds,) = [c.seconds for c in report.calls_waiting or () if c.group == "SALESB2B"]
    short = {"2.14-202": 9, "2.14-107": 3}[dialer.build]
    assert ask(vicidash, dialer, "--campaign", "SALESB2B") == f"0:0{seconds} — — {short} 1,843"
    assert ask(vicidash, dialer, "--campaign", "SOLAR_OB") == "0:00 — — — 40"


def test_the_pages_are_asked_once_a_minute_and_only_for_these(
    vicidash: Vicidash, dialer: Replay, later: Age
) -> None:
    """2.14-107 lists its campaigns by the summary, once a minute too."""
    vicidash("line", env=account(dialer))
    listed = len(dialer.asked(SUMMARY))
    assert (len(dialer.asked(REPORT)), listed) == (0, dialer.build == "2.14-107")
    for _ in range(4):
        ask(vicidash, dialer)
        later(15.0)
    assert (len(dialer.asked(REPORT)), len(dialer.asked(SUMMARY))) == (1, 1 + listed)
    later(1.0)
    ask(vicidash, dialer)
    assert (len(dialer.asked(REPORT)), len(dialer.asked(SUMMARY))) == (2, 2 * (1 + listed))


def test_with_never_they_are_unknown_and_nothing_is_asked(
    vicidash: Vicidash, dialer: Replay
) -> None:
    path = Path(vicidash("config", "path").out.strip())
    path.parent.mkdir(parents=True)
    path.write_text('report = "never"\n')
    assert ask(vicidash, dialer) == "— — — — —"
    assert not dialer.asked(REPORT) + dialer.asked(SUMMARY)


def test_a_page_that_does_not_come_leaves_the_rest_as_it_is(
    vicidash: Vicidash, dialer: Replay
) -> None:
    for page in (REPORT, SUMMARY):
        dialer.answer(page, "<html><body>404 Not Found</body></html>", status=404)
    ran = vicidash("line", "--format", "{in_call} {trunk_short}", env=account(dialer))
    in_call, short = ran.out.split()
    assert (ran.code, short) == (0, "—")
    assert int(in_call) > 0
