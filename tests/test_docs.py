"""The documentation says what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import docs


@pytest.mark.parametrize("path", docs.pages(), ids=lambda path: path.name)
def test_generated_pages_are_what_the_program_says(path: Path) -> None:
    told = path.read_text(encoding="utf-8")
    assert told == docs.pages()[path], "run: python -m tests.docs"


def test_the_readme_opens_with_one_line_one_picture_and_two_commands() -> None:
    text = (docs.ROOT / "README.md").read_text(encoding="utf-8")
    title, line, picture = text.split("\n\n")[:3]
    assert title == "# vicidash"
    assert "\n" not in line
    assert re.match(r"!\[.+\]\(screenshots/floor\.svg\)$", picture)
    for name in ("demo", "tests"):
        block = re.search(rf"<!-- {name} -->\n```sh\n(.+)\n```\n<!-- /{name} -->", text)
        assert block is not None
        assert block[1].startswith("python3 -m venv .venv && ")


def test_links_of_the_readme_lead_somewhere() -> None:
    text = (docs.ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (docs.ROOT / target).exists(), target
