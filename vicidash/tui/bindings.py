"""Textual bindings made from the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from textual.binding import Binding, BindingType

from vicidash.action_table import ACTIONS, BY_NAME, Action, Group
from vicidash.config import ConfigError, Loaded
from vicidash.keymap import check

ALWAYS = (Group.ALERT, Group.VIEW, Group.GO, Group.MOVE, Group.PROGRAM)
"""The groups that work in every view."""

#: Action keys pressed in the wrong table say so, instead of doing nothing.
_ELSEWHERE = {Group.AGENT: "agents", Group.CAMPAIGN: "campaigns"}


def call(name: str, *arguments: str) -> str:
    """The Textual action string for an action of a view, which runs the screen's ``action_do``."""
    return f"screen.do({', '.join(map(repr, (name, *arguments)))})"


def action_of(binding: Binding) -> str:
    """The name of the action that a binding runs; for other bindings, its Textual action."""
    name = binding.id or ""
    return name if binding.action == call(name) else binding.action


def of(*groups: Group) -> list[BindingType]:
    """The bindings of these groups, for a widget or screen."""
    return [binding for action in ACTIONS if action.group in groups for binding in _bind(action)]


def for_actions(*names: str, in_footer: bool | None = None) -> list[BindingType]:
    """The bindings of single actions: for a widget that takes only some of a group, or where they
    are in the footer although they are not elsewhere."""
    return [binding for name in names for binding in _bind(BY_NAME[name], in_footer)]


def elsewhere() -> list[Binding]:
    """Hidden bindings of the table actions, reached only from the other table."""
    return [
        Binding(key, call("elsewhere", action.name), show=False, id=action.name)
        for action in ACTIONS
        if action.group in _ELSEWHERE
        for key in action.keys
    ]


def where(action: Action) -> str:
    """In which table an action works."""
    return _ELSEWHERE[action.group]


def _bind(action: Action, in_footer: bool | None = None) -> list[Binding]:
    if not action.keys:
        return []
    first, *others = action.keys
    shown = Binding(
        first,
        call(action.name),
        action.label,
        key_display=action.shown.split()[0],
        show=action.footer if in_footer is None else in_footer,
        tooltip=action.tooltip,
        id=action.name,
    )
    hidden = (Binding(k, call(action.name), show=False, id=action.name) for k in others)
    return [shown, *hidden]


# The user's keys. Key names and conflicts are in :mod:`vicidash.keymap`

KeyOf = Callable[[str], str]
"""Maps the name of an action to its first key as shown: ``f``, ``Ctrl+R``."""


def key_of(actions: Iterable[Action], name: str) -> str:
    """The first key of an action as shown in messages; without a key, its label."""
    action = next(each for each in actions if each.name == name)
    return action.shown.split()[0] if action.shown else f"“{action.label}”"


def usual_key(name: str) -> str:
    """The default key of an action."""
    return key_of(ACTIONS, name)


def check_loaded(loaded: Loaded, actions: tuple[Action, ...] = ACTIONS) -> None:
    """Reject keys that cannot be used, naming the place of each in the settings file.

    Raises :class:`~vicidash.config.ConfigError`.
    """
    problems = check(actions, loaded.settings.keys, partial(loaded.where, "keys"))
    if problems:
        raise ConfigError(problems)
