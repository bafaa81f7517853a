"""What has changed from one picture to the next, as a JSON Patch (RFC 6902), and its use.

Pure. Pictures are JSON objects: only objects are looked into, anything else is replaced whole. A
merge patch (RFC 7396) would be shorter but cannot say *null*, which is how a picture says that a
figure is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

Change = Mapping[str, Any]
"""One operation: ``op`` (add, remove or replace), ``path`` (RFC 6901) and ``value``."""

_MISSING: Final = object()


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The changes that make ``after`` of ``before``; none when they are the same."""
    return list(_changes("", before, after))


def _changes(path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in before:
        if name not in after:
            yield {"op": "remove", "path": f"{path}/{_escaped(name)}"}
    for name, value in after.items():
        old = before.get(name, _MISSING)
        here = f"{path}/{_escaped(name)}"
        if old is _MISSING:
            yield {"op": "add", "path": here, "value": value}
        elif isinstance(old, Mapping) and isinstance(value, Mapping):
            if old is not value:
                yield from _changes(here, old, value)
        elif not _same(old, value):
            yield {"op": "replace", "path": here, "value": value}


def _same(old: object, new: object) -> bool:
    """Whether two values are the same JSON: in Python 1 and 1.0 and True are equal."""
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_same, old, new))
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(_same(old[name], new[name]) for name in old)
    return type(old) is type(new) and old == new


def patched(picture: Mapping[str, Any], changes: Sequence[Change]) -> dict[str, Any]:
    """The picture after the changes; ``picture`` itself stays as it was.

    Raises ``LookupError`` for a change that does not fit it.
    """
    result = dict(picture)
    copied: dict[str, dict[str, Any]] = {"": result}
    for change in changes:
        parent, _, name = change["path"].rpartition("/")
        holder, name = _own(copied, parent), _plain(name)
        if change["op"] == "add":
            holder[name] = change["value"]
            continue
        if name not in holder:
            raise LookupError(change["path"])
        if change["op"] == "remove":
            del holder[name]
        else:
            holder[name] = change["value"]
    return result


def _own(copied: dict[str, dict[str, Any]], path: str) -> dict[str, Any]:
    """The object at a path as a copy of our own, that may be changed."""
    if path not in copied:
        parent, _, name = path.rpartition("/")
        holder = _own(copied, parent)
        inner = holder[_plain(name)]
        if not isinstance(inner, Mapping):
            raise LookupError(path)
        holder[_plain(name)] = copied[path] = dict(inner)
    return copied[path]


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _plain(name: str) -> str:
    return name.replace("~1", "/").replace("~0", "~")
