"""The totals of the floor in one line: what a supervisor looks at first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.text import Text

from vicidash import formatting
from vicidash.floor.drop_rate import fewest_left
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.tui.fitting import GAP, Item, whole
from vicidash.tui.themes_model import FloorTheme

_COUNTS: Final = (
    ("agents_logged_in", "logged in", "in"),
    ("agents_incall", "in call", "call"),
    ("agents_waiting", "waiting", "wait"),
    ("agents_paused", "paused", "pause"),
    ("agents_dispo", "dispo", "dispo"),
    ("agents_dead", "dead", "dead"),
    ("calls_waiting", "calls waiting", "queue"),
)
_FITS: Final = (
    (True, (), 2),
    (False, (), 2),
    (False, (4, 5), 2),
    (False, (0, 4, 5), 2),
    (False, (0, 4, 5), 1),
    (False, (0, 1, 4, 5), 1),
)
"""What is tried one after the other: long words, the counts left out, how much of the drops."""


def totals_line(snapshot: FloorSnapshot, theme: FloorTheme, *, width: int, stale: bool) -> Text:
    """The totals; in a narrow pane with shorter words, then without what matters least.

    Of drops left that of the campaign with the fewest is told: the rule counts each campaign by
    itself, and a sum would comfort wrongly.
    """
    counts = [_count(snapshot, theme, *each) for each in _COUNTS]
    drops = list(_drops(snapshot, theme))
    line = Text()
    for long, left_out, dropped in _FITS:
        parts = [pair[0] if long else pair[1] for pair in counts]
        shown = [part for place, part in enumerate(parts) if place not in left_out]
        line = Text(GAP).join([*shown, *drops[:dropped]])
        if line.cell_len + _growth(shown) <= width:
            break
    else:  # even without room to grow: what says that something is wrong stays longest
        items = [Item(part, len(shown) - place) for place, part in enumerate(shown)]
        line = whole([*items, Item(drops[0])], width)
    if stale:
        return Text(line.plain, theme.parts.stale)
    return line


def _growth(counts: Sequence[Text]) -> int:
    """Cells that the counts may still take, each up to the longest: that one gets a digit more must
    not make another come or go."""
    lengths = [part.plain.index(" ") for part in counts]
    return sum(max(lengths) - each for each in lengths)


def _count(
    snapshot: FloorSnapshot, theme: FloorTheme, name: str, long: str, short: str
) -> tuple[Text, Text]:
    waiting = name == "calls_waiting"  # in campaigns and in-groups
    value: int | None = snapshot.calls_waiting if waiting else getattr(snapshot.totals, name)
    style, sign = "bold", ""
    if name == "agents_dead" and value:
        style = f"bold {theme.colors.error}"
    if waiting and value:
        nobody = snapshot.totals.agents_waiting == 0
        style, sign = f"bold {theme.colors.warning}", "!" if nobody else ""
    told = f"{sign}{formatting.number(value)}"
    return (
        Text.assemble((told, style), (f" {long}", theme.parts.header)),
        Text.assemble((told, style), (f" {short}", theme.parts.header)),
    )


def _drops(snapshot: FloorSnapshot, theme: FloorTheme) -> Iterator[Text]:
    percent = snapshot.totals.drop_percent
    sign, colour = theme.drop_colour(percent)
    limit = theme.limits.critical
    yield Text.assemble(
        ("drop ", theme.parts.header),
        (sign + formatting.percent(percent), f"bold {colour}" if colour else "bold"),
    )
    stats = {name: each.stats for name, each in (snapshot.campaigns.value or {}).items()}
    counts = ((name, each.drops_today, each.answers_today) for name, each in stats.items())
    if fewest := fewest_left(counts, limit):
        left, name = fewest
        colour = theme.drop_colour(stats[name].drop_percent)[1]
        told = f"{left} left to" if left >= 0 else f"{-left} over"
        told = f"{told} {limit:g}% on {formatting.printable(name)}"
        yield Text(told, f"bold {colour}" if colour else "")
