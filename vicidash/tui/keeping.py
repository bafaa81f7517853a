"""What a supervisor has set or chosen, here or in the settings, and what comes back next time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from vicidash.config import Settings
from vicidash.history.recorder import FloorRecorder
from vicidash.tui.memory import Layout


class Preferences:
    """Reads the settings and the layout as one."""

    _settings: Settings
    records: FloorRecorder
    layout: Layout
    """What comes back at the next start; the app keeps it."""
    _phone_given: str | None = None
    """The phone that was typed last, whether it has rung or not."""
    _phone_failed: str | None = None

    def __init__(self) -> None:
        self._phones_rung: set[str] = set()

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
    def phone_known(self) -> str:
        """The supervisor's phone, ``PHONE@SERVER``: the one given last, else the one that is kept,
        else that of the settings; empty when there is none."""
        return self._phone_given or self.layout.phone_for(self._settings.phone_login) or ""

    @property
    def phone(self) -> str | None:
        """The phone to ring; ``None`` when it is to be asked for, as it failed the last time."""
        known = self.phone_known
        return known if known and known != self._phone_failed else None

    def give_phone(self, phone: str) -> None:
        """Ring this one from now on."""
        self._phone_given, self._phone_failed = phone, None

    def phone_rang(self, phone: str) -> None:
        """It works: ask for it no more, neither here nor after the next start."""
        self._phones_rung.add(phone)
        if phone != self.layout.phone_for(self._settings.phone_login):
            self.layout = self.layout.with_phone(phone, self._settings.phone_login)

    def phone_failed(self, phone: str, *, wrong: bool) -> bool:
        """Whether it is to be asked for again: if the dialer calls it ``wrong``, or it has never
        rung, for then its server may be the mistake."""
        if wrong or not (phone in self._phones_rung or phone == self.layout.phone):
            self._phone_failed = phone
        return self._phone_failed == phone

    def save_filter(self, name: str, text: str) -> None:
        """Keep a filter under a name."""
        self._keep(filters={**self.layout.filters, name: text})

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
