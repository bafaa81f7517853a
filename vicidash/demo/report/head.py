"""The head of the report pages: settings and figures of the campaigns, and the in-groups."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from vicidash.demo.sim import figures
from vicidash.demo.sim.calls import ADAPTIVE, BY_HAND, DIAL_STATUSES, Campaign, InGroup, Line
from vicidash.demo.sim.world import World

STOCK_DROP_TARGET = 3.0
"""What a new campaign has as its drop target; only adaptive methods steer by it."""

LONG_HEAD = 2


@dataclass(frozen=True, slots=True)
class HeadStyle:
    """How a head is written: what stands before and after a label, and before a value.

    `max_level` and `time` are the two labels that the server writes differently, `hopper` the
    label of the hopper level and `shows_auto_hopper` whether a second number follows its value.
    `red_end` and `percent_end` close the drop percentage.
    """

    before_label: str
    after_label: str
    before_value: str
    max_level: str
    time: str
    hopper: str
    shows_auto_hopper: bool
    red_end: str
    percent_end: str

    def cell(self, label: str, value: str) -> str:
        """Two table cells."""
        return self.cells(f"{self.before_label}{label}:{self.after_label}", f"&nbsp; {value}")

    def cells(self, label: str, value: str) -> str:
        """Two table cells whose label brings its own font."""
        return f"<TD ALIGN=RIGHT>{label}</TD><TD ALIGN=LEFT>{self.before_value}{value}</TD>"


CLASSES = HeadStyle(
    before_label='<font class="top_settings_key">',
    after_label="</font>",
    before_value='<font class="top_settings_val">',
    max_level='<font class="top_settings_val">&nbsp; <B>MAX LEVEL:</font>',
    time='<font class="top_settings_key"> TIME: &nbsp; </font>',
    hopper='HOPPER <font class="top_settings_val">( min/auto )</font>',
    shows_auto_hopper=True,
    red_end="</font>",
    percent_end="</font>",
)
"""The report since it has a display in HTML."""

SUMMARY = HeadStyle(
    before_label="<font size=2><B>",
    after_label="</B>",
    before_value="<font size=2>",
    max_level="<font size=2>&nbsp; <B>MAX LEVEL:</B>",
    time="<font size=2><B> TIME:</B> &nbsp; ",
    hopper="HOPPER LEVEL",
    shows_auto_hopper=False,
    red_end="</B></font>",
    percent_end="",
)

PLAIN = replace(SUMMARY, hopper="HOPPER ( min/auto )", shows_auto_hopper=True)
"""The report before 2016. No page of such a build was recorded: these are the summary's cells,
which have not changed since."""


@dataclass(frozen=True, slots=True)
class HeadValues:
    """The words and numbers of a head as the page shows them."""

    level: str
    short: str
    fill: str
    filter_name: str
    max_level: str
    drop_target: str
    target_difference: str
    intensity: str
    timeout: str
    taper: str
    local_time: str
    available_only: str
    dialable: str
    calls: str
    average_agents: str
    method: str
    hopper_level: str
    drops: str
    answers: str
    difference: str
    statuses: str
    in_hopper: str
    drop_percent: str
    difference_percent: str
    order: str
    over_target: bool


def drop_target(campaign: Campaign) -> float:
    """The setting `adaptive_dropped_percentage`: what the dialer steers to, else the default."""
    return campaign.drop_target if campaign.dial_method in ADAPTIVE else STOCK_DROP_TARGET


def campaign_values(world: World, campaign: Campaign) -> HeadValues:
    """One campaign as the summary shows it, numbers as the database holds them."""
    day = figures.day_figures(world, [campaign])
    agents, difference = figures.average_agents(campaign), figures.dial_difference(campaign)
    target = drop_target(campaign)
    return HeadValues(
        level=campaign.dial_level,
        short=_short([campaign]),
        fill="0",
        filter_name="NONE",
        max_level=campaign.adaptive_maximum_level,
        drop_target=f"{target:g}",
        target_difference="0",
        intensity="0",
        timeout=campaign.dial_timeout,
        taper="2100",
        local_time="24hours",
        available_only="N",
        dialable=str(figures.dialable_leads(world, campaign)),
        calls=str(day.calls),
        average_agents=f"{agents:.2f}" if agents else "0",
        method=campaign.dial_method,
        hopper_level=str(campaign.hopper_level),
        drops=f"{day.drops}.000",
        answers=str(day.answers),
        difference=f"{difference:.2f}" if difference else "0",
        statuses=", ".join(DIAL_STATUSES),
        in_hopper=str(len(world.hoppers[campaign.campaign_id])),
        drop_percent=f"{day.drop_percent:.3f}" if day.drops else "0",
        difference_percent=f"{_percent(difference, agents):.2f}",
        order="DOWN",
        over_target=day.drop_percent >= target,
    )


def report_values(
    world: World, campaigns: Sequence[Campaign], groups: Sequence[InGroup], *, single: bool
) -> HeadValues:
    """Some campaigns together as the report shows them: sums and averages of the database.

    The in-groups count in the sums of calls, and as rows of zeros in the averages. `single` is
    whether one campaign was asked for, whose settings are shown as they are.
    """
    if not campaigns:
        return _no_values()
    lines: list[Line] = [*campaigns, *groups]
    day = figures.day_figures(world, lines)
    agents = sum(map(figures.average_agents, campaigns))
    difference = sum(map(figures.dial_difference, campaigns))
    first = campaigns[0]
    target = _mean(map(drop_target, campaigns))
    highest = _mean(_number(campaign.adaptive_maximum_level) for campaign in campaigns)
    timeout = _mean(_number(campaign.dial_timeout) for campaign in campaigns)
    return HeadValues(
        level=f"{_mean(campaign.level for campaign in campaigns):.3f}",
        short=_short(campaigns),
        fill="0",
        filter_name="NONE",
        max_level=first.adaptive_maximum_level if single else f"{highest:.10g}",
        drop_target=f"{target:.10g}",
        target_difference="0.0000",
        intensity="0",
        timeout=first.dial_timeout if single else f"{timeout:.4f}",
        taper="2100",
        local_time="24hours",
        available_only="N",
        dialable=str(sum(figures.dialable_leads(world, each) for each in campaigns)),
        calls=str(day.calls),
        average_agents=f"{agents / len(lines):.2f}",
        method=min(campaign.dial_method for campaign in campaigns),
        hopper_level=str(sum(campaign.hopper_level for campaign in campaigns)),
        drops=f"{day.drops}.000",
        answers=str(day.answers),
        difference=f"{difference / len(lines):.2f}",
        statuses=", ".join(DIAL_STATUSES),
        in_hopper=str(sum(len(world.hoppers[each.campaign_id]) for each in campaigns)),
        drop_percent=f"{round(day.drop_percent, 2):g}" if single else f"{day.drop_percent:.2f}",
        difference_percent=f"{_percent(difference, agents):.2f}",
        order="DOWN",
        over_target=day.drop_percent >= target,
    )


def _no_values() -> HeadValues:
    """What stands there for campaigns that do not exist."""
    return HeadValues(
        level="0.000", short="", fill="", filter_name="", max_level="", drop_target="",
        target_difference="", intensity="", timeout="", taper="", local_time="",
        available_only="", dialable="", calls="", average_agents="0.00", method="",
        hopper_level="", drops="", answers="", difference="0.00", statuses="", in_hopper="0",
        drop_percent="", difference_percent="0.00", order="", over_target=True,
    )  # fmt: skip


def _short(campaigns: Iterable[Campaign]) -> str:
    """Calls not placed for want of trunks; empty where the dialer places none."""
    dialled = [campaign for campaign in campaigns if campaign.dial_method not in BY_HAND]
    return str(sum(campaign.trunk_short for campaign in dialled)) if dialled else ""


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers)


def _number(text: str) -> float:
    return float(text or 0)


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 0.0


def head_rows(
    values: HeadValues, style: HeadStyle, moment: str, adastats: int, hopper_link: str = ""
) -> str:
    """The rows of the head; `adastats` 2 is the long one.

    `hopper_link` is the campaign whose hopper a label links to, empty for no link.
    """
    percent = f"{values.drop_percent}%"
    if values.over_target:
        percent = f"<font color=red><B>{percent}{style.red_end}"
    in_hopper = "LEADS IN HOPPER"
    if hopper_link:
        in_hopper = f'<a href="./AST_VICIDIAL_hopperlist.php?group={hopper_link}">{in_hopper}</a>'
    hopper_level = values.hopper_level
    if style.shows_auto_hopper:
        hopper_level += " / 0" if hopper_level else " / "
    wide, narrow = " &nbsp; &nbsp; ", " &nbsp; "
    rows = [
        style.cell("DIAL LEVEL", f"{values.level}&nbsp; &nbsp; ")
        + style.cell("TRUNK SHORT/FILL", f"{values.short} / {values.fill}{wide}")
        + style.cell("FILTER", f"{values.filter_name}{narrow}")
        + style.cells(style.time, f" {moment} "),
        style.cell("DIALABLE LEADS", values.dialable + wide)
        + style.cell("CALLS TODAY", values.calls + wide)
        + style.cell("AVG AGENTS", values.average_agents + wide)
        + style.cell("DIAL METHOD", values.method + wide),
        style.cell(style.hopper, hopper_level + wide)
        + style.cell("DROPPED / ANSWERED", f"{values.drops} / {values.answers}{narrow}")
        + style.cell("DL DIFF", values.difference + wide)
        + style.cell("STATUSES", values.statuses + wide),
        style.cell(in_hopper, values.in_hopper + wide)
        + style.cell("DROPPED PERCENT", f"{percent} &nbsp; &nbsp;{style.percent_end}")
        + style.cell("DIFF", f"{values.difference_percent}%{wide}")
        + style.cell("ORDER", values.order + wide),
    ]
    written = [f"<TR>{row}</TR>" for row in rows]
    if adastats >= LONG_HEAD:
        written[1:1] = _long_rows(values, style)
    return "".join(written)


def _long_rows(values: HeadValues, style: HeadStyle) -> list[str]:
    wide, narrow, short = " &nbsp; &nbsp; ", " &nbsp; ", " &nbsp;"
    rows = (
        style.cells(style.max_level, f"&nbsp; {values.max_level}{narrow}")
        + style.cell("DROPPED MAX", f"{values.drop_target}% &nbsp; &nbsp;")
        + style.cell("TARGET DIFF", values.target_difference + wide)
        + style.cell("INTENSITY", values.intensity + wide),
        style.cell("DIAL TIMEOUT", values.timeout + short)
        + style.cell("TAPER TIME", values.taper + short)
        + style.cell("LOCAL TIME", values.local_time + short)
        + style.cell("AVAIL ONLY", values.available_only + short),
    )
    return [f'<TR BGCOLOR="#CCCCCC">{row}</TR>' for row in rows]


def in_group_table(world: World, groups: Iterable[InGroup]) -> str:
    """Three rows for each in-group, as `ALLINGROUPstats` shows them."""
    rows = ""
    for number, group in enumerate(groups):
        own = figures.group_figures(world, group)
        colour = "white" if number % 2 else "#E6E6E6"
        margin = _EMPTY_PAIR + "</TR>"
        rows += (
            f'<TR bgcolor="{colour}">'
            f"<TD ALIGN=RIGHT bgcolor=white>{_VALUE} &nbsp; &nbsp; &nbsp; &nbsp; </TD>"
            f"<TD ALIGN=RIGHT>{_KEY}{group.group_id} &nbsp; </font></TD>"
            + _pair("CALLS TODAY:", f"{own.day.calls}&nbsp; &nbsp; ")
            + _pair("TMA 1", f"{own.service_level_1:.2f}% &nbsp; &nbsp; ")
            + _pair("Average Hold time for Answered Calls:", f"{own.hold_answered} &nbsp; ")
            + f"<TD ALIGN=RIGHT>{_KEY} &nbsp; LIVE Inbound Callback Queue Calls:</font>"
            f"{_VALUE}&nbsp; 0 &nbsp; </TD></TR>"
            f'<TR bgcolor="{colour}">{_EMPTY_PAIR}'
            + _pair("DROPS TODAY:", f"{own.day.drops}.000&nbsp; &nbsp; ")
            + _pair("TMA 2:", f"{own.service_level_2:.2f}% &nbsp; &nbsp; ")
            + _pair("Average Hold time for Dropped Calls:", f"{own.hold_dropped} &nbsp; ")
            + f'{margin}<TR bgcolor="{colour}">{_EMPTY_PAIR}'
            + _pair("ANSWERS TODAY:", f"{own.day.answers}&nbsp; &nbsp; ")
            + _pair("DROP PERCENT:", f"{own.day.drop_percent:.2f}%&nbsp; &nbsp; ")
            + _pair("Average Hold time for All Calls:", f"{own.hold_all} &nbsp; ")
            + margin
        )
    return f"<table cellpadding=0 cellspacing=0>{rows}</table>" if rows else ""


_KEY, _VALUE = "<font class='top_settings_key'>", "<font class='top_settings_val'>"
_EMPTY_PAIR = f"<TD ALIGN=RIGHT bgcolor=white>{_VALUE}</TD><TD ALIGN=LEFT>{_VALUE}</TD>"


def _pair(label: str, value: str) -> str:
    first = f"<TD ALIGN=RIGHT>{_KEY}{label}</font></TD>"
    return f"{first}<TD ALIGN=LEFT>{_VALUE}&nbsp; {value}</TD>"
