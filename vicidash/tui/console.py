"""What the views share: the snapshot shown, messages, actions, alerts, leads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple, Protocol
from urllib.parse import urlsplit

from pydantic import SecretStr

from vicidash.action_table import Action
from vicidash.actions.kinds import RESET_HOPPER
from vicidash.actions.leads import LeadFinder
from vicidash.actions.ticket import Stage, Ticket
from vicidash.alerts.alert import Alert, AlertChanges
from vicidash.alerts.alert_log import AlertLog
from vicidash.alerts.center import GRACE, AlertCenter, AlertCycle
from vicidash.alerts.rules import UnjudgedRule, blind
from vicidash.client import AgentDetails, AgentStatistics
from vicidash.floor.snapshot import FloorSnapshot, LinkState
from vicidash.guard.guard import DropRateGuard
from vicidash.guard.policy import GuardPolicy, policy_for
from vicidash.guard.station import GuardStation
from vicidash.guard.terms import Decision
from vicidash.history.recorder import HOUR, FloorRecorder
from vicidash.history.samples import SampleField, Window
from vicidash.history.shift import HourFigure
from vicidash.session import Services, open_guard
from vicidash.tui.action_runner import BAD, ActionRunner, Start
from vicidash.tui.messages import StatusMessage, subject_of
from vicidash.tui.preferences import Layout, Preferences

# The snapshot on the screen and its history

LONG_AWAITED: Final = 8.0
"""Seconds without the effect of an action after which the report is asked before its turn."""


class Frame(NamedTuple):
    """A snapshot, with the times (clock seconds) that its figures are counted to."""

    snapshot: FloorSnapshot
    now: float
    at: float
    """Times in state are counted to this: now, or when the screen was frozen."""

    @property
    def stale(self) -> bool:
        """Whether the dialer does not answer, so that the figures are the last known ones."""
        return self.snapshot.link.state in (LinkState.RETRYING, LinkState.STOPPED)

    @property
    def counted_at(self) -> float:
        """Where times in state stop: at the last poll when the dialer does not answer."""
        return (self.snapshot.agents.at or self.at) if self.stale else self.at


class FrozenFrame:
    """The snapshot on the screen: the latest, or one that is frozen, with the history before it."""

    def __init__(
        self, snapshot: FloorSnapshot, recorder: FloorRecorder, clock: Callable[[], float]
    ) -> None:
        self.snapshot = snapshot
        """The latest snapshot."""
        self.held: FloorSnapshot | None = None
        """The frozen frame, if the screen is frozen."""
        self.held_at = 0.0
        self.recorder = recorder
        self.clock = clock

    @property
    def is_frozen(self) -> bool:
        """Whether the screen is frozen."""
        return self.held is not None

    @property
    def shown(self) -> FloorSnapshot:
        """The snapshot on the screen: the latest, or the one that is frozen."""
        return self.held or self.snapshot

    def current(self) -> Frame:
        """What the views show now."""
        now = self.clock()
        return Frame(self.shown, now, self.held_at if self.is_frozen else now)

    def freeze(self) -> None:
        """Freeze the screen, or resume if it is frozen."""
        if self.held is None:
            self.held, self.held_at = self.snapshot, self.clock()
        else:
            self.held = None

    def trends(self, campaign_id: str, column: str) -> Sequence[float | None]:
        """A figure of a campaign in each minute of the last hour."""
        figure = SampleField.DROP_PERCENT if column == "drop_trend" else SampleField.WAITING
        return self.series(campaign_id, figure)

    def series(self, name: str, figure: SampleField, minutes: int = HOUR) -> Sequence[float | None]:
        """A figure for each of the last minutes before the shown snapshot, oldest first."""
        return self.recorder.history.series(name, figure, minutes, ago=self._ago)

    def last_hour(self, campaign_id: str) -> Window | None:
        """A campaign's calls of the hour before the shown snapshot."""
        return self.recorder.history.rolling(campaign_id, ago=self._ago)

    def hours(self, campaign_id: str) -> Sequence[HourFigure]:
        """A campaign's hours of the dialer's day, as far as they were recorded."""
        at = self.held_at if self.is_frozen else self.clock()
        time = self.shown.dialer_time(at)
        if time is None:
            return ()
        passed = time.hour * 3600 + time.minute * 60 + time.second
        begins = self.recorder.wall() - (self.clock() - at) - passed
        return self.recorder.history.hours(campaign_id, begins, ago=self._ago)

    def dry_in(self, campaign_id: str) -> float | None:
        """Minutes until a campaign's hopper runs dry, as of the shown snapshot; infinite when it
        does not, ``None`` when that is not known."""
        return self.recorder.forecasts.forecast(campaign_id, ago=self._ago)

    def emptied(self, campaign_id: str) -> float | None:
        """Clock seconds when a hopper was emptied from here, until it is refilled."""
        return self.recorder.forecasts.emptied(campaign_id, ago=self._ago)

    @property
    def _ago(self) -> int:
        """How many minutes the screen has been frozen."""
        return 0 if self.held is None else int((self.clock() - self.held_at) // 60)


_GOOD: Final = frozenset({Stage.CONFIRMED})
_EMPTIED: Final = frozenset({Stage.CONFIRMED, Stage.NOT_KNOWN})

READ_ONLY: Final = "this console is read-only (--read-only)"


class Console:
    """What the views show and act with: one watch, one desk, one user.

    ``start`` runs an action in the background, ``redraw`` has the screen drawn soon. Nothing on a
    screen calls the client.
    """

    def __init__(
        self,
        services: Services,
        *,
        layout: Layout,
        start: Start,
        redraw: Callable[[], None],
    ) -> None:
        self._client = services.client
        self._watch = services.watch
        self._desk = services.desk
        self._desk.on_change = self._ticket_changed
        self._settings = services.settings
        self._mode = services.mode
        self._redraw = redraw
        self._start = start
        self._open_recorder = services.open_recorder
        self.clock = services.clock
        self.zone = services.zone
        """The viewer's time zone; ``None``: that of this machine."""
        self.rules = services.settings.alerts
        """The settings of the alert rules."""
        self.read_only = services.settings.read_only
        self.frame = FrozenFrame(services.watch.snapshot(), services.recorder, services.clock)
        self.messages = StatusMessage(services.clock, redraw, lambda: self.trouble)
        self.preferences = Preferences(services.settings, layout, self._codes_seen)
        self._alert_log = AlertLog(
            lambda: self.recorder.history.file,
            clock=services.clock,
            wall=services.recorder.wall,
        )
        self.alerts = AlertCenter(
            services.board,
            services.notifier,
            clock=services.clock,
            note=self._desk.tickets.note,
            answers=services.acknowledgements,
            keep=self._keep_alerts,
        )
        self._guard_desk = services.guard_desk
        self._guard_notifier = services.guard_notifier
        self.guards = GuardStation(
            self._open_guard,
            lambda: self.recorder.history.file,
            wall=services.recorder.wall,
            tell=self._tell_of_guards,
            on_end=lambda why: self.messages.say(why, "error"),
        )
        """The guards armed here, and who guards what elsewhere."""
        self.cycle = AlertCycle(services.clock)
        """Where the user is in the cycle of alerts."""
        self.actions = ActionRunner(self.frame, self.messages, self._desk, services.watch, start)
        self.leads = LeadFinder(services.client)

    @property
    def recorder(self) -> FloorRecorder:
        """The history of the floor."""
        return self.frame.recorder

    def _keep_alerts(self, changes: AlertChanges) -> None:
        if changes:
            self._alert_log.note(changes)

    def _codes_seen(self) -> Iterable[str]:
        return self.recorder.timeline.codes_seen()

    @property
    def url(self) -> str:
        """The dialer's URL."""
        return self._client.url

    @property
    def max_dial_level(self) -> float | None:
        """The dialer's highest level: from the settings, or learnt from a refusal."""
        return self._client.campaigns.max_dial_level

    @property
    def modes(self) -> tuple[str, ...]:
        """The modes of this session, in capitals."""
        plain = "PLAIN HTTP" if self._client.insecure else ""
        modes = (self._mode, "READ-ONLY" if self.read_only else "", plain)
        return tuple(mode for mode in modes if mode)

    # What is shown

    @property
    def asking(self) -> Sequence[Alert]:
        """The unacknowledged alerts, the one that the keys act on first."""
        return self.cycle.order(self.alerts.board.unacknowledged)

    @property
    def unjudged(self) -> Sequence[UnjudgedRule]:
        """The rules that cannot judge the shown snapshot."""
        return blind(self.rules, self.frame.shown)

    async def agent_details(self, user: str) -> AgentDetails:
        """Details of one agent that the floor does not have; expensive for the dialer."""
        return await self._client.agents.details(user)

    async def agent_day(self, user: str, day: date) -> AgentStatistics | None:
        """An agent's calls and times on a day of the dialer's calendar; ``None`` if none."""
        found = await self._client.agents.statistics(
            f"{day} 00:00:00", f"{day} 23:59:59", agent=user
        )
        return next((each for each in found if each.user == user), None)

    async def follow(self) -> None:
        """Take snapshots for ever, and judge pending actions by each new poll of the agents."""
        opening = self._opening()
        try:
            async for snapshot in self._watch.snapshots():
                if opening is not None and opening.done():
                    self.frame.recorder, opening = opening.result(), None
                self.frame.snapshot = snapshot
                self.recorder.see(snapshot)
                for follow_up in self._desk.see(snapshot):
                    self._start(follow_up)
                if any(snapshot.at - each.at > LONG_AWAITED for each in self._desk.tickets.pending):
                    self._watch.poll_report()
                self._judge()
                self.guards.see(snapshot)
                self._redraw()
        finally:
            if opening is not None:  # leaving already: close what was opened
                (await opening).close()

    def _opening(self) -> asyncio.Future[FloorRecorder] | None:
        """Open the recorder in a thread, so that a long history does not delay the first frame."""
        opening, self._open_recorder = self._open_recorder, None
        return None if opening is None else asyncio.ensure_future(asyncio.to_thread(opening))

    def look_out(self) -> None:
        """Judge the latest snapshot again when no new one has come for long: it may be stale."""
        if self.alerts.due and self._judge():
            self._redraw()

    def _judge(self) -> bool:
        """Judge the alerts; returns whether any changed."""
        return self.alerts.see(
            self.frame.snapshot,
            not_obeyed=self._desk.tickets.not_obeyed,
            hopper_minutes=self.recorder.forecasts.dry_in,
        )

    @property
    def audit_path(self) -> Path | None:
        """The file of the audit log, if it is one."""
        return self._desk.tickets.audit_path

    @property
    def audit_lines(self) -> int:
        """How many lines this console has written to it."""
        return self._desk.tickets.audit_lines

    def poll_now(self) -> None:
        """Poll the dialer now, including what was denied before."""
        self._desk.denied.forget()
        self._watch.poll_now()

    # The login

    @property
    def account(self) -> str:
        """The API user and the dialer's host."""
        return f"{self._client.user} at {urlsplit(self.url).netloc}"

    @property
    def asks_password(self) -> bool:
        """Whether the user types the password, as it is not saved."""
        settings = self._settings
        return settings.password_ask and not (
            settings.password_command or settings.password_keyring
        )

    @property
    def log_in_does(self) -> str:
        """What the login key does, for messages."""
        return "asks for the password again" if self.asks_password else "tries the login again"

    def retry_login(self, password: SecretStr | None = None) -> None:
        """Try once more after a refused login, with another password if one is given.

        Raises :class:`InvalidInput` for one that cannot be sent; then nothing is tried.
        """
        if password is not None:
            self._client.use_password(password)
        self._watch.retry_login()
        self.messages.say("Trying the login again")

    def disabled_reason(self, action: Action, instead: str = "") -> str | None:
        """Why an action is not possible with this account, dialer or mode, as far as known.

        ``instead`` is the kind of action that its key takes now, if it has several.
        """
        if action.writes and self.read_only:
            return READ_ONLY
        return self._desk.denied.reason(*((instead,) if instead else action.kinds))

    # The drop-rate guard

    def guard_policy(self, campaign_id: str) -> GuardPolicy:
        """How the settings have a campaign guarded. Raises :class:`PolicyError`."""
        return policy_for(self._settings.guard, campaign_id)

    @property
    def no_guard(self) -> str | None:
        """Why no guard can be armed here; ``None`` if one can."""
        if self._guard_desk is None:
            return "this console has no guard"
        if not self.recorder.history.file.kept:
            why = self.recorder.problem or "no history file is open yet"
            return f"nobody could tell whether another guard is at work: {why}"
        return None

    def _open_guard(
        self, campaign_id: str, tell: Callable[[Sequence[Alert]], None]
    ) -> DropRateGuard:
        return open_guard(
            self._client,
            self._settings,
            self.recorder,
            {campaign_id: self.guard_policy(campaign_id)},
            see=lambda snapshot: None,  # the recorder has seen it
            on_blind=lambda why: self.messages.say(
                f"The guard works blind on ADAPT_* campaigns: {why}", "warning"
            ),
            on_decision=self._decided,
            tell=tell,
            place="console",
            desk=None if self._guard_desk is None else self._guard_desk(),
            clock=self.clock,
            wall=self.recorder.wall,
        )

    def _decided(self, decision: Decision) -> None:
        kind = "warning" if decision.urgency is not None else "accent"
        self.messages.say(f"Guard: {decision}", kind)

    def _tell_of_guards(self, changes: AlertChanges) -> None:
        if self._guard_notifier is not None:
            self._guard_notifier.tell(changes)

    async def release_guards(self) -> None:
        """Let go of what is guarded here: the console is left."""
        await self.guards.aclose()
        if self._guard_notifier is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(GRACE):
                    await self._guard_notifier.aclose()

    @property
    def trouble(self) -> str | None:
        """A problem with the files that this console writes, if there is one."""
        return self._desk.tickets.audit_problem or self.recorder.problem

    def _ticket_changed(self, ticket: Ticket) -> None:
        if ticket.action == RESET_HOPPER and ticket.stage in _EMPTIED:
            self.recorder.forecasts.empty(ticket.target, ticket.at)
        of = subject_of(ticket)
        if ticket.stage is Stage.SENDING:
            self.messages.answered(of)
        if ticket.stage is Stage.SENDING or self.actions.in_batch(ticket):
            return
        kind = "error" if ticket.stage in BAD else "success" if ticket.stage in _GOOD else "accent"
        self.messages.report(str(ticket), kind, of)


class Follower(Protocol):
    """Something that takes one snapshot after another."""

    async def follow(self) -> None:
        """Take snapshots for ever."""


async def keep_following(follower: Follower, report: Callable[[BaseException], None]) -> None:
    """Follow for ever: an internal error is reported, and the screen goes on."""
    while True:
        try:
            await follower.follow()
        except Exception as error:  # noqa: BLE001 - whatever it is, the floor must stay on the screen
            report(error)
            await asyncio.sleep(5)
