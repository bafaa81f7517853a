"""Opening the console: from what was chosen to the launcher."""

from __future__ import annotations

from vicidash.cli import remembered
from vicidash.cli.exits import told
from vicidash.cli.options import Chosen
from vicidash.cli.work import load_chosen
from vicidash.session import open_client


def open_console(chosen: Chosen) -> int:
    """Open the console on the dialer of the settings; its exit code."""
    with told():
        loaded = load_chosen(chosen)
        client = open_client(loaded)
        code = chosen.launch(loaded, client)
        if client.login_failure is not None:  # completion must not try it again
            remembered.note_login(remembered.account(*loaded.require_login()), good=False)
        return code
