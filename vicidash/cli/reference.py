"""The reference of the command line in Markdown, made from the commands themselves.

``python -m vicidash.cli.reference`` prints it.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator

import click

from vicidash.cli.main import root


def reference() -> str:
    """All commands with their arguments and options, in the order of ``vicidash --help``."""
    return "\n".join(["# Command line", "", *_section(root, None, "vicidash")]).rstrip() + "\n"


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


if __name__ == "__main__":
    click.echo(reference(), nl=False)
