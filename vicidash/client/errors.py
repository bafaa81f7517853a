"""Everything that can go wrong between us and a dialer, one class for each thing to do about it.

::

    VicidashError
    ├── InvalidInput (also a ValueError)     nothing was sent: the value itself is wrong
    └── DialerError                          carries the dialer's function
        ├── Unreachable                      no connection, or it broke
        │   └── TimedOut                     connected, but no whole answer in time
        ├── NotAnAPIAnswer                   HTML, a PHP or MySQL error, nonsense, too large
        │   └── UnreadableRow                a lead whose texts cannot be told apart
        ├── LoginError                       polling must stop: each failure counts to a lock-out
        │   ├── LoginRefused                 wrong user or password
        │   ├── AccountLocked                too many failures; .minutes until the next try
        │   └── AddressBlocked               the dialer's IP list does not let this host in
        ├── NotReady                         the login is right; .code says what the dialer lacks
        ├── PageLoginError                   a page refused the login: only pages stop; .refusal
        ├── PermissionDenied                 .right says which level or right is needed
        ├── Refused                          the dialer's own words in .words
        │   ├── NotLoggedIn                  the agent has no session to act on
        │   └── Duplicate                    the lead is there already: .lead_id in .list_id
        ├── NothingChanged                   a write that the dialer took for "nothing to do"
        └── Unsupported                      this dialer has no such function
            └── UnsupportedPage              a page whose labels are not known: .label

No message holds more of an answer than its redacted words, and none holds a password: dialers
echo passwords, right ones too (``dialer-protocol.md``, Login).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final


class VicidashError(Exception):
    """What every error of vicidash is; ``message`` says what, ``remedy`` what to do (may be "")."""

    def __init__(self, message: str, remedy: str = "") -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(message)

    def __str__(self) -> str:
        return f"{self.message}. {self.remedy}" if self.remedy else self.message


class InvalidInput(VicidashError, ValueError):
    """A value that the dialer would bend, store as it is or refuse. Nothing was sent."""

    def __init__(self, field: str, value: object, allowed: str) -> None:
        self.field = field
        self.value = value
        self.allowed = allowed
        shown = str(value) if isinstance(value, datetime) else repr(value)
        super().__init__(f"{field} {shown} is not valid: {allowed}")


class DialerError(VicidashError):
    """A call to the dialer that gave no usable answer; ``function`` is the API function called."""

    def __init__(self, function: str, message: str, remedy: str = "") -> None:
        self.function = function
        super().__init__(message, remedy)

    def __str__(self) -> str:
        return f"{self.function}: {super().__str__()}"


class Unreachable(DialerError):
    """No connection to the dialer, or it broke before the answer was whole.

    ``maybe_done`` is true when the request had left: a write may then have taken effect.
    """

    def __init__(
        self, function: str, message: str, remedy: str = "", *, maybe_done: bool = False
    ) -> None:
        self.maybe_done = maybe_done
        super().__init__(function, message, remedy)


class TimedOut(Unreachable):
    """The dialer took longer than the time-out allows."""


class NotAnAPIAnswer(DialerError):
    """Something answered that is not the API, or not whole; ``excerpt`` has its first words."""

    def __init__(self, function: str, why: str, *, status: int, excerpt: str, remedy: str) -> None:
        self.status = status
        self.excerpt = excerpt
        seen = f": {excerpt!r}" if excerpt else ""
        super().__init__(function, f"not an API answer ({why}, HTTP {status}){seen}", remedy)


class UnreadableRow(NotAnAPIAnswer):
    """The lead is there, but what stands in which column cannot be told. Asking again is no use."""


class LoginError(DialerError):
    """The account may not come in. Nothing is sent any more until a person asks for a retry."""


class LoginRefused(LoginError):
    """Wrong user or password, or the user is not active; the dialer does not say which.

    ``any_level`` is false where the answer came from the non-agent API, which says the same to a
    user whose level is below 7.
    """

    def __init__(self, function: str, user: str, *, any_level: bool = True) -> None:
        self.user = user
        self.any_level = any_level
        super().__init__(
            function,
            f"the dialer refused the login of user {user!r}",
            "Check user and password, and that the user is active; "
            "ten failures within 15 minutes lock the account",
        )


class AccountLocked(LoginError):
    """Too many failed logins; the right password is refused as well until ``minutes`` passed."""

    def __init__(self, function: str, user: str, minutes: int) -> None:
        self.user = user
        self.minutes = minutes
        super().__init__(
            function,
            f"the account {user!r} is locked after too many failed logins",
            f"Wait {minutes} minutes without any try, or let an administrator unlock it",
        )


class AddressBlocked(LoginError):
    """The dialer's allowed-address list (Admin → IP Lists) does not have this machine."""

    def __init__(self, function: str, user: str) -> None:
        self.user = user
        super().__init__(
            function,
            "the dialer does not accept requests from this machine's address",
            "Have the address added to the API IP list of the user group (Admin → IP Lists)",
        )


#: Why the agent API serves nobody although the login is right.
_NOT_READY: Final = {
    "ERRSERVERS": "no telephony server is active",
    "ERRPHONES": "no phone is free",
    "ERRAGENTS": "no more agents may log in",
}


class NotReady(DialerError):
    """The login is right, but the agent API serves nobody now; ``code`` is the dialer's word.

    Nothing counts towards a lock-out, so asking again later is harmless.
    """

    def __init__(self, function: str, code: str) -> None:
        self.code = code
        why = _NOT_READY.get(code, "it gives no reason that is known here")
        super().__init__(
            function,
            f"the dialer's agent API serves nobody now: {why} ({code})",
            "User and password are right; ask the dialer's administrator (Admin → Servers)",
        )


class PageLoginError(DialerError):
    """A page of the dialer refused the login that its API takes; ``refusal`` says how.

    No :class:`LoginError`: the API goes on. No page is asked again with this password, as each
    failure counts towards the lock of the account.
    """

    def __init__(self, refusal: LoginError) -> None:
        self.refusal = refusal
        super().__init__(
            refusal.function,
            f"the page did not accept the login ({refusal.message})",
            "The API does; check that the web server passes the login on to the dialer's pages",
        )


class PermissionDenied(DialerError):
    """The account is known but may not use this function; ``right`` says what it needs."""

    def __init__(self, function: str, user: str, right: str) -> None:
        self.user = user
        self.right = right
        super().__init__(function, f"user {user!r} may not use this function", f"It needs {right}")


class Refused(DialerError):
    """The dialer understood and said no; ``words`` are its own, ``data`` what it echoed.

    ``user`` is the API user: most refusals echo it, and the message leaves it out.
    """

    def __init__(
        self,
        function: str,
        words: str,
        data: tuple[str, ...] = (),
        remedy: str = "",
        *,
        user: str = "",
    ) -> None:
        self.words = words
        self.data = data
        values = [value for value in data if value]
        if user in values:
            # "AGENT NOT LOGGED IN (apiuser, a0123)" would read as if apiuser were not
            values.remove(user)
        echoed = ", ".join(values)
        said = f"{words} ({echoed})" if echoed else words
        super().__init__(function, f"the dialer refused: {said}", remedy)


class NotLoggedIn(Refused):
    """The agent has no session, so there is nothing to act on."""


class Duplicate(Refused):
    """``add_lead`` found the lead already there, by the duplicate check that was asked for."""

    def __init__(
        self,
        function: str,
        words: str,
        data: tuple[str, ...] = (),
        *,
        lead_id: int | None = None,
        list_id: int | None = None,
    ) -> None:
        self.lead_id = lead_id
        self.list_id = list_id
        super().__init__(function, words, data)


class NothingChanged(DialerError):
    """The dialer answered a write with *nothing to do*: what was wanted did not happen."""

    def __init__(self, function: str, words: str = "", remedy: str | None = None) -> None:
        self.words = words
        said = f" ({words})" if words else ""
        usual = "It does not know this parameter; check that the dialect setting fits the server"
        super().__init__(
            function, f"the dialer changed nothing{said}", usual if remedy is None else remedy
        )


class Unsupported(DialerError):
    """This dialer, or this dialect, has no such function."""


class UnsupportedPage(Unsupported):
    """A page that cannot be read for certain: ``label`` is the word that is not known or missing.

    The dialer translates its pages by the language of the user, and newer builds add columns.
    """

    def __init__(
        self, function: str, label: str, *, missing: bool = False, words: str = ""
    ) -> None:
        """``words``: what is wrong where it is no label."""
        self.label = label = label[:40]
        what = "has no" if missing else "has the unknown label"
        super().__init__(
            function,
            f"the page {words or f'{what} {label!r}'}",
            "Set the language of the API user to default English (Admin → Users); "
            "the page may also be newer than this program",
        )


# What an API user needs for each function, in the words of the dialer's user page

API_ACCESS: Final = "Agent API Access (vdc_agent_api_access)"

_REPORTS: Final = "View Reports (view_reports)"
_LEADS: Final = "Modify Leads (modify_leads)"
_LISTS: Final = "Modify Lists (modify_lists)"
_CAMPAIGNS: Final = "Modify Campaigns (modify_campaigns)"
_DNC: Final = "Delete From DNC Lists (delete_from_dnc)"
_7: Final = "user level 7 or higher"
_8: Final = "user level 8 or higher"

_NEEDS: Final = {
    "add_dnc_phone": f"{_8} with {_LISTS}",
    "add_lead": f"{_8} with {_LEADS}",
    "add_list": f"{_8} with {_LISTS}",
    "agent_stats_export": f"{_7} with {_REPORTS}",
    "agent_status": f"{_7} with {_REPORTS}",
    "batch_update_lead": f"{_8} with {_LEADS}",
    "blind_monitor": _7,
    "call_status_stats": f"user level 9 with {_REPORTS}",
    "campaigns_list": f"{_8} with {_REPORTS}, and a user group that may see the campaign",
    "check_phone_number": _8,
    "delete_dnc_phone": f"{_8} with {_LISTS} and {_DNC}",
    "hopper_list": f"{_8} with {_REPORTS}",
    "in_group_status": f"{_7} with {_REPORTS}",
    "lead_all_info": f"{_7} with {_REPORTS} and {_LEADS}",
    "lead_callback_info": f"{_7} with {_REPORTS}",
    "lead_search": f"{_8} with {_LEADS}",
    "list_custom_fields": f"{_8} with {_LISTS}",
    "list_info": f"{_8} with {_LISTS}",
    "logged_in_agents": f"{_7} with {_REPORTS}",
    "realtime_report": f"{_7} with {_REPORTS}",
    "realtime_summary": f"{_7} with {_REPORTS}",
    "recording_lookup": f"{_7} with {_REPORTS}",
    "update_campaign": f"{_8} with {_CAMPAIGNS}",
    "update_lead": f"{_8} with {_LEADS}",
    "update_list": f"{_8} with {_LISTS}",
}


def needed_for(function: str, *, by_list: bool = False) -> str:
    """What ``function`` needs; ``by_list``: the user's own list of allowed functions lacks it."""
    if by_list:
        return f"{function} in the user's Allowed API Functions (api_allowed_functions)"
    return f"{_NEEDS[function]}, {API_ACCESS}" if function in _NEEDS else API_ACCESS
