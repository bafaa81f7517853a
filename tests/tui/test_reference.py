"""The page of the keys has the table that the program has."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from docs.reference import keys as reference
from vicidash.action_table import ACTIONS

PAGE = Path(__file__).parent.parent.parent / "docs" / "keys.md"


def test_the_page_has_the_keys_of_the_program() -> None:
    assert reference() in PAGE.read_text(encoding="utf-8"), "run: python -m tests.docs"


def test_every_action_is_in_it_once() -> None:
    told = reference()
    for action in ACTIONS:
        keys = " ".join(f"`{key}`" for key in action.shown.split()) or "`:`"
        assert (
            told.count(f"| {keys} | {action.tooltip} | {action.right} | `{action.name}` |\n") == 1
        )


def test_it_says_what_becomes_of_what_writes_in_a_console_that_only_looks() -> None:
    told = reference()
    assert "What needs a right changes something at the dialer." in told
    assert "opened with `--read-only`, the action is dimmed" in told


def test_it_prints_itself_without_loading_textual() -> None:
    program = (
        "import runpy, sys; sys.argv[1:] = ['keys']\n"
        "runpy.run_module('docs.reference', run_name='__main__')\n"
        "assert 'textual' not in sys.modules"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout == reference()
