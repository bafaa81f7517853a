"""Files of looks: equal after reading, and readable up to wherever they are damaged."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.looks.recorded import looks_of
from vicidash.client import Agent, CampaignStats, LoginRefused, ServerInfo, Unreachable
from vicidash.floor.snapshot import (
    Exactness,
    FloorAgent,
    FloorCampaign,
    FloorSnapshot,
    LinkState,
    LinkStatus,
    Polled,
    QueueWait,
)
from vicidash.history.recorder import HistoryState
from vicidash.looks.codec import from_plain, to_plain
from vicidash.looks.differences import difference, patched
from vicidash.looks.file import BLOCK, LookFile, LookFileError, LookWriter
from vicidash.looks.look import Look

names = st.text(min_size=1, max_size=6)
times = st.floats(0, 2e9, allow_nan=False)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=20,
)
objects = st.dictionaries(names, plain, max_size=6)


@st.composite
def floors(draw: st.DrawFn) -> Look:
    """A floor as no demo has it: any text, any state, anything unknown."""
    agents = {
        user: FloorAgent(
            Agent(
                user=user,
                full_name=draw(st.none() | st.text(max_size=8)),
                campaign_id=draw(names),
                status=draw(st.sampled_from(["READY", "INCALL", "PAUSED", "QUEUE", "?"])),
                sub_status=draw(st.none() | st.sampled_from(["", "DEAD", "DISPO"])),
                pause_code=draw(st.none() | st.text(max_size=6)),
                lead_id=draw(st.none() | st.integers(0, 10**15)),
            ),
            draw(times),
            draw(st.sampled_from(Exactness)),
            hold=draw(st.none() | st.integers(0, 999)),
        )
        for user in draw(st.lists(names, max_size=5, unique=True))
    }
    campaigns = {
        name: FloorCampaign(
            CampaignStats(
                campaign_id=name,
                dial_level=draw(st.none() | st.floats(0, 20)),
                calls_today=draw(st.none() | st.integers(0, 10**6)),
                unknown=draw(st.dictionaries(names, names, max_size=2)),
            ),
            ages={"campaigns_list": draw(times)},
        )
        for name in draw(st.lists(names, max_size=3, unique=True))
    }
    at = draw(times)
    state = draw(st.sampled_from(LinkState))
    time = draw(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1))).replace(tzinfo=UTC)
    snapshot = FloorSnapshot(
        at=at,
        link=LinkStatus(state, next_try=draw(st.none() | times)),
        agents=Polled(agents, at, draw(st.none() | st.text(max_size=9))),
        campaigns=Polled(campaigns if draw(st.booleans()) else None),
        waits={name: QueueWait(at, exact=draw(st.booleans())) for name in campaigns},
        server=draw(st.none() | st.just(ServerInfo("2.14", "250720", time))),
        warnings=tuple(draw(st.lists(st.text(max_size=5), max_size=2))),
    )
    return Look(at, draw(times), snapshot, HistoryState(int(at // 60), int(at // 60)))


@pytest.mark.thorough
@given(st.lists(floors(), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_a_random_floor_is_equal_after_it_was_written_and_read(looks: list[Look]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "floor.looks"
        _write(path, looks)
        file = LookFile(path)
        assert [Look.from_plain(file.look(n)) for n in range(len(file.looks))] == looks


@given(objects, objects)
def test_a_difference_makes_the_new_of_the_old(old: dict[str, Any], new: dict[str, Any]) -> None:
    made = patched(old, difference(old, new))
    assert made == new
    assert repr(made) == repr(new), "the order, and 1 is not true"


async def test_the_demo_s_floor_is_equal_in_every_look(tmp_path: Path) -> None:
    looks = await looks_of(5)
    assert len(looks) > BLOCK, "more than one block"
    path = tmp_path / "demo.looks"
    _write(path, looks)
    file = LookFile(path)
    assert file.head["dialer"] == "http://dialer.example.com"
    assert [Look.from_plain(file.look(n)) for n in range(len(looks))] == looks
    back = list(reversed(range(len(looks))))
    fresh = LookFile(path)
    assert [Look.from_plain(fresh.look(n)) for n in back] == list(reversed(looks))


@pytest.mark.thorough
async def test_a_file_damaged_at_any_byte_gives_what_was_before(tmp_path: Path) -> None:
    looks = (await looks_of(1, agents=5, campaigns=1))[:12]
    path = tmp_path / "a.looks"
    ends = _write(path, looks)
    data = path.read_bytes()
    damaged = tmp_path / "b.looks"
    for at in range(0, len(data), 7):
        whole = [n for n, end in enumerate(ends) if end <= at]
        for wrong in (data[:at], data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]):
            damaged.write_bytes(wrong)
            try:
                file = LookFile(damaged)
            except LookFileError:
                assert at < 15, "only without its first line it is no recorded shift"
                continue
            assert len(file.looks) >= len(whole)
            for number in whole:
                assert Look.from_plain(file.look(number)) == looks[number]
            file.past()


def test_a_file_that_grows_is_read_on(tmp_path: Path) -> None:
    looks = [_empty(float(n)) for n in range(3)]
    writer = LookWriter(tmp_path / "a.looks", {})
    writer.write(0.0, looks[0].to_plain())
    file = LookFile(tmp_path / "a.looks")
    assert len(file.looks) == 1
    assert not file.grow()
    writer.write(1.0, looks[1].to_plain())
    assert file.grow()
    assert Look.from_plain(file.look(1)) == looks[1]
    writer.close()


def test_a_file_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    LookWriter(tmp_path / "a.looks", {"version": 99}).close()
    with pytest.raises(LookFileError, match="newer vicidash"):
        LookFile(tmp_path / "a.looks")
    (tmp_path / "b.looks").write_bytes(b"something else")
    with pytest.raises(LookFileError, match="is no recorded shift"):
        LookFile(tmp_path / "b.looks")
    with pytest.raises(LookFileError, match="cannot be read"):
        LookFile(tmp_path / "c.looks")


def test_a_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    LookWriter(tmp_path / "a.looks", {}).close()
    assert (tmp_path / "a.looks").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "error",
    [
        Unreachable("logged_in_agents", "no connection", "check the network"),
        LoginRefused("version", "6666"),
    ],
)
def test_an_error_comes_back_with_its_words_and_its_kind(error: Any) -> None:
    link = LinkStatus(LinkState.STOPPED, error)
    found = from_plain(LinkStatus, to_plain(link))
    assert str(found.error) == str(error)
    assert isinstance(error, type(found.error))


def test_data_that_does_not_fit_is_refused() -> None:
    good = _empty(1.0).to_plain()
    for name, wrong in (
        ("at", "soon"),
        ("at", True),
        ("snapshot", []),
        ("snapshot", {"at": 1.0, "warnings": "text"}),
        ("alerts", {"x": {"finding": {}}}),
        ("history", {"minute": 1.5, "end": 1}),
    ):
        with pytest.raises((ValueError, TypeError, KeyError)):
            Look.from_plain({**good, name: wrong})


def _empty(at: float) -> Look:
    return Look(at, at, FloorSnapshot(at), HistoryState(0, 0))


def _write(path: Path, looks: list[Look]) -> list[int]:
    """Write looks; where each ends in the file."""
    writer = LookWriter(path, {"dialer": "http://dialer.example.com"})
    ends = []
    for look in looks:
        writer.write(look.wall, look.to_plain())
        ends.append(writer.size)
    writer.close()
    return ends
