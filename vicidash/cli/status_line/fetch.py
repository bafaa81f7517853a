"""Asks the dialer for the data of a status line that is too old. Not light, unlike the rest."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final

from vicidash.cli.cache import account
from vicidash.cli.options import CliContext
from vicidash.cli.runtime import load_settings, login_noted
from vicidash.cli.status_line import cache as line_cache
from vicidash.cli.status_line.cache import TOTAL, CachedAnswer, Known, LineQuery, SettingsStamp
from vicidash.client import (
    CampaignStats,
    DialerError,
    InvalidInput,
    LoginError,
    NotAnAPIAnswer,
    PageLoginError,
    PermissionDenied,
    Unreachable,
    Unsupported,
    VicidialClient,
)
from vicidash.client.campaign_stats import add, drop_percent
from vicidash.client.report.models import ReportInGroup
from vicidash.config import Loaded
from vicidash.floor.drop_rate import drops_left, fewest_left
from vicidash.session import open_client, report_interval

PATIENCE: Final = 10.0
"""Seconds for all answers; less than the lock lasts, or a second run would ask, too."""

PAGE_PATIENCE: Final = 4.0
"""Seconds for each of the dialer's pages, which are asked last."""


def settings(cli: CliContext) -> tuple[Loaded, SettingsStamp]:
    """The settings, and what of them the next runs need.

    Raises :class:`~vicidash.config.ConfigError`.
    """
    loaded = load_settings(cli)
    url, user = loaded.require_login()
    own = loaded.settings
    path = str(loaded.path.absolute())
    return loaded, SettingsStamp(
        account(url, user),
        own.campaigns,
        own.in_groups,
        own.floor_interval,
        own.campaigns_interval,
        own.stats_interval,
        own.alerts.drop.warn,
        own.alerts.drop.critical,
        report_interval(own) or 0.0,
        own.alerts.drop.min_answers,
        path,
        line_cache.modified(path),
    )


def ask(loaded: Loaded, stamp: SettingsStamp, query: LineQuery, known: Known) -> None:
    """Ask for the data that is due, and put the answers into ``known``.

    If the dialer cannot be reached, that is noted in ``known``. Raises
    :class:`~vicidash.client.errors.LoginError`, after which the dialer must not be asked again.
    """

    async def job() -> None:
        async with open_client(loaded) as client, asyncio.timeout(PATIENCE):
            await _Requests(client, stamp, query, known).all()

    now = time.time()
    try:
        with login_noted(loaded):
            asyncio.run(job())
    except (Unreachable, NotAnAPIAnswer, TimeoutError):
        _note_unreachable(known, now)
    else:
        known.tried = known.since = None


def _note_unreachable(known: Known, now: float) -> None:
    known.tried = now
    known.since = now if known.since is None else known.since


class _Requests:
    """The requests of one run, one after the other."""

    def __init__(
        self, client: VicidialClient, stamp: SettingsStamp, query: LineQuery, known: Known
    ) -> None:
        self._client = client
        self._stamp = stamp
        self._query = query
        self._known = known

    async def all(self) -> None:
        """Ask for what is due; the queues last, as the rest tells which there are."""
        due = self._query.due(self._known, self._stamp, time.time())
        if not due:
            return
        if not (await self._client.dialect()).composed:
            self._whole(await self._client.campaigns.stats_of(self._stamp.campaigns), time.time())
            return
        if "agents" in due:
            self._known.agents = await self._answer(self._agents, first=True)
        if "listed" in due:
            self._known.listed = await self._answer(self._listed)
        if "calls" in due:
            self._known.calls = await self._answer(self._calls)
        if "queues" in due:
            await self._queues()
        if "report" in due:
            self._known.report = await self._page(self._report)
        if "summary" in due:
            self._known.summary = await self._page(self._summary)

    async def _page(self, ask: Callable[[], Awaitable[Any]]) -> CachedAnswer:
        """What a page has; without a value where pages are not asked, or this one does not come:
        that concerns no other figure."""
        at = time.time()
        if not self._stamp.report:
            return CachedAnswer(at, None, denied=True)
        try:
            async with asyncio.timeout(PAGE_PATIENCE):
                return await self._answer(ask)
        except (PageLoginError, Unreachable, TimeoutError):
            return CachedAnswer(at, None, denied=True)

    async def _report(self) -> dict[str, Any]:
        """The longest wait by campaign, and the lowest service level with its in-group."""
        report = await self._client.realtime.report(self._stamp.campaigns)
        waits: dict[str, int] | None = None
        if report.calls_waiting is not None:
            waits = {TOTAL: 0}
            for call in report.calls_waiting:
                for name in (TOTAL, call.group) if call.of(call.group) else (TOTAL,):
                    waits[name] = max(waits.get(name, 0), call.seconds if call.waits else 0)
        return {"waits": waits, "service": ReportInGroup.lowest_service_level(report.in_groups)}

    async def _summary(self) -> dict[str, tuple[int | None, int | None]]:
        """Trunks that are short and dialable leads, of each campaign and of all together: the
        dialer leaves the first blank where none is."""
        heads = await self._client.realtime.summary()
        wanted = self._stamp.campaigns
        rows = {each.campaign_id: (each.trunk_short, each.dialable_leads) for each in heads}
        shown = [rows[name] for name in wanted or rows if name in rows]
        short = [each for each, _ in shown if each is not None]
        total = (sum(short) if short else None, add(leads for _, leads in shown))
        return {**rows, TOTAL: total}

    async def _answer(
        self, ask: Callable[[], Awaitable[Any]], *, first: bool = False
    ) -> CachedAnswer:
        """An answer; without a value if the account may not read it, or it is not readable.

        ``first``: an answer that is not the API's is raised: it means that no dialer is there.
        """
        at = time.time()
        try:
            return CachedAnswer(at, await ask())
        except (LoginError, Unreachable):
            raise
        except (PermissionDenied, Unsupported, InvalidInput):
            return CachedAnswer(at, None, denied=True)
        except DialerError as error:
            if first and isinstance(error, NotAnAPIAnswer):
                raise
            return CachedAnswer(at, None)

    async def _agents(self) -> dict[str, dict[str, int]]:
        states: dict[str, Counter[str]] = defaultdict(Counter)
        for agent in await self._client.agents.list(self._stamp.campaigns):
            states[agent.campaign_id][agent.state.value] += 1
        return {name: dict(counts) for name, counts in states.items()}

    async def _listed(self) -> dict[str, bool | None]:
        return {each.campaign_id: each.active for each in await self._client.campaigns.list()}

    async def _calls(self) -> dict[str, dict[str, Any]]:
        counts = await self._client.campaigns.calls(self._stamp.campaigns)
        rows = {name: (each.calls, each.answers, each.drops) for name, each in counts.items()}
        return self._days(rows)

    def _days(
        self, rows: Mapping[str, tuple[int | None, int | None, int | None]]
    ) -> dict[str, dict[str, Any]]:
        """The figures of each and of all together; the drops left of all are the fewest."""
        days = {name: self._day(*row) for name, row in rows.items()}
        everything = LineQuery(None, agents=False, queues=False, calls=True, max_age=0.0)
        shown = everything.shown(self._known, self._stamp)
        if shown is not None and all(name in rows for name in shown):
            total = self._day(*(add(rows[name][place] for name in shown) for place in range(3)))
            counts = ((name, *rows[name][:0:-1]) for name in shown)
            fewest = fewest_left(counts, self._stamp.critical)
            days[TOTAL] = {**total, "drops_left": None if fewest is None else fewest[0]}
        return days

    def _day(self, calls: int | None, answers: int | None, drops: int | None) -> dict[str, Any]:
        """The figures of a day; sign and drops left follow the limits of the settings."""
        warn, critical = self._stamp.warn, self._stamp.critical
        percent = drop_percent(drops, answers)
        sign = "" if percent is None or percent < warn else "!" if percent < critical else "!!"
        return {
            "calls": calls,
            "answers": answers,
            "drops": drops,
            "drop_percent": percent,
            "drop_sign": sign,
            "drops_left": drops_left(drops, answers, critical),
        }

    async def _queues(self) -> None:
        interval = max(self._query.max_age, self._stamp.queues)
        for name in self._query.groups(self._known, self._stamp) or ():
            cached = self._known.queues.get(name)
            if not line_cache.is_due(cached, interval, time.time()):
                continue
            self._known.queues[name] = answer = await self._answer(partial(self._queue, name))
            if answer.denied:  # nor may the account read the others
                for other in self._query.groups(self._known, self._stamp) or ():
                    self._known.queues[other] = answer
                return

    async def _queue(self, name: str) -> int:
        return (await self._client.campaigns.queue(name)).calls_waiting

    def _whole(self, figures: Iterable[CampaignStats], at: float) -> None:
        """Take all figures from one answer, as the guide's dialect gives them."""
        rows = {each.campaign_id: each for each in figures}
        names = ("agents_incall", "agents_waiting", "agents_paused", "agents_dispo", "agents_dead")
        keys = ("in_call", "waiting", "paused", "dispo", "dead")
        states = {
            name: {key: getattr(each, figure) for key, figure in zip(keys, names, strict=True)}
            for name, each in rows.items()
        }
        self._known.agents = CachedAnswer(at, states)
        self._known.listed = CachedAnswer(at, {name: each.active for name, each in rows.items()})
        days = {n: (s.calls_today, s.answers_today, s.drops_today) for n, s in rows.items()}
        self._known.calls = CachedAnswer(at, self._days(days))
        self._known.queues = {n: CachedAnswer(at, s.calls_in_queue) for n, s in rows.items()}
