"""The lines of the pane about one campaign, from what the floor and the history have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rich.text import Text

from vicidash import formatting
from vicidash.history.samples import SampleField
from vicidash.history.shift import HourFigure
from vicidash.tui.rendering.charts import bar
from vicidash.tui.rendering.text import Lines, below, clipped, drop_text, fit_items, text, wrapped
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.views.campaign import charts
from vicidash.tui.views.campaign.figures import CampaignData, figures, title

STATUSES: Final = 8
"""Statuses that are listed, the most frequent."""
CHART: Final = 8
"""Lines of a chart; one is drawn if there is room for it."""
_FIXED: Final = 48
"""Cells of an hour's line without its bar."""


def campaign_lines(
    data: CampaignData,
    hours: Sequence[HourFigure],
    theme: FloorTheme,
    explained: Iterable[str],
    *,
    width: int,
    height: int,
) -> Lines:
    """Its figures, what explains a red drop %, drops by hour, the most frequent statuses, and
    trends in what room is left."""
    lines = below(
        [
            [fit_items(title(data.stats, theme, place="", action=Text()), width)],
            [line for each in explained for line in wrapped(each, "", width, indent=0)],
            figures(data, theme, width),
            drops_by_hour(hours, theme, width),
            charts.statuses(data, theme, width)[: STATUSES + 1],
        ]
    )
    limit, percent = theme.limits.critical, formatting.percent
    trends = (
        ("Drop % today", SampleField.DROP_PERCENT, percent, limit),
        ("Calls waiting", SampleField.QUEUE, "{:,.0f}".format, None),
        ("Agents waiting", SampleField.WAITING, "{:,.0f}".format, None),
    )
    for name, figure, show, most in trends:
        if height - len(lines) < CHART + 2:
            break
        drawn = charts.trend(data, name, figure, theme, width, CHART, show, most)
        lines += [text(""), *drawn]
    return [clipped(line, width) for line in lines]


def drops_by_hour(hours: Sequence[HourFigure], theme: FloorTheme, width: int) -> Lines:
    """A line for each hour that was recorded: drop %, drops of answers, and the dial level."""
    head = text("Drops by hour", f"bold {theme.parts.header}")
    if not hours:
        return [head, text("no hour of today was recorded here", theme.parts.muted)]
    most = max(
        max((each.drop_percent or 0.0 for each in hours), default=0.0), theme.limits.critical
    )
    return [head, *(_hour(each, most, theme, width) for each in hours)]


def _hour(each: HourFigure, most: float, theme: FloorTheme, width: int) -> Text:
    percent = drop_text(each.drop_percent, each.answers, theme)
    drops = f"{formatting.number(each.drops)} of {formatting.number(each.answers)}"
    share = None if each.drop_percent is None else each.drop_percent / most
    return Text.assemble(
        text(f"{each.hour:02}:00 ", theme.parts.muted),
        text(f"{percent.plain:>10} ", str(percent.style)),
        text(bar(share, max(0, width - _FIXED)), str(percent.style) or theme.parts.chart),
        text(f" {drops:>12}  "),
        text(f"level {_levels(each)}", theme.parts.muted),
    )


def _levels(each: HourFigure) -> str:
    if each.lowest is None or each.lowest == each.highest:
        return formatting.level(each.highest)
    return f"{formatting.level(each.lowest)}-{formatting.level(each.highest)}"
