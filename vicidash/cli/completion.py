"""Completion of ids from cached names that are at most a minute old.

A process of its own fetches names that are missing or stale (:mod:`vicidash.cli.refresh_cache`).
Completion waits for it only briefly; names that come later are there at the next TAB.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from vicidash.cli.cache import Names

PATIENCE: Final = 0.7
"""Seconds to wait for names after a key press."""

_POLL: Final = 0.02
_ACCOUNT_OPTIONS: Final = ("url", "user", "profile", "config", "dialect", "agent_url", "ca_file")

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _names(kind: str) -> Complete:
    def complete(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The ids that begin with what was typed; in a list with commas, the last one."""
        before, comma, begun = incomplete.rpartition(",")
        taken = {*before.split(","), *_typed(ctx, param)}
        return [
            CompletionItem(f"{before}{comma}{name}", help=words or None)
            for name, words in _recall(ctx, kind)
            if name.startswith(begun) and name not in taken
        ]

    return complete


campaigns: Final = _names("campaigns")
agents: Final = _names("agents")
in_groups: Final = _names("in_groups")
lists: Final = _names("lists")


def _typed(ctx: click.Context, param: click.Parameter) -> tuple[str, ...]:
    value = ctx.params.get(param.name or "")
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def _recall(ctx: click.Context, kind: str) -> Names:
    from vicidash.cli import cache  # only a TAB needs it, every command declares completion

    params = ctx.find_root().params
    given = {name: str(params[name]) for name in _ACCOUNT_OPTIONS if params.get(name) is not None}
    at = cache.place(given)
    names = cache.recall(at, kind)
    return names if names is not None else _fetch(at, kind, given)


def _fetch(at: str, kind: str, given: dict[str, str]) -> Names:
    import json
    import subprocess

    from vicidash.cli import cache

    deadline = time.monotonic() + PATIENCE
    try:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "vicidash.cli.refresh_cache", at, kind, json.dumps(given)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # it must outlive this process
        )
    except OSError:
        return ()
    running = True
    while running and time.monotonic() < deadline:
        time.sleep(_POLL)
        running = process.poll() is None
    return cache.recall(at, kind) or ()
