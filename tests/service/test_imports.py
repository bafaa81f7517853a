"""The service runs where nothing draws a terminal, and its tokens where no web server is."""

from __future__ import annotations

from tests.floor.test_imports import load

LOAD = """
import importlib, pkgutil, sys
sys.modules.update(dict.fromkeys({missing!r}))  # as if they were not installed
import vicidash.service
for module in pkgutil.walk_packages(vicidash.service.__path__, "vicidash.service."):
    if not {only!r} or module.name in {only!r}:
        print(importlib.import_module(module.name).__name__)
"""

PURE = ["differences", "picture", "feed", "tokens", "tickets", "poller"]


def test_it_loads_where_there_is_no_terminal_library() -> None:
    done = load(LOAD.format(missing=["textual", "rich"], only=[]))
    assert done.stderr == ""
    assert {"vicidash.service.server", "vicidash.service.routes.leads"} <= set(done.stdout.split())


def test_what_is_not_about_http_loads_without_the_extra() -> None:
    names = [f"vicidash.service.{each}" for each in PURE]
    extra = ["fastapi", "starlette", "uvicorn", "prometheus_client"]
    done = load(LOAD.format(missing=extra, only=names))
    assert done.stderr == ""
    assert set(done.stdout.split()) == set(names)
