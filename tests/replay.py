"""A dialer replayed from recordings, over a real socket.

::

    with Replay("2.14-202") as dialer:
        async with VicidialClient(dialer.url, "apiuser", "s3cret") as client:
            ...
    assert dialer.logins == 1

It answers what was recorded, checks the login as the recorded server did, and keeps what it was
asked. What no recording has is invented with :meth:`Replay.answer`, by a test that says why.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, cast
from urllib.parse import parse_qsl, urlsplit

RECORDINGS: Final = Path(__file__).parent / "recordings"
NON_AGENT: Final = "/vicidial/non_agent_api.php"
AGENT: Final = "/agc/api.php"
REPORT: Final = "/vicidial/AST_timeonVDADall.php"
SUMMARY: Final = "/vicidial/AST_timeonVDADallSUMMARY.php"
HTML: Final = "text/html; charset=utf-8"

#: Parameters that change no row: who asks, how rows are looked up, one column more at the end.
_NEUTRAL: Final = {"source", "user", "pass", "search_method", "include_ip"}
#: Recorded while account or campaign was in some state: replayed only when a test prefers them.
_STATES: Final = (
    *("na_bad", "na_unknown_user", "na_inactive", "na_lock", "na_no_api", "na_no_source"),
    *("ag_bad", "ag_lock", "ag_no_api", "campaigns_list_after"),
)
#: The answer for some is, row for row, part of the answer for all; both were recorded. By
#: function: the parameter that narrows, what splits it, the column, the recordings of all.
_NARROWED: Final = {
    "logged_in_agents": (
        "campaigns",
        "|",
        1,
        ("logged_in_agents_hdrYES_subYES", "logged_in_agents"),
    ),
    "campaigns_list": ("campaign_id", "|", 0, ("campaigns_list",)),
    "call_status_stats": ("campaigns", "-", 0, ("call_status_stats_all",)),
}


@dataclass(frozen=True)
class Exchange:
    """One recorded request and its answer."""

    build: str
    name: str
    note: str
    path: str
    params: Mapping[str, str]
    http_status: int
    content_type: str
    body: str
    truth: str = ""
    """What the database held afterwards, where the answer does not tell."""

    @property
    def function(self) -> str:
        return self.params["function"]

    @property
    def user(self) -> str:
        return self.params.get("user", "")


@dataclass(frozen=True)
class PageExchange:
    """One recorded page of the dialer's own reports, with the truth beside it."""

    build: str
    name: str
    note: str
    path: str
    params: Mapping[str, Any]
    auth: str
    """The account of the HTTP Basic login."""
    http_status: int
    content_type: str
    www_authenticate: str | None
    body: str
    live_agents: list[list[str]]
    """User, status, campaign, seconds since the last state change, calls of today."""


@dataclass(frozen=True)
class Asked:
    """A request that was received, without its password."""

    function: str
    """The function of the API, or the name of the page's script."""
    user: str
    password: bool
    """Whether a password came."""
    method: str
    place: str
    """Where the parameters stood: ``body`` or ``query``."""
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    at: float
    """Seconds on ``time.monotonic``, which is the clock of event loops too."""
    pairs: tuple[tuple[str, str], ...] = ()
    """The parameters in their order, the repeated ones too."""


@dataclass(frozen=True)
class Reply:
    """What is sent back."""

    content: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: int | None = None
    held: bool = False


@cache
def recordings(build: str | None = None) -> tuple[Exchange, ...]:
    """Every recorded exchange of a build, or of all."""
    return tuple(
        Exchange(build=name, **read) for name, read in _files(build) if "function" in read["params"]
    )


@cache
def pages(build: str | None = None) -> tuple[PageExchange, ...]:
    """Every recorded page of a build, or of all."""
    return tuple(
        PageExchange(build=name, **read)
        for name, read in _files(build)
        if "function" not in read["params"]
    )


def recorded_page(name: str, build: str = "2.14-202") -> PageExchange:
    """One recorded page by its name."""
    return next(each for each in pages(build) if each.name == name)


def _files(build: str | None) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(RECORDINGS.glob(f"{build or '*'}/*.json")):
        yield path.parent.name, json.loads(path.read_text(encoding="utf-8"))


def recorded(name: str, build: str = "2.14-202") -> Exchange:
    """One recorded exchange by its name."""
    return next(each for each in recordings(build) if each.name == name)


class Replay:
    """One build's recordings, served on loopback from ``with`` to its end."""

    def __init__(self, build: str = "2.14-202", *, tls: ssl.SSLContext | None = None) -> None:
        self.build = build
        self.passwords = {"apiuser": "s3cret", "viewer": "view", "limited": "lim"}
        self.requests: list[Asked] = []
        self.unmatched: list[Asked] = []
        """Requests that no recording answers."""
        self._preferred: tuple[str, ...] = ()
        self._preferred_pages: frozenset[str] = frozenset()
        self._otherwise: tuple[str, ...] = ()
        self._scripted: dict[str, list[Reply]] = {}
        self._released = threading.Event()
        self._lock = threading.Lock()
        self._server = _Server(self, tls)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        host, port = self._server.server_address[:2]
        return f"{'https' if self._server.tls else 'http'}://{host!s}:{port}"

    @property
    def logins(self) -> int:
        """Requests that carried a password."""
        return sum(asked.password for asked in self.requests)

    @property
    def connections(self) -> int:
        """Connections that were opened."""
        return self._server.opened

    def asked(self, function: str) -> list[Asked]:
        """The requests of one function."""
        return [asked for asked in self.requests if asked.function == function]

    def answer(
        self,
        function: str,
        body: str | bytes,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        delay: float = 0.0,
        cut: int | None = None,
        held: bool = False,
    ) -> Self:
        """Answer ``function`` with something invented, whoever asks.

        Said several times, the answers come in that order and the last stays. ``delay`` is in
        seconds; the connection breaks after ``cut`` bytes; what is ``held`` waits for
        :meth:`release`.
        """
        content = body.encode() if isinstance(body, str) else body
        reply = Reply(content, status, headers or {}, delay, cut, held)
        self._scripted.setdefault(function, []).append(reply)
        return self

    def release(self) -> None:
        """Let the held answers go."""
        self._released.set()

    def prefer(self, *names: str) -> Self:
        """Where several recordings would do, or only for a state of the account, take these."""
        paged = {each.name for each in pages(self.build)}
        self._preferred_pages = frozenset(paged.intersection(names))
        self._preferred = tuple(recorded(n, self.build).name for n in names if n not in paged)
        return self

    def otherwise(self, *names: str) -> Self:
        """Where no recording fits a request, answer with the one of these of the same function.

        They were recorded of another target: the build has the function, which the answer to an
        unmatched request would deny.
        """
        self._otherwise = tuple(recorded(name, self.build).name for name in names)
        return self

    def reply(self, asked: Asked, password: str | None) -> Reply:
        """What the recorded server answers."""
        with self._lock:
            self.requests.append(asked)
            scripted = self._scripted.get(asked.function)
            if scripted:
                reply = scripted.pop(0) if len(scripted) > 1 else scripted[0]
            else:
                reply = self._recorded(asked, password)
        if reply.held:
            self._released.wait()
        time.sleep(reply.delay)
        return reply

    def _page(self, asked: Asked, password: str | None) -> Reply:
        if self.passwords.get(asked.user) != password:
            refusal = recorded_page("realtime_bad_login")
            body = refusal.body.replace("apiuser", asked.user).replace("wrong", password or "")
            demand = {"WWW-Authenticate": refusal.www_authenticate or ""}
            return Reply(body.encode(), refusal.http_status, demand)
        ordinary = [
            each
            for each in pages(self.build)
            if asked.path.endswith(each.path)
            and (each.auth == asked.user or each.auth == "apiuser" != asked.user)
            and not each.name.startswith("realtime_bad")
            and ("_pause_codes" not in each.name or each.name in self._preferred_pages)
        ]
        wanted = asked.pairs
        best = min(
            ordinary,
            key=lambda each: (
                each.name not in self._preferred_pages,
                each.auth != asked.user,
                len(set(wanted) - set(_pairs(each))),
                len(set(_pairs(each)) - set(wanted)),
            ),
            default=None,
        )
        if best is None:
            self.unmatched.append(asked)
            return Reply(b"<html><body>404 Not Found</body></html>", 404)
        return Reply(best.body.encode(), best.http_status)

    def _recorded(self, asked: Asked, password: str | None) -> Reply:
        if asked.path.endswith((REPORT, SUMMARY)):
            return self._page(asked, password)
        agent_api = asked.path.endswith(AGENT)
        preferred = self._fitting(asked, [recorded(n, self.build) for n in self._preferred], True)
        if preferred is not None:
            return _as_recorded(preferred, asked)
        if asked.function != "version" and self.passwords.get(asked.user) != password:
            refusal = recorded("ag_bad_password" if agent_api else "na_bad_password").body
            return Reply(
                refusal.replace("apiuser", asked.user).replace("wrong", password or "").encode()
            )
        if asked.user == "limited" and asked.function not in ("logged_in_agents", "version"):
            return _not_allowed(asked, agent_api)
        ordinary = [e for e in recordings(self.build) if not e.name.startswith(_STATES)]
        # what was recorded of an account with few rights is what it may not do at all
        few = [e for e in ordinary if e.user == asked.user != "apiuser" and _as_asked(e, asked)]
        found = next(iter(few), None) or self._fitting(asked, ordinary) or self._narrowed(asked)
        if found is None:
            others = [recorded(name, self.build) for name in self._otherwise]
            found = next((each for each in others if _as_asked(each, asked)), None)
        if found is not None:
            return _as_recorded(found, asked)
        self.unmatched.append(asked)
        return Reply(b"" if agent_api else recorded("na_unknown_function").body.encode())

    def _fitting(
        self, asked: Asked, among: list[Exchange], loosely: bool = False
    ) -> Exchange | None:
        """The recording of this request: the same but for neutral parameters, if possible wholly.

        ``loosely``: a parameter may be missing on either side.
        """
        names = asked.params.keys() - _NEUTRAL
        fitting = [
            exchange
            for exchange in among
            if _as_asked(exchange, asked)
            and exchange.user in ("", "apiuser", asked.user)
            and (loosely or exchange.params.keys() - _NEUTRAL == names)
            and all(_same(exchange.params.get(n, asked.params[n]), asked.params[n]) for n in names)
        ]
        return min(fitting, key=lambda exchange: _distance(exchange, asked), default=None)

    def _narrowed(self, asked: Asked) -> Exchange | None:
        param, split, column, names = _NARROWED.get(asked.function, ("", "", 0, ()))
        whole = next((each for each in recordings(self.build) if each.name in names), None)
        others = _NEUTRAL | {param}
        if whole is None or asked.params.keys() - others != whole.params.keys() - others:
            return None
        lines = whole.body.splitlines(keepends=True)
        headed = "header" in whole.params
        wanted = asked.params.get(param, "").split(split)
        rows = [line for line in lines[headed:] if line.split("|")[column] in wanted]
        return replace(whole, body="".join([*lines[:headed], *rows])) if rows else None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _as_asked(exchange: Exchange, asked: Asked) -> bool:
    return asked.path.endswith(exchange.path) and exchange.function == asked.function


def _same(recorded_value: str, asked_value: str) -> bool:
    """The same text, or as the server reads it the same number: it was asked 99, we send 99.0."""
    try:
        return recorded_value == asked_value or float(recorded_value) == float(asked_value)
    except ValueError:
        return False


def _distance(exchange: Exchange, asked: Asked) -> tuple[bool, bool, int, str]:
    """The smaller, the better does a recording that fits answer a request."""
    odd = exchange.name.startswith("apostrophe_") or re.search("hostile|_bar", exchange.name)
    differing = len((exchange.params.keys() ^ asked.params.keys()) - {"source", "user", "pass"})
    return exchange.user != asked.user, bool(odd), differing, exchange.name


def _not_allowed(asked: Asked, agent_api: bool) -> Reply:
    """The account ``limited`` may use two functions; the refusal of others names them."""
    refusal = recorded("ag_function_not_allowed" if agent_api else "na_function_not_allowed")
    words = refusal.body.replace(refusal.function, asked.function)
    return Reply(words.replace("PAUSE|", f"{asked.params.get('value', '')}|").encode())


def _as_recorded(exchange: Exchange, asked: Asked) -> Reply:
    body = exchange.body
    if "include_ip" in exchange.params and "include_ip" not in asked.params:
        body = body.replace("|computer_ip\n", "\n")  # its only effect on these recordings
    return Reply(body.encode(), exchange.http_status)


def _pairs(exchange: PageExchange) -> Iterator[tuple[str, str]]:
    for name, value in exchange.params.items():
        for each in value if isinstance(value, list) else [value]:
            yield name, str(each)


def _basic(header: str) -> tuple[str, str | None]:
    """User and password of HTTP Basic; no password without a header that can be read."""
    try:
        user, colon, password = (
            base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
        )
    except (binascii.Error, UnicodeDecodeError):
        return "", None
    return user, password if colon else None


class _Server(ThreadingHTTPServer):
    """Keeps its open connections, to end them: a client may hold them for ever."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, replay: Replay, tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replay = replay
        self.tls = tls
        self.opened = 0
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.opened += 1
        self._open.add(request)
        super().process_request(request, client_address)

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self.tls is not None:
            with self.tls.wrap_socket(request, server_side=True) as secured:
                super().finish_request(secured, client_address)
        else:
            super().finish_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away, or does not trust us, is what some tests are about."""

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        for each in list(self._open):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        super().server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve(urlsplit(self.path).query, "query")

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self._serve(self.rfile.read(length).decode("ascii"), "body")

    def _serve(self, form: str, place: str) -> None:
        at = time.monotonic()
        pairs = parse_qsl(form, keep_blank_values=True)
        params = dict(pairs)
        password = params.pop("pass", None)
        path = urlsplit(self.path).path
        function, user = params.get("function", ""), params.get("user", "")
        if path.endswith((REPORT, SUMMARY)):
            function = path.rpartition("/")[2]
            user, password = _basic(self.headers.get("Authorization", ""))
        headers = {name: value for name, value in self.headers.items() if name != "Authorization"}
        asked = Asked(
            function, user, password is not None, self.command, place, path, params, headers, at,
            tuple((name, value) for name, value in pairs if name != "pass"),
        )  # fmt: skip
        reply = cast("_Server", self.server).replay.reply(asked, password)
        self.send_response(reply.status)
        for name, value in {"Content-Type": HTML, **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.content)))
        self.end_headers()
        self.wfile.write(reply.content[: reply.cut])
        if reply.cut is not None:
            self.close_connection = True

    def log_message(self, *args: Any) -> None:
        """Nothing: a test's output is its own."""
