"""The demo dialer behind a socket: HTTP/1.1 with keep-alive, as Apache would answer."""

import ipaddress
import socket
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qsl, urlsplit

from vicidash.demo.dialer import DemoDialer

LONGEST_BODY = 1_000_000
IDLE_SECONDS = 65


class DemoServer:
    """Serves a `DemoDialer` on loopback until stopped; a context manager.

    Another address is refused with ValueError unless `allow_remote` is set, because the demo's
    accounts have passwords that everybody knows. `port` 0 takes a free one.
    """

    def __init__(
        self,
        dialer: DemoDialer,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        allow_remote: bool = False,
    ) -> None:
        if not allow_remote and not _is_loopback(host):
            raise ValueError(
                f"host: {host!r} is not a loopback address; the demo's passwords are public, "
                "so anything else needs allow_remote=True"
            )
        self.dialer = dialer
        self._lock = threading.Lock()
        self._http = _Server((host, port), _Handler, dialer, self._lock)
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address to give to a client, without a slash at the end."""
        host, port = self._http.server_address[:2]
        name = host.decode() if isinstance(host, bytes | bytearray) else str(host)
        return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"

    def start(self) -> "DemoServer":
        """Begin to serve, in a thread of its own."""
        if self._thread is None:
            self._thread = threading.Thread(
                target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
            )
            self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and close every connection."""
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


class _Server(ThreadingHTTPServer):
    """One thread for each connection; remembers the connections so that it can hang up."""

    daemon_threads = True
    block_on_close = True
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        handler: type["_Handler"],
        dialer: DemoDialer,
        lock: threading.Lock,
    ) -> None:
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        self.dialer = dialer
        self.lock = lock
        self._open: dict[int, socket.socket] = {}
        self._open_lock = threading.Lock()
        super().__init__(address, handler)

    def opened(self, connection: socket.socket) -> None:
        """A handler began to serve a connection."""
        with self._open_lock:
            self._open[id(connection)] = connection

    def closed(self, connection: socket.socket) -> None:
        """A handler is done with a connection."""
        with self._open_lock:
            self._open.pop(id(connection), None)

    def hang_up(self) -> None:
        """End every connection, so that no thread goes on waiting for a next request."""
        with self._open_lock:
            connections = list(self._open.values())
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the other side was faster

    def handle_error(self, request: object, client_address: object) -> None:
        """Connections that break are the client's business: nothing is printed."""


class _Handler(BaseHTTPRequestHandler):
    """Reads one request after another from a connection and lets the dialer answer."""

    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "Apache"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = -1

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def finish(self) -> None:
        self.server.closed(self.connection)
        super().finish()

    def do_GET(self) -> None:
        """Parameters from the query."""
        self._serve("")

    def do_POST(self) -> None:
        """Parameters from the form, which the query overrides as it does in PHP."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > LONGEST_BODY:
            self.close_connection = True
            self._send(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"")
            return
        self._serve(self.rfile.read(int(length)).decode(errors="replace"))

    def _serve(self, form: str) -> None:
        address = urlsplit(self.path)
        params = dict(parse_qsl(form, keep_blank_values=True))
        params |= parse_qsl(address.query, keep_blank_values=True)
        with self.server.lock:
            answer = self.server.dialer.answer(address.path, params)
        self._send(*answer)

    def _send(self, status: int, body: bytes) -> None:
        charset = "iso-8859-1" if status == HTTPStatus.NOT_FOUND else "utf-8"
        self.send_response(status)
        self.send_header("Cache-Control", "no-cache, must-revalidate")
        self.send_header("Pragma", "no-cache")
        self.send_header("Content-Type", f"text/html; charset={charset}")
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Quiet: a request line may hold a password."""
