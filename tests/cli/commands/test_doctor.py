"""``vicidash doctor``: each thing that can be wrong has its words, its remedy and its exit code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import RIGHT, WRONG, Ran, account, at_terminal, stranger
from tests.replay import Replay
from vicidash.demo import Account, DemoDialer, DemoServer
from vicidash.demo.options import DEFAULT_ACCOUNTS, LOCK_AFTER

pytestmark = pytest.mark.long

SECRET = "n0t-to-be-seen"
ACCOUNTS = (
    *DEFAULT_ACCOUNTS,
    Account("eight", SECRET, level=8),
    Account("barred", SECRET, refused=frozenset(("hopper_list",))),
)
KEYS = ("id", "part", "title", "status", "detail", "remedy")


@pytest.fixture
def demo() -> Iterator[DemoServer]:
    with DemoServer(DemoDialer(agents=12, campaigns=2, accounts=ACCOUNTS)) as server:
        yield server


def login(
    server: DemoServer | str, user: str = "demo", password: str | None = None
) -> dict[str, str]:
    url = server if isinstance(server, str) else server.url
    return {"VICIDIAL_URL": url, "VICIDIAL_USER": user, "VICIDIAL_PASS": password or "demo"}


def rows(ran: Ran) -> Mapping[str, dict[str, str]]:
    return {row["id"]: row for row in ran.rows}


def ended(ran: Ran, code: int, check_id: str) -> dict[str, str]:
    """It ended for one check, named in one line of stderr with its remedy."""
    assert ran.code == code
    found = rows(ran)[check_id]
    assert found["status"] == "fail"
    assert ran.err.count("\n") == 1
    assert ran.err.startswith("vicidash: ")
    assert found["detail"] in ran.err
    assert found["remedy"] in ran.err
    return found


def test_all_well(vicidash: Vicidash, demo: DemoServer) -> None:
    ran = vicidash("doctor", env=login(demo))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == "\t".join(KEYS)
    assert {row["status"] for row in ran.rows} == {"ok", "unchecked"}


def test_no_settings(vicidash: Vicidash) -> None:
    found = ended(vicidash("doctor"), 2, "settings")
    assert "url, user and password are not set" in found["detail"]
    assert "VICIDIAL_URL" in found["remedy"]


def test_settings_that_cannot_be_used(vicidash: Vicidash) -> None:
    ran = vicidash("doctor", env={**login("dialer.example.com"), "VICIDIAL_PASS": SECRET})
    assert "has no scheme" in ended(ran, 2, "settings")["detail"]
    assert SECRET not in ran.out + ran.err


def test_down(vicidash: Vicidash, closed_port: int) -> None:
    ran = vicidash("doctor", env=login(f"http://127.0.0.1:{closed_port}"))
    assert "refused the connection" in ended(ran, 4, "tcp")["detail"]


def test_a_name_that_nobody_knows(vicidash: Vicidash) -> None:
    ran = vicidash("doctor", env=login("https://dialer.invalid"))
    assert "no address for the name" in ended(ran, 4, "dns")["detail"]


def test_a_wrong_host(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("version", "<html><body>Welcome to the intranet</body></html>")
    found = ended(vicidash("doctor", env=account(dialer)), 4, "api")
    assert found["detail"] == "a web page answers, not the API: 'Welcome to the intranet'"
    assert dialer.logins == 0


def test_a_redirect(vicidash: Vicidash, dialer: Replay) -> None:
    dialer.answer("version", "", status=301, headers={"Location": "https://new.example.com/"})
    found = ended(vicidash("doctor", env=account(dialer)), 4, "api")
    assert found["remedy"] == "Set url to where it points: https://new.example.com/"


def test_a_wrong_path(vicidash: Vicidash, demo: DemoServer) -> None:
    ran = vicidash("doctor", env=login(f"{demo.url}/nowhere"))
    assert "HTTP 404" in ended(ran, 4, "api")["detail"]


def test_a_wrong_password_is_tried_once(vicidash: Vicidash, demo: DemoServer) -> None:
    ran = vicidash("doctor", env=login(demo, password=WRONG))
    assert "refused the login" in ended(ran, 3, "login")["detail"]
    assert demo.dialer.failed_logins == 1


def test_a_locked_account(vicidash: Vicidash, demo: DemoServer) -> None:
    for _ in range(LOCK_AFTER):
        vicidash("doctor", env=login(demo, password=WRONG))
    ran = vicidash("doctor", env=login(demo))
    assert "Wait 15 minutes" in ended(ran, 3, "login")["remedy"]
    assert demo.dialer.failed_logins == LOCK_AFTER + 1


def test_a_blocked_address(vicidash: Vicidash) -> None:
    with DemoServer(DemoDialer(agents=12, campaigns=2, blocked=True)) as demo:
        ran = vicidash("doctor", env=login(demo))
    assert "IP Lists" in ended(ran, 3, "login")["remedy"]


def test_no_api_access(vicidash: Vicidash, demo: DemoServer) -> None:
    ran = vicidash("doctor", env=login(demo, "noapi", "noapi"))
    found = ended(ran, 3, "account.access")
    assert found["remedy"] == "Admin → Users → noapi: Agent API Access 1"


@pytest.mark.parametrize(
    ("user", "password", "check_id", "remedy"),
    [
        ("viewer", "view", "console.drops", "User Level 9 (it is 7), View Reports 1"),
        ("eight", SECRET, "console.drops", "User Level 9 (it is 8), View Reports 1"),
        ("barred", SECRET, "console.hopper", "Allowed API Functions: add hopper_list"),
    ],
)
def test_rights_that_are_missing(
    user: str, password: str, check_id: str, remedy: str, vicidash: Vicidash, demo: DemoServer
) -> None:
    ran = vicidash("doctor", env=login(demo, user, password))
    found = rows(ran)[check_id]
    assert (ran.code, found["status"]) == (3, "fail")
    assert f"Admin → Users → {user}" in ran.err
    assert found["remedy"].startswith(f"Admin → Users → {user}")
    assert found["remedy"].endswith(remedy)


def test_what_acts_counts_unless_only_looking(vicidash: Vicidash) -> None:
    nine = Account("looker", SECRET, refused=frozenset(("external_pause",)))
    with DemoServer(DemoDialer(agents=12, campaigns=2, accounts=[nine])) as demo:
        env = login(demo, "looker", SECRET)
        ended(vicidash("doctor", env=env), 3, "console.pause")
        ran = vicidash("--read-only", "doctor", env=env)
    assert ran.code == 0
    assert rows(ran)["console.pause"]["status"] == "unchecked"


def test_a_clock_that_is_wrong_is_a_warning(vicidash: Vicidash) -> None:
    with DemoServer(DemoDialer(agents=12, campaigns=2, clock=lambda: 1_000_000.0)) as demo:
        ran = vicidash("doctor", "--json", env=login(demo))
    clock = next(each for each in ran.json["checks"] if each["id"] == "clock")
    assert (ran.code, clock["status"]) == (0, "warn")
    assert "behind this machine's" in clock["detail"]
    assert ran.json["skew"] < -1_000_000


def test_a_password_that_never_matches_is_a_warning(vicidash: Vicidash, demo: DemoServer) -> None:
    ran = vicidash("doctor", env=login(demo, password="wr;ong 9"))
    found = rows(ran)
    assert (ran.code, found["password"]["status"]) == (3, "warn")
    assert "a semicolon and a blank" in found["password"]["detail"]
    assert found["settings"]["status"] == "ok"
    assert "wr;ong" not in ran.out + ran.err
    assert demo.dialer.failed_logins == 1


def test_the_json(vicidash: Vicidash, demo: DemoServer) -> None:
    ran = vicidash("doctor", "--json", env=login(demo))
    data = ran.json
    assert list(data) == ["verdict", "exit_code", "versions", "skew", "checks"]
    assert (data["verdict"], data["exit_code"]) == ("ready", 0)
    assert data["versions"]["non_agent"] == {"version": "2.14-202", "build": "250720-1841"}
    assert data["versions"]["agent"]["version"] == "2.14-82"
    assert abs(data["skew"]) < 5
    assert {tuple(check) for check in data["checks"]} == {KEYS}
    assert {check["status"] for check in data["checks"]} <= {"ok", "warn", "fail", "unchecked"}
    ran = vicidash("doctor", "--json", env=login(demo, password=WRONG))
    assert (ran.code, ran.json["verdict"], ran.json["exit_code"]) == (3, "login", 3)


def test_what_is_wrong_has_a_remedy_and_nothing_else_has(
    vicidash: Vicidash, demo: DemoServer
) -> None:
    for each in ACCOUNTS:
        for row in vicidash("doctor", env=login(demo, each.user, each.password)).rows:
            assert bool(row["remedy"]) == (row["status"] in ("warn", "fail")), row


@pytest.mark.thorough
def test_no_password_is_shown(env: dict[str, str], demo: DemoServer, dialer: Replay) -> None:
    for way in (["doctor"], ["doctor", "--json"]):
        for user in ("eight", "noapi"):
            ran = stranger(*way, env={**env, **login(demo, user, SECRET)})
            assert SECRET not in ran.out + ran.err
        for password in (RIGHT, WRONG):
            ran = stranger(*way, env={**env, **account(dialer, password)})
            assert password not in ran.out + ran.err


@pytest.mark.parametrize("columns", [80, 200])
def test_at_a_terminal(columns: int, env: dict[str, str], demo: DemoServer) -> None:
    code, shown = at_terminal(
        "doctor", env={**env, **login(demo, "viewer", "view")}, columns=columns
    )
    assert code == 3
    lines = shown.splitlines()
    assert any(line.endswith("Console") for line in lines)
    assert any(line.lstrip().startswith("✓ agents on the floor") for line in lines)
    assert any(line.lstrip().startswith("✗ calls and drop figures") for line in lines)
    assert any(line.lstrip().startswith("— listen in") for line in lines)
    assert any("→ Admin → Users → viewer: User Level 9" in line for line in lines)
    assert all(
        len(line) <= columns for line in lines if "\r" not in line and "vicidash:" not in line
    )


def test_a_terminal_without_the_signs_still_tells_them_apart(
    env: dict[str, str], demo: DemoServer
) -> None:
    plain = {**env, **login(demo, "viewer", "view"), "PYTHONIOENCODING": "ascii"}
    _, shown = at_terminal("doctor", env=plain)
    signs = {line.split()[0] for line in shown.splitlines() if line.startswith("  ")}
    assert {"+", "x", "-"} <= signs
