"""Actions on agents: on the one under the cursor, or on all marked ones.

The targets are fixed at the key press: whatever the tables show later, the action is still for
them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final, NamedTuple, Protocol

from textual.screen import Screen

from vicidash.action_table import BY_NAME, Action
from vicidash.actions.crew import CrewAfter, crews_after
from vicidash.actions.kinds import LOG_OUT, NOTIFY_AGENT, PAUSE, PAUSE_CAMPAIGN, RESUME
from vicidash.actions.ticket import BUSY, Stage, Ticket
from vicidash.client import Agent, InvalidInput, validation
from vicidash.client.models import Mode
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.formatting import nearest, plural
from vicidash.tui.controllers.base import Actions, ControlledView, ControllerBase
from vicidash.tui.dialogs import AskScreen, Choice, ConfirmScreen, PickScreen
from vicidash.tui.messages import subject_of

# The targets in words, for confirmations

NAMED: Final = 8
"""Targets that a question names; the rest are counted."""


CREWS_NAMED: Final = 4
"""Campaigns of which a question says who is left."""
STOP_TOO: Final = "and stop dialing"


def format_targets(targets: Sequence[str], snapshot: FloorSnapshot) -> str:
    """The targets by name; agents on the floor also with their full names."""
    seen = [snapshot.agent(target) for target in targets[:NAMED]]
    names = [
        f"{target} {each.agent.full_name or ''}".strip() if each else target
        for target, each in zip(targets, seen, strict=False)
    ]
    more = f" and {len(targets) - NAMED} more" if len(targets) > NAMED else ""
    return f"{', '.join(names)}{more}."


# The user's phone, which rings to listen to an agent

_NO_SUCH_PHONE = "INVALID PHONE LOGIN"
"""As in the dialer's answer."""


class PhonePrompt(ControllerBase):
    """Asks for the user's phone, and saves it once it has rung."""

    @property
    def actions(self) -> Actions:
        return {"phone": self.change_phone}

    async def change_phone(self) -> None:
        def changed(phone: str) -> None:
            listen = self.view.key_of("listen")
            self.view.say(f"{listen} rings {phone} from now on; it is saved once it has rung")

        await self.ask_for_phone("Your phone", changed)

    async def ask_for_phone(self, title: str, then: Callable[[str], object]) -> None:
        """Ask for a phone to ring; the input starts with the known one."""
        before = self.console.preferences.phone_known
        detail = "Your phone and its telephony server, such as 8001@10.10.10.15"
        if before and self.console.preferences.phone is None:
            detail += f". {before} did not ring"

        def answered(typed: str | None) -> None:
            if typed:
                phone = typed.strip()
                self.console.preferences.give_phone(phone)
                then(phone)

        await self.view.ask(AskScreen(title, detail, check=phone_problem, value=before), answered)

    def rung(self, phone: str, ticket: Ticket) -> None:
        """Handle the result: save a phone that rang, and ask again for one that did not."""
        if ticket.stage is Stage.CONFIRMED:
            self.console.preferences.phone_rang(phone)
        elif ticket.stage is Stage.FAILED:
            wrong = _NO_SUCH_PHONE in ticket.note
            if self.console.preferences.phone_failed(phone, wrong=wrong):
                why = f"the dialer has no phone {phone.partition('@')[0]}" if wrong else ticket.note
                listen = self.view.key_of("listen")
                self.console.messages.report(
                    f"listen {ticket.target}: failed — {why}; {listen} asks for it",
                    "error",
                    subject_of(ticket),
                )


def phone_problem(text: str) -> str | None:
    """What is wrong with ``PHONE@SERVER``, if anything."""
    phone, at, server = text.strip().partition("@")
    parts = server.split(".")
    good = len(parts) == 4 and all(part.isdecimal() and int(part) < 256 for part in parts)
    if phone.isalnum() and at and good:
        return None
    return "Write it as PHONE@SERVER: your phone login and the server's address, 8001@10.10.10.15"


class Verb(NamedTuple):
    """An action on agents in words: its button, and its effect on agents in a call."""

    button: str
    in_call: str = ""


_VERBS: Final = {
    PAUSE: Verb("Pause", "pauses after the call"),
    RESUME: Verb("Resume"),
    LOG_OUT: Verb("Log out", "finishes the call first"),
    NOTIFY_AGENT: Verb("Send", "sees it during the call"),
}


_LISTEN_MODES: Final[dict[str, Mode]] = {
    "Whisper": "WHISPER",
    "Barge": "BARGE",
    "Listen": "MONITOR",
}


class MarkedAgents(Protocol):
    """The marked agents, whom the next action is for."""

    @property
    def users(self) -> tuple[str, ...]:
        """In the order shown; if empty, the agent under the cursor is meant."""

    def hidden(self, users: Sequence[str]) -> int:
        """How many of these agents are hidden now."""

    def clear(self) -> object:
        """Clear the marks."""


class AgentController(ControllerBase):
    """The keys that act on agents.

    ``target`` gives the agent that a key press is for, or says why there is none. ``marked``: the
    marked agents, in a view that has marks. ``absence``: why nothing can be done to the agent now,
    if so.
    """

    def __init__(
        self,
        view: ControlledView,
        phone: PhonePrompt,
        *,
        target: Callable[[], Awaitable[Agent | None]],
        marked: MarkedAgents | None = None,
        absence: Callable[[], str | None] = lambda: None,
    ) -> None:
        super().__init__(view)
        self._phone = phone
        self._target = target
        self._marked = marked
        self._absence = absence

    @property
    def actions(self) -> Actions:
        return {
            "pause": self.pause,
            "resume": self.resume,
            "log_out": self.log_out,
            "pause_code": self.pause_with_code,
            "message": self.message,
            "listen": self.listen,
            "join_call": self.join_call,
        }

    def disabled_reason(self, action: Action) -> str | None:
        return self._absence() or super().disabled_reason(action)

    @property
    def _marked_users(self) -> tuple[str, ...]:
        return self._marked.users if self._marked is not None else ()

    async def pause(self) -> None:
        await self._act(PAUSE)

    async def resume(self) -> None:
        await self._act(RESUME)

    async def log_out(self) -> None:
        await self._act(LOG_OUT)

    async def pause_with_code(self) -> None:
        codes = [Choice(code, code) for code in self.console.preferences.pause_codes]
        await self._with_value(
            lambda whom: PickScreen(
                f"Pause {whom} with a code",
                codes,
                detail="A code that is not in the list is sent as typed; Esc cancels",
                hint="a code, or part of one",
                free=_code,
                doubt=lambda code: unknown_code(code, self.console.preferences.pause_codes),
            ),
            PAUSE,
        )

    async def message(self) -> None:
        await self._with_value(
            lambda whom: AskScreen(
                f"Message to {whom}", "Enter sends it to the screen, Esc cancels", check=_text
            ),
            NOTIFY_AGENT,
        )

    async def listen(self) -> None:
        if agent := await self._agent():
            await self._ring(agent, "Listen")

    async def join_call(self) -> None:
        agent = await self._agent()
        if agent is None:
            return

        async def chosen(word: str | None) -> None:
            if word is not None:
                await self._ring(agent, word)

        await self.view.ask(
            PickScreen(
                f"Your phone rings; then you talk into the call of {_name(agent)}",
                [
                    Choice("Whisper", "Whisper", "only the agent hears you"),
                    Choice("Barge", "Barge", "the agent and the customer hear you"),
                    Choice("Listen", "Listen", "nobody hears you", self.view.key_of("listen")),
                ],
            ),
            lambda word: self.view.call_next(chosen, word),
        )

    async def join_as(self, word: str) -> None:
        """Whisper or barge at once: ``Whisper`` or ``Barge``."""
        if agent := await self._agent():
            await self._ring(agent, word)

    async def _ring(self, agent: Agent, word: str) -> None:
        mode = _LISTEN_MODES[word]

        def ring(phone: str) -> None:
            self.console.actions.listen(
                agent.user, phone, lambda ticket: self._phone.rung(phone, ticket), mode=mode
            )

        if phone := self.console.preferences.phone:
            ring(phone)
        else:
            await self._phone.ask_for_phone(f"{word}: {_name(agent)}", ring)

    async def _agent(self) -> Agent | None:
        return None if self.view.refuses_frozen() else await self._target()

    async def _act(self, action: str, value: str = "") -> None:
        """Act on all marked agents after a confirmation, else on the one under the cursor."""
        if self.view.refuses_frozen():
            return
        if users := self._marked_users:
            await self._ask_for_all(action, users, value)
        elif agent := await self._target():
            if action == LOG_OUT:
                await self._ask_to_log_out(agent)
            else:
                self.console.actions.to_agent(action, agent.user, value)

    async def _ask_for_all(self, action: str, users: tuple[str, ...], value: str) -> None:
        """Ask for those who get a command: the button has their number, the text their names."""
        verb = _VERBS[action]
        whys = {user: self.console.actions.already(action, user, value) for user in users}
        unchanged = {user: why for user, why in whys.items() if why is not None}
        meant = tuple(user for user in users if user not in unchanged)
        left_out = _left_out(unchanged.values())
        if not meant:
            self.view.say(f"Nothing to do for {plural(len(users), 'marked agent')}: {left_out}")
            return

        crews = crews_after(action, meant, self.console.frame.snapshot)
        deserted = tuple(crew for crew in crews if crew.deserted) if action != RESUME else ()
        also = STOP_TOO if deserted and self._may_stop else ""

        def confirmed(yes: bool | None) -> None:
            if yes:
                if dialog.with_also:
                    self._stop_dialing(deserted)
                self.console.actions.to_all(action, users, value, unchanged)
                if self._marked is not None:
                    self._marked.clear()

        what, whom = verb.button, plural(len(meant), "agent")
        if action == NOTIFY_AGENT:  # show the text, as it cannot be recalled
            what, whom = "Send", f"“{value}” to {whom}"
        elif value:
            whom = f"{whom} with {value}"
        dialog = ConfirmScreen(
            f"{what} {whom}?",
            self._who(meant, verb, left_out),
            f"{verb.button} {len(meant)}",
            destroys=action == LOG_OUT,
            also=also,
            leaves=_left(crews),
        )
        await self.view.ask(dialog, confirmed)

    @property
    def _may_stop(self) -> bool:
        return self.console.disabled_reason(BY_NAME["campaign_active"], PAUSE_CAMPAIGN) is None

    def _stop_dialing(self, crews: Iterable[CrewAfter]) -> None:
        """Stop the campaigns that would go on dialing for nobody, as they are known now."""
        for crew in crews:
            campaign = self.console.frame.snapshot.campaign(crew.campaign_id)
            if campaign is not None and campaign.stats.active:
                self.console.actions.set_active(campaign.stats, False)

    def _who(self, users: Sequence[str], verb: Verb, left_out: str) -> str:
        """Names the targets, counts those in a call or hidden, and says who gets no command."""
        snapshot = self.console.frame.snapshot
        parts = [format_targets(users, snapshot)]
        everyone = [each for user in users if (each := snapshot.agent(user))]
        busy = sum(each.agent.state in BUSY for each in everyone)
        if busy and verb.in_call:
            parts.append(f"{busy} in a call: each {verb.in_call}.")
        if self._marked is not None and (hidden := self._marked.hidden(users)):
            parts.append(f"{hidden} hidden by the filter.")
        if left_out:
            parts.append(f"Besides, {left_out}: no change.")
        return " ".join(parts)

    async def _ask_to_log_out(self, agent: Agent) -> None:
        def confirmed(yes: bool | None) -> None:
            if yes:
                self.console.actions.log_out(agent.user)

        await self.view.ask(
            ConfirmScreen(
                f"Log out {_name(agent)}?",
                f"Now {agent.word} on {agent.campaign_id}. A call in progress is finished first.",
                "Log out",
                destroys=True,
            ),
            confirmed,
        )

    async def _with_value(self, dialog: Callable[[str], Screen[str | None]], action: str) -> None:
        """Ask for a value first; the targets are fixed before the dialog opens."""
        if self.view.refuses_frozen():
            return
        users = self._marked_users
        agent = None if users else await self._target()
        if not users and agent is None:
            return

        def answered(value: str | None) -> None:
            if value and agent is not None:
                self.console.actions.to_agent(action, agent.user, value)
            elif value:
                self.view.call_next(self._ask_for_all, action, users, value)

        whom = plural(len(users), "agent") if agent is None else _name(agent)
        await self.view.ask(dialog(whom), answered)


def _left(crews: Sequence[CrewAfter]) -> list[str]:
    """Who is left on each campaign, as sentences; the campaigns without anybody come first."""
    said = [f"{crew}." for crew in crews[:CREWS_NAMED]]
    if len(crews) > CREWS_NAMED:
        said.append(f"And {plural(len(crews) - CREWS_NAMED, 'more campaign')}.")
    return said


def _left_out(reasons: Iterable[str]) -> str:
    """How many marked agents get no command, by reason, such as ``2 already paused``."""
    return ", ".join(f"{count} {why}" for why, count in Counter(reasons).items())


def _name(agent: Agent) -> str:
    return f"{agent.user} ({agent.full_name})" if agent.full_name else agent.user


def _code(text: str) -> str | None:
    try:
        validation.pause_code(text)
    except InvalidInput as error:
        return str(error)
    return None


def unknown_code(code: str, known: Sequence[str]) -> str | None:
    """What is doubtful about a pause code that nobody has used here; ``None`` for a known one, and
    where no code is known."""
    if not known or code.casefold() in {each.casefold() for each in known}:
        return None
    near = nearest(code.upper(), known)
    meant = f"did you mean {near}? " if near else ""
    return f"{code} is none of the codes seen here: {meant}Enter again sends it as it is"


def _text(text: str) -> str | None:
    return None if text.strip() else "Type a message, or press Esc to cancel"
