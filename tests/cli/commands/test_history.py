"""``vicidash history``: the report of a shift, and the export."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.cli.conftest import Vicidash
from tests.history.past import Past, agent, counters
from vicidash.actions.audit_log import AuditLog
from vicidash.alerts.alert import Alert, AlertChanges, AlertKey, Finding, Rule, Severity, TargetKind
from vicidash.alerts.alert_log import AlertLog
from vicidash.cli.commands.history.deeds import masked
from vicidash.client.api.connections import check_url
from vicidash.history.database import HistoryFile

URL = "https://dialer.example"
PHONE = "3125550001"
PASSWORD = "hunter2hunter2"
DAY = "2026-11-23"


@pytest.fixture
def dialer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialer that nobody can reach: the report must not ask it."""
    monkeypatch.setenv("VICIDIAL_URL", URL)
    monkeypatch.setenv("VICIDIAL_USER", "6666")
    monkeypatch.setenv("VICIDIAL_PASS", PASSWORD)


@pytest.fixture
def shift(dialer: None, tmp_path: Path) -> Past:
    """Two hours from nine on. The level falls at ten, the drops with it; one agent at lunch."""
    folder = tmp_path / "state" / "vicidash"
    past = Past()
    history = past.history(folder / "history.sqlite3", url=_stored_url())
    timeline = past.timeline(history)
    alerts = AlertLog(lambda: history.file, clock=past.clock, wall=past.wall)
    words = f"<b>SALES</b> drops, call {PHONE}"
    finding = Finding(
        AlertKey(Rule.DROP, TargetKind.CAMPAIGN, "SALES"), Severity.WARN, 3.0, words, "", 0.0
    )
    for minute in range(120):
        before_ten = minute < 60
        drops = minute // 10 if before_ten else 6 + (minute - 60) // 30
        row = counters(minute * 5, minute * 3, drops).model_copy(
            update={"dial_level": 4.0 if before_ten else 2.5}
        )
        history.see(past.floor(row))
        paused = 10 <= minute < 70
        seen = [
            agent(status="PAUSED" if paused else "READY", code="LUNCH" if paused else ""),
            agent("<script>", status="INCALL", lead=minute // 5 + 1),
        ]
        timeline.see(past.look(*seen))
        if minute == 30:
            alerts.note(AlertChanges(raised=(Alert(finding, finding, raised=past.now),)))
        past.now += 60
    timeline.close()
    history.close()
    _write_audit(folder / "audit.jsonl")
    return past


def _stored_url() -> str:
    return check_url("url", URL)


def _write_audit(path: Path) -> None:
    now = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
    log = AuditLog(path, dialer=_stored_url(), user="6666", now=lambda: now)
    guard = AuditLog(path, dialer=_stored_url(), user="6666", now=lambda: now)
    other = AuditLog(path, dialer="https://other.example/", user="6666", now=lambda: now)
    nothing = {"before": "", "after": "", "answer": f"said {PHONE}", "outcome": "confirmed"}
    steps = [
        (log, "dial level", "SALES", "2.5", {"before": "4", "after": "2.5"}),
        (log, "listen", "1001", PHONE, {}),
        (log, "lead do-not-call", PHONE, "", {}),
        (log, "notify agent", "1001", f"call {PHONE} back", {}),
        (guard, "guard", "SALES", "lower: over ceiling", {"before": "2.5", "after": "2.3"}),
        (guard, "adaptive maximum", "SALES", "7.7", {"after": "7.7"}),
        (other, "pause", "9999", "BREAK", {}),
    ]
    for number, (where, action, target, value, more) in enumerate(steps, 1):
        entry = {"id": number, "action": action, "target": target, "value": value}
        where.write({**entry, **nothing, **more})


class Page(HTMLParser):
    """The tags of a page and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.usefixtures("shift")
def test_a_shift_is_reported_by_campaign_hour_and_agent(vicidash: Vicidash) -> None:
    ran = vicidash("history", "report", "--day", DAY)
    assert ran.code == 0, ran.err
    lines = [line.split() for line in ran.out.splitlines()]
    assert lines[0] == ["Shift", "of", "2026-11-23,", "Monday,", "on", "dialer.example"]
    campaign = next(line for line in lines if line[:1] == ["SALES"])
    assert campaign[:7] == ["SALES", "2", "595", "357", "7", "1.96%", "3"]
    assert campaign[7:] == ["1:59:00", "59:00", "1:00:00", "0:00", "0:00", "as", "last", "seen"]
    nine = next(line for line in lines if line[:1] == ["09:00"])
    ten = next(line for line in lines if line[:1] == ["10:00"])
    assert nine == ["09:00", "295", "177", "5", "2.82%", "4.0", "60", "min"]
    assert ten == ["10:00", "300", "180", "2", "1.11%", "2.5", "60", "min"]
    at_lunch = next(line for line in lines if line[:1] == ["1001"])
    assert at_lunch[-6:] == ["LUNCH", "1×", "1:00:00", "(1", "over", "45:00)"]


@pytest.mark.usefixtures("shift")
def test_it_says_what_was_done_by_whom_on_this_dialer(vicidash: Vicidash) -> None:
    out = vicidash("history", "report").out
    done = out.partition("What was done")[2]
    assert "dial level" in done
    assert " 4 → 2.5 " in done
    assert done.index("dial level") < done.index("listen") < done.index("guard"), "in their order"
    assert "guard (" in done
    assert "lower: over ceiling, 2.5 → 2.3" in done
    assert "a number" in done
    assert "9999" not in done, "that is another dialer's"
    (maximum,) = [line for line in done.splitlines() if "→ 7.7" in line]
    assert maximum.split()[1] == "guard", "what a guard sends is not its user's"
    (level,) = [line for line in done.splitlines() if "dial level" in line]
    assert "guard" not in level
    assert "end of an alert: it lasts, or the console was closed before" in done


@pytest.mark.usefixtures("shift")
@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_no_format_has_a_phone_number_or_a_password(vicidash: Vicidash, form: str) -> None:
    out = vicidash("history", "report", "--format", form).out
    assert "SALES" in out
    assert PHONE not in out
    assert PASSWORD not in out
    assert "6666" not in out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("call 312-555-0001 now", "call … now"),
        ("+44 (20) 7946 0958", "…"),
        ("drop 3.20% of 1,250 answers", "drop 3.20% of 1,250 answers"),
    ],
)
def test_what_may_be_a_number_is_left_out_and_figures_are_not(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_it_steers_no_terminal() -> None:
    assert "\x1b" not in masked("ends\x1b[2J")


@pytest.mark.usefixtures("shift")
def test_the_page_needs_no_other_file_and_runs_nothing_of_the_dialers(vicidash: Vicidash) -> None:
    page = Page()
    page.feed(vicidash("history", "report", "--format", "html").out)
    assert page.links == []
    assert page.tags.count("svg") == 2, "drops by hour, and the agents' time"
    assert not {"script", "b", "img", "link"} & set(page.tags)
    assert "<script>" in page.words, "the agent's login is text"
    assert any("<b>SALES</b> drops" in words for words in page.words)


@pytest.mark.usefixtures("shift")
def test_markdown_takes_no_markup_from_the_dialer(vicidash: Vicidash) -> None:
    out = vicidash("history", "report", "--format", "markdown").out
    assert "| \\<script\\> |" in out
    tables = [line for line in out.splitlines() if line.startswith("|")]
    assert len(tables) == 3 + 4 + 4 + 3 + 8, "a row of a table is one line"


@pytest.mark.usefixtures("dialer")
def test_what_is_not_known_has_a_dash_and_its_reason(vicidash: Vicidash, tmp_path: Path) -> None:
    path = tmp_path / "state" / "vicidash" / "history.sqlite3"
    HistoryFile(path, dialer=_stored_url(), now=0.0).close()
    ran = vicidash("history", "report", "SALES", "--day", "2026-01-05")
    row = next(line.split() for line in ran.out.splitlines() if line.split()[:1] == ["SALES"])
    assert set(row[1:]) == {"—"}
    unknown = ran.out.partition("Unknown")[2]
    assert "SALES: its calls were not read" in unknown
    assert "0%" not in ran.out


@pytest.mark.usefixtures("dialer")
def test_without_a_file_or_a_day_it_says_so(vicidash: Vicidash, tmp_path: Path) -> None:
    ran = vicidash("history", "report")
    assert ran.code == 2
    assert "no history file yet" in ran.err
    path = tmp_path / "state" / "vicidash" / "history.sqlite3"
    HistoryFile(path, dialer=_stored_url(), now=0.0).close()
    ran = vicidash("history", "report")
    assert ran.code == 2
    assert "no day of this dialer" in ran.err


@pytest.mark.usefixtures("shift")
def test_the_export_has_a_line_for_each_day_hour_agent_and_alert(vicidash: Vicidash) -> None:
    days = list(csv.DictReader(vicidash("history", "export").out.splitlines()))
    assert [(each["campaign_id"], each["day"], each["calls"]) for each in days] == [
        ("SALES", DAY, "595")
    ]
    assert days[0]["final"] == "false"

    def lines(what: str) -> list[dict[str, object]]:
        out = vicidash("history", "export", "--what", what, "--format", "jsonl").out
        return [json.loads(line) for line in out.splitlines()]

    assert [(each["hour"], each["drops"], each["level"]) for each in lines("hours")] == [
        (9, 5, 4.0),
        (10, 2, 2.5),
    ]
    agents = {each["user"]: each for each in lines("agents")}
    assert agents["1001"]["pauses"] == {"LUNCH": [3600]}
    assert agents["<script>"]["calls"] == 24
    (alert,) = lines("alerts")
    assert alert["cleared"] is None
    assert PHONE not in str(alert)


@pytest.mark.usefixtures("shift")
def test_the_export_is_of_the_days_and_campaigns_that_are_asked_for(
    vicidash: Vicidash, audit: Callable[[], str]
) -> None:
    assert len(vicidash("history", "export", "--since", "2026-11-24").out.splitlines()) == 1
    assert len(vicidash("history", "export", "--until", DAY).out.splitlines()) == 2
    rows = list(csv.DictReader(vicidash("history", "export", "OTHER").out.splitlines()))
    assert [(row["campaign_id"], row["calls"]) for row in rows] == [("OTHER", "")]
    wrong = vicidash("history", "export", "--since", DAY, "--until", "2026-11-01")
    assert wrong.code == 2
    assert audit().count("\n") == 7, "nothing was written"
