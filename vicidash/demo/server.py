"""Serves the demo dialer over HTTP/1.1 with keep-alive, like Apache would."""

import base64
import binascii
import ipaddress
import re
import socket
import socketserver
import threading
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from vicidash.demo.dialer import DemoDialer

# The `Range` header

_ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def part_of(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte requested of `size`; the whole file for anything but one plain range.

    None when the range lies outside of the file.

    >>> part_of("bytes=0-9", 100), part_of("bytes=90-", 100), part_of("bytes=-5", 100)
    ((0, 9), (90, 99), (95, 99))
    >>> part_of("bytes=100-", 100) is None, part_of("", 100)
    (True, (0, 99))
    """
    asked = _ONE_RANGE.fullmatch(header.strip())
    if asked is None or asked.groups() == ("", ""):
        return 0, size - 1
    first, last = asked.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else None
    begin, end = int(first), min(int(last) if last else size - 1, size - 1)
    return (begin, end) if begin <= end else None


# The HTTP server: one thread per connection, keep-alive, and faults on demand

LONGEST_BODY = 1_000_000
IDLE_SECONDS = 65


@dataclass(slots=True)
class Faults:
    """The faults to simulate, and the number of requests and cuts so far."""

    drop_every: int
    delay: float
    requests: int = 0
    cuts: int = 0

    def cut(self) -> str:
        """Where to cut the next request: "after" the work, "before" it, or "" for no cut."""
        self.requests += 1
        if not self.drop_every or self.requests % self.drop_every:
            return ""
        self.cuts += 1
        return "after" if self.cuts % 2 else "before"


class DialerHTTPServer(ThreadingHTTPServer):
    """One thread per connection; keeps track of the connections to be able to close them."""

    daemon_threads = True
    block_on_close = True
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        handler: type["DialerHandler"],
        dialer: DemoDialer,
        faults: Faults,
    ) -> None:
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        self.dialer = dialer
        self.faults = faults
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(address, handler)

    def server_bind(self) -> None:
        """Bind without a reverse DNS lookup, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        host, port = self.server_address[:2]
        self.server_name, self.server_port = str(host), int(port)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Register the connection before its thread starts, so that closing cannot miss it."""
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """A handler has finished with a connection."""
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Close every connection, so that no thread waits for another request."""
        with self._open_lock:
            connections = list(self._open)
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the other side closed first

    def handle_error(self, request: object, client_address: object) -> None:
        """Broken connections are the client's business: print nothing."""


class DialerHandler(BaseHTTPRequestHandler):
    """Reads requests from a connection one after another and lets the dialer answer."""

    server: DialerHTTPServer
    protocol_version = "HTTP/1.1"
    server_version = "Apache"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        """Handle a request with parameters in the query."""
        self._serve("")

    def do_HEAD(self) -> None:
        """Like GET, without the body."""
        self._serve("")

    def do_POST(self) -> None:
        """Handle a request with a form; the query overrides it, as in PHP."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > LONGEST_BODY:
            self.close_connection = True
            self._send(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"")
            return
        self._serve(self.rfile.read(int(length)).decode(errors="replace"))

    def _serve(self, form: str) -> None:
        address = urlsplit(self.path)
        if self.server.dialer.is_page(address.path):
            self._serve_page(address.path, form, address.query)
            return
        params = dict(parse_qsl(form, keep_blank_values=True))
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        params |= query
        self.server.stopping.wait(self.server.faults.delay)
        with self.server.lock:
            cut = self.server.faults.cut()
            sound = self.server.dialer.sound(address.path) if cut != "before" else None
            if cut == "before" or sound is not None:
                status, body = 200, b""
            else:
                status, body = self.server.dialer.answer(address.path, params, query)
        if cut:
            self.close_connection = True
        elif sound is not None:
            self._send_sound(sound)
        else:
            self._send(status, body)

    def _serve_page(self, path: str, form: str, query: str) -> None:
        """A page of the dialer's own, for the login that the browser would ask for."""
        pairs = [pair for text in (form, query) for pair in parse_qsl(text, keep_blank_values=True)]
        user, password = self._basic_login()
        self.server.stopping.wait(self.server.faults.delay)
        with self.server.lock:
            cut = self.server.faults.cut()
            if cut != "before":
                page = self.server.dialer.page(path, pairs, user, password)
        if cut:
            self.close_connection = True
        else:
            self._send(page.status, page.body.encode(), page.challenge)

    def _basic_login(self) -> tuple[str, str]:
        """User and password of the header, empty when there are none to read."""
        scheme, _, sent = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return "", ""
        try:
            text = base64.b64decode(sent.strip(), validate=True).decode(errors="replace")
        except binascii.Error:
            return "", ""
        user, _, password = text.partition(":")
        return user, password

    def _send_sound(self, sound: bytes) -> None:
        """Send a recording, or the requested part of it."""
        size = len(sound)
        part = part_of(self.headers.get("Range", ""), size)
        if part is None:
            self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            self.send_header("Content-Range", f"bytes */{size}")
            self._finish_answer(b"", "audio/x-wav")
            return
        first, last = part
        whole = last - first + 1 == size
        self.send_response(HTTPStatus.OK if whole else HTTPStatus.PARTIAL_CONTENT)
        self.send_header("Accept-Ranges", "bytes")
        if not whole:
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self._finish_answer(sound[first : last + 1], "audio/x-wav")

    def _send(self, status: int, body: bytes, challenge: str = "") -> None:
        charset = "iso-8859-1" if status == HTTPStatus.NOT_FOUND else "utf-8"
        self.send_response(status)
        self.send_header("Cache-Control", "no-cache, must-revalidate")
        self.send_header("Pragma", "no-cache")
        if challenge:
            self.send_header("WWW-Authenticate", challenge)
        self._finish_answer(body, f"text/html; charset={charset}")

    def _finish_answer(self, body: bytes, content_type: str) -> None:
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Log nothing: a request line may hold a password."""


LONGEST_DELAY = 120


class DemoServer:
    """Serves a `DemoDialer` on loopback until stopped; a context manager.

    Any other address is refused with ValueError unless `allow_remote` is set, because the demo's
    passwords are public. `port` 0 takes a free one.

    For tests it can misbehave: it waits `delay` seconds before every answer, and cuts off every
    `drop_every`-th request without one, alternately after the work and before.
    """

    def __init__(
        self,
        dialer: DemoDialer,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        allow_remote: bool = False,
        drop_every: int = 0,
        delay: float = 0.0,
    ) -> None:
        if not allow_remote and not _is_loopback(host):
            raise ValueError(
                f"host: {host!r} is not a loopback address; the demo's passwords are public, "
                "so anything else needs allow_remote=True"
            )
        if isinstance(drop_every, bool) or not isinstance(drop_every, int) or drop_every < 0:
            raise ValueError(f"drop_every: {drop_every!r} is not a whole number from 0")
        if not 0 <= delay <= LONGEST_DELAY:
            raise ValueError(
                f"delay: {delay!r} is not a number of seconds from 0 to {LONGEST_DELAY}"
            )
        self.dialer = dialer
        self._http = DialerHTTPServer(
            (host, port), DialerHandler, dialer, Faults(drop_every, delay)
        )
        dialer.base_url = self.url
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The base URL for a client, without a trailing slash."""
        host, port = self._http.server_address[:2]
        name = host.decode() if isinstance(host, bytes | bytearray) else str(host)
        return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"

    def start(self) -> "DemoServer":
        """Start serving, in a thread of its own."""
        if self._thread is None:
            self._thread = threading.Thread(
                target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
            )
            self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and close every connection."""
        self._http.stopping.set()
        if self._thread is not None:
            self._http.shutdown()
            self._thread.join()
            self._thread = None
        self._http.hang_up()
        self._http.server_close()

    def __enter__(self) -> "DemoServer":
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
