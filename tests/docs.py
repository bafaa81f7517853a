"""The parts of the documentation that are made from the program.

``python -m tests.docs`` writes them; ``test_docs.py`` holds them to the program.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path

from docs.reference import commands, keys
from tests import guide_table
from vicidash.alerts.alert import Alert, AlertKey, Finding, Rule, Severity, TargetKind
from vicidash.alerts.notify import Event, Notice
from vicidash.config import Settings
from vicidash.config.settings import fields
from vicidash.config.sources import ENVIRONMENT

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

## What a webhook and a command are given

`webhook_shape = "json"` posts one notice in each request; `command` gets the same on its standard
input, and each field in an environment variable, as `VICIDASH_WORDS`:

```json
{notice}
```

`event` is raised, escalated (a warning became critical), reminded (its snooze is over) or cleared;
`severity` is warning or critical; `kind` is agent, campaign, in-group or dialer; `value` has the
unit of the rule's threshold, or is null. A request that did not arrive, or was answered with HTTP
429 or 503, is sent again up to four times; one that may have arrived is not.
"""


_FINDING = Finding(
    key=AlertKey(Rule.DROP, TargetKind.CAMPAIGN, "SALES"),
    severity=Severity.WARN,
    value=2.9,
    words="drop 2.90% on SALES, 4 drops left before 3%",
    remedy="lower its dial level, or get paused agents back",
    seen=0.0,
)
NOTICE = Notice(
    Event.RAISED,
    Alert(_FINDING, _FINDING, raised=0.0),
    datetime(2026, 11, 24, 14, 5, tzinfo=timezone(timedelta(hours=-5))),
    "https://dialer.example.com",
)


def settings() -> str:
    """The settings page, from the model's own words."""
    rows = []
    for name, field in fields(Settings):
        words = " ".join((field.description or "").split()).replace("|", "\\|")
        variable = f"`{ENVIRONMENT[name]}`" if name in ENVIRONMENT else ""
        rows.append(f"| `{name}` | {variable} | {words} |")
    return SETTINGS.format(rows="\n".join(rows), notice=json.dumps(NOTICE.fields(), indent=2))


KEYS = """# Keys of the console

`?` shows those that work where you are. `[keys]` in the settings gives an action other keys, by its
name in the last column: `pause = "F2"`.

{table}"""


def pages() -> Mapping[Path, str]:
    """What each page must be."""
    return {
        ROOT / "docs" / "keys.md": KEYS.format(table=keys()),
        ROOT / "docs" / "cli.md": commands().strip() + "\n",
        ROOT / "docs" / "settings.md": settings().strip() + "\n",
        ROOT / "docs" / "guide.md": guide_table.page(),
    }


if __name__ == "__main__":
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
