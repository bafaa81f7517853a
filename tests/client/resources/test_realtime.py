"""The pages over a real socket: what is asked, with which login, and what is never asked again."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Iterator
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from tests.client.helpers import RIGHT, connect, failure, outcome
from tests.client.leak_check import assert_hidden, ending, listening, shown
from tests.replay import PageExchange, Replay, pages, recorded, recorded_page
from vicidash.client import (
    AccountLocked,
    AddressBlocked,
    InvalidInput,
    LoginRefused,
    NotAnAPIAnswer,
    PageLoginError,
    PermissionDenied,
    Unsupported,
    UnsupportedPage,
    VicidashError,
    VicidialClient,
)
from vicidash.client.api import pages as page_answers
from vicidash.client.report import realtime
from vicidash.client.report import summary as report_summary

REPORT: Final = "AST_timeonVDADall.php"
SUMMARY: Final = "AST_timeonVDADallSUMMARY.php"


@pytest.fixture
def dialer() -> Iterator[Replay]:
    """Tells the state of our own user, which was not recorded: of one that is no agent."""
    with Replay("2.14-202") as replay:
        yield replay


async def known(client: VicidialClient) -> None:
    """The API takes the login."""
    await client.agents.list()


def locked_out(dialer: Replay) -> None:
    """The API takes the login and the page does not: as when a proxy strips it. Not recorded."""
    refusal = recorded_page("realtime_bad_login")
    for script in (REPORT, SUMMARY):
        dialer.answer(script, refusal.body, status=401)


async def test_the_report_comes_over_the_socket(dialer: Replay) -> None:
    async with connect(dialer) as client:
        await known(client)
        report = await client.realtime.report()
    assert report == realtime.read(recorded_page("realtime_ingroups").body)
    assert (len(report.agents), len(report.in_groups)) == (80, 2)


async def test_the_report_of_some_campaigns_comes_over_the_socket(dialer: Replay) -> None:
    async with connect(dialer) as client:
        await known(client)
        report = await client.realtime.report(["SALESB2B"])
    assert {agent.campaign_id for agent in report.agents} == {"SALESB2B"}


async def test_the_summary_comes_over_the_socket(dialer: Replay) -> None:
    async with connect(dialer) as client:
        await known(client)
        campaigns = await client.realtime.summary()
    assert campaigns == report_summary.read(recorded_page("summary_all").body)


async def test_an_old_build_answers_as_well() -> None:
    """Of 2.14-107 only the pages are here; the API's answer is that of 2.14-202."""
    with Replay("2.14-107") as dialer:
        dialer.answer("agent_status", recorded("agent_status_not_found").body)
        async with connect(dialer) as client:
            assert len((await client.realtime.report()).agents) == 60
            assert len(await client.realtime.summary()) == 4


async def test_what_is_asked(dialer: Replay) -> None:
    async with connect(dialer) as client:
        await known(client)
        await client.realtime.report(["SALESB2B", "SOLAR_OB"], ["AGENTS", "NIGHT"])
        await client.realtime.summary()
    report, summary = dialer.asked(REPORT)[0], dialer.asked(SUMMARY)[0]
    assert (report.path, report.method) == (f"/vicidial/{REPORT}", "GET")
    assert set(report.pairs) == {
        *(("RTajax", "1"), ("adastats", "2"), ("with_inbound", "Y"), ("UidORname", "0")),
        *(("UGdisplay", "1"), ("SERVdisplay", "1"), ("PHONEdisplay", "1"), ("CALLSdisplay", "1")),
        *(("CUSTPHONEdisplay", "0"), ("ALLINGROUPstats", "1"), ("orderby", "timeup")),
        ("report_display_type", "TEXT"),
        *(("groups[]", "SALESB2B"), ("groups[]", "SOLAR_OB")),
        *(("user_group_filter[]", "AGENTS"), ("user_group_filter[]", "NIGHT")),
    }
    assert (summary.path, summary.method) == (f"/vicidial/{SUMMARY}", "GET")
    assert set(summary.pairs) == {
        *(("RTajax", "1"), ("types", "SHOW ALL CAMPAIGNS"), ("adastats", "2")),
    }
    for asked in (report, summary):
        assert (asked.user, asked.password) == ("apiuser", True)
        assert RIGHT not in str(asked)


async def test_all_campaigns_and_groups_are_asked_for_by_their_names(dialer: Replay) -> None:
    async with connect(dialer) as client:
        await known(client)
        await client.realtime.report()
    pairs = dialer.asked(REPORT)[0].pairs
    assert ("groups[]", "ALL-ACTIVE") in pairs
    assert ("user_group_filter[]", "ALL-GROUPS") in pairs


@pytest.mark.parametrize("url", ["{}", "{}/vicidial/non_agent_api.php", "{}/agc/api.php"])
async def test_the_pages_lie_beside_the_api(dialer: Replay, url: str) -> None:
    async with connect(url.format(dialer.url)) as client:
        await known(client)
        await client.realtime.report()
    assert [asked.path for asked in dialer.asked(REPORT)] == [f"/vicidial/{REPORT}"]


async def test_what_is_no_campaign_or_group_is_not_sent(dialer: Replay) -> None:
    async with connect(dialer) as client:
        await failure(client.realtime.report(["A&B=1"]), InvalidInput)
        await failure(client.realtime.report(user_groups=["a b"]), InvalidInput)
    assert dialer.requests == []


async def test_a_user_that_a_page_would_misread_is_not_sent(dialer: Replay) -> None:
    async with connect(dialer, user="api:user") as client:
        await failure(client.realtime.report(), InvalidInput)
    assert dialer.requests == []


async def test_the_api_is_asked_first(dialer: Replay) -> None:
    dialer.answer("agent_status", recorded("agent_status_not_found").body)
    async with connect(dialer) as client:
        await client.realtime.report()
        await client.realtime.summary()
    assert [asked.function for asked in dialer.requests] == ["agent_status", REPORT, SUMMARY]


async def test_a_password_that_the_api_refuses_never_reaches_a_page(dialer: Replay) -> None:
    async with connect(dialer, "wrong") as client:
        ended = await asyncio.gather(
            *(outcome(client.realtime.report()) for _ in range(4)),
            *(outcome(client.realtime.summary()) for _ in range(4)),
        )
    assert {type(each) for each in ended} == {LoginRefused}
    assert (dialer.asked(REPORT), dialer.asked(SUMMARY), dialer.logins) == ([], [], 1)


async def test_an_account_without_the_right_to_look_at_agents_is_known_all_the_same(
    dialer: Replay,
) -> None:
    async with connect(dialer, "lim", user="limited") as client:
        await client.realtime.report()
    assert [asked.function for asked in dialer.requests] == ["agent_status", REPORT]


async def test_after_one_401_no_page_is_asked_again_and_the_api_goes_on(dialer: Replay) -> None:
    locked_out(dialer)
    async with connect(dialer) as client:
        await known(client)
        ended = await asyncio.gather(
            *(outcome(client.realtime.report()) for _ in range(5)),
            *(outcome(client.realtime.summary()) for _ in range(5)),
        )
        assert {type(each) for each in ended} == {PageLoginError}
        assert len({id(each) for each in ended}) == len(ended)
        assert len(dialer.asked(REPORT)) + len(dialer.asked(SUMMARY)) == 1
        assert client.login_failure is None
        assert await client.agents.list()
        client.retry_login()
        client.use_password(SecretStr(RIGHT))
        await client.agents.list()
        await failure(client.realtime.summary(), PageLoginError)
    assert len(dialer.asked(REPORT)) + len(dialer.asked(SUMMARY)) == 1


async def test_a_new_password_reaches_a_page_once_the_api_took_it(dialer: Replay) -> None:
    dialer.answer(REPORT, recorded_page("realtime_bad_login").body, status=401)
    dialer.answer(REPORT, recorded_page("realtime_ingroups").body)
    dialer.answer("agent_status", recorded("agent_status_not_found").body)
    async with connect(dialer) as client:
        await failure(client.realtime.report(), PageLoginError)
        dialer.passwords["apiuser"] = "another"
        client.use_password(SecretStr("another"))
        assert (await client.realtime.report()).agents
    asked = [each.function for each in dialer.requests]
    assert asked == ["agent_status", REPORT, "agent_status", REPORT]


async def test_a_login_that_the_api_refused_keeps_pages_from_being_asked(dialer: Replay) -> None:
    async with connect(dialer) as client:
        await known(client)
        dialer.answer("version", "VERSION: x\n")
        dialer.passwords["apiuser"] = "changed"
        await failure(client.agents.list(), LoginRefused)
        await failure(client.realtime.report(), LoginRefused)
    assert dialer.asked(REPORT) == []


REFUSALS: Final = {
    "Too many login attempts, try again in 15 minutes: |apiuser|LOCK|\n": AccountLocked,
    "Your IP Address is not allowed: 10.0.0.9: |apiuser|IPBLOCK|\n": AddressBlocked,
    "Inicio incorrecto: |apiuser|x|BAD|\n": LoginRefused,
    '<html><form><input type="password" name="p"></form></html>': LoginRefused,
}


@pytest.mark.parametrize(("body", "kind"), REFUSALS.items(), ids=[*map(str, range(4))])
async def test_a_refused_login_says_why_whatever_the_status(
    dialer: Replay, body: str, kind: type[VicidashError]
) -> None:
    """The forms of the server's public source; only BAD was recorded."""
    dialer.answer(REPORT, body)
    async with connect(dialer) as client:
        await known(client)
        error = await failure(client.realtime.report(), PageLoginError)
        assert type(error.refusal) is kind
        assert await client.agents.list()


async def test_an_account_that_may_not_view_reports_is_told_the_right(dialer: Replay) -> None:
    async with connect(dialer, "view", user="viewer") as client:
        await outcome(client.agents.list())
        error = await failure(client.realtime.report(), PermissionDenied)
        assert "View Reports" in error.right
        assert client.login_failure is None


async def test_a_user_group_that_may_not_see_this_report_is_told_so(dialer: Replay) -> None:
    """The form of the server's public source; not recorded."""
    dialer.answer(
        REPORT, "You are not allowed to view this report: |apiuser|Real-Time Main Report|\n"
    )
    async with connect(dialer) as client:
        await known(client)
        error = await failure(client.realtime.report(), PermissionDenied)
        assert "Allowed Reports" in error.right


WHOLE: Final = recorded_page("realtime_all").body


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ("", 200, NotAnAPIAnswer),
        ("", 500, NotAnAPIAnswer),
        ("<html><body>Bad Gateway</body></html>", 502, NotAnAPIAnswer),
        ("<html><body>Not Found</body></html>", 404, Unsupported),
        ("MySQL connect ERROR: Too many connections", 200, NotAnAPIAnswer),
        ("<html><body>Welcome to nginx!</body></html>", 200, UnsupportedPage),
        (WHOLE[: len(WHOLE) // 2], 200, NotAnAPIAnswer),
        (WHOLE[:-40], 200, NotAnAPIAnswer),
        ("ERROR: NO FUNCTION SPECIFIED\n", 200, NotAnAPIAnswer),
    ],
)
async def test_what_is_no_whole_report_is_an_error_that_says_so(
    dialer: Replay, body: str, status: int, kind: type[VicidashError]
) -> None:
    """What proxies and a dialer in trouble write was not recorded."""
    dialer.answer(REPORT, body, status=status)
    async with connect(dialer) as client:
        await known(client)
        error = await failure(client.realtime.report(), kind)
        assert "3125550" not in str(error)
        assert client.login_failure is None


async def test_a_whole_page_under_http_500_is_read(dialer: Replay) -> None:
    """As answers of the API are: the server's own logging breaks behind them. Not recorded."""
    dialer.answer(REPORT, WHOLE, status=500)
    async with connect(dialer) as client:
        await known(client)
        assert len((await client.realtime.report()).agents) == 80


async def test_a_redirect_is_not_followed_and_no_login_goes_elsewhere(dialer: Replay) -> None:
    with Replay("2.14-202") as other:
        there = {"Location": f"{other.url}/vicidial/{REPORT}"}
        dialer.answer(REPORT, "", status=302, headers=there)
        async with connect(dialer) as client:
            await known(client)
            await failure(client.realtime.report(), NotAnAPIAnswer)
        assert other.requests == []


@pytest.mark.parametrize("password", ["s3cret", "p:a ss&w|ö'rd", "x" * 40])
async def test_no_password_is_shown_by_what_a_page_echoes(dialer: Replay, password: str) -> None:
    """In plain text, or as the header of the login, which a proxy's error page may print."""
    dialer.passwords["apiuser"] = password
    dialer.answer("agent_status", recorded("agent_status_not_found").body)
    encoded = page_login("apiuser", password)
    bodies = (
        f"Login incorrect, please try again: |apiuser|{password}|BAD|\n",
        f"<html><body>Authorization: Basic {encoded}</body></html>",
        f"{password} {encoded} nothing else",
    )
    for body in bodies:
        for status in (200, 401, 403, 500):
            dialer.answer(REPORT, body, status=status)
            with listening() as heard:
                async with connect(dialer, password) as client:
                    text = shown(await ending(client.realtime.report), as_rich=False)
            for seen in (text, "\n".join(heard)):
                assert_hidden(password, seen)
                assert encoded not in seen


def page_login(user: str, password: str) -> str:
    return b64encode(f"{user}:{password}".encode()).decode()


BODIES: Final = [each.body.encode() for each in pages()]
PIECES: Final = [
    *(b"<table>", b"</table>", b"<tr><td>", b"</td>", b"<PRE>", b"</PRE>", b"<!--", b"-->", b"|"),
    *(b"\n| ", b"+---", b"<font face=courier>", b"DIAL LEVEL:", b"calls ringing", b"</HTML>"),
    *(b"user_status.php?user=", b"9" * 400, b"99:99", b"\x00\x01\x02\xff", b"|apiuser|GOOD|"),
    *(b"NO AGENTS ON CALLS", b"agents logged in on all servers", b"&nbsp;", b"&#0;", b"</a>"),
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A recorded page with a part cut out, doubled or replaced."""
    body = draw(st.sampled_from(BODIES))
    start = draw(st.integers(0, len(body)))
    end = draw(st.integers(start, min(len(body), start + draw(st.sampled_from([8, 300, 10**6])))))
    noise = b"".join(draw(st.lists(st.sampled_from(PIECES) | st.binary(max_size=6), max_size=6)))
    return body[:start] + noise + body[end:]


@settings(max_examples=250, deadline=None)
@given(
    content=damaged() | st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join) | st.binary(),
    status=st.sampled_from([200, 200, 200, 401, 403, 404, 500, 503]),
    summary=st.booleans(),
)
def test_any_page_gives_a_report_or_our_error(content: bytes, status: int, summary: bool) -> None:
    module = report_summary if summary else realtime
    try:
        text = page_answers.read(module.FUNCTION, status, content, user="apiuser", redact=str)
        found = module.read(text)
    except VicidashError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either outcome is right
        return
    assert found is not None
    assert "3125550" not in repr(found)


def exchange_names(exchange: PageExchange) -> str:
    return f"{exchange.build}-{exchange.name}"


@pytest.mark.parametrize("exchange", pages(), ids=exchange_names)
async def test_every_recorded_page_can_be_replayed(exchange: PageExchange) -> None:
    with Replay(exchange.build).prefer(exchange.name) as dialer:
        dialer.answer("agent_status", recorded("agent_status_not_found").body)
        password = "view" if exchange.auth == "viewer" else RIGHT
        if exchange.name == "realtime_bad_login":
            password = "wrong"
        async with connect(dialer, password, user=exchange.auth) as client:
            if exchange.name in ("realtime_bad_login", "realtime_no_reports"):
                kind = PermissionDenied if password == "view" else PageLoginError
                await failure(client.realtime.report(), kind)
            elif exchange.name.startswith("summary"):
                assert await client.realtime.summary() == report_summary.read(exchange.body)
            else:
                assert await client.realtime.report() == realtime.read(exchange.body)
