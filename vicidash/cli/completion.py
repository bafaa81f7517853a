"""Completion of ids: from names that are a minute old at most, and never in the way.

Stale names are fetched by a process of its own (:mod:`vicidash.cli.refresh_cache`), for which
completion waits a moment: what comes later is there for the next key press.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Final

import click
from click.shell_completion import CompletionItem

from vicidash.cli import cache

PATIENCE: Final = 0.7
"""Seconds to wait for names; a person who pressed a key waits for no dialer."""

_LOOK: Final = 0.02
_DECIDING: Final = ("url", "user", "profile", "config", "dialect", "agent_url", "ca_file")

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _names(kind: str) -> Complete:
    def complete(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The ids that begin so; of a list with commas the last one."""
        before, comma, begun = incomplete.rpartition(",")
        taken = {*before.split(","), *_given(ctx, param)}
        return [
            CompletionItem(f"{before}{comma}{name}", help=words or None)
            for name, words in _known(ctx, kind)
            if name.startswith(begun) and name not in taken
        ]

    return complete


campaigns: Final = _names("campaigns")
agents: Final = _names("agents")
in_groups: Final = _names("in_groups")
lists: Final = _names("lists")


def _given(ctx: click.Context, param: click.Parameter) -> tuple[str, ...]:
    value = ctx.params.get(param.name or "")
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def _known(ctx: click.Context, kind: str) -> cache.Names:
    params = ctx.find_root().params
    given = {name: str(params[name]) for name in _DECIDING if params.get(name) is not None}
    at = cache.place(given)
    names = cache.recall(at, kind)
    return names if names is not None else _fetched(at, kind, given)


def _fetched(at: str, kind: str, given: dict[str, str]) -> cache.Names:
    import json
    import subprocess

    deadline = time.monotonic() + PATIENCE
    try:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "vicidash.cli.refresh_cache", at, kind, json.dumps(given)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # it goes on when the shell is done with us
        )
    except OSError:
        return ()
    running = True
    while running and time.monotonic() < deadline:
        time.sleep(_LOOK)
        running = process.poll() is None
    return cache.recall(at, kind) or ()
