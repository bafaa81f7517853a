"""What a supervisor does to agents: to the one under the cursor, or to all that are marked.

The targets are caught at the key press: whatever the tables do next, it does not change whom an
action hits.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from textual.screen import Screen

from vicidash.actions.kinds import LOG_OUT, NOTIFY_AGENT, PAUSE, RESUME
from vicidash.actions.ticket import BUSY, Stage, Ticket
from vicidash.client import Agent, InvalidInput, validation
from vicidash.floor.snapshot import FloorSnapshot
from vicidash.formatting import plural
from vicidash.tui.controllers.base import ControllerBase
from vicidash.tui.dialogs import AskScreen, Choice, ConfirmScreen, PickScreen

# Names the targets of an action, for the question before it

NAMED: Final = 8
"""Targets that a question names; of more it tells how many."""


def format_targets(targets: Sequence[str], snapshot: FloorSnapshot) -> str:
    """The targets, those that are agents of the floor with their full names."""
    seen = [snapshot.agent(target) for target in targets[:NAMED]]
    names = [
        f"{target} {each.agent.full_name or ''}".strip() if each else target
        for target, each in zip(targets, seen, strict=False)
    ]
    more = f" and {len(targets) - NAMED} more" if len(targets) > NAMED else ""
    return f"{', '.join(names)}{more}."


# The supervisor's own phone, which rings to listen to an agent

_NO_SUCH_PHONE = "INVALID PHONE LOGIN"
"""The dialer's own words."""


class PhonePrompt(ControllerBase):
    """Asks for the phone, and keeps one that has rung."""

    async def action_phone(self) -> None:
        def told(phone: str) -> None:
            listen = self.key_of("listen")
            self.say(f"{listen} on an agent rings {phone} from now on; it is kept once it has rung")

        await self.ask_for_phone("Your phone", told)

    async def ask_for_phone(self, title: str, then: Callable[[str], object]) -> None:
        """Ask for a phone to ring, beginning with the one that is known."""
        before = self.supervisor.phone_known
        detail = "Your phone, and the telephony server it is on, such as 8001@10.10.10.15"
        if before and self.supervisor.phone is None:
            detail += f". {before} did not ring"

        def told(typed: str | None) -> None:
            if typed:
                phone = typed.strip()
                self.supervisor.give_phone(phone)
                then(phone)

        await self.ask(AskScreen(title, detail, check=phone_problem, value=before), told)

    def rung(self, phone: str, ticket: Ticket) -> None:
        """How it went: what rings is kept, what does not is asked for again."""
        if ticket.stage is Stage.CONFIRMED:
            self.supervisor.phone_rang(phone)
        elif ticket.stage is Stage.FAILED:
            wrong = _NO_SUCH_PHONE in ticket.note
            if self.supervisor.phone_failed(phone, wrong=wrong):
                why = (
                    f"the dialer knows no phone {phone.partition('@')[0]}" if wrong else ticket.note
                )
                listen = self.key_of("listen")
                self.say(f"listen {ticket.target}: failed — {why}; {listen} asks for it", "error")


def phone_problem(text: str) -> str | None:
    """What is wrong with ``PHONE@SERVER``."""
    phone, at, server = text.strip().partition("@")
    parts = server.split(".")
    good = len(parts) == 4 and all(part.isdecimal() and int(part) < 256 for part in parts)
    if phone.isalnum() and at and good:
        return None
    return "Write it as PHONE@SERVER: your phone login and the server's address, 8001@10.10.10.15"


class Verb(NamedTuple):
    """An action on agents in words: its button, and what it does to those who are in a call."""

    button: str
    in_call: str = ""


_VERBS: Final = {
    PAUSE: Verb("Pause", "pauses after the call"),
    RESUME: Verb("Resume"),
    LOG_OUT: Verb("Log out", "finishes the call first"),
    NOTIFY_AGENT: Verb("Send", "sees it during the call"),
}


class AgentController(PhonePrompt):
    """The keys that act on agents."""

    @abstractmethod
    async def agent_meant(self) -> Agent | None:
        """The agent that the key press is for, if a person sees who that is; else it is said."""

    @property
    def marked_users(self) -> tuple[str, ...]:
        """The agents that are marked, in the order they are shown in; none: the cursor counts."""
        return ()

    def hidden(self, users: Sequence[str]) -> int:
        """How many of these agents the view does not show now."""
        return 0

    def acted_on_marked(self) -> None:
        """An action on all that are marked was taken, or given up."""

    async def action_pause(self) -> None:
        await self._act(PAUSE)

    async def action_resume(self) -> None:
        await self._act(RESUME)

    async def action_log_out(self) -> None:
        await self._act(LOG_OUT)

    async def action_pause_code(self) -> None:
        codes = [Choice(code, code) for code in self.supervisor.pause_codes]
        await self._with_value(
            lambda whom: PickScreen(
                f"Pause {whom} with a code",
                codes,
                detail="A code that is not in the list goes out as it is typed; Esc goes back",
                hint="a code, or part of one",
                free=_code,
            ),
            PAUSE,
        )

    async def action_message(self) -> None:
        await self._with_value(
            lambda whom: AskScreen(
                f"Message to {whom}", "Enter shows it on their screens, Esc goes back", check=_text
            ),
            NOTIFY_AGENT,
        )

    async def action_listen(self) -> None:
        agent = await self._agent()
        if agent is None:
            return
        user = agent.user

        def ring(phone: str) -> None:
            self.supervisor.doing.listen(user, phone, lambda ticket: self.rung(phone, ticket))

        if phone := self.supervisor.phone:
            ring(phone)
        else:
            await self.ask_for_phone(f"Listen to {_name(agent)}", ring)

    async def _agent(self) -> Agent | None:
        return None if self.refuses_frozen() else await self.agent_meant()

    async def _act(self, action: str, value: str = "") -> None:
        """Act on all that are marked, once that is confirmed; else on the one under the cursor."""
        if self.refuses_frozen():
            return
        if users := self.marked_users:
            await self._ask_for_all(action, users, value)
        elif agent := await self.agent_meant():
            if action == LOG_OUT:
                await self._ask_to_log_out(agent)
            else:
                self.supervisor.doing.to_agent(action, agent.user, value)

    async def _ask_for_all(self, action: str, users: tuple[str, ...], value: str) -> None:
        verb = _VERBS[action]

        def confirmed(yes: bool | None) -> None:
            if yes:
                self.supervisor.doing.to_all(action, users, value)
                self.acted_on_marked()

        already = self.supervisor.doing.already
        what, whom = verb.button, plural(len(users), "agent")
        if action == NOTIFY_AGENT:  # what they will read, as it was typed: it cannot be taken back
            what, whom = "Show", f"“{value}” to {whom}"
        elif value:
            whom = f"{whom} with {value}"
        await self.ask(
            ConfirmScreen(
                f"{what} {whom}?",
                self._who(users, verb, [already(action, user, value) for user in users]),
                f"{verb.button} {len(users)}",
            ),
            confirmed,
        )

    def _who(self, users: Sequence[str], verb: Verb, already: Iterable[str | None]) -> str:
        """Names the targets, and what is special about some: in a call, ``already`` so, hidden."""
        snapshot = self.supervisor.snapshot
        told = [format_targets(users, snapshot)]
        everyone = [each for user in users if (each := snapshot.agent(user))]
        busy = sum(each.agent.state in BUSY for each in everyone)
        if busy and verb.in_call:
            told.append(f"{busy} in a call: each {verb.in_call}.")
        for why, count in Counter(filter(None, already)).items():
            told.append(f"{count} {why}: left as they are.")
        if hidden := self.hidden(users):
            told.append(f"{hidden} of them not shown by the filter.")
        return " ".join(told)

    async def _ask_to_log_out(self, agent: Agent) -> None:
        def confirmed(yes: bool | None) -> None:
            if yes:
                self.supervisor.doing.log_out(agent.user)

        await self.ask(
            ConfirmScreen(
                f"Log out {_name(agent)}?",
                f"Now {agent.word} on {agent.campaign_id}. A call in progress is finished first.",
                "Log out",
            ),
            confirmed,
        )

    async def _with_value(self, dialog: Callable[[str], Screen[str | None]], action: str) -> None:
        """Ask for a value first: the targets are those of this moment, not of the answer's."""
        if self.refuses_frozen():
            return
        users = self.marked_users
        agent = None if users else await self.agent_meant()
        if not users and agent is None:
            return

        def told(value: str | None) -> None:
            if value and agent is not None:
                self.supervisor.doing.to_agent(action, agent.user, value)
            elif value:
                self.call_next(self._ask_for_all, action, users, value)

        whom = plural(len(users), "agent") if agent is None else _name(agent)
        await self.ask(dialog(whom), told)


def _name(agent: Agent) -> str:
    return f"{agent.user} ({agent.full_name})" if agent.full_name else agent.user


def _code(text: str) -> str | None:
    try:
        validation.pause_code(text)
    except InvalidInput as error:
        return str(error)
    return None


def _text(text: str) -> str | None:
    return None if text.strip() else "Type a message, or go back with Esc"
