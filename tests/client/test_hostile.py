"""Random, cut and hostile bodies: a value or our own error comes out, never anything else."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.client.answer_feed import BESIDES, STOCK, fed
from tests.effort import effort
from tests.replay import recordings
from vicidash.client import Agent, CampaignStats, Listing, NotAnAPIAnswer, VicidashError
from vicidash.client.api import responses

BODIES: Final = [each.body.encode() for each in recordings() if each.body]
WORDS: Final = [
    b"SUCCESS: ", b"ERROR: ", b"NOTICE: ", b"|", b"\n", b"\r\n", b" - ", b": ", b": |", b"<", b">",
    b"LOCK", b"BAD", b"GOOD", b"IPBLOCK", b"|apiuser|0|", b"user|campaign_id|status|full_name\n",
    b"campaign_id|dial_method|dial_level\n", b"logged_in_agents", b"FROM 0 TO 9e999", b"\x00\xff",
    b"NO LOGGED IN AGENTS", b"9" * 5000, b"-1", b"nan", b"1e400", b"", b"VERSION: |", b"EPOCH: ",
    b"DATE: 2026-11-23 05:21:14|", b"dial_level: nan|", b"SUCCESS: campaign_stats - unknown: x|",
    "é\u2028\x85\x1c".encode(), b"A-1,B-x|", b"0|0|00-0,01-0|", b"hopper_order|lead_id\n",
    b"ingroups|total_calls|calls_waiting\n", b"\xef\xbb\xbf",
]  # fmt: skip

statuses = st.sampled_from([200, 200, 200, 302, 403, 404, 500, 503])
calls = st.sampled_from([*STOCK.values(), *BESIDES.values()])
dialects = st.sampled_from(["stock", "guide", "auto"])


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A recorded body that was cut, doubled, or had bytes changed."""
    body = draw(st.sampled_from(BODIES))
    start = draw(st.integers(0, len(body)))
    end = draw(st.integers(start, len(body)))
    noise = draw(st.binary(max_size=4) | st.sampled_from(WORDS))
    return draw(
        st.sampled_from([body[:end], body[start:], body[:start] + noise + body[end:], body * 2])
    )


hostile = st.lists(st.sampled_from(WORDS) | st.binary(max_size=8), max_size=12).map(b"".join)
bodies = hostile | damaged() | st.binary()


def is_handled(found: object) -> bool:
    return not isinstance(found, BaseException) or isinstance(found, VicidashError)


@settings(max_examples=effort(150, 600), deadline=None)
@given(call=calls, status=statuses, body=bodies, dialect=dialects)
def test_any_body_gives_a_value_or_our_error(
    call: Any, status: int, body: bytes, dialect: str
) -> None:
    found = fed(call, status, body, dialect)
    assert is_handled(found)
    if isinstance(found, VicidashError):
        assert str(found)
        assert len(str(found)) < len(body) + 500


@settings(max_examples=effort(100, 300), deadline=None)
@given(status=statuses, body=bodies)
def test_an_agent_that_comes_out_was_written_there(status: int, body: bytes) -> None:
    found = fed(STOCK["list"], status, body)
    if isinstance(found, Listing):
        text = responses.decode(body)
        for agent in found:
            assert isinstance(agent, Agent)
            assert agent.user in text
            assert agent.status in text


@settings(max_examples=effort(100, 300), deadline=None)
@given(body=bodies)
def test_figures_that_come_out_are_numbers(body: bytes) -> None:
    found = fed(STOCK["stats_of"], 200, body, "guide")
    if isinstance(found, tuple):
        for stats in found:
            assert isinstance(stats, CampaignStats)
            stats.model_dump_json()
            assert stats.dial_level is None or abs(stats.dial_level) < float("inf")


@given(bodies)
def test_the_reader_alone(body: bytes) -> None:
    for function in ("logged_in_agents", "external_pause", "campaigns_list"):
        try:
            answer = responses.read(function, 200, body, user="apiuser", redact=str)
        except VicidashError:
            continue
        for line in answer.lines:
            responses.call_counts(line)
        responses.refusal(answer)
        try:
            table = responses.table(answer, ("user",), free="full_name", unnamed=("a", "b"))
        except NotAnAPIAnswer:
            continue
        assert len(table.rows) + table.dropped == len(answer.lines) - 1


@given(st.text())
def test_a_line_of_call_counts_is_whole_or_nothing(line: str) -> None:
    found = responses.call_counts(line)
    assert found is None or (len(found.by_hour) == 24 and found.id)


@given(st.binary())
def test_any_bytes_become_text(content: bytes) -> None:
    assert responses.decode(content).count("\n") == content.count(b"\n")
