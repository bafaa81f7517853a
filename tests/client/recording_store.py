"""A store of recordings over a real socket: ranges, breaks in the middle, a login, redirects."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class StoreServer:
    """Serves ``content`` under any path that is not in ``redirects``.

    ``breaks`` are numbers of bytes of a body after which the connection breaks, one for each
    request that is still to break.
    """

    content: bytes = b""
    breaks: list[int] = field(default_factory=list)
    login: tuple[str, str] | None = None
    ranges: bool = True
    tag: str = '"v1"'
    kind: str = "audio/mpeg"
    status: int = 200
    length: bool = True
    redirects: dict[str, str] = field(default_factory=dict)
    requests: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    @property
    def parts(self) -> list[str]:
        """The ranges that were asked for."""
        return [headers.get("range", "") for headers in self.requests]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            path = head.split(" ", 2)[1]
            lines = (line.partition(": ") for line in head.split("\r\n")[1:])
            headers = {name.lower(): value for name, _, value in lines if name}
            self.requests.append({**headers, "path": path})
            await self._answer(path, headers, writer)
        finally:
            writer.close()

    async def _answer(
        self, path: str, headers: dict[str, str], writer: asyncio.StreamWriter
    ) -> None:
        if path in self.redirects:
            await _send(writer, 302, {"Location": self.redirects[path]}, b"")
        elif self.login and headers.get("authorization") != _basic(*self.login):
            await _send(writer, 401, {"WWW-Authenticate": 'Basic realm="x"'}, b"no")
        elif self.status != 200:
            await _send(writer, self.status, {}, b"no")
        else:
            status, told, body = self._file(headers)
            await _send(writer, status, told, body[: self.breaks.pop(0)] if self.breaks else body)

    def _file(self, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """The file, or the part that was asked for."""
        told = {"Content-Type": self.kind, "ETag": self.tag}
        asked = re.fullmatch(r"bytes=(\d+)-", headers.get("range", ""))
        same = headers.get("if-range", self.tag) == self.tag
        body, status, size = self.content, 200, len(self.content)
        if asked and self.ranges and same:
            first = int(asked[1])
            body, status = self.content[first:], 206 if first < size else 416
            told["Content-Range"] = (
                f"bytes {first}-{size - 1}/{size}" if body else f"bytes */{size}"
            )
        if self.length:
            told["Content-Length"] = str(len(body))
        return status, told, body


async def _send(
    writer: asyncio.StreamWriter, status: int, headers: dict[str, str], body: bytes
) -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"HTTP/1.1 {status} X\r\n{head}Connection: close\r\n\r\n".encode() + body)
    await writer.drain()


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@asynccontextmanager
async def serving(store: StoreServer) -> AsyncIterator[StoreServer]:
    server = await asyncio.start_server(store.serve, "127.0.0.1", 0)
    store.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield store
