"""What comes back at the next start: how the supervisor left the console, for each dialer.

One small JSON file for each dialer in the state directory, its owner's alone. Of two consoles at
once the one that saves last wins; a file is replaced whole, so neither ever reads half of one.
Nothing in it is needed: whatever is wrong with it, the console starts with the settings.

The theme and the phone: what was last chosen in the console wins over the setting, until the
setting is changed. So the setting's value is kept beside the choice (``theme_setting``,
``phone_setting``), and a choice made under another one no longer counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from vicidash.config import Settings, paths

VERSION: Final = 1
"""Of the file's shape: a newer one is left alone."""
LARGEST: Final = 256 * 1024
"""Bytes; what is larger was not written by us."""

Name = Annotated[str, StringConstraints(min_length=1)]


class SavedSort(BaseModel):
    """By which column a table is sorted."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    column: Name
    reverse: bool = False


class Layout(BaseModel):
    """How the console looked. All texts are the supervisor's own; there is no secret among them."""

    # what a newer console keeps beside is no reason to forget what this one knows
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    view: str | None = None
    """The name of the view in front."""
    campaign: str | None = None
    """The campaign whose agents were shown."""
    filter: str = ""
    """The filter that was typed."""
    sorts: dict[Name, SavedSort] = Field(default_factory=dict)
    """By the id of a table."""
    wide: dict[Name, bool] = Field(default_factory=dict)
    """By the id of a table, whether it shows the columns that do not fit."""
    filters: dict[Name, str] = Field(default_factory=dict)
    """The filters saved in the console, by name; those of the settings are not among them."""
    phone: str | None = None
    """The supervisor's own phone for listening, ``PHONE@SERVER``: one that has rung."""
    phone_setting: str | None = None
    """What the setting ``phone_login`` was then."""
    recordings: Name | None = None
    """The folder that recordings are saved in."""
    theme: Name | None = None
    """The theme last chosen in the console."""
    theme_setting: Name | None = None
    """What the setting ``theme`` was when it was chosen."""

    def theme_for(self, setting: str) -> str:
        """The theme to start in, where the settings say ``setting``."""
        chosen = self.theme is not None and self.theme_setting == setting
        return self.theme if chosen and self.theme else setting

    def phone_for(self, setting: str | None) -> str | None:
        """The phone to ring, where the settings say ``setting``."""
        return self.phone if self.phone and self.phone_setting == setting else setting

    def with_phone(self, phone: str, setting: str | None) -> Layout:
        """The same after a phone has rung that was given in the console."""
        return self.model_copy(update={"phone": phone, "phone_setting": setting})

    def with_theme(self, name: str, setting: str) -> Layout:
        """The same after a theme was chosen in the console."""
        return self.model_copy(update={"theme": name, "theme_setting": setting})


class LayoutFile:
    """The layout kept in one file.

    ``tell`` is given each notice there is, at most one in a lifetime: a file that cannot be read
    or written is worth a word, and no more.
    """

    def __init__(self, path: Path, tell: Callable[[str], object] = lambda notice: None) -> None:
        self.path: Final = path
        self._tell = tell
        self._told = False
        self._saved: Layout | None = None
        self._newer = False

    @classmethod
    def of(
        cls, folder: Path, url: str, tell: Callable[[str], object] = lambda notice: None
    ) -> LayoutFile:
        """The memory of one dialer, under a name that does not give its address away."""
        key = hashlib.sha256(url.encode("utf-8", "backslashreplace")).hexdigest()[:16]
        return cls(folder / f"layout-{key}.json", tell)

    def load(self) -> Layout:
        """What was kept; an empty layout where there is nothing that can be used. Never raises."""
        try:
            kept = paths.read(self.path, LARGEST)
            version = kept["version"] if isinstance(kept, dict) else None
            if isinstance(version, int) and version > VERSION:
                self._newer = True  # and stays as it is, for that one
                return self._forgotten("was written by a newer vicidash")
            if version != VERSION:
                raise ValueError
            self._saved = Layout.model_validate(kept["layout"])
        except FileNotFoundError:
            return Layout()
        except OSError as error:
            return self._forgotten(f"cannot be read: {error.strerror}")
        except (ValueError, KeyError, TypeError, RecursionError, ValidationError):
            return self._forgotten("is damaged")
        return self._saved

    def save(self, layout: Layout) -> None:
        """Keep this, unless it is what was kept last. Never raises: it is a comfort, not a need."""
        if layout == self._saved or self._newer:
            return
        kept = {"version": VERSION, "layout": layout.model_dump(exclude_defaults=True)}
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            paths.write(self.path, kept)
        except OSError as error:
            self._notice(f"{self.path}: the layout cannot be saved: {error.strerror}")
        else:
            self._saved = layout

    def _forgotten(self, why: str) -> Layout:
        self._notice(f"{self.path} {why}: the console starts with the settings")
        return Layout()

    def _notice(self, text: str) -> None:
        if not self._told:
            self._told = True
            self._tell(text)


# What a supervisor has set or chosen, here or in the settings, and what comes back next time


class Preferences:
    """Reads the settings and the layout as one."""

    def __init__(
        self, settings: Settings, layout: Layout, codes_seen: Callable[[], Iterable[str]]
    ) -> None:
        """``codes_seen``: the pause codes that were seen on the floor."""
        self._settings = settings
        self._codes_seen = codes_seen
        self.layout = layout
        """What comes back at the next start; the app keeps it."""
        self._phone_given: str | None = None
        """The phone that was typed last, whether it has rung or not."""
        self._phone_failed: str | None = None
        self._phones_rung: set[str] = set()

    @property
    def pause_codes(self) -> tuple[str, ...]:
        """The codes to choose from: those of the settings first, then those seen on the floor."""
        return tuple(dict.fromkeys((*self._settings.pause_codes, *self._codes_seen())))

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
