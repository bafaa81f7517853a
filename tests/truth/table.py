"""The page *what a command says, and what the database holds*: ``docs/truth.md``.

Each command line is run on a fresh demo, whose database is looked at before and after; each write
that was recorded from a real server is read by the client as it was answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import os
import re
import sys
import tempfile
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final
from unittest import mock

from tests.demo.support import Clock
from tests.truth.cases import CASES, ELSEWHERE, READING, Case
from tests.truth.held import everything
from tests.truth.recorded import RecordedRow, recorded_rows
from vicidash.cli.main import run
from vicidash.client import InvalidInput, VicidashError, VicidialClient
from vicidash.demo import DemoDialer, DemoServer
from vicidash.demo.options import DEFAULT_ACCOUNTS

PAGE: Final = Path(__file__).parents[2] / "docs" / "truth.md"
PASSWORD: Final = "s3cret"
_WRITE = re.compile(
    r"external_|pause_code|logout|transfer|park_call|send_notification|blind_monitor|"
    r"add_|update_|batch_|delete_"
)

HEAD: Final = """# What a command says, and what the database holds

Each line was run on a fresh demo, which bends, stores and refuses as a server does, and whose
database can be looked at. *Before* and *after* are what it held; *said* is what the command
printed, with its exit code where that is not 0. *Sent* are the writes that reached the dialer:
where there is none, the command refused by itself. (`update_list` without anything to change is a
question: is the list there?) The last table has the answers that real servers gave, and what the
client makes of each. The page is made by `python -m tests.truth`.

"""


@dataclass(frozen=True)
class Row:
    """What became of one case."""

    case: Case
    before: str
    after: str
    sent: Sequence[str]
    said: str
    code: int


@dataclass(frozen=True)
class ReadingRow:
    """What a reading command asked, and whether anything changed."""

    args: Sequence[str]
    asked: Sequence[str]
    changed: bool
    code: int


@contextlib.contextmanager
def _home(url: str, user: str) -> Iterator[None]:
    """An environment that leads to a demo, with folders of its own."""
    with tempfile.TemporaryDirectory() as folder:
        env = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("VICIDIAL_", "VICIDASH_", "XDG_", "CAMPAIGNS"))
        }
        env |= {"HOME": folder, "LC_ALL": "C.UTF-8"}
        env |= {f"XDG_{each}_HOME": f"{folder}/{each}" for each in ("CONFIG", "STATE", "CACHE")}
        env |= {"VICIDIAL_URL": url, "VICIDIAL_USER": user, "VICIDIAL_PASS": PASSWORD}
        with mock.patch.dict(os.environ, env, clear=True), contextlib.chdir(folder):
            yield


def _no_console(*args: object, **kwargs: object) -> int:
    raise AssertionError("the console was opened")


def _run(args: Sequence[str], stdin: str = "") -> tuple[int, str]:
    """The exit code of a command line, and all that it printed."""
    out, err = io.StringIO(), io.StringIO()
    given = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.object(sys, "stdin", given),
    ):
        code = run(_no_console, args)
    return code, out.getvalue() + err.getvalue()


async def _call(client: VicidialClient, call: Awaitable[object]) -> str:
    async with client:
        try:
            return said_of(await call)
        except VicidashError as error:
            return said_of(error)


def said_of(result: object) -> str:
    """What the client returns or raises, in a few words."""
    if isinstance(result, InvalidInput):
        return f"refused before it is sent: {result}"
    if isinstance(result, VicidashError):
        return f"{type(result).__name__}: {result.message}"
    if result is None:
        return "done"
    fields = result.model_dump(mode="json") if hasattr(result, "model_dump") else {"": result}
    told = {name: value for name, value in fields.items() if value not in (None, "", [], {})}
    told.pop("answer", None)
    words = ", ".join(f"{name} {value}".strip() for name, value in told.items())
    return f"{type(result).__name__}: {words}"


def _fresh(case: Case | None = None) -> DemoDialer:
    options = dict(case.options) if case is not None else {}
    accounts = [replace(each, password=PASSWORD) for each in DEFAULT_ACCOUNTS]
    return DemoDialer(seed=7, clock=Clock(), accounts=accounts, **options)  # type: ignore[arg-type]


def play(case: Case) -> Row:
    """Run one case on a demo of its own."""
    demo = _fresh(case)
    if case.prepare is not None:
        case.prepare(demo)
    before, asked = case.held(demo), len(demo.requests)
    with DemoServer(demo) as server, _home(server.url, case.user):
        if case.call is not None:
            client = VicidialClient(server.url, case.user, PASSWORD)
            code, said = 0, asyncio.run(_call(client, case.call(client)))
        else:
            code, said = _run(case.args, case.stdin)
        said = said.replace(os.environ["HOME"], "~").replace(server.url, "URL")
    sent = [each.function for each in list(demo.requests)[asked:] if _WRITE.match(each.function)]
    clock = demo._clock
    assert isinstance(clock, Clock)
    clock.now += case.later
    demo.advance()
    return Row(case, before, case.held(demo), _real(sent, said), said.strip(), int(code))


def _real(sent: Sequence[str], said: str) -> Sequence[str]:
    # an update_list without anything to change is a question: whether the list is there
    return [each for each in sent if each != "update_list" or "there is no list" not in said]


def read(args: Sequence[str]) -> ReadingRow:
    """Run one command that only reads."""
    demo = _fresh()
    before = everything(demo)
    with DemoServer(demo) as server, _home(server.url, "demo"):
        code, _ = _run(args)
    asked = sorted({each.function for each in demo.requests})
    return ReadingRow(args, asked, everything(demo) != before, int(code))


@cache
def rows() -> Mapping[str, Sequence[Row]]:
    """All cases, by the heading of their table."""
    logging.getLogger("vicidash").propagate = False
    return {name: [play(case) for case in cases] for name, cases in CASES.items()}


@cache
def readings() -> Sequence[ReadingRow]:
    """All commands that only read."""
    return [read(args) for args in READING]


def _cell(text: str) -> str:
    text = text.replace("\t", " ")
    lines = [line.removeprefix("vicidash: ").strip() for line in text.splitlines() if line.strip()]
    return "<br>".join(lines).replace("|", "\\|").replace("<b>", "&lt;b>")


def _section(title: str, columns: Sequence[str], before: Sequence[str] = ()) -> list[str]:
    """The lines down to the first row of a table."""
    rule = "|" + "---|" * len(columns)
    return [f"## {title}", "", *before, f"| {' | '.join(columns)} |", rule]


def _table(name: str, found: Sequence[Row]) -> str:
    lines = _section(name, ("command", "question", "before", "after", "sent", "said"))
    for row in found:
        after = "as before" if row.after == row.before else row.after
        code = f" (exit {row.code})" if row.code else ""
        sent = ", ".join(f"`{each}`" for each in dict.fromkeys(row.sent)) or "nothing"
        cells = (row.case.words, row.case.question, row.before, after, sent, row.said + code)
        lines.append("| " + " | ".join(map(_cell, cells)) + " |")
    return "\n".join(lines)


def _readings(found: Sequence[ReadingRow]) -> str:
    all_as_before = (
        "After each of them every lead, list, campaign, agent, number and message is as before."
    )
    columns = ("command", "asked of the dialer")
    lines = _section("Commands that read", columns, (all_as_before, ""))
    for row in found:
        asked = ", ".join(f"`{each}`" for each in row.asked) or "nothing"
        lines.append(f"| `vicidash {' '.join(row.args)}` | {asked} |")
    lines += [f"| `vicidash {name}` | {why} |" for name, why in ELSEWHERE.items()]
    return "\n".join(lines)


def _recorded(found: Sequence[RecordedRow]) -> str:
    columns = ("recording", "build", "answer", "what the client says", "the database held")
    lines = _section("What real servers answered", columns)
    for row in found:
        cells = (f"`{row.name}`", row.build, row.body, said_of(row.result), row.truth)
        lines.append("| " + " | ".join(_cell(each) or " " for each in cells) + " |")
    return "\n".join(lines)


def page() -> str:
    """The whole page."""
    parts = [_table(name, found) for name, found in rows().items()]
    parts += [_readings(readings()), _recorded(recorded_rows())]
    return HEAD + "\n\n".join(parts) + "\n"
