"""Opening a view of a dialer: from what was chosen to the launcher."""

from __future__ import annotations

from vicidash.cli import cache, guiding
from vicidash.cli.options import CliContext
from vicidash.cli.runtime import handle_errors, load_chosen
from vicidash.launch import CONSOLE, LaunchTarget
from vicidash.session import open_client


def open_console(chosen: CliContext, view: LaunchTarget = CONSOLE, **more: object) -> int:
    """Open the console, or another view, on the dialer of the settings; its exit code.

    ``more`` are settings that the command itself was given. Who has no settings yet, at a terminal,
    is led through the set-up first.
    """
    with handle_errors():
        loaded = load_chosen(chosen, **more)
        if view == CONSOLE and loaded.is_new and guiding.can_guide(chosen):
            return guiding.guide(chosen, loaded)
        client = open_client(loaded)
        try:
            return chosen.launch(loaded, client, view=view)
        finally:
            if client.login_failure is not None:  # completion must not try it again
                cache.note_login(cache.account(*loaded.require_login()), good=False)
