"""Adding leads by the thousand: in order, bounded, one bad row no harm to the rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from itertools import count

import pytest

from tests.client.helpers import connect
from tests.replay import Replay
from vicidash.client import (
    AddOptions,
    AddResult,
    Duplicate,
    Duplicates,
    InvalidInput,
    LoginError,
    LoginRefused,
    Refused,
    TimedOut,
    Unreachable,
    VicidialClient,
)
from vicidash.client.api.concurrency import WINDOW

ADDED = "SUCCESS: add_lead LEAD HAS BEEN ADDED - {phone}|1000|{lead}|-5.00|apiuser\n"


def answer(number: int) -> str:
    return ADDED.format(phone=3125550000 + number, lead=5000 + number)


def rows(most: int | None = None) -> Iterator[dict[str, object]]:
    for number in count() if most is None else range(most):
        yield {"phone_number": f"{3125550000 + number}", "list_id": "1000", "source_id": number}


async def gathered(
    stream: AsyncIterator[AddResult], into: list[AddResult] | None = None
) -> list[AddResult]:
    """All results; those before an error are in ``into``."""
    results = [] if into is None else into
    async for result in stream:
        results.append(result)
    return results


async def test_each_row_is_sent_once_and_answered_in_order(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer("add_lead", answer(0))
    results = await gathered(client.leads.add_many(rows(60), concurrency=7))
    assert [result.index for result in results] == list(range(60))
    assert [result.row for result in results] == list(rows(60))
    assert all(result.added is not None and result.error is None for result in results)
    sent = [asked.params["source_id"] for asked in dialer.asked("add_lead")]
    assert sorted(sent, key=int) == [str(number) for number in range(60)]
    assert {asked.params["list_exists_check"] for asked in dialer.asked("add_lead")} == {"Y"}


async def test_the_options_are_those_of_every_row(dialer: Replay, client: VicidialClient) -> None:
    dialer.answer("add_lead", answer(0))
    options = AddOptions(duplicates=Duplicates(where="system", days=90), add_to_hopper=True)
    await gathered(client.leads.add_many(rows(3), options=options))
    for asked in dialer.asked("add_lead"):
        assert asked.params["duplicate_check"] == "DUPSYS90DAY"
        assert asked.params["add_to_hopper"] == "Y"


async def test_a_row_may_come_from_an_async_source(dialer: Replay, client: VicidialClient) -> None:
    dialer.answer("add_lead", answer(0))

    async def read() -> AsyncIterator[dict[str, object]]:
        for row in rows(5):
            yield row

    assert len(await gathered(client.leads.add_many(read()))) == 5


async def test_a_bad_row_yields_its_error_and_the_rest_goes_on(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer("add_lead", answer(0))
    dialer.answer("add_lead", "ERROR: add_lead DUPLICATE PHONE NUMBER IN SYSTEM - 1|1000|77|1002\n")
    dialer.answer("add_lead", "ERROR: add_lead PHONE NUMBER IN DNC - 3125550000|apiuser\n")
    dialer.answer("add_lead", "SUCC", cut=2)
    dialer.answer("add_lead", answer(4))
    bad = [
        {"phone_number": "12", "list_id": "1000"},
        {"list_id": "1000"},
        {"phone_number": "3125550001", "list_id": "1000", "frist_name": "Ann"},
    ]
    results = await gathered(client.leads.add_many([*rows(5), *bad], concurrency=1))
    errors = [result.error for result in results]
    kinds = [type(error) for error in errors]
    assert kinds[:5] == [type(None), Duplicate, Refused, Unreachable, type(None)]
    assert kinds[5:] == [InvalidInput] * 3
    assert isinstance(errors[1], Duplicate)
    assert (errors[1].lead_id, errors[1].list_id) == (77, 1002)
    assert isinstance(errors[3], Unreachable)
    assert errors[3].maybe_done, "it may have been added: it must be looked up, not sent again"
    assert "did you mean first_name?" in str(errors[7])
    assert len(dialer.asked("add_lead")) == 5


async def test_a_late_answer_is_the_rows_error(dialer: Replay) -> None:
    dialer.answer("add_lead", answer(0), held=True)
    async with connect(dialer, request_timeout=0.05) as client:
        (result,) = await gathered(client.leads.add_many(rows(1)))
        assert isinstance(result.error, TimedOut)


async def test_a_refused_login_ends_the_stream_and_is_sent_once(dialer: Replay) -> None:
    results: list[AddResult] = []
    async with connect(dialer, "wrong") as client:
        with pytest.raises(LoginRefused):
            await gathered(client.leads.add_many(rows(), concurrency=8), results)
    assert not results
    assert dialer.logins == 1


async def test_a_login_that_is_withdrawn_ends_the_stream_behind_what_was_added(
    dialer: Replay, client: VicidialClient
) -> None:
    for number in range(5):
        dialer.answer("add_lead", answer(number))
    dialer.answer("add_lead", "ERROR: Login incorrect, please try again: |apiuser|s3cret|BAD|\n")
    results: list[AddResult] = []
    with pytest.raises(LoginError):
        await gathered(client.leads.add_many(rows(), concurrency=1), results)
    assert [result.index for result in results] == [0, 1, 2, 3, 4]
    assert len(dialer.asked("add_lead")) == 6
    assert dialer.logins == 7, "one to ask whether the list is there"


async def test_memory_and_sending_are_bounded_however_long_the_input(
    dialer: Replay, client: VicidialClient
) -> None:
    """The input has no end; the consumer takes three results and then no more."""
    dialer.answer("add_lead", answer(0))
    read: list[object] = []

    def counted() -> Iterator[dict[str, object]]:
        for row in rows():
            read.append(row)
            yield row

    async with aclosing(client.leads.add_many(counted(), concurrency=4)) as stream:
        for _ in range(3):
            await anext(stream)
        # one more, of another stream: when its answer is there, the first has long run out
        await gathered(client.leads.add_many(rows(WINDOW * 4 * 2), concurrency=1))
        ahead = len(dialer.asked("add_lead")) - WINDOW * 4 * 2
        assert ahead <= WINDOW * 4 + 3
        assert len(read) <= WINDOW * 4 + 4
    assert len(asyncio.all_tasks()) == 1


async def test_closing_the_stream_ends_the_requests(dialer: Replay, client: VicidialClient) -> None:
    dialer.answer("add_lead", answer(0))
    dialer.answer("add_lead", answer(1), held=True)
    stream = client.leads.add_many(rows(), concurrency=4)
    assert (await anext(stream)).index == 0
    await asyncio.wait_for(stream.aclose(), 5)
    assert len(asyncio.all_tasks()) == 1


async def test_a_concurrency_of_nothing_is_refused(dialer: Replay, client: VicidialClient) -> None:
    with pytest.raises(InvalidInput, match="concurrency 0 is not valid"):
        await gathered(client.leads.add_many(rows(1), concurrency=0))
    assert not dialer.requests
