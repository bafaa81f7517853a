"""Runs the command line: whatever happens ends as a line on stderr and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from vicidash.cli.failure import ExitCode, Failure
from vicidash.cli.root import root
from vicidash.formatting import printable
from vicidash.launch import Guide, Launch


def run(launch: Launch, args: Sequence[str] | None = None, *, guide: Guide | None = None) -> int:
    """Run one command line (without the program's name).

    ``launch`` opens the console, ``guide`` the set-up.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # a name that the terminal's encoding lacks must not be a crash
            stream.reconfigure(errors="replace")
    try:
        code = root.main(
            None if args is None else list(args),
            prog_name="vicidash",
            standalone_mode=False,
            obj=(launch, guide),
        )
    except click.Abort:  # Ctrl+C, or the end of input at a question
        return ExitCode.INTERRUPTED
    except click.ClickException as error:
        for line in lines(error):
            click.echo(f"vicidash: {printable(line)}", err=True)
        return error.code if isinstance(error, Failure) else ExitCode.BAD_INPUT
    return code if isinstance(code, int) else ExitCode.DONE


def lines(error: click.ClickException) -> Sequence[str]:
    """What to say of an error, each line with its remedy."""
    if isinstance(error, Failure):
        return error.lines
    message = " ".join(error.format_message().split()).rstrip(".")
    if not isinstance(error, click.UsageError) or error.ctx is None:
        return (message,)
    return (f"{message}. {_remedy(error, error.ctx)}",)


def _remedy(error: click.UsageError, ctx: click.Context) -> str:
    if isinstance(error, click.NoSuchOption):
        if error.option_name in ("--password", "--pass"):
            return (
                "Every user of this machine could read it there: "
                "set VICIDIAL_PASS, or password_command in the settings file"
            )
        if ctx.command is not root and error.option_name in ("--once", "--svg", "--size"):
            return "It is for the console, which opens without a command: vicidash --once"
        globals_ = {name for option in root.params for name in option.opts}
        if ctx.command is not root and error.option_name in globals_:
            name = ctx.command_path.removeprefix("vicidash ")
            return f"It goes before the command: vicidash {error.option_name} … {name}"
    return f"See {ctx.command_path} --help"
