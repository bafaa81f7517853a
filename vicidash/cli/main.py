"""The command ``vicidash`` itself: global options, the console, and the commands by name."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click
from click.shell_completion import CompletionItem

from vicidash import __version__
from vicidash.cli.options import CliContext, Size, global_options, size_option
from vicidash.cli.terminal import ExitCode, Failure
from vicidash.formatting import printable
from vicidash.launch import Guide, Launch, LaunchTarget, Once

_EPILOG: Final = """\
Exit codes: 0 done; 1 the dialer refused or did not obey; 2 usage or bad input; 3 login or
permission; 4 unreachable or not an API answer.

The password comes from VICIDIAL_PASS or the settings file, never from the command line.

\b
Completion for bash (for zsh and fish put their names in place of bash):
  eval "$(_VICIDASH_COMPLETE=bash_source vicidash)"
"""

COMMANDS: Final = {
    "agents": ("vicidash.cli.commands.floor:agents", "Show who is logged in."),
    "stats": (
        "vicidash.cli.commands.floor:stats",
        "Show the figures of campaigns, and their total.",
    ),
    "monitor": (
        "vicidash.cli.commands.floor:monitor",
        "Print the figures of campaigns at each poll, until Ctrl+C.",
    ),
    "report": (
        "vicidash.cli.commands.report:report",
        "Print the dialer's real-time report: agents with the time in their state.",
    ),
    "queues": (
        "vicidash.cli.commands.report:queues",
        "Show the in-groups of the day, and the calls that wait.",
    ),
    "drops": (
        "vicidash.cli.commands.drop_rates.drops:drops",
        "Show the drop rates of campaigns over the day, the last hour and 30 days.",
    ),
    "guard": (
        "vicidash.cli.commands.drop_rates.guard:guard",
        "Keep the drop rates of campaigns under a limit by lowering their dial levels.",
    ),
    "history": (
        "vicidash.cli.commands.history.history:history",
        "Report a shift, or export what is kept of past days.",
    ),
    "replay": (
        "vicidash.cli.commands.history.replay:replay",
        "Open a recorded shift in the console, or write it into a file to be sent.",
    ),
    "wall": (
        "vicidash.cli.commands.console:wall",
        "Open the wall: large figures for a screen in the control room.",
    ),
    "line": (
        "vicidash.cli.status_line.command:line",
        "Print the floor as one line, for a status bar.",
    ),
    "pause": (
        "vicidash.cli.commands.actions:pause",
        "Pause an agent; one on a call pauses after it.",
    ),
    "resume": ("vicidash.cli.commands.actions:resume", "Make a paused agent ready for calls."),
    "logout": (
        "vicidash.cli.commands.actions:logout",
        "Log an agent out, after the call in progress.",
    ),
    "dial-level": (
        "vicidash.cli.commands.actions:dial_level",
        "Set a campaign's dial level, and read it back.",
    ),
    "agent": (
        "vicidash.cli.commands.agent:agent",
        "See one agent, act on the call, send a message, listen in.",
    ),
    "campaign": (
        "vicidash.cli.commands.campaign:campaign",
        "See campaigns, stop and start them, set how they dial.",
    ),
    "lead": ("vicidash.cli.commands.lead:lead", "Add, change, find and call back leads."),
    "search": (
        "vicidash.cli.commands.lead:search",
        "Search the leads with a number: lead, list and status.",
    ),
    "list": ("vicidash.cli.commands.lists:lists", "See lists, add them, change them, reset them."),
    "dnc": (
        "vicidash.cli.commands.dnc:dnc",
        "Put numbers on a do-not-call list, and take them off.",
    ),
    "recording": (
        "vicidash.cli.commands.recording:recording",
        "Find recordings of calls, and download them.",
    ),
    "import": (
        "vicidash.cli.commands.import_:import_",
        "Import leads from a file of CSV, TSV, JSON, JSON lines or Excel (.xlsx).",
    ),
    "serve": (
        "vicidash.cli.commands.service.serve:serve",
        "Serve the floor over HTTP: JSON, a stream, metrics, a page; one poller for all readers.",
    ),
    "doctor": (
        "vicidash.cli.commands.doctor:doctor",
        "Check the connection, the login, and each right that is needed.",
    ),
    "config": (
        "vicidash.cli.commands.config:config",
        "See where the settings are, and whether they are right.",
    ),
    "setup": (
        "vicidash.cli.commands.console:setup",
        "Set up vicidash: dialer, user, and where to keep the password.",
    ),
    "demo": (
        "vicidash.cli.commands.demo:demo",
        "Open the console on a simulated call centre, or serve one.",
    ),
}
"""Where each command is, and the first sentence of its help, so that the list of commands can be
printed and completed without importing them."""


class LazyCommands(MutableMapping[str, click.Command]):
    """Commands by name; each is imported when it is looked up.

    ``table`` has, for each name, module and attribute as ``module:attribute``.
    """

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table = dict(table)
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._loaded:
            module, _, attribute = self._table[name].partition(":")
            self._loaded[name] = getattr(import_module(module), attribute)
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._table.setdefault(name, "")
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._table[name]
        self._loaded.pop(name, None)

    def __contains__(self, name: object) -> bool:
        return name in self._table

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


def _short_help(words: str, limit: int = 45) -> str:
    """The help of a command in a list, as click shortens it."""
    return click.Command(None, help=words).get_short_help_str(limit)


class _Root(click.Group):
    """Lists and completes the commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table, which is that of the work."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in the help."""
        limit = formatter.width - 6 - max(map(len, COMMANDS))
        rows = [(name, _short_help(words, limit)) for name, (_, words) in COMMANDS.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The names that begin with what was typed, and the options."""
        names = [
            CompletionItem(name, help=_short_help(words))
            for name, (_, words) in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return names + click.Command.shell_complete(self, ctx, incomplete)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; exit quietly when the reader of its output goes away.

        Left to click, a closed pipe would exit with the code for a refusal.
        """
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # Python flushes once more when it exits, and would complain
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(ExitCode.BROKEN_PIPE)
        return result


@click.group(
    cls=_Root,
    commands=LazyCommands({name: where for name, (where, _) in COMMANDS.items()}),
    name="vicidash",
    invoke_without_command=True,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@global_options
@click.option("--once", is_flag=True, help="Print the console's floor view as text, then end.")
@click.option(
    "--svg",
    metavar="FILE",
    help="With --once: write it to an SVG file instead; - for standard output.",
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
    """See the floor of a VICIdial call centre live, and act on it.

    Without a command it opens the console. These options go before the command.

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
    from vicidash.cli.commands.console import open_console

    return open_console(ctx.obj, LaunchTarget(once=Once(size, svg) if once else None))


# Running the command line: however it ends, that is a line on stderr and an exit code


_NOT_WRITTEN: Final = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG))
"""What a full or broken disk says of the output."""


def run(launch: Launch, args: Sequence[str] | None = None, *, guide: Guide | None = None) -> int:
    """Run one command line (without the program's name); returns the exit code.

    ``launch`` opens the console, ``guide`` the set-up.
    """
    _open_closed_streams()
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
        for line in error_lines(error):
            click.echo(f"vicidash: {printable(line)}", err=True)
        return error.code if isinstance(error, Failure) else ExitCode.BAD_INPUT
    return code if isinstance(code, int) else ExitCode.DONE


def _open_closed_streams() -> None:
    """Put the null device in place of a standard stream that was closed, as by ``>&-``.

    Otherwise the next file that is opened takes its number, and what is printed ends up in it.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # the lowest number that is free is its own
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115


def _drop_output() -> None:
    """Let what is left in the buffer of stdout go nowhere: it would fail again at the exit."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def error_lines(error: click.ClickException) -> Sequence[str]:
    """The lines for an error, each with what to do about it."""
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
        global_names = {name for option in root.params for name in option.opts}
        if ctx.command is not root and error.option_name in global_names:
            name = ctx.command_path.removeprefix("vicidash ")
            return f"It goes before the command: vicidash {error.option_name} … {name}"
    return f"See {ctx.command_path} --help"
