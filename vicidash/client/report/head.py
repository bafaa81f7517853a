"""The upper part of the report, which the summary repeats for each campaign. No I/O.

Labels and values stand in the cells of a table, ``DIAL LEVEL:`` beside ``2.438``; the counters
below it as ``<b>7</b> current active calls`` or, in the HTML display, as two rows of a table.
A label that is not known is left out: each figure stands beside its own label, so nothing else
depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from vicidash.client import errors
from vicidash.client.report import page
from vicidash.client.report.models import HeadFigures, ReportCounters, ReportInGroup

LEVEL: Final = "DIAL LEVEL"
NO_CALLS: Final = "NO LIVE CALLS WAITING"
NO_AGENTS: Final = "NO AGENTS ON CALLS"

Read = Callable[[str], object]


def _word(text: str) -> str | None:
    return text or None


def _yes(text: str) -> bool | None:
    return {"Y": True, "N": False}.get(text)


def _statuses(text: str) -> tuple[str, ...]:
    return tuple(word for part in text.split(",") if (word := part.strip()))


_FIGURES: Final[Mapping[str, tuple[tuple[str, Read], ...]]] = {
    LEVEL: (("dial_level", page.real),),
    "TRUNK SHORT/FILL": (("trunk_short", page.count), ("trunk_fill", page.count)),
    "FILTER": (("lead_filter", _word),),
    "TIME": (("at", page.moment),),
    "MAX LEVEL": (("max_level", page.real),),
    "DROPPED MAX": (("dropped_max", page.real),),
    "TARGET DIFF": (("target_difference", page.real),),
    "INTENSITY": (("intensity", page.real),),
    "DIAL TIMEOUT": (("dial_timeout", page.real),),
    "TAPER TIME": (("taper_time", page.count),),
    "LOCAL TIME": (("local_call_time", _word),),
    "AVAIL ONLY": (("available_only", _yes),),
    "DIALABLE LEADS": (("dialable_leads", page.count),),
    "CALLS TODAY": (("calls_today", page.count),),
    "AVG AGENTS": (("average_agents", page.real),),
    "DIAL METHOD": (("dial_method", _word),),
    "HOPPER LEVEL": (("hopper_level", page.count),),
    "HOPPER ( min/auto )": (("hopper_level", page.count), ("hopper_auto", page.count)),
    "DROPPED / ANSWERED": (("drops", page.real), ("answers", page.count)),
    "DL DIFF": (("dial_difference", page.real),),
    "STATUSES": (("dial_statuses", _statuses),),
    "LEADS IN HOPPER": (("leads_in_hopper", page.count),),
    "DROPPED PERCENT": (("drop_percent", page.real),),
    "DIFF": (("difference_percent", page.real),),
    "ORDER": (("lead_order", _word),),
}
"""Each label and what stands behind it; two values are separated by a slash."""

_IN_GROUP: Final[Mapping[str, tuple[str, Read]]] = {
    "CALLS TODAY": ("calls", page.count),
    "DROPS TODAY": ("drops", page.real),
    "ANSWERS TODAY": ("answers", page.count),
    "DROP PERCENT": ("drop_percent", page.real),
    "TMA 1": ("service_level_1", page.real),
    "TMA 2": ("service_level_2", page.real),
    "Average Hold time for Answered Calls": ("hold_answered", page.real),
    "Average Hold time for Dropped Calls": ("hold_dropped", page.real),
    "Average Hold time for All Calls": ("hold_all", page.real),
}
_CALLBACKS: Final = "LIVE Inbound Callback Queue Calls"

_COUNTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "current active calls": ("active",),
    "calls being placed": ("active",),
    "calls ringing": ("ringing",),
    "calls waiting for agents": ("waiting",),
    "calls in IVR": ("in_ivr",),
    "callback queue calls": ("callbacks_queued",),
    "agents logged in": ("agents_logged_in",),
    "agents in calls": ("agents_in_calls",),
    "agents in calls / dials": ("agents_in_calls", "agents_dialing"),
    "agents waiting": ("agents_waiting",),
    "paused agents": ("agents_paused",),
    "agents in dead calls": ("agents_dead",),
    "agents in dispo": ("agents_dispo",),
}
_ACTIVE: Final = {"current active calls": True, "calls being placed": False}
"""The word for calls in progress tells whether those of in-groups are among them."""
_NONE_OF: Final = {
    NO_CALLS: ("active", "ringing", "waiting", "in_ivr"),
    NO_AGENTS: ("agents_logged_in", "agents_in_calls", "agents_waiting", "agents_paused"),
}


def figures(function: str, table: LexborNode) -> HeadFigures:
    """The figures of one head. Raises :class:`UnsupportedPage` without its level and time."""
    found = values(table)
    for label, key in ((LEVEL, "dial_level"), ("TIME", "at")):
        if found.get(key) is None:
            raise errors.UnsupportedPage(function, label, missing=True)
    return HeadFigures(**found)


def values(table: LexborNode) -> dict[str, Any]:
    """The fields of :class:`HeadFigures` that ``table`` has."""
    found: dict[str, Any] = {}
    for cells in page.rows(table):
        texts = [page.cell_text(cell) for cell in cells]
        for label, value in pairwise(texts):
            fields = _FIGURES.get(_label(label), ())
            parts = value.split("/") if len(fields) > 1 else [value]
            for (key, read), part in zip(fields, parts, strict=False):
                found[key] = read(part.strip())
    return found


def is_head(table: LexborNode) -> bool:
    """Whether ``table`` is the table of head figures, not one around it."""
    first = next(page.rows(table), [])
    return bool(first) and _label(page.cell_text(first[0])) == LEVEL


def in_groups(function: str, table: LexborNode) -> Iterator[ReportInGroup]:
    """The in-groups of the table inside the head: three rows each, the first with the name.

    Raises :class:`UnsupportedPage` when none of the labels of a group is known.
    """
    group, found = "", dict[str, Any]()
    for cells in page.rows(table):
        texts = [page.cell_text(cell) for cell in cells]
        known = [n for n, text in enumerate(texts) if _label(text) in _IN_GROUP]
        name = next((text for text in texts[: known[0]] if text), "") if known else ""
        if not known and any(texts):
            raise errors.UnsupportedPage(function, next(filter(None, texts)))
        if name:
            if group:
                yield ReportInGroup(group, **found)
            group, found = name, {}
        for n in known:
            key, read = _IN_GROUP[_label(texts[n])]
            found[key] = read(texts[n + 1]) if n + 1 < len(texts) else None
        for text in texts:
            if text.startswith(_CALLBACKS):
                found["callbacks_queued"] = page.count(text.rpartition(":")[2])
    if group:
        yield ReportInGroup(group, **found)


def counters(function: str, part: LexborNode | LexborHTMLParser, text: str) -> ReportCounters:
    """The counters below a head, from either display; ``text`` is what the part shows.

    Raises :class:`UnsupportedPage` where neither a counter nor a notice that there is nothing
    to count is known.
    """
    pairs = dict(_table_counters(part)) or dict(_text_counters(part))
    found: dict[str, Any] = {}
    for label, value in pairs.items():
        if label in _ACTIVE:
            found["with_inbound"] = _ACTIVE[label]
        keys = _COUNTERS.get(label, ())
        found |= zip(keys, map(page.count, value.split("/")), strict=False)
    known = bool(found)
    for notice, keys in _NONE_OF.items():
        if keys[0] not in found and notice in text:
            found |= dict.fromkeys(keys, 0)
            known = True
    if not known:
        raise errors.UnsupportedPage(
            function, next(iter(pairs), "calls ringing"), missing=not pairs
        )
    return ReportCounters(**found)


def _text_counters(part: LexborNode | LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for number in part.css('font[face="courier"]'):
        bold = number.parent
        behind = (bold if bold is not None and bold.tag == "b" else number).next
        if behind is not None and behind.tag == "-text":
            yield page.plain(behind.text()), page.cell_text(number)


def _table_counters(part: LexborNode | LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for table in part.css("table.realtime_calls_table"):
        labels: Sequence[str] = ()
        for cells in page.rows(table):
            shown = [page.cell_text(c) for c in cells if c.css_first("font.realtime_img_text")]
            if shown:
                labels = shown
            elif len(cells) == len(labels):
                yield from zip(labels, map(page.cell_text, cells), strict=True)
                labels = ()


def _label(text: str) -> str:
    return text.strip().removesuffix(":").rstrip()
