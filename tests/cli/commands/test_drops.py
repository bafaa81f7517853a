"""``vicidash drops``: the figures of each stretch of time, and the record of closed days."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Vicidash
from tests.cli.runner import Ran, at_terminal

FIGURES = ["calls", "answers", "drops", "percent", "drops_left", "pdrops", "abandoned_percent"]
TODAY = date(2026, 11, 23)
"""The day on which the demo's clock stands still."""


def days_before(days: int) -> list[str]:
    return [(TODAY - timedelta(days=ago)).isoformat() for ago in range(days, 0, -1)]


def lines_of(ran: Ran) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(ran.out)))


def settings(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "config" / "vicidash"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(text, encoding="utf-8")


def campaign(ran: Ran, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        each for each in ran.json["campaigns"] if each["campaign_id"] == name
    )
    return found


def test_json_has_every_stretch_and_unknown_is_null_with_its_reason(
    vicidash: Vicidash, login: dict[str, str]
) -> None:
    ran = vicidash("drops", "--json", env=login)
    assert (ran.code, ran.err) == (0, "")
    found = campaign(ran, "SALESB2B")
    windows = ["today", "last_15", "last_60", "days_30", "period"]
    assert list(found) == ["campaign_id", *windows, "projected"]
    assert list(found["today"]) == FIGURES
    assert all(value is not None for value in found["today"].values())
    for window in ("last_15", "last_60", "period"):
        assert [found[window][name] for name in FIGURES] == [None] * len(FIGURES)
    assert found["last_60"]["reason"] == "nothing was seen of the last 60 minutes"
    assert found["period"]["reason"] == "no first day of the 30-day periods is set"
    assert found["projected"]["day_end"]["percent"] is None
    assert (ran.json["limit"], ran.json["period_days"]) == (3.0, None)


def test_today_is_what_stats_shows_and_drops_left_counts_to_the_limit(
    vicidash: Vicidash, login: dict[str, str]
) -> None:
    stats = vicidash("stats", "SALESB2B", "--json", env=login).json["campaigns"][0]
    today = campaign(vicidash("drops", "SALESB2B", "--json"), "SALESB2B")["today"]
    assert (today["answers"], today["drops"]) == (stats["answers_today"], stats["drops_today"])
    assert today["percent"] == pytest.approx(stats["drop_percent"], abs=1e-4)
    left, answers, drops = today["drops_left"], today["answers"], today["drops"]
    assert (drops + left) * 100 <= 3 * (answers + left)
    assert (drops + left + 1) * 100 > 3 * (answers + left + 1)


def test_30_days_are_the_exported_days_and_today(vicidash: Vicidash, login: dict[str, str]) -> None:
    whole = campaign(vicidash("drops", "SOLAR_OB", "--json", env=login), "SOLAR_OB")
    days = lines_of(vicidash("drops", "SOLAR_OB", "--export", "csv"))
    assert [day["day"] for day in days] == days_before(29)
    for name in ("calls", "answers", "drops", "pdrops"):
        closed = sum(int(day[name]) for day in days)
        assert whole["days_30"][name] == closed + whole["today"][name], name


def test_abandoned_counts_the_calls_dropped_before_routing(
    vicidash: Vicidash, login: dict[str, str]
) -> None:
    month = campaign(vicidash("drops", "SALESB2B", "--json", env=login), "SALESB2B")["days_30"]
    assert month["pdrops"] > 0
    abandoned = month["drops"] + month["pdrops"]
    live = month["answers"] - month["drops"]
    assert month["abandoned_percent"] == pytest.approx(
        100 * abandoned / (abandoned + live), abs=1e-4
    )


def test_another_number_of_days_stands_beside_the_30(
    vicidash: Vicidash, login: dict[str, str]
) -> None:
    found = campaign(vicidash("drops", "SALESB2B", "--days", "7", "--json", env=login), "SALESB2B")
    assert found["days_7"]["calls"] < found["days_30"]["calls"]
    row = vicidash("drops", "SALESB2B", "--days", "7").rows[0]
    assert row["days_7_calls"] == str(found["days_7"]["calls"])
    assert "days_30_calls" not in row
    older = campaign(vicidash("drops", "SALESB2B", "--days", "40", "--json"), "SALESB2B")
    assert older["days_40"]["percent"] is None
    assert older["days_40"]["reason"].startswith("10 of 40 days not read, the first ")


def test_a_pipe_gets_unknown_figures_as_a_dash_and_stderr_says_why(
    vicidash: Vicidash, login: dict[str, str]
) -> None:
    ran = vicidash("drops", env=login)
    assert {row["last_60_percent"] for row in ran.rows} == {"—"}
    assert "period_percent" not in ran.rows[0]
    assert ran.err.splitlines() == [
        "vicidash: note: last 15: nothing was seen of the last 15 minutes",
        "vicidash: note: last 60: nothing was seen of the last 60 minutes",
    ]


def test_a_period_begins_on_the_day_of_the_settings(
    vicidash: Vicidash, login: dict[str, str], tmp_path: Path
) -> None:
    settings(tmp_path, "[guard]\nperiod_start = 2026-10-19\n")
    ran = vicidash("drops", "SALESB2B", "--period", "--json", env=login)
    assert ran.json["period_days"] == ["2026-11-18", "2026-12-17"]
    days = lines_of(vicidash("drops", "SALESB2B", "--export", "csv", "--days", "6"))
    found = campaign(ran, "SALESB2B")
    assert [day["day"] for day in days] == days_before(5)
    closed = sum(int(day["drops"]) for day in days)
    assert found["period"]["drops"] == closed + found["today"]["drops"]
    assert "period_end_percent" in vicidash("drops", "SALESB2B", "--period").rows[0]


def test_each_exported_line_says_when_and_how_the_day_was_read(
    vicidash: Vicidash, login: dict[str, str]
) -> None:
    ran = vicidash("drops", "SALESB2B", "SOLAR_OB", "--export", "json", "--days", "3", env=login)
    assert [(row["campaign_id"], row["day"]) for row in ran.json] == [
        (name, day) for day in days_before(2) for name in ("SALESB2B", "SOLAR_OB")
    ]
    for row in ran.json:
        assert row["read_at"] == "2026-11-23T17:00:00+00:00"
        assert (row["source"], row["settled"]) == ("call_status_stats", True)
    assert len(ran.out.splitlines()) == len(ran.json) + 2


def test_without_the_right_to_read_calls_the_table_is_unknown_and_the_export_fails(
    vicidash: Vicidash, login: dict[str, str]
) -> None:
    viewer = {**login, "VICIDIAL_USER": "viewer", "VICIDIAL_PASS": "view"}
    ran = vicidash("drops", "SALESB2B", env=viewer)
    assert ran.code == 0
    assert ran.rows[0]["today_percent"] == "—"
    assert "user level 9" in ran.err
    export = vicidash("drops", "SALESB2B", "--export", "csv")
    assert (export.code, export.out) == (3, "")
    assert "user level 9" in export.err


def test_a_campaign_that_is_not_there_is_named(vicidash: Vicidash, login: dict[str, str]) -> None:
    ran = vicidash("drops", "SALESB2", env=login)
    assert (ran.code, ran.out) == (2, "")
    assert "no such campaign: SALESB2. Did you mean SALESB2B?" in ran.err


@pytest.mark.parametrize(
    "args",
    [["--export", "csv", "--json"], ["--export", "xml"], ["--days", "0"], ["--closes", "25:00"]],
    ids=" ".join,
)
def test_options_that_do_not_fit_are_refused_before_anything_is_asked(
    args: list[str], vicidash: Vicidash
) -> None:
    ran = vicidash("drops", *args)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)


def test_a_terminal_gets_a_table_with_a_total(env: dict[str, str], login: dict[str, str]) -> None:
    code, shown = at_terminal("drops", env={**env, **login}, columns=160)
    assert code == 0
    header = next(line for line in shown.splitlines() if line.startswith("Campaign"))
    assert header.split()[:5] == ["Campaign", "Answers", "Drops", "Today%", "Left"]
    assert header.split()[-3:] == ["DayEnd%", "PDROP", "UK%"]
    assert any(line.startswith("TOTAL") for line in shown.splitlines())


def test_without_the_library_parquet_says_what_to_install(
    vicidash: Vicidash, login: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    ran = vicidash("drops", "SALESB2B", "--export", "parquet", env=login)
    assert (ran.code, ran.out) == (2, "")
    assert "pip install 'vicidash[parquet]'" in ran.err


def test_the_record_as_parquet_has_the_rows_of_the_record_as_json(
    vicidash: Vicidash, login: dict[str, str]
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    args = ("SALESB2B", "SOLAR_OB", "--days", "4", "--export")
    program = [sys.executable, "-m", "vicidash", "drops", *args]
    env = {**os.environ, **login}
    found = subprocess.run([*program, "parquet"], env=env, capture_output=True, check=True)
    plain = subprocess.run([*program, "json"], env=env, capture_output=True, check=True)
    rows = json.loads(plain.stdout)
    table = parquet.read_table(io.BytesIO(found.stdout)).to_pylist()
    assert [
        {**row, "day": row["day"].isoformat(), "read_at": row["read_at"].isoformat()}
        for row in table
    ] == rows
    assert table[0]["day"] == TODAY - timedelta(days=3)
