"""From a snapshot to the figures of a wall: value, sign and colour. Pure.

A sign stands beside every colour that means something: ``!`` look at it, ``!!`` act.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from vicidash import formatting
from vicidash.client import AgentState, CampaignStats, Totals
from vicidash.floor.drop_rate import drops_left, fewest_left
from vicidash.floor.snapshot import FloorCampaign, FloorSnapshot
from vicidash.tui.themes_model import FloorTheme


@dataclass(frozen=True, slots=True)
class Tile:
    """One large figure. ``room`` is the widest that it is expected to become: figures that grow
    by a digit must not make all others jump."""

    label: str
    value: str
    sign: str = ""
    colour: str = ""
    room: str = ""
    short: str = ""
    """A label for where the whole one does not fit."""
    rank: int = 0
    """Where not all are drawn large, the lowest are."""
    spare: bool = False
    """Whether it is drawn large only in a place that would stay empty."""

    def label_within(self, width: int) -> str:
        """The label, or the short one where it must be."""
        return self.label if len(self.label) <= width else self.short or self.label

    @property
    def text(self) -> str:
        """What is drawn large."""
        return self.value + self.sign

    @property
    def widest(self) -> tuple[str, str]:
        """The texts that there must be room for."""
        return self.text, self.room


def overview(snapshot: FloorSnapshot, theme: FloorTheme) -> tuple[Tile, ...]:
    """All campaigns together."""
    totals = _counted(snapshot)
    campaigns = (snapshot.campaigns.value or {}).values()
    figures = _figures(totals, snapshot.calls_waiting, _tightest(campaigns, theme), theme)
    return (*figures, _dispo(totals))


def of_campaign(campaign: FloorCampaign, theme: FloorTheme) -> tuple[Tile, ...]:
    """One campaign."""
    stats = campaign.stats
    left = drops_left(stats.drops_today, stats.answers_today, theme.limits.critical)
    figure = _left("", left, theme)
    if not stats.answers_today:  # nothing is left before the first answer, and nothing is wrong
        figure = replace(figure, sign="", colour="")
    return (
        *_figures(stats, stats.calls_in_queue, figure, theme),
        Tile("dial level", formatting.level(stats.dial_level), room="9.9", short="level", rank=8),
        _dispo(stats),
    )


def _counted(snapshot: FloorSnapshot) -> CampaignStats | Totals:
    """Totals of the campaigns; the states of the agents also where no campaign is told."""
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
    counts: CampaignStats | Totals, calls_waiting: int | None, left: Tile, theme: FloorTheme
) -> tuple[Tile, ...]:
    room = "9" * len(str(counts.agents_logged_in or 0))
    alone = bool(calls_waiting) and counts.agents_waiting == 0
    dead = bool(counts.agents_dead)
    sign, colour = theme.drop_colour(counts.drop_percent)
    drop = formatting.percent(counts.drop_percent)
    return (  # as one is used to read them; the rank says which one a wall is put up for
        Tile("in call", formatting.number(counts.agents_incall), room=room, rank=1),
        Tile("waiting", formatting.number(counts.agents_waiting), room=room, rank=3),
        Tile("paused", formatting.number(counts.agents_paused), room=room, rank=4),
        Tile(
            "calls waiting",
            formatting.number(calls_waiting),
            "!" if alone else "",
            theme.colors.warning if alone else "",
            room="99",
            short="queue",
            rank=2,
        ),
        Tile("drop %", drop.removesuffix("%"), sign.strip(), colour, room="9.99", rank=0),
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


def _tightest(campaigns: Iterable[FloorCampaign], theme: FloorTheme) -> Tile:
    """The campaign that has the fewest drops left: the rule counts each by itself."""
    stats = (each.stats for each in campaigns)
    counts = ((each.campaign_id, each.drops_today, each.answers_today) for each in stats)
    fewest = fewest_left(counts, theme.limits.critical)
    if fewest is None:
        return _left("", None, theme)
    left, name = fewest
    return _left(f" {formatting.printable(name)}", left, theme)


def _left(of: str, left: int | None, theme: FloorTheme) -> Tile:
    short = f"to {theme.limits.critical:g} %"
    label = f"left {short}{of}"
    if left is None or left > 0:
        return Tile(label, formatting.number(left), room="99", short=short)
    if left == 0:
        return Tile(label, "0", "!", theme.drop.warn, "99", short)
    over = f"over {theme.limits.critical:g} %"
    return Tile(f"{over}{of}", formatting.number(-left), "!!", theme.drop.critical, "99", over)
