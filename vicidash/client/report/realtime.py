"""The real-time report (``AST_timeonVDADall.php``): from its text to a typed result. No I/O.

Both displays are read: TEXT draws its tables with bars inside ``<PRE>``, HTML uses table cells.
Columns are found by the words of the header, which differ by build and by the installation's
options; a word that is not known makes the page unsupported. The cells behind CALLS need care:
a row has LATENCY only where it was measured although the header always has it, and HOLD and
IN-GROUP only for inbound calls. The number of agents that the page states tells whether any row
was missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from vicidash.client import errors
from vicidash.client.column_types import whole
from vicidash.client.report import head as report_head
from vicidash.client.report import page
from vicidash.client.report.models import (
    RealtimeReport,
    ReportAgent,
    ReportCounters,
    ReportInGroup,
    WaitingCall,
)

FUNCTION: Final = "realtime_report"

_LATENCY: Final = re.compile(r"(\d{1,9})(/\d+)*\s*ms\b.*", re.ASCII)
_STATED: Final = " agents logged in on all servers"
_DIGITS: Final = 8
"""Characters in front of it that have the number."""
_TALLY: Final = re.compile(r"[A-Z0-9_-]{1,6}", re.ASCII)
_KINDS: Final = frozenset("AMIE")

_AGENT_COLUMNS: Final[Mapping[str, str]] = {
    "STATION": "station",
    "PHONE": "",
    "USER SHOW NAME INFO": "user",
    "USER SHOW ID INFO": "user",
    "USER GROUP": "user_group",
    "SESSIONID": "session_id",
    "LISTEN": "",
    "BARGE": "",
    "WHISPER": "",
    "STATUS": "status",
    "STATUS PAUSE": "status",
    "PAUSE": "pause_code",
    "CUST PHONE": "",
    "SOURCE ID": "",
    "ENTRY DATE": "",
    "STATE": "",
    "SERVER IP": "server",
    "CALL SERVER IP": "",
    "MM:SS": "time",
    "CAMPAIGN": "campaign_id",
    "CALLS": "calls",
    "LATENCY": "latency",
    "LATENCY avg/peak (minutes)": "latency",
    "HOLD": "hold",
    "IN-GROUP": "in_group",
    "DID DESCRIPTION": "",
}
"""Each word of the agents' header and the field that it is; ``""`` is of no use here."""
_NEEDED: Final = {
    "user": "USER",
    "status": "STATUS",
    "time": "MM:SS",
    "campaign_id": "CAMPAIGN",
}

_CALL_COLUMNS: Final = frozenset(
    {
        *("STATUS", "CAMPAIGN", "PHONE NUMBER", "SERVER IP", "DIALTIME"),
        *("CALL TYPE", "PRIORITY", "AGENTONLY"),
    }
)

_TITLE: Final = 4
"""Cells that the title of a table may have; every header has more."""

Table = tuple[list[str], list[list[str]]]
"""A header and the rows below it."""


def read(text: str) -> RealtimeReport:
    """The report that ``text`` holds, a whole page. Raises :class:`UnsupportedPage`."""
    tree = page.tree(FUNCTION, text)
    head = next((table for table in tree.css("table") if report_head.is_head(table)), None)
    if head is None:
        raise errors.UnsupportedPage(FUNCTION, report_head.LEVEL, missing=True)
    figures = report_head.figures(FUNCTION, head)
    groups: list[ReportInGroup] = []
    for inner in head.css("td > table"):
        groups += report_head.in_groups(FUNCTION, inner)
    tables = [*_text_tables(tree), *_html_tables(tree)]
    counted = report_head.counters(FUNCTION, tree, text)
    agents, waiting, dropped = _tables(tables)
    if agents is None:
        if report_head.NO_AGENTS not in text:
            raise errors.UnsupportedPage(FUNCTION, "SESSIONID", missing=True)
        agents = []
    before, _, _ = text.rpartition(_STATED)
    stated = before[-_DIGITS:].split()[-1:]
    missed = (page.count(stated[0]) or 0) - len(agents) if stated else 0
    return RealtimeReport(
        head=figures,
        counters=counted,
        agents=tuple(agents),
        calls_waiting=_listed(waiting, counted),
        in_groups=tuple(groups),
        dropped=max(dropped, missed),
    )


def _listed(
    waiting: list[WaitingCall] | None, counted: ReportCounters
) -> tuple[WaitingCall, ...] | None:
    """The page leaves the table out when no call waits, but also when told to."""
    if waiting is not None:
        return tuple(waiting)
    return () if counted.waiting == 0 and not counted.in_ivr else None


def _tables(
    tables: Sequence[Table],
) -> tuple[list[ReportAgent] | None, list[WaitingCall] | None, int]:
    agents: list[ReportAgent] | None = None
    waiting: list[WaitingCall] | None = None
    dropped = 0
    for header, body in tables:
        if "DIALTIME" in header:
            calls = [_call(header, row) for row in body]
            waiting = [*(waiting or []), *(call for call in calls if call is not None)]
            dropped += calls.count(None)
        else:
            table = _AgentTable.of(header)
            read = [table.agent(row) for row in body]
            agents = [*(agents or []), *(agent for agent in read if agent is not None)]
            dropped += read.count(None)
    return agents, waiting, dropped


def _text_tables(tree: LexborHTMLParser) -> Iterator[Table]:
    """The tables drawn with bars: a rule of dashes, the header, a rule, the rows, a rule."""
    for part in tree.css("pre"):
        header: list[str] | None = None
        body: list[list[str]] = []
        ruled = False
        for line in part.text().split("\n"):
            if line.startswith("|"):
                cells = [cell.strip() for cell in line.split("|")][1:]
                if header is not None:
                    body.append(cells)
                elif ruled:
                    header = [page.plain(cell) for cell in cells]
            elif not line.startswith("+--") and header is not None:
                yield header, body
                header, body = None, []
            ruled = line.startswith("+--")
        if header is not None:
            yield header, body


def _html_tables(tree: LexborHTMLParser) -> Iterator[Table]:
    """The tables of cells: a title of few cells, the header, the rows."""
    for table in tree.css("pre table"):
        split = [row.text().split(page.CELL)[:-1] for row in table.css("tr")]
        rows = [[cell.strip() for cell in row] for row in split if len(row) > _TITLE]
        if rows:
            yield [page.plain(cell) for cell in rows[0]], rows[1:]


def _call(header: Sequence[str], row: Sequence[str]) -> WaitingCall | None:
    for word in header:
        if word and word not in _CALL_COLUMNS:
            raise errors.UnsupportedPage(FUNCTION, word)
    for word in ("STATUS", "CAMPAIGN", "CALL TYPE", "PRIORITY"):
        if word not in header:
            raise errors.UnsupportedPage(FUNCTION, word, missing=True)
    if len(row) != len(header):
        return None
    cells = dict(zip(header, row, strict=True))
    waited = page.seconds(cells["DIALTIME"])
    if waited is None or not cells["STATUS"]:
        return None
    return WaitingCall(
        status=cells["STATUS"],
        group=cells["CAMPAIGN"],
        seconds=waited,
        call_type=cells["CALL TYPE"],
        priority=page.count(cells["PRIORITY"]),
        agent_only=cells.get("AGENTONLY") or None,
    )


@dataclass(frozen=True, slots=True)
class _AgentTable:
    """Where each field stands in a row: the place in the header, or -1 without such a column."""

    user: int
    status: int
    time: int
    campaign_id: int
    kind: int
    pause_code: int
    code_behind_status: bool
    """Whether the cell of the status holds the pause code, too."""
    station: int
    user_group: int
    session_id: int
    server: int
    calls: int
    optional: tuple[str, ...]
    """The columns behind the last one that every row has."""
    width: int
    """Columns that every row has."""

    @classmethod
    def of(cls, header: Sequence[str]) -> _AgentTable:
        """Raises :class:`UnsupportedPage` for a word that is not known, or one that is needed."""
        columns = _columns(header)
        places = {field: n for n, field in enumerate(columns)}
        last = places.get("calls", places["campaign_id"])
        return cls(
            user=places["user"],
            status=places["status"],
            time=places["time"],
            campaign_id=places["campaign_id"],
            kind=places.get("kind", -1),
            pause_code=places.get("pause_code", -1),
            code_behind_status="STATUS PAUSE" in header,
            station=places.get("station", -1),
            user_group=places.get("user_group", -1),
            session_id=places.get("session_id", -1),
            server=places.get("server", -1),
            calls=places.get("calls", -1),
            optional=tuple(columns[last + 1 :]),
            width=last + 1,
        )

    def agent(self, row: Sequence[str]) -> ReportAgent | None:
        """The agent of one row, ``None`` when it is not certain what stands where.

        Written out field by field: it is called for thousands of rows at each look.
        """
        if len(row) < self.width:
            return None
        marked = row[self.user].split(page.MARK)
        seconds = page.seconds(row[self.time])
        state, _, behind = row[self.status].partition(" ")
        campaign_id = row[self.campaign_id]
        if len(marked) != 3 or marked[0] or not marked[1] or seconds is None:
            return None
        if not state or not campaign_id:
            return None
        behind = behind.strip()
        kind = row[self.kind] if self.kind >= 0 else behind[:1] if state != "PAUSED" else ""
        code = row[self.pause_code] if self.pause_code >= 0 else None
        if self.code_behind_status:
            code = behind if state == "PAUSED" else ""
        rest = row[self.width :]
        latency, hold, in_group = _behind_calls(self.optional, rest) if any(rest) else _NOTHING
        return ReportAgent(
            user=marked[1],
            state=state,
            seconds=seconds,
            campaign_id=campaign_id,
            kind=kind if kind in _KINDS else None,
            pause_code=code,
            # a star marks a phone that rings first
            station=(row[self.station].rstrip("* ") or None) if self.station >= 0 else None,
            user_group=(row[self.user_group] or None) if self.user_group >= 0 else None,
            session_id=(row[self.session_id] or None) if self.session_id >= 0 else None,
            server=(row[self.server] or None) if self.server >= 0 else None,
            calls=whole(row[self.calls]) if self.calls >= 0 else None,
            latency=latency,
            hold=hold,
            in_group=in_group,
        )


_NOTHING: Final = (None, None, None)


def _columns(header: Sequence[str]) -> list[str]:
    while header and not header[-1]:
        header = header[:-1]
    columns: list[str] = []
    for n, word in enumerate(header):
        field = _AGENT_COLUMNS.get(word)
        if field is None and not word and columns and columns[-1] == "status":
            field = "kind"
        if field is None and header[n + 1 : n + 2] == ["HOLD"] and _TALLY.fullmatch(word):
            field = ""  # an option of the installation: today's calls with this status
        if field is None:
            raise errors.UnsupportedPage(FUNCTION, word or "a column without a word")
        columns.append(field)
    for field, word in _NEEDED.items():
        if columns.count(field) != 1:
            raise errors.UnsupportedPage(FUNCTION, word, missing=True)
    return columns


def _behind_calls(
    columns: Sequence[str], cells: Sequence[str]
) -> tuple[int | None, int | None, str | None]:
    """Latency, hold and in-group, of which a row has only what there is to show.

    The name of the in-group may hold bars; its id stands before the first dash.
    """
    latency = None
    rest, at = list(cells), 0
    if columns[:1] == ("latency",):
        at = 1
        measured = _LATENCY.fullmatch(rest[0])
        if measured:
            latency = int(measured[1])
            rest = rest[1:]
    if columns[at : at + 1] == ("",):
        rest = rest[1:]
    if "hold" not in columns or len(rest) < 2:
        return latency, None, None
    in_group = rest[1].partition(" - ")[0].strip()
    return latency, page.count(rest[0]) if in_group else None, in_group or None
