"""What is not the API's answer is recognised, shown in a few words, and never read as rows.

No recording holds a proxy's page or a broken server; these bodies are as those write them.
"""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable

import pytest

from tests.client.helpers import connect, failure
from tests.replay import Replay, recorded
from vicidash.client import NotAnAPIAnswer, Unreachable, VicidialClient
from vicidash.client.api import transport

Call = Callable[[VicidialClient], Awaitable[object]]

CALLS: dict[str, Call] = {
    "logged_in_agents": lambda client: client.agents.list(),
    "agent_status": lambda client: client.agents.status("a0004"),
    "campaigns_list": lambda client: client.campaigns.list(),
    "call_status_stats": lambda client: client.campaigns.calls(),
    "hopper_list": lambda client: client.campaigns.hopper_level("SALESB2B"),
    "in_group_status": lambda client: client.campaigns.queue("SALESB2B"),
    "external_pause": lambda client: client.agents.pause("a0004"),
    "version": lambda client: client.server(),
}

FOREIGN = {
    "login page": (
        200,
        "<!DOCTYPE html>\n<html><head><title>Sign in</title><style>b{}</style></head>"
        "<body><h1>Please   sign in</h1></body></html>",
        "HTML",
        "Please sign in",
    ),
    "PHP error": (
        200,
        "<br />\n<b>Fatal error</b>:  Uncaught mysqli_sql_exception in /srv/www/x.php:12\n",
        "a PHP error",
        "Fatal error : Uncaught mysqli_sql_exception in /srv/www/x.php:12",
    ),
    "PHP error as text": (
        500,
        "PHP Parse error: syntax error, unexpected end of file\n",
        "a PHP error",
        "syntax error, unexpected end of file",
    ),
    "MySQL": (
        200,
        "MySQL connect ERROR: Too many connections",
        "the dialer cannot reach its database",
        "Too many connections",
    ),
    "not found": (
        404,
        "<html><head><title>404 Not Found</title></head><body>nginx</body></html>",
        "HTML",
        "nginx",
    ),
    "not found as text": (404, "404 page not found", "an HTTP error", "404 page not found"),
    "bad gateway": (502, "Bad Gateway", "an HTTP error", "Bad Gateway"),
    "empty error": (500, "", "an empty body", ""),
    "blank": (200, " \n\n ", "an empty body", ""),
}


@pytest.mark.parametrize("function", CALLS)
@pytest.mark.parametrize("foreign", FOREIGN)
async def test_it_is_named_for_what_it_is(
    dialer: Replay, client: VicidialClient, function: str, foreign: str
) -> None:
    status, body, what, words = FOREIGN[foreign]
    dialer.answer(function, body, status=status)
    error = await failure(CALLS[function](client), NotAnAPIAnswer)
    assert error.function == function
    assert error.status == status
    assert f"not an API answer ({what}, HTTP {status})" in str(error)
    assert words in error.excerpt
    assert len(error.excerpt) <= 80
    assert error.remedy


@pytest.mark.parametrize("function", sorted(set(CALLS) - {"external_pause", "call_status_stats"}))
async def test_an_empty_body_is_no_empty_floor(
    dialer: Replay, client: VicidialClient, function: str
) -> None:
    dialer.answer(function, "")
    await failure(CALLS[function](client), NotAnAPIAnswer)


@pytest.mark.parametrize("function", CALLS)
async def test_a_few_words_are_no_rows(
    dialer: Replay, client: VicidialClient, function: str
) -> None:
    dialer.answer(function, "It works!\n")
    error = await failure(CALLS[function](client), NotAnAPIAnswer)
    assert error.excerpt in ("It works!", "")


async def test_rows_under_an_error_that_is_not_the_loggings_are_not_believed(
    dialer: Replay, client: VicidialClient
) -> None:
    """HTTP 500 comes after a whole answer; no other status does."""
    dialer.answer("campaigns_list", recorded("campaigns_list").body, status=503)
    await failure(client.campaigns.list(), NotAnAPIAnswer)


async def test_a_page_instead_of_rows_is_html(client: VicidialClient, dialer: Replay) -> None:
    """Recorded: a function that some builds only have as a page, with scripts and tables."""
    dialer.answer("campaigns_list", recorded("ingroup_list").body)
    error = await failure(client.campaigns.list(), NotAnAPIAnswer)
    assert error.excerpt.startswith("close frame # Inbound Groups Name Color")


async def test_a_redirect_is_not_followed_with_the_login(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer(
        "logged_in_agents", "", status=302, headers={"Location": "https://x.example/login?next=1"}
    )
    error = await failure(client.agents.list(), NotAnAPIAnswer)
    assert error.excerpt == "https://x.example/login"
    assert error.remedy == "Set url to the address that it leads to"
    assert dialer.logins == 1


@pytest.mark.parametrize("surplus", [0, 1])
async def test_a_body_over_the_limit_is_refused(
    dialer: Replay, client: VicidialClient, monkeypatch: pytest.MonkeyPatch, surplus: int
) -> None:
    body = recorded("campaigns_list").body
    monkeypatch.setattr(transport, "MAX_BODY", len(body) - surplus)
    dialer.answer("campaigns_list", body)
    if not surplus:
        assert len(await client.campaigns.list()) == 4
        return
    error = await failure(client.campaigns.list(), NotAnAPIAnswer)
    assert "more than" in str(error)


def test_the_limit_is_32_mib() -> None:
    assert transport.MAX_BODY == 32 * 2**20


async def test_an_endless_body_is_not_read_to_its_end(
    dialer: Replay, client: VicidialClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "MAX_BODY", 5000)
    dialer.answer("campaigns_list", "x" * 50_000_000)
    await failure(client.campaigns.list(), NotAnAPIAnswer)
    # and its connection does not stay in the pool half read
    assert len(await client.agents.list()) == 60


async def test_a_compressed_answer_is_read(dialer: Replay, client: VicidialClient) -> None:
    body = gzip.compress(recorded("campaigns_list").body.encode())
    dialer.answer("campaigns_list", body, headers={"Content-Encoding": "gzip"})
    assert len(await client.campaigns.list()) == 4


async def test_a_compression_that_is_none_is_an_error_of_ours(
    dialer: Replay, client: VicidialClient
) -> None:
    dialer.answer("campaigns_list", "campaign_id|x", headers={"Content-Encoding": "gzip"})
    error = await failure(client.campaigns.list(), NotAnAPIAnswer)
    assert "a compression that is none" in str(error)


async def test_an_answer_that_breaks_off_is_a_broken_connection(
    dialer: Replay, client: VicidialClient
) -> None:
    body = recorded("campaigns_list").body
    dialer.answer("campaigns_list", body, cut=100)
    error = await failure(client.campaigns.list(), Unreachable)
    assert "the connection broke" in str(error)
    assert error.maybe_done


@pytest.mark.parametrize(
    "name",
    ["apostrophe_agent_status", "apostrophe_logged_in_agents_INSURNCE"],
)
async def test_a_whole_answer_under_http_500_is_data_with_a_warning(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    params = recorded(name).params
    with Replay().prefer(name) as dialer:
        async with connect(dialer) as client:
            if params["function"] == "agent_status":
                agent = await client.agents.status("a0002")
            else:
                found = await client.agents.list([params["campaigns"]])
                agent = found[1]
                assert len(found) == 17
                assert found.warning == (
                    "logged_in_agents: the dialer answered whole, but under HTTP 500"
                )
    assert agent.full_name == "O'Neil Lee"
    assert "the dialer answered whole, but under HTTP 500" in caplog.text


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (429, "Too Many Requests", "poll less often"),
        (429, "<html><body>slow down</body></html>", "poll less often"),
        (502, "<html><body>Bad Gateway</body></html>", "proxy"),
        (503, "", "overloaded"),
        (504, "<html></html>", "proxy"),
        (500, "<html><body>Internal Server Error</body></html>", "in trouble"),
        (404, "<html><body>Not Found</body></html>", "Check the dialer's URL"),
        (200, "<html><body>Welcome</body></html>", "Check the dialer's URL"),
    ],
)
async def test_only_what_the_url_can_cause_sends_people_to_the_url(
    dialer: Replay, client: VicidialClient, status: int, body: str, words: str
) -> None:
    dialer.answer("logged_in_agents", body, status=status)
    error = await failure(client.agents.list(), NotAnAPIAnswer)
    assert words in error.remedy
    assert ("URL" in error.remedy) == ("URL" in words)
