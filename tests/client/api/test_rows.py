"""Rows are read whole or not at all: cut, shifted and surplus values are never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.client.helpers import failure
from tests.replay import Replay, recorded
from vicidash.client import NotAnAPIAnswer, VicidialClient
from vicidash.client.api import responses

WHOLE: Final = recorded("logged_in_agents_hostile_names")
HEADER, *ROWS = WHOLE.body.splitlines()
COLUMNS: Final = HEADER.split("|")


def read(content: bytes, function: str = "logged_in_agents", status: int = 200) -> responses.Answer:
    return responses.read(function, status, content, user="apiuser", redact=str)


def agents(content: bytes) -> tuple[Sequence[dict[str, str]], int]:
    table = responses.table(read(content), ("user", "status", "full_name"), free="full_name")
    return table.rows, table.dropped


ORIGINAL: Final = agents(WHOLE.body.encode())[0]


@pytest.mark.parametrize("name", ["logged_in_agents_hostile_names", "campaigns_list"])
def test_a_body_cut_at_any_byte_gives_whole_rows_and_counts_the_rest(name: str) -> None:
    content = recorded(name).body.encode()
    required, free = (
        (("user",), "full_name") if "agents" in name else (("campaign_id",), "campaign_name")
    )
    original = responses.table(read(content), required, free=free).rows
    header = content.index(b"\n") + 1
    for length in range(1, len(content)):
        cut = content[:length]
        if length < header:
            with pytest.raises(NotAnAPIAnswer):
                responses.table(read(cut), required, free=free)
            continue
        table = responses.table(read(cut), required, free=free)
        assert table.rows == original[: len(table.rows)]
        assert len(table.rows) + table.dropped == cut.count(b"\n") - 1 + (not cut.endswith(b"\n"))


def test_call_status_rows_cut_at_any_byte_are_whole_or_left_out() -> None:
    for line in recorded("call_status_stats_all").body.splitlines():
        whole = responses.call_counts(line)
        assert whole is not None
        for length in range(len(line)):
            assert responses.call_counts(line[:length]) is None


@pytest.mark.parametrize(
    ("told", "otherwise"),
    [("01-0,02-0", "02-0,01-0"), ("01-0,", "01-0,01-0,"), ("00-0", "0-0"), ("03-0", "03--7")],
)
def test_hours_that_are_not_those_of_a_day_are_no_counts(told: str, otherwise: str) -> None:
    """Invented: by their places alone, the calls of one hour would be those of another."""
    line = recorded("call_status_stats_nosuch").body.strip()
    assert responses.call_counts(line) is not None
    assert responses.call_counts(line.replace(told, otherwise, 1)) is None


def test_a_status_that_is_counted_twice_is_no_count() -> None:
    """Invented: the drops would be those of the last."""
    line = recorded("call_status_stats_nosuch").body.strip()
    assert responses.call_counts(line.replace("||", "|DROP-3,NI-1|")) is not None
    assert responses.call_counts(line.replace("||", "|DROP-3,NI-1,DROP-0|")) is None


@pytest.mark.parametrize("delimiters", range(12))
async def test_a_name_may_hold_any_number_of_delimiters(
    dialer: Replay, client: VicidialClient, delimiters: int
) -> None:
    name = "x" + "|x" * delimiters
    body = recorded("agent_status_hostile_name").body.replace("Pipe|Name, Jr", name)
    dialer.answer("agent_status", body)
    agent = await client.agents.status("a0005")
    assert (agent.full_name, agent.user_group, agent.session_id) == (name, "AGENTS", "8600055")


@pytest.mark.parametrize("delimiters", range(12))
async def test_so_it_may_where_the_header_is_shorter_than_its_rows(
    old_dialer: Replay, old_client: VicidialClient, delimiters: int
) -> None:
    name = "x" + "|x" * delimiters
    body = recorded("agent_status", "2.14-136").body.replace("Mary Okafor", name)
    old_dialer.answer("agent_status", body)
    agent = await old_client.agents.status("a0004")
    assert (agent.full_name, agent.user_group, agent.session_id) == (name, "NIGHT", "8600054")


names = st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]))


@given(names)
def test_any_name_comes_back_as_it_was_written(name: str) -> None:
    values = ["a0001", "SALES", "8600051", "READY", "0", "", "3", name, "AGENTS", "1", "LUNCH", ""]
    (row,), dropped = agents(f"{HEADER}\n{'|'.join(values)}\n".encode())
    assert row == dict(zip(COLUMNS, values, strict=True))
    assert not dropped


def test_a_row_with_too_few_values_is_dropped_and_counted() -> None:
    short = ROWS[3].rsplit("|", 1)[0]
    found, dropped = agents("\n".join([HEADER, ROWS[0], short, ROWS[1], ""]).encode())
    assert [row["user"] for row in found] == ["a0001", "a0002"]
    assert dropped == 1


def test_rows_may_end_as_on_windows() -> None:
    assert agents(WHOLE.body.replace("\n", "\r\n").encode()) == (ORIGINAL, 0)


def test_columns_are_found_by_name_wherever_they_stand() -> None:
    turned = "\n".join("|".join(reversed(line.split("|"))) for line in (HEADER, ROWS[0], ""))
    assert agents(turned.encode())[0] == (dict(reversed(ORIGINAL[0].items())),)


def test_a_name_that_is_not_utf8_spoils_no_other() -> None:
    """Windows-1252 in one row, as old databases have it; no recorded build writes it."""
    old = ROWS[1].replace("O’Neil", "Jos\xe9").encode("latin-1")
    content = b"\n".join([HEADER.encode(), ROWS[11].encode(), old, ROWS[8].encode(), b""])
    names = [row["full_name"] for row in agents(content)[0]]
    assert names == ["Björn Silva", "José Lee", "Björn Novak"]


async def test_a_number_that_is_none_drops_its_row(dialer: Replay, client: VicidialClient) -> None:
    """Invented: no recorded row has letters for a count."""
    bad = ROWS[0].replace("|96|", "|many|")
    dialer.answer("logged_in_agents", "\n".join([HEADER, bad, ROWS[1], ""]))
    found = await client.agents.list()
    assert [agent.user for agent in found] == ["a0002"]
    assert found.dropped == 1


@pytest.mark.parametrize("level", ["nan", "inf", "-inf", "1e400"])
async def test_a_dial_level_that_is_no_number_is_not_believed(
    dialer: Replay, client: VicidialClient, level: str
) -> None:
    """Invented: JSON and every comparison would break on it."""
    dialer.answer("campaigns_list", recorded("campaigns_list").body.replace("|3.0|", f"|{level}|"))
    found = await client.campaigns.list()
    assert [each.campaign_id for each in found] == ["SOLAR_OB", "INSURNCE", "INB_ONLY"]
    assert found.dropped == 1


@pytest.mark.parametrize("end", ["", "\n"])
async def test_a_cut_row_of_a_campaign_does_not_say_that_it_is_missing(
    dialer: Replay, client: VicidialClient, end: str
) -> None:
    """Invented: the answer for one campaign, cut within its row."""
    body = recorded("campaigns_list_one").body
    dialer.answer("campaigns_list", body[: len(body) - 20] + end)
    error = await failure(client.campaigns.get("SOLAR_OB"), NotAnAPIAnswer)
    assert "no whole row" in str(error)


async def test_the_calls_of_a_cut_row_are_unknown_and_say_why(
    dialer: Replay, client: VicidialClient
) -> None:
    """Invented: an answer cut within the row of SOLAR_OB."""
    body = recorded("call_status_stats_all").body
    dialer.answer("call_status_stats", body[: body.index("SOLAR_OB") + 30])
    stats = {each.campaign_id: each for each in await client.campaigns.stats_of()}
    assert stats["SALESB2B"].calls_today == 456
    assert stats["SOLAR_OB"].calls_today is None
    assert "no whole row" in stats["SOLAR_OB"].unknown["drop_percent"]
