"""A real-time report and a summary for floors that no recording has, in the words of 2.14-202.

The recorded pages hold one floor each; a test of what happens between two looks needs a page that
fits the floor it made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

REPORT = "AST_timeonVDADall.php"
SUMMARY = "AST_timeonVDADallSUMMARY.php"


@dataclass(frozen=True)
class Row:
    """An agent of the page."""

    user: str
    state: str = "READY"
    seconds: int = 0
    campaign: str = "SALES"
    code: str = ""


def _head(level: str = "3.0", hopper: int = 5, waiting: int = 0, *, inbound: bool = False) -> str:
    label = "current active calls" if inbound else "calls being placed"
    counts = ((waiting + 2, label), (1, "calls ringing"), (waiting, "calls waiting for agents"))
    counters = "".join(
        f'<b><font size=3 face="courier">{count}</font></b> {word} &nbsp; \n'
        for count, word in (*counts, (0, "calls in IVR"))
    )
    figures = (
        ("DIAL LEVEL", level), ("TRUNK SHORT/FILL", "3 / 0"), ("TIME", "2026-11-23 05:21:14"),
        ("MAX LEVEL", "4.0"), ("DIALABLE LEADS", "812"), ("CALLS TODAY", "100"),
        ("DROPPED / ANSWERED", "1 / 50"), ("DIAL METHOD", "RATIO"),
        ("LEADS IN HOPPER", str(hopper)), ("DROPPED PERCENT", "2.00"),
    )  # fmt: skip
    cells = "".join(f"<TD><B>{name}:</B></TD><TD>{value}</TD>" for name, value in figures)
    return f"<TR>{cells}</TR><TR><TD COLSPAN=8>{counters}</TD></TR>"


def report(rows: Iterable[Row]) -> str:
    """The page; times are as of its writing."""
    lines = "".join(
        f'| SIP/{row.user} | <a href="./user_status.php?user={row.user}">{row.user}</a> | AGENTS '
        f"| 8600051 | {row.state:8}{row.code:6} | 10.10.10.15 | "
        f"{row.seconds // 60}:{row.seconds % 60:02} | {row.campaign} | 7 |\n"
        for row in rows
    )
    rule = "+------------+\n"
    header = (
        "| STATION | USER SHOW NAME INFO | USER GROUP | SESSIONID | STATUS    PAUSE "
        "| SERVER IP | MM:SS | CAMPAIGN | CALLS |\n"
    )
    return (
        f"<TABLE>{_head()}</TABLE><PRE>\n{rule}{header}{rule}{lines}{rule}</PRE>\n"
        f"  {lines.count(chr(10))} agents logged in on all servers</BODY></HTML>\n"
    )


def summary(*campaigns: str, hopper: int = 5, waiting: int = 0, inbound: bool = False) -> str:
    """The summary page of these campaigns."""
    parts = "".join(
        f'<a href="./realtime_report.php?group={name}&RR=4">{name}</a>'
        f"<table>{_head(hopper=hopper, waiting=waiting, inbound=inbound)}</table>"
        for name in campaigns
    )
    return f"<html><b>Real-Time Campaign Summary</b>{parts}</BODY></HTML>\n"
