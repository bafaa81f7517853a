"""What a supervisor has set or chosen, here or in the settings, and what comes back next time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from vicidash.config import Settings
from vicidash.floor.records import Records
from vicidash.tui.memory import Layout


class Keeping:
    """Reads the settings and the layout as one."""

    _settings: Settings
    records: Records
    layout: Layout
    """What comes back at the next start; the app keeps it."""

    @property
    def pause_codes(self) -> tuple[str, ...]:
        """The codes to choose from: those of the settings first, then those seen on the floor."""
        seen = self.records.timeline.codes_seen()
        return tuple(dict.fromkeys((*self._settings.pause_codes, *seen)))

    @property
    def filters(self) -> Mapping[str, str]:
        """Saved filters by name; those saved in the console win over those of the settings."""
        return {**self._settings.filters, **self.layout.filters}

    @property
    def phone(self) -> str | None:
        """The supervisor's phone, ``PHONE@SERVER``."""
        return self.layout.phone or self._settings.phone_login

    def save_filter(self, name: str, text: str) -> None:
        """Keep a filter under a name."""
        self._keep(filters={**self.layout.filters, name: text})

    def remember_phone(self, phone: str) -> None:
        """Ask for it no more."""
        self._keep(phone=phone)

    @property
    def player(self) -> tuple[str, ...]:
        """The command that plays a recording, if one is set."""
        return self._settings.player

    @property
    def recordings_folder(self) -> Path | None:
        """Where the supervisor saves recordings."""
        return Path(self.layout.recordings) if self.layout.recordings else None

    def remember_recordings_folder(self, folder: Path) -> None:
        """Ask for it no more."""
        self._keep(recordings=str(folder))

    def remember_theme(self, name: str) -> None:
        """Start with it the next time."""
        self.layout = self.layout.with_theme(name, self._settings.theme)

    def _keep(self, **changes: object) -> None:
        self.layout = self.layout.model_copy(update=changes)
