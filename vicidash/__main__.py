"""The program ``vicidash``: ties the command line to the console; neither knows the other."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from vicidash.cli.failure import ExitCode, Failure
from vicidash.cli.run import run

if TYPE_CHECKING:
    from vicidash.client import VicidialClient
    from vicidash.config import Loaded
    from vicidash.guidance import Guided, Start


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(launch, guide=guide))


def launch(loaded: Loaded, client: VicidialClient, *, mode: str = "") -> int:
    """Open the console, which is loaded only now."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Failure(
            ExitCode.BAD_INPUT,
            "the console needs a terminal; elsewhere use vicidash agents or vicidash stats",
        )
    from vicidash.tui.app import run_console

    return run_console(loaded, client, mode=mode)


def guide(start: Start) -> Guided:
    """Open the guided set-up, which is loaded only now."""
    from vicidash.tui.setup.app import run_setup

    return run_setup(start)


if __name__ == "__main__":
    main()
