"""Health and figures over real connections: what is served, to whom, and what a peer that misbehaves gets."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.adapters import http
from bot.adapters.http import Watched, serving
from bot.domain.errors import InputError, StoreLocked

READY = {"database": True, "scheduler": True}


def watched(**checks: bool) -> Watched:
    async def check(*, holds: bool) -> bool:
        return holds

    async def figures() -> bytes:
        return b"newsbot_up 1\n"

    return Watched({name: partial(check, holds=holds) for name, holds in checks.items()}, figures)


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with serving(watched(**READY), "127.0.0.1", 0) as port:
        yield port


async def said(port: int, request: bytes) -> bytes:
    """All that the server says before it closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    try:
        async with asyncio.timeout(60):
            await writer.drain()
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)


async def get(port: int, path: str, method: str = "GET", more: str = "") -> tuple[int, str, str]:
    """Status, head and body."""
    answer = (await said(port, f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n".encode())).decode()
    head, _, body = answer.partition("\r\n\r\n")
    return int(head.split()[1]), head.lower(), body


async def test_three_paths_are_served_and_nothing_else(port: int):
    assert (await get(port, "/healthz"))[::2] == (200, "ok\n")
    assert (await get(port, "/readyz"))[::2] == (200, "database: ok\nscheduler: ok\n")
    status, head, body = await get(port, "/metrics")
    assert (status, body) == (200, "newsbot_up 1\n")
    assert "content-type: text/plain; version=0.0.4" in head
    for path in ("/", "/metrics/", "/debug", "/../etc/passwd", "//healthz", "/healthz%00"):
        assert (await get(port, path))[0] == 404
    for method in ("POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE"):
        assert (await get(port, "/metrics", method))[0] == 405


async def test_an_answer_says_nothing_of_the_software_and_ends_the_connection(port: int):
    _, head, _ = await get(port, "/healthz")
    assert "server: newsbot" in head
    assert "connection: close" in head
    assert "no-store" in head
    assert "python" not in head


async def test_what_is_not_ready_is_named_without_the_reason():
    async def broken() -> bool:
        raise StoreLocked("The database /secret/place is busy")

    given = watched(scheduler=True, chats=False)
    async with serving(Watched({**given.ready, "database": broken}, given.figures), "127.0.0.1", 0) as port:
        assert (await get(port, "/readyz"))[::2] == (503, "scheduler: ok\nchats: failed\ndatabase: failed\n")
        assert (await get(port, "/healthz"))[0] == 200


async def test_a_check_that_takes_too_long_does_not_hold(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http, "PATIENCE", 0.05)

    async def endless() -> bool:
        await asyncio.Event().wait()
        return True

    async def figures() -> bytes:
        await asyncio.Event().wait()
        return b""

    async with serving(Watched({"database": endless}, figures), "127.0.0.1", 0) as port:
        assert (await get(port, "/readyz"))[::2] == (503, "database: failed\n")
        assert (await get(port, "/metrics"))[0] == 503


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\n" + b"X: y\r\n" * 100_000 + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\r\n" * 1000 + b"rubbish\r\n\r\n",
        b"POST /metrics HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 100_000,
        b"GET /healthz HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
async def test_a_request_beyond_measure_is_refused_and_the_next_one_answered(request_: bytes):
    async with serving(watched(**READY), "127.0.0.1", 0, lifetime=0.5) as port:
        assert b" 200 " not in (await said(port, request_))[:20]
        assert (await get(port, "/healthz"))[0] == 200


async def test_whoever_says_nothing_or_little_is_not_waited_for_and_keeps_nobody_out():
    async with serving(watched(**READY), "127.0.0.1", 0, lifetime=0.5) as port:
        slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3 * http.MOST_CONNECTIONS)]
        for _, writer in slow[::2]:
            writer.write(b"GET /healthz HT")
        async with asyncio.timeout(60):
            for reader, writer in slow:
                await asyncio.gather(reader.read(), return_exceptions=True)  # the server has closed
                writer.close()
                await asyncio.gather(writer.wait_closed(), return_exceptions=True)
        assert (await get(port, "/healthz"))[0] == 200


async def test_a_second_request_of_one_connection_is_not_answered(port: int):
    answer = await said(port, b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" * 3)
    assert answer.count(b"HTTP/1.1 200") == 1


async def test_a_port_that_is_taken_is_one_clear_line(port: int):
    with pytest.raises(InputError, match="NEWSBOT_HTTP_PORT") as raised:
        async with serving(watched(**READY), "127.0.0.1", port):
            pytest.fail("it is taken")
    assert "\n" not in str(raised.value)
    with pytest.raises(InputError):
        async with serving(watched(**READY), "no such host.example", 0):
            pytest.fail("there is none")
