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

from vicidash.actions import ACTIONS, Action
from vicidash.config import ConfigError, Loaded
from vicidash.keymap import apply, check, in_ascii, shown, textual

__all__ = ["apply", "check", "check_loaded", "in_ascii", "shown", "textual"]


def check_loaded(loaded: Loaded, actions: tuple[Action, ...] = ACTIONS) -> None:
    """Refuse keys that cannot be used, naming the place of each in the settings file.

    Raises :class:`~vicidash.config.ConfigError`.
    """
    problems = check(actions, loaded.settings.keys, loaded.where("keys"))
    if problems:
        raise ConfigError(problems)
