"""The large figures of the wall, and their layout in the room there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from vicidash import formatting
from vicidash.client import AgentState, CampaignStats, Totals
from vicidash.client.report.models import HeadFigures, ReportInGroup
from vicidash.floor.drop_rate import drops_left, fewest_left, sample
from vicidash.floor.snapshot import FloorCampaign, FloorSnapshot
from vicidash.tui.rendering.text import Item, clipped, fit_items
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.wall import big_font

# The figures


@dataclass(frozen=True, slots=True)
class Tile:
    """One large figure. ``room`` is its widest expected value, so that an added digit does not
    move all others."""

    label: str
    value: str
    sign: str = ""
    colour: str = ""
    room: str = ""
    short: str = ""
    """The label if the full one does not fit."""
    rank: int = 0
    """If not all are drawn large, those with the lowest rank are."""
    spare: bool = False
    """Whether it is only drawn large in a place that would be empty; else in a line below, if one
    is free."""

    def label_within(self, width: int) -> str:
        """The label, or the short one if it does not fit."""
        return self.label if len(self.label) <= width else self.short or self.label

    @property
    def text(self) -> str:
        """What is drawn large."""
        return self.value + self.sign

    @property
    def widest(self) -> tuple[str, str]:
        """The widest texts to leave room for."""
        return self.text, self.room


def overview(snapshot: FloorSnapshot, theme: FloorTheme, now: float) -> tuple[Tile, ...]:
    """All campaigns together."""
    totals = _counted(snapshot)
    campaigns = (snapshot.campaigns.value or {}).values()
    limited = bool(snapshot.user_groups)
    left = _tightest(campaigns, theme)
    figures = _figures(totals, snapshot.calls_waiting, left, theme, limited=limited)
    head = None if snapshot.head.problem else snapshot.head.value
    return (
        *figures,
        _dispo(totals),
        _longest_wait(snapshot.longest_wait(now)),
        *_dialing(head, theme),
        _service_level(snapshot),
    )


def of_campaign(
    campaign: FloorCampaign, theme: FloorTheme, longest: float | None, *, limited: bool = False
) -> tuple[Tile, ...]:
    """One campaign; ``longest``: seconds that its longest waiting call has waited; ``limited``:
    whether only some user groups' agents are counted."""
    stats = campaign.stats
    left = drops_left(stats.drops_today, stats.answers_today, theme.limits.critical)
    figure = _left("", left, theme)
    if not stats.answers_today:  # no drops are left before the first answer, but nothing is wrong
        figure = replace(figure, sign="", colour="")
    return (
        *_figures(stats, stats.calls_in_queue, figure, theme, limited=limited),
        Tile("dial level", formatting.level(stats.dial_level), room="9.9", short="level", rank=8),
        _dispo(stats),
        _longest_wait(longest),
        *_dialing(campaign.summary, theme),
    )


def _counted(snapshot: FloorSnapshot) -> CampaignStats | Totals:
    """Totals of the campaigns; states of agents are counted even if campaigns are unknown."""
    totals = snapshot.totals
    if totals.agents_logged_in is not None or snapshot.agents.value is None:
        return totals
    states = Counter(seen.agent.state for seen in snapshot.agents.value.values())
    counts = {
        "agents_logged_in": states.total(),
        "agents_incall": states[AgentState.IN_CALL],
        "agents_waiting": states[AgentState.WAITING],
        "agents_paused": states[AgentState.PAUSED],
        "agents_dispo": states[AgentState.DISPO],
        "agents_dead": states[AgentState.DEAD],
    }
    return totals.model_copy(update=counts)


def _figures(
    counts: CampaignStats | Totals,
    calls_waiting: int | None,
    left: Tile,
    theme: FloorTheme,
    *,
    limited: bool,
) -> tuple[Tile, ...]:
    room = "9" * len(str(counts.agents_logged_in or 0))
    # agents who are not counted may be free
    alone = bool(calls_waiting) and counts.agents_waiting == 0 and not limited
    dead = bool(counts.agents_dead)
    sign, colour = theme.drop_colour(counts.drop_percent, sample(counts))
    drop = formatting.percent(counts.drop_percent)
    few = bool(colour) and theme.too_few(sample(counts))
    return (  # in the usual order; the rank is by importance
        Tile("in call", formatting.number(counts.agents_incall), room=room, rank=1),
        Tile(
            "agents waiting",
            formatting.number(counts.agents_waiting),
            room=room,
            short="waiting",
            rank=3,
        ),
        Tile("paused", formatting.number(counts.agents_paused), room=room, rank=4),
        Tile(
            "call waiting" if calls_waiting == 1 else "calls waiting",
            formatting.number(calls_waiting),
            "!" if alone else "",
            theme.colors.warning if alone else "",
            room="99",
            short="queue",
            rank=2,
        ),
        Tile(
            "drop %" if not few else f"drop % of {formatting.number(sample(counts))}",
            drop.removesuffix("%"),
            sign.strip(),
            colour,
            room="9.99",
            short="drop %",
            rank=0,
        ),
        replace(left, rank=5),
        Tile(
            "logged in",
            formatting.number(counts.agents_logged_in),
            room=room,
            short="agents",
            rank=6,
        ),
        Tile(
            "dead",
            formatting.number(counts.agents_dead),
            "!" if dead else "",
            theme.colors.error if dead else "",
            room="9",
            rank=7,
        ),
    )


def _dispo(counts: CampaignStats | Totals) -> Tile:
    room = "9" * len(str(counts.agents_logged_in or 0))
    return Tile("dispo", formatting.number(counts.agents_dispo), room=room, rank=9, spare=True)


# What only the dialer's real-time pages have: in places that would be empty, else in small


def _longest_wait(seconds: float | None) -> Tile:
    return Tile("longest wait", formatting.clock(seconds), room="9:99", rank=10, spare=True)


def _dialing(head: HeadFigures | None, theme: FloorTheme) -> tuple[Tile, Tile]:
    short = None if head is None else head.trunk_short
    return (
        Tile(
            "trunk short",
            formatting.number(short),
            "!" if short else "",
            theme.colors.warning if short else "",
            room="9",
            rank=11,
            spare=True,
        ),
        Tile(
            "dialable",
            formatting.number(None if head is None else head.dialable_leads),
            room="9,999",
            rank=12,
            spare=True,
        ),
    )


def _service_level(snapshot: FloorSnapshot) -> Tile:
    """The in-group that answered the smallest share of its calls in time."""
    polled = snapshot.in_group_figures
    figures = () if polled.problem else (polled.value or {}).values()
    share, group = ReportInGroup.lowest_service_level(figures)
    return Tile(
        f"service level {formatting.printable(group)}".rstrip(),
        formatting.percent(share, 1),
        room="99.9%",
        short="service",
        rank=13,
        spare=True,
    )


def _tightest(campaigns: Iterable[FloorCampaign], theme: FloorTheme) -> Tile:
    """The campaign with the fewest drops left, as the rule counts each by itself."""
    stats = (each.stats for each in campaigns)
    counts = ((each.campaign_id, each.drops_today, each.answers_today) for each in stats)
    fewest = fewest_left(counts, theme.limits.critical)
    if fewest is None:
        return _left("", None, theme)
    left, name = fewest
    return _left(f" {formatting.printable(name)}", left, theme)


def _left(of: str, left: int | None, theme: FloorTheme) -> Tile:
    short = f"to {theme.limits.critical:g}%"
    label = f"left {short}{of}"
    if left is None or left > 0:
        return Tile(label, formatting.number(left), room="99", short=short)
    if left == 0:
        return Tile(label, "0", "!", theme.drop.warn, "99", short)
    over = f"over {theme.limits.critical:g}%"
    return Tile(f"{over}{of}", formatting.number(-left), "!!", theme.drop.critical, "99", over)


GAP: Final = 2
"""Columns between two figures, at least."""


@dataclass(frozen=True, slots=True)
class Paint:
    """How the wall is drawn: the muted colour, and whether in ASCII only."""

    muted: str
    ascii_only: bool = False


@dataclass(frozen=True, slots=True)
class _Plan:
    """A layout: columns, scale, and the widths of the columns without spare room."""

    count: int
    columns: int
    scale: int
    widths: tuple[int, ...]


def fill(figures: Sequence[Tile], width: int, height: int, paint: Paint) -> list[Text]:
    """Exactly ``height`` lines of exactly ``width`` columns.

    All figures have the largest scale at which all fit. If they do not fit at the smallest one, the
    less important ones are in a line of text; if not even one fits, all are.
    """
    ranked = sorted(range(len(figures)), key=lambda place: figures[place].rank)
    needed = [place for place in ranked if not figures[place].spare]
    spare = [place for place in ranked if figures[place].spare]
    for count in range(len(needed), 0, -1):
        below = 1 if count < len(needed) else 0
        shown = sorted(needed[:count])
        plan = _plan([figures[place] for place in shown], width, height - below, paint)
        if plan is None:
            continue
        if below:
            rest = [figures[place] for place in ranked if place not in shown]
            chosen = [figures[place] for place in shown]
            return [*_drawn(chosen, plan, width, height - 1, paint), _line(rest, width)]
        return _filled(figures, (shown, spare), plan, width, height, paint)
    return exactly([_named(figures[place], width) for place in ranked], width, height)


def _filled(
    figures: Sequence[Tile],
    places: tuple[list[int], list[int]],
    plan: _Plan,
    width: int,
    height: int,
    paint: Paint,
) -> list[Text]:
    """All figures that are needed, with those of the spare ones that cost them no size: large, or
    in a line below. ``places``: of the needed and of the spare figures."""
    needed, spare = places
    spare = sorted(spare, key=lambda place: figures[place].value == formatting.UNKNOWN)
    known = sum(figures[place].value != formatting.UNKNOWN for place in spare)
    counts = range(known, -1, -1)  # what is unknown is not drawn large
    # rather all of them, some in the line, than more of them large and others not at all
    for count, below in (*((n, int(n < len(spare))) for n in counts), *((n, 0) for n in counts)):
        chosen = [figures[place] for place in sorted((*needed, *spare[:count]))]
        fitting = _plan(chosen, width, height - below, paint)
        if fitting is None or fitting.scale != plan.scale:
            continue
        drawn = _drawn(chosen, fitting, width, height - below, paint)
        rest = [figures[place] for place in spare[count:]]
        return [*drawn, _line(rest, width)] if below else drawn
    return _drawn([figures[place] for place in sorted(needed)], plan, width, height, paint)


def _plan(figures: Sequence[Tile], width: int, height: int, paint: Paint) -> _Plan | None:
    best: _Plan | None = None
    for columns in range(1, len(figures) + 1):
        rows = -(-len(figures) // columns)
        if -(-len(figures) // rows) < columns:
            continue  # as many rows as with fewer columns
        lines = height // rows - 1
        for scale in range(big_font.LARGEST, best.scale if best else 0, -1):
            widths = _widths(figures, columns, scale, paint)
            tall = big_font.size("0", scale, ascii_only=paint.ascii_only)[1]
            if tall <= lines and sum(widths) + GAP * (columns - 1) <= width:
                best = _Plan(len(figures), columns, scale, widths)
                break
    return best


def _widths(figures: Sequence[Tile], columns: int, scale: int, paint: Paint) -> tuple[int, ...]:
    def wide(figure: Tile) -> int:
        drawn = (big_font.size(each, scale, ascii_only=paint.ascii_only) for each in figure.widest)
        return max(len(figure.short or figure.label), *(size[0] for size in drawn))

    return tuple(max(map(wide, figures[column::columns])) for column in range(columns))


def _drawn(
    figures: Sequence[Tile], plan: _Plan, width: int, height: int, paint: Paint
) -> list[Text]:
    spare, odd = divmod(width - sum(plan.widths), plan.columns)
    widths = [each + spare + (place < odd) for place, each in enumerate(plan.widths)]
    rows = range(0, len(figures), plan.columns)
    tall, odd = divmod(height, len(rows))
    lines: list[Text] = []
    for place, start in enumerate(rows):
        row = figures[start : start + plan.columns]
        lines += _row(row, widths, tall + (place < odd), plan.scale, paint)
    return exactly(lines, width, height)


def _row(
    figures: Sequence[Tile], widths: Sequence[int], height: int, scale: int, paint: Paint
) -> list[Text]:
    cells = [
        _tile(figure, wide, height, scale, paint)
        for figure, wide in zip(figures, widths, strict=False)
    ]
    return beside(cells)


def _tile(figure: Tile, width: int, height: int, scale: int, paint: Paint) -> list[Text]:
    drawn = big_font.big(figure.text, scale, ascii_only=paint.ascii_only)
    lines = [Text(line, figure.colour) for line in drawn]
    # the label is cut rather than the figure, and never touches the next one
    label = clipped(
        Text(figure.label_within(width - 1), figure.colour or paint.muted), max(1, width - 1)
    )
    above = max(0, height - len(lines) - 1) // 2
    return exactly([*(Text() for _ in range(above)), *lines, label], width, height, centre=True)


def _line(figures: Sequence[Tile], width: int) -> Text:
    """The figures in a line of text, most important first."""
    items = [Item(_named(figure, width), place) for place, figure in enumerate(figures)]
    return exactly([fit_items(items, width)], width, 1)[0]


def _named(figure: Tile, width: int) -> Text:
    label = figure.label_within(width - len(figure.text) - 1)
    return Text.assemble((f"{figure.text} ", f"bold {figure.colour}".strip()), label)


def beside(cells: Sequence[Sequence[Text]]) -> list[Text]:
    """Blocks of equally many lines side by side."""
    return [Text().join(parts) for parts in zip(*cells, strict=True)]


def exactly(lines: Sequence[Text], width: int, height: int, *, centre: bool = False) -> list[Text]:
    """Exactly so many lines and columns, cut or filled with blanks."""
    cut = list(lines[:height])
    cut += [Text() for _ in range(height - len(cut))]
    return [_fitted(line, width, centre=centre) for line in cut]


def _fitted(line: Text, width: int, *, centre: bool) -> Text:
    fitted = clipped(line, width)
    spare = width - cell_len(fitted.plain)
    left = spare // 2 if centre else 0
    return Text.assemble(" " * left, fitted, " " * (spare - left))
