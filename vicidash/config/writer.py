"""Changing a few settings in the file, and nothing else of it: comments, order and layout stay."""

import os
import re
import stat
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from vicidash.config import sources
from vicidash.config.errors import ConfigError, Problem
from vicidash.config.sources import read_toml

# A TOML document as text with its statements marked, so that one can change and all else stay

KeyPath = tuple[str, ...]
"""Keys from the top of the document down."""
Value = str | bool | SecretStr


class StatementKind(Enum):
    """What a statement does."""

    TABLE = "[a.b]"
    TABLES = "[[a.b]]"
    VALUE = "a.b = 1"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; the offsets are into the text that it was found in."""

    kind: StatementKind
    table: KeyPath
    """The table that it stands in; of a header, the table that it starts."""
    key: KeyPath
    """What it names in there; nothing for a header."""
    start: int
    value: int
    """Where the value starts; of a header, where it ends."""
    value_end: int
    end: int
    """After its last line, with comment and line end."""

    @property
    def path(self) -> KeyPath:
        """All the keys, from the top of the document."""
        return self.table + self.key


_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'",
    re.DOTALL,
)
_KEY = re.compile(r"""(?:[^"'=]|"(?:\\.|[^"\\])*"|'[^']*')*""")
_HEADER = re.compile(r"""(\[{1,2})((?:[^"'\]]|"(?:\\.|[^"\\])*"|'[^']*')*)\]{1,2}""")
_PLAIN = re.compile(r"""[^"'\[\]{}#\n]+""")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def statements(text: str) -> Iterator[Statement]:
    """The statements of a document, in their order."""
    table: KeyPath = ()
    at = _after(_BLANK, text, 0)
    while at < len(text):
        header = _HEADER.match(text, at)
        if header:
            table = _keys(header[2])
            kind = StatementKind.TABLE if header[1] == "[" else StatementKind.TABLES
            end = _line_end(text, header.end())
            yield Statement(kind, table, (), at, header.end(), header.end(), end)
        else:
            equals = _after(_KEY, text, at)
            value = _after(re.compile(r"[ \t]*"), text, equals + 1)
            value_end = _value_end(text, value)
            end = _line_end(text, value_end)
            key = _keys(text[at:equals])
            yield Statement(StatementKind.VALUE, table, key, at, value, value_end, end)
        at = _after(_BLANK, text, end)


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _line_end(text: str, at: int) -> int:
    return text.find("\n", at) + 1 or len(text)


def _keys(written: str) -> KeyPath:
    table: object = tomllib.loads(f"{written.strip()} = 0")
    keys = []
    while isinstance(table, dict):
        ((key, table),) = table.items()
        keys.append(key)
    return tuple(keys)


def _value_end(text: str, at: int) -> int:
    """Where the value that starts at `at` ends: at a line end or comment outside of brackets."""
    depth = 0
    end = at
    while at < len(text):
        character = text[at]
        if character in "\"'":
            at = end = max(_after(_STRING, text, at), at + 1)
        elif character == "#" and depth:
            at = _after(re.compile(r"[^\n]*"), text, at)
        elif character == "#" or (character == "\n" and not depth):
            break
        elif character in "[]{}":
            depth += 1 if character in "[{" else -1
            at = end = at + 1
        elif character == "\n":
            at += 1
        else:
            at = _after(_PLAIN, text, at)
            end = at
    return len(text[:end].rstrip(" \t\r"))


def written(value: Value) -> str:
    """A value as TOML. Raises ValueError, without it, for text that no UTF-8 file can hold."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _string(value.get_secret_value() if isinstance(value, SecretStr) else value)


def written_keys(path: KeyPath) -> str:
    """Keys as TOML, such as `profiles."late shift".url`."""
    return ".".join(key if _BARE_KEY.fullmatch(key) else _string(key) for key in path)


_SHORT: Mapping[str, str] = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _string(text: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in text):
        del text
        raise ValueError("a lone surrogate")
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    return character if character.isprintable() else f"\\U{ord(character):08X}"


Changes = Mapping[str, Value | None]
"""Settings and their new values; None takes a setting out."""

_BY_HAND = "change it by hand, or name another file with --config"


def changed(path: Path, changes: Changes, *, profile: str | None = None) -> SecretStr:
    """The text that the settings file at `path` would have; nothing is written.

    The changes are made in the table of `profile`, which is started where there is none, or at the
    top. Raises `ConfigError` for a file that cannot be read, or whose layout would be lost.
    """
    text = _changed(path, changes, profile)
    del changes
    if isinstance(text, Problem):
        raise ConfigError([text])
    return text


def write(path: Path, changes: Changes, *, profile: str | None = None) -> None:
    """Change the settings file at `path`, all at once or not at all.

    Where it is a link, the file that it leads to is replaced. A new file is its owner's alone, and
    so is every file that holds a password; a folder that is made for it, too. Raises as `changed`
    does, and for a file that cannot be written.
    """
    text = _changed(path, changes, profile)
    problem = text if isinstance(text, Problem) else _replace(path, text)
    del changes
    if problem is not None:
        raise ConfigError([problem])


def _changed(path: Path, changes: Changes, profile: str | None) -> SecretStr | Problem:
    """What is returned, not raised, takes no frame with a password in it along."""
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
            text = (
                _without(text, (*table, key)) if value is None else _with(text, table, key, value)
            )
            _apply(wanted, (*table, key), value)
        kept = read_toml(text) == wanted
    except (ValueError, TypeError, AttributeError):  # a table that is none, keys that meet
        kept = False
    if kept:
        return SecretStr(mark + text)
    place = f"{path}: {written_keys(table)}" if table else str(path)
    return Problem(place, "is laid out in a way that vicidash cannot change", _BY_HAND)


def _apply(document: dict[str, Any], path: KeyPath, value: Value | None) -> None:
    """What the changed document has to say."""
    *tables, key = path
    for name in tables:
        document = document.get(name, {}) if value is None else document.setdefault(name, {})
    if value is None:
        document.pop(key, None)
    else:
        document[key] = value.get_secret_value() if isinstance(value, SecretStr) else value


def _without(text: str, path: KeyPath) -> str:
    for each in statements(text):
        if each.kind is StatementKind.VALUE and each.path == path:
            start = text.rfind("\n", 0, each.start) + 1  # its indent goes as well
            return text[:start] + text[each.end :]
    return text


def _with(text: str, table: KeyPath, key: str, value: Value) -> str:
    found = list(statements(text))
    for each in found:
        if each.kind is StatementKind.VALUE and each.path == (*table, key):
            return text[: each.value] + written(value) + text[each.value_end :]
    line_end = "\r\n" if "\r\n" in text else "\n"
    at, path, new_table = _place(text, found, table)
    line = f"{written_keys((*path, key))} = {written(value)}{line_end}"
    before, after = text[:at], text[at:]
    if before and not before.endswith("\n"):
        before += line_end
    if new_table:
        gap = line_end if before else ""
        return f"{before}{gap}[{written_keys(table)}]{line_end}{line}{after}"
    # a header that follows keeps its distance
    starts_table = not before and after.lstrip().startswith("[")
    return before + line + (line_end if starts_table else "") + after


def _place(text: str, found: list[Statement], table: KeyPath) -> tuple[int, KeyPath, bool]:
    """Where a key of `table` is added, which keys stand before it, and if a header has to."""
    beside = [s for s in found if s.kind is StatementKind.VALUE and s.path[:-1] == table]
    if beside:
        return beside[-1].end, beside[-1].key[:-1], False
    if not table:
        headers = [s for s in found if s.kind is not StatementKind.VALUE]
        return (_above(text, headers[0]) if headers else len(text)), (), False
    headers = [s for s in found if s.kind is StatementKind.TABLE and s.table == table]
    return (headers[0].end, (), False) if headers else (len(text), (), True)


def _above(text: str, header: Statement) -> int:
    """Where the header's own comment starts: the lines right above it."""
    at = text.rfind("\n", 0, header.start) + 1
    while at and text[text.rfind("\n", 0, at - 1) + 1 : at].lstrip().startswith("#"):
        at = text.rfind("\n", 0, at - 1) + 1
    return at


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
