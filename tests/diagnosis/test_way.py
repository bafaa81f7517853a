"""From the address to the API: each thing that can stand in the way is told from the others."""

from __future__ import annotations

import asyncio

import pytest

from tests.diagnosis.support import SECRET, centre, examined
from tests.replay import Replay
from vicidash.client import VicidialClient
from vicidash.demo import DemoServer
from vicidash.diagnosis import Check, Report, Setup, Status, Verdict, connection, examine
from vicidash.diagnosis.access import ScriptUrl


def stopped_at(report: Report, check_id: str, verdict: Verdict) -> Check:
    """The check that ended it; everything behind it was not asked."""
    ids = [check.id for check in report.checks]
    failed = report[check_id]
    assert (failed.status, report.verdict, report.cause) == (Status.FAIL, verdict, failed)
    assert failed.remedy
    behind = report.checks[ids.index(check_id) + 1 :]
    assert {check.status for check in behind} == {Status.UNCHECKED}
    assert {check.detail for check in behind} == {f"not checked: {failed.detail}"}
    assert "console.agents" in ids
    return failed


async def test_a_dialer_that_is_down(closed_port: int) -> None:
    report = await examined(f"http://127.0.0.1:{closed_port}")
    found = stopped_at(report, "tcp", Verdict.UNREACHABLE)
    assert found.detail == f"port {closed_port} of 127.0.0.1 refused the connection"


async def test_a_name_that_nobody_knows() -> None:
    report = await examined("https://dialer.invalid")
    found = stopped_at(report, "dns", Verdict.UNREACHABLE)
    assert found.detail.startswith("no address for the name dialer.invalid (")
    assert "spelling" in found.remedy


async def test_a_dialer_that_does_not_answer_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async def silence(*args: object) -> None:
        await asyncio.get_running_loop().create_future()

    monkeypatch.setattr(asyncio, "open_connection", silence)
    found = await connection.connect(ScriptUrl.of("http://192.0.2.1"), ["192.0.2.1"], 0.01)
    assert found.status is Status.FAIL
    assert found.detail == "port 80 of 192.0.2.1 did not answer within 0.01 s"
    assert "firewall" in found.remedy


async def test_the_second_address_of_a_name_will_do(demo: DemoServer) -> None:
    port = int(demo.url.rpartition(":")[2])
    found = await connection.connect(
        ScriptUrl.of(f"http://localhost:{port}"), ["::1", "127.0.0.1"], 5
    )
    assert found.status is Status.OK


async def test_a_wrong_host_shows_a_web_page(dialer: Replay) -> None:
    dialer.answer("version", "<html><body>Welcome to <b>nginx</b></body></html>")
    found = stopped_at(await examined(dialer), "api", Verdict.NOT_API)
    assert found.detail == "a web page answers, not the API: 'Welcome to nginx'"
    assert dialer.logins == 0


async def test_a_redirect(dialer: Replay) -> None:
    to = {"Location": "https://other.example.com/vicidial/non_agent_api.php"}
    dialer.answer("version", "", status=302, headers=to)
    found = stopped_at(await examined(dialer), "api", Verdict.NOT_API)
    assert found.detail == f"HTTP 302, a redirect to {to['Location']}"
    assert found.remedy == "Set url to where it points: https://other.example.com"


async def test_a_wrong_path(demo: DemoServer) -> None:
    report = await examined(f"{demo.url}/dialer")
    found = stopped_at(report, "api", Verdict.NOT_API)
    where = f"{demo.url}/dialer/vicidial/non_agent_api.php"
    assert found.detail == f"HTTP 404: there is nothing at {where}"


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("Forbidden", 403, "HTTP 403: the web server itself denies access: 'Forbidden'"),
        ("MySQL connect ERROR: Too many connections", 200, "cannot reach its database"),
        ("hello\n", 200, "no version"),
        ("", 502, "an empty body"),
    ],
)
async def test_other_things_that_answer(body: str, status: int, words: str, dialer: Replay) -> None:
    dialer.answer("version", body, status=status)
    assert words in stopped_at(await examined(dialer), "api", Verdict.NOT_API).detail


async def test_an_answer_that_breaks_off(dialer: Replay) -> None:
    dialer.answer("version", "VERSION: 2.14", cut=0)
    stopped_at(await examined(dialer), "api", Verdict.UNREACHABLE)


async def test_the_versions_of_both_apis(dialer: Replay) -> None:
    report = await examined(dialer, "apiuser", "s3cret")
    assert report["api"].detail == "version 2.14-202, build 250720-1841"
    assert report["agent_api"].detail == "version 2.14-82, build 250122-1010"
    assert (report.non_agent and report.non_agent.build) == "250720-1841"
    assert (report.agent and report.agent.version) == "2.14-82"


async def test_an_older_build(old_dialer: Replay) -> None:
    report = await examined(old_dialer, "apiuser", "s3cret")
    assert report["api"].detail == "version 2.14-136, build 210113-1714"
    assert report["agent_api"].status is Status.FAIL


async def test_an_agent_api_elsewhere_keeps_only_what_acts(
    demo: DemoServer, closed_port: int
) -> None:
    agent_url = f"http://127.0.0.1:{closed_port}"
    report = await examined(demo, agent_url=agent_url)
    assert (report.verdict, report.cause) == (Verdict.UNREACHABLE, report["agent_api"])
    assert report["console.agents"].status is Status.OK
    assert report["console.pause"].detail == "not tested: the agent API did not answer"
    looking = await examined(demo, agent_url=agent_url, setup=Setup(read_only=True))
    assert looking.verdict is Verdict.READY


async def test_an_agent_api_that_is_a_web_page(demo: DemoServer, dialer: Replay) -> None:
    dialer.answer("version", "<html>Welcome</html>")
    report = await examined(demo, agent_url=dialer.url)
    assert (report.verdict, report.cause) == (Verdict.NOT_API, report["agent_api"])
    assert report["agent_api"].remedy.endswith("or set agent_url")


async def test_a_proxy_is_left_to_itself(monkeypatch: pytest.MonkeyPatch, closed_port: int) -> None:
    monkeypatch.setenv("http_proxy", f"http://me:{SECRET}@127.0.0.1:{closed_port}")
    monkeypatch.delenv("no_proxy", raising=False)
    report = await examined("http://dialer.example.com")
    assert report["dns"].detail == "left to the proxy 127.0.0.1 that the environment names"
    assert SECRET not in repr(report.checks)
    assert report.cause == report["api"]


async def test_each_check_is_told_as_it_is_known_and_in_the_report() -> None:
    told: list[Check] = []
    with DemoServer(centre()) as server:
        async with VicidialClient(server.url, "boss", SECRET) as client:
            report = await examine(client, on_check=told.append)
    assert sorted(told, key=repr) == sorted(report.checks, key=repr)
    assert [check.id for check in told[:4]] == ["settings", "dns", "tcp", "tls"]
