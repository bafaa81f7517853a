"""The generated reference has every command and every option."""

from __future__ import annotations

import subprocess
import sys

from docs.reference import commands as reference
from tests.cli.command_lines import commands
from tests.cli.runner import ROOT
from tests.cli.test_start import HELPED
from vicidash.cli.main import root

TEXT = reference()


def test_every_command_has_a_section_with_an_example() -> None:
    sections = [line for line in TEXT.splitlines() if line.startswith("## ")]
    assert sections[0] == "## vicidash"
    assert {f"## vicidash {' '.join(args)}" for args in HELPED} | {"## vicidash"} == set(sections)
    for section in TEXT.split("\n## ")[1:]:
        assert "```console\nvicidash" in section


def test_every_option_stands_in_a_table_by_its_name() -> None:
    for command in (root, *commands().values()):
        for option in command.params:
            if option.param_type_name == "option":
                assert f"`{option.opts[-1]}" in TEXT


def test_it_is_printed_and_the_same_each_time(env: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "docs.reference", "commands"],
        cwd=ROOT,
        env={**env, "COLUMNS": "40"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == TEXT
    assert done.stderr == ""
    assert "\b" not in TEXT
