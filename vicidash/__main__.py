"""The program ``vicidash``: ties the command line to the screens; neither knows the other."""

from __future__ import annotations

import sys

from vicidash import __version__

TYPE_CHECKING = False  # as in typing, which takes longer to load than all that --version needs
if TYPE_CHECKING:
    from vicidash.client import VicidialClient
    from vicidash.config import Loaded
    from vicidash.launch import Guided, LaunchTarget, Start


_NO_TERMINAL = (
    "the {} needs a terminal; elsewhere add --once, or use vicidash agents or vicidash stats"
)
_NO_REPLAY = "a replay needs a terminal; --save NEW writes the shift into a file without one"


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] == ["--version"] and _print_version():
        return
    from vicidash.cli.main import run

    sys.exit(run(launch, guide=guide))


def _print_version() -> bool:
    """Print what scripts ask for often, without loading the command line; whether it could be."""
    try:
        sys.stdout.write(f"vicidash {__version__}\n")
        sys.stdout.flush()
    except (OSError, ValueError, AttributeError):  # full, closed, none: the command line says so
        return False
    return True


def launch(
    loaded: Loaded, client: VicidialClient, *, mode: str = "", view: LaunchTarget | None = None
) -> int:
    """Open the view, whose code is loaded only now. ``None`` is the console."""
    from vicidash.cli.terminal import ExitCode, Failure
    from vicidash.launch import CONSOLE

    view = view or CONSOLE
    if view.once is not None:
        from vicidash.tui.print_once import print_once

        return print_once(loaded, client, view, mode=mode)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        if view.replay is not None:
            raise Failure(ExitCode.BAD_INPUT, _NO_REPLAY)
        raise Failure(ExitCode.BAD_INPUT, _NO_TERMINAL.format("wall" if view.wall else "console"))
    if view.replay is not None:
        from vicidash.tui.app import run_replay

        return run_replay(loaded, client, view.replay, mode=mode)
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
