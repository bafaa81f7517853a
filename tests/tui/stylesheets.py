"""Stylesheets are parsed once in a process: every app of every test has the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet


@contextmanager
def parsed_once() -> Iterator[None]:
    """While this lasts, a text that was parsed with the same variables is not parsed again.

    Textual does the same within one app: rules are only read once they are parsed.
    """
    kept: dict[tuple[Any, ...], list[RuleSet]] = {}
    parse: Callable[..., list[RuleSet]] = Stylesheet._parse_rules

    def parse_rules(
        self: Stylesheet,
        css: str,
        read_from: tuple[str, str],
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        text = (css, read_from, is_default_rules, tie_breaker, scope)
        key = (*text, tuple(self._variables.items()))
        if key not in kept:
            kept[key] = parse(self, *text)
        return list(kept[key])

    with (
        patch.object(Stylesheet, "_parse_rules", parse_rules),
        # the same value, without a function of Python for each rule and widget
        patch.object(RuleSet, "__hash__", object.__hash__),
    ):
        yield
