"""A TOML document as text with its statements marked, so that one can change and all else stay.

For documents that `tomllib` has read: what is no TOML is not found out here. Whoever changes one
reads the result again, and compares.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic import SecretStr

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


def read_toml(text: str) -> dict[str, Any]:
    """A file's tables. Raises ``tomllib.TOMLDecodeError``, also for what is nested without end."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError("nested too deeply (at end of document)") from None


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
