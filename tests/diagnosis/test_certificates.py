"""Encryption: trusted or not, why not, and for how long."""

from __future__ import annotations

import ssl

import pytest

from tests.diagnosis.support import CERTIFICATES, examined, server_tls
from tests.replay import Replay
from vicidash.demo import DemoServer
from vicidash.diagnosis import Setup, Status, Verdict, connection
from vicidash.diagnosis.access import ScriptUrl
from vicidash.diagnosis.connection import SOON, days_left, refused, valid

END = "Jan  5 09:34:43 2027 GMT"
DAY = 86_400.0


@pytest.mark.parametrize(
    ("before", "status"),
    [(SOON, Status.OK), (SOON - 1, Status.WARN), (1, Status.WARN), (0, Status.WARN)],
)
def test_a_certificate_that_ends_soon_is_a_warning(before: int, status: Status) -> None:
    found = valid(END, ssl.cert_time_to_seconds(END) - before * DAY)
    assert found.status is status
    assert found.detail.startswith(f"the certificate is valid for {before} more day")
    assert bool(found.remedy) == (status is Status.WARN)


def test_days_are_whole_and_gone_ones_negative() -> None:
    end = ssl.cert_time_to_seconds(END)
    assert [days_left(END, end - DAY * each) for each in (1.5, 0.5, -0.5)] == [1, 0, -1]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (10, "has expired"),
        (9, "not valid yet"),
        (62, "not for d.example"),
        (64, "not for d.example"),
        (18, "self-signed"),
        (20, "not trusted here (unable to get local issuer certificate)"),
    ],
)
def test_why_a_certificate_is_refused(code: int, words: str) -> None:
    found = refused(code, "unable to get local issuer certificate", "d.example")
    assert found.status is Status.FAIL
    assert words in found.detail
    assert found.remedy


@pytest.mark.parametrize(
    ("name", "trusted", "words"),
    [
        ("lasting", "", "not trusted here (self-signed)"),
        ("lasting", "expired", "not trusted here (self-signed)"),
        ("expired", "expired", "has expired"),
        ("elsewhere", "elsewhere", "is not for 127.0.0.1"),
    ],
)
async def test_a_certificate_that_is_not_accepted(name: str, trusted: str, words: str) -> None:
    ca_file = CERTIFICATES / f"{trusted}.pem" if trusted else None
    with Replay(tls=server_tls(name)) as dialer:
        report = await examined(dialer, ca_file=ca_file, setup=Setup(ca_file=ca_file))
    assert words in report["tls"].detail
    assert (report.verdict, report.cause) == (Verdict.UNREACHABLE, report["tls"])
    assert dialer.requests == []


async def test_a_certificate_that_is_accepted() -> None:
    ca_file = CERTIFICATES / "lasting.pem"
    with Replay(tls=server_tls("lasting")) as dialer:
        report = await examined(
            dialer, "apiuser", "s3cret", ca_file=ca_file, setup=Setup(ca_file=ca_file)
        )
    assert report["tls"].status is Status.OK
    assert "more days" in report["tls"].detail
    assert report["login"].status is Status.OK


async def test_a_server_without_tls(demo: DemoServer) -> None:
    report = await examined(demo.url.replace("http:", "https:"))
    assert report["tls"].status is Status.FAIL
    assert "no TLS connection on port" in report["tls"].detail
    assert demo.dialer.logins == 0


def test_plain_http_is_a_warning_unless_it_stays_on_this_machine() -> None:
    assert connection.unsecured(ScriptUrl.of("http://127.0.0.1:8080")).status is Status.OK
    remote = connection.unsecured(ScriptUrl.of("http://dialer.example.com"))
    assert remote.status is Status.WARN
    assert remote.remedy.startswith("Use https://dialer.example.com")
