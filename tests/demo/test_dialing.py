"""The dialer itself: levels, drops, hopper."""

import pytest

from tests.demo.support import Bench

pytestmark = pytest.mark.thorough


def drop_rate(bench: Bench, campaign: str, **days: str) -> float:
    """Dropped of answered calls in percent, from the stats row."""
    row = bench.ask("call_status_stats", campaigns=campaign, **days).split("|")
    statuses = dict(part.rsplit("-", 1) for part in row[4].split(","))
    return 100 * (int(statuses.get("DROP", 0)) + int(statuses.get("XDROP", 0))) / int(row[2])


def counts(bench: Bench, campaign: str) -> tuple[int, int]:
    """Answered and dropped calls of today."""
    row = bench.ask("call_status_stats", campaigns=campaign).split("|")
    statuses = dict(part.rsplit("-", 1) for part in row[4].split(","))
    return int(row[2]), int(statuses.get("DROP", 0))


def level(bench: Bench, campaign: str) -> str:
    """The dial level that the server lists."""
    return bench.ask("campaigns_list", campaign_id=campaign).split("|")[5]


def played(bench: Bench, campaign: str, hours: int) -> float:
    """The drop rate in percent of the next hours alone."""
    answered, dropped = counts(bench, campaign)
    for _ in range(hours * 6):
        bench.wait(600)
    later = counts(bench, campaign)
    return 100 * (later[1] - dropped) / (later[0] - answered)


def test_a_higher_level_drops_more_calls() -> None:
    rates = []
    for set_to in ("2", "3.5", "6"):
        bench = Bench.of()
        bench.ask("update_campaign", campaign_id="SALESB2B", auto_dial_level=set_to)
        rates.append(played(bench, "SALESB2B", hours=4))
        assert level(bench, "SALESB2B") == set_to
    assert rates[0] < 1 < rates[1] < rates[2]
    assert rates[2] > 8


def test_level_nought_stops_dialling() -> None:
    bench = Bench.of()
    bench.ask("update_campaign", campaign_id="SALESB2B", auto_dial_level="0")
    bench.wait(120)
    ringing = bench.dialer.world.campaigns["SALESB2B"].ringing
    assert ringing == 0


def test_the_dialer_rewrites_an_adaptive_level() -> None:
    bench = Bench.of()
    bench.ask("update_campaign", campaign_id="SOLAR_OB", auto_dial_level="1.11")
    assert level(bench, "SOLAR_OB") == "1.11"
    bench.wait(15)
    assert level(bench, "SOLAR_OB") != "1.11"


def test_the_adaptive_maximum_is_the_lever() -> None:
    bench = Bench.of()
    bench.ask("update_campaign", campaign_id="SOLAR_OB", adaptive_maximum_level="1.2")
    bench.wait(900)
    assert float(level(bench, "SOLAR_OB")) <= 1.2


def test_adaptive_campaigns_keep_their_targets() -> None:
    bench = Bench.of()
    assert 0.7 < played(bench, "SOLAR_OB", hours=8) < 2.2
    assert 2.0 < played(bench, "INSURNCE", hours=8) < 4.6


@pytest.mark.parametrize("seed", range(1, 9))
@pytest.mark.parametrize("hour", [-6.9, -4, 0, 7, 9])
def test_drop_rates_when_the_day_is_first_seen(seed: int, hour: float) -> None:
    bench = Bench.of(seed=seed, utc_offset=-5 + hour)
    assert drop_rate(bench, "SALESB2B") == pytest.approx(2.7, abs=0.75)
    assert drop_rate(bench, "SOLAR_OB") < 2.2
    assert drop_rate(bench, "INSURNCE") > 2.6


def test_thirty_days_sit_below_near_and_above_the_rule() -> None:
    bench = Bench.of()
    days = {"query_date": "2026-10-25", "end_date": "2026-11-23"}
    assert drop_rate(bench, "SOLAR_OB", **days) < 1.7
    assert 2.6 < drop_rate(bench, "SALESB2B", **days) < 3.0
    assert 3.0 < drop_rate(bench, "INSURNCE", **days) < 3.7


def hopper(bench: Bench) -> int:
    """Leads that wait to be dialled."""
    return len(bench.ask("hopper_list", campaign_id="SALESB2B", search_method="BLOCK").splitlines())


def test_the_hopper_drains_and_is_filled_every_minute() -> None:
    bench = Bench.of()
    bench.wait(60 - bench.clock.now % 60)
    full = hopper(bench)
    bench.wait(55)
    drained = hopper(bench)
    bench.wait(5)
    assert drained < full - 5
    assert hopper(bench) == full


def test_an_inactive_campaign_neither_dials_nor_fills() -> None:
    bench = Bench.of()
    bench.ask("update_campaign", campaign_id="SALESB2B", active="N", reset_hopper="Y")
    bench.wait(180)
    assert "THERE ARE NO LEADS IN THE HOPPER" in bench.ask("hopper_list", campaign_id="SALESB2B")
    bench.ask("update_campaign", campaign_id="SALESB2B", active="Y")
    bench.wait(60)
    assert hopper(bench) > 50


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("-2.5", "2.5"), ("1e3", None), ("2,5", None), ("2.25x", "2.25"), ("10.001", "10.001")],
)
def test_a_level_is_bent_before_it_is_judged(sent: str, kept: str | None) -> None:
    bench = Bench.of()
    answer = bench.ask("update_campaign", campaign_id="SALESB2B", auto_dial_level=sent)
    if kept is None:
        assert "MUST BE FROM 0 TO 10.001" in answer
        assert level(bench, "SALESB2B") == "3.0"
    else:
        assert answer.startswith("SUCCESS")
        assert level(bench, "SALESB2B") == kept


def test_the_limit_is_a_setting_of_the_system() -> None:
    bench = Bench.of(dial_limit=4)
    answer = bench.ask("update_campaign", campaign_id="SALESB2B", auto_dial_level="4.5")
    assert "AUTO DIAL LEVEL MUST BE FROM 0 TO 4.001" in answer


def test_a_refused_setting_keeps_the_others_back() -> None:
    bench = Bench.of()
    answer = bench.ask(
        "update_campaign", campaign_id="SALESB2B", auto_dial_level="2", hopper_level="9000"
    )
    assert answer.startswith("ERROR: update_campaign HOPPER LEVEL MUST BE FROM 1 TO 2000")
    assert level(bench, "SALESB2B") == "3.0"
