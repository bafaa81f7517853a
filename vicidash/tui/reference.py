"""The keys of the console in Markdown, made from the table of actions.

``python -m vicidash.tui.reference`` prints it.
"""

from __future__ import annotations

from collections.abc import Iterator

from vicidash.actions import ACTIONS, Group


def reference() -> str:
    """A table of all keys by group, in the order of the console's own help."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "| key | what it does | name |"
    yield "|---|---|---|"
    for group in Group:
        yield f"| **{group.value}** | | |"
        for action in ACTIONS:
            if action.group is group:
                keys = " ".join(f"`{key}`" for key in action.shown.split()) or "`:`"
                written = " ✎" if action.writes else ""
                yield f"| {keys} | {action.tooltip}{written} | `{action.name}` |"
    yield ""
    yield (
        "✎ changes something at the dialer: dimmed, with the reason, when the console is opened "
        "with `--read-only`."
    )


if __name__ == "__main__":
    print(reference(), end="")
