"""The views look as they did when somebody last looked at them.

What has changed on purpose is remade with ``python -m tests.tui.snapshots``.
"""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import pytest

from tests.tui.snapshots.taking import HERE, SIZES, Pictures, Size, names, path_of, take_all

pytestmark = pytest.mark.long

USUAL: Final[Size] = (120, 40)
REMAKE = "python -m tests.tui.snapshots"


@cache
def taken(size: Size) -> Pictures:
    return asyncio.run(take_all([size]))


def cases() -> Iterator[Any]:
    """The usual run looks at one size; the thorough run at the others."""
    for name in names():
        size = next(each for each in SIZES if name.endswith(f"-{each[0]}x{each[1]}"))
        marks = () if size == USUAL else (pytest.mark.thorough,)
        yield pytest.param(name, size, marks=marks, id=name)


@pytest.mark.parametrize(("name", "size"), list(cases()))
def test_it_looks_as_before(name: str, size: Size) -> None:
    path = path_of(name)
    if not path.exists():
        pytest.fail(f"there is no {path.name} yet: make it with {REMAKE}")
    before, now = path.read_text(encoding="utf-8"), taken(size)[name]
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
