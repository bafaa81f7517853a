"""Views are composed: a view has controllers, and inherits from the one class of all views."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from inspect import signature
from pkgutil import walk_packages

from textual.dom import DOMNode

from vicidash import tui
from vicidash.tui.controllers.base import ControlledView, ControllerBase
from vicidash.tui.views.view import View


def _classes() -> Iterator[type]:
    for module in walk_packages(tui.__path__, f"{tui.__name__}."):
        for kind in vars(import_module(module.name)).values():
            if isinstance(kind, type) and kind.__module__.startswith("vicidash.tui"):
                yield kind


CLASSES = sorted(set(_classes()), key=lambda kind: (kind.__module__, kind.__qualname__))
CONTROLLERS = [kind for kind in CLASSES if issubclass(kind, ControllerBase)]
VIEWS = [kind for kind in CLASSES if issubclass(kind, View)]


def above(kind: type) -> list[type]:
    """The classes of ours that one stands on."""
    return [each for each in kind.__mro__[1:] if each.__module__.startswith("vicidash.")]


def test_a_view_stands_on_the_class_of_all_views_alone() -> None:
    assert len(VIEWS) == 9
    for kind in VIEWS:
        assert above(kind) == ([] if kind is View else [View]), kind


def test_a_controller_stands_on_the_class_of_all_controllers_alone() -> None:
    assert len(CONTROLLERS) > 10
    for kind in CONTROLLERS:
        assert above(kind) == ([] if kind is ControllerBase else [ControllerBase]), kind
        assert not issubclass(kind, DOMNode), kind


def test_a_controller_is_given_what_it_needs_and_first_of_all_its_view() -> None:
    for kind in CONTROLLERS:
        first = next(iter(signature(kind).parameters.values()))
        assert first.annotation == ControlledView.__name__, kind
