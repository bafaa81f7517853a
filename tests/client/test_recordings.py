"""Every body that was recorded goes through the reader: rows, an outcome, or a typed error."""

from __future__ import annotations

import pytest

from tests.client.answer_feed import STOCK, fed
from tests.replay import Exchange, recordings
from vicidash.client import (
    AccountLocked,
    DialerError,
    LoginRefused,
    NotAnAPIAnswer,
    NotReady,
    PermissionDenied,
    Refused,
    Unsupported,
    VicidashError,
)
from vicidash.client.api import responses

ALL = recordings()
IDS = [f"{each.build}-{each.name}" for each in ALL]

#: What the reader itself raises, because it concerns the account or the function.
RAISES: dict[str, type[DialerError]] = {
    "add_lead_no_permission": PermissionDenied,
    "ag_bad_password": LoginRefused,
    "ag_function_not_allowed": PermissionDenied,
    "ag_locked_out_right_password": AccountLocked,
    "ag_no_active_server": NotReady,
    "ag_no_api_access": PermissionDenied,
    "campaign_stats_unknown": Unsupported,
    "ingroup_list": NotAnAPIAnswer,
    "lead_all_info_custom_no_table": NotAnAPIAnswer,
    "lead_search": Unsupported,
    "na_bad_password": LoginRefused,
    "na_function_not_allowed": PermissionDenied,
    "na_inactive_user": LoginRefused,
    "na_locked_out_right_password": AccountLocked,
    "na_lockout_01": LoginRefused,
    "na_lockout_11": AccountLocked,
    "na_lockout_12": AccountLocked,
    "na_no_api_access": PermissionDenied,
    "na_no_permission_level": PermissionDenied,
    "na_no_permission_stats": PermissionDenied,
    "na_unknown_function": Unsupported,
    "na_unknown_user": LoginRefused,
}


def raises(exchange: Exchange) -> type[DialerError] | None:
    if exchange.body == "ERROR: NO FUNCTION SPECIFIED\n":
        return Unsupported  # it came later than this build
    return RAISES.get(exchange.name)


def read(exchange: Exchange) -> responses.Answer:
    return responses.read(
        exchange.function,
        exchange.http_status,
        exchange.body.encode(),
        user=exchange.user,
        redact=str,
    )


READABLE = [each for each in ALL if raises(each) is None]
READABLE_IDS = [f"{each.build}-{each.name}" for each in READABLE]


@pytest.mark.parametrize("exchange", ALL, ids=IDS)
def test_it_is_read_or_it_is_the_error_that_it_spells(exchange: Exchange) -> None:
    kind = raises(exchange)
    if kind is None:
        assert read(exchange).function == exchange.function
        return
    with pytest.raises(kind) as caught:
        read(exchange)
    assert type(caught.value) is kind
    assert caught.value.function == exchange.function


@pytest.mark.parametrize("exchange", READABLE, ids=READABLE_IDS)
def test_no_line_is_lost(exchange: Exchange) -> None:
    answer = read(exchange)
    written = [line for line in exchange.body.split("\n") if line]
    assert len(answer.outcomes) + len(answer.lines) == len(written)
    assert list(answer.lines) == [
        line for line in written if not line.startswith(("SUCCESS", "NOTICE", "ERROR"))
    ]
    assert answer.whole == exchange.body.endswith("\n")
    assert bool(answer.warning) == (exchange.http_status == 500)


@pytest.mark.parametrize("exchange", READABLE, ids=READABLE_IDS)
def test_an_outcome_is_words_and_the_values_behind_them(exchange: Exchange) -> None:
    for outcome, line in zip(
        read(exchange).outcomes,
        [line for line in exchange.body.split("\n") if line.startswith(("SUC", "NOT", "ERR"))],
        strict=True,
    ):
        assert line.startswith(outcome.kind)
        assert outcome.text in line
        assert not outcome.text.endswith((":", "-", "|", " "))
        assert all(value in line for value in outcome.data)
        # the values are what was asked for, or numbers: so they were found, all of them
        known = {*exchange.params.values(), exchange.user, ""}
        assert not outcome.data or known & set(outcome.data) or outcome.data[0].isdigit()


@pytest.mark.parametrize("exchange", READABLE, ids=READABLE_IDS)
def test_a_refusal_or_a_result_is_told_from_rows(exchange: Exchange) -> None:
    answer = read(exchange)
    refusal = responses.refusal(answer)
    assert (refusal is not None) == ("ERROR:" in exchange.body)
    if refusal is not None:
        assert refusal.words
        assert "ERROR" not in refusal.words
        assert str(refusal).startswith(f"{exchange.function}: the dialer refused: ")
        with pytest.raises(Refused):
            responses.done(answer)
    elif "SUCCESS:" in exchange.body:
        assert responses.done(answer).kind == "SUCCESS"
    else:
        with pytest.raises(DialerError):
            responses.done(answer)


WITH_HEADER = [
    each
    for each in READABLE
    if each.params.get("header") == "YES"
    and each.params.get("stage") in (None, "pipe")
    and "ERROR:" not in each.body
    # no delimiters in its header; a report of its own form
    and each.function not in ("lead_search", "agent_ingroup_info")
]


@pytest.mark.parametrize(
    "exchange", WITH_HEADER, ids=[f"{each.build}-{each.name}" for each in WITH_HEADER]
)
def test_rows_are_read_by_their_header(exchange: Exchange) -> None:
    answer = read(exchange)
    table = responses.table(answer, ())
    assert len(table.rows) + table.dropped == len(answer.lines) - 1
    header = answer.lines[0].split("|")
    for row in table.rows:
        assert list(row) == header


@pytest.mark.parametrize("exchange", ALL, ids=IDS)
def test_as_the_answer_to_any_other_call_it_is_a_value_or_our_error(exchange: Exchange) -> None:
    """A gateway, or a mistaken URL, may answer one thing for another."""
    for name, call in STOCK.items():
        found = fed(call, exchange.http_status, exchange.body.encode())
        assert not isinstance(found, Exception) or isinstance(found, VicidashError), name
