"""The documentation says what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import docs

DEVELOPERS = ("docs/architecture.md", "CONTRIBUTING.md")
TOP = ("vicidash", "tests", "themes", "docs", "screenshots", ".ci")
"""The folders whose paths the pages for developers name."""


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


@pytest.mark.parametrize("page", ["README.md", *DEVELOPERS])
def test_links_lead_somewhere(page: str) -> None:
    path = docs.ROOT / page
    targets = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))
    assert targets
    for target in targets:
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("page", DEVELOPERS)
def test_every_file_and_name_in_the_pages_for_developers_exists(page: str) -> None:
    text = (docs.ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`([\w.]+/[\w./-]*)(?::([\w.]+))?`", text)
    places = [
        (path, name) for path, name in named if path.split("/")[0] in TOP and "NAME" not in path
    ]
    assert len(places) > 20
    for path, name in places:
        assert (docs.ROOT / path).exists(), path
        source = (docs.ROOT / path).read_text(encoding="utf-8") if name else ""
        for part in filter(None, name.split(".")):
            defined = rf"^\s*(?:(?:async )?def|class) {part}\b|^{part}\b.* = "
            assert re.search(defined, source, re.MULTILINE), f"{path}:{name}"
