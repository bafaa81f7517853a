"""Wrong usage: one line on stderr with a remedy, exit code 2, and nothing is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import account, status
from tests.replay import Replay, recorded

WRONG_USAGE = [
    (["agnets"], "No such command 'agnets'", "See vicidash --help"),
    (["agent"], "Missing command", "See vicidash agent --help"),
    (["--jsno"], "--jsno", "See vicidash --help"),
    (["agents", "--jsno"], "--jsno", "See vicidash agents --help"),
    (["agents", "--url", "x"], "--url", "It goes before the command: vicidash --url … agents"),
    (["config", "check", "--theme", "x"], "--theme", "vicidash --theme … config check"),
    (["demo", "--once"], "--once", "without a command: vicidash --once"),
    (["config"], "Missing command", "See vicidash config --help"),
    (["pause"], "Missing argument 'USER'", "See vicidash pause --help"),
    (["pause", "a1", "a2"], "a2", "See vicidash pause --help"),
    (["pause", "a1", "--timeout", "0"], "--timeout", "See vicidash pause --help"),
    (["pause", "a1", "--timeout", "soon"], "'soon'", "See vicidash pause --help"),
    (["pause", "a1", "--timeout", "nan"], "nan", "correct the value"),
    (["pause", "a 1"], "'a 1'", "1 to 20 letters"),
    (["pause", "a0015", "--code", "TOOLONG"], "'TOOLONG'", "1 to 6 letters"),
    (["logout", "a0015"], "there is no terminal to ask at", "add --yes"),
    (["dial-level", "SALESB2B"], "Missing argument 'LEVEL'", "See vicidash dial-level --help"),
    (["dial-level", "SALESB2B", "-2.5"], "'-2.5'", "from 0"),
    (["dial-level", "SALESB2B", "1e3"], "'1e3'", "a number such as 2.5"),
    (["dial-level", "SALESB2B", "99"], "'99'", "from 0 (stops dialing) to 10"),
    (["dial-level", "SALESB2D", "2"], "SALESB2D", "Did you mean SALESB2B?"),
    (["dial-level", "NOSUCH", "2"], "NOSUCH", "This account sees SALESB2B, SOLAR_OB"),
    (["stats", "NOSUCH"], "no such campaign: NOSUCH", "sees SALESB2B, SOLAR_OB, INSURNCE, INB_"),
    (["stats", "ONE", "SALESB2B", "TWO"], "no such campaign: ONE, TWO", "sees SALESB2B"),
    (["stats", "a|b"], "'a|b'", "letters, digits"),
    (["agents", "--campaign", "NOSUCH"], "NOSUCH", "This account sees"),
    (["--dialect", "french", "agents"], "--dialect: 'french'", "'stock', 'guide' or 'auto'"),
    (["--url", "dialer", "stats"], "--url: 'dialer' has no scheme", "https://dialer"),
    (["--profile", "night", "stats"], "--profile: there is no profile", "[profiles.night]"),
    (["--read-only", "pause", "a0015"], "read-only", "Leave --read-only out"),
    (["demo", "--agents", "0"], "--agents: 0", "See vicidash demo --help"),
    (["demo", "--speed", "nan"], "--speed: nan", "See vicidash demo --help"),
    (["demo", "--serve", "8080"], "HOST:PORT", "127.0.0.1:8080"),
    (["demo", "--serve", "127.0.0.1:99999"], "HOST:PORT", "127.0.0.1:8080"),
    (["demo", "--serve", "192.0.2.1:0"], "192.0.2.1", "--allow-remote"),
    (["demo", "--allow-remote"], "--serve", "See vicidash demo --help"),
    (["--url", "http://x", "demo"], "--url", "does not go with demo"),
]


@pytest.mark.parametrize(
    ("args", "what", "remedy"), WRONG_USAGE, ids=[" ".join(each[0]) for each in WRONG_USAGE]
)
def test_one_line_says_what_and_what_to_do(
    args: list[str], what: str, remedy: str, vicidash: Vicidash, dialer: Replay
) -> None:
    dialer.prefer("logged_in_agents_none").answer("agent_status", status("ready"))
    dialer.answer("update_campaign", recorded("update_campaign_level_too_high").body)
    ran = vicidash(*args, env=account(dialer))
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("vicidash: ")
    assert ran.err.count("\n") == 1
    assert what in ran.err
    assert remedy in ran.err
    written = {"external_pause", "logout", "pause_code"} & {a.function for a in dialer.requests}
    assert not written


@pytest.mark.parametrize("flag", ["--password", "--pass"])
@pytest.mark.parametrize("command", [[], ["agents"], ["dial-level", "SALESB2B", "3"]])
def test_a_password_on_the_command_line_is_refused_and_not_repeated(
    flag: str, command: list[str], vicidash: Vicidash
) -> None:
    for args in ([*command, flag, "hunter2"], [*command, f"{flag}=hunter2"]):
        ran = vicidash(*args)
        assert ran.code == 2
        assert "VICIDIAL_PASS" in ran.err
        assert "hunter2" not in ran.err


def test_a_missing_login_is_named_with_the_ways_to_set_it(vicidash: Vicidash) -> None:
    ran = vicidash("agents")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "url, user and password are not set" in ran.err
    assert "VICIDIAL_URL" in ran.err
    assert "vicidash demo" in ran.err


def test_several_problems_of_the_settings_have_a_line_each(vicidash: Vicidash) -> None:
    ran = vicidash("--url", "ftp://x", "--dialect", "french", "agents")
    assert ran.code == 2
    assert [line.partition(": ")[2][:9] for line in ran.err.splitlines()] == [
        "--url: 'f",
        "--dialect",
    ]


def test_read_only_from_the_settings_file_is_named(vicidash: Vicidash, dialer: Replay) -> None:
    path = Path(vicidash("config", "path").out.strip())
    path.parent.mkdir(parents=True)
    path.write_text("read_only = true\n", encoding="utf-8")
    for args in (["pause", "a0015"], ["resume", "a0003"], ["logout", "a0015", "--yes"]):
        ran = vicidash(*args, env=account(dialer))
        assert ran.code == 2
        assert f"take read_only out of {path} (file)" in ran.err
    assert vicidash("dial-level", "SALESB2B", "3").code == 2
    assert dialer.requests == []
    assert vicidash("agents").code == 0
