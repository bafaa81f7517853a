"""The replayed dialer answers as the recorded one did, so that the other tests mean something."""

from __future__ import annotations

from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from tests.replay import AGENT, NON_AGENT, Exchange, Replay, recorded, recordings

ORDINARY = [each for each in recordings() if each.http_status == 200 and each.user == "apiuser"]


def ask(dialer: Replay, path: str, **params: str) -> str:
    form = urlencode({"user": "apiuser", "pass": "s3cret", **params}).encode()
    with urlopen(dialer.url + path, form) as response:  # noqa: S310
        body: bytes = response.read()
        return body.decode()


@pytest.mark.parametrize("exchange", ORDINARY, ids=lambda each: f"{each.build}-{each.name}")
def test_a_recording_can_be_replayed(exchange: Exchange) -> None:
    with Replay(exchange.build).prefer(exchange.name) as dialer:
        assert ask(dialer, exchange.path, **exchange.params) == exchange.body


@pytest.mark.parametrize(
    ("name", "narrows"),
    [
        ("logged_in_agents_two_campaigns", "SOLAR_OB|INB_ONLY"),
        ("campaigns_list_one", "SOLAR_OB"),
        ("call_status_stats_two", "SALESB2B-SOLAR_OB"),
    ],
)
def test_a_narrowed_answer_is_the_recorded_one(dialer: Replay, name: str, narrows: str) -> None:
    """Asked with a needless repetition, which no recording has."""
    exchange = recorded(name)
    parameter = next(key for key, value in exchange.params.items() if value == narrows)
    again = {**exchange.params, parameter: f"{narrows}{'-' if '-' in narrows else '|'}SOLAR_OB"}
    if name == "campaigns_list_one":
        again[parameter] = narrows
    assert ask(dialer, exchange.path, **again) == exchange.body


def test_a_wrong_password_is_echoed_as_it_was_recorded(dialer: Replay) -> None:
    wrong = {"pass": "wrong", "header": "YES"}
    told = ask(dialer, NON_AGENT, function="logged_in_agents", **wrong)
    assert told == recorded("na_bad_password").body
    told = ask(dialer, AGENT, function="external_pause", **wrong)
    assert told == recorded("ag_bad_password").body


def test_what_was_not_recorded_is_answered_as_a_stock_server_would(dialer: Replay) -> None:
    assert ask(dialer, NON_AGENT, function="campaign_rates") == "ERROR: NO FUNCTION SPECIFIED\n"
    assert ask(dialer, AGENT, function="dance") == ""
    assert [asked.function for asked in dialer.unmatched] == ["campaign_rates", "dance"]
