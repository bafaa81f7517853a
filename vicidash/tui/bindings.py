"""Textual's bindings, made from the one table of actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from textual.binding import Binding, BindingType

from vicidash.action_table import ACTIONS, BY_NAME, Action, Group
from vicidash.config import ConfigError, Loaded
from vicidash.keymap import check

ALWAYS = (Group.ALERT, Group.VIEW, Group.GO, Group.MOVE, Group.PROGRAM)
"""The groups that work in every view."""

#: Acting keys pressed in the table they do not act on say so, instead of doing nothing.
_ELSEWHERE = {Group.AGENT: "agents", Group.CAMPAIGN: "campaigns"}


def call(name: str, *arguments: str) -> str:
    """What Textual runs for an action of a view: the one ``action_do`` of the screen."""
    return f"screen.do({', '.join(map(repr, (name, *arguments)))})"


def action_of(binding: Binding) -> str:
    """The name of the action that a binding is there for; else what Textual runs for it."""
    name = binding.id or ""
    return name if binding.action == call(name) else binding.action


def of(*groups: Group) -> list[BindingType]:
    """The bindings of these groups, for the widget or screen that they belong to."""
    return [binding for action in ACTIONS if action.group in groups for binding in _bind(action)]


def for_actions(*names: str, in_footer: bool | None = None) -> list[BindingType]:
    """The bindings of single actions, for a widget that takes no more of their group, or where they
    stand in the footer although they do not elsewhere."""
    return [binding for name in names for binding in _bind(BY_NAME[name], in_footer)]


def elsewhere() -> list[Binding]:
    """Hidden bindings behind those of the tables: reached only from the other table."""
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


# The user's keys in the console. What keys and clashes are is in :mod:`vicidash.keymap`

KeyOf = Callable[[str], str]
"""From the name of an action to how its first key is written: ``f``, ``Ctrl+R``."""


def key_of(actions: Iterable[Action], name: str) -> str:
    """How the first key of an action is written, for messages; without a key, its label."""
    action = next(each for each in actions if each.name == name)
    return action.shown.split()[0] if action.shown else f"“{action.label}”"


def usual_key(name: str) -> str:
    """The key that an action has by itself."""
    return key_of(ACTIONS, name)


def check_loaded(loaded: Loaded, actions: tuple[Action, ...] = ACTIONS) -> None:
    """Refuse keys that cannot be used, naming the place of each in the settings file.

    Raises :class:`~vicidash.config.ConfigError`.
    """
    problems = check(actions, loaded.settings.keys, partial(loaded.where, "keys"))
    if problems:
        raise ConfigError(problems)
