"""``vicidash line``: one line for a status bar, and how little it asks the dialer."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.running import RIGHT, ROOT, WRONG, account
from tests.replay import Replay, recorded
from vicidash.cli import alone, line_cache, remembered
from vicidash.cli.line_format import FIELDS
from vicidash.demo import DemoServer

HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>\n"
QUEUE = "ingroups|total_calls|calls_waiting\nSALESB2B|3|2\n"
ALL = "|".join(f"{{{name}}}" for name in FIELDS)

Age = Callable[[float], None]


@pytest.fixture
def known(dialer: Replay) -> Replay:
    """A dialer that tells every figure that a line can show."""
    return dialer.answer("in_group_status", QUEUE)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Age:
    """Lets seconds pass, for all that reads the wall clock, which stands still else.

    Files get the time of the machine, which does not: it is a little ahead.
    """
    now = [time.time()]
    monkeypatch.setattr(time, "time", lambda: now[0])

    def go(seconds: float) -> None:
        now[0] += seconds

    return go


def asked(dialer: Replay) -> Counter[str]:
    return Counter(each.function for each in dialer.requests)


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


def test_all_who_show_a_line_share_one_answer(vicidash: Vicidash, known: Replay) -> None:
    vicidash("line", env=account(known))
    before = asked(known)
    for args in ([], ["--tmux"], ["--campaign", "SALESB2B"], ["--format", "{drops_left} {paused}"]):
        assert vicidash("line", *args).code == 0
    assert asked(known) == before


def test_each_part_is_asked_for_as_seldom_as_by_the_console(
    vicidash: Vicidash, known: Replay, later: Age
) -> None:
    for _ in range(25):
        assert vicidash("line", "--max-age", "1", env=account(known)).code == 0
        later(2.5)
    counts = asked(known)
    assert counts["logged_in_agents"] <= 60 / 4 + 1
    assert counts["call_status_stats"] == counts["campaigns_list"] == 2
    groups = counts["in_group_status"] / 6
    assert groups <= 60 / 15 + 1
    assert "hopper_list" not in counts


def test_what_is_older_than_allowed_is_asked_for_again(
    vicidash: Vicidash, known: Replay, later: Age
) -> None:
    fields = ("line", "--format", "{in_call}", "--max-age")
    vicidash(*fields, "60", env=account(known))
    later(59)
    vicidash(*fields, "60")
    assert asked(known)["logged_in_agents"] == 1
    vicidash(*fields, "30")
    assert asked(known)["logged_in_agents"] == 2


def test_a_dialer_that_is_away_is_said_with_the_age_and_left_alone(
    vicidash: Vicidash, known: Replay, later: Age
) -> None:
    vicidash("line", env=account(known))
    later(60)
    for function in ("logged_in_agents", "campaigns_list"):
        known.answer(function, HTML)
    ran = vicidash("line")
    assert (ran.code, ran.err) == (4, "")
    assert ran.out == "!! NO ANSWER 1 min ALL 3.72%!! 32 in call 12 waiting · q 12\n"
    before = asked(known)
    later(5)
    assert vicidash("line").code == 4
    assert asked(known) == before


def test_a_dialer_that_comes_back_is_forgiven(
    vicidash: Vicidash, known: Replay, later: Age
) -> None:
    good = recorded("logged_in_agents_hdrYES_subYES").body
    known.answer("logged_in_agents", HTML).answer("logged_in_agents", good)
    first = vicidash("line", "--format", "{in_call}", env=account(known))
    assert (first.code, first.out) == (4, "!! NO ANSWER 0 s —\n")
    later(11)
    ran = vicidash("line", "--format", "{in_call}")
    assert (ran.code, ran.out) == (0, "32\n")


@pytest.mark.usefixtures("later")
def test_nothing_listens(vicidash: Vicidash, closed_port: int) -> None:
    url = f"http://127.0.0.1:{closed_port}"
    login = {"VICIDIAL_URL": url, "VICIDIAL_USER": "u", "VICIDIAL_PASS": "p"}
    ran = vicidash("line", env=login)
    assert ran.code == 4
    assert ran.out.startswith("!! NO ANSWER 0 s ALL — — in call")


def test_a_refused_login_is_tried_once_until_somebody_asks(
    vicidash: Vicidash, known: Replay, later: Age
) -> None:
    for _ in range(4):
        ran = vicidash("line", env=account(known, WRONG))
        assert (ran.code, ran.err.count("\n")) == (3, 1)
        assert ran.out.startswith("!! LOGIN REFUSED ALL — ")
        assert "vicidash line --retry-login" in ran.err
        assert WRONG not in ran.out + ran.err
        later(3600)
    assert known.logins == 1
    assert vicidash("line", "--retry-login", env=account(known, WRONG)).code == 3
    assert known.logins == 2
    assert vicidash("line", "--retry-login", env=account(known)).code == 0
    assert vicidash("line").code == 0


def test_a_login_that_another_command_was_refused_is_not_tried(
    vicidash: Vicidash, known: Replay
) -> None:
    assert vicidash("agents", env=account(known, WRONG)).code == 3
    assert vicidash("line", env=account(known, WRONG)).code == 3
    assert known.logins == 1


def test_a_login_that_was_refused_meanwhile_is_not_tried(
    vicidash: Vicidash, known: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = alone._claim

    def late(own: Path) -> None:
        key = remembered.account(known.url, "apiuser")
        remembered.note_login(key, good=False)  # by another, who has just let go
        claim(own)

    monkeypatch.setattr(alone, "_claim", late)
    ran = vicidash("line", env=account(known, WRONG))
    assert (ran.code, known.logins) == (3, 0)
    assert "the last login was refused" in ran.err


def test_a_settings_file_from_the_future_is_worth_one_try_too(
    vicidash: Vicidash, known: Replay
) -> None:
    path = Path(vicidash("config", "path").out.strip())
    path.parent.mkdir(parents=True)
    path.write_text(f'url = "{known.url}"\nuser = "apiuser"\npassword = "{WRONG}"\n')
    path.chmod(0o600)
    os.utime(path, (time.time() + 7200,) * 2)
    assert [vicidash("line").code for _ in range(3)] == [3, 3, 3]
    assert known.logins == 1


def test_a_settings_file_that_was_changed_is_worth_one_try(
    vicidash: Vicidash, known: Replay
) -> None:
    path = Path(vicidash("config", "path").out.strip())
    path.parent.mkdir(parents=True)

    def write(password: str, ago: float) -> None:
        path.write_text(f'url = "{known.url}"\nuser = "apiuser"\npassword = "{password}"\n')
        path.chmod(0o600)
        os.utime(path, (time.time() - ago,) * 2)

    write(WRONG, 60)
    assert [vicidash("line").code for _ in range(3)] == [3, 3, 3]
    assert known.logins == 1
    write(RIGHT, -1)
    assert vicidash("line").code == 0


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


def test_one_of_many_asks_and_the_others_take_what_there_is(
    env: dict[str, str], known: Replay
) -> None:
    login = {**env, **account(known)}
    program = """
from vicidash.cli import line_run
from vicidash.cli.run import run
line_run._PATIENCE = 60  # whoever asks may have to wait for its turn on a busy machine
run(None, ["line", "--format", "{in_call}"])
"""
    command = [sys.executable, "-c", program]
    runs = [
        subprocess.Popen(command, cwd=ROOT, env=login, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = [run.communicate(timeout=60)[0] for run in runs]
    assert said == ["32\n"] * 4
    assert asked(known)["logged_in_agents"] == 1


def test_other_campaigns_are_another_picture() -> None:
    many = tuple(f"CAMP{number:04}" for number in range(40))
    sets = [(), ("all",), ("A-B",), ("A", "B"), many, (*many[:-1], "OTHER")]
    assert len({line_cache.Source("k", each).name for each in sets}) == len(sets)


def test_who_died_while_asking_holds_nobody_for_long(
    vicidash: Vicidash, known: Replay, later: Age
) -> None:
    vicidash("line", env=account(known))
    claim = alone.alone(remembered.account(known.url, "apiuser"))
    assert claim.__enter__()  # and it never ends
    later(10)
    before = asked(known)
    assert vicidash("line").out.startswith("ALL 3.72%")
    assert asked(known) == before
    later(60)
    vicidash("line")
    assert asked(known) != before


def test_the_file_is_the_owners_and_holds_no_secret(
    vicidash: Vicidash, login: dict[str, str], tmp_path: Path, centre: DemoServer
) -> None:
    vicidash("line", "--format", ALL, env={**login, "VICIDIAL_PASS": "demo"})
    folder = tmp_path / "cache" / "vicidash"
    people = centre.dialer.world.agents.values()
    names = [each.full_name for each in people if not each.full_name.isdigit()]
    kept = [path for path in folder.iterdir() if "line" in path.name]
    assert len(kept) == 2
    for path in kept:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        text = path.read_text(encoding="utf-8")
        assert '"demo"' not in text
        assert not [name for name in names if name in text]
        assert not re.search(r"(?<![\w.])\d{10}(?![\w.])", text)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"agents": 5}', '{"agents": {"at": "x"}}', "null"]
)
def test_a_file_that_cannot_be_read_is_asked_for_anew(
    text: str, vicidash: Vicidash, known: Replay
) -> None:
    vicidash("line", "--format", "{in_call}", env=account(known))
    found = line_cache.Source(remembered.account(known.url, "apiuser"))
    remembered.write(found.name, text)
    assert vicidash("line", "--format", "{in_call}").out == "32\n"


def test_what_is_known_is_printed_without_anything_heavy(
    env: dict[str, str], known: Replay, vicidash: Vicidash, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    vicidash("line", env=account(known))
    program = """
import sys
from vicidash.cli.run import run
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
