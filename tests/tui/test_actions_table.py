"""The one table of actions: each with words, and something that it does wherever it is bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import combinations
from pkgutil import walk_packages

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

from vicidash.action_table import ACTIONS, BY_NAME, Action, Group
from vicidash.client import VicidialClient
from vicidash.config import Settings
from vicidash.tui import bindings as tui_bindings
from vicidash.tui import views, widgets
from vicidash.tui.app import VicidashApp
from vicidash.tui.views.floor.agents import AgentTable
from vicidash.tui.views.floor.campaigns import CampaignTable
from vicidash.tui.views.floor.screen import FloorScreen
from vicidash.tui.views.view import View

EACH = pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
ON_A_THING = tuple(group for group in Group if group not in tui_bindings.ALWAYS)
"""The groups that act on a row, and only where such rows are: there they may share a key."""


def _classes() -> Iterator[type[DOMNode]]:
    for package in (views, widgets):
        for each in walk_packages(package.__path__, f"{package.__name__}."):
            for kind in vars(import_module(each.name)).values():
                if isinstance(kind, type) and issubclass(kind, DOMNode):
                    yield kind


CLASSES = frozenset(_classes())
VIEWS = sorted(
    (kind for kind in CLASSES if issubclass(kind, View) and "NAME" in vars(kind)),
    key=lambda view: view.NAME,
)


@pytest.fixture(scope="module")
def made() -> Mapping[str, View]:
    """All views by their names, of a console that asks nothing of its dialer."""
    client = VicidialClient("http://127.0.0.1:9", "nobody", "nothing")
    app = VicidashApp(client, Settings())
    return {kind.NAME: kind(app.floor_console, app.views.go) for kind in VIEWS}


def bindings(kind: type[DOMNode]) -> list[Binding]:
    """What a class binds by itself under the names of actions."""
    own = vars(kind).get("BINDINGS", ())
    return [each for each in own if isinstance(each, Binding) and each.id in BY_NAME]


def bound(name: str) -> list[Binding]:
    """Everywhere that an action is bound under its own name, to do what it is there for."""
    found = (each for kind in CLASSES for each in bindings(kind) if each.id == name)
    return [each for each in found if each.action == tui_bindings.call(name)]


def test_no_two_actions_share_a_name_or_a_label() -> None:
    for told in ([action.name for action in ACTIONS], [action.label for action in ACTIONS]):
        assert len(told) == len(set(told))
    assert set(BY_NAME) == {action.name for action in ACTIONS}


def test_only_actions_on_different_things_share_a_key() -> None:
    for one, other in combinations(ACTIONS, 2):
        if {*one.keys} & {*other.keys}:
            assert one.group is not other.group, (one.name, other.name)
            assert one.group in ON_A_THING or other.group in ON_A_THING, (one.name, other.name)


def test_a_key_does_one_thing_where_it_is_bound() -> None:
    for kind in CLASSES:
        acting = [
            each for each in bindings(kind) if each.action == tui_bindings.call(each.id or "")
        ]
        pressed = [key for each in acting for key in each.key.split(",")]
        assert len(pressed) == len(set(pressed)), kind


@EACH
def test_it_is_told_in_words(action: Action) -> None:
    assert 1 <= len(action.label.split()) <= 3
    assert action.tooltip[0].isupper()
    assert action.tooltip.endswith(".")
    assert bool(action.keys) is bool(action.shown)


@EACH
def test_it_is_bound_to_its_keys_somewhere(action: Action) -> None:
    assert {each.key for each in bound(action.name)} == set(action.keys)


@EACH
def test_a_view_does_it(action: Action, made: Mapping[str, View]) -> None:
    """Keys and the list of commands ask the view, wherever the key itself is bound."""
    assert any(callable(view.actions.get(action.name)) for view in made.values())


@pytest.mark.parametrize("kind", VIEWS, ids=lambda view: view.NAME)
def test_a_view_can_do_what_it_has_keys_for_by_itself(
    kind: type[View], made: Mapping[str, View]
) -> None:
    """Of those of all views it shows only what it can do."""
    for each in bindings(kind):
        name = "elsewhere" if "elsewhere" in each.action else each.id
        assert callable(made[kind.NAME].actions.get(name or "")), each.id


def test_a_view_does_what_its_controllers_do_and_little_more(
    made: Mapping[str, View],
) -> None:
    for view in made.values():
        for name in view.actions:
            assert name in BY_NAME or name in ("sort_by", "elsewhere"), (view.NAME, name)
        assert {each for one in view.controllers for each in one.actions} <= view.actions.keys()


@pytest.mark.parametrize("action", [a for a in ACTIONS if a.group in tui_bindings.ALWAYS])
def test_what_works_in_every_view_is_bound_in_what_all_views_are(action: Action) -> None:
    assert action.name in {each.id for each in bindings(View)} or not action.keys


@pytest.mark.parametrize("table", [AgentTable, CampaignTable])
def test_the_floor_can_do_what_its_tables_have_keys_for(
    table: type[DOMNode], made: Mapping[str, View]
) -> None:
    assert bindings(table)
    for each in bindings(table):
        assert callable(made[FloorScreen.NAME].actions[each.id or ""])


@pytest.mark.parametrize("action", [a for a in ACTIONS if a.keys], ids=lambda action: action.name)
def test_the_binding_says_what_the_table_says(action: Action) -> None:
    shown = [b for b in bound(action.name) if b.description]
    assert shown
    for each in shown:
        assert (each.description, each.tooltip) == (action.label, action.tooltip)
        assert each.show or not action.footer  # a view may show more of its own keys
        assert each.key_display == action.shown.split()[0]


def test_what_writes_needs_a_right_and_what_is_dangerous_writes() -> None:
    for action in ACTIONS:
        assert bool(action.right) is action.writes
        assert action.writes or not action.dangerous
        if action.writes:
            assert action.group in ON_A_THING or action.name == "undo"
    dangerous = {action.name for action in ACTIONS if action.dangerous}
    assert dangerous >= {"log_out", "campaign_active", "hopper_reset"}


def test_what_changes_something_at_the_dialer_is_known_to_write() -> None:
    assert {a.name for a in ACTIONS if a.writes} >= {
        *("pause", "pause_code", "resume", "log_out", "message", "listen", "undo"),
        *("level_up", "level_down", "level_type", "campaign_active", "hopper_reset"),
    }


def test_every_group_has_something_in_it() -> None:
    assert {action.group for action in ACTIONS} == set(Group)
