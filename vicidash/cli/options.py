"""What is chosen before the command, and the options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from vicidash.cli import completing
from vicidash.launch import Guide, Launch

if TYPE_CHECKING:
    from vicidash.config.passwords import Ask

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class CliContext:
    """The options before the command: ``overrides`` are settings, by their names."""

    launch: Launch
    overrides: Mapping[str, object]
    profile: str | None
    path: Path | None
    guide: Guide | None = None
    ask: Ask | None = None
    """How to get a password that is asked for; ``None``: at the terminal, if there is one."""


pass_chosen: Final = click.make_pass_decorator(CliContext)

_GLOBAL: Final = (
    click.option("--url", metavar="URL", help="Address of the dialer.  [env: VICIDIAL_URL]"),
    click.option("--user", metavar="NAME", help="API user.  [env: VICIDIAL_USER]"),
    click.option(
        "--campaigns",
        metavar="ID,…",
        shell_complete=completing.campaigns,
        help="Only these campaigns; all active ones when left out.  [env: CAMPAIGNS]",
    ),
    click.option(
        "--in-groups",
        metavar="ID,…",
        shell_complete=completing.in_groups,
        help="In-groups to show in the console.",
    ),
    click.option(
        "--agents",
        metavar="USER,…",
        shell_complete=completing.agents,
        help="Agents to ask for one by one, as the guide dialect must.",
    ),
    click.option(
        "--dialect",
        metavar="NAME",
        help="What the server calls its functions: stock, guide or auto.",
    ),
    click.option(
        "--agent-url", metavar="URL", help="Address of the agent API, where it is another."
    ),
    click.option(
        "--ca-file", metavar="PATH", help="Certificate authorities to trust (PEM), if not yours."
    ),
    click.option(
        "--profile",
        metavar="NAME",
        help="Profile of the settings file.  [env: VICIDASH_PROFILE]",
    ),
    click.option(
        "--config",
        metavar="PATH",
        type=click.Path(path_type=Path),
        help="Another settings file.  [env: VICIDASH_CONFIG]",
    ),
    click.option(
        "--read-only", is_flag=True, default=None, help="Look only: no action is offered or sent."
    ),
    click.option("--theme", metavar="NAME", help="Colour theme of the console."),
)


def global_options(function: F) -> F:
    """The options that stand before a command; each is named like its setting."""
    for option in reversed(_GLOBAL):
        function = option(function)
    return function


def json_option(function: F) -> F:
    """``--json``, as ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)
