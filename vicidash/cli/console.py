"""Opening the console: from what was chosen to the launcher."""

from __future__ import annotations

from vicidash.cli import guiding, remembered
from vicidash.cli.exits import told
from vicidash.cli.options import Chosen
from vicidash.cli.work import load_chosen
from vicidash.session import open_client


def open_console(chosen: Chosen) -> int:
    """Open the console on the dialer of the settings; its exit code.

    Who has none yet, at a terminal, is led through the set-up first.
    """
    with told():
        loaded = load_chosen(chosen)
        if loaded.is_new and guiding.can_guide(chosen):
            return guiding.guide(chosen, loaded)
        client = open_client(loaded)
        code = chosen.launch(loaded, client)
        if client.login_failure is not None:  # completion must not try it again
            remembered.note_login(remembered.account(*loaded.require_login()), good=False)
        return code
