"""What differs between two objects of plain data, and an object with the differences put in.

A difference is plain data too: ``set`` has what is new or other, ``in`` the differences of objects
within, ``gone`` the names that are not there any more, ``order`` all names where theirs differs.
"""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]


def difference(old: Object, new: Object) -> Object:
    """What makes ``new`` of ``old``; empty where they are equal."""
    changed: Object = {}
    within: Object = {}
    for name, value in new.items():
        if name not in old:
            changed[name] = value
            continue
        before = old[name]
        if before is value:
            continue
        if type(before) is not type(value):  # 1, 1.0 and true are equal to Python
            changed[name] = value
        elif type(value) is dict:
            inner = difference(before, value)
            if inner:
                within[name] = inner
        elif before != value:
            changed[name] = value
    gone = [name for name in old if name not in new]
    found = {"set": changed, "in": within, "gone": gone}
    found = {name: value for name, value in found.items() if value}
    if list(new) != [*(n for n in old if n in new), *(n for n in new if n not in old)]:
        found["order"] = list(new)
    return found


def patched(old: Object, change: Object) -> Object:
    """``old`` with a difference put in; what did not change is shared with it.

    Raises ``KeyError``, ``TypeError``, ``AttributeError`` or ``RecursionError`` for what is no
    difference of it.
    """
    if not change:
        return old
    new = dict(old)
    for name in change.get("gone", ()):
        del new[name]
    new.update(change.get("set", {}))
    for name, inner in change.get("in", {}).items():
        new[name] = patched(new[name], inner)
    order = change.get("order")
    return new if order is None else {name: new[name] for name in order}
