"""``python -m tests.truth``: writes ``docs/truth.md``."""

from __future__ import annotations

from tests.truth.table import PAGE, page

PAGE.write_text(page(), encoding="utf-8")
print(PAGE.name)
