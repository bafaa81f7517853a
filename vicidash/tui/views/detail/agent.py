"""The lines of the pane about one agent, from what the floor and the history have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.text import Text

from vicidash import formatting
from vicidash.config.settings import AlertSettings
from vicidash.history.stretches import Stretch
from vicidash.history.timeline import pauses_by_code
from vicidash.tui.rendering.text import Lines, below, clipped, fit_items, flow, text, wrapped
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.views.agent import page, shift
from vicidash.tui.views.agent.data import AgentData, known

_LEAST: Final = 3
"""Lines from which the latest states are listed."""


def agent_lines(
    data: AgentData,
    theme: FloorTheme,
    rules: AlertSettings,
    explained: Iterable[object],
    *,
    width: int,
    height: int,
) -> Lines:
    """Who it is, the present state, the shift as a band and in sums, pauses against their limits,
    and the latest states in what room is left."""
    blocks = [
        _who(data, theme, width),
        [line for each in explained for line in wrapped(str(each), "", width, indent=0)],
        [each.text for each in page.shift_band(data, theme, width)],
        _sums(data, theme, width),
        _pauses(data, theme, rules),
    ]
    lines = below(blocks)
    room = height - len(lines) - 2
    if data.stretches and room >= _LEAST:
        newest = reversed(data.stretches[-room:])
        title = text("Latest states", f"bold {theme.parts.header}")
        lines += [text(""), title, *(_stretch(each, data, theme) for each in newest)]
    return [clipped(line, width) for line in lines]


def _who(data: AgentData, theme: FloorTheme, width: int) -> Lines:
    head = text(data.user, f"bold {theme.colors.accent}")
    seen = data.seen
    if seen is None:
        return [head]
    agent, muted = seen.agent, theme.parts.muted
    if agent.full_name:
        head = Text.assemble(head, "  ", text(agent.full_name, "bold"))
    hold = None if seen.hold is None else formatting.clock(seen.hold)
    pairs = [
        ("campaign", agent.campaign_id),
        ("group", known(agent.user_group)),
        ("lead", str(agent.lead_id) if agent.lead_id else "none"),
        ("in-group", seen.in_group or "none"),
        ("hold", hold or "none"),
        ("station", known(seen.station)),
        ("session", known(agent.session_id)),
    ]
    parts = [Text.assemble((f"{name} ", muted), text(value)) for name, value in pairs]
    return [
        head,
        fit_items(page.state(data, theme), width),
        *flow(text("Now", theme.parts.header), parts, width),
        page.last_action(data, theme),
    ]


def _sums(data: AgentData, theme: FloorTheme, width: int) -> Lines:
    title, lines = shift.sums(data.stretches, theme, at=data.at, width=width, clock=data.clock)
    return [title, *lines]


def _pauses(data: AgentData, theme: FloorTheme, rules: AlertSettings) -> Lines:
    """Each pause code with its longest pause against the limit."""
    used = pauses_by_code(data.stretches, data.at)
    if not used:
        return []
    title = Text.assemble(
        text("Pauses  ", f"bold {theme.parts.header}"),
        text(f"{'times':>5}{'total':>9}{'longest':>9}{'limit':>9}", theme.parts.header),
    )
    lines = [title]
    for code, use in used.items():
        limit = rules.paused.limit_of(code)
        over = limit is not None and use.longest > limit
        name = formatting.printable(code) if code else "no code"
        shown = "none" if limit is None else formatting.clock(limit)
        figures = (
            f"{name:<8.8}{use.count:>5}{formatting.clock(use.seconds):>9}"
            f"{formatting.clock(use.longest):>9}{shown:>9}"
        )
        lines.append(
            text(f"{figures} !" if over else figures, theme.colors.warning if over else "")
        )
    return lines


def _stretch(each: Stretch, data: AgentData, theme: FloorTheme) -> Text:
    """When it began, the state with its pause code, how long, and the lead of a call."""
    seconds = each.seconds(data.at)
    time = formatting.clock(seconds) if each.exact else formatting.at_least(seconds)
    code, lead = formatting.printable(each.code or ""), each.lead_id or ""
    line = Text(f"{shift.moment(each.since, data.at, data.clock):<9}", no_wrap=True, end="")
    state = f"{formatting.printable(each.word):<10}{code:<8.8}"
    line.append(state, shift.colour(each.state, theme))
    line.append(f"{time:>9}")
    line.append(f"{lead:>10}", theme.parts.muted)
    return line
