"""The drop-rate guard at work: looks in, decisions kept, writes through the desk, people told.

It decides nothing itself: :mod:`vicidash.guard.decisions` does. Here it is made sure of that what
was decided is kept before it is sent, that only the holder of the lease sends, and that every write
has its answer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final

from vicidash.actions.desk import ActionDesk
from vicidash.actions.ticket import Stage, Ticket
from vicidash.alerts.alert import Alert, AlertKey, Finding, Rule, Severity, TargetKind
from vicidash.client import DialerError, LoginError, Unreachable, VicidialClient
from vicidash.floor.snapshot import FloorSnapshot, LinkState
from vicidash.floor.watch import FloorWatch
from vicidash.guard.decisions import decide
from vicidash.guard.lease import GuardLease, LeaseRefused
from vicidash.guard.outcomes import answered, not_sent
from vicidash.guard.policy import GuardPolicy
from vicidash.guard.store import GuardStore
from vicidash.guard.terms import (
    Decision,
    DecisionRule,
    GuardState,
    GuardVerdict,
    Lever,
    Urgency,
    WriteOutcome,
    lever_of,
)
from vicidash.guard.views import ReadMaximums, enter_today, view_of
from vicidash.history.ledger import DropLedger

GUARD: Final = "guard"
"""The action of the guard's own lines in the audit log."""
LOOKS: Final = 8
"""Polls that one pass waits for at most: each tier once, and some to spare."""
AGAIN: Final = 15.0
"""Seconds after which a campaign is judged again although nothing new was read of it."""
LAST_WRITE: Final = 1.5
"""Seconds that a write which is under way may still take when the guard is ended."""
CLOSED_DAYS: Final = 600.0
"""Seconds from one look for missing closed days to the next."""
LATELY: Final = 86_400.0

ReadMaximumLevels = Callable[[], Awaitable[Mapping[str, float]]]
"""Reads the adaptive maximum of every campaign from the dialer's summary page."""

log = logging.getLogger("vicidash.guard")


@dataclass(frozen=True, slots=True)
class GuardPass:
    """What one pass over all campaigns decided and did."""

    decisions: tuple[Decision, ...] = ()
    """Of each campaign the decision, after it the answer to its write if there was one."""

    @property
    def acted(self) -> bool:
        """Whether anything was sent to the dialer."""
        return any(each.writes for each in self.decisions)


class DropRateGuard:
    """Guards the campaigns that ``policies`` names.

    ``clock`` is that of the snapshots, ``wall`` gives seconds of the epoch. ``see`` takes note of
    every snapshot, as the history does. ``maximums`` reads the adaptive maximums; without it the
    guard works blind on ADAPT_* campaigns. ``on_decision`` gets every decision that is written
    down; ``tell`` the alerts that there are, after every pass.

    :meth:`arm` takes the lease, :meth:`run` goes on until it is cancelled, :meth:`once` makes one
    pass. Who brings snapshots of their own, as the console does, calls :meth:`look` and
    :meth:`judge` with each.
    """

    def __init__(
        self,
        client: VicidialClient,
        desk: ActionDesk,
        ledger: DropLedger,
        store: GuardStore,
        lease: GuardLease,
        policies: Mapping[str, GuardPolicy],
        *,
        clock: Callable[[], float],
        wall: Callable[[], float],
        see: Callable[[FloorSnapshot], object] = lambda snapshot: None,
        maximums: ReadMaximumLevels | None = None,
        on_decision: Callable[[Decision], None] = lambda decision: None,
        tell: Callable[[Sequence[Alert]], None] = lambda alerts: None,
    ) -> None:
        self._client = client
        self._desk = desk
        self._ledger = ledger
        self._store = store
        self._lease = lease
        self.policies = dict(policies)
        self._clock = clock
        self._wall = wall
        self._see = see
        self._read_maximums = maximums
        self._on_decision = on_decision
        self._tell = tell
        self._maximums: ReadMaximums | None = None
        self._judged: tuple[object, float] = None, float("-inf")
        self._asked_days = float("-inf")
        self._noted: dict[str, Decision] = {}
        self._rehearsed: dict[str, GuardState] = {}
        self._alerts: dict[str, Alert] = {}
        self.last: dict[str, Decision] = {}
        """The latest decision on each campaign."""

    def arm(self) -> None:
        """Take the lease of all campaigns. Raises :class:`LeaseRefused` with the holder's name."""
        self._lease.take(tuple(self.policies))
        since = self._wall() - LATELY
        self._noted = {each.campaign_id: each for each in self._store.decisions(since)}

    def disarm(self) -> None:
        """Let go of the campaigns. Levels stay as they are."""
        self._lease.release()
        self._ledger.save()

    async def run(self, watch: FloorWatch) -> None:
        """Guard until cancelled; a write that is under way is given a moment to end.

        Raises :class:`LeaseRefused` when another guard has taken over, :class:`LoginError` when
        the dialer refused the login.
        """
        self.arm()
        try:
            looks, begun = 0, False
            async with aclosing(watch.snapshots()) as snapshots:
                async for snapshot in snapshots:
                    if isinstance(snapshot.link.error, LoginError):
                        raise snapshot.link.error
                    await self.look(snapshot)
                    looks += 1
                    # until each tier was polled once, what is unknown is no cause for an alert
                    begun = begun or watch.due_in() != 0.0 or looks >= LOOKS
                    if begun:
                        await self.judge(snapshot)
        finally:
            self.disarm()

    async def once(self, watch: FloorWatch) -> GuardPass:
        """Look at everything once, and judge. Raises what :meth:`run` raises, and
        :class:`Unreachable`."""
        self.arm()
        try:
            for _ in range(LOOKS):
                if watch.due_in() != 0.0:
                    break
                snapshot = await watch.step()
                if snapshot.link.state is not LinkState.LIVE and snapshot.link.error is not None:
                    raise snapshot.link.error
                await self.look(snapshot)
            return await self.judge(watch.snapshot(), anew=True)
        finally:
            self.disarm()

    async def look(self, snapshot: FloorSnapshot) -> None:
        """Take note of a snapshot, and let the desk follow up what it waits for."""
        self._see(snapshot)
        errands = self._desk.see(snapshot)
        await asyncio.gather(*(errand() for errand in errands))
        await self._read_closed_days(snapshot)

    async def judge(self, snapshot: FloorSnapshot, *, anew: bool = False) -> GuardPass:
        """Judge all campaigns by a snapshot, and act, unless it shows nothing ``anew``.

        Raises :class:`LeaseRefused` when another guard has taken over.
        """
        looks = self._looks(snapshot)
        if not anew and looks == self._judged[0] and self._clock() - self._judged[1] < AGAIN:
            return GuardPass()
        self._judged = looks, self._clock()
        enter_today(self._ledger, snapshot)
        await self._look_at_maximums(snapshot)
        held_up = self._held_up()
        done: list[Decision] = []
        for campaign in self.policies:
            done += await self._judge_campaign(campaign, snapshot, held_up)
        self._tell_of(done)
        return GuardPass(tuple(done))

    async def _judge_campaign(
        self, campaign: str, snapshot: FloorSnapshot, held_up: str | None
    ) -> list[Decision]:
        """One campaign: decide, keep it, and only then send."""
        now, policy = self._wall(), self.policies[campaign]
        view = view_of(policy, campaign, snapshot, self._ledger, now, self._maximums)
        before = self._rehearsed.get(campaign) or self._store.state(campaign)
        decision, state = decide(policy, before, view, now)
        if decision.writes and held_up is not None:
            decision, state = _kept_back(decision, held_up), not_sent(state)
        news = [decision] if self._is_news(decision) else []
        states = {campaign: state}
        if policy.dry_run:  # what was not sent must hold back no guard that would send it
            self._rehearsed |= states
            states = {}
        if not self._store.save(states, news) and decision.writes:
            decision = _kept_back(decision, self._store.problem or "it cannot be kept")
        self._note(decision)
        if not decision.writes:
            return [decision]
        return [decision, await self._write(decision, state)]

    def _held_up(self) -> str | None:
        """Why nothing may be sent now. Raises :class:`LeaseRefused` when another guard has it."""
        try:
            self._lease.renew()
        except LeaseRefused as refused:
            if refused.holder is not None:
                raise
            return str(refused)
        return None

    # --- writing

    async def _write(self, decision: Decision, state: GuardState) -> Decision:
        """Send what was decided, and keep what became of it."""
        try:
            self._lease.renew(at_once=True)
        except LeaseRefused as refused:
            report = _kept_back(decision, str(refused))
            self._finish(report, not_sent(state))
            if refused.holder is not None:
                raise
            return report
        sending = asyncio.ensure_future(self._send(decision))
        try:
            outcome, held, answer = await asyncio.shield(sending)
        except asyncio.CancelledError:
            await asyncio.wait({sending}, timeout=LAST_WRITE)
            if sending.done() and not sending.cancelled() and sending.exception() is None:
                outcome, held, answer = sending.result()
                self._settle(decision, state, outcome, held, answer)
            else:  # it stays pending in the file: whoever guards next finds out
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)
            raise
        return self._settle(decision, state, outcome, held, answer)

    def _settle(
        self,
        decision: Decision,
        state: GuardState,
        outcome: WriteOutcome,
        held: float | None,
        answer: str,
    ) -> Decision:
        policy = self.policies[decision.campaign_id]
        report, state = answered(
            policy, state, decision, outcome, self._wall(), held=held, answer=answer
        )
        self._finish(report, state)
        return report

    def _finish(self, report: Decision, state: GuardState) -> None:
        self._store.save({report.campaign_id: state}, [report])
        self._note(report, always=True)

    async def _send(self, decision: Decision) -> tuple[WriteOutcome, float | None, str]:
        """One write through the desk: its outcome, what was read back, and the answer."""
        level = f"{decision.after:g}"
        before = "" if decision.before is None else f"{decision.before:g}"
        if decision.lever is Lever.DIAL_LEVEL:
            ticket = await self._desk.campaigns.set_level(decision.campaign_id, level, before)
            return outcome_of(ticket), _number(ticket.after), _answer(ticket)
        ticket = await self._desk.campaigns.set_maximum(decision.campaign_id, level)
        outcome = outcome_of(ticket)
        if outcome is not WriteOutcome.APPLIED:
            return outcome, None, _answer(ticket)
        return await self._read_back(decision)

    async def _read_back(self, decision: Decision) -> tuple[WriteOutcome, float | None, str]:
        """The dialer took an adaptive maximum: its page says whether it holds it."""
        if self._read_maximums is None or decision.blind:
            return WriteOutcome.ACCEPTED, None, "the dialer took it; nothing reads it back"
        at = self._wall()
        try:
            levels = await self._read_maximums()
        except DialerError as error:
            return WriteOutcome.UNKNOWN, None, f"taken, but the page cannot be read: {error}"
        self._maximums = ReadMaximums(levels, at)
        held = levels.get(decision.campaign_id)
        if held is None:
            return WriteOutcome.UNKNOWN, None, "taken, but the page does not show the campaign"
        applied = decision.after is not None and abs(held - decision.after) < 0.0005
        outcome = WriteOutcome.APPLIED if applied else WriteOutcome.NOT_APPLIED
        return outcome, held, f"the page shows {held:g}"

    # --- looking

    async def _look_at_maximums(self, snapshot: FloorSnapshot) -> None:
        """Read the adaptive maximums where a campaign is steered by one."""
        campaigns = (snapshot.campaign(name) for name in self.policies)
        adaptive = any(
            each is not None and lever_of(each.stats.dial_method) is Lever.ADAPTIVE_MAXIMUM
            for each in campaigns
        )
        if not adaptive or self._read_maximums is None or snapshot.link.state is not LinkState.LIVE:
            return
        at = self._wall()
        try:
            self._maximums = ReadMaximums(await self._read_maximums(), at)
        except DialerError as error:  # what was read before grows old, and is then not acted on
            log.warning("the adaptive maximums cannot be read: %s", error)

    async def _read_closed_days(self, snapshot: FloorSnapshot) -> None:
        """Ask for closed days that are missing, where a policy measures by them."""
        now = snapshot.dialer_time(snapshot.at)
        wanted = [
            name
            for name, policy in self.policies.items()
            if policy.measure in ("days_30", "period")
        ]
        since = self._clock() - self._asked_days
        if not wanted or now is None or snapshot.link.state is not LinkState.LIVE:
            return
        if since < CLOSED_DAYS:
            return
        self._asked_days = self._clock()
        try:
            await self._ledger.read(self._client, wanted, now)
        except (LoginError, Unreachable) as error:  # the watch finds out by itself
            log.warning("closed days cannot be read: %s", error)

    def _looks(self, snapshot: FloorSnapshot) -> object:
        """Which polls a snapshot shows of the campaigns."""
        ages = [
            None if found is None else tuple(sorted(found.ages.items()))
            for found in map(snapshot.campaign, self.policies)
        ]
        return [
            None if each is None else [at for name, at in each if name in _JUDGED_BY]
            for each in ages
        ]

    # --- writing down, and telling

    def _is_news(self, decision: Decision) -> bool:
        """Whether a decision says something else than the last that was written down."""
        last = self._noted.get(decision.campaign_id)
        return (
            decision.changes
            or last is None
            or (last.verdict, last.rule, last.lever, last.blind)
            != (decision.verdict, decision.rule, decision.lever, decision.blind)
        )

    def _note(self, decision: Decision, *, always: bool = False) -> None:
        """Write a decision into the audit log, unless the one before says the same."""
        news = always or self._is_news(decision)
        self.last[decision.campaign_id] = decision
        if not news:
            return
        self._noted[decision.campaign_id] = decision
        log.info("%s", decision)
        self._desk.tickets.note(
            GUARD,
            decision.campaign_id,
            value=f"{decision.verdict.value}: {decision.rule.value}",
            before="" if decision.before is None else f"{decision.before:g}",
            after="" if decision.after is None else f"{decision.after:g}",
            answer=f"{decision.text} — {decision.answer}" if decision.answer else decision.text,
        )
        self._on_decision(decision)

    def _tell_of(self, decisions: Sequence[Decision]) -> None:
        """Hand on the alerts that there are after a pass."""
        now = self._clock()
        for campaign in self.policies:
            urgent = [
                each
                for each in decisions
                if each.campaign_id == campaign and each.urgency is not None
            ]
            quiet = any(
                each.rule is DecisionRule.QUIET
                for each in decisions
                if each.campaign_id == campaign
            )
            if not urgent or quiet:
                self._alerts.pop(campaign, None)
                continue
            finding = _finding(max(urgent, key=lambda each: each.urgency is Urgency.CRITICAL), now)
            known = self._alerts.get(campaign)
            if known is None:
                self._alerts[campaign] = Alert(finding, finding, raised=now)
            else:
                worse = finding.severity > known.worst.severity
                self._alerts[campaign] = replace(
                    known, finding=finding, worst=finding if worse else known.worst
                )
        self._tell(tuple(self._alerts.values()))


_JUDGED_BY: Final = frozenset({"campaigns_list", "call_status_stats"})

_REMEDIES: Final = {
    DecisionRule.AT_FLOOR: "lower it by hand, or pause the campaign",
    DecisionRule.NO_LEVER: "have fewer calls dialed by hand, or more agents ready",
    DecisionRule.STAND_BACK: "lower it by hand, or wait until the guard goes on",
    DecisionRule.PERSON: "the guard goes on by itself",
    DecisionRule.GAVE_UP: "set it by hand, and see whether the account may modify campaigns",
    DecisionRule.NOT_APPLIED: "watch whether the next try takes effect",
    DecisionRule.LEVEL_UNKNOWN: "set a baseline for it in the settings of the guard",
}


def _finding(decision: Decision, now: float) -> Finding:
    """A decision in the terms of alerts, for the channels that tell people.

    It is about drops, so its rule is that of the drop %; a notifier of its own keeps it apart from
    what the board says of the same campaign.
    """
    severity = Severity.CRITICAL if decision.urgency is Urgency.CRITICAL else Severity.WARN
    return Finding(
        key=AlertKey(Rule.DROP, TargetKind.CAMPAIGN, decision.campaign_id),
        severity=severity,
        value=decision.percent,
        words=f"guard of {decision.campaign_id}: {decision.text}",
        remedy=_REMEDIES.get(decision.rule, "look at the campaign"),
        seen=now,
    )


def outcome_of(ticket: Ticket) -> WriteOutcome:
    """What a ticket says of the write that it is of."""
    if ticket.stage is Stage.CONFIRMED:
        return WriteOutcome.APPLIED
    if ticket.stage in (Stage.NOT_OBEYED, Stage.FAILED):
        return WriteOutcome.NOT_APPLIED
    return WriteOutcome.UNKNOWN


def _kept_back(decision: Decision, why: str) -> Decision:
    """A write that is not sent after all."""
    return replace(
        decision,
        verdict=GuardVerdict.HOLD,
        rule=DecisionRule.NOT_APPLIED,
        text=f"{decision.text}; not sent: {why}",
        after=None,
        urgency=Urgency.CRITICAL,
    )


def _answer(ticket: Ticket) -> str:
    return f"{ticket.stage.value}: {ticket.note}" if ticket.note else ticket.stage.value


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
