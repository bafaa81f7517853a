"""From settings to the parts that every front end works with: client, watch, desk, alerts."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Final

from vicidash.actions.audit_log import AuditLog
from vicidash.actions.desk import ActionDesk
from vicidash.actions.ticket import Audit, Ticket
from vicidash.alerts.acknowledgements import AnswersFile
from vicidash.alerts.alert import Alert
from vicidash.alerts.board import AlertBoard
from vicidash.alerts.notify import Notifier, SentFile
from vicidash.alerts.notify import open_notifier as open_ways
from vicidash.client import VicidialClient
from vicidash.client.api.connections import check_url
from vicidash.clock import steady
from vicidash.config import ConfigError, Loaded, Settings, password, paths, state_dir
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.floor.watch import FloorWatch, Intervals
from vicidash.guard.guard import DropRateGuard
from vicidash.guard.lease import GuardLease
from vicidash.guard.policy import GuardPolicy
from vicidash.guard.store import GuardStore
from vicidash.guard.terms import Decision
from vicidash.guard.views import MaximumReader
from vicidash.history.database import HistoryFile
from vicidash.history.history import FloorHistory
from vicidash.history.hopper import Forecasts
from vicidash.history.ledger import DropLedger
from vicidash.history.recorder import FloorRecorder
from vicidash.looks.file import LookFileError
from vicidash.looks.folder import LookFolder
from vicidash.looks.moment import PastSource, RecorderSource
from vicidash.looks.recorder import LookRecorder
from vicidash.looks.rewind import Rewind
from vicidash.looks.sent import SentPast
from vicidash.looks.shift import RecordedShift

HISTORY = "history.sqlite3"
"""The history file in the state directory, of all dialers."""
LOOKS = "looks"
"""The folder of the recorded looks beside it."""


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of one session with one dialer, that the console is made of."""

    client: VicidialClient
    settings: Settings
    watch: FloorWatch
    desk: ActionDesk
    recorder: FloorRecorder
    board: AlertBoard
    notifier: Notifier
    acknowledgements: AnswersFile | None = None
    open_recorder: Callable[[], FloorRecorder] | None = None
    """Opens, in a thread of its own, what takes the place of ``recorder``: reading hours of history
    must not keep the first frame waiting."""
    guard_desk: Callable[[], ActionDesk] | None = None
    """Makes the desk of a guard, which is not the user's: what a guard did is not undone by theirs.
    ``None``: no guard can be armed."""
    guard_notifier: Notifier | None = None
    """Tells people of what the guards find, apart from the alerts of the board."""
    looks: LookRecorder | None = None
    """Records every look at the floor; ``None``: none is recorded."""
    rewind: Rewind | None = None
    """Goes to recorded looks; ``None``: there are none."""
    clock: Callable[[], float] = steady
    zone: tzinfo | None = None
    """The viewer's time zone; ``None``: that of this machine."""
    mode: str = ""
    """What is special about this session, in capitals."""
    dialer: str | None = None
    """The dialer's URL where it is not the client's: of a shift that was sent."""


def open_services(
    client: VicidialClient,
    settings: Settings,
    notifier: Notifier,
    *,
    acknowledgements: AnswersFile | None = None,
    guard_notifier: Notifier | None = None,
    mode: str = "",
) -> Services:
    """Everything that a console needs, as the settings say, on the steady clock."""
    looks = open_looks(client, settings)
    return Services(
        client=client,
        settings=settings,
        watch=open_watch(client, settings),
        desk=open_desk(client, settings),
        recorder=open_records(client, settings, kept=False),
        board=open_board(settings),
        notifier=notifier,
        acknowledgements=acknowledgements,
        open_recorder=lambda: open_records(client, settings),
        guard_desk=lambda: open_desk(client, settings),
        guard_notifier=guard_notifier,
        looks=looks,
        rewind=None if looks is None else Rewind.of_folder(looks.folder),
        mode=mode,
    )


def open_looks(client: VicidialClient, settings: Settings) -> LookRecorder | None:
    """What records every look, as the settings say; ``None`` where they turn it off."""
    if not settings.rewind.on:
        return None
    return LookRecorder(
        look_folder(client.url, client.user, settings),
        {"dialer": client.url, "user": client.user, "campaigns": list(settings.campaigns)},
        hours=settings.rewind.hours,
        megabytes=settings.rewind.megabytes,
    )


def look_folder(url: str, user: str, settings: Settings) -> LookFolder:
    """The recorded looks of an account and its campaigns."""
    path = state_dir() / LOOKS
    return LookFolder(path, dialer=url, user=user, campaigns=settings.campaigns)


def open_own_shift(loaded: Loaded) -> RecordedShift:
    """What consoles of this machine recorded of the dialer in the settings.

    Raises :class:`~vicidash.config.ConfigError` when no login is set.
    """
    url, user = loaded.require_login()
    folder = look_folder(check_url("url", url), user, loaded.settings)
    return RecordedShift.of_folder(folder)


def open_past_history(loaded: Loaded) -> FloorHistory:
    """The history of that dialer as it is in the file. Close it with ``close``."""
    url, _ = loaded.require_login()
    path = state_dir() / HISTORY
    return FloorHistory(
        path if path.exists() else None,
        dialer=check_url("url", url),
        wall=time.time,
        campaigns=loaded.settings.campaigns,
        intervals=intervals(loaded.settings),
    )


def open_replay(
    client: VicidialClient, loaded: Loaded, file: Path | None, notifier: Notifier
) -> Services:
    """A console on a recorded shift: that of ``file``, or what was recorded here.

    ``client`` is of no dialer, and nothing is sent with it. Raises
    :class:`~vicidash.looks.file.LookFileError` when there is nothing to be shown.
    """
    settings = loaded.settings
    recorder = open_records(client, settings, kept=False)
    if file is not None:
        shift = RecordedShift.of_file(file)
        past: PastSource = SentPast(shift.past())
    else:
        shift = open_own_shift(loaded)
        recorder = FloorRecorder(
            state_dir() / HISTORY,
            dialer=check_url("url", loaded.require_login()[0]),
            clock=steady,
            wall=time.time,
            campaigns=settings.campaigns,
            intervals=intervals(settings),
        )
        past = RecorderSource(recorder)
    if not len(shift):
        raise LookFileError("no look at the floor is recorded there that can be read")
    dialer = shift.head.get("dialer")
    return Services(
        client=client,
        settings=settings,
        watch=open_watch(client, settings),
        desk=open_desk(client, settings),
        recorder=recorder,
        board=open_board(settings),
        notifier=notifier,
        rewind=Rewind.of_shift(shift, past),
        mode="REPLAY",
        dialer=dialer if isinstance(dialer, str) else "",
    )


def open_client(loaded: Loaded) -> VicidialClient:
    """A client of the dialer in the settings.

    Raises :class:`~vicidash.config.ConfigError` when no login is set or its password cannot be
    had (which may run ``password_command``), :class:`~vicidash.client.InvalidInput` for a CA file
    that cannot be read. Nothing is sent.
    """
    url, user = loaded.require_login()
    settings = loaded.settings
    client = VicidialClient(
        url,
        user,
        password(loaded),
        source=settings.source,
        agent_url=settings.agent_url,
        dialect=settings.dialect,
        agents=settings.agents,
        campaigns=settings.campaigns,
        max_dial_level=settings.max_dial_level,
        ca_file=settings.ca_file,
        get_requests=settings.get_requests,
        connect_timeout=settings.connect_timeout,
        request_timeout=settings.request_timeout,
        report_pages=settings.report != "never",
    )
    remember_kept_texts(client)
    return client


KEPT_TEXTS_KNOWN: Final = 7 * 86400.0
"""Seconds after which it is read back again: the dialer's administrator may have changed it."""


def remember_kept_texts(client: VicidialClient, wall: Callable[[], float] = time.time) -> None:
    """Tell the client what earlier runs found out about this dialer's texts, and keep what it
    finds: whether letters outside of ASCII are stored, a setting of the whole dialer.

    Without a file that can be read or written each run finds out by itself.
    """
    name = hashlib.sha256(client.url.encode("utf-8", "backslashreplace")).hexdigest()[:16]
    try:
        path = state_dir() / f"texts-{name}.json"
    except ConfigError:
        return
    leads = client.leads
    with suppress(OSError, ValueError, RecursionError):
        match paths.read(path):
            case {"at": int() | float() as at, **known} if 0 <= wall() - at < KEPT_TEXTS_KNOWN:
                letters, signs = known.get("keeps_non_ascii"), known.get("keeps_signs")
                leads.keeps_non_ascii = letters if isinstance(letters, bool) else None
                leads.keeps_signs = signs if isinstance(signs, bool) else None

    def keep(keeps: bool) -> None:
        found = {"keeps_non_ascii": leads.keeps_non_ascii, "keeps_signs": leads.keeps_signs}
        told = {name: each for name, each in found.items() if each is not None}
        with suppress(OSError):
            paths.write(path, {**told, "at": wall()})

    leads.on_keeps_non_ascii = leads.on_keeps_signs = keep


ACCESS_KNOWN: Final = 7 * 86400.0
"""Seconds after which it is found out again: the account may have got another level."""


class AccessFile:
    """Whether the non-agent API takes this account, which takes none below level 7.

    It says to them what it says to a wrong password, and counts it towards the lock: so it is kept
    between runs, and not asked again. A file that cannot be read or written is none.
    """

    def __init__(self, client: VicidialClient, wall: Callable[[], float] = time.time) -> None:
        self._wall = wall
        self._path = _of_account(client, "access")

    def known(self) -> bool | None:
        """``None``: not found out yet, or long ago."""
        with suppress(OSError, ValueError, RecursionError):
            match paths.read(self._path):
                case {"non_agent_api": bool(takes), "at": int() | float() as at}:
                    return takes if 0 <= self._wall() - at < ACCESS_KNOWN else None
        return None

    def keep(self, takes: bool) -> None:
        """Keep what was found out."""
        with suppress(OSError):
            paths.write(self._path, {"non_agent_api": takes, "at": self._wall()})

    def forget(self) -> None:
        """Find out again the next time."""
        with suppress(OSError):
            self._path.unlink()


def open_watch(
    client: VicidialClient, settings: Settings, *, hoppers: bool = True, month: bool = True
) -> FloorWatch:
    """A watch that polls as the settings say, on the steady clock.

    ``hoppers`` and ``month``: whether it asks for hoppers and 30-day figures.
    """
    return FloorWatch(
        client,
        clock=steady,
        campaigns=settings.campaigns,
        in_groups=settings.in_groups,
        intervals=intervals(settings),
        hoppers=hoppers,
        month=month,
        report=report_interval(settings),
    )


def open_desk(
    client: VicidialClient,
    settings: Settings,
    *,
    on_change: Callable[[Ticket], None] = lambda ticket: None,
    audit: Callable[[Audit], Audit] = lambda log: log,
) -> ActionDesk:
    """A desk that writes ``audit.jsonl`` in the state directory, on the steady clock.

    ``audit`` may put something in front of that log.
    """
    log = AuditLog(state_dir() / "audit.jsonl", dialer=client.url, user=client.user)
    return ActionDesk(
        client,
        audit(log),
        clock=steady,
        obey_timeout=settings.obey_timeout,
        on_change=on_change,
    )


def open_records(client: VicidialClient, settings: Settings, *, kept: bool = True) -> FloorRecorder:
    """What is remembered of the floor: ``kept`` in ``history.sqlite3`` of the state directory, and
    read from there, or in memory only."""
    return FloorRecorder(
        state_dir() / HISTORY if kept else None,
        dialer=client.url,
        clock=steady,
        wall=time.time,
        campaigns=settings.campaigns,
        intervals=intervals(settings),
    )


def open_ledger(records: FloorRecorder, settings: Settings) -> DropLedger:
    """The drop ledger in the file of ``records``, with the limit and the periods of the settings.

    A file without ``records.problem`` keeps the closed days; otherwise they are in memory only.
    """
    return DropLedger(
        records.history.file,
        records.history,
        limit=settings.alerts.drop.critical,
        start=settings.guard.period_start,
    )


def open_guard(
    client: VicidialClient,
    settings: Settings,
    records: FloorRecorder,
    policies: Mapping[str, GuardPolicy],
    *,
    see: Callable[[FloorSnapshot], object],
    on_blind: Callable[[str], None],
    on_decision: Callable[[Decision], None],
    tell: Callable[[Sequence[Alert]], None],
    place: str = "guard",
    desk: ActionDesk | None = None,
    clock: Callable[[], float] = steady,
    wall: Callable[[], float] = time.time,
) -> DropRateGuard:
    """A guard of the campaigns in ``policies``, with ledger, store and lease of its own.

    ``on_blind`` is told why the adaptive maximums cannot be read; ``place`` is where the guard
    runs, as its lease names it. ``desk``: by default a new one. The rest is as in
    :class:`DropRateGuard`.
    """
    file = records.history.file
    return DropRateGuard(
        client,
        open_desk(client, settings) if desk is None else desk,
        open_ledger(records, settings),
        GuardStore(file),
        GuardLease(file, wall=wall, place=place),
        policies,
        clock=clock,
        wall=wall,
        see=see,
        maximums=MaximumReader(client.realtime, clock=clock, on_blind=on_blind),
        on_decision=on_decision,
        tell=tell,
    )


def open_history_file(loaded: Loaded) -> HistoryFile | None:
    """The history file as it is, without a login; ``None`` where there is none yet.

    Raises :class:`~vicidash.config.ConfigError` when no dialer is set. Close it with ``close``.
    """
    url, _ = loaded.require_login()
    path = state_dir() / HISTORY
    if not path.exists():
        return None
    return HistoryFile(path, dialer=check_url("url", url), now=time.time())


def open_forecasts(client: VicidialClient, settings: Settings) -> Forecasts:
    """When hoppers run dry, from a history in memory, for what remembers nothing else."""
    history = FloorHistory(
        None,
        dialer=client.url,
        wall=time.time,
        campaigns=settings.campaigns,
        intervals=intervals(settings),
    )
    return Forecasts(history, clock=steady, wall=time.time)


def open_board(settings: Settings) -> AlertBoard:
    """The alerts that the settings ask for, on the steady clock."""
    return AlertBoard(settings.alerts, steady, intervals=intervals(settings))


def open_answers(client: VicidialClient, *, read_only: bool = False) -> AnswersFile:
    """What people said of alerts, in a file of the state directory for this account."""
    path = _of_account(client, "alerts")
    return AnswersFile(path, clock=steady, wall=time.time, read_only=read_only)


def _of_account(client: VicidialClient, what: str) -> Path:
    """A file of the state directory for this dialer and user."""
    account = f"{client.url}\n{client.user}".encode("utf-8", "backslashreplace")
    return state_dir() / f"{what}-{hashlib.sha256(account).hexdigest()[:16]}.json"


def open_notifier(
    client: VicidialClient,
    settings: Settings,
    *,
    write: Callable[[str], None],
    on_problem: Callable[[str], None],
    kept: str = "notices",
) -> Notifier:
    """What tells people of alerts who do not look at the screen, on the steady clock.

    ``write`` puts a string with escapes on the terminal; ``on_problem`` is told, once each, why a
    webhook or command does not work. ``kept`` names the file of the notices that were sent: the
    guard's are apart from those of the alert board. Close it with ``aclose``.
    """
    return open_ways(
        settings.alerts,
        clock=steady,
        dialer=client.url,
        sent=SentFile(_of_account(client, kept), clock=steady, wall=time.time),
        write=write,
        on_problem=on_problem,
    )


REPORT_INTERVAL: Final = 60.0
"""Seconds between two reports where the settings leave it to us."""


def report_interval(settings: Settings) -> float | None:
    """Seconds from one real-time report to the next; ``None``: never."""
    if settings.report == "never":
        return None
    return REPORT_INTERVAL if settings.report == "auto" else float(settings.report)


def intervals(settings: Settings) -> Intervals:
    """How often what is polled."""
    return Intervals(
        floor=settings.floor_interval,
        campaigns=settings.campaigns_interval,
        stats=settings.stats_interval,
        ledger=settings.ledger_interval,
        report=report_interval(settings) or REPORT_INTERVAL,
    )
