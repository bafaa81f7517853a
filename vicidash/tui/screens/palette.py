"""Everything by name: the actions of the view, agents, campaigns, filters, themes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vicidash.action_table import Action, Group
from vicidash.tui.screens.dialog import Choice
from vicidash.tui.supervisor import Console

_LEFT_OUT: Final = frozenset(
    {"commands", "down", "up", "left", "right", "page_down", "page_up", "top", "bottom"}
)
"""What nobody looks for by name."""


def commands(
    actions: Sequence[Action],
    why_not: dict[str, str],
    supervisor: Console,
    themes: Sequence[str],
) -> list[Choice]:
    """All there is to choose from. A value is its kind, a blank, and its name."""
    return [
        *_actions(actions, why_not),
        *_subjects(supervisor),
        *(
            Choice(f"filter {text}", f"filter {name}", text)
            for name, text in sorted(supervisor.filters.items())
        ),
        *(Choice(f"theme {name}", f"theme {name}", "colours") for name in themes),
    ]


def _actions(actions: Sequence[Action], why_not: dict[str, str]) -> Iterator[Choice]:
    for action in actions:
        if action.name in _LEFT_OUT:
            continue
        label = f"view {action.label}" if action.group is Group.GO else action.label
        key = action.shown.split()[0] if action.shown else ""
        yield Choice(
            f"action {action.name}", label, action.tooltip, key, why_not.get(action.name, "")
        )


def _subjects(supervisor: Console) -> Iterator[Choice]:
    shown = supervisor.shown
    for name, campaign in (shown.campaigns.value or {}).items():
        yield Choice(f"campaign {name}", f"campaign {name}", campaign.stats.campaign_name or "")
    for user, seen in (shown.agents.value or {}).items():
        yield Choice(f"agent {user}", f"agent {user}", seen.agent.full_name or "")
