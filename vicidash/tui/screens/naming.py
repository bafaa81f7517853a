"""Names the targets of an action, for the question before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vicidash.floor.snapshot import FloorSnapshot

NAMED: Final = 8
"""Targets that a question names; of more it tells how many."""


def format_targets(targets: Sequence[str], snapshot: FloorSnapshot) -> str:
    """The targets, those that are agents of the floor with their full names."""
    seen = [snapshot.agent(target) for target in targets[:NAMED]]
    names = [
        f"{target} {each.agent.full_name or ''}".strip() if each else target
        for target, each in zip(targets, seen, strict=False)
    ]
    more = f" and {len(targets) - NAMED} more" if len(targets) > NAMED else ""
    return f"{', '.join(names)}{more}."
