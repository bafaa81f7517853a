"""Between the screens and the floor: what is watched, what is being done, what to say about it.

Screens read from here and hand in actions; nothing on a screen calls the client.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Final, Protocol

from rich.text import Text

from vicidash import words
from vicidash.client import Agent, CampaignStats, VicidialClient
from vicidash.floor.desk import ActionDesk, Stage, Ticket
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.floor.ticket import DIAL_LEVEL
from vicidash.floor.watch import FloorWatch
from vicidash.tui.themes import FloorTheme

LOOK_AFTER: Final = 1.5
"""Seconds after an action when the floor is looked at for its effect."""
MESSAGE_STAYS: Final = 30.0
"""Seconds for which a message stays."""

_GOOD: Final = frozenset({Stage.CONFIRMED})
_BAD: Final = frozenset({Stage.FAILED, Stage.NOT_OBEYED})

Start = Callable[[Callable[[], Coroutine[None, None, None]]], object]


class Supervisor:
    """One watch, one desk, one person. ``start`` runs an action in the background."""

    def __init__(
        self,
        client: VicidialClient,
        watch: FloorWatch,
        make_desk: Callable[[Callable[[Ticket], None]], ActionDesk],
        *,
        clock: Callable[[], float],
        start: Start,
        redraw: Callable[[], None],
        read_only: bool,
        mode: str,
    ) -> None:
        self._client = client
        self._watch = watch
        self._desk = make_desk(self._ticket_changed)
        self._start = start
        self._redraw = redraw
        self.clock = clock
        self.read_only = read_only
        self.snapshot: FloorSnapshot = watch.snapshot()
        self._mode = mode
        self._message: tuple[str, str, float] | None = None

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
        """What is special about this session, in capitals."""
        plain = "PLAIN HTTP" if self._client.insecure else ""
        told = (self._mode, "READ-ONLY" if self.read_only else "", plain)
        return tuple(mode for mode in told if mode)

    def agent_ticket(self, user: str) -> Ticket | None:
        """The latest action on an agent."""
        ticket = self._desk.ticket(user)
        return ticket if ticket is not None and ticket.action != DIAL_LEVEL else None

    def campaign_ticket(self, campaign_id: str) -> Ticket | None:
        """The latest action on a campaign, which may be called as an agent is."""
        return self._desk.ticket(campaign_id, campaign=True)

    async def follow(self) -> None:
        """Take snapshots for ever, and judge pending actions by each new look at the agents."""
        async for snapshot in self._watch.snapshots():
            self.snapshot = snapshot
            await self._desk.see(snapshot)
            self._redraw()

    def pause(self, agent: Agent) -> None:
        """Pause this agent."""
        self._act(lambda: self._desk.pause(agent))

    def resume(self, agent: Agent) -> None:
        """Make this agent ready."""
        self._act(lambda: self._desk.resume(agent))

    def log_out(self, user: str) -> None:
        """End this agent's session, if the floor still lists them."""
        seen = self.snapshot.agent(user)
        if seen is None:
            self.say(f"{user} has logged out in the meantime")
        else:
            self._act(lambda: self._desk.logout(seen.agent))

    def set_level(self, stats: CampaignStats, level: str) -> None:
        """Set this campaign's dial level."""
        before = words.level(stats.dial_level)
        name = stats.campaign_id
        self._act(lambda: self._desk.set_dial_level(name, level, before), "floor", "campaigns")

    def poll_now(self) -> None:
        """Ask the dialer now."""
        self._watch.poll_now()

    def retry_login(self) -> None:
        """One more try after a refused login."""
        self._watch.retry_login()
        self.say("Trying the login once more")

    def say(self, text: str, kind: str = "") -> None:
        """Show a message, of several lines if need be; ``kind`` is a theme colour's name."""
        self._message = (text, kind, self.clock())
        self._redraw()

    def message_at(self, now: float, theme: FloorTheme) -> Text:
        """The message line."""
        problem = self._desk.audit_problem
        if self._message is None or now - self._message[2] > MESSAGE_STAYS:
            return Text(words.printable(problem), theme.colors.error) if problem else Text()
        text, kind, _ = self._message
        told = f"{text}; {problem}" if problem else text
        safe = "\n".join(words.printable(line) for line in told.split("\n"))
        return Text(safe, getattr(theme.colors, kind) if kind else "")

    def _act(self, action: Callable[[], Awaitable[Ticket]], *tiers: str) -> None:
        async def run() -> None:
            ticket = await action()
            if ticket.stage is not Stage.FAILED:
                soon = 0.0 if not ticket.stage.pending else LOOK_AFTER
                self._watch.poll_soon(soon, *(tiers or ("floor",)))

        self._start(run)

    def _ticket_changed(self, ticket: Ticket) -> None:
        if ticket.stage is Stage.SENDING:
            return
        kind = "error" if ticket.stage in _BAD else "success" if ticket.stage in _GOOD else "accent"
        self.say(str(ticket), kind)


class Follower(Protocol):
    """What takes one snapshot after another."""

    async def follow(self) -> None:
        """Take snapshots for ever."""


async def keep_following(follower: Follower, report: Callable[[BaseException], None]) -> None:
    """Follow for ever: an error of ours is shown, and does not leave a dead picture behind."""
    while True:
        try:
            await follower.follow()
        except Exception as error:  # noqa: BLE001 - whatever it is, the floor must stay in sight
            report(error)
            await asyncio.sleep(5)
