"""The floor serves commands and services, too: it needs nothing of what draws a terminal."""

from __future__ import annotations

import subprocess
import sys

#: httpx loads click and rich for a command of its own, but does without where they are missing.
LOAD = """
import importlib, pkgutil, sys
sys.modules.update(dict.fromkeys(["textual", "rich", "click"]))  # as if they were not installed
for package in map(importlib.import_module, ("vicidash.floor", "vicidash.actions")):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        print(importlib.import_module(module.name).__name__)
"""


def load(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)


def test_it_loads_where_there_is_no_terminal_library() -> None:
    done = load(LOAD)
    assert done.stderr == ""
    assert {"vicidash.floor.watch", "vicidash.actions.desk"} <= set(done.stdout.split())


def test_where_there_is_one_it_is_left_alone() -> None:
    ask = LOAD.replace("sys.modules.update", "print") + "print('textual' in sys.modules)"
    done = load(ask)
    assert done.stdout.split()[-1:] == ["False"]
