"""What an examination has to be told beside the client: the settings that it does not keep."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from vicidash.config import Loaded, password, password_warning


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

    @classmethod
    def of(cls, loaded: Loaded) -> Self:
        """What the settings say. Raises :class:`ConfigError` when the password cannot be had."""
        settings = loaded.settings
        warning = password_warning(password(loaded)) or ""
        return cls(
            ca_file=settings.ca_file,
            connect_timeout=settings.connect_timeout,
            read_only=settings.read_only,
            password_warning=warning,
            warnings=tuple(each for each in loaded.warnings if not warning or warning not in each),
        )
