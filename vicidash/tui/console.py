"""What the views share: the snapshot shown, messages, actions, alerts, leads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol
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
from vicidash.floor.snapshot import LinkState
from vicidash.guard.guard import DropRateGuard
from vicidash.guard.policy import GuardPolicy, policy_for
from vicidash.guard.station import UNGUARDED, GuardGlance, GuardStation
from vicidash.guard.terms import Decision
from vicidash.history.recorder import FloorRecorder
from vicidash.looks.look import Look
from vicidash.looks.moment import PastMoment, PastSource, RecorderSource
from vicidash.looks.rewind import Rewind, wall_of
from vicidash.session import Services, open_guard
from vicidash.tui.action_runner import BAD, ActionRunner, Start
from vicidash.tui.frame import FrozenFrame, ShownAlerts
from vicidash.tui.messages import StatusMessage, subject_of
from vicidash.tui.preferences import Layout, Preferences

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
        self._looks = services.looks
        self._rewind = services.rewind
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
        self.replay = services.rewind is not None and services.rewind.sent is not None
        """Whether this console shows a shift that was sent, and nothing else."""
        self._dialer = services.dialer
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
        return self._client.url if self._dialer is None else self._dialer

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
        return self.cycle.order(self.board.unacknowledged)

    @property
    def board(self) -> ShownAlerts:
        """The alerts of what is shown."""
        past = self.frame.past
        return self.alerts.board if past is None else past.alerts

    def glance(self, campaign_id: str) -> GuardGlance:
        """Who guards a campaign, in what is shown."""
        past = self.frame.past
        return self.guards.glance(campaign_id) if past is None else past.glance(campaign_id)

    @property
    def any_guard(self) -> bool:
        """Whether a campaign is guarded, in what is shown."""
        past = self.frame.past
        return self.guards.any_holder if past is None else past.any_guard

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
                if self._desk.awaits_long(snapshot.at):
                    self._watch.poll_report()
                self._judge()
                self.guards.see(snapshot)
                self._record_look()
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
            self._record_look()
            self._redraw()

    def _judge(self) -> bool:
        """Judge the alerts; returns whether any changed."""
        return self.alerts.see(
            self.frame.snapshot,
            not_obeyed=self._desk.tickets.not_obeyed,
            hopper_minutes=self.recorder.forecasts.dry_in,
        )

    # Going back in time

    def _record_look(self) -> None:
        """Have what stands on the screen now kept."""
        if self._looks is None:
            return
        snapshot = self.frame.snapshot
        if snapshot.link.state is LinkState.CONNECTING:
            return  # there is nothing to be seen yet
        glances = {
            name: glance
            for name in snapshot.campaigns.value or {}
            if (glance := self.guards.glance(name)) is not UNGUARDED
        }
        board = self.alerts.board
        look = Look.of(
            snapshot,
            self.recorder.state,
            at=self.clock(),
            wall=self.recorder.wall(),
            alerts=board.active,
            log=board.log,
            guards=glances,
            tickets=self._desk.tickets,
        )
        self._looks.take(look)

    def close_looks(self) -> None:
        """Write the last looks: the console is left."""
        if self._looks is not None:
            self._looks.close()

    @property
    def no_past(self) -> str | None:
        """Why there is no way back; ``None`` if there is one."""
        if self._rewind is None:
            return "nothing is recorded: the setting rewind.on turns it off"
        return None

    def step_back(self, looks: int) -> str:
        """Go so many looks back, or forward if negative; returns why not, or nothing."""
        return self._show(lambda rewind, past: rewind.step(-looks, past, self._looked))

    def move_back(self, seconds: float) -> str:
        """Go so many seconds back, or forward if negative; returns why not, or nothing."""
        return self._show(lambda rewind, past: rewind.move(-seconds, past, self._looked))

    def go_to_time(self, typed: str) -> str:
        """Go to a time of the dialer's day; returns why not, or nothing."""
        shown = self.frame.current()
        moment = shown.snapshot.dialer_time(shown.now)
        span = self._rewind.span if self._rewind is not None else None
        if span is None:
            return self.no_past or "No look at the floor has been recorded yet"
        wall = self.frame.wall()
        if moment is None:
            moment = datetime.fromtimestamp(wall, self.zone).astimezone(self.zone)
        target = wall_of(typed, moment, wall, span[1])
        if target is None:
            return "Type a time such as 10:42 or 10:42:30"
        if target < span[0]:
            first = moment + timedelta(seconds=span[0] - wall)
            return f"The first look that was recorded is of {first:%H:%M:%S}"
        return self._show(lambda rewind, past: rewind.go_to(target, past))

    def go_to_first_look(self) -> str:
        """Go to the first look; returns why not, or nothing."""
        return self._show(lambda rewind, past: rewind.first(past))

    def go_live(self) -> None:
        """Show the floor as it is now."""
        if self._rewind is not None and not self.replay:
            self._rewind.leave()
            self.frame.show_past(None)

    @property
    def _looked(self) -> float:
        """Seconds of the epoch of what is on the screen, where that is not a past moment."""
        frame = self.frame
        return self.recorder.wall() - (self.clock() - (frame.held or frame.snapshot).at)

    def _show(self, way: Callable[[Rewind, PastSource], PastMoment | str]) -> str:
        if self._rewind is None:
            return self.no_past or ""
        found = way(self._rewind, RecorderSource(self.recorder))
        if isinstance(found, str):
            return found
        self.frame.show_past(found)
        return ""

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
        looks = None if self._looks is None else self._looks.problem
        return self._desk.tickets.audit_problem or self.recorder.problem or looks

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
