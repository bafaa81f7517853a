"""The one table of actions: each with a key, words, and something that it does."""

from __future__ import annotations

import pytest
from textual.binding import Binding

from vicidash.actions import ACTIONS, BY_NAME, Action, Group, offered
from vicidash.tui.screens.floor import FloorScreen
from vicidash.tui.widgets.tables import AgentTable, CampaignTable

EACH = pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
WHERE = (FloorScreen, AgentTable, CampaignTable)


def bound(name: str) -> list[Binding]:
    """Everywhere that an action is bound under its own name."""
    bindings = (each for widget in WHERE for each in widget.BINDINGS)
    return [b for b in bindings if isinstance(b, Binding) and b.id == name]


def test_no_two_actions_share_a_name_a_key_or_a_label() -> None:
    for told in (
        [action.name for action in ACTIONS],
        [key for action in ACTIONS for key in action.keys],
        [action.shown for action in ACTIONS],
        [action.label for action in ACTIONS],
    ):
        assert len(told) == len(set(told))
    assert set(BY_NAME) == {action.name for action in ACTIONS}


@EACH
def test_it_is_told_in_words(action: Action) -> None:
    assert 1 <= len(action.label.split()) <= 3
    assert action.tooltip[0].isupper()
    assert action.tooltip.endswith(".")
    assert action.keys
    assert action.shown


@EACH
def test_it_is_bound_to_its_keys_and_has_a_method(action: Action) -> None:
    assert {each.key for each in bound(action.name)} == set(action.keys)
    assert callable(getattr(FloorScreen, f"action_{action.name}"))


@EACH
def test_the_binding_says_what_the_table_says(action: Action) -> None:
    shown = [b for b in bound(action.name) if b.description]
    assert shown
    for each in shown:
        assert each.action == f"screen.{action.name}"
        assert (each.description, each.tooltip) == (action.label, action.tooltip)
        assert each.show is action.footer
        assert each.key_display == action.shown.split()[0]


def test_what_writes_needs_a_right_and_what_is_dangerous_writes() -> None:
    for action in ACTIONS:
        assert bool(action.right) is action.writes
        assert action.writes or not action.dangerous
        if action.writes:
            assert action.group in (Group.AGENT, Group.CAMPAIGN)
    assert [action.name for action in ACTIONS if action.dangerous] == ["log_out"]


def test_read_only_offers_what_does_not_write() -> None:
    assert offered(read_only=False) == ACTIONS
    names = {action.name for action in ACTIONS} - {
        action.name for action in offered(read_only=True)
    }
    assert names == {"pause", "resume", "log_out", "level_up", "level_down", "level_type"}


def test_every_group_has_something_in_it() -> None:
    assert {action.group for action in ACTIONS} == set(Group)
