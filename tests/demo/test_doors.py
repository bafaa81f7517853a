"""Who is let in: accounts, rights, wrong passwords and the lock."""

import pytest

from tests.demo.support import AGENT, Bench
from vicidash.demo import Account
from vicidash.demo.options import cleaned

LOCKED = "ERROR: Too many login attempts, try again in 15 minutes: |demo|LOCK|\n"


@pytest.fixture
def bench() -> Bench:
    return Bench.of()


def wrong(bench: Bench, times: int) -> list[str]:
    """The answers to so many wrong passwords."""
    return [bench.ask("campaigns_list", **{"pass": f"wrong{n}"}) for n in range(times)]


def test_ten_wrong_passwords_lock_the_account(bench: Bench) -> None:
    answers = wrong(bench, 11)
    assert answers[0] == "ERROR: Login incorrect, please try again: |demo|wrong0|BAD|\n"
    assert "|BAD|" in answers[9]
    assert answers[10] == LOCKED
    assert bench.ask("campaigns_list") == LOCKED
    agent_api = bench.order("external_pause", "a0001", "PAUSE")
    assert agent_api == "ERROR: Invalid Username/Password: |demo|demo|0|1|LOCK|\n"
    assert (bench.dialer.logins, bench.dialer.failed_logins) == (0, 13)


def test_the_lock_opens_fifteen_minutes_after_the_last_try(bench: Bench) -> None:
    wrong(bench, 10)
    bench.wait(600)
    assert bench.ask("campaigns_list") == LOCKED
    bench.wait(899)
    assert bench.ask("campaigns_list") == LOCKED
    bench.wait(900)
    assert bench.ask("campaigns_list").startswith("SALESB2B|")


def test_a_good_login_forgets_the_failures(bench: Bench) -> None:
    wrong(bench, 9)
    assert bench.ask("campaigns_list").startswith("SALESB2B|")
    assert "|BAD|" in wrong(bench, 9)[-1]
    assert bench.ask("campaigns_list").startswith("SALESB2B|")


def test_failures_on_one_account_do_not_lock_another(bench: Bench) -> None:
    wrong(bench, 12)
    assert bench.ask("campaigns_list", user="viewer", **{"pass": "view"}).startswith("SALESB2B|")


def test_both_endpoints_count_together(bench: Bench) -> None:
    wrong(bench, 5)
    for _ in range(5):
        bench.order("external_pause", "a0001", "PAUSE", **{"pass": "wrong"})
    assert bench.ask("campaigns_list") == LOCKED


def test_version_needs_no_login(bench: Bench) -> None:
    wrong(bench, 12)
    for path in (AGENT, "/vicidial/non_agent_api.php"):
        status, body = bench.dialer.answer(path, {"function": "version"})
        assert status == 200
        assert body.startswith(b"VERSION: 2.14-")


def test_the_agent_api_shows_password_and_query(bench: Bench) -> None:
    answer = bench.order("external_pause", "a0001", "PAUSE", **{"pass": "secret1"})
    assert "|demo|secret1|0|1|BAD|0|api|SELECT count(*) from vicidial_users" in answer
    assert "pass='secret1'" in answer


def test_a_blocked_address_is_told_so() -> None:
    bench = Bench.of(blocked=True)
    words = "ERROR: Your IP Address is not allowed: 127.0.0.1: |demo|IPBLOCK|\n"
    assert bench.ask("campaigns_list") == words
    agent_api = bench.order("logout", "a0001", "LOGOUT")
    assert agent_api == "ERROR: Invalid Username/Password: |demo|demo|0|1|IPBLOCK|\n"


def test_the_viewer_may_look_but_not_touch(bench: Bench) -> None:
    bench.user, bench.password = "viewer", "view"
    for function, params in (
        ("logged_in_agents", {}),
        ("campaigns_list", {}),
        ("hopper_list", {"campaign_id": "SALESB2B"}),
        ("in_group_status", {"in_groups": "SUPPORT"}),
        ("user_group_status", {"user_groups": "NIGHT"}),
        ("agent_status", {"agent_user": "a0013"}),
    ):
        assert not bench.ask(function, **params).startswith("ERROR")
    stats = bench.ask("call_status_stats", campaigns="SALESB2B")
    assert stats == (
        "ERROR: call_status_stats USER DOES NOT HAVE PERMISSION TO VIEW STATS: |viewer|0|\n"
    )
    update = bench.ask("update_campaign", campaign_id="SALESB2B", auto_dial_level="9")
    assert update.endswith("PERMISSION TO UPDATE CAMPAIGNS: |viewer|0\n")
    for function, value in (("external_pause", "PAUSE"), ("logout", "LOGOUT")):
        assert bench.order(function, "a0013", value) == (
            "ERROR: auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION - "
            f"{value}|viewer|{function}|ADMIN\n"
        )
    assert bench.order("calls_in_queue_count", "a0013", "DISPLAY").startswith("SUCCESS")


def test_the_limited_account_has_a_list(bench: Bench) -> None:
    bench.user, bench.password = "limited", "lim"
    assert not bench.ask("logged_in_agents").startswith("ERROR")
    assert bench.ask("campaigns_list") == (
        "ERROR: auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION: |limited|campaigns_list|\n"
    )


def test_without_api_access_even_the_right_password_comes_back(bench: Bench) -> None:
    bench.user, bench.password = "noapi", "noapi"
    assert bench.order("external_pause", "a0001", "PAUSE") == (
        "ERROR: Invalid Username/Password: |noapi|noapi|1|0|GOOD|\n"
    )
    assert bench.ask("logged_in_agents") == (
        "ERROR: logged_in_agents USER DOES NOT HAVE PERMISSION TO GET AGENT INFO: |noapi|0|\n"
    )


@pytest.mark.parametrize("source", ["", "x", "x" * 21])
def test_a_source_has_two_to_twenty_characters(bench: Bench, source: str) -> None:
    line = f"ERROR: Invalid Source - {source}\n"
    assert (
        bench.ask("campaigns_list", source=source) == line + f"ERROR: Invalid Source: |{source}|\n"
    )
    assert bench.ask("logout", AGENT, source=source) == line


@pytest.mark.parametrize("password", ["a&b", "it's", 'q"q', "b\\b", "s;s", "p|p", "two words"])
def test_some_passwords_never_match(password: str) -> None:
    bench = Bench.of(accounts=[Account("boss", password)])
    answer = bench.ask("campaigns_list", user="boss", **{"pass": password})
    assert answer == f"ERROR: Login incorrect, please try again: |boss|{cleaned(password)}|BAD|\n"


def test_accounts_do_not_show_their_password() -> None:
    assert "hush" not in repr(Account("boss", "hush"))


def test_apostrophes_make_a_500_with_a_whole_body() -> None:
    bench = Bench.of(apostrophes=True)
    status, body = bench.answer("logged_in_agents", header="YES")
    assert status == 500
    assert "'" in body
    assert body.endswith("\n")
    assert bench.answer("campaigns_list")[0] == 200
    assert Bench.of().answer("logged_in_agents")[0] == 200


def test_hostile_names_are_written_as_they_are() -> None:
    body = Bench.of(hostile_names=True).ask("logged_in_agents")
    for name in ("Pipe|Name, Jr", "<b>Tab\tMan</b>", "[@click=app.quit]x[/] [/bad] a|b"):
        assert f"|{name}|" in body
