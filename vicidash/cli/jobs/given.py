"""Fields that were given by name, on their way to a method that takes them as arguments."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import click


def arguments(method: Callable[..., object], fields: Mapping[str, str]) -> dict[str, Any]:
    """``fields`` as keyword arguments beside those that ``method`` names itself.

    Usage error for a field that would be one of those: it has an argument or option of its own.
    """
    for name in fields:
        if name == "self" or name in inspect.signature(method).parameters:
            raise click.UsageError(f"--set {name}: that has an argument or an option of its own")
    return dict(fields)
