"""The parts of the documentation that are made from the program.

``python -m tests.docs`` writes them; ``test_docs.py`` holds them to the program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tests import guide_table
from vicidash.cli.reference import reference as commands
from vicidash.config import Settings
from vicidash.config.layers import ENVIRONMENT
from vicidash.config.tree import fields
from vicidash.tui.reference import reference as keys

ROOT = Path(__file__).parent.parent

SETTINGS = """# Settings

Flags go before environment, environment before file, file before defaults. `vicidash config path`
says where the file is, `vicidash config check` what is in force and where it came from. The file is
TOML; keys at the top hold for all, `[profiles.NAME]` tables for one, chosen with `--profile NAME`,
`VICIDASH_PROFILE` or `profile = "NAME"` at the top. A file that holds a password or the address of
a webhook must be readable by its owner alone.

A setting with dots in its name stands in a table: `alerts.drop.warn` is `warn` under
`[alerts.drop]`, for one profile under `[profiles.NAME.alerts.drop]`. Tables are merged key by key:
what a profile does not name stays as the top of the file, or the default, has it.

```toml
url = "https://dialer.example.com"
user = "api"
password_command = "pass show dialer"

[profiles.night]
campaigns = ["SALES", "SUPPORT"]
read_only = true

[alerts]
bell = false

[alerts.paused]
minutes = 20
limits = {{LUNCH = 60, BREAK = 15}}

[profiles.night.alerts.drop]
on = false
```

| key | environment | meaning |
|---|---|---|
{rows}
"""


def settings() -> str:
    """The settings page, from the model's own words."""
    rows = []
    for name, field in fields(Settings):
        words = " ".join((field.description or "").split()).replace("|", "\\|")
        variable = f"`{ENVIRONMENT[name]}`" if name in ENVIRONMENT else ""
        rows.append(f"| `{name}` | {variable} | {words} |")
    return SETTINGS.format(rows="\n".join(rows))


def readme(text: str) -> str:
    """The README with its table of keys made anew."""
    return re.sub(
        r"(<!-- keys -->\n).*?(<!-- /keys -->)",
        lambda found: f"{found[1]}{keys().strip()}\n{found[2]}",
        text,
        flags=re.DOTALL,
    )


def pages() -> Mapping[Path, str]:
    """What each page must be."""
    front = ROOT / "README.md"
    return {
        front: readme(front.read_text(encoding="utf-8")),
        ROOT / "docs" / "cli.md": commands().strip() + "\n",
        ROOT / "docs" / "settings.md": settings().strip() + "\n",
        ROOT / "docs" / "guide.md": guide_table.page(),
    }


if __name__ == "__main__":
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
