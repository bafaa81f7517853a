"""Colour themes by name: one TOML file each, ours shipped in ``themes/``, the user's beside the
settings file. A user's file of the same name goes before ours.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from vicidash.client import VicidashError
from vicidash.config import config_path
from vicidash.formatting import nearest
from vicidash.tui.themes_model import FloorTheme
from vicidash.tui.themes_reading import read

__all__ = [
    "DEFAULT",
    "FloorTheme",
    "bundled",
    "find",
    "load",
    "load_or_default",
    "names",
    "read",
    "user_folder",
]

DEFAULT: Final = "floor-dark"


def bundled(package: Path) -> Path:
    """Where our themes are: in a wheel inside the package, and only in a checkout beside it. What
    lies beside an installed package is somebody else's."""
    inside = package / "themes"
    return inside if inside.is_dir() else package.parent / "themes"


_BUNDLED: Final = bundled(Path(__file__).resolve().parent.parent)


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
