"""The guard runs where nothing draws a terminal, and knows nothing of how requests are sent."""

from __future__ import annotations

from tests.floor.test_imports import load

LOAD = """
import importlib, pkgutil, sys
sys.modules.update(dict.fromkeys(["textual", "rich", "click"]))  # as if they were not installed
import vicidash.guard, vicidash.history
for package in (vicidash.guard, vicidash.history):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        print(importlib.import_module(module.name).__name__)
"""


def test_it_loads_where_there_is_no_terminal_library() -> None:
    done = load(LOAD)
    assert done.stderr == ""
    assert {"vicidash.guard.guard", "vicidash.history.ledger"} <= set(done.stdout.split())
