"""What the pane shows of an agent, a campaign or a queue; the dialer is asked nothing for it."""

from __future__ import annotations

from vicidash.explanation.agents import AgentFacts, explain_agent
from vicidash.floor.snapshot import Polled
from vicidash.history.samples import SampleField
from vicidash.tui.console import Console
from vicidash.tui.controllers.base import Target
from vicidash.tui.frame import Frame
from vicidash.tui.rendering.text import Lines, plain, text
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.views.agent import shift
from vicidash.tui.views.agent.data import AgentData
from vicidash.tui.views.campaign.screen import campaign_data
from vicidash.tui.views.detail.agent import agent_lines
from vicidash.tui.views.detail.campaign import campaign_lines
from vicidash.tui.views.detail.queue import queue_lines
from vicidash.tui.views.explanation import drop_explanation
from vicidash.tui.views.queue_data import queues_of


def detail(
    console: Console,
    theme: FloorTheme,
    target: Target,
    frame: Frame,
    width: int,
    height: int,
) -> Lines:
    """The lines about a target of kind ``agent``, ``campaign`` or ``queue`` (by its key)."""
    show = {"agent": _agent, "campaign": _campaign, "queue": _queue}[target.kind]
    lines = show(console, theme, target.name, frame, width, height)
    if not lines:
        return [text(f"{target.name}: not on the floor any more", theme.parts.muted)]
    return plain(lines, theme.parts.stale) if frame.stale else lines


def _agent(
    console: Console, theme: FloorTheme, user: str, frame: Frame, width: int, height: int
) -> Lines:
    seen = frame.snapshot.agent(user)
    if seen is None:
        return []
    at = frame.counted_at
    data = AgentData(
        user=user,
        seen=seen,
        absence="",
        stretches=shift.as_seen(console.frame.stretches(user), at),
        at=at,
        now=frame.now,
        clock=frame.snapshot.dialer_time,
        ticket=console.actions.agent_ticket(user),
        details=Polled(),
        day=Polled(),
        stale=frame.stale,
    )
    facts = AgentFacts(seen, console.rules, at, data.stretches)
    explained = explain_agent(facts)[:1]  # the pauses have a table of their own
    return agent_lines(data, theme, console.rules, explained, width=width, height=height)


def _campaign(
    console: Console, theme: FloorTheme, name: str, frame: Frame, width: int, height: int
) -> Lines:
    found = frame.snapshot.campaign(name)
    if found is None:
        return []
    data = campaign_data(console, found, frame, {})
    explained = drop_explanation(console, found)
    hours = console.frame.hours(name)
    return campaign_lines(data, hours, theme, explained, width=width, height=height)


def _queue(
    console: Console, theme: FloorTheme, key: str, frame: Frame, width: int, height: int
) -> Lines:
    seen = queues_of(frame.snapshot).get(key)
    if seen is None:
        return []
    at = (frame.snapshot.queues.at or frame.at) if frame.stale else frame.at
    series = console.frame.series(key, SampleField.QUEUE)
    return queue_lines(seen, series, theme, at=at, width=width, height=height)
