"""Puts on the terminal what is no picture: its bell, and notifications."""

from __future__ import annotations

from typing import Any

from textual.app import App


def write_out(app: App[Any], sequence: str) -> None:
    """Write escapes as they are, between two frames; nothing while there is no terminal.

    Textual offers a way for the bell alone. Its driver takes each string as a whole, so that no
    frame is cut in two.
    """
    driver = app._driver
    if driver is not None and app.is_running and not app.is_headless:
        driver.write(sequence)
