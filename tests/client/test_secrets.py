"""No password, right or wrong, in any form, in anything that an error or a log shows."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.client.answer_feed import Call
from tests.client.echoes import ECHOES, tell_all
from tests.client.helpers import connect
from tests.client.leak_check import (
    as_the_dialer_echoes,
    assert_hidden,
    ending,
    listening,
    passwords,
    shown,
)
from tests.effort import effort
from tests.replay import Replay
from vicidash.client import InvalidInput, LoginRefused, VicidialClient

pytestmark = pytest.mark.thorough

CALLS: Final[dict[str, Call]] = {
    "logged_in_agents": lambda client: client.agents.list(),
    "agent_status": lambda client: client.agents.status("a0005"),
    "campaigns_list": lambda client: client.campaigns.list(),
    "call_status_stats": lambda client: client.campaigns.calls(),
    "hopper_list": lambda client: client.campaigns.hopper_level("SALESB2B"),
    "in_group_status": lambda client: client.campaigns.queue("SALESB2B"),
    "update_campaign": lambda client: client.campaigns.set_dial_level("SALESB2B", 3.0),
    "external_pause": lambda client: client.agents.pause("a0004"),
    "pause_code": lambda client: client.agents.set_pause_code("a0003", "LUNCH"),
    "logout": lambda client: client.agents.logout("a0004"),
    "version": lambda client: client.server(),
}


def answered(dialer: Replay, body: str, status: int) -> None:
    for function in CALLS:
        dialer.answer(function, body, status=status)


@settings(max_examples=effort(30, 120), deadline=None)
@given(
    password=passwords,
    call=st.sampled_from(list(CALLS.values())),
    echo=st.sampled_from(ECHOES),
    spelled=st.sampled_from([str, as_the_dialer_echoes, lambda text: quote(text, safe="")]),
    padding=st.integers(0, 90),
    status=st.sampled_from([200, 200, 403, 500]),
    get=st.booleans(),
)
@example(
    password="Zq 0|0 - 7K",
    call=CALLS["logged_in_agents"],
    echo=ECHOES[4],
    spelled=str,
    padding=0,
    status=200,
    get=False,
)
def test_an_echoed_password_is_not_shown(
    password: str, call: Call, echo: str, spelled: Any, padding: int, status: int, get: bool
) -> None:
    """Wherever it stands in the answer, so that cutting the answer short cannot bare a part."""
    body = echo.replace("{}", "." * padding + spelled(password))
    with Replay() as dialer, listening() as heard:
        answered(dialer, body, status)

        async def ask() -> str:
            async with connect(dialer, password, get_requests=get) as client:
                return await tell_all(client, call)

        text = asyncio.run(ask())
    assert_hidden(password, text)
    assert_hidden(password, "\n".join(heard))


@settings(max_examples=40, deadline=None)
@given(password=passwords, get=st.booleans(), right=st.booleans())
def test_a_redirect_that_carries_the_login_is_not_shown(
    password: str, get: bool, right: bool
) -> None:
    """Invented: a proxy that sends plain http to https keeps the query, password and all."""
    target = f"https://elsewhere.example/{quote(password, safe='')}?pass={quote(password)}"
    with Replay() as dialer, listening() as heard:
        dialer.answer("logged_in_agents", "", status=302, headers={"Location": target})
        if right:
            dialer.passwords["apiuser"] = password

        async def ask() -> str:
            async with connect(dialer, password, get_requests=get) as client:
                return await tell_all(client, CALLS["logged_in_agents"])

        text = asyncio.run(ask())
    assert "elsewhere.example" in text
    assert_hidden(password, text)
    assert_hidden(password, "\n".join(heard))


async def echo_server() -> asyncio.Server:
    """Sends back what it gets, as no HTTP server would: an address with another port."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.read(65536))
        writer.close()
        await writer.wait_closed()

    return await asyncio.start_server(echo, "127.0.0.1", 0)


@settings(max_examples=25, deadline=None)
@given(password=passwords, get=st.booleans())
def test_what_is_not_http_is_not_quoted(password: str, get: bool) -> None:
    async def ask() -> str:
        async with await echo_server() as server:
            port = server.sockets[0].getsockname()[1]
            async with connect(f"http://127.0.0.1:{port}", password, get_requests=get) as client:
                return await tell_all(client, CALLS["logged_in_agents"])

    with listening() as heard:
        text = asyncio.run(ask())
    assert "the connection broke" in text
    assert_hidden(password, text)
    assert_hidden(password, "\n".join(heard))


@settings(max_examples=15, deadline=None)
@given(password=passwords, get=st.booleans(), cut=st.booleans())
def test_a_network_failure_shows_no_password(password: str, get: bool, cut: bool) -> None:
    with Replay() as dialer, listening() as heard:
        # the connection breaks within the answer, or the answer does not come
        dialer.answer("logged_in_agents", "user|", cut=2 if cut else None, held=not cut)

        async def ask() -> str:
            async with connect(dialer, password, get_requests=get, request_timeout=0.05) as client:
                return await tell_all(client, CALLS["logged_in_agents"])

        text = asyncio.run(ask())
    assert_hidden(password, text)
    assert_hidden(password, "\n".join(heard))


@pytest.mark.parametrize("get", [False, True])
async def test_a_cancelled_call_shows_no_password(dialer: Replay, get: bool) -> None:
    password = "Zq-cancelled-7K"
    dialer.answer("logged_in_agents", "", held=True)
    async with connect(dialer, password, get_requests=get) as client:

        async def impatient() -> object:
            async with asyncio.timeout(0.05):
                return await client.agents.list()

        with listening() as heard:
            ended = await ending(impatient)
    assert isinstance(ended, TimeoutError)
    assert_hidden(password, shown(ended))
    assert_hidden(password, "\n".join(heard))


@settings(max_examples=5, deadline=None)
@given(password=passwords)
def test_a_client_that_cannot_be_made_shows_no_password(password: str) -> None:
    usual: dict[str, Any] = {"url": "http://localhost", "user": "u", "password": password}
    for wrong in ({"source": "x"}, {"agent_url": "x"}, {"dialect": "x"}, {"url": "x"}):
        with pytest.raises(InvalidInput) as caught:
            VicidialClient(**usual | wrong)
        own = caught.value.__traceback__
        assert own is not None  # this frame, which does hold the password
        assert_hidden(password, shown(caught.value.with_traceback(own.tb_next)))


@pytest.mark.parametrize(
    "url",
    [
        "https://admin:Zq-in-url-7K@dialer.example.com",
        "admin:Zq-in-url-7K@dialer.example.com",
        "https:/admin:Zq-in-url-7K@dialer.example.com",
        "https://dialer.example.com?user=x&pass=Zq-in-url-7K",
        "https://dialer.example.com/#Zq-in-url-7K",
    ],
)
def test_a_password_in_a_url_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        connect(url)
    assert_hidden("Zq-in-url-7K", repr(caught.value) + str(caught.value) + str(vars(caught.value)))


async def test_both_passwords_are_hidden_when_one_replaces_the_other(dialer: Replay) -> None:
    """The dialer knows the old one, and echoes the new one."""
    new, old = "Zq-the-new-one-7K", "Zq-the-old-one-7K"
    dialer.passwords["apiuser"] = old
    async with connect(dialer, new) as client:
        text = await tell_all(client, CALLS["external_pause"])
        assert isinstance(client.login_failure, LoginRefused)
    assert_hidden(new, text)
    assert_hidden(old, text)
