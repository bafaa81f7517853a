"""A dial level is sent once, as the number that was meant, or not at all, and read back."""

from __future__ import annotations

import asyncio
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.client.helpers import connect, failure, outcome
from tests.effort import effort
from tests.replay import Replay, recorded
from vicidash.client import (
    InvalidInput,
    LevelChange,
    NothingChanged,
    PermissionDenied,
    Refused,
    VicidialClient,
    validation,
)

BENT = ["-2.5", "1e3", "1E3", "2,5", "2.5.1", "2..5", "2.", ".", "", " ", "½", "٣", "0x3", "nan"]
BENT_TOO = ["inf", "+2", "2 5", "1_0", "2.12345", "1000", "123.456", "9" * 400, "2.5\n3", "−2"]


def sent(dialer: Replay) -> list[str]:
    return [asked.params["auto_dial_level"] for asked in dialer.asked("update_campaign")]


async def test_it_is_sent_once_and_read_back(dialer: Replay, client: VicidialClient) -> None:
    change = await client.campaigns.set_dial_level("SALESB2B", 3)
    assert change == LevelChange(
        campaign_id="SALESB2B", dial_method="RATIO", before=3.0, asked=3.0, after=3.0
    )
    assert change.obeyed
    functions = [asked.function for asked in dialer.requests]
    assert functions == ["campaigns_list", "update_campaign", "campaigns_list"]
    assert sent(dialer) == ["3.0"]


async def test_a_level_that_the_dialer_does_not_hold_is_not_called_obeyed(
    dialer: Replay, client: VicidialClient
) -> None:
    """Invented: something else changes the level between the write and the look."""
    dialer.answer("campaigns_list", recorded("campaigns_list").body)
    dialer.answer("campaigns_list", recorded("campaigns_list_after_level").body)
    change = await client.campaigns.set_dial_level("SALESB2B", 3.0)
    assert (change.before, change.asked, change.after) == (3.0, 3.0, 3.5)
    assert not change.obeyed


async def test_a_level_that_was_taken_but_cannot_be_read_back_is_unknown(
    dialer: Replay, client: VicidialClient
) -> None:
    """Invented: no recording has a database that goes away."""
    dialer.answer("campaigns_list", recorded("campaigns_list").body)
    dialer.answer("campaigns_list", "MySQL connect ERROR: ")
    change = await client.campaigns.set_dial_level("SALESB2B", 3.0)
    assert change.after is None
    assert not change.obeyed
    assert sent(dialer) == ["3.0"]


@pytest.mark.parametrize("level", [*BENT, *BENT_TOO, -2.5, -1e-5, 2.0004, True, 1e300])
async def test_what_the_dialer_would_bend_is_not_sent(
    dialer: Replay, client: VicidialClient, level: Any
) -> None:
    error = await failure(client.campaigns.set_dial_level("SALESB2B", level), InvalidInput)
    assert "a number such as 2.5, from 0 (stops dialing)" in str(error)
    assert not dialer.requests


@pytest.mark.parametrize("level", [float("nan"), float("inf"), float("-inf")])
async def test_what_is_no_number_is_not_sent(
    dialer: Replay, client: VicidialClient, level: float
) -> None:
    await failure(client.campaigns.set_dial_level("SALESB2B", level), InvalidInput)
    assert not dialer.requests


@pytest.mark.parametrize(
    ("level", "text"),
    [
        (0, "0.0"),
        (-0.0, "0.0"),
        (0.1 + 0.2, "0.3"),
        (2.25, "2.25"),
        ("002.50", "2.5"),
        (" .5 ", "0.5"),
        ("10.001", "10.001"),
        (4.000000000000001, "4.0"),
    ],
)
def test_the_same_number_is_always_spelled_the_same(level: float | str, text: str) -> None:
    assert validation.dial_level(level) == text


numbers = st.floats() | st.integers() | st.decimals(0, 20, places=2).map(str)
texts = st.text(st.sampled_from("0123456789.-+eE, _٣")) | st.text() | st.from_regex(r"\d*\.?\d*")


@settings(max_examples=effort(150, 500))
@given(level=numbers | texts, limit=st.none() | st.floats(0, 20))
def test_any_level_is_the_same_number_or_is_refused(level: Any, limit: float | None) -> None:
    try:
        text = validation.dial_level(level, limit)
    except InvalidInput:
        return
    assert re.fullmatch(r"[0-9]+\.[0-9]+", text)
    assert len(text) <= 6
    assert limit is None or float(text) <= limit
    if isinstance(level, float):
        assert abs(float(text) - level) < 1e-9
    else:
        assert Decimal(text) == Decimal(str(level).strip())


@given(st.decimals(0, 20, places=3))
def test_every_level_to_three_decimals_can_be_set(level: Decimal) -> None:
    assert Decimal(validation.dial_level(str(level))) == level
    assert Decimal(validation.dial_level(float(level))) == level


@settings(max_examples=60, deadline=None)
@given(numbers | texts)
def test_on_the_wire_it_is_that_number_or_nothing(level: Any) -> None:
    """Whatever comes before it, so that no caller finds a way around the check."""
    with Replay() as dialer:
        dialer.answer("update_campaign", recorded("update_campaign_level").body)

        async def ask() -> object:
            async with connect(dialer) as client:
                return await outcome(client.campaigns.set_dial_level("SALESB2B", level))

        asyncio.run(ask())
        assert len(sent(dialer)) <= 1
        for text in sent(dialer):
            assert re.fullmatch(r"[0-9]+\.[0-9]+", text)
            assert abs(Decimal(text) - Decimal(str(level).strip())) < Decimal("1e-9")


async def test_the_limit_is_learnt_from_the_first_refusal(
    dialer: Replay, client: VicidialClient
) -> None:
    for _ in range(2):
        error = await failure(client.campaigns.set_dial_level("SALESB2B", 99), InvalidInput)
        assert "from 0 (stops dialing) to 10," in str(error)
    assert sent(dialer) == ["99.0"]
    assert client.campaigns.max_dial_level == 10.0


async def test_a_limit_that_is_known_is_checked_before_sending(dialer: Replay) -> None:
    async with connect(dialer, max_dial_level=4.0) as client:
        error = await failure(client.campaigns.set_dial_level("SALESB2B", 4.1), InvalidInput)
        assert str(error).endswith("from 0 (stops dialing) to 4, to three decimals")
        assert not dialer.requests
        dialer.answer("update_campaign", recorded("update_campaign_level").body)
        await client.campaigns.set_dial_level("SALESB2B", "4")
        assert sent(dialer) == ["4.0"]


async def test_a_refusal_without_a_limit_is_the_dialers_word(
    dialer: Replay, client: VicidialClient
) -> None:
    """Invented: the refusal in another language."""
    dialer.answer("update_campaign", "ERROR: update_campaign NIVEAU HORS LIMITES: |apiuser|99\n")
    error = await failure(client.campaigns.set_dial_level("SALESB2B", 99), Refused)
    assert error.words == "NIVEAU HORS LIMITES"
    assert error.data == ("apiuser", "99")


async def test_nothing_to_do_is_an_error(dialer: Replay, client: VicidialClient) -> None:
    """The answer to the guide's dial_level: it must not pass for success."""
    dialer.answer("update_campaign", recorded("update_campaign_seed_param").body)
    error = await failure(client.campaigns.set_dial_level("SALESB2B", 3.0), NothingChanged)
    assert error.words == "NO UPDATES DEFINED"
    assert "check that the dialect setting fits" in error.remedy


async def test_a_missing_right_is_named(dialer: Replay) -> None:
    async with connect(dialer, "view", user="viewer") as client:
        error = await failure(client.campaigns.set_dial_level("SALESB2B", 3.5), PermissionDenied)
    assert error.right.startswith("user level 8 or higher with Modify Campaigns")


@pytest.mark.parametrize(
    ("campaign", "method", "warning"),
    [
        ("SALESB2B", "RATIO", None),
        ("SOLAR_OB", "ADAPT_TAPERED", "the dialer rewrites the level every 15 s"),
        ("INSURNCE", "ADAPT_HARD_LIMIT", "the dialer rewrites the level every 15 s"),
        ("INB_ONLY", "INBOUND_MAN", "the level has no effect on an INBOUND_MAN campaign"),
        ("SALESB2B", "MANUAL", "the level has no effect on a MANUAL campaign"),
    ],
)
async def test_it_warns_where_the_level_does_not_hold(
    dialer: Replay, client: VicidialClient, campaign: str, method: str, warning: str | None
) -> None:
    """Invented: that the write succeeds everywhere, and a MANUAL campaign; none was recorded."""
    dialer.answer("update_campaign", recorded("update_campaign_level").body)
    if method == "MANUAL":
        body = recorded("campaigns_list").body
        dialer.answer("campaigns_list", body.replace("|RATIO|", "|MANUAL|"))
    change = await client.campaigns.set_dial_level(campaign, 2.5)
    assert change.dial_method == method
    assert (change.warning or "").startswith(warning or "")
    assert bool(change.warning) == bool(warning)
