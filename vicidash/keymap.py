"""The user's own keys: their names, what is wrong with them, and the table of actions with them.

A key has three spellings: as people write it in the settings (`Ctrl+R`, `page down`, `+`), as
Textual calls it (`ctrl+r`, `pagedown`, `plus`) and as the footer shows it (`Ctrl+R`, `PgDn`, `+`).
Nothing here imports Textual, so that settings can be checked where no console opens.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product
from typing import Final

from vicidash.action_table import Action
from vicidash.config import ConfigError, Problem
from vicidash.config.sources import quoted
from vicidash.formatting import nearest, printable

#: Keys that write no character: as Textual calls them, and as they are shown.
_NAMED: Final = {
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "space": "Space",
    "backspace": "Backspace",
    "delete": "Del",
    "insert": "Ins",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    **{f"f{number}": f"F{number}" for number in range(1, 25)},
}
_ALSO: Final = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "page_up": "pageup",
    "pgdn": "pagedown",
    "pgdown": "pagedown",
    "page_down": "pagedown",
    "control": "ctrl",
    "strg": "ctrl",
    "option": "alt",
    "meta": "alt",
}
#: Characters that Textual does not call by their Unicode names.
_RENAMED: Final = {
    "/": "slash",
    "\\": "backslash",
    "@": "at",
    "-": "minus",
    "+": "plus",
    "_": "underscore",
}
_BY_NAME: Final = {name: character for character, name in _RENAMED.items()}
_MODIFIERS: Final = ("ctrl", "alt", "shift")
#: Keys for which a terminal sends the same.
_SAME: Final = {
    "ctrl+i": "Tab",
    "ctrl+m": "Enter",
    "ctrl+j": "Enter",
    "ctrl+h": "Backspace",
    "ctrl+left_square_bracket": "Esc",
}
_TAKEN: Final = {"ctrl+q": "leaves the console at once", "ctrl+c": "is the terminal's own"}


class UnknownKey(ValueError):
    """Not a key that can be used: the text says why, the remedy what to write."""

    def __init__(self, why: str, remedy: str) -> None:
        self.remedy = remedy
        super().__init__(why)


def normal(written: str) -> str:
    """Textual's name of a key that is written as people do: ``+``, ``Ctrl+R``, ``F5``, ``P``.

    A single letter is itself, so ``P`` is Shift and p.

    Raises:
        UnknownKey: for what is no key, or one that cannot be used.
    """
    text = written if written == " " else written.strip()
    *before, last = _parts(text)
    modifiers = {_ALSO.get(each.lower(), each.lower()) for each in before}
    key = _key(last)
    if key is None or not modifiers <= set(_MODIFIERS):
        raise _unknown(written)
    if "shift" in modifiers and len(key) == 1 and key.isalpha():
        if "ctrl" in modifiers:
            lower = f"Ctrl+{key.upper()}"
            raise UnknownKey("is the same as without Shift on most terminals", f"write {lower}")
        modifiers.remove("shift")
        key = key.upper()
    elif "ctrl" in modifiers and len(key) == 1:
        key = key.lower()  # Ctrl+R is not Ctrl and Shift and r
    elif "shift" in modifiers and key not in _NAMED:
        raise UnknownKey("is no key of its own", "write the character that Shift makes")
    name = "+".join([*(each for each in _MODIFIERS if each in modifiers), key])
    if name in _SAME:
        raise UnknownKey(f"is the same key as {_SAME[name]} to a terminal", f"write {_SAME[name]}")
    if name in _TAKEN:
        raise UnknownKey(_TAKEN[name], "choose another key")
    return name


def _parts(text: str) -> list[str]:
    """The modifiers and the key; ``Ctrl++`` is Ctrl and a plus."""
    if len(text) <= 1:
        return [text]
    if text.endswith("++"):
        return [*text[:-2].split("+"), "+"]
    return [each.strip() for each in text.split("+")]


def _key(text: str) -> str | None:
    """Textual's name of a key without its modifiers; ``None`` when there is no such key."""
    if len(text) == 1:
        if text == " ":
            return "space"
        name = character_name(text) if text.isprintable() else ""
        return name if name == text or _character(name) == text else None
    lower = re.sub(r"[\s-]+", "_", text.lower())
    lower = _ALSO.get(lower, lower)
    if lower in _NAMED:
        return lower
    character = _character(lower)
    return character_name(character) if character else None


def character_name(character: str) -> str:
    """What Textual calls the key of a character: a letter itself, ``+`` is ``plus``."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return _RENAMED.get(character, name)


_GAPS: Final = 10
"""Underscores of a name up to which both of what they may stand for are tried: 1,024 ways."""


def _character(name: str) -> str | None:
    """The character that Textual's name of a key stands for; ``None`` if there is none.

    An underscore stands for a blank or a hyphen of the Unicode name: ``«`` is a *left-pointing*
    mark.
    """
    if name in _BY_NAME:
        return _BY_NAME[name]
    first, *others = name.split("_")
    gaps = len(others)
    for way in product(" -", repeat=gaps) if gaps <= _GAPS else [" " * gaps]:
        spelt = first + "".join(map("".join, zip(way, others, strict=True)))
        try:
            found = unicodedata.lookup(spelt)
        except KeyError:
            continue
        # some names are those of several characters together
        if len(found) == 1 and found.isprintable() and not found.isalnum():
            return found
    return None


def _unknown(written: str) -> UnknownKey:
    near = nearest(written.rpartition("+")[2] or written, [*_NAMED.values(), *_ALSO])
    remedy = 'write it like "P", "F5", "Ctrl+R" or "Space"'
    return UnknownKey("is no key", f"did you mean {near}? Or {remedy}" if near else remedy)


def shown(key: str, *, ascii_only: bool = False) -> str:
    """How the footer and the help write a key that Textual calls so: ``Ctrl+R``, ``+``, ``Esc``."""
    *modifiers, last = key.split("+")
    if ascii_only and last in ("up", "down", "left", "right"):
        name = last.capitalize()
    else:
        name = _NAMED.get(last) or (last if len(last) == 1 else _character(last) or last)
    if modifiers and len(name) == 1:
        name = name.upper()
    return "+".join([*(each.capitalize() for each in modifiers), name])


Where = Callable[[str], str]
"""From the name of an action to the exact place of its keys in the settings."""


def apply(actions: Sequence[Action], keys: Mapping[str, Sequence[str]]) -> tuple[Action, ...]:
    """The table of actions with the user's keys in it.

    Raises:
        ConfigError: with all that :func:`check` finds.
    """
    problems = check(actions, keys)
    if problems:
        raise ConfigError(problems)
    return tuple(
        _with_keys(action, keys[action.name]) if action.name in keys else action
        for action in actions
    )


def _with_keys(action: Action, written: Iterable[str]) -> Action:
    names = tuple(dict.fromkeys(normal(each) for each in written))
    return replace(action, keys=names, shown=" ".join(shown(each) for each in names))


def in_ascii(actions: Iterable[Action]) -> tuple[Action, ...]:
    """The same actions, their keys shown with words in place of arrows."""
    return tuple(
        replace(each, shown=" ".join(shown(key, ascii_only=True) for key in each.keys))
        for each in actions
    )


def _in_the_table(name: str) -> str:
    return f"keys.{quoted(name)}"


def check(
    actions: Sequence[Action], keys: Mapping[str, Sequence[str]], where: Where = _in_the_table
) -> list[Problem]:
    """Everything that is wrong with the user's keys.

    Two actions with one key clash even if they act in different tables: pressed in the other table,
    a key says where to go and must not do something else instead. Only actions that share a key by
    default may go on sharing one.
    """
    known = {action.name: action for action in actions}
    problems: list[Problem] = []
    taken = {action.name: action.keys for action in actions}
    for name, written in keys.items():
        place = where(name)
        if name not in known:
            near = nearest(name, known)
            remedy = f"did you mean {near}?" if near else f"the actions are: {', '.join(known)}"
            problems.append(Problem(place, f"there is no action {printable(name)!r}", remedy))
            continue
        if not known[name].keys:
            remedy = f"leave it out: the list of commands has it as “{known[name].label}”"
            problems.append(Problem(place, f"{name} cannot have a key", remedy))
            continue
        try:
            taken[name] = tuple(dict.fromkeys(_normal_of(place, each) for each in written))
        except ConfigError as error:
            problems += error.problems
            taken[name] = ()  # which key was meant is not known, so it clashes with nothing
    shared = [{a.name, b.name} for a, b in combinations(actions, 2) if {*a.keys} & {*b.keys}]
    for one, other in combinations(known, 2):
        both = sorted({*taken[one]} & {*taken[other]})
        if both and (one in keys or other in keys) and {one, other} not in shared:
            first, second = (one, other) if one in keys else (other, one)
            problems.append(_clash(where, known[first], known[second], both[0], keys))
    return problems


def _normal_of(place: str, written: str) -> str:
    try:
        return normal(written)
    except UnknownKey as error:
        problem = Problem(place, f"{printable(written)!r} {error}", error.remedy)
        raise ConfigError([problem]) from None


def _clash(
    where: Where, one: Action, other: Action, key: str, keys: Mapping[str, Sequence[str]]
) -> Problem:
    theirs = where(other.name).rpartition(": ")[2] if other.name in keys else other.name
    whose = f"{theirs} ({other.label})" + ("" if other.name in keys else ", which has it by itself")
    said = f"{shown(key)!r} is also the key of {whose}"
    return Problem(where(one.name), said, "give one of them another key")


def textual(actions: Sequence[Action], default: Sequence[Action]) -> dict[str, str]:
    """The keymap for :meth:`textual.app.App.set_keymap`: empty if no key is changed.

    Otherwise it holds every action: Textual puts the actions that a keymap names behind all
    others, and the footer would lose its order.
    """
    if [each.keys for each in actions] == [each.keys for each in default]:
        return {}
    return {action.name: ",".join(action.keys) for action in actions}
