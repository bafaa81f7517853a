"""The webhook, against a real server on this machine: shapes, retries, a server that is dead."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from pydantic import SecretStr

from tests.alerts.notify.support import NOON, Hook, notice, sent, serving
from vicidash.alerts.alert import Severity
from vicidash.alerts.notify import Event, Notice
from vicidash.alerts.notify.notice import WAITING
from vicidash.alerts.notify.webhook import (
    ATTEMPTS,
    AddressRedactor,
    Shape,
    Webhook,
    as_slack,
    as_teams,
)

TOKEN = "Zq7Xv9TOKEN"
PATH = f"/services/T0/{TOKEN}?sig={TOKEN}sig"


@dataclass
class Sending:
    """A webhook as vicidash has it, with what it complained of and how long it would have slept."""

    problems: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def on_problem(self, text: str) -> None:
        self.problems.append(text)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    @asynccontextmanager
    async def to(
        self, url: str, shape: Shape = "json", limit: float = 5.0
    ) -> AsyncGenerator[Webhook, None]:
        hook = Webhook(SecretStr(url), shape, self.on_problem, timeout=limit, sleep=self.sleep)
        try:
            yield hook
        finally:
            await hook.aclose()


@pytest.fixture
def sending() -> Sending:
    return Sending()


async def deliver(sending: Sending, hook: Hook, *notices: Notice, shape: Shape = "json") -> None:
    """Send notices, and wait until they arrived or were given up."""
    async with serving(hook, PATH), sending.to(hook.url, shape) as webhook:
        webhook.send(notices)
        await sent(webhook)


@pytest.fixture(autouse=True)
def never_shown(
    caplog: pytest.LogCaptureFixture, sending: Sending, capfd: pytest.CaptureFixture[str]
) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    logged = [record.getMessage() for record in caplog.get_records("call")]
    said = "\n".join([*logged, *sending.problems, *capfd.readouterr()])
    assert TOKEN not in said


async def test_a_notice_arrives_as_json(sending: Sending) -> None:
    hook = Hook()
    await deliver(sending, hook, notice())
    assert hook.bodies == [
        {
            "event": "raised",
            "rule": "drop",
            "severity": "warning",
            "kind": "campaign",
            "target": "SALES",
            "value": 2.6,
            "words": "drop 2.60% on SALES",
            "remedy": "lower its dial level",
            "time": "2026-11-24T12:00:00+00:00",
            "dialer": "https://dialer.test",
        }
    ]
    assert hook.heads[0].startswith(f"POST {PATH} HTTP/1.1")
    assert "Content-Type: application/json" in hook.heads[0]
    assert sending.problems == []


async def test_of_json_there_is_one_notice_a_request_in_order(sending: Sending) -> None:
    hook = Hook()
    await deliver(sending, hook, notice("A"), notice("B"), notice("C"))
    assert [body["target"] for body in hook.bodies] == ["A", "B", "C"]


async def test_half_a_character_in_a_name_arrives(sending: Sending) -> None:
    hook = Hook()
    await deliver(sending, hook, notice("A\udcff\n\"'"))
    assert hook.bodies[0]["target"] == "A\udcff\n\"'"


async def test_slack_gets_one_message_for_all_that_wait(sending: Sending) -> None:
    hook = Hook()
    worse = notice("<!channel> & co", severity=Severity.CRITICAL)
    await deliver(sending, hook, worse, notice("B", Event.CLEARED), shape="slack")
    assert hook.bodies == [
        {
            "text": "*CRITICAL* drop 2.60% on &lt;!channel&gt; &amp; co — lower its dial level\n"
            "*OVER* drop 2.60% on B"
        }
    ]


async def test_teams_gets_a_card_without_markdown(sending: Sending) -> None:
    hook = Hook()
    await deliver(sending, hook, notice("[x](https://evil.test)"), shape="teams")
    (attachment,) = hook.bodies[0]["attachments"]
    assert hook.bodies[0]["type"] == "message"
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    (block,) = attachment["content"]["body"]
    assert block["type"] == "RichTextBlock"
    assert [run["text"] for run in block["inlines"]] == [
        "WARNING ",
        "drop 2.60% on [x](https://evil.test) — lower its dial level",
    ]


def test_a_message_spells_out_only_so_many() -> None:
    many = [notice(str(number)) for number in range(25)]
    lines = as_slack(many)["text"].splitlines()
    assert (len(lines), lines[-1]) == (21, "and 5 notices more")
    body = as_teams(many)["attachments"][0]["content"]["body"]
    assert (len(body), body[-1]["text"]) == (21, "and 5 notices more")


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_what_may_have_been_taken_is_not_sent_twice(sending: Sending, status: int) -> None:
    hook = Hook([status, 200])
    await deliver(sending, hook, notice())
    assert len(hook.bodies) == 1
    assert sending.problems == [f"webhook: it answered HTTP {status}"]


@pytest.mark.parametrize("status", [429, 503])
async def test_a_server_that_takes_nothing_now_is_tried_again(
    sending: Sending, status: int
) -> None:
    hook = Hook([status, status, 200])
    await deliver(sending, hook, notice())
    assert len(hook.bodies) == 3
    assert sending.slept == [1, 2]
    assert sending.problems == []


async def test_one_that_stays_in_trouble_is_given_up_and_told_of_once(sending: Sending) -> None:
    hook = Hook([503])
    await deliver(sending, hook, notice("A"), notice("B"))
    assert len(hook.bodies) == 2 * ATTEMPTS
    assert sending.slept == [1, 2, 4, 8] * 2
    assert sending.problems == ["webhook: it answered HTTP 503"]


async def test_a_trouble_that_comes_back_after_a_success_is_told_again(sending: Sending) -> None:
    hook = Hook([404, 404, 200, 404])
    await deliver(sending, hook, *(notice(name) for name in "ABCD"))
    assert len(sending.problems) == 2
    assert sending.problems[0] == sending.problems[1]
    assert "check alerts.webhook" in sending.problems[0]


async def test_a_server_says_how_long_it_wants_to_be_left_alone(sending: Sending) -> None:
    hook = Hook([429, 200], "Retry-After: 17\r\n")
    await deliver(sending, hook, notice())
    assert sending.slept == [17]


@pytest.mark.parametrize(("ahead", "least", "most"), [(60, 50, 60), (-60, 1, 1), (9999, 300, 300)])
async def test_or_until_when(sending: Sending, ahead: int, least: float, most: float) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=ahead), usegmt=True)
    await deliver(sending, Hook([429, 200], f"Retry-After: {date}\r\n"), notice())
    assert least <= sending.slept[0] <= most


@pytest.mark.parametrize("wish", ["soon", "-5", "9" * 400, ""])
async def test_or_nothing_that_makes_sense(sending: Sending, wish: str) -> None:
    await deliver(sending, Hook([429, 200], f"Retry-After: {wish}\r\n"), notice())
    assert len(sending.slept) == 1
    assert 1 <= sending.slept[0] <= 300


@pytest.mark.parametrize("status", [301, 307, 400, 403, 404, 410])
async def test_a_refusal_is_final(sending: Sending, status: int) -> None:
    hook = Hook([status], f"Location: http://127.0.0.1:1/{TOKEN}\r\n")
    await deliver(sending, hook, notice())
    assert len(hook.bodies) == 1
    assert f"HTTP {status}" in sending.problems[0]


async def test_a_server_that_does_not_answer_is_not_sent_the_same_twice(sending: Sending) -> None:
    hook = Hook(silent=True)
    async with serving(hook, PATH), sending.to(hook.url, limit=0.2) as webhook:
        webhook.send([notice()])
        await sent(webhook)
    assert sending.problems == ["webhook: no answer within 0.2 s"]
    assert len(hook.bodies) == 1


async def test_a_dead_server_is_tried_again_and_told_of_once(
    sending: Sending, closed_port: int
) -> None:
    async with sending.to(f"http://127.0.0.1:{closed_port}{PATH}") as webhook:
        webhook.send([notice("A"), notice("B")])
        await sent(webhook)
    assert sending.slept == [1, 2, 4, 8] * 2
    assert len(sending.problems) == 1
    assert "no connection" in sending.problems[0]


async def test_a_name_that_nobody_has_is_no_crash(sending: Sending) -> None:
    async with sending.to(f"http://{TOKEN}.invalid.{'a' * 64}.test/") as webhook:
        webhook.send([notice()])
        await sent(webhook)
    assert len(sending.problems) == 1


async def test_a_dead_server_never_lets_notices_pile_up(sending: Sending) -> None:
    hook = Hook(silent=True)
    async with serving(hook, PATH), sending.to(hook.url, limit=0.3) as webhook:
        webhook.send([notice("first")])
        await hook.came.wait()
        webhook.send([notice(str(number)) for number in range(WAITING + 50)])
        assert sending.problems == ["webhook: it is too slow, and old notices are dropped"]
        waiting = webhook._outbox._queue
        assert len(waiting) == WAITING
        assert waiting[-1].alert.key.target == str(WAITING + 49)
        waiting.clear()


async def test_closing_waits_no_longer_than_a_moment(
    sending: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vicidash.alerts.notify.notice.GRACE", 0.05)
    async with serving(Hook(silent=True), PATH) as hook:
        async with sending.to(hook.url, limit=60) as webhook:
            webhook.send([notice()])
            await hook.came.wait()
        webhook.send([notice()])
        assert webhook._outbox._task is not None
        assert webhook._outbox._task.done()
    assert len(hook.bodies) == 1


def test_no_part_of_an_address_that_tells_anything_gets_through() -> None:
    url = f"https://user:{TOKEN}pw@{TOKEN}.hooks.test:8443/a/{TOKEN}?sig={TOKEN}%2F&x=1"
    redact = AddressRedactor(url)
    for text in (url, f"path={url[40:]!r}", f"POST {url.upper()}", json.dumps(url), repr(redact)):
        assert TOKEN.lower() not in redact(text).lower()
    assert redact("HTTP 404 at noon") == "HTTP 404 at noon"


async def test_what_the_libraries_log_of_it_is_masked(
    sending: Sending, caplog: pytest.LogCaptureFixture
) -> None:
    await deliver(sending, Hook(), notice())
    (line,) = [record.getMessage() for record in caplog.records if record.name == "httpx"]
    assert line == 'HTTP Request: POST [redacted] "HTTP/1.1 200 So"'


def test_what_holds_an_address_does_not_show_it(sending: Sending) -> None:
    hook = Webhook(SecretStr(f"https://hooks.test{PATH}"), "json", sending.on_problem)
    assert TOKEN not in repr(hook) + repr(vars(hook))
    hook._logs.remove()


def test_times_are_told_with_their_offset() -> None:
    assert notice().fields()["time"] == NOON.isoformat(timespec="seconds")
