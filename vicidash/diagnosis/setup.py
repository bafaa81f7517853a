"""What an examination has to be told beside the client: the settings that it does not keep."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Setup:
    """Named like the settings. ``password_warning`` says why the password can never match."""

    ca_file: Path | None = None
    connect_timeout: float = 5.0
    """Seconds for each of: finding the address, connecting, securing the connection."""
    read_only: bool = False
    password_warning: str = ""
    warnings: tuple[str, ...] = ()
    """What was odd about the settings themselves."""
