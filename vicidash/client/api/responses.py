"""From the bytes of an answer to outcomes, rows or a typed error. Pure functions, no I/O.

What a dialer's answers look like, and why each rule here exists, is in ``dialer-protocol.md``,
*Reading a body* and *Rows*: statuses say little, content types lie, nothing is quoted, headers
may be shorter than their rows, and one answer may hold several outcomes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Literal, TypeVar

from pydantic import ValidationError

from vicidash.client import errors
from vicidash.client.errors import API_ACCESS, needed_for
from vicidash.client.models import CallCounts, Listing, Model

Kind = Literal["SUCCESS", "NOTICE", "ERROR"]
Redact = Callable[[str], str]

_OUTCOME: Final = re.compile(r"(SUCCESS|NOTICE|ERROR): ?(.*)", re.DOTALL)
_SEPARATOR: Final = re.compile(r": ?\||: | - |:$| -$")
_NOT_API: Final = re.compile(
    r"\A<|MySQL connect ERROR|Fatal error:|Parse error:|\bStack trace:", re.IGNORECASE
)
_WRONG_URL: Final = (
    "Check the dialer's URL; the API is expected at /vicidial/non_agent_api.php and /agc/api.php"
)
_BROKEN: Final = "The dialer itself is in trouble; ask its administrator"
_BY_STATUS: Final = {
    429: "The web server asks for fewer requests: poll less often, and leave it alone for a while",
    500: _BROKEN,
    502: "A proxy before the dialer does not get through to it; its administrator can tell more",
    503: "The web server is overloaded or under maintenance: try again in a while",
    504: "A proxy before the dialer waited in vain for it: try again when it is less busy",
}
"""What to do about an HTTP status that has nothing to do with the URL."""


def _remedy(status: int, usual: str) -> str:
    return _BY_STATUS.get(status, usual)


EXCERPT: Final = 80
"""Characters of a foreign answer that an error shows."""
READ: Final = 2**16
"""Characters of a foreign answer, or of one outcome, that are looked at for it."""
OUTCOMES: Final = 1000
"""Outcomes of one answer that are looked at; no function has more than a handful."""
TOLD: Final = 500
"""Characters of an outcome's words, and of each of its values, that are shown."""
VALUES: Final = 50
"""Values of an outcome that are shown."""


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """One line that starts with SUCCESS, NOTICE or ERROR.

    ``text`` is what the dialer says, without the leading word and the function's name; ``data``
    are the values behind it, whatever separated them; ``prefixed`` whether the function's name
    stood there (the dialer's general errors do not have it). ``rest`` is the line behind the
    leading word. All are as the dialer wrote them: what is shown comes from :func:`told`.
    """

    function: str
    kind: Kind
    text: str
    data: tuple[str, ...]
    prefixed: bool
    rest: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a body held: outcome lines, and the other lines (rows, perhaps with their header).

    ``whole`` is false when the last line has no line end, so that it may have been cut.
    ``warning`` is set when the data is usable but the server stumbled (HTTP 500 after the answer).
    """

    function: str
    status: int
    outcomes: tuple[OutcomeLine, ...]
    lines: tuple[str, ...]
    whole: bool
    warning: str | None = None
    user: str = ""
    """The API user who asked."""

    def first(self, kind: Kind) -> OutcomeLine | None:
        """The first outcome of that kind."""
        return next((outcome for outcome in self.outcomes if outcome.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by column name, and how many were dropped because they were cut or unreadable."""

    rows: tuple[dict[str, str], ...]
    dropped: int = 0


def decode(content: bytes) -> str:
    """Text of a body: UTF-8, and Windows-1252 for the lines that are not (old databases)."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return "\n".join(_decode_line(line) for line in content.split(b"\n"))


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def read(
    function: str,
    status: int,
    content: bytes,
    *,
    user: str,
    redact: Redact,
    asked: Collection[str] = (),
    rows: bool = False,
) -> Answer:
    """Read one answer. ``asked`` are the values that were sent, which refusals echo; ``rows`` is
    whether rows below a header were asked for.

    Raises :class:`NotAnAPIAnswer`, a :class:`LoginError`, :class:`PermissionDenied` or
    :class:`Unsupported`. Other refusals stay in the answer: some spell "none", see :func:`table`.
    """
    body = decode(content)
    if not body.strip() and (status >= 400 or body):
        raise not_an_answer(function, "an empty body", status, "", _remedy(status, _BROKEN))
    if _NOT_API.search(body.lstrip().split("\n", 1)[0]):
        words, remedy = plain(redact(body[:READ])), _remedy(status, _WRONG_URL)
        raise not_an_answer(function, _what(body), status, words, remedy)
    lines = tuple(line.rstrip("\r") for line in body.split("\n"))
    # below a header all lines are rows: a comment of two lines may begin one with "ERROR:"
    headed = rows and _is_header(next(filter(None, lines), ""))
    matches = (found for line in lines if (found := _OUTCOME.match(line)) and not headed)
    outcomes = tuple(outcome(each[1], each[2], function) for each in islice(matches, OUTCOMES))
    if status >= 400 and status != 500 and not outcomes:
        raise not_an_answer(
            function,
            "an HTTP error",
            status,
            plain(redact(body[:READ])),
            _remedy(status, _WRONG_URL),
        )
    _raise_general(function, user, outcomes, asked)
    rest = tuple(line for line in lines if line and (headed or not _OUTCOME.match(line)))
    answer = Answer(function, status, outcomes, rest, whole=body.endswith("\n"), user=user)
    if status >= 400:
        stumbled = f"{function}: the dialer answered whole, but under HTTP {status}"
        answer = replace(answer, warning=stumbled)
    return answer


_HEADER: Final = re.compile(r"\w+([|\t,]\w+)+", re.ASCII)


def _is_header(line: str) -> bool:
    return _HEADER.fullmatch(line) is not None


def outcome(kind: str, rest: str, function: str) -> OutcomeLine:
    """Split an outcome line behind its leading word into text and data.

    The two are separated by ``" - "``, ``": "`` or ``": |"``, differently by function; where the
    data is one value, the text may hold a dash (``pause_code error - agent is not paused - 1001``).
    """
    prefixed = bool(re.match(rf"{re.escape(function)}\b", rest))
    text = rest[len(function) :].strip() if prefixed else rest.strip()
    if text.startswith("- "):  # nothing but data, as in every answer of the guide
        return OutcomeLine(function, _kind(kind), "", _values(text[2:]), prefixed, rest)
    found = list(_SEPARATOR.finditer(text))
    if not found:
        return OutcomeLine(function, _kind(kind), text, (), prefixed, rest)
    at = found[0]
    if "|" not in text[at.end() :]:
        at = next((late for late in reversed(found) if late[0].startswith(" - ")), at)
    data = _values(text[at.end() :])
    return OutcomeLine(function, _kind(kind), text[: at.start()], data, prefixed, rest)


def readable_outcome(found: OutcomeLine, redact: Redact) -> tuple[str, tuple[str, ...]]:
    """The words of an outcome and the values that it echoes, as they may be shown.

    The whole line is redacted before it is split: a password may hold what separates values.
    """
    shown = outcome(found.kind, without_sql(redact(found.rest[:READ])), found.function)
    data = tuple(value[:TOLD] for value in shown.data[:VALUES])
    return (shown.text[:TOLD], data) if shown.text else (" ".join(data)[:TOLD], ())


_SQL: Final = re.compile(
    r"\b(SELECT\b.{1,2000}?\bFROM|INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM)\b[^|]*",
    re.IGNORECASE | re.DOTALL,
)


def without_sql(text: str) -> str:
    """``text`` without the queries that some refusals quote, values and all."""
    return _SQL.sub("…", text)


def _values(data: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in data.split("|"))


def _kind(word: str) -> Kind:
    return "SUCCESS" if word == "SUCCESS" else "NOTICE" if word == "NOTICE" else "ERROR"


_NOT_READY: Final = re.compile(r"ERR[A-Z]+", re.ASCII)
_NO_RIGHT: Final = re.compile(r".*: \|[^|]*\|0\|?", re.DOTALL)


def _raise_general(
    function: str, user: str, outcomes: Sequence[OutcomeLine], asked: Collection[str]
) -> None:
    """Raise what concerns the account or the function rather than this one request."""
    first = next((found for found in outcomes if found.kind == "ERROR"), None)
    if first is None:
        return
    text = first.text.upper()
    if "USER DOES NOT HAVE PERMISSION" in text:
        by_list = "TO USE THIS FUNCTION" in text
        raise errors.PermissionDenied(function, user, needed_for(function, by_list=by_list))
    if first.prefixed:
        # the same refusal translated: the words differ, |user|0| does not
        no_right = first.data in ((user, "0"), (user, "0", "")) and "0" not in asked
        if no_right and _NO_RIGHT.fullmatch(first.rest):
            raise errors.PermissionDenied(function, user, needed_for(function))
        return
    _raise_login(function, user, first)
    if text == "NO FUNCTION SPECIFIED":
        raise unsupported(function)


def _raise_login(function: str, user: str, first: OutcomeLine) -> None:
    """Raise what an answer to the login says, if it is one."""
    text, code = first.text.upper(), _login_code(first.data)
    if code == "LOCK":
        minutes = re.search(r"\b(\d{1,4})\b", first.text)
        raise errors.AccountLocked(function, user, int(minutes[1]) if minutes else 15)
    if code == "IPBLOCK":
        raise errors.AddressBlocked(function, user)
    if code == "GOOD":
        raise errors.PermissionDenied(function, user, API_ACCESS)
    at_login = "INVALID USERNAME/PASSWORD" in text or _of_agent_api(first.data)
    if code is not None and at_login and _NOT_READY.fullmatch(code):
        raise errors.NotReady(function, code)
    if code == "BAD" or "LOGIN INCORRECT" in text or "INVALID USERNAME/PASSWORD" in text:
        raise errors.LoginRefused(function, user, any_level="LOGIN INCORRECT" not in text)


def _login_code(data: Sequence[str]) -> str | None:
    """BAD, LOCK, IPBLOCK or GOOD from where the dialer writes it, never from an echoed value."""
    if _of_agent_api(data):
        return data[4]
    written = [value for value in data if value]
    return written[-1] if len(written) > 1 else None  # user|…|code|, or just the agent


def _of_agent_api(data: Sequence[str]) -> bool:
    """Whether this is ``user|pass|auth|access|code|…``."""
    return len(data) > 4 and set(data[2:4]) <= {"0", "1"}


def unsupported(function: str) -> errors.Unsupported:
    """The error for a function that this server does not have."""
    return errors.Unsupported(
        function,
        "this dialer has no such function",
        "It may be older than the function, or speak the other dialect (setting: dialect)",
    )


def refusal(answer: Answer, redact: Redact = str) -> errors.Refused | None:
    """The dialer's *no* in an answer, if there is one."""
    error = answer.first("ERROR")
    if error is None:
        return None
    words, data = readable_outcome(error, redact)
    kind = errors.NotLoggedIn if "NOT LOGGED IN" in words.upper() else errors.Refused
    return kind(answer.function, words, data, user=answer.user)


def done(answer: Answer, redact: Redact = str) -> OutcomeLine:
    """The outcome of a write that wanted something done.

    Raises :class:`Refused`, :class:`NothingChanged` for a lone NOTICE, :class:`Unsupported` for an
    empty body (the agent API's way to say so), :class:`NotAnAPIAnswer` for anything else.
    """
    success = answer.first("SUCCESS")
    if success is not None:
        return success
    refused = refusal(answer, redact)
    if refused is not None:
        raise refused
    notice = answer.first("NOTICE")
    if notice is not None:
        raise errors.NothingChanged(answer.function, readable_outcome(notice, redact)[0])
    if not answer.lines:
        raise unsupported(answer.function)
    raise not_an_answer(answer.function, "no outcome", answer.status, excerpt(answer, redact))


Fit = Callable[[list[str], Sequence[str]], list[str] | None]
"""A row's values under these columns, or ``None`` where that cannot be told."""


def table(
    answer: Answer,
    required: Sequence[str],
    *,
    free: str | None = None,
    unnamed: Sequence[str] = (),
    fit: Fit | None = None,
    ended: bool = False,
    redact: Redact = str,
) -> Table:
    """Rows of an answer that was asked for with ``header=YES``.

    ``required`` are the columns without which it is not this function's answer. ``free`` is the
    one free-text column: a row with too many values has the delimiter in it. ``unnamed`` are
    columns that some builds write but leave out of their header (2.14-136's ``agent_status``).
    ``fit`` takes the place of the rule for ``free`` where there are two free texts. ``ended``:
    the last column is never empty, so an empty value there is a delimiter behind the row.
    A row with too few values, or a last row without its line end, is dropped and counted.
    Raises :class:`NotAnAPIAnswer` when the header is not there, or not whole.
    """
    header = answer.lines[0].split("|") if answer.lines else []
    cut = len(answer.lines) == 1 and not answer.whole
    if cut or not set(required) <= set(header):
        why = "rows without the expected header"
        raise not_an_answer(answer.function, why, answer.status, excerpt(answer, redact))
    full = header if set(unnamed) & set(header) else [*header, *unnamed]
    rows: list[dict[str, str]] = []
    body = answer.lines[1:] if answer.whole else answer.lines[1:-1]
    for line in body:
        values = line.split("|")
        if ended and len(values) > len(header) and not values[-1]:
            values.pop()
        names = full if len(values) >= len(full) else header
        fitted = fit(values, names) if fit is not None else _fit(values, names, free)
        if fitted is not None:
            rows.append(dict(zip(names, fitted, strict=True)))
    return Table(tuple(rows), dropped=len(answer.lines) - 1 - len(rows))


def _fit(values: list[str], names: Sequence[str], free: str | None) -> list[str] | None:
    surplus = len(values) - len(names)
    if surplus == 0:
        return values
    if surplus < 0 or free is None or free not in names:
        return None
    start = list(names).index(free)
    end = start + surplus + 1
    return [*values[:start], "|".join(values[start:end]), *values[end:]]


def not_an_answer(
    function: str, why: str, status: int, excerpt: str, remedy: str = _WRONG_URL
) -> errors.NotAnAPIAnswer:
    """The error for an answer that is not the API's; ``excerpt`` is redacted already."""
    return errors.NotAnAPIAnswer(function, why, status=status, excerpt=excerpt, remedy=remedy)


def _what(body: str) -> str:
    head = body[:2000].lower()
    if "mysql connect error" in head:
        return "the dialer cannot reach its database"
    if "fatal error" in head or "parse error" in head or "<b>warning</b>" in head:
        return "a PHP error"
    return "HTML"


def excerpt(answer: Answer, redact: Redact) -> str:
    """The first words of an answer that is not what was asked for."""
    return plain(redact(answer.lines[0][:READ])) if answer.lines else ""


def plain(body: str) -> str:
    """The first words of a foreign answer without its tags, on one line.

    ``body`` is redacted already: a password cut short, or with a tag in it, would not be found.
    """
    text = re.sub(r"(?is)<(script|style|head)\b.*?</\1>|<[^>]*>", " ", body[:4000])
    return " ".join(without_sql(text).split())[:EXCERPT].strip()


# From rows and lines to models. What does not fit is dropped and counted, never guessed

M = TypeVar("M", bound=Model)

_HOURS: Final = [f"{hour:02}" for hour in range(24)]


def listing(model: type[M], table: Table, answer: Answer, *, key: str | None = None) -> Listing[M]:
    """Rows as models; a row whose values do not fit (a cut number, say) is dropped and counted.

    So is one that says again what another has said: ``key`` is the field that is there once.
    """
    found: list[M] = []
    for row in table.rows:
        try:
            found.append(model.model_validate(row))
        except ValidationError:
            continue
    kept = once(found, key) if key else tuple(found)
    return Listing(kept, table.dropped + len(table.rows) - len(kept), warning=answer.warning)


def once(found: Iterable[M], key: str) -> tuple[M, ...]:
    """The first of those with the same ``key``, whatever the others say."""
    kept: dict[object, M] = {}
    for each in found:
        kept.setdefault(getattr(each, key), each)
    return tuple(kept.values())


def call_counts(line: str) -> CallCounts | None:
    """``id|total|human_answered|00-n,…,23-n|STATUS-n,…|``, or ``None`` for a cut or foreign row."""
    match line.split("|"):
        case [name, calls, answers, hours, statuses, ""]:
            pass
        case _:
            return None
    by_hour, by_status = _counted(hours), _counted(statuses)
    if by_hour is None or by_status is None or [*by_hour] != _HOURS:
        return None
    values = {
        "id": name,
        "calls": calls,
        "answers": answers,
        "by_hour": [*by_hour.values()],
        "by_status": by_status,
    }
    try:
        return CallCounts.model_validate(values)
    except ValidationError:
        return None


def _counted(text: str) -> dict[str, str] | None:
    """``NAME-count,NAME-count``, a name may have a dash; ``None`` when one is there twice."""
    parts = [part.rpartition("-") for part in text.split(",") if part]
    found = {name: count for name, _, count in parts}
    return found if len(found) == len(parts) else None
