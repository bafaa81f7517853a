"""The demo dialer behind a socket: HTTP/1.1 with keep-alive, as Apache would answer."""

import ipaddress
import threading
from types import TracebackType

from vicidash.demo.dialer import DemoDialer
from vicidash.demo.serving import DialerHandler, DialerHTTPServer, Faults

LONGEST_DELAY = 120


class DemoServer:
    """Serves a `DemoDialer` on loopback until stopped; a context manager.

    Another address is refused with ValueError unless `allow_remote` is set, because the demo's
    accounts have passwords that everybody knows. `port` 0 takes a free one.

    For tests it can be a bad server: `delay` seconds pass before every answer, and every
    `drop_every`-th request is cut off without one, in turn after the work was done and before.
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
