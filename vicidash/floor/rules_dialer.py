"""Rules about the dialer as a whole, and about what it was told to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vicidash.config.settings import AlertSettings
from vicidash.floor.rules_terms import (
    AlertKey,
    Finding,
    Judged,
    Rule,
    RuleContext,
    Severity,
    TargetKind,
)
from vicidash.floor.snapshot import LinkState
from vicidash.floor.ticket import ACTIVE, DIAL_LEVEL, Ticket, obeyed
from vicidash.formatting import age, printable

NOT_OBEYED_FOR: Final = 900.0
"""Seconds after which an action without effect is no news any more."""

_AGENT_REMEDY: Final = "look at their screen, as the browser may be frozen; then do it again"
_CAMPAIGN_REMEDY: Final = "see whether its dial method sets the level, or a limit holds it"


def stale_floor(rules: AlertSettings, view: RuleContext) -> Finding | None:
    """That nothing new was seen of the floor for too long. Looked at also where the rule is off:
    the others must not judge what is no longer so."""
    last, interval = _last_look(view)
    seconds = view.now - (view.began if last is None else last)
    if seconds <= max(rules.stale.seconds, 2 * interval):
        return None
    link = view.snapshot.link
    words = f"nothing new from the dialer for {age(seconds)}"
    remedy = "check that the dialer is up, and the network to it"
    if link.state is LinkState.STOPPED:
        remedy = "correct the login, then try it once more: ten failures lock the account"
    if why := str(link.error) if link.error else view.snapshot.agents.problem:
        remedy += f" ({printable(why)})"  # not among the words: a line of a screen ends before it
    key = AlertKey(Rule.STALE, TargetKind.DIALER, "")
    seen = view.now
    return Finding(key, Severity.CRITICAL, seconds, words, remedy, seen)


def _last_look(view: RuleContext) -> tuple[float | None, float]:
    """When the agents were last seen, and the seconds between two looks. An account that may not
    see agents has what else it sees."""
    snapshot = view.snapshot
    if snapshot.agents.at is not None:
        return snapshot.agents.at, view.intervals.floor
    others = [snapshot.campaigns.at, snapshot.queues.at, snapshot.server_at]
    for campaign in (snapshot.campaigns.value or {}).values():
        others += campaign.ages.values()
    known = [at for at in others if at is not None]
    return max(known, default=None), view.intervals.campaigns


def not_obeyed(rules: AlertSettings, view: RuleContext) -> Iterator[Judged]:
    """Actions that had no effect, until they have it after all or are too long ago."""
    for ticket in view.not_obeyed:
        if view.now - ticket.at > NOT_OBEYED_FOR:
            continue
        campaign = _of_campaign(ticket, view)
        key = AlertKey(
            Rule.NOT_OBEYED, TargetKind.CAMPAIGN if campaign else TargetKind.AGENT, ticket.target
        )
        done = _campaign_obeyed(ticket, view) if campaign else _agent_obeyed(ticket, view)
        if done is None:
            yield key
        elif not done:
            words = printable(str(ticket))
            remedy = _CAMPAIGN_REMEDY if campaign else _AGENT_REMEDY
            yield Finding(key, Severity.WARN, None, words, remedy, ticket.at)


def _of_campaign(ticket: Ticket, view: RuleContext) -> bool:
    snapshot, target = view.snapshot, ticket.target
    listed = snapshot.campaign(target) is not None and snapshot.agent(target) is None
    return ticket.action == DIAL_LEVEL or listed


def _agent_obeyed(ticket: Ticket, view: RuleContext) -> bool | None:
    """Whether the floor shows the effect by now, or the agent is gone; ``None`` if not known."""
    seen = view.snapshot.agent(ticket.target)
    if seen is None:
        return None if view.snapshot.unread or view.snapshot.agents.value is None else True
    return obeyed(ticket, seen.agent)


def _campaign_obeyed(ticket: Ticket, view: RuleContext) -> bool:
    """Whether the campaign shows the effect by now, as far as its figures can."""
    campaign = view.snapshot.campaign(ticket.target)
    if campaign is None:
        return False
    if ticket.action in ACTIVE:
        return campaign.stats.active is (ACTIVE[ticket.action] == "active")
    level = campaign.stats.dial_level if ticket.action == DIAL_LEVEL else None
    return level is not None and abs(level - float(ticket.value)) < 0.0005
