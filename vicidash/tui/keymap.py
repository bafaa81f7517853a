"""The user's keys in the console. What keys and clashes are is in :mod:`vicidash.keymap`.

How they reach Textual: every binding made by :mod:`vicidash.tui.keys` has the action's name as its
``id``, also the hidden ones and those of the other table, so that one entry of
:meth:`~textual.app.App.set_keymap` moves them all. Textual lets a clash vanish without a word and
forgets how a key is shown: clashes are refused before the app starts, and `Wearing.get_key_display`
writes the key.

A screen that binds a key of an action by itself (``Binding("question_mark", "close")``) gives that
binding the action's name as its id too, and it follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from vicidash.action_table import ACTIONS, Action
from vicidash.config import ConfigError, Loaded
from vicidash.keymap import apply, check, in_ascii, shown, textual

__all__ = [
    "KeyOf",
    "apply",
    "check",
    "check_loaded",
    "in_ascii",
    "key_of",
    "shown",
    "textual",
    "usual_key",
]

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
