"""Each answer of the demo has the shape of the answer that a real server gave."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.demo.situations import NOT_IN_DEMO, SITUATIONS
from tests.demo.support import PASSWORDS, RECORDED_ACCOUNTS, Bench, Recording, recordings, shape


def sent(recording: Recording, bench: Bench) -> dict[str, str]:
    """The recorded parameters with the password that was sent with them."""
    user = recording.params.get("user", "")
    wrong = "BAD" in recording.body or "lockout" in recording.name
    password = PASSWORDS.get(user, "wrong")
    if wrong and recording.name != "na_inactive_user":
        password = "wrong"
    params = {**recording.params, "pass": password}
    prepare: Callable[[Bench], dict[str, str]] | None = SITUATIONS.get(recording.name)
    return params | prepare(bench) if prepare else params


def bench_for(recording: Recording) -> Bench:
    """A centre with the accounts of the recordings."""
    accounts = list(RECORDED_ACCOUNTS)
    if recording.name.endswith("_no_api_access"):
        accounts[1] = replace(accounts[1], api_access=False)
    if recording.name == "na_inactive_user":
        accounts[2] = replace(accounts[2], active=False)
    bench = Bench.of(
        accounts=accounts,
        hostile_names="hostile" in recording.name,
        apostrophes=recording.name.startswith("apostrophe"),
    )
    bench.user, bench.password = "apiuser", "s3cret"
    return bench


@pytest.mark.parametrize(
    "recording",
    [recording for recording in recordings() if recording.name not in NOT_IN_DEMO],
    ids=lambda recording: recording.name,
)
def test_answers_have_the_recorded_shape(recording: Recording) -> None:
    bench = bench_for(recording)
    params = sent(recording, bench)

    status, body = bench.dialer.answer(recording.path, params)

    assert status == recording.http_status
    assert shape(body.decode(), params) == shape(recording.body, recording.params)


def test_a_header_is_compared_whole_and_rows_by_their_width() -> None:
    asked = {"header": "YES"}
    assert shape("a|b\n1|2\n3|4\n", asked) == shape("a|b\n9|9\n", asked)
    assert shape("a|b\n1|2\n", asked) != shape("a|c\n1|2\n", asked)
    assert shape("a|b\n1|2\n", asked) != shape("a|b\n1|2|3\n", asked)


def test_outcome_lines_keep_words_separators_and_blanks() -> None:
    assert shape("SUCCESS: done - 7|x\n", {}) == shape("SUCCESS: done - 12|y\n", {})
    assert shape("SUCCESS: done - 7|x\n", {}) != shape("SUCCESS: done - 7|\n", {})
    assert shape("SUCCESS: done - 7\n", {}) != shape("SUCCESS: done - 7", {})
    assert shape("ERROR: no: |7\n", {}) != shape("ERROR: no - 7\n", {})
