"""A web server on loopback that does what it is told, well or badly, and remembers what it was asked."""

import asyncio
import gzip
import ssl
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Headers = Mapping[str, str] | Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked: `target` is the path with its query, `headers` have lower-case names, `at` is in seconds."""

    method: str
    target: str
    headers: Mapping[str, str]
    at: float

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


Writer = asyncio.StreamWriter
Route = Callable[[Request, Writer], Awaitable[None]]


@dataclass(slots=True)
class Origin:
    """A running server. `connections` counts those that were opened, `requests` holds what came over them.

    A path that has no route answers 404. Routes may be changed at any time.
    """

    routes: dict[str, Route] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    scheme: str = "http"
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def asked(self, path: str) -> list[Request]:
        """The requests for one path."""
        return [one for one in self.requests if one.path == path]

    async def until_asked(self, path: str, times: int = 1) -> None:
        """Wait until a path has been asked for so many times."""
        while len(self.asked(path)) < times:
            self._news.clear()
            await self._news.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        """One connection, one request."""
        self.connections += 1
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        try:
            # Cancelled by `stop` alone; streams would log that as a fault.
            with suppress(
                ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError
            ):
                request = _request(await reader.readuntil(b"\r\n\r\n"))
                self.requests.append(request)
                self._news.set()
                await self.routes.get(request.path, status(404))(request, writer)
                await writer.drain()
        finally:
            self._tasks.discard(task)
            writer.close()
            with suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()

    async def stop(self) -> None:
        """End what is still being served."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _request(head: bytes) -> Request:
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    method, target, _ = first.split(" ", 2)
    pairs = (line.partition(":") for line in lines)
    return Request(method, target, {name.strip().lower(): value.strip() for name, _, value in pairs}, time.monotonic())


@asynccontextmanager
async def origin(
    routes: Mapping[str, Route] | None = None, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> AsyncIterator[Origin]:
    """A server on a port of its own; it and everything it was doing is gone at the end."""
    made = Origin(dict(routes or {}), scheme="https" if tls else "http")
    server = await asyncio.start_server(made.serve, host, 0, ssl=tls)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        await made.stop()
        await server.wait_closed()


# --- routes: what a path answers ---------------------------------------------------------------------


def head(code: int, headers: Headers = ()) -> bytes:
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    lines = "".join(f"{name}: {value}\r\n" for name, value in pairs)
    return f"HTTP/1.1 {code} Said\r\n{lines}Connection: close\r\n\r\n".encode("latin-1")


def raw(data: bytes) -> Route:
    """These bytes, header and all."""

    async def route(_request: Request, writer: Writer) -> None:
        writer.write(data)

    return route


def body(data: bytes = b"hello", headers: Headers = (), code: int = 200) -> Route:
    """An answer with a body and its true length."""
    pairs = list(headers.items() if isinstance(headers, Mapping) else headers)
    return raw(head(code, [*pairs, ("Content-Length", str(len(data)))]) + data)


def status(code: int, headers: Headers = ()) -> Route:
    """An answer without a body."""
    return body(b"", headers, code)


def redirect(location: str, code: int = 302) -> Route:
    return status(code, {"Location": location})


def delayed(seconds: float, then: Route) -> Route:
    """Another route, after a while."""

    async def route(request: Request, writer: Writer) -> None:
        await asyncio.sleep(seconds)
        await then(request, writer)

    return route


def in_turn(*routes: Route) -> Route:
    """One route after the other; the last for ever."""
    left = list(routes)

    async def route(request: Request, writer: Writer) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(request, writer)

    return route


def unchanged_after(etag: str, data: bytes, last_modified: str | None = None) -> Route:
    """A body with an ETag (and a date), and 304 for who has it already."""
    headers = {"ETag": etag, **({"Last-Modified": last_modified} if last_modified else {})}

    async def route(request: Request, writer: Writer) -> None:
        known = request.headers.get("if-none-match") == etag
        since = last_modified is not None and request.headers.get("if-modified-since") == last_modified
        await (status(304, headers) if known or since else body(data, headers))(request, writer)

    return route


def with_password(authorization: str, then: Route) -> Route:
    """401 without the right Authorization header."""

    async def route(request: Request, writer: Writer) -> None:
        right = request.headers.get("authorization") == authorization
        await (then if right else status(401, {"WWW-Authenticate": "Basic"}))(request, writer)

    return route


def tarpit(start: bytes = b"HTTP/1.1 200 ", every: float = 1, byte: bytes = b"x") -> Route:
    """After `start`, one byte a second for ever: by default not even the first line comes to an end."""

    async def route(_request: Request, writer: Writer) -> None:
        writer.write(start)
        while not writer.is_closing():
            writer.write(byte)
            await writer.drain()
            await asyncio.sleep(every)

    return route


def endless(chunk: bytes, start: bytes, *, chunked: bool = False) -> Route:
    """The same bytes again and again, as fast as they are taken."""
    piece = f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n" if chunked else chunk

    async def route(_request: Request, writer: Writer) -> None:
        writer.write(start)
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)

    return route


# --- bodies ------------------------------------------------------------------------------------------


def raw_deflate(data: bytes) -> bytes:
    """What some servers call "deflate": without the header that RFC 1950 gives it."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def gzip_of_zeros(mebibytes: int) -> bytes:
    """A gzip body of nothing but zeros, made without holding them."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join([*(packer.compress(bytes(2**20)) for _ in range(mebibytes)), packer.flush()])


def gzip_twice(mebibytes: int) -> bytes:
    """For `Content-Encoding: gzip, gzip`: two kilobytes for a gibibyte."""
    return gzip.compress(gzip_of_zeros(mebibytes), 9, mtime=0)


def chunks(pieces: Iterable[bytes]) -> bytes:
    """A chunked body."""
    return b"".join(f"{len(one):x}\r\n".encode() + one + b"\r\n" for one in pieces) + b"0\r\n\r\n"
