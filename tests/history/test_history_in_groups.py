"""The calls waiting of in-groups are sampled beside the campaigns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.history.past import Past, campaign
from vicidash.client import Queue
from vicidash.floor.snapshot import FloorSnapshot, Polled
from vicidash.history.samples import SampleField, in_group


def test_the_calls_waiting_of_in_groups_are_kept_beside_the_campaigns(tmp_path: Path) -> None:
    """Even of one that is called as a campaign is."""
    past = Past()
    path = tmp_path / "history.sqlite3"
    history = past.history(path)
    for calls in (0, 4, 2):
        history.see(with_queues(past.floor(campaign("SALES", calls_in_queue=1)), SALES=calls))
        past.now += 60
    history.close()
    again = past.history(path)
    for each in (history, again):
        assert each.series(in_group("SALES"), SampleField.QUEUE, 4) == (None, 0, 4, 2)
        assert each.series("SALES", SampleField.QUEUE, 4) == (None, 1, 1, 1)
        assert each.series(None, SampleField.QUEUE, 4) == (None, 1, 1, 1)
        assert [day.calls for day in each.days(None)] == []


def test_a_series_can_end_earlier() -> None:
    past = Past()
    history = past.history()
    for calls in (1, 2, 3, 4):
        history.see(past.floor(campaign("SALES", calls_in_queue=calls)))
        past.now += 60
    assert history.series("SALES", SampleField.QUEUE, 2, ago=1) == (2, 3)


def test_a_console_of_some_campaigns_finds_its_in_groups_again(tmp_path: Path) -> None:
    past = Past()
    path = tmp_path / "history.sqlite3"
    history = past.history(path, campaigns=("SALES",))
    for _ in range(2):
        history.see(with_queues(past.floor(campaign("SALES")), SUPPORT=4))
        past.now += 60
    history.close()
    again = past.history(path, campaigns=("SALES",))
    assert again.series(in_group("SUPPORT"), SampleField.QUEUE, 2) == (4, 4)


def test_a_console_that_starts_in_a_minute_that_another_has_sampled_goes_on(
    tmp_path: Path,
) -> None:
    """All that it can add is the in-groups, and of its own campaigns there is no total yet."""
    past = Past()
    path = tmp_path / "history.sqlite3"
    other = past.history(path)
    other.see(past.floor(campaign("SALES"), campaign("B")))
    other.close()
    history = past.history(path, campaigns=("SALES",))
    history.see(with_queues(past.floor(campaign("SALES")), SUPPORT=4))
    assert history.series(None, SampleField.WAITING, 1) == (3,)
    assert history.series(in_group("SUPPORT"), SampleField.QUEUE, 1) == (4,)
    history.close()


def with_queues(snapshot: FloorSnapshot, **calls: int) -> FloorSnapshot:
    queues = {
        name: Queue(id=name, total_calls=count, calls_waiting=count)
        for name, count in calls.items()
    }
    return replace(snapshot, queues=Polled(queues, snapshot.at))
