"""Certificates: who is trusted, and what to do about one who is not."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from tests.client.helpers import connect, failure
from tests.replay import Replay
from vicidash.client import InvalidInput, Unreachable


class Certificate:
    """A certificate for 127.0.0.1 that signed itself."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "certificate.pem"
        key = folder / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
             "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(self.path)],
            check=True, capture_output=True,
        )  # fmt: skip
        self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.server.load_cert_chain(self.path, key)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make a certificate")
    return Certificate(tmp_path_factory.mktemp("tls"))


async def test_a_certificate_that_nobody_signed_is_not_trusted(certificate: Certificate) -> None:
    with Replay(tls=certificate.server) as dialer:
        async with connect(dialer) as client:
            error = await failure(client.agents.list(), Unreachable)
        assert dialer.requests == []
    assert "its certificate is not trusted here" in str(error)
    assert error.remedy.startswith("Set ca_file")
    assert not error.maybe_done


async def test_its_authority_may_be_named(certificate: Certificate) -> None:
    with Replay(tls=certificate.server) as dialer:
        async with connect(dialer, ca_file=certificate.path) as client:
            assert len(await client.agents.list()) == 60
            assert not client.insecure


@pytest.mark.parametrize("content", [None, "", "no certificate"])
def test_a_ca_file_that_cannot_be_read_is_refused(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(InvalidInput, match="a readable file of PEM certificates"):
        connect("https://dialer.example.com", ca_file=path)
