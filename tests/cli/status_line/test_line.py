"""``vicidash line``: one line for a status bar: what it shows, and in which words."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Age, Vicidash
from tests.cli.runner import ROOT, account, asked
from tests.replay import Replay, recorded
from vicidash.cli.status_line.text import FIELDS

ALL = "|".join(f"{{{name}}}" for name in FIELDS)


def test_the_line_is_that_of_the_whole_floor(vicidash: Vicidash, known: Replay) -> None:
    ran = vicidash("line", env=account(known))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "ALL 3.72%!! 32 in call 12 waiting · q 12\n"


def test_a_campaign_has_a_line_of_its_own(vicidash: Vicidash, known: Replay) -> None:
    ran = vicidash("line", "--campaign", "SALESB2B", env=account(known))
    assert ran.out == "SALESB2B 4.11%!! 11 in call 7 waiting · q 2\n"
    assert asked(known)["in_group_status"] == 1


@pytest.mark.usefixtures("later")
def test_every_field_can_be_named(vicidash: Vicidash, known: Replay) -> None:
    ran = vicidash("line", "--format", ALL, env=account(known))
    values = dict(zip(FIELDS, ran.out.rstrip("\n").split("|"), strict=True))
    assert values["logged_in"] == "60"
    assert values["drops"] == "8"
    assert values["age"] == "0 s"
    assert re.fullmatch(r"\d\d:\d\d", values["time"])
    states = ("in_call", "waiting", "paused", "dispo", "dead")
    assert sum(int(values[state]) for state in states) == 60


def test_signs_and_drops_left_go_by_the_limits_of_the_settings(
    vicidash: Vicidash, known: Replay
) -> None:
    """8 drops of 215 answers; those of the campaigns are 3 of 73, 3 of 39 and 2 of 103, and 0 of 0,
    which has none left, but is not the one to look at."""
    path = Path(vicidash("config", "path").out.strip())
    path.parent.mkdir(parents=True)
    shown = ("line", "--format", "{drop_percent}{drop_sign} {drops_left}")
    said = {}
    for critical in (3.0, 5.0, 12.0):
        path.write_text(f"[alerts.drop]\nwarn = 2.5\ncritical = {critical}\n")
        said[critical] = vicidash(*shown, env=account(known)).out
    assert said == {3.0: "3.72%!! -2\n", 5.0: "3.72%! -2\n", 12.0: "3.72%! 1\n"}


WORST = "{worst} {worst_percent}{worst_sign} {worst_left}"


@pytest.mark.parametrize(
    ("limits", "shown", "worst"),
    [
        ("", "ALL 3.72%!! 32 in call 12 waiting · q 12", "INSURNCE 1.94% 1"),
        (
            "min_answers = 30",
            "ALL 3.72%!! · !! SOLAR_OB 7.69% 2 over 32 in call 12 waiting · q 12",
            "SOLAR_OB 7.69%!! -2",
        ),
        (
            "min_answers = 30\nwarn = 5.0\ncritical = 10.0",
            "ALL 3.72% · ! SOLAR_OB 7.69% 1 left 32 in call 12 waiting · q 12",
            "SOLAR_OB 7.69%! 1",
        ),
        ("min_answers = 5000", "ALL 3.72%!! 32 in call 12 waiting · q 12", "— — —"),
    ],
)
def test_the_campaign_that_breaks_the_rule_is_named_however_calm_all_together_are(
    limits: str, shown: str, worst: str, vicidash: Vicidash, known: Replay
) -> None:
    path = Path(vicidash("config", "path").out.strip())
    path.parent.mkdir(parents=True)
    path.write_text(f"[alerts.drop]\n{limits}\n")
    assert vicidash("line", env=account(known)).out == f"{shown}\n"
    assert vicidash("line", "--format", WORST, env=account(known)).out == f"{worst}\n"
    alone = vicidash("line", "--campaign", "SOLAR_OB", "--format", "{worst}{breach}|").out
    assert alone == ("SOLAR_OB|\n" if "30" in limits else "—|\n")


def test_in_tmux_the_worst_campaign_bears_its_own_colour(vicidash: Vicidash, known: Replay) -> None:
    path = Path(vicidash("config", "path").out.strip())
    path.parent.mkdir(parents=True)
    path.write_text("[alerts.drop]\nmin_answers = 30\nwarn = 3.0\ncritical = 7.0\n")
    shown = ("line", "--tmux", "--format", "{drop_percent}{breach}")
    assert vicidash(*shown, env=account(known)).out == (
        "#[fg=yellow,bold]3.72%#[default]#[fg=red,bold] · !! SOLAR_OB 7.69% 1 over#[default]\n"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{nope}", "there is no field {nope}; there are campaign, age"),
        ("{in_call.__class__}", "there is no field {in_call.__class__}"),
        ("{in_call[0]}", "there is no field {in_call[0]}"),
        ("{}", "there is no field {}"),
        ("{0}", "there is no field {0}"),
        ("{in_call!r}", "only a width may follow"),
        ("{in_call:{age}}", "only a width may follow"),
        ("{in_call:>999999999}", "only a width may follow"),
        ("{in_call", "is no format"),
        ("in_call}", "is no format"),
    ],
)
def test_a_format_that_is_none_is_told_and_nothing_is_asked(
    text: str, said: str, vicidash: Vicidash, known: Replay
) -> None:
    ran = vicidash("line", "--format", text, env=account(known))
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err
    assert known.requests == []


def test_only_what_is_shown_is_asked_for(vicidash: Vicidash, known: Replay) -> None:
    assert vicidash("line", "--format", "{in_call:>4}/{{}}", env=account(known)).out == "  32/{}\n"
    assert asked(known) == {"logged_in_agents": 1, "campaigns_list": 1}


@pytest.mark.usefixtures("later")
def test_nothing_listens(vicidash: Vicidash, closed_port: int) -> None:
    url = f"http://127.0.0.1:{closed_port}"
    login = {"VICIDIAL_URL": url, "VICIDIAL_USER": "u", "VICIDIAL_PASS": "p"}
    ran = vicidash("line", env=login)
    assert ran.code == 4
    assert ran.out.startswith("!! NO ANSWER 0 s ALL — — in call")


def test_a_campaign_that_is_not_there_has_no_figures(vicidash: Vicidash, known: Replay) -> None:
    ran = vicidash("line", "--campaign", "SALESB2", env=account(known))
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "no such campaign: SALESB2. Did you mean SALESB2B?" in ran.err
    assert asked(known)["in_group_status"] == 0


def test_what_the_account_may_not_read_is_unknown_and_asked_for_no_more(
    vicidash: Vicidash, known: Replay, later: Age
) -> None:
    known.answer("call_status_stats", recorded("na_no_permission_stats").body)
    for _ in range(3):
        ran = vicidash(
            "line", "--format", "{in_call} {drop_percent} {drops_left}", env=account(known)
        )
        assert (ran.code, ran.out) == (0, "32 — —\n")
        later(90)
    assert asked(known)["call_status_stats"] == 1


def test_tmux_gets_styles_and_nothing_that_it_would_obey(vicidash: Vicidash, known: Replay) -> None:
    ran = vicidash("line", "--tmux", "--format", "#{drop_percent}|{campaign}", env=account(known))
    assert ran.out == "##[fg=red,bold]3.72%#[default]|ALL\n"
    plain = vicidash("line", "--format", "{drop_percent}")
    assert plain.out == "3.72%\n"


def test_what_is_known_is_printed_without_anything_heavy(
    env: dict[str, str], known: Replay, vicidash: Vicidash, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    vicidash("line", env=account(known))
    program = """
import sys
from vicidash.cli.main import run
run(None, ["line"])
print(sorted({"httpx", "pydantic", "textual", "rich", "asyncio"} & sys.modules.keys()))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**env, **account(known)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "ALL 3.72%!! 32 in call 12 waiting · q 12\n[]\n"
