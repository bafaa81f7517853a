"""Recorded answers with one or two of their values bent: what a whole body at random seldom hits.

Each request is answered with what was recorded of its own function, so that calls which ask
several things get as far as they can.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.client.answer_feed import BESIDES, STOCK
from tests.client.helpers import RIGHT, connect, outcome
from tests.effort import effort
from tests.replay import recordings
from vicidash.client import VicidashError, VicidialClient
from vicidash.client.api.transport import Transport

Call = Callable[[VicidialClient], Awaitable[object]]

MORE: Final[dict[str, Call]] = {
    "lead add": lambda client: client.leads.add("3125550005", 1000, custom={"plan": "gold"}),
    "lead custom": lambda client: client.leads.update(5, custom={"plan": "gold"}),
    "details": lambda client: client.agents.details("a0004"),
    "all fields": lambda client: client.lists.custom_fields(),
    "statistics": lambda client: client.agents.statistics(
        "2026-11-23 00:00:00", "2026-11-23 23:59:59"
    ),
    "pause campaign": lambda client: client.campaigns.pause("SALESB2B"),
}
CALLS: Final = {**STOCK, **BESIDES, **MORE}
GUIDE: Final = {
    "agent_status": "SUCCESS: agent_status - PAUSED|SALESB2B|12|LUNCH\n",
    "campaign_stats": "SUCCESS: campaign_stats - dial_level: 2.5|calls_today: 9|drop_percent: 1\n",
    "lead_search": "SUCCESS: lead_search - 2\n5|1000|NEW|a0004\n6|1000|NI|a0004\n",
    "add_lead": "SUCCESS: add_lead - Lead added - 99887766\n",
}
BODIES: Final[dict[str, list[str]]] = {}
for _each in recordings():
    BODIES.setdefault(_each.function, []).append(_each.body)
PIECES: Final = re.compile(r"([|\n,;:#-]| - )")
BENT: Final = [
    "", " ", "-", "0", "-1", "9" * 5000, "9" * 400, "9" * 15, "1e400", "nan", "inf", "٣", "³",
    "1_0", "\x00", "\x85", "\u2028", "\ud7ff", "é", "<b>", "[/]", "|", "||||", "\n", "\r\n",
    " - ", ": ", ": |", "SUCCESS: ", "ERROR: ", "NOTICE: ", "BAD", "LOCK", "GOOD", "IPBLOCK",
    RIGHT, f"|{RIGHT}|BAD|", "0000-00-00", "9999-12-31 23:59:59", "0001-01-01 00:00:00",
    "2026-02-30", "http://[", "x" * 9000, "http://u:p@h/../x", "\\", "'", "%", "{}", "${x}",
]  # fmt: skip


@st.composite
def bent(draw: st.DrawFn) -> Callable[[str, bool], bytes]:
    """Answers by function: one that was recorded of it, with other values in places."""
    which = draw(st.integers(0, 10_000))
    places = draw(st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(BENT)), max_size=3))
    end = draw(st.sampled_from(["", "", "", "\n", "x"]))

    def answer(function: str, guide: bool) -> bytes:
        bodies = [GUIDE[function]] if guide and function in GUIDE else BODIES.get(function, [""])
        pieces = PIECES.split(bodies[which % len(bodies)])
        for place, text in places:
            pieces[place % len(pieces)] = text
        return ("".join(pieces) + end).encode("utf-8", "surrogatepass")

    return answer


@settings(max_examples=effort(120, 500), deadline=None)
@given(
    call=st.sampled_from(list(CALLS.values())),
    dialect=st.sampled_from(["stock", "stock", "guide", "auto"]),
    answer=bent(),
)
def test_an_answer_with_bent_values_is_a_value_or_our_error_and_never_the_password(
    call: Call, dialect: str, answer: Callable[[str, bool], bytes]
) -> None:
    async def send(_: Transport, function: str, *__: object) -> tuple[int, bytes]:
        return 200, answer(function, dialect == "guide")

    async def ask() -> object:
        names: dict[str, Any] = {"agents": ["a0004", "a0005"], "campaigns": ["SALESB2B"]}
        async with connect("http://localhost", dialect=dialect, **names) as client:
            with patch.object(Transport, "_send", send):
                return await outcome(call(client))

    found = asyncio.run(ask())
    if isinstance(found, VicidashError):
        assert RIGHT not in str(found)
        assert RIGHT not in repr(found)
