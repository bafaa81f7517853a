"""What the console restores at the next start, for each dialer.

There is one small JSON file for each dialer in the state directory, readable by its owner only. Of
two consoles, the one that saves last wins; the file is replaced as a whole, so neither reads a part
of it. Nothing in it is required: if it cannot be read, the console starts with the settings.

For the theme and the phone, the last choice in the console wins over the setting until the setting
is changed. So the setting's value is kept beside the choice (``theme_setting``,
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
"""Version of the file format; a file of a newer version is left alone."""
REMEMBERED: Final = 20
"""Filters and choices that are remembered."""
LARGEST: Final = 256 * 1024
"""Largest size in bytes; a larger file was not written by us."""

Name = Annotated[str, StringConstraints(min_length=1)]


class SavedSort(BaseModel):
    """The column that a table is sorted by."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    column: Name
    reverse: bool = False


class Layout(BaseModel):
    """The saved layout. All texts were typed by the user; none is secret."""

    # ignore fields that a newer console added
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    view: str | None = None
    """The name of the view in front."""
    campaign: str | None = None
    """The campaign whose agents were shown."""
    filter: str = ""
    """The filter."""
    sorts: dict[Name, SavedSort] = Field(default_factory=dict)
    """The sorting by table id."""
    wide: dict[Name, bool] = Field(default_factory=dict)
    """By table id, whether it shows all columns."""
    pane: bool = True
    """Whether the row under the cursor is shown in a pane where there is room."""
    filters: dict[Name, str] = Field(default_factory=dict)
    """The filters saved in the console, by name; those of the settings are not among them."""
    phone: str | None = None
    """The user's phone for listening, ``PHONE@SERVER``; saved once it has rung."""
    phone_setting: str | None = None
    """The setting ``phone_login`` at that time."""
    recordings: Name | None = None
    """The folder that recordings are saved in."""
    filters_typed: dict[Name, list[str]] = Field(default_factory=dict)
    """The filters typed last, the latest first, by view."""
    theme: Name | None = None
    """The theme last chosen in the console."""
    theme_setting: Name | None = None
    """The setting ``theme`` at that time."""

    def theme_for(self, setting: str) -> str:
        """The theme to start with if the setting is ``setting``."""
        chosen = self.theme is not None and self.theme_setting == setting
        return self.theme if chosen and self.theme else setting

    def phone_for(self, setting: str | None) -> str | None:
        """The phone to ring if the setting is ``setting``."""
        return self.phone if self.phone and self.phone_setting == setting else setting

    def with_phone(self, phone: str, setting: str | None) -> Layout:
        """A copy with a phone that was typed in the console and has rung."""
        return self.model_copy(update={"phone": phone, "phone_setting": setting})

    def with_theme(self, name: str, setting: str) -> Layout:
        """A copy with a theme that was chosen in the console."""
        return self.model_copy(update={"theme": name, "theme_setting": setting})


class LayoutFile:
    """Loads and saves the layout in one file.

    ``tell`` is called at most once, with a notice that the file cannot be read or written.
    """

    def __init__(self, path: Path, tell: Callable[[str], object] = lambda notice: None) -> None:
        self.path: Final = path
        self._tell = tell
        self._notified = False
        self._saved: Layout | None = None
        self._newer = False

    @classmethod
    def of(
        cls, folder: Path, url: str, tell: Callable[[str], object] = lambda notice: None
    ) -> LayoutFile:
        """The layout file of one dialer; its name does not reveal the dialer's address."""
        key = hashlib.sha256(url.encode("utf-8", "backslashreplace")).hexdigest()[:16]
        return cls(folder / f"layout-{key}.json", tell)

    def load(self) -> Layout:
        """The saved layout, or an empty one if there is none or it cannot be used. Never raises."""
        try:
            kept = paths.read(self.path, LARGEST)
            version = kept["version"] if isinstance(kept, dict) else None
            if isinstance(version, int) and version > VERSION:
                self._newer = True  # leave it for that one
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
        """Save the layout if it has changed. Never raises, as the layout is not essential."""
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
        if not self._notified:
            self._notified = True
            self._tell(text)


# The settings and the layout together


class Preferences:
    """Choices of the user: those of the layout, else those of the settings."""

    def __init__(
        self, settings: Settings, layout: Layout, codes_seen: Callable[[], Iterable[str]]
    ) -> None:
        """``codes_seen`` gives the pause codes seen on the floor."""
        self._settings = settings
        self._codes_seen = codes_seen
        self.layout = layout
        """The layout; the app saves it."""
        self._phone_given: str | None = None
        """The phone typed last, whether it has rung or not."""
        self._phone_failed: str | None = None
        self._phones_rung: set[str] = set()
        self.recent: list[str] = []
        """What was chosen in the palette, the latest first."""

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
        """The user's phone, ``PHONE@SERVER``: the one typed last, else the saved one, else that of
        the settings; empty if there is none."""
        return self._phone_given or self.layout.phone_for(self._settings.phone_login) or ""

    @property
    def phone(self) -> str | None:
        """The phone to ring; ``None`` when it must be asked for, as it failed the last time."""
        known = self.phone_known
        return known if known and known != self._phone_failed else None

    def give_phone(self, phone: str) -> None:
        """Ring this phone from now on."""
        self._phone_given, self._phone_failed = phone, None

    def phone_rang(self, phone: str) -> None:
        """The phone works: save it, and do not ask for it again."""
        self._phones_rung.add(phone)
        if phone != self.layout.phone_for(self._settings.phone_login):
            self.layout = self.layout.with_phone(phone, self._settings.phone_login)

    def phone_failed(self, phone: str, *, wrong: bool) -> bool:
        """Whether to ask for the phone again: if the dialer says it is ``wrong``, or it has never
        rung, in which case its server may be wrong."""
        if wrong or not (phone in self._phones_rung or phone == self.layout.phone):
            self._phone_failed = phone
        return self._phone_failed == phone

    def save_filter(self, name: str, text: str) -> None:
        """Save a filter under a name."""
        self._keep(filters={**self.layout.filters, name: text})

    def remember_choice(self, value: str) -> None:
        """Something was chosen in the palette."""
        self.recent = [value, *(each for each in self.recent if each != value)][:REMEMBERED]

    def filters_typed(self, view: str) -> list[str]:
        """The filters typed last in a view, the latest first."""
        return self.layout.filters_typed.get(view, [])

    def remember_filter(self, view: str, text: str) -> None:
        """A filter was typed in a view, and kept."""
        typed = [text, *(each for each in self.filters_typed(view) if each != text)][:REMEMBERED]
        self._keep(filters_typed={**self.layout.filters_typed, view: typed})

    def show_pane(self, *, shown: bool) -> None:
        """Show or hide the pane beside the tables from now on."""
        self._keep(pane=shown)

    @property
    def player(self) -> tuple[str, ...]:
        """The command that plays a recording, if one is set."""
        return self._settings.player

    @property
    def recordings_folder(self) -> Path | None:
        """The folder where the user saves recordings."""
        return Path(self.layout.recordings) if self.layout.recordings else None

    def remember_recordings_folder(self, folder: Path) -> None:
        """Save the folder, and do not ask for it again."""
        self._keep(recordings=str(folder))

    def remember_theme(self, name: str) -> None:
        """Start with this theme the next time."""
        self.layout = self.layout.with_theme(name, self._settings.theme)

    def _keep(self, **changes: object) -> None:
        self.layout = self.layout.model_copy(update=changes)
