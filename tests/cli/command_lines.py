"""Every command there is, and for each that asks a dialer a line that does."""

from __future__ import annotations

from collections.abc import Iterator

import click

from vicidash.cli.main import root

Path = tuple[str, ...]

READING: list[list[str]] = [
    ["agents"],
    ["agents", "--json"],
    ["agents", "--campaign", "SOLAR_OB"],
    ["stats"],
    ["stats", "--json"],
    ["stats", "SALESB2B", "SOLAR_OB"],
    ["monitor"],
    ["monitor", "--once", "--json"],
    ["line"],
    ["line", "--campaign", "SALESB2B", "--format", "{in_call}"],
    ["agent", "status", "a0015", "a0003"],
    ["agent", "stats"],
    ["agent", "stats", "a0015", "--from", "2026-11-23", "--json"],
    ["campaign", "list"],
    ["lead", "get", "1000"],
    ["lead", "find", "3125550001", "3125550002"],
    ["search", "3125550001"],
    ["lead", "callback", "1000"],
    ["list", "info", "101"],
    ["list", "fields"],
    ["recording", "find", "--lead", "1000"],
    ["recording", "download", "--agent", "a0015", "--day", "2026-11-23"],
    ["doctor"],
    ["doctor", "--json"],
    ["drops"],
    ["report"],
    ["queues"],
    ["dnc", "check", "3125550001"],
    ["drops", "SALESB2B", "--period", "--json"],
    ["drops", "--export", "csv"],
    ["guard", "run", "SALESB2B", "--once", "--dry-run"],
    ["guard", "run", "--dry-run"],
]

WRITING: list[list[str]] = [
    ["pause", "a0015"],
    ["pause", "a0015", "--code", "LUNCH", "--json"],
    ["pause", "a0015", "--no-wait"],
    ["resume", "a0003"],
    ["logout", "a0015", "--yes"],
    ["dial-level", "SALESB2B", "3.5"],
    ["campaign", "level", "SALESB2B", "3.5"],
    ["campaign", "pause", "SALESB2B", "SOLAR_OB", "--yes"],
    ["campaign", "activate", "SALESB2B"],
    ["campaign", "method", "SALESB2B", "RATIO"],
    ["campaign", "maximum", "SALESB2B", "4.5"],
    ["campaign", "hopper", "SALESB2B", "500"],
    ["campaign", "reset-hopper", "SALESB2B", "SOLAR_OB", "--yes", "--json"],
    ["agent", "hangup", "a0015", "--yes"],
    ["agent", "disposition", "a0015", "SALE"],
    ["agent", "dial", "a0015", "3125550001"],
    ["agent", "transfer", "a0015", "--in-group", "SALESLINE"],
    ["agent", "conference", "a0015", "--phone", "3125550001"],
    ["agent", "park", "a0015"],
    ["agent", "unpark", "a0015"],
    ["agent", "notify", "hello", "--agent", "a0015"],
    ["agent", "notify", "hello", "--campaign", "SALESB2B", "--yes"],
    ["agent", "listen", "a0015", "--phone", "350a", "--server", "10.10.10.15"],
    ["lead", "add", "3125550001", "--list", "101"],
    ["lead", "update", "1000", "1001", "--set", "state=IL", "--yes"],
    ["lead", "update", "--phone", "3125550001", "--set", "state=IL", "--json"],
    ["lead", "update", "--vendor-code", "X1", "--set", "state=IL"],
    ["lead", "callback", "1000", "2026-11-25 10:30", "--campaign", "SALESB2B"],
    ["lead", "delete", "1000", "1001", "--yes"],
    ["list", "add", "205", "--name", "Spring", "--campaign", "SALESB2B"],
    ["list", "update", "101", "102", "--active", "--yes"],
    ["list", "update", "101", "--reset", "--yes"],
    ["dnc", "add", "3125550001", "3125550002", "--yes"],
    ["dnc", "remove", "3125550001", "--campaign", "SALESB2B"],
]

ASKING = READING + WRITING
QUIET: set[Path] = {
    *(("config", "path"), ("config", "check"), ("demo",)),
    *(("guard", "status"), ("guard", "simulate")),
    *(("history", "report"), ("history", "export"), ("replay",)),
    *(("serve", "token", "new"), ("serve", "token", "list"), ("serve", "token", "revoke")),
}
"""They ask no dialer of the user's."""
ELSEWHERE: set[Path] = {("import",), ("setup",), ("wall",), ("replay",)}
"""They need a file, a terminal or the screens, and have tests of their own."""


def commands() -> dict[Path, click.Command]:
    """All that can be run, and the groups."""
    return dict(_walk((), root))


def leaves() -> set[Path]:
    """All that can be run."""
    return {path for path, each in commands().items() if not isinstance(each, click.Group)}


def path_of(args: list[str]) -> Path:
    """The command that a line runs."""
    return next(path for path in leaves() if tuple(args[: len(path)]) == path)


def _walk(path: Path, command: click.Command) -> Iterator[tuple[Path, click.Command]]:
    if path:
        yield path, command
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            yield from _walk((*path, name), each)
