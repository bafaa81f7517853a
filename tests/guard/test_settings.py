"""From the settings file to a campaign's policy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from vicidash.config import ConfigError, Settings, load
from vicidash.guard.policy import GuardPolicy, PolicyError, QuietHours, is_guarded, policy_for

TEXT = """
[guard]
ceiling = 2
quiet_hours = ["20:00-08:00"]
period_start = 2026-01-05

[guard.campaigns.SALES]
ceiling = 2.2
floor = 1.5
baseline = 4

[guard.campaigns.INB]
on = false
quiet_hours = []
"""


def settings(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return load(path=path, env={}).settings


def test_a_campaign_has_the_settings_of_the_table_and_its_own(tmp_path: Path) -> None:
    guard = settings(tmp_path, TEXT).guard
    quiet = (QuietHours.parse("20:00-08:00"),)
    assert policy_for(guard, "OTHER") == GuardPolicy(ceiling=2.0, quiet_hours=quiet)
    assert policy_for(guard, "SALES") == GuardPolicy(
        ceiling=2.2, quiet_hours=quiet, floor=1.5, baseline=4.0
    )
    assert policy_for(guard, "INB").quiet_hours == ()
    assert guard.period_start == date(2026, 1, 5)
    assert [is_guarded(guard, name) for name in ("OTHER", "SALES", "INB")] == [True, True, False]


def test_without_settings_a_policy_has_the_defaults_of_its_class() -> None:
    assert policy_for(Settings().guard, "SALES") == GuardPolicy()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('ceiling = "2"', "guard.ceiling"),
        ('measure = "week"', "guard.measure"),
        ("cieling = 2", "did you mean ceiling?"),
        ("[guard.campaigns.SALES]\nfloor = -1", "guard.campaigns.SALES.floor"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_place(
    tmp_path: Path, line: str, words: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        settings(tmp_path, f"[guard]\n{line}\n")
    assert words in str(refused.value)


def test_values_that_contradict_each_other_are_refused_with_their_names(tmp_path: Path) -> None:
    guard = settings(tmp_path, "[guard]\nfloor = 3\n[guard.campaigns.SALES]\nbaseline = 2\n").guard
    assert policy_for(guard, "OTHER").floor == 3.0
    with pytest.raises(PolicyError, match=r"guard.baseline: 2 is below the floor of 3"):
        policy_for(guard, "SALES")
