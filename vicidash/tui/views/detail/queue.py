"""The lines of the pane about one queue: why it waits, its calls, its agents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from rich.text import Text

from vicidash import formatting
from vicidash.client import WaitingCall
from vicidash.explanation.queues import explain_queue
from vicidash.tui.rendering.charts import chart
from vicidash.tui.rendering.text import Lines, below, clipped, flow, text, wrapped
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.views.queue_data import QueueSeen

CHART: Final = 8
"""Lines of the chart of calls waiting."""
_LABELS: Final = ("-60 min", "-40", "-20", "now")


def queue_lines(
    seen: QueueSeen,
    series: Sequence[float | None],
    theme: FloorTheme,
    *,
    at: float,
    width: int,
    height: int,
) -> Lines:
    """What explains its waiting calls, these one by one, its agents, its day, its last hour.

    ``at``: clock seconds to which waiting is counted; ``series``: its calls waiting in each minute
    of the last hour.
    """
    head = Text.assemble(
        text(seen.name, f"bold {theme.colors.accent}"), text(f"  {seen.kind}", theme.parts.muted)
    )
    agents = (
        (seen.agents_logged_in, "logged in"),
        (seen.agents_waiting, "waiting"),
        (seen.agents_in_calls, "in call"),
        (seen.agents_paused, "paused"),
        (seen.agents_in_dispo, "dispo"),
    )
    day = ((seen.calls_today, "calls"), (seen.drops_today, "drops"))
    why = [str(each) for each in explain_queue(seen.facts)]
    calls = _calls(seen, theme, at)
    blocks = [
        [head],
        [line for each in why for line in wrapped(each, "bold", width, indent=0)],
        calls,
        [
            *flow(text("Agents", theme.parts.header), _counts(agents, theme), width),
            *flow(text("Today", theme.parts.header), _counts(day, theme), width),
            *_times(seen, theme, width),
        ],
    ]
    lines = below(blocks)
    if any(value is not None for value in series) and height - len(lines) >= CHART + 2:
        drawn = chart(series, width, CHART, labels=_LABELS)
        lines += [text(""), text("Calls waiting, last hour", f"bold {theme.parts.header}")]
        lines += [text(line, theme.parts.chart) for line in drawn]
    return [clipped(line, width) for line in lines]


def _counts(pairs: Iterable[tuple[int | None, str]], theme: FloorTheme) -> Iterable[Text]:
    for value, word in pairs:
        yield Text.assemble(
            text(formatting.number(value), "bold"), text(f" {word}", theme.parts.header)
        )


def _times(seen: QueueSeen, theme: FloorTheme, width: int) -> Lines:
    figures = seen.figures
    if figures is None:
        return []
    shown: list[tuple[str, object, Callable[[float], str]]] = [
        ("answered", figures.hold_answered, formatting.clock),
        ("dropped", figures.hold_dropped, formatting.clock),
        ("all", figures.hold_all, formatting.clock),
        ("TMA 1", figures.service_level_1, lambda value: formatting.percent(value, 1)),
        ("TMA 2", figures.service_level_2, lambda value: formatting.percent(value, 1)),
    ]
    parts = [
        Text.assemble(
            (f"{word} ", theme.parts.header),
            (formatting.UNKNOWN if value is None else show(float(str(value))), "bold"),
        )
        for word, value, show in shown
    ]
    return flow(text("Holds", theme.parts.header), parts, width)


def _calls(seen: QueueSeen, theme: FloorTheme, at: float) -> Lines:
    title = text("Calls", f"bold {theme.parts.header}")
    if not seen.calls:
        waiting = seen.calls_waiting
        why = "none waits" if waiting == 0 else f"{formatting.number(waiting)} wait, not listed"
        return [title, text(why, theme.parts.muted)]
    age = 0.0 if seen.calls_at is None else max(0.0, at - seen.calls_at)
    return [title, *(_call(each, age, theme) for each in seen.calls)]


def _call(each: WaitingCall, age: float, theme: FloorTheme) -> Text:
    priority = "" if each.priority is None else f"  priority {each.priority}"
    only = f"  for {each.agent_only}" if each.agent_only else ""
    return Text.assemble(
        text(f"{formatting.clock(each.seconds + age):>8}  ", "bold"),
        text(each.status),
        text(f"  {each.call_type.lower()}{priority}{only}", theme.parts.muted),
    )
