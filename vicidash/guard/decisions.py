"""What the guard does about a campaign: a policy, what it remembers, and a view of now. Pure.

Nothing here sends anything. :func:`decide` says what is to be written, and what the guard remembers
from then on; that is to be kept before the write leaves, so that a guard that is killed in between
finds out what became of it. :mod:`vicidash.guard.outcomes` takes note of what became of the write.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from vicidash.formatting import printable
from vicidash.guard.outcomes import SAME, level_text, not_applied
from vicidash.guard.policy import MEASURED, GuardPolicy
from vicidash.guard.terms import (
    CampaignFacts,
    Decision,
    DecisionRule,
    GuardState,
    GuardVerdict,
    Lever,
    PendingWrite,
    Urgency,
    lever_of,
)

LANDING: Final = 30.0
"""Seconds within which a write that nobody saw answered has reached the dialer, or never does."""
GAP: Final = 900.0
"""Seconds without a judgement after which nobody can say that a figure stayed low meanwhile."""
ADAPTIVE_LEAST: Final = 1.0
"""The dialer takes no lower adaptive maximum."""


def decide(
    policy: GuardPolicy, state: GuardState, view: CampaignFacts, now: float
) -> tuple[Decision, GuardState]:
    """What is to be done, and what is to be remembered. ``now``: seconds of the epoch."""
    return _Judge(policy, view, now).judge(_clamped(policy, state, now))


@dataclass(frozen=True, slots=True)
class _Event:
    """Something about the lever that was found out, and ends the judgement of this look."""

    rule: DecisionRule
    text: str
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class _Judge:
    """One judgement of one campaign."""

    policy: GuardPolicy
    view: CampaignFacts
    now: float

    def judge(self, state: GuardState) -> tuple[Decision, GuardState]:
        state = self._after_gap(state)
        lever = lever_of(self.view.method)
        state, event = (state, None) if lever is None else self._reconciled(state, lever)
        if event is not None:
            decision, state = self._said(lever, state, event.rule, event.text, event.urgency)
            return decision, replace(state, good_since=None)
        decision, after = self._judged(state, lever)
        keeps_count = decision.rule in (DecisionRule.KEPT, DecisionRule.RECOVERY)
        return decision, after if keeps_count else replace(after, good_since=None)

    def _after_gap(self, state: GuardState) -> GuardState:
        """Take note of the look. The day's reset of the counters, or a gap, is no improvement."""
        day = None if self.view.day is None else self.view.day.toordinal()
        answers = None if self.view.today is None else self.view.today[0]
        gap = state.judged_at is None or self.now - state.judged_at > GAP
        fewer = answers is not None and state.answers is not None and answers < state.answers
        if gap or fewer or day != state.day:
            state = replace(state, good_since=None)
        return replace(state, judged_at=self.now, day=day, answers=answers)

    # --- the lever: what became of a write, and who else moved it

    def _reconciled(self, state: GuardState, lever: Lever) -> tuple[GuardState, _Event | None]:
        if state.lever not in (None, lever.value):
            return self._method_changed(state, lever)
        state = replace(state, lever=lever.value)
        value, at = self.view.value(lever)
        if value is None or at is None or at <= _seen_from(state):
            return self._unread(state, lever)
        if state.pending is not None:
            return self._read_back(state, lever, state.pending, value)
        if state.held is None or state.assumed:
            return self._looked(state, value), None
        if _same(value, state.held):
            return state, None
        return self._by_person(state, lever, value)

    def _method_changed(self, state: GuardState, lever: Lever) -> tuple[GuardState, _Event]:
        until = self.now + self.policy.stand_back
        text = f"the dial method is now {printable(str(self.view.method))}: a person changed it"
        anew = GuardState(
            lever=lever.value,
            written_at=state.written_at,
            stand_back_until=until,
            stand_back_why="the dial method was changed by a person",
            judged_at=state.judged_at,
            day=state.day,
            answers=state.answers,
        )
        text = f"{text}; the guard stands back until {self._clock(until)}"
        return anew, _Event(DecisionRule.METHOD, text, Urgency.WARNING)

    def _unread(self, state: GuardState, lever: Lever) -> tuple[GuardState, _Event | None]:
        """Nothing new was read of the lever."""
        pending = state.pending
        patience = max(self.policy.cooldown, self.policy.stale_after, LANDING)
        if pending is None or self.now - pending.at <= patience:
            return state, None
        text = f"{lever.value} {pending.asked:g} cannot be read back; it is taken to be set"
        state = replace(state, pending=None, held=pending.asked, assumed=True)
        return state, _Event(DecisionRule.NOT_KNOWN, text, Urgency.WARNING)

    def _read_back(
        self, state: GuardState, lever: Lever, pending: PendingWrite, value: float
    ) -> tuple[GuardState, _Event | None]:
        if _same(value, pending.asked):
            return replace(state, held=value, assumed=False, pending=None, failures=0), None
        if not _same(value, pending.before):
            return self._by_person(state, lever, value)
        state = replace(state, held=value, assumed=False)
        rule, text, state = not_applied(self.policy, state, lever.value, pending, self.now)
        return state, _Event(rule, text, Urgency.CRITICAL)

    def _looked(self, state: GuardState, value: float) -> GuardState:
        """The lever as it is found, where it was not known."""
        found = value if state.found is None else state.found
        origin = state.origin if state.origin is not None and value < state.origin else None
        return replace(state, held=value, assumed=False, found=found, origin=origin)

    def _by_person(
        self, state: GuardState, lever: Lever, value: float
    ) -> tuple[GuardState, _Event]:
        until = self.now + self.policy.stand_back
        text = (
            f"a person set the {lever.value} to {value:g} (it was {level_text(state.held)}); "
            f"the guard stands back until {self._clock(until)}"
        )
        state = replace(
            state,
            held=value,
            assumed=False,
            found=value,
            origin=None,
            pending=None,
            failures=0,
            stand_back_until=until,
            stand_back_why=f"the {lever.value} was set by a person",
        )
        return state, _Event(DecisionRule.PERSON, text, Urgency.WARNING)

    # --- the figure

    def _judged(self, state: GuardState, lever: Lever | None) -> tuple[Decision, GuardState]:
        if self.policy.is_quiet(self.view.clock):
            return self._said(lever, state, DecisionRule.QUIET, "no guard in the quiet hours")
        unfit = self._unfit()
        if unfit is not None:
            rule, text = unfit
            # every morning begins so: it is written down, and nobody has to be told
            urgency = None if rule is DecisionRule.TOO_FEW else Urgency.WARNING
            return self._said(lever, state, rule, f"{text}; nothing is done", urgency)
        if lever is None or lever is Lever.NONE:
            return self._without_lever(state, lever)
        value, blind = self._position(state, lever)
        if value is None:
            rule, problem = self._no_position(lever)
            urgency = Urgency.CRITICAL if self._is_broken() else Urgency.WARNING
            return self._said(lever, state, rule, f"{problem}; nothing is done", urgency)
        if not self._is_broken():
            return self._kept(state, lever, value, blind)
        return self._broken(state, lever, value, blind)

    def _unfit(self) -> tuple[DecisionRule, str] | None:
        """Why the figure cannot be acted on."""
        figure = self.view.figure
        if figure.answers is None or figure.drops is None or self.view.figure_at is None:
            why = printable(figure.reason or "the dialer does not tell it")
            return DecisionRule.UNKNOWN, f"the drop rate {self._when} is unknown: {why}"
        age = self.now - self.view.figure_at
        if age > self.policy.stale_after:
            return DecisionRule.STALE, f"the drop rate is {age:.0f} s old"
        if figure.answers < self.policy.minimum_answers:
            few = f"{figure.answers} of {self.policy.minimum_answers} answers {self._when}"
            return DecisionRule.TOO_FEW, f"{few} are too few to judge ({self._figures()})"
        return None

    def _without_lever(self, state: GuardState, lever: Lever | None) -> tuple[Decision, GuardState]:
        method = printable(str(self.view.method))
        if lever is None:
            text = f"{self._figures()}; the dial method is {method}: its lever is not known"
            urgency = Urgency.CRITICAL if self._is_broken() else Urgency.WARNING
            return self._said(lever, state, DecisionRule.NO_LEVER, text, urgency)
        if not self._is_broken():
            return self._said(lever, state, DecisionRule.KEPT, self._figures())
        text = f"{self._figures()}, over {self.policy.ceiling:g}%; {method} has nothing to lower"
        return self._said(lever, state, DecisionRule.NO_LEVER, text, Urgency.CRITICAL)

    def _position(self, state: GuardState, lever: Lever) -> tuple[float | None, bool]:
        """Where the lever stands, and whether that is only assumed."""
        value, at = self.view.value(lever)
        if value is None or at is None:
            if lever is Lever.DIAL_LEVEL:
                return None, False
            return (self.policy.baseline if state.held is None else state.held), True
        if self.now - at > self.policy.stale_after:
            return None, False
        return (value if state.held is None else state.held), state.assumed

    def _no_position(self, lever: Lever) -> tuple[DecisionRule, str]:
        """Why it is not known where the lever stands."""
        value, at = self.view.value(lever)
        if value is not None and at is not None:
            return DecisionRule.STALE, f"the {lever.value} was read {self.now - at:.0f} s ago"
        if lever is Lever.DIAL_LEVEL:
            return DecisionRule.LEVEL_UNKNOWN, "the dial level is unknown"
        text = "the adaptive maximum cannot be read back, and no baseline is set to start from"
        return DecisionRule.LEVEL_UNKNOWN, text

    def _kept(
        self, state: GuardState, lever: Lever, value: float, blind: bool
    ) -> tuple[Decision, GuardState]:
        state, raised = self._recovering(state, value)
        if raised is not None and not blind:
            minutes = self.policy.recovery_minutes
            text = (
                f"{self._figures()}, under {self._recovered_at:g}% for {minutes:g} minutes: "
                f"{lever.value} {value:g} → {raised:g}"
            )
            return self._written(
                state, lever, GuardVerdict.RAISE, DecisionRule.RECOVERY, text, value, raised, blind
            )
        text = f"{self._figures()}, at most {self.policy.ceiling:g}%"
        if blind:
            text = f"{text}; the guard works blind: the adaptive maximum cannot be read back"
        return self._said(
            lever,
            state,
            DecisionRule.KEPT,
            text,
            Urgency.WARNING if blind else None,
            before=value,
            blind=blind,
        )

    @property
    def _recovered_at(self) -> float:
        return self.policy.ceiling - self.policy.recovery_margin

    def _recovering(self, state: GuardState, value: float) -> tuple[GuardState, float | None]:
        """Since when the figure is low, and what to raise the lever to now, if at all."""
        if not self.policy.recovery_minutes or self._percent > self._recovered_at:
            return replace(state, good_since=None), None
        since = self.now if state.good_since is None else state.good_since
        state = replace(state, good_since=since)
        highest = min(
            (each for each in (state.origin, self._baseline(state)) if each is not None),
            default=value,
        )
        raised = round(min(value + self.policy.step, highest), 3)
        wait = self.now - since < self.policy.recovery_minutes * 60
        if wait or state.origin is None or raised < value + SAME or self._waits(state):
            return state, None
        return replace(state, good_since=self.now), raised

    def _broken(
        self, state: GuardState, lever: Lever, value: float, blind: bool
    ) -> tuple[Decision, GuardState]:
        emergency = self._percent > self.policy.emergency_at
        rule = DecisionRule.EMERGENCY if emergency else DecisionRule.CEILING
        urgency = Urgency.CRITICAL if emergency else Urgency.WARNING
        limit = self.policy.emergency_at if emergency else self.policy.ceiling
        broken = f"{self._figures()}, over {limit:g}%"
        waits = self._waits(state)
        if waits is not None:
            return self._said(
                lever, state, waits[0], f"{broken}; {waits[1]}", urgency, before=value, blind=blind
            )
        if self._falls(state):
            text = f"{broken}; what was answered since the last write is under it"
            return self._said(lever, state, DecisionRule.FALLING, text, urgency, before=value)
        lowered = self._lowered(state, lever, value, emergency=emergency)
        if lowered is None:
            text = f"{broken}; the {lever.value} is {value:g}: there is nothing left to lower"
            return self._said(
                lever, state, DecisionRule.AT_FLOOR, text, Urgency.CRITICAL, before=value
            )
        text = f"{broken}: {lever.value} {value:g} → {lowered:g}"
        if blind:
            text = f"{text}; the guard works blind: the adaptive maximum cannot be read back"
        verdict = GuardVerdict.RETRY if state.failures else GuardVerdict.LOWER
        return self._written(state, lever, verdict, rule, text, value, lowered, blind)

    def _waits(self, state: GuardState) -> tuple[DecisionRule, str] | None:
        """Why nothing is written now."""
        until = state.stand_back_until
        if until is not None and self.now < until:
            text = f"the guard stands back until {self._clock(until)}: {state.stand_back_why}"
            return DecisionRule.STAND_BACK, text
        if state.pending is not None:
            text = f"{state.pending.asked:g} was sent and is not read back yet"
            return DecisionRule.READ_BACK, text
        if state.written_at is not None and self.now - state.written_at < self.policy.cooldown:
            left = self.policy.cooldown - (self.now - state.written_at)
            return DecisionRule.COOL_DOWN, f"cool-down, {left:.0f} s left"
        return None

    def _falls(self, state: GuardState) -> bool:
        """Whether what was answered since the last write keeps the ceiling by itself."""
        if not self.policy.hold_while_falling or state.mark is None or self.view.today is None:
            return False
        day, answers, drops = state.mark
        more, dropped = self.view.today[0] - answers, self.view.today[1] - drops
        if self.view.day is None or day != self.view.day.toordinal() or dropped < 0:
            return False
        return more >= self.policy.minimum_answers and dropped * 100 <= self.policy.ceiling * more

    def _lowered(
        self, state: GuardState, lever: Lever, value: float, *, emergency: bool
    ) -> float | None:
        """What to lower the lever to; ``None`` when it cannot be lowered."""
        floor, start = self.policy.floor, value
        if lever is Lever.ADAPTIVE_MAXIMUM:
            floor = max(floor, ADAPTIVE_LEAST)
            if self.view.level is not None:
                # a maximum far above what is dialed now would change nothing
                start = min(value, self.view.level)
        step = self.policy.emergency_step if emergency else self.policy.step
        baseline = self._baseline(state)
        if baseline is not None and baseline < floor:
            return None  # no level is within the limits
        highest = start - step if baseline is None else min(start - step, baseline)
        lowered = round(max(floor, highest), 3)
        return lowered if lowered < value - SAME else None

    def _baseline(self, state: GuardState) -> float | None:
        """The highest level that may be set."""
        return self.policy.baseline if self.policy.baseline is not None else state.found

    # --- words, and what is remembered

    @property
    def _percent(self) -> float:
        answers, drops = self.view.figure.answers or 0, self.view.figure.drops or 0
        return drops * 100 / answers if answers else 0.0

    def _is_broken(self) -> bool:
        return self._unfit() is None and self._percent > self.policy.ceiling

    @property
    def _when(self) -> str:
        return MEASURED[self.policy.measure]

    def _figures(self) -> str:
        figure = self.view.figure
        return f"drop {self._percent:.2f}% {self._when} ({figure.drops} of {figure.answers})"

    def _clock(self, moment: float) -> str:
        """A moment on the dialer's clock; else in UTC, and so named."""
        if self.view.clock is None:
            return f"{datetime.fromtimestamp(moment, UTC):%H:%M} UTC"
        local = self.view.clock.hour * 3600 + self.view.clock.minute * 60 + self.view.clock.second
        minutes = int((local + moment - self.now) // 60)
        return f"{minutes // 60 % 24:02}:{minutes % 60:02}"

    def _said(
        self,
        lever: Lever | None,
        state: GuardState,
        rule: DecisionRule,
        text: str,
        urgency: Urgency | None = None,
        **more: Any,
    ) -> tuple[Decision, GuardState]:
        return self._decision(GuardVerdict.HOLD, rule, text, lever, urgency=urgency, **more), state

    def _written(
        self,
        state: GuardState,
        lever: Lever,
        verdict: GuardVerdict,
        rule: DecisionRule,
        text: str,
        value: float,
        asked: float,
        blind: bool,
    ) -> tuple[Decision, GuardState]:
        """A write, and the state that expects its effect."""
        urgent = Urgency.CRITICAL if rule is DecisionRule.EMERGENCY else Urgency.WARNING
        urgency = None if verdict is GuardVerdict.RAISE else urgent
        decision = self._decision(
            verdict, rule, text, lever, urgency=urgency, before=value, after=asked, blind=blind
        )
        state = replace(state, written_at=self.now, mark=self._mark())
        if self.policy.dry_run:
            return decision, state
        found = value if state.found is None else state.found
        origin = state.origin
        if verdict is not GuardVerdict.RAISE:
            origin = value if origin is None else origin
        elif origin is not None and asked >= origin - SAME:
            origin = None
        kind = GuardVerdict.RAISE if verdict is GuardVerdict.RAISE else GuardVerdict.LOWER
        pending = PendingWrite(value, asked, self.now, kind.value)
        return decision, replace(
            state, pending=pending, origin=origin, found=found, settled_at=None
        )

    def _mark(self) -> tuple[int, int, int] | None:
        if self.view.today is None or self.view.day is None:
            return None
        return self.view.day.toordinal(), *self.view.today

    def _decision(
        self, verdict: GuardVerdict, rule: DecisionRule, text: str, lever: Lever | None, **more: Any
    ) -> Decision:
        known = self.view.figure.answers is not None and self.view.figure.drops is not None
        return Decision(
            at=self.now,
            campaign_id=self.view.campaign_id,
            verdict=verdict,
            rule=rule,
            text=text,
            measure=self.policy.measure,
            lever=lever,
            percent=round(self._percent, 4) if known else None,
            answers=self.view.figure.answers,
            drops=self.view.figure.drops,
            dry_run=self.policy.dry_run,
            **more,
        )


def _seen_from(state: GuardState) -> float:
    """What was read up to then does not show the last write."""
    if state.pending is not None and state.settled_at is None:
        return state.pending.at + LANDING
    return float("-inf") if state.settled_at is None else state.settled_at


def _clamped(policy: GuardPolicy, state: GuardState, now: float) -> GuardState:
    """A clock that was put back must not make the guard wait for the time it was ahead."""
    pending = state.pending
    if pending is not None and pending.at > now:
        state = replace(state, pending=replace(pending, at=now))
    return replace(
        state,
        written_at=_not_after(state.written_at, now),
        settled_at=_not_after(state.settled_at, now),
        good_since=_not_after(state.good_since, now),
        judged_at=_not_after(state.judged_at, now),
        stand_back_until=_not_after(state.stand_back_until, now + policy.stand_back),
    )


def _not_after(moment: float | None, now: float) -> float | None:
    return None if moment is None else min(moment, now)


def _same(one: float, other: float) -> bool:
    return abs(one - other) < SAME
