"""The table of keys in the README is the one that the program has."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from vicidash.actions import ACTIONS
from vicidash.tui.reference import reference

README = Path(__file__).parent.parent.parent / "README.md"


def test_the_readme_has_the_keys_of_the_program() -> None:
    text = README.read_text(encoding="utf-8")
    _, begin, rest = text.partition("<!-- keys -->\n")
    table, end, _ = rest.partition("<!-- /keys -->")
    assert begin
    assert end
    assert table.strip() == reference().strip(), "python -m vicidash.tui.reference prints it"


def test_every_action_is_in_it_once() -> None:
    told = reference()
    for action in ACTIONS:
        keys = " ".join(f"`{key}`" for key in action.shown.split())
        mark = " ✎" if action.writes else ""
        assert told.count(f"| {keys} | {action.tooltip}{mark} |\n") == 1


def test_it_prints_itself_without_loading_textual() -> None:
    program = (
        "import runpy, sys; runpy.run_module('vicidash.tui.reference', run_name='__main__');"
        "assert 'textual' not in sys.modules"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout == reference()
