"""The README's pictures show the program as it is.

What has changed on purpose is remade with ``python -m screenshots.make``.
"""

from __future__ import annotations

import asyncio
import difflib
from pathlib import Path

import pytest

from screenshots.scenes import names
from screenshots.studio import Pictures, take_all

pytestmark = [pytest.mark.long, pytest.mark.thorough]

FOLDER = Path(__file__).parent.parent / "screenshots"
REMAKE = "If that was meant: python -m screenshots.make"
TOLD = 40
"""Lines of a difference that are enough to see what it is."""


@pytest.fixture(scope="module")
def taken() -> Pictures:
    return asyncio.run(take_all())


@pytest.mark.parametrize("name", names())
def test_a_picture_shows_what_is(taken: Pictures, name: str) -> None:
    kept = FOLDER / f"{name}.svg"
    before = kept.read_text(encoding="utf-8") if kept.exists() else ""
    if before != taken[name]:
        one, other = (
            text.replace("<text ", "\n<text ").split("\n") for text in (before, taken[name])
        )
        lines = difflib.unified_diff(
            one, other, f"{name}.svg as kept", "as it is now", n=0, lineterm=""
        )
        told = "\n".join(list(lines)[:TOLD])
        pytest.fail(f"{told}\n\n{REMAKE}", pytrace=False)


def test_no_picture_is_left_of_what_is_there_no_longer() -> None:
    assert {path.stem for path in FOLDER.glob("*.svg")} == set(names()), REMAKE
