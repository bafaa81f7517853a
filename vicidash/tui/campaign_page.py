"""One campaign on one page: figures above, charts below in as many columns as there is room. Pure.

What matters most is at the top: at 80×24 the figures and the hours need no scrolling.
"""

from __future__ import annotations

from typing import Final

from vicidash import formatting
from vicidash.history.samples import SampleField
from vicidash.tui import campaign_charts as charts
from vicidash.tui.campaign_figures import CampaignData, figures
from vicidash.tui.fitting import clipped
from vicidash.tui.page import Lines, below, beside, column_width, plain
from vicidash.tui.themes_model import FloorTheme

COLUMNS: Final = ((170, 3), (100, 2), (0, 1))
"""From how many cells on there are how many columns of charts."""
CHARTS: Final = {1: 3, 2: 3, 3: 2}
"""Charts below each other, by the number of columns."""
LOWEST: Final = 6
TALLEST: Final = 18
"""Lines of a chart."""


def page(told: CampaignData, theme: FloorTheme, width: int, height: int, *, stale: bool) -> Lines:
    """The lines of the page, none wider than ``width`` cells; it may be longer than ``height``."""
    number = next(n for least, n in COLUMNS if width >= least)
    across = column_width(width, number)
    above = figures(told, theme, width)
    room = (height - len(above)) // CHARTS[number] - 2
    tall = 8 if number == 1 else max(LOWEST, min(TALLEST, room))
    hours = charts.hours(told, theme, across, max(4, min(8, tall - 3)))
    statuses = charts.statuses(told, theme, across)
    limit = theme.limits.critical
    name, percent = "Drop % of the day", formatting.percent
    drops = charts.trend(told, name, SampleField.DROP_PERCENT, theme, across, tall, percent, limit)
    waiting = charts.trend(told, "Agents waiting", SampleField.WAITING, theme, across, tall)
    queue = charts.trend(told, "Calls waiting", SampleField.QUEUE, theme, across, tall)
    days = charts.days(told, theme, across)
    columns = {
        1: [[hours, statuses, drops, waiting, queue, days]],
        2: [[hours, drops, waiting], [statuses, queue, days]],
        3: [[hours, drops], [waiting, queue], [statuses, days]],
    }[number]
    lines = below([above, beside([below(each) for each in columns], width)])
    lines = [clipped(line, width) for line in lines]
    return plain(lines, theme.parts.stale) if stale else lines
