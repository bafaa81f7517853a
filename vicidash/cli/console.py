"""Opening the console: from what was chosen to the launcher."""

from __future__ import annotations

from vicidash.cli.exits import told
from vicidash.cli.options import Chosen
from vicidash.cli.work import load_chosen
from vicidash.session import open_client


def open_console(chosen: Chosen) -> int:
    """Open the console on the dialer of the settings; its exit code."""
    with told():
        loaded = load_chosen(chosen)
        return chosen.launch(loaded, open_client(loaded))
