"""Changes a few settings in the user's file and keeps its comments, order and layout."""

import os
import stat
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import SecretStr
from tomlkit.container import Container
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Comment, Item, Table

from vicidash.config import sources
from vicidash.config.errors import ConfigError, Problem
from vicidash.config.sources import read_toml

KeyPath = tuple[str, ...]
"""Keys from the top of the document down."""
Value = str | bool | SecretStr
Changes = Mapping[str, Value | None]
"""Settings and their new values; None removes a setting."""

_BY_HAND = "change it by hand, or name another file with --config"


def changed(path: Path, changes: Changes, *, profile: str | None = None) -> SecretStr:
    """The text that the settings file at `path` would have; nothing is written.

    The changes go into the table of `profile`, which is added if it is missing, or to the top of
    the file. Raises `ConfigError` for a file that cannot be read, or cannot be changed safely.
    """
    text = _changed(path, changes, profile)
    del changes
    if isinstance(text, Problem):
        raise ConfigError([text])
    return text


def write(path: Path, changes: Changes, *, profile: str | None = None) -> None:
    """Change the settings file at `path`: all the changes are made, or none.

    A symbolic link is kept and the file it points to replaced. A new file, its folder and every
    file that holds a password are readable by their owner only. Raises `ConfigError` as `changed`
    does, and for a file that cannot be written.
    """
    text = _changed(path, changes, profile)
    problem = text if isinstance(text, Problem) else _replace(path, text)
    del changes
    if problem is not None:
        raise ConfigError([problem])


def written(value: Value) -> str:
    """A value as TOML. Raises ValueError, without the value, for text that is not valid Unicode."""
    plain = _plain(value)
    if isinstance(plain, str) and any("\ud800" <= character <= "\udfff" for character in plain):
        del value, plain
        raise ValueError("a lone surrogate")
    return tomlkit.item(plain).as_string()


def written_keys(path: KeyPath) -> str:
    """Keys as TOML, such as `profiles."late shift".url`."""
    return ".".join(tomlkit.key(key).as_string() for key in path)


def _plain(value: Value) -> str | bool:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def _changed(path: Path, changes: Changes, profile: str | None) -> SecretStr | Problem:
    """A problem is returned, not raised: a traceback would hold a frame with the password."""
    file = sources.read_file(path)
    try:
        before = path.read_bytes().decode("utf-8") if file.exists else ""
        mark, text = before[: before.startswith("\ufeff")], before.removeprefix("\ufeff")
        wanted = read_toml(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return next(iter(file.problems), Problem(str(path), "cannot be read", _BY_HAND))
    table: KeyPath = ("profiles", profile) if profile is not None else ()
    try:
        for key, value in changes.items():
            text = _without(text, table, key) if value is None else _with(text, table, key, value)
            _apply(wanted, (*table, key), value)
        kept = read_toml(text) == wanted
    except (ValueError, TypeError, AttributeError, TOMLKitError, RecursionError):
        kept = False  # such as a profile that is no table
    if kept:
        return SecretStr(mark + text)
    place = f"{path}: {written_keys(table)}" if table else str(path)
    return Problem(place, "is laid out in a way that vicidash cannot change", _BY_HAND)


def _apply(document: dict[str, Any], path: KeyPath, value: Value | None) -> None:
    """Make the change in the parsed document, to compare the changed text with."""
    *tables, key = path
    for name in tables:
        document = document.get(name, {}) if value is None else document.setdefault(name, {})
    if value is None:
        document.pop(key, None)
    else:
        document[key] = _plain(value)


@dataclass(frozen=True, slots=True)
class _Part:
    """One place that sets keys of a table: TOML lets a table be written in several."""

    container: Container
    keys: KeyPath = ()
    """The keys that its lines start with, such as `night` in `night.url = "x"`."""
    header: Table | None = None
    """The table whose header stands above its lines."""


def _parts(part: _Part, path: KeyPath) -> Iterator[_Part]:
    if not path:
        yield part
        return
    for key, item in part.container.body:
        if key is not None and key.key == path[0] and isinstance(item, Table):
            dotted = key.is_dotted()
            keys = (*part.keys, key.key) if dotted else ()
            header = None if dotted or item.is_super_table() else item
            yield from _parts(_Part(item.value, keys, header), path[1:])


def _without(text: str, table: KeyPath, key: str) -> str:
    document = tomlkit.parse(text)
    for part in _parts(_Part(document), table):
        if key in part.container:
            part.container.remove(key)
    return document.as_string()


def _with(text: str, table: KeyPath, key: str, value: Value) -> str:
    document = tomlkit.parse(text)
    parts = list(_parts(_Part(document), table))
    for part in parts:
        if key in part.container:
            part.container[key] = _plain(value)
            return document.as_string()
    line_end = "\r\n" if "\r\n" in text else "\n"
    setting = f"{written_keys((key,))} = {written(value)}{line_end}"
    for part in reversed(parts):
        body = part.container.body
        values = [item for name, item in body if name is not None and not _has_header(item)]
        if values:
            prefix = f"{written_keys(part.keys)}." if part.keys else ""
            _add_below(values[-1], prefix + setting, line_end)
            return document.as_string()
    headers = [part.header for part in parts if part.header is not None]
    if headers:
        _add_below(headers[0], setting, line_end)
        return document.as_string()
    if not table and _add_above_tables(document, setting, line_end):
        return document.as_string()
    if text and not text.endswith("\n"):
        text += line_end
    if table:
        gap = line_end if text else ""
        text += f"{gap}[{written_keys(table)}]{line_end}"
    return text + setting


def _has_header(item: Item) -> bool:
    return isinstance(item, (Table, AoT))


def _add_below(item: Item, line: str, line_end: str) -> None:
    item.trivia.trail = (item.trivia.trail or line_end) + line


def _add_above_tables(document: Container, line: str, line_end: str) -> bool:
    """Add a line above the first header and the comment that belongs to it."""
    comments: list[Comment] = []
    for key, item in document.body:
        if isinstance(item, Comment):
            comments.append(item)
        elif key is not None and _has_header(item) and not key.is_dotted():
            below = comments[0] if comments else _first_header(item)
            gap = "" if comments else line_end
            below.trivia.indent = line + gap + below.trivia.indent
            return True
        else:
            comments.clear()
    return False


def _first_header(item: Item) -> Item:
    """The item whose header is written first for a table: `a` itself, or `a.b` in `[a.b]`."""
    while True:
        if isinstance(item, AoT):
            return item.body[0]
        if not (isinstance(item, Table) and item.is_super_table()):
            return item
        item = next(inner for _, inner in item.value.body if _has_header(inner))


def _replace(path: Path, text: SecretStr) -> Problem | None:
    target = Path(os.path.realpath(path))
    try:
        _make_folder(target.parent)
        mode = _mode(target, text)
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        part = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(text.get_secret_value().encode())
                stream.flush()
                os.fsync(stream.fileno())
            part.chmod(mode)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        remedy = "correct the permissions, or name another file with --config"
        return Problem(str(path), f"cannot be written: {error.strerror}", remedy)
    return None


def _make_folder(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def _mode(target: Path, text: SecretStr) -> int:
    try:
        mode = stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return 0o600
    table = read_toml(text.get_secret_value().removeprefix("\ufeff"))
    return mode & 0o700 if sources.secret_in(table) else mode
