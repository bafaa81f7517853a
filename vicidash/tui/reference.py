"""The keys of the console in Markdown, made from the table of actions.

``python -m vicidash.tui.reference`` prints it.
"""

from __future__ import annotations

from collections.abc import Iterator

from vicidash.action_table import ACTIONS, Group


def reference() -> str:
    """A table of all keys by group, in the order of the console's own help."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "| key | what it does | needs | name |"
    yield "|---|---|---|---|"
    for group in Group:
        yield f"| **{group.value}** | | | |"
        for action in ACTIONS:
            if action.group is group:
                keys = " ".join(f"`{key}`" for key in action.shown.split()) or "`:`"
                yield f"| {keys} | {action.tooltip} | {action.right} | `{action.name}` |"
    yield ""
    yield (
        "What needs a right changes something at the dialer. The right is that of a stock server's "
        "user; without it, and in a console opened with `--read-only`, the action is dimmed, and "
        "its key says why."
    )


if __name__ == "__main__":
    print(reference(), end="")
