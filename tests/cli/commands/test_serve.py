"""``vicidash serve`` as a stranger would use it: the guide's curl lines, tokens, refusals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import ROOT
from tests.demo.support import Clock
from vicidash.demo import DemoDialer, DemoServer

KEY = "your-api-key"
GUIDE_BODY = (
    '{"phone_number":"5551234567","first_name":"Jane","last_name":"Smith","list_id":"1000"}'
)

Serve = Callable[..., Any]


@pytest.fixture
def demo() -> DemoDialer:
    return DemoDialer(seed=7, clock=Clock())


@pytest.fixture
def login(demo: DemoDialer) -> Iterator[dict[str, str]]:
    """The environment that leads to a demo of its own."""
    with DemoServer(demo) as server:
        yield {"VICIDIAL_URL": server.url, "VICIDIAL_USER": "demo", "VICIDIAL_PASS": "demo"}


@contextmanager
def served(env: dict[str, str], *args: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A service of its own process: its address, and the process."""
    with subprocess.Popen(
        [sys.executable, "-m", "vicidash", "serve", "--listen", "127.0.0.1:0", *args],
        cwd=ROOT,
        env={**env, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            assert line.startswith("serving on "), process.stderr.read() if process.stderr else ""
            yield line.removeprefix("serving on ").strip(), process
        finally:
            process.kill()


def ready(url: str) -> httpx.Response:
    """What ``/readyz`` says once it is another thing than that nothing was polled yet."""
    deadline = time.monotonic() + 30
    while True:
        answer = httpx.get(f"{url}/readyz")
        waiting = answer.status_code == 503 and "not-polled" in answer.text
        if not waiting or time.monotonic() > deadline:
            return answer
        time.sleep(0.1)


def stopped(process: subprocess.Popen[str], number: int = signal.SIGTERM) -> tuple[int, str]:
    """The exit code after a signal, and all of stderr."""
    process.send_signal(number)
    _, err = process.communicate(timeout=20)
    return process.returncode, err


def curl(*args: str) -> Any:
    done = subprocess.run(["curl", "-sS", *args], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_the_guides_three_curl_lines_work_with_another_host(
    env: dict[str, str], login: dict[str, str]
) -> None:
    bearer = f"Authorization: Bearer {KEY}"
    with served({**env, **login, "API_KEY": KEY}, "--access-log") as (url, process):
        assert ready(url).status_code == 200
        stats = curl("-H", bearer, f"{url}/api/campaigns/SALESB2B/stats")
        assert stats["campaign_id"] == "SALESB2B"
        assert stats["agents_logged_in"] > 0
        lead = curl(
            "-X", "POST", "-H", bearer, "-H", "Content-Type: application/json",
            "-d", GUIDE_BODY, f"{url}/api/leads",
        )  # fmt: skip
        found = curl("-H", bearer, f"{url}/api/leads/search?phone=5551234567")
        assert [each["lead_id"] for each in found["leads"]] == [lead["lead_id"]]
        assert curl(f"{url}/api/campaigns/SALESB2B/stats")["status"] == 401
        code, err = stopped(process)
    assert code == 0
    assert " GET /api/leads/search 200 " in err
    for hidden in (KEY, "5551234567", "Jane"):
        assert hidden not in err


@pytest.mark.thorough
def test_a_token_made_and_revoked_while_it_runs_counts_at_once(
    env: dict[str, str], login: dict[str, str], vicidash: Vicidash
) -> None:
    made = vicidash("serve", "token", "new", "web", "--right", "read", "--days", "1")
    secret = made.out.strip()
    with served({**env, **login}) as (url, process):
        assert ready(url).status_code == 200
        headers = {"Authorization": f"Bearer {secret}"}
        with httpx.stream("GET", f"{url}/api/stream", headers=headers) as stream:
            lines = stream.iter_lines()
            assert any(line == "event: snapshot" for line in lines)
            assert httpx.get(f"{url}/api/agents", headers=headers).status_code == 200
            assert vicidash("serve", "token", "revoke", "web").out == "web: revoked\n"
            assert httpx.get(f"{url}/api/agents", headers=headers).status_code == 401
            code, err = stopped(process, signal.SIGINT)
            assert any(line == "event: end" for line in lines)
    assert (code, secret in err) == (0, False)


@pytest.mark.thorough
def test_without_a_token_it_says_so_and_shows_the_floor_here_masked(
    env: dict[str, str], login: dict[str, str]
) -> None:
    with served({**env, **login}) as (url, process):
        assert ready(url).status_code == 200
        agents = httpx.get(f"{url}/api/agents").json()["agents"]
        assert {each["full_name"] for each in agents} == {"***"}
        _, err = stopped(process)
    assert "there is no token: programs on this machine may see the floor, masked" in err


def test_a_refused_login_stops_polling_and_readyz_says_so(
    env: dict[str, str], login: dict[str, str], demo: DemoDialer
) -> None:
    with served({**env, **login, "VICIDIAL_PASS": "n0t-the-password"}) as (url, process):
        answer = ready(url)
        assert (answer.status_code, answer.json()["type"]) == (
            503,
            "urn:vicidash:problem:login-refused",
        )
        assert httpx.get(f"{url}/healthz").status_code == 200
        code, err = stopped(process)
    assert demo.failed_logins == 1
    assert code == 3
    assert "refused the login" in err
    assert "n0t-the-password" not in err


def test_elsewhere_it_only_listens_with_a_good_token(
    vicidash: Vicidash, login: dict[str, str]
) -> None:
    elsewhere = ("serve", "--listen", "0.0.0.0:0")
    ran = vicidash(*elsewhere, env=login)
    assert ran.code == 2
    assert "0.0.0.0 can be reached by others, and there is no token" in ran.err
    ran = vicidash(*elsewhere, env={"API_KEY": KEY})
    assert (ran.code, "fewer than 24 characters" in ran.err) == (2, True)
    assert KEY not in ran.err


def test_an_address_that_is_taken_is_one_line(vicidash: Vicidash, login: dict[str, str]) -> None:
    taken = login["VICIDIAL_URL"].removeprefix("http://")
    ran = vicidash("serve", "--listen", taken, env=login)
    assert ran.code == 2
    assert f"cannot listen on {taken}: Address already in use" in ran.err


def test_a_certificate_that_is_none_is_one_line(
    vicidash: Vicidash, login: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "none.pem").write_text("nothing")
    none = str(tmp_path / "none.pem")
    ran = vicidash(
        "serve", "--listen", "127.0.0.1:0", "--certificate", none, "--key", none, env=login
    )
    assert (ran.code, ran.out) == (2, "")
    assert "the certificate or its key cannot be used" in ran.err


def test_without_the_extra_it_names_what_to_install(env: dict[str, str]) -> None:
    for package in ("fastapi", "uvicorn", "prometheus_client"):
        code = (
            f"import sys; sys.modules['{package}'] = None\n"
            "from vicidash.cli.main import run\n"
            "sys.exit(run(None, ['serve']))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 2
        assert f"serve needs {package}" in done.stderr
        assert "pip install 'vicidash[serve]'" in done.stderr
        assert "Traceback" not in done.stderr


def test_tokens_are_made_without_the_extra(env: dict[str, str]) -> None:
    code = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(['fastapi', 'uvicorn', 'prometheus_client']))\n"
        "from vicidash.cli.main import run\n"
        "sys.exit(run(None, ['serve', 'token', 'new', 'web', '--right', 'read']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.startswith("vdt_")) == (0, True)


def test_tokens_are_listed_without_their_secret(vicidash: Vicidash, tmp_path: Path) -> None:
    rights = ("--right", "read", "--right", "act", "--campaign", "SALES")
    made = vicidash("serve", "token", "new", "night", *rights, "--rate", "30", "--json").json
    assert made["token"].startswith("vdt_")
    listed = vicidash("serve", "token", "list")
    assert listed.rows[0]["rights"] == "act, read"
    assert listed.rows[0]["campaigns"] == "SALES"
    assert listed.rows[0]["expires"] == "never"
    assert made["token"] not in listed.out + vicidash("serve", "token", "list", "--json").out
    (file,) = tmp_path.rglob("tokens.json")
    assert made["token"] not in file.read_text()
    assert os.stat(file).st_mode & 0o777 == 0o600


def test_what_is_wrong_with_a_token_is_said(vicidash: Vicidash) -> None:
    new = ("serve", "token", "new")
    assert vicidash(*new, "web", "--right", "read").code == 0
    assert "there is a token web already" in vicidash(*new, "web", "--right", "act").err
    assert "no name of a token" in vicidash(*new, "a b", "--right", "read").err
    assert "--right" in vicidash(*new, "other").err
    missing = vicidash("serve", "token", "revoke", "nosuch")
    assert (missing.code, "there is no token nosuch" in missing.err) == (2, True)
    assert vicidash("serve", "token", "revoke", "web").code == 0
    assert vicidash("serve", "token", "list").out == "there is no token\n"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--listen", "8080"], "is not HOST:PORT"),
        (["--listen", "127.0.0.1:70000"], "is not HOST:PORT"),
        (["--certificate", "pyproject.toml"], "go together"),
        (["--origin", "*"], "is not SCHEME://HOST"),
    ],
)
def test_what_is_wrong_with_an_option_is_said(
    vicidash: Vicidash, login: dict[str, str], args: list[str], words: str
) -> None:
    ran = vicidash("serve", *args, env=login)
    assert (ran.code, words in ran.err) == (2, True)
