"""Textual's bindings, made from the one table of actions."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from vicidash.action_table import ACTIONS, BY_NAME, Action, Group
from vicidash.tui.widgets.live_table_columns import Column

ALWAYS = (Group.ALERT, Group.VIEW, Group.GO, Group.MOVE, Group.PROGRAM)
"""The groups that work in every view."""

#: Acting keys pressed in the table they do not act on say so, instead of doing nothing.
_ELSEWHERE = {Group.AGENT: "agents", Group.CAMPAIGN: "campaigns"}


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
        Binding(key, f"screen.elsewhere('{action.name}')", show=False, id=action.name)
        for action in ACTIONS
        if action.group in _ELSEWHERE
        for key in action.keys
    ]


def sorting(columns: Iterable[Column]) -> list[BindingType]:
    """For each column that has a letter, Shift and that letter sorts by it."""
    return [
        Binding(column.letter, f"screen.sort_by('{column.key}')", show=False)
        for column in columns
        if column.letter
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
        f"screen.{action.name}",
        action.label,
        key_display=action.shown.split()[0],
        show=action.footer if in_footer is None else in_footer,
        tooltip=action.tooltip,
        id=action.name,
    )
    hidden = (Binding(k, f"screen.{action.name}", show=False, id=action.name) for k in others)
    return [shown, *hidden]
