"""The `[alerts]` table: its defaults, how places are merged, and how a slip in it is reported."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given

from tests.config.conftest import WriteSettings, problems
from tests.config.test_secrecy import ABSENT, ENV, MARK, few, passwords, refusal, texts, toml
from vicidash.config import Settings, load

pytestmark = pytest.mark.thorough

HOOK = f"https://hooks.example/services/T0/{MARK}"


def test_the_defaults_help_on_day_one() -> None:
    alerts = load(env={}, path=ABSENT).settings.alerts
    assert (alerts.drop.warn, alerts.drop.critical, alerts.drop.min_answers) == (2.5, 3, 100)
    assert (alerts.paused.minutes, alerts.dead.seconds, alerts.dispo.minutes) == (15, 30, 4)
    assert (alerts.hopper.minutes, alerts.stale.seconds, alerts.notice_spacing) == (10, 30, 300)
    rules = ("drop", "paused", "dead", "dispo", "waiting", "hopper", "not_obeyed", "stale")
    assert all(getattr(alerts, rule).on for rule in rules)
    assert (alerts.webhook, alerts.command) == (None, ())


def test_a_rule_is_changed_or_switched_off(write: WriteSettings) -> None:
    path = write("""
        [alerts]
        bell = false
        command = "notify-send 'the floor'"
        [alerts.drop]
        warn = 2
        [alerts.dead]
        on = false
    """)
    loaded = load(env={}, path=path)
    alerts = loaded.settings.alerts
    assert (alerts.drop.warn, alerts.drop.critical, alerts.dead.on) == (2, 3, False)
    assert (alerts.bell, alerts.command) == (False, ("notify-send", "the floor"))
    assert alerts.dispo == Settings().alerts.dispo
    assert loaded.origin["alerts.drop.warn"] == "file"
    assert loaded.origin["alerts.drop.critical"] == "default"


def test_a_profile_changes_only_what_it_names(write: WriteSettings) -> None:
    path = write("""
        [alerts]
        bell = false
        [alerts.drop]
        warn = 2
        [alerts.paused]
        limits = {BREAK = 20, COACH = 0}
        [profiles.night.alerts.drop]
        min_answers = 20
        [profiles.night.alerts.paused.limits]
        BREAK = 30
    """)
    loaded = load(env={}, path=path, profile="night")
    alerts = loaded.settings.alerts
    assert (alerts.bell, alerts.drop.warn, alerts.drop.min_answers) == (False, 2, 20)
    assert alerts.paused.limits == {"LUNCH": 45, "BREAK": 30, "COACH": 0}
    assert loaded.origin["alerts.drop.min_answers"] == "profile night"
    assert loaded.origin["alerts.drop.warn"] == "file"
    assert load(env={}, path=path).settings.alerts.drop.min_answers == 100


@pytest.mark.parametrize(
    ("text", "where", "message", "remedy"),
    [
        ("[alerts.drop]\nwran = 2", "alerts.drop.wran", "in [alerts.drop]", "did you mean warn?"),
        ("[alerts]\nbel = true", "alerts.bel", "in [alerts]", "did you mean bell?"),
        ("[alert]", "alert", "at the top of the file", "did you mean alerts?"),
        ("[alerts.drop]\nwarn = '2'", "alerts.drop.warn", "'2' is not a number", "without quotes"),
        ("[alerts.drop]\nmin_answers = 2.5", "alerts.drop.min_answers", "whole number", "whole"),
        ("[alerts.dead]\nseconds = 0", "alerts.dead.seconds", "greater than 0", "correct"),
        ("[alerts]\ndead = false", "alerts.dead", "False is not a table", "a table of its own"),
        ("alerts = true", "alerts", "the value is not a table", "[alerts]"),
        ("[alerts.paused]\nlimits = 3", "alerts.paused.limits", "is not a table", "a table"),
        (
            "[alerts.paused.limits]\nLUNCH = -1",
            "alerts.paused.limits.LUNCH",
            "-1 must be greater than or equal to 0",
            "correct",
        ),
        (
            "[alerts.paused.limits]\nLUNCHTIME = 5",
            "alerts.paused.limits.LUNCHTIME",
            "at most 6 characters",
            "correct",
        ),
        (
            "[profiles.night.alerts.drop]\nwran = 2",
            "profiles.night.alerts.drop.wran",
            "in [profiles.night.alerts.drop]",
            "did you mean warn?",
        ),
        (
            "[profiles.'late shift'.alerts]\nnotice_spacing = -1",
            "profiles.'late shift'.alerts.notice_spacing",
            "-1 must be",
            "correct",
        ),
        (
            '[alerts]\ncommand = ["notify-send", "a\\u0000b"]',
            "alerts.command",
            "has a NUL character in it",
            "take it out",
        ),
        ("[alerts]\nwebhook_shape = 'irc'", "alerts.webhook_shape", "'irc' must be", "correct"),
        ("[alerts]\ncommand = ['']", "alerts.command", "the value is empty", "name a command"),
        ("[alerts.drop]\nwarn = 5", "alerts.drop.warn", "above the critical 3%", "below"),
        ("[alerts.drop]\ncritical = 2", "alerts.drop.critical", "warns at 2.5%", "below"),
    ],
)
def test_a_slip_is_named_by_its_place(
    write: WriteSettings, text: str, where: str, message: str, remedy: str
) -> None:
    path = write(text)
    (problem,) = problems(path)
    assert problem.where == f"{path}: {where}"
    assert message in problem.message
    assert remedy in problem.remedy


def test_thresholds_from_two_places_are_held_against_each_other(write: WriteSettings) -> None:
    text = "[alerts.drop]\ncritical = 5\n[profiles.night.alerts.drop]\nwarn = 4\n"
    assert load(env={}, path=write(text), profile="night").settings.alerts.drop.warn == 4


def test_a_profile_can_do_without_what_the_top_has(write: WriteSettings) -> None:
    top = f'[alerts]\nwebhook = "{HOOK}"\ncommand = "notify"\n'
    path = write(f'{top}[profiles.quiet.alerts]\nwebhook = ""\ncommand = []\n')
    alerts = load(env={}, path=path, profile="quiet").settings.alerts
    assert not alerts.webhook
    assert not alerts.command
    path = write('[alerts]\nwebhook = ""\n')
    path.chmod(0o644)
    assert not load(env={}, path=path).settings.alerts.webhook


@pytest.mark.parametrize("table", ["alerts", "profiles.night.alerts"])
def test_a_webhook_that_others_can_read_is_refused(write: WriteSettings, table: str) -> None:
    path = write(f'[{table}]\nwebhook = "{HOOK}"')
    profile = "night" if "night" in table else None
    webhook = load(env={}, path=path, profile=profile).settings.alerts.webhook
    assert webhook is not None
    assert webhook.get_secret_value() == HOOK
    path.chmod(0o640)
    (problem,) = problems(path)
    assert "holds a webhook's address" in problem.message
    assert problem.remedy == f"run: chmod 600 {path}"


@given(passwords)
@few
def test_a_webhook_is_never_shown(secret: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text(f"[alerts]\nwebhook = {toml('https://hooks.example/' + secret)}\n")
        path.chmod(0o600)
        usable = secret.isascii() and secret.isprintable() and not {" ", "\\"} & set(secret)
        if usable:
            loaded = load(env=ENV, path=path)
            assert MARK not in texts(loaded)
        path.chmod(0o644)
        assert MARK not in refusal(lambda: load(env=ENV, path=path))


@pytest.mark.parametrize(
    "alerts",
    [
        f'webhook = "hooks.example/{MARK}"',
        f'webhook = "ftp://hooks.example/{MARK}"',
        f'webhook = "https://hooks.example/a b{MARK}"',
        f'webhook = "https://:99999/{MARK}"',
        f'webhook = ["{HOOK}"]',
        f'webhook.url = "{HOOK}"',
        f'webhooks = "{HOOK}"',
        f'webhook_shape = "{HOOK}"',
        f'bell = "{HOOK}"',
        f'command = "curl {MARK}\'"',
        f'command = ["curl", 3, "{MARK}"]',
        f'drop = "{HOOK}"',
        f'drop.warn = "{HOOK}"',
    ],
)
def test_a_wrong_webhook_is_refused_unseen(write: WriteSettings, alerts: str) -> None:
    for table in ("alerts", "profiles.night.alerts"):
        path = write(f"[{table}]\n{alerts}\n")
        assert MARK not in refusal(lambda path=path: load(env=ENV, path=path))  # type: ignore[misc]


def test_a_webhook_at_the_wrong_level_is_refused_unseen(write: WriteSettings) -> None:
    for text in (f'webhook = "{HOOK}"', f'alerts = "{HOOK}"', f'alerts = ["{HOOK}"]'):
        path = write(text)
        assert MARK not in refusal(lambda path=path: load(env=ENV, path=path))  # type: ignore[misc]
