"""The supervisor's own phone, which rings to listen to an agent."""

from __future__ import annotations

from collections.abc import Callable

from vicidash.actions.ticket import Stage, Ticket
from vicidash.tui.screens.dialog import AskScreen
from vicidash.tui.screens.looking import ControllerBase

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
