"""The generated parts of the documentation: the command line and the keys, in Markdown.

``python -m docs.reference commands`` prints the one, ``python -m docs.reference keys`` the other.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Iterator

import click

from vicidash.action_table import ACTIONS, Group


def commands() -> str:
    """All commands with their arguments and options, in the order of ``vicidash --help``."""
    from vicidash.cli.main import root

    return "\n".join(["# Command line", "", *_section(root, None, "vicidash")]).rstrip() + "\n"


def keys() -> str:
    """A table of all keys by group, in the order of the console's own help."""
    return "\n".join(_key_lines()) + "\n"


def _section(command: click.Command, parent: click.Context | None, name: str) -> Iterator[str]:
    ctx = click.Context(command, parent=parent, info_name=name, **command.context_settings)
    yield f"## {ctx.command_path}"
    yield ""
    yield from _block([f"{ctx.command_path} {' '.join(command.collect_usage_pieces(ctx))}"])
    yield from _prose(command.help or "")
    yield from _options(command, ctx)
    yield from _prose(command.epilog or "")
    if isinstance(command, click.Group):
        for each in command.list_commands(ctx):
            found = command.get_command(ctx, each)
            if found is not None:
                yield from _section(found, ctx, each)


def _options(command: click.Command, ctx: click.Context) -> Iterator[str]:
    options = [each for each in command.get_params(ctx) if isinstance(each, click.Option)]
    records = [record for each in options if (record := each.get_help_record(ctx))]
    yield "| option | meaning |"
    yield "|---|---|"
    for option, meaning in records:
        yield f"| `{_cell(option)}` | {_cell(meaning)} |"
    yield ""


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


def _prose(text: str) -> Iterator[str]:
    """Help text as paragraphs; what click is told to leave as it is becomes a block of code."""
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        lines = paragraph.splitlines()
        if lines[:1] == ["\b"]:
            yield lines[1]
            yield ""
            yield from _block(inspect.cleandoc("\n".join(["", *lines[2:]])).splitlines())
        elif lines:
            yield " ".join(lines)
            yield ""


def _block(lines: Iterable[str]) -> Iterator[str]:
    yield from ("```console", *lines, "```", "")


def _key_lines() -> Iterator[str]:
    yield "| key | what it does | needs | name |"
    yield "|---|---|---|---|"
    for group in Group:
        yield f"| **{group.value}** | | | |"
        for action in ACTIONS:
            if action.group is group:
                keys = " ".join(f"`{key}`" for key in action.shown.split()) or "`:`"
                yield f"| {keys} | {action.tooltip} | {action.right} | `{action.name}` |"
    yield ""
    yield (
        "What needs a right changes something at the dialer. The right is that of a stock server's "
        "user; without it, and in a console opened with `--read-only`, the action is dimmed, and "
        "its key says why."
    )


if __name__ == "__main__":
    print({"commands": commands, "keys": keys}[sys.argv[1]](), end="")
