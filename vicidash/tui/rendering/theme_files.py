"""Theme files: finding, reading and watching them, and saying what is wrong in which line.

There is one TOML file for each theme. Ours are in ``themes/``, the user's own in ``themes/`` beside
the settings file; a user's theme goes before ours of the same name.
"""

from __future__ import annotations

import re
import tomllib
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from vicidash.client import VicidashError
from vicidash.config import config_path
from vicidash.config.sources import read_toml
from vicidash.formatting import nearest, printable
from vicidash.tui.rendering.themes import FloorTheme

_SECTION: Final = re.compile(r"\s*\[\s*([A-Za-z0-9_.-]+)\s*\]")
_KEY: Final = re.compile(r"\s*([A-Za-z0-9_.-]+)\s*=")
_SYNTAX: Final = re.compile(r"^(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$")
_KINDS: Final = {
    "missing": "is missing",
    "string_type": "is not text; write it in quotes",
    "string_pattern_mismatch": 'is no colour; write it like "#5b8def"',
    "bool_parsing": "is neither true nor false",
    "bool_type": "is neither true nor false",
    "float_parsing": "is not a number",
    "float_type": "is not a number",
    "greater_than_equal": "must not be negative",
    "tuple_type": 'is not a list; write it like [[0, "#d7dae0"], [60, "#6fb3ff"]]',
    "model_type": "is not a table",
}


def read(path: Path) -> FloorTheme:
    """A theme from its file.

    Raises :class:`VicidashError` that names the file, the line, what is wrong there and what to do.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")  # some editors put a byte order mark first
    except OSError as error:
        raise _unusable(str(path), f"{error.strerror}") from None
    except UnicodeDecodeError:
        raise _unusable(str(path), "it is not UTF-8 text") from None
    try:
        return FloorTheme.model_validate(read_toml(text))
    except tomllib.TOMLDecodeError as error:
        found = _SYNTAX.match(str(error))
        what = found[1] if found else str(error)
        line = int(found[2]) if found and found[2] else text.count("\n") + 1
        column = f":{found[3]}" if found and found[3] else ""
        where = f"{path}:{line}{column}"
        raise _unusable(where, f"line {line} is not valid TOML: {what}") from None
    except ValidationError as error:
        place, why = _explained(_likeliest(error.errors()))
        line_at = line_of(text, place)
        where = f"{path}:{line_at}" if line_at else str(path)
        raise _unusable(where, f"{'.'.join(place)} {why}" if place else why) from None


def _unusable(where: str, why: str) -> VicidashError:
    return VicidashError(
        f"the theme {printable(where)} cannot be used: {printable(why)}",
        "Correct it, or choose another theme",
    )


def _likeliest(errors: Sequence[ErrorDetails]) -> ErrorDetails:
    """The error to show: for a misspelt name the unknown key, not the missing one."""
    return next((each for each in errors if each["type"] == "extra_forbidden"), errors[0])


def _explained(error: ErrorDetails) -> tuple[tuple[str, ...], str]:
    """The place of an error in the file, as a path of keys, and what is wrong there."""
    place = tuple(part for part in error["loc"] if isinstance(part, str))
    kind = error["type"]
    if kind == "extra_forbidden":
        near = nearest(place[-1], _known(place[:-1]))
        return place, "is unknown" + (f"; did you mean {near}?" if near else "")
    if kind == "value_error":  # of our own validators, which name the place themselves
        name, _, why = str(error["ctx"]["error"]).partition(": ")
        return tuple(name.split(".")[:2]), why
    why = _KINDS.get(kind) or error["msg"].replace("Input should be", "must be")
    return place, why


def _known(inside: Sequence[str]) -> tuple[str, ...]:
    """The names that may stand in a table of the file."""
    fields = FloorTheme.model_fields
    for name in inside:
        model = fields[name].annotation if name in fields else None
        fields = getattr(model, "model_fields", {})
    return tuple(fields)


def line_of(text: str, place: Sequence[str]) -> int | None:
    """The number of the line in which a key stands, else that of its table, from 1; else None.

    The TOML parser keeps no positions, so the lines are searched.
    """
    section: tuple[str, ...] = ()
    nearest_table = None
    for number, line in enumerate(text.splitlines(), 1):
        if found := _SECTION.match(line):
            section = tuple(found[1].split("."))
            if section == tuple(place[: len(section)]):
                nearest_table = number
        elif found := _KEY.match(line):
            key = (*section, *found[1].split("."))
            if key == tuple(place):
                return number
            if key == tuple(place[: len(key)]):  # an inline table
                nearest_table = number
    return nearest_table


DEFAULT: Final = "floor-dark"


def bundled(package: Path) -> Path:
    """Where our themes are: in a wheel inside the package, and only in a checkout beside it. What
    lies beside an installed package is somebody else's."""
    inside = package / "themes"
    return inside if inside.is_dir() else package.parent / "themes"


_BUNDLED: Final = bundled(Path(__file__).resolve().parents[2])


def user_folder() -> Path:
    """Where a user's own themes are: ``themes/`` beside the settings file."""
    return config_path().parent / "themes"


def names(user: Path | None = None) -> tuple[str, ...]:
    """The themes that are there, ours and those in the folder ``user``, whether usable or not."""
    found = (path.stem for folder in _folders(user) for path in folder.glob("*.toml"))
    return tuple(sorted({name for name in found if not name.startswith(".")}))


def find(name: str, user: Path | None = None) -> Path | None:
    """The file of that theme, the user's before ours."""
    for folder in _folders(user):
        # compared with what is there, so that a name is never taken for a path
        if any(path.stem == name for path in folder.glob("*.toml")):
            return folder / f"{name}.toml"
    return None


def load(name: str, user: Path | None = None) -> FloorTheme:
    """The theme of that name; ``user`` is another folder than :func:`user_folder`.

    Raises :class:`VicidashError` naming the file, the line and what is wrong, or the themes there
    are.
    """
    path = find(name, user)
    if path is not None:
        # the file's own name counts: a copy under a new one must not need a change inside
        return read(path).model_copy(update={"name": name})
    near = nearest(name, names(user))
    meant = f"Did you mean {near}?" if near else f"There are {', '.join(names(user))}"
    raise VicidashError(f"there is no theme {name!r}", meant)


def load_or_default(name: str, user: Path | None = None) -> tuple[FloorTheme, str | None]:
    """The theme of that name, or the default and why it is not the one that was asked for.

    Never raises for what a user wrote: a broken theme must not keep anybody from the floor.
    """
    try:
        return load(name, user), None
    except VicidashError as error:
        return read(_BUNDLED / f"{DEFAULT}.toml"), f"{error}. Until then: {DEFAULT}"


def _folders(user: Path | None) -> tuple[Path, ...]:
    return (user or user_folder(), _BUNDLED)


Stamp = tuple[int, int, int]
"""Time of the last change in ns, size in bytes, and inode: an editor that replaces a file within
the clock's resolution is noticed too."""


class ThemeWatcher:
    """Notices when a user's theme changes on disk. It lists the folder each time it is asked."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder: Final = folder or user_folder()
        self._seen = self._look()
        self._waiting: deque[str] = deque()

    def changed(self) -> str | None:
        """The name of a theme that was changed, added or removed; ``None`` if there is no more.

        Each call returns one name.
        """
        now = self._look()
        for name in sorted({*now, *self._seen}):
            if now.get(name) != self._seen.get(name) and name not in self._waiting:
                self._waiting.append(name)
        self._seen = now
        return self._waiting.popleft() if self._waiting else None

    def _look(self) -> dict[str, Stamp]:
        seen: dict[str, Stamp] = {}
        try:
            for path in self._folder.glob("*.toml"):
                found = path.stat()
                seen[path.stem] = (found.st_mtime_ns, found.st_size, found.st_ino)
        except OSError:  # gone between the listing and the look, or not ours to read: next time
            pass
        return seen
