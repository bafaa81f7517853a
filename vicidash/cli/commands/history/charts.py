"""The charts of a shift's page as SVG: drops and level by hour, each agent's time. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from vicidash.cli.commands.history.sheet import STATES
from vicidash.formatting import level, number, percent, printable

if TYPE_CHECKING:
    from vicidash.history.shift import HourFigure
    from vicidash.history.shift_report import CampaignShift

WIDTH: Final = 720
_LEFT: Final = 40
_TALL: Final = 130
_TOP: Final = 24
_BAR: Final = 18
_NAME: Final = 110
_COLOURS: Final = ("#0072b2", "#56b4e9", "#e69f00", "#999999", "#d55e00")
"""Talk, wait, pause, dispo, dead: told apart by the colour-blind, too."""
_DROPS: Final = "#d55e00"
_LEVEL: Final = "#0072b2"


def hour_chart(campaign: CampaignShift) -> str:
    """Bars of the drop % of each hour, and the level as a line on a scale of its own."""
    hours = campaign.hours
    first, last = hours[0].hour, hours[-1].hour
    across = (WIDTH - 2 * _LEFT) / (last - first + 1)
    worst = max([3.0, *(each.drop_percent or 0.0 for each in hours)])
    top = max([1.0, *(each.highest or 0.0 for each in hours)])
    parts = [
        _text(_LEFT, 14, f"Drop % by hour, up to {percent(worst)}", _DROPS),
        _text(WIDTH - _LEFT, 14, f"Dial level, up to {level(top)}", _LEVEL, "end"),
        f'<path d="M{_LEFT} {_TOP + _TALL}H{WIDTH - _LEFT}" stroke="#bbb"/>',
    ]
    limit = _TOP + _TALL - 3.0 / worst * _TALL
    parts.append(
        f'<path d="M{_LEFT} {limit:.1f}H{WIDTH - _LEFT}" stroke="{_DROPS}" stroke-dasharray="4 4"/>'
    )
    for each in hours:
        left = _LEFT + (each.hour - first) * across
        tall = (each.drop_percent or 0.0) / worst * _TALL
        words = f"{each.hour:02}:00: {number(each.drops)} drops, {percent(each.drop_percent)}"
        parts.append(
            f'<rect x="{left + across * 0.15:.1f}" y="{_TOP + _TALL - tall:.1f}" '
            f'width="{across * 0.7:.1f}" height="{tall:.1f}" fill="{_DROPS}" fill-opacity="0.6">'
            f"<title>{escape(words)}</title></rect>"
        )
        parts.append(
            _text(left + across / 2, _TOP + _TALL + 14, f"{each.hour:02}", "#555", "middle")
        )
    parts += _level_lines(hours, first, across, top)
    return _svg(_TOP + _TALL + 20, parts, f"Drop % and dial level of {campaign.campaign_id}")


def _level_lines(hours: Sequence[HourFigure], first: int, across: float, top: float) -> list[str]:
    """The level at the end of each hour; hours that were not seen leave a gap."""
    lines: list[list[tuple[float, float]]] = []
    before: int | None = None
    for each in hours:
        if each.level is None:
            before = None
            continue
        if before is None or each.hour != before + 1:
            lines.append([])
        x = _LEFT + (each.hour - first + 0.5) * across
        lines[-1].append((x, _TOP + _TALL - each.level / top * _TALL))
        before = each.hour
    parts = []
    for points in lines:
        places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(
            f'<polyline points="{places}" fill="none" stroke="{_LEVEL}" stroke-width="2"/>'
        )
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{_LEVEL}"/>' for x, y in points]
    return parts


def agent_chart(campaign: CampaignShift) -> str:
    """A bar for each agent: the time in each state, on one scale."""
    longest = max(sum(each.seconds.values()) for each in campaign.agents) or 1.0
    parts: list[str] = []
    for place, ((_, word), colour) in enumerate(zip(STATES, _COLOURS, strict=True)):
        key = _NAME + place * 80
        parts.append(f'<rect x="{key}" y="4" width="10" height="10" fill="{colour}"/>')
        parts.append(_text(key + 14, 14, word, "#333"))
    for row, each in enumerate(campaign.agents):
        y = _TOP + row * _BAR
        parts.append(_text(_NAME - 6, y + 12, printable(each.user), "#333", "end"))
        x = float(_NAME)
        for (state, _), colour in zip(STATES, _COLOURS, strict=True):
            wide = each.spent(state) / longest * (WIDTH - _NAME - 10)
            parts.append(
                f'<rect x="{x:.1f}" y="{y + 2}" width="{wide:.1f}" height="{_BAR - 5}" '
                f'fill="{colour}"/>'
            )
            x += wide
    tall = _TOP + len(campaign.agents) * _BAR + 4
    return _svg(tall, parts, f"Time of the agents of {campaign.campaign_id}")


def _svg(tall: float, parts: Sequence[str], label: str) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {tall:.0f}" width="{WIDTH}" '
        f'role="img" aria-label="{escape(printable(label))}" font-family="sans-serif" '
        'font-size="11">'
    )
    return "".join([head, *parts, "</svg>"])


def _text(x: float, y: float, words: str, colour: str, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )
