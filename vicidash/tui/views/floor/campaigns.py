"""The table of campaigns with its TOTAL, and the line of totals."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import ClassVar, Final

from rich.text import Text
from textual.binding import BindingType

from vicidash import formatting
from vicidash.action_table import Group
from vicidash.actions.ticket import Ticket
from vicidash.client import CampaignStats, Totals
from vicidash.client.validation import level_warning
from vicidash.floor.drop_rate import drops_left, fewest_left, sample
from vicidash.floor.report_pages import NEVER
from vicidash.floor.snapshot import FloorCampaign, FloorSnapshot
from vicidash.guard.station import UNGUARDED, GuardGlance
from vicidash.guard.terms import Decision
from vicidash.tui import bindings
from vicidash.tui.bindings import KeyOf, usual_key
from vicidash.tui.controllers import tables
from vicidash.tui.controllers.figures import FIGURES, StripFigure
from vicidash.tui.rendering.charts import sparkline
from vicidash.tui.rendering.text import GAP, Item, Tickets, action_mark, cell, drop_text, fit_items
from vicidash.tui.rendering.themes import FloorTheme
from vicidash.tui.table.columns import Column, Sort, Value, ordered
from vicidash.tui.table.rows import TableRow
from vicidash.tui.table.table import LiveTable
from vicidash.tui.widgets.status_lines import LEADS_TO

TOTAL: Final = "\0total"
"""Key of the TOTAL row, which no campaign id can equal."""

CAMPAIGN_COLUMNS: Final = (
    Column("campaign_id", "Campaign", 9, flexible=True, min_width=8, max_width=20, letter="C"),
    Column("dial_method", "Method", 13, priority=5, letter="M"),
    Column("dial_level", "Level", 9, "right", letter="V"),
    Column("agents_logged_in", "Agents", 6, "right", priority=1, letter="A"),
    Column("agents_incall", "In call", 7, "right", priority=1, letter="I"),
    Column("agents_waiting", "Waiting", 7, "right", priority=1, letter="W"),
    Column("waiting_trend", "Last hour", 12, priority=9),
    Column("agents_paused", "Paused", 6, "right", priority=1, letter="P"),
    Column("agents_dispo", "Dispo", 5, "right", priority=6, letter="D"),
    Column("agents_dead", "Dead", 4, "right", priority=6, letter="E"),
    Column("calls_today", "Calls", 7, "right", priority=4, letter="S"),
    Column("drops_today", "Drops", 5, "right", priority=4, letter="R"),
    Column("drop_percent", "Drop %", 9, "right", letter="O"),
    Column("drop_trend", "Last hour", 12, priority=8),
    Column(
        "drops_left", "Drops left", 5, "right", priority=2, max_width=10, letter="T", short="Left"
    ),
    Column("month_percent", "30 days %", 10, "right", priority=7, letter="Y"),
    Column("hopper_level", "Hopper", 6, "right", priority=3, letter="H"),
    Column("calls_in_queue", "Queue", 5, "right", priority=1, letter="Q"),
    Column("calls_ringing", "Ringing", 7, "right", priority=10, letter="G"),
    Column("dialable_leads", "Dialable", 8, "right", priority=11, letter="B"),
    Column("trunk_short", "Trunk short", 11, "right", priority=12, letter="K"),
    Column("average_agents", "Avg agents", 10, "right", priority=13, letter="N"),
    Column("dial_difference", "Dial diff", 9, "right", priority=14, letter="F"),
    Column("guard", "Guard", 22, priority=7, max_width=34, letter="U"),
)

SUMMARY_KEYS: Final = frozenset(
    ("calls_ringing", "dialable_leads", "trunk_short", "average_agents", "dial_difference")
)
"""The columns that only the dialer's campaign summary has."""


def summary_figure(each: FloorCampaign, key: str) -> float | int | None:
    """A figure of one of ``SUMMARY_KEYS``; ``None`` where the summary is not at hand."""
    if each.summary is None:
        return None
    found: float | int | None = (
        each.summary.counters.ringing if key == "calls_ringing" else getattr(each.summary, key)
    )
    return found


def _summary_cells(each: FloorCampaign, theme: FloorTheme, plain: str) -> dict[str, Text]:
    cells = {}
    for key in SUMMARY_KEYS:
        value = summary_figure(each, key)
        if isinstance(value, float):
            shown = f"{value:+.2f}" if key == "dial_difference" else f"{value:.2f}"
        else:
            shown = formatting.number(value)
        short = key == "trunk_short" and bool(value)
        style = plain or (f"bold {theme.colors.warning}" if short else "")
        cells[key] = cell(f"!{shown}" if short else shown, style)
    return cells


Trends = Callable[[str, str], Sequence[float | None]]
"""Maps a campaign and ``drop_trend`` or ``waiting_trend`` to a value for each minute of its last
hour."""
STOPPED: Final = "! stopped"
"""Shown in place of the dial level of an inactive campaign."""
TREND: Final = 12
"""Cells of a sparkline."""
LEAST_SPAN: Final = 0.2
"""Change of a drop %, in percentage points, that fills the height of its sparkline."""


def campaign_rows(
    snapshot: FloorSnapshot,
    theme: FloorTheme,
    *,
    now: float,
    tickets: Tickets,
    steps: Mapping[str, float],
    stale: bool,
    order: Iterable[str] | None = None,
    trends: Trends = lambda name, figure: (),
    guards: Callable[[str], GuardGlance] = lambda name: UNGUARDED,
    wall: float = 0.0,
    with_total: bool = True,
) -> list[TableRow]:
    """A row for each campaign and the TOTAL. ``steps``: unsent dial levels; ``wall``: epoch seconds
    that the age of the ``guards``' decisions is counted to."""
    plain = theme.parts.stale if stale else ""
    campaigns = snapshot.campaigns.value or {}
    rows = [
        TableRow(
            name,
            _with_guard(
                _campaign(campaigns[name], theme, plain, tickets(name), steps.get(name), now),
                guards(name),
                wall,
                theme,
                plain,
            )
            | _trends(name, theme, plain, trends),
        )
        for name in (campaigns if order is None else order)
        if name != TOTAL  # a campaign named so must not crash the console
    ]
    if rows and with_total:
        rows.append(TableRow(TOTAL, _total(snapshot.totals, theme, plain), fixed=True))
    return rows


def _campaign(
    each: FloorCampaign,
    theme: FloorTheme,
    plain: str,
    ticket: Ticket | None,
    step: float | None,
    now: float,
) -> dict[str, Text]:
    stats = each.stats
    idle = stats.active is False or stats.dial_level == 0
    dry = stats.hopper_level == 0 and not idle
    method = (stats.dial_method or formatting.UNKNOWN).removeprefix("ADAPT_")
    return (
        _figures(stats, theme, plain)
        | _summary_cells(each, theme, plain)
        | {
            "campaign_id": cell(stats.campaign_id, plain),
            "dial_method": cell(method, plain),
            "dial_level": level_cell(each, theme, plain, ticket, step, now, stopped=STOPPED),
            "month_percent": _drop(
                each.month_percent, None if each.month is None else each.month.answers, theme, plain
            ),
            "hopper_level": cell(
                f"!{stats.hopper_level}" if dry else formatting.number(stats.hopper_level),
                plain or (f"bold {theme.colors.warning}" if dry else ""),
            ),
        }
    )


def level_cell(
    each: FloorCampaign,
    theme: FloorTheme,
    plain: str,
    ticket: Ticket | None,
    step: float | None,
    now: float,
    *,
    stopped: str = "",
) -> Text:
    """The dial level, with the unsent level or the progress of an action. ``stopped`` replaces
    it if the campaign is inactive and so does not dial at any level."""
    stats = each.stats
    level = formatting.level(stats.dial_level)
    if step is not None:
        return cell(f"{level}→{formatting.level(step)}", f"bold {theme.colors.accent}")
    sign, colour = action_mark(ticket, theme, now)
    if sign and ticket is not None:
        seen_since = each.ages.get("campaigns_list", now) > ticket.at
        held = ticket.value if ticket.stage.pending else "" if seen_since else ticket.after
        shown = formatting.level(float(held)) if held else level
        return cell(f"{sign[0]} {shown}", plain or colour)
    if stopped and stats.active is False:
        return cell(stopped, plain or f"bold {theme.colors.warning}")
    weak = level_warning(stats.dial_method) is not None
    return cell(level, plain or (theme.parts.muted if weak else ""))


GUARDED: Final = "G "
"""Before the level of a campaign that is guarded: its own column is not always there."""
LEVEL_WIDTH: Final = 9
"""Cells of the column of levels."""


def _with_guard(
    cells: dict[str, Text], glance: GuardGlance, wall: float, theme: FloorTheme, plain: str
) -> dict[str, Text]:
    """The cells of a campaign with its guard, also marked beside the level where it fits."""
    level = cells["dial_level"]
    if glance.holder is not None and level.cell_len + len(GUARDED) <= LEVEL_WIDTH:
        mark = cell(GUARDED, plain or theme.colors.accent)
        cells = {**cells, "dial_level": Text.assemble(mark, level, no_wrap=True, end="")}
    return cells | {"guard": guard_cell(glance, wall, theme, plain)}


def guard_cell(glance: GuardGlance, wall: float, theme: FloorTheme, plain: str) -> Text:
    """Who guards a campaign, its last decision and when; empty when nobody does."""
    if glance.holder is None:
        return cell("", plain)
    who = "here" if glance.here else formatting.printable(glance.holder.name)
    if glance.last is None:
        return cell(who, plain or theme.colors.accent)
    ago = formatting.age(max(0.0, wall - glance.last.at))
    return cell(f"{decision_word(glance.last)} {ago}, {who}", plain or theme.colors.accent)


def guard_words(glance: GuardGlance, wall: float) -> tuple[str, str]:
    """Who guards a campaign, and its last decision with its age; empty where there is none."""
    if glance.holder is None:
        who = "off"
    else:
        who = "on, from here" if glance.here else f"on, by {glance.holder}"
    if glance.last is None:
        return formatting.printable(who), ""
    ago = formatting.age(max(0.0, wall - glance.last.at))
    answer = f" — {glance.last.answer}" if glance.last.answer else ""
    last = f"{decision_word(glance.last)} {ago} ago: {glance.last.text}{answer}"
    return formatting.printable(who), formatting.printable(last)


def guard_line(glance: GuardGlance, wall: float) -> str:
    """The guard of a campaign as a line of a message; empty where there is none."""
    if glance.holder is None:
        return ""
    who, last = guard_words(glance, wall)
    return f"Guard {who}; {last}" if last else f"Guard {who}"


def decision_word(decision: Decision) -> str:
    """A decision in a word: what was done, or why nothing was."""
    return decision.verdict.value if decision.changes else decision.rule.value


def _trends(name: str, theme: FloorTheme, plain: str, trends: Trends) -> dict[str, Text]:
    colour = plain or theme.parts.chart
    drops, waiting = trends(name, "drop_trend"), trends(name, "waiting_trend")
    known = [value for value in drops if value is not None]
    # the day's drop % changes little in an hour: a scale from 0 would hide the change
    middle = (min(known) + max(known)) / 2 if known else 0.0
    reach = max(LEAST_SPAN, max(known) - min(known)) * 0.6 if known else LEAST_SPAN
    return {
        "drop_trend": cell(
            sparkline(drops, TREND, low=max(0.0, middle - reach), high=middle + reach), colour
        ),
        "waiting_trend": cell(sparkline(waiting, TREND), colour),
    }


def _figures(figures: CampaignStats | Totals, theme: FloorTheme, plain: str) -> dict[str, Text]:
    counts = {
        name: cell(formatting.number(getattr(figures, name)), plain)
        for name in (
            "agents_logged_in",
            "agents_incall",
            "agents_waiting",
            "agents_paused",
            "agents_dispo",
            "agents_dead",
            "calls_today",
            "drops_today",
            "hopper_level",
            "calls_in_queue",
        )
    }
    if not plain and figures.calls_in_queue and figures.agents_waiting == 0:
        counts["calls_in_queue"] = cell(
            f"!{figures.calls_in_queue}", f"bold {theme.colors.warning}"
        )
    left = drops_left(figures.drops_today, figures.answers_today, theme.limits.critical)
    over = left is not None and left < 0
    return counts | {
        "drop_percent": _drop(figures.drop_percent, sample(figures), theme, plain),
        "drops_left": cell(formatting.number(left), plain or (theme.drop.critical if over else "")),
    }


def _total(totals: Totals, theme: FloorTheme, plain: str) -> dict[str, Text]:
    blank = Text("")
    cells = _figures(totals, theme, plain) | {
        "campaign_id": cell("TOTAL", plain),
        "dial_method": blank,
        "dial_level": blank,
        "month_percent": blank,
        **dict.fromkeys(SUMMARY_KEYS, blank),
        "drop_trend": blank,
        "waiting_trend": blank,
        "guard": blank,
    }
    # the rule counts each campaign by itself, so a total of drops left would mislead
    cells["drops_left"] = blank
    return {name: _bold(cell) for name, cell in cells.items()}


def _bold(cell: Text) -> Text:
    bold = cell.copy()
    bold.stylize("bold")
    return bold


def _drop(percent: float | None, answers: int | None, theme: FloorTheme, plain: str) -> Text:
    shown = drop_text(percent, answers, theme)
    return Text(shown.plain, plain, no_wrap=True, end="") if plain else shown


def reasons(
    campaign: FloorCampaign,
    key_of: KeyOf = usual_key,
    page_problem: str | None = None,
    columns: Collection[str] = (),
    failed: Iterable[Ticket] = (),
    explained: Iterable[str] = (),
) -> str:
    """Why actions on a campaign failed, what explains its drop %, and why figures of it are
    unknown: a line for each reason, naming the columns.

    ``page_problem``: why the dialer's campaign summary does not come. Where it is never asked,
    only the ``columns`` that are on the screen are missed.
    """
    stats = campaign.stats
    known = {**stats.model_dump(), "month_percent": campaign.month_percent}
    if campaign.summary is not None or page_problem not in (None, NEVER):
        known |= {key: summary_figure(campaign, key) for key in SUMMARY_KEYS}
    elif page_problem == NEVER:
        known |= dict.fromkeys(SUMMARY_KEYS.intersection(columns))
    because: dict[str, list[str]] = {}
    for column in CAMPAIGN_COLUMNS:
        if column.key in known and known[column.key] is None:
            of_page = (page_problem or "not on its page") if column.key in SUMMARY_KEYS else ""
            not_yet = f"not known yet; {key_of('poll_now')} polls now"
            why = of_page or stats.unknown.get(column.key, not_yet)
            because.setdefault(why, []).append(column.label)
    lines = [f"{', '.join(labels)}: {why}" for why, labels in because.items()]
    lines = [*(formatting.upper_first(str(ticket)) for ticket in failed), *explained, *lines]
    return "\n".join(lines) or f"All figures of {stats.campaign_id} are known"


class CampaignTable(LiveTable):
    """The campaigns and the TOTAL."""

    opens = "choose"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings.of(Group.CAMPAIGN, Group.MOVE),
        *tables.sorting(CAMPAIGN_COLUMNS),
    ]

    def __init__(self) -> None:
        super().__init__(CAMPAIGN_COLUMNS, id="campaigns")
        self.show_guards(any_guard=False)

    def show_guards(self, *, any_guard: bool) -> None:
        """Whether there is a column of guards: without a guard, others need its room."""
        self.hide(*(() if any_guard else ("guard",)))


def sorted_campaigns(
    seen: Mapping[str, FloorCampaign],
    sort: Sort | None,
    *,
    limit: float,
    guards: Callable[[str], GuardGlance] = lambda name: UNGUARDED,
) -> list[str]:
    """The ids in this order; by default the dialer's. ``limit``: the drop % for drops left."""
    if sort is None:
        return list(seen)

    def value(name: str) -> Value:
        if sort.column == "guard":
            holder = guards(name).holder
            return None if holder is None else holder.name.casefold()
        return _campaign_sort_value(seen[name], sort.column, limit)

    return ordered(seen, sort, value, lambda name: name)


def _campaign_sort_value(each: FloorCampaign, column: str, limit: float) -> Value:
    if column == "month_percent":
        return each.month_percent
    if column in SUMMARY_KEYS:
        return summary_figure(each, column)
    if column == "drops_left":
        return drops_left(each.stats.drops_today, each.stats.answers_today, limit)
    found: Value = getattr(each.stats, column)
    return found.casefold() if isinstance(found, str) else found


# The line of totals

_FITS: Final = (
    (True, (), 2),
    (False, (), 2),
    (False, (4, 5), 2),
    (False, (0, 4, 5), 2),
    (False, (0, 4, 5), 1),
    (False, (0, 1, 4, 5), 1),
)
"""Variants to try in order: long words or not, the counts left out, how many drop figures."""


def totals_line(snapshot: FloorSnapshot, theme: FloorTheme, *, width: int, stale: bool) -> Text:
    """The totals; in a narrow pane with shorter words, then without the least important.

    Drops left are those of the campaign with the fewest, as the rule counts each campaign by
    itself.
    """
    counts = [_count(snapshot, theme, each) for each in FIGURES]
    drops = list(_drops(snapshot, theme))
    line = Text()
    for long, left_out, dropped in _FITS:
        parts = [pair[0] if long else pair[1] for pair in counts]
        shown = [part for place, part in enumerate(parts) if place not in left_out]
        line = Text(GAP).join([*shown, *drops[:dropped]])
        if line.cell_len + _growth(shown) <= width:
            break
    else:  # nothing fits: the drop % stays longest
        items = [Item(part, len(shown) - place) for place, part in enumerate(shown)]
        line = fit_items([*items, Item(drops[0])], width)
    if stale:
        return Text(line.plain, theme.parts.stale)
    return line


def _growth(counts: Sequence[Text]) -> int:
    """Cells to reserve so that each count can grow to the longest, as an added digit must not hide
    another count."""
    lengths = [part.plain.index(" ") for part in counts]
    return sum(max(lengths) - each for each in lengths)


def _count(snapshot: FloorSnapshot, theme: FloorTheme, figure: StripFigure) -> tuple[Text, Text]:
    value = figure.value(snapshot)
    style, sign = "bold", ""
    if figure.name == "agents_dead" and value:
        style = f"bold {theme.colors.error}"
    if figure.name == "calls_waiting" and value:
        nobody = snapshot.totals.agents_waiting == 0
        style, sign = f"bold {theme.colors.warning}", "!" if nobody else ""
    shown = (f"{sign}{formatting.number(value)}", style)
    return (
        _leading(Text.assemble(shown, (f" {figure.words(value)}", theme.parts.header)), figure),
        _leading(Text.assemble(shown, (f" {figure.short}", theme.parts.header)), figure),
    )


def _leading(text: Text, figure: StripFigure) -> Text:
    text.apply_meta({LEADS_TO: figure.leads_to})
    return text


def _drops(snapshot: FloorSnapshot, theme: FloorTheme) -> Iterator[Text]:
    limit = theme.limits.critical
    shown = drop_text(snapshot.totals.drop_percent, sample(snapshot.totals), theme)
    yield Text.assemble(("drop ", theme.parts.header), (shown.plain, str(shown.style) or "bold"))
    stats = {name: each.stats for name, each in (snapshot.campaigns.value or {}).items()}
    counts = ((name, each.drops_today, each.answers_today) for name, each in stats.items())
    if fewest := fewest_left(counts, limit):
        left, name = fewest
        colour = theme.drop_colour(stats[name].drop_percent, sample(stats[name]))[1]
        words = f"{left} left before" if left >= 0 else f"{-left} over"
        words = f"{words} {limit:g}% on {formatting.printable(name)}"
        line = Text(words, f"bold {colour}" if colour else "")
        line.apply_meta({LEADS_TO: f"campaign {name}"})
        yield line
