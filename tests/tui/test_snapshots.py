"""The views look as they did when somebody last looked at them.

What has changed on purpose is remade with ``python -m tests.tui.snapshots``.
"""

from __future__ import annotations

import asyncio
import difflib

import pytest

from tests.tui.snapshots.taking import HERE, Pictures, names, path_of, take_all

pytestmark = pytest.mark.long

REMAKE = "python -m tests.tui.snapshots"


@pytest.fixture(scope="module")
def taken() -> Pictures:
    return asyncio.run(take_all())


@pytest.mark.parametrize("name", list(names()))
def test_it_looks_as_before(taken: Pictures, name: str) -> None:
    path = path_of(name)
    if not path.exists():
        pytest.fail(f"there is no {path.name} yet: make it with {REMAKE}")
    before, now = path.read_text(encoding="utf-8"), taken[name]
    if before != now:
        lines = difflib.unified_diff(
            before.splitlines(),
            now.splitlines(),
            f"{path.name} as kept",
            "as it is now",
            lineterm="",
        )
        told = "\n".join(lines)
        pytest.fail(f"{told}\n\nIf that was meant: {REMAKE}", pytrace=False)


def test_no_snapshot_is_left_of_what_is_there_no_longer() -> None:
    kept = {path.stem for path in HERE.glob("*.txt")}
    assert kept <= set(names()), f"remove them with {REMAKE}"
