"""A user's own keys: clashes, and the table of actions with them.

Pure, and beside the table of actions: the settings are checked with it where no console opens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from vicidash.actions import Action
from vicidash.config import ConfigError, Problem
from vicidash.config.layers import quoted
from vicidash.key_names import UnknownKey, normal, shown
from vicidash.words import nearest, printable

__all__ = ["UnknownKey", "apply", "check", "in_ascii", "normal", "shown", "textual"]

Where = Callable[[str], str]
"""From the name of an action to the exact place of its keys in the settings."""


def apply(actions: Sequence[Action], keys: Mapping[str, Sequence[str]]) -> tuple[Action, ...]:
    """The table of actions with the user's keys in it, and how they are shown.

    Raises :class:`~vicidash.config.ConfigError` with all that :func:`check` finds.
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
    """The same with words in place of arrows."""
    return tuple(
        replace(each, shown=" ".join(shown(key, ascii_only=True) for key in each.keys))
        for each in actions
    )


def _in_the_table(name: str) -> str:
    return f"keys.{quoted(name)}"


def check(
    actions: Sequence[Action], keys: Mapping[str, Sequence[str]], where: Where = _in_the_table
) -> list[Problem]:
    """All that is wrong with the user's keys.

    Every two actions clash on one key, in whichever table each of them acts: a key that is pressed
    in the other table says where to go, and must not act on something else instead. Only those
    that share a key before the user's change may go on sharing one.
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
            taken[name] = ()  # what it was to be is not known: it clashes with nothing
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
    """The keymap for :meth:`textual.app.App.set_keymap`: nothing where nothing is changed.

    Else it holds every action: Textual puts what a keymap names behind all that it does not, and
    the footer would lose its order.
    """
    if [each.keys for each in actions] == [each.keys for each in default]:
        return {}
    return {action.name: ",".join(action.keys) for action in actions}
