"""Once more after a refused login, which only a person may ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pydantic import SecretStr

from vicidash.client import InvalidInput
from vicidash.floor.snapshot import LinkState
from vicidash.tui.screens.dialog import TypingDialog
from vicidash.tui.screens.looking import ControllerBase

_DETAIL: Final = (
    "Enter tries the login once, Esc sends nothing. Ten failures within 15 minutes lock the account"
)


class PasswordScreen(TypingDialog):
    """Asks for a password, and hands it over as what nothing shows."""

    def __init__(self, account: str, take: Callable[[SecretStr], None]) -> None:
        """``take`` raises :class:`InvalidInput` for what cannot be sent."""
        super().__init__(f"Password of {account}", _DETAIL)
        self.entry.password = True
        self._take = take

    def finish(self) -> None:
        typed, self.entry.value = SecretStr(self.entry.value), ""
        if not typed:
            self.explain(f"Type the password. {_DETAIL}")
            return
        try:
            self._take(typed)
        except InvalidInput as error:
            self.explain(str(error))
        else:
            self.dismiss(None)


class LoginController(ControllerBase):
    """The keys that ask the dialer before it is time."""

    @property
    def _is_stopped(self) -> bool:
        return self.supervisor.snapshot.link.state is LinkState.STOPPED

    def action_poll_now(self) -> None:
        if self._is_stopped:
            self.say(f"Polling has stopped: {self.key_of('log_in')} {self.supervisor.log_in_does}")
        else:
            self.supervisor.poll_now()

    async def action_log_in(self) -> None:
        """One more try. A password that is kept nowhere is typed for it: the one before, sent once
        more, would only be one more failure."""
        if not self._is_stopped:
            return
        if self.supervisor.asks_password:
            dialog = PasswordScreen(self.supervisor.account, self.supervisor.retry_login)
            await self.ask(dialog, lambda _: None)
        else:
            self.supervisor.retry_login()
