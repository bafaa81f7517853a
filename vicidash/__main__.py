"""The program ``vicidash``: ties the command line to the console; neither knows the other."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from vicidash.cli.failure import ExitCode, Failure
from vicidash.cli.run import run

if TYPE_CHECKING:
    from vicidash.client import VicidialClient
    from vicidash.config import Loaded


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(launch))


def launch(loaded: Loaded, client: VicidialClient, *, mode: str = "") -> int:
    """Open the console, which is loaded only now."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Failure(
            ExitCode.BAD_INPUT,
            "the console needs a terminal; elsewhere use vicidash agents or vicidash stats",
        )
    from vicidash.tui.app import run_console

    return run_console(loaded, client, mode=mode)


if __name__ == "__main__":
    main()
