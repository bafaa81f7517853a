"""The command ``vicidash`` itself: global options, the console, and the commands."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import click

from vicidash import __version__
from vicidash.cli import (
    actions,
    agent,
    agents,
    campaign,
    config,
    demo,
    dnc,
    doctor,
    importing,
    lead,
    line,
    lists,
    monitor,
    recording,
    setup,
    stats,
    wall,
)
from vicidash.cli.options import CliContext, Size, global_options, size_option
from vicidash.cli.terminal import ExitCode, Failure
from vicidash.formatting import printable
from vicidash.launch import Guide, Launch, LaunchTarget, Once

_EPILOG: Final = """\
Exit codes: 0 done; 1 the dialer refused or did not obey; 2 usage or bad input; 3 login or
permission; 4 unreachable or not an API answer.

The password comes from VICIDIAL_PASS or the settings file, never from the command line.

\b
Completion, for bash (zsh and fish alike):
  eval "$(_VICIDASH_COMPLETE=bash_source vicidash)"
"""


class _Root(click.Group):
    """Ends quietly when what reads the output goes away; click itself would say *refused*."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the work, not of the alphabet."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # Python flushes once more at its end, and would complain
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(ExitCode.BROKEN_PIPE)
        return result


@click.group(
    cls=_Root,
    name="vicidash",
    invoke_without_command=True,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@global_options
@click.option("--once", is_flag=True, help="Print the console's floor as text, then end.")
@click.option(
    "--svg",
    metavar="FILE",
    help="With --once: draw it into an SVG file instead; - for standard output.",
)
@size_option
@click.version_option(__version__, prog_name="vicidash", message="%(prog)s %(version)s")
@click.pass_context
def root(
    ctx: click.Context,
    /,
    profile: str | None,
    config: Path | None,
    once: bool,
    svg: str | None,
    size: Size | None,
    **overrides: object,
) -> Any:
    """See the floor of a VICIdial call centre as it is, and act on it.

    Without a command the console opens. These options go before the command.

    \b
    Examples:
      vicidash demo
      vicidash --url https://dialer.example.com --user 6666
      vicidash --profile night stats --json
      vicidash --once --size 160x48 --svg floor.svg
    """
    launch, guide = ctx.obj
    ctx.obj = CliContext(launch, overrides, profile, config, guide)
    if ctx.invoked_subcommand is not None:
        if once:
            raise click.UsageError("--once before a command prints the console; none goes with it")
        return None
    if not once and (svg is not None or size is not None):
        raise click.UsageError(f"{'--svg' if svg is not None else '--size'} goes with --once")
    from vicidash.cli.console import open_console

    return open_console(ctx.obj, LaunchTarget(once=Once(size, svg) if once else None))


for _command in (
    agents.agents,
    stats.stats,
    monitor.monitor,
    wall.wall,
    line.line,
    actions.pause,
    actions.resume,
    actions.logout,
    actions.dial_level,
    agent.agent,
    campaign.campaign,
    lead.lead,
    lead.search,
    lists.lists,
    dnc.dnc,
    recording.recording,
    importing.import_,
    doctor.doctor,
    config.config,
    setup.setup,
    demo.demo,
):
    root.add_command(_command)


# Runs the command line: whatever happens ends as a line on stderr and an exit code


_NOT_WRITTEN: Final = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG))
"""What a full or broken disk says of the output."""


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
    except OSError as error:
        if error.errno not in _NOT_WRITTEN:
            raise
        _drop_output()
        click.echo(f"vicidash: the output could not be written: {error.strerror}", err=True)
        return ExitCode.REFUSED
    except click.ClickException as error:
        for line in lines(error):
            click.echo(f"vicidash: {printable(line)}", err=True)
        return error.code if isinstance(error, Failure) else ExitCode.BAD_INPUT
    return code if isinstance(code, int) else ExitCode.DONE


def _drop_output() -> None:
    """Let what is left in the buffer of stdout go nowhere: it would fail again at the exit."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


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
