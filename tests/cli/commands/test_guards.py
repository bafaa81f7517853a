"""On a terminal, what hurts is asked about; a script does as it says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.runner import at_terminal


@pytest.fixture
def shell(env: dict[str, str], login: dict[str, str]) -> dict[str, str]:
    return {**env, **login}


@pytest.mark.parametrize("command", [["dial-level"], ["campaign", "level"]])
def test_a_steep_rise_of_a_level_is_asked_about(
    command: list[str], shell: Mapping[str, str]
) -> None:
    code, shown = at_terminal(
        *command, "SALESB2B", "9", env=shell, types="n\n", after="Set it? [y/N]"
    )
    assert code == 1
    assert "SALESB2B 3.0 → 9.0: three times as many lines" in shown
    assert "nothing was done: the level stays as it is" in shown


def test_a_yes_sets_it_and_the_option_asks_nothing(shell: Mapping[str, str]) -> None:
    code, shown = at_terminal(
        "dial-level", "SALESB2B", "6", env=shell, types="y\n", after="Set it? [y/N]"
    )
    assert (code, "SALESB2B: dial level 6" in shown) == (0, True)
    code, shown = at_terminal("dial-level", "SALESB2B", "9.5", "--yes", env=shell)
    assert (code, "Set it?" in shown) == (0, False)


def test_a_fall_asks_nothing(shell: Mapping[str, str]) -> None:
    code, shown = at_terminal("dial-level", "SALESB2B", "2", env=shell)
    assert (code, "Set it?" in shown) == (0, False)


@pytest.mark.thorough
def test_a_steep_maximum_is_asked_about(shell: Mapping[str, str]) -> None:
    code, shown = at_terminal(
        "campaign", "maximum", "SOLAR_OB", "9.5", env=shell, types="n\n", after="Set it? [y/N]"
    )
    assert code == 1
    assert "SOLAR_OB maximum 6.0 → 9.5" in shown


def test_a_code_that_the_settings_do_not_have_is_asked_about(
    shell: Mapping[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "config" / "vicidash" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('pause_codes = ["LUNCH", "BREAK"]\n')
    code, shown = at_terminal(
        "pause", "a0001", "--code", "LUNHC", env=shell, types="n\n", after="Send it? [y/N]"
    )
    assert code == 1
    assert "LUNHC is none of the codes LUNCH, BREAK" in shown
