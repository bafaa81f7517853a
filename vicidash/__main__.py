"""The program ``vicidash``: ties the command line to the screens; neither knows the other."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from vicidash.cli.main import run
from vicidash.cli.terminal import ExitCode, Failure
from vicidash.launch import CONSOLE, LaunchTarget

if TYPE_CHECKING:
    from vicidash.client import VicidialClient
    from vicidash.config import Loaded
    from vicidash.launch import Guided, Start


_NO_TERMINAL: Final = (
    "the {} needs a terminal; elsewhere add --once, or use vicidash agents or vicidash stats"
)


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(launch, guide=guide))


def launch(
    loaded: Loaded, client: VicidialClient, *, mode: str = "", view: LaunchTarget = CONSOLE
) -> int:
    """Open the view, whose code is loaded only now."""
    if view.once is not None:
        from vicidash.tui.print_once import print_once

        return print_once(loaded, client, view, mode=mode)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Failure(ExitCode.BAD_INPUT, _NO_TERMINAL.format("wall" if view.wall else "console"))
    if view.wall is not None:
        from vicidash.tui.wall.app import run_wall

        return run_wall(loaded, client, view.wall, mode=mode)
    from vicidash.tui.app import run_console

    return run_console(loaded, client, mode=mode)


def guide(start: Start) -> Guided:
    """Open the guided set-up, which is loaded only now."""
    from vicidash.tui.setup.app import run_setup

    return run_setup(start)


if __name__ == "__main__":
    main()
