"""The OpenAPI document against a service on the demo, by schemathesis where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from typing import Final

import pytest

from tests.cli.commands.test_serve import ready, served
from tests.cli.conftest import Vicidash, env, vicidash
from tests.demo.support import Clock
from vicidash.demo import DemoDialer, DemoServer

__all__ = ["env", "vicidash"]

CHECKS: Final = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance,response_headers_conformance"
)


@pytest.fixture
def login() -> Iterator[dict[str, str]]:
    """The environment that leads to a demo of its own."""
    with DemoServer(DemoDialer(seed=7, clock=Clock())) as server:
        yield {"VICIDIAL_URL": server.url, "VICIDIAL_USER": "demo", "VICIDIAL_PASS": "demo"}


@pytest.mark.thorough
def test_no_request_gets_a_server_error_or_an_undocumented_answer(
    env: dict[str, str],
    login: dict[str, str],
    vicidash: Vicidash,
) -> None:
    program = shutil.which("st") or shutil.which("schemathesis")
    if program is None:
        pytest.skip("schemathesis is not installed")
    rights = [part for each in ("read", "act", "leads", "metrics") for part in ("--right", each)]
    secret = vicidash("serve", "token", "new", "all", *rights, "--rate", "100000").out.strip()
    with served({**env, **login}) as (url, _):
        assert ready(url).status_code == 200
        done = subprocess.run(
            [program, "run", f"{url}/api/openapi.json", "-H", f"Authorization: Bearer {secret}",
             "--exclude-path", "/api/stream", "--max-examples", "10", "--checks", CHECKS,
             "--seed", "1", "--request-timeout", "30"],
            capture_output=True, text=True, check=False, timeout=400,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:]
