"""A shift that is sent: names are made up, the same for the same, and the figures stay."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.looks.recorded import looks_of
from vicidash.actions.kinds import NOTIFY_AGENT, PAUSE
from vicidash.actions.ticket import Stage, Ticket
from vicidash.guard.lease import LeaseHolder
from vicidash.guard.station import GuardGlance
from vicidash.history.history import FloorHistory
from vicidash.history.samples import MINUTE, Sample
from vicidash.looks.file import LookFile, LookWriter
from vicidash.looks.look import Look
from vicidash.looks.parcel import send_shift
from vicidash.looks.sent import TOTAL, SentPast
from vicidash.looks.shift import RecordedShift


@pytest.mark.thorough
async def test_no_name_number_or_address_of_the_shift_is_in_a_masked_file(tmp_path: Path) -> None:
    looks = [_with_people(each) for each in await looks_of(6)]
    shift = _recorded(tmp_path, looks)
    sent = tmp_path / "sent.looks"
    done = send_shift(shift, sent, first=0, last=len(shift) - 1, history=None, mask=True)
    assert done == len(looks)
    file = LookFile(sent)
    assert file.head["dialer"] == "https://dialer.invalid"
    text = json.dumps([dict(file.head), *(file.look(n) for n in range(len(file.looks)))])
    for look in looks:
        for user, seen in (look.snapshot.agents.value or {}).items():
            agent = seen.agent
            for real in (user, agent.full_name, agent.session_id, seen.station):
                assert real is None or f'"{real}"' not in text
                assert real is None or f" {real} " not in text
    for real in ("maria", "desk-7", "call me", "5551234567", "dialer.example.com", "boss-account"):
        assert real not in text


async def test_the_figures_of_a_masked_shift_are_those_of_the_shift(tmp_path: Path) -> None:
    looks = [_with_people(each) for each in await looks_of(4)]
    shift = _recorded(tmp_path, looks)
    sent = tmp_path / "sent.looks"
    send_shift(shift, sent, first=3, last=len(shift) - 1, history=None, mask=True)
    masked = RecordedShift.of_file(sent)
    assert len(masked) == len(looks) - 3
    names: dict[str, str] = {}
    for number, real in enumerate(looks[3:]):
        look = masked.look(number)
        assert look.snapshot.totals == real.snapshot.totals
        assert look.snapshot.statuses == real.snapshot.statuses
        assert list(look.history.samples.values()) == list(real.history.samples.values())
        before, after = look.snapshot.agents.value or {}, real.snapshot.agents.value or {}
        for user, (was, seen) in zip(
            after, zip(before.items(), after.values(), strict=True), strict=True
        ):
            assert names.setdefault(user, was[0]) == was[0], "the same agent, the same name"
            assert was[1].since == seen.since
            assert was[1].agent.state is seen.agent.state
        assert [each.severity for each in look.alerts.values()] == [
            each.severity for each in real.alerts.values()
        ]


async def test_a_sent_shift_has_the_minutes_before_it(tmp_path: Path) -> None:
    looks = await looks_of(3)
    shift = _recorded(tmp_path, looks)
    history = FloorHistory(
        tmp_path / "history.sqlite3", dialer="http://dialer.test", wall=lambda: looks[-1].wall
    )
    before = int(looks[0].wall // MINUTE) - 5
    rows = [
        (before, "SALESB2B", Sample(calls=7.0)),
        (before, history.total_name, Sample(calls=9.0)),
    ]
    assert history.file.save_minutes(rows, [])
    sent = tmp_path / "sent.looks"
    send_shift(shift, sent, first=0, last=len(shift) - 1, history=history, mask=False)
    history.close()
    past = SentPast(LookFile(sent).past())
    assert past.minutes("SALESB2B")[before].calls == 7.0
    assert past.minutes(None)[before].calls == 9.0
    assert TOTAL == ""
    assert SentPast({"minutes": "damaged"}).minutes(None) == {}


def _with_people(look: Look) -> Look:
    """What no demo has: somebody who acted, and a guard."""
    user = next(iter(look.snapshot.agents.value or {}), "a0001")
    tickets = {
        f"agent\0{user}": Ticket(
            1, PAUSE, user, "", Stage.CONFIRMED, look.at, "READY", note=f"{user} obeyed 5551234567"
        ),
        "agent\0gone": Ticket(2, NOTIFY_AGENT, "gone", "call me", Stage.CONFIRMED, look.at, ""),
    }
    holder = LeaseHolder("SALESB2B", "maria (console)", "desk-7", 4, look.wall, look.wall)
    return replace(look, tickets=tickets, guards={"SALESB2B": GuardGlance(holder)})


def _recorded(folder: Path, looks: list[Look]) -> RecordedShift:
    path = folder / "own.looks"
    writer = LookWriter(path, {"dialer": "http://dialer.example.com", "user": "boss-account"})
    for look in looks:
        writer.write(look.wall, look.to_plain())
    writer.close()
    return RecordedShift.of_file(path)
