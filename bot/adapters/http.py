"""Health and figures over HTTP, for machines that watch the bot; guards that it cannot be held up or made to tell more.

Three paths are served, to GET alone. A connection is answered once and lives for a few seconds at most, whoever holds
it, and there are few of them: what comes beyond is closed.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from bot.domain.errors import InputError, NewsbotError

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 16
LIFETIME = 10.0  # seconds of a connection, from its beginning
PATIENCE = 3.0  # seconds of one check
_LONGEST_LINE = 1024
_LONGEST_FIELD = 2048
_EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"

Check = Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Watched:
    """What is told: whether each of `ready` holds, by name, and the figures as text."""

    ready: Mapping[str, Check]
    figures: Callable[[], Awaitable[bytes]]


@asynccontextmanager
async def serving(watched: Watched, host: str, port: int, *, lifetime: float = LIFETIME) -> AsyncIterator[int]:
    """Serve until left; gives the port, which the system chooses where it is 0. Raises InputError where it is taken."""
    application = web.Application(client_max_size=1)
    application.on_response_prepare.append(_sign)
    application.router.add_get("/healthz", _alive, allow_head=False)
    application.router.add_get("/readyz", partial(_readiness, watched.ready), allow_head=False)
    application.router.add_get("/metrics", partial(_figures, watched.figures), allow_head=False)
    runner = web.AppRunner(
        application,
        access_log=None,
        handle_signals=False,
        shutdown_timeout=1,
        max_line_size=_LONGEST_LINE,
        max_field_size=_LONGEST_FIELD,
    )
    await runner.setup()
    try:
        inner = runner.server
        assert inner is not None  # noqa: S101 - it was set up
        try:
            server = await asyncio.get_running_loop().create_server(lambda: _let_in(inner, lifetime), host, port)
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or "unknown reason"
            raise InputError(f"NEWSBOT_HTTP_PORT: {host}:{port} cannot be listened at: {reason.lower()}") from None
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
    finally:
        await runner.cleanup()


def _let_in(server: web.Server, lifetime: float) -> asyncio.BaseProtocol:
    """A few connections at a time, each for a while."""
    if len(server.connections) >= MOST_CONNECTIONS:
        return _Refusal()
    handler = server()

    def end() -> None:
        if handler.transport is not None:
            handler.transport.abort()

    asyncio.get_running_loop().call_later(lifetime, end)
    return handler


class _Refusal(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


async def _sign(_: web.Request, response: web.StreamResponse) -> None:
    response.force_close()
    response.headers["Connection"] = "close"
    response.headers["Server"] = "newsbot"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"


async def _alive(_: web.Request) -> web.Response:
    """That this is answered is the answer: the event loop runs."""
    return web.Response(text="ok\n")


async def _readiness(checks: Mapping[str, Check], _: web.Request) -> web.Response:
    verdicts = await asyncio.gather(*map(_holds, checks.values()))
    lines = [f"{name}: {'ok' if holds else 'failed'}\n" for name, holds in zip(checks, verdicts, strict=True)]
    return web.Response(text="".join(lines), status=200 if all(verdicts) else 503)


async def _holds(check: Check) -> bool:
    """A check that fails, or takes too long, does not hold; why is a matter for the log."""
    try:
        return await asyncio.wait_for(check(), PATIENCE)
    except (NewsbotError, TimeoutError, OSError) as error:
        log.info("not ready: %s", error)
        return False


async def _figures(read: Callable[[], Awaitable[bytes]], _: web.Request) -> web.Response:
    try:
        text = await asyncio.wait_for(read(), 2 * PATIENCE)
    except TimeoutError:
        return web.Response(status=503, text="the figures cannot be read now\n")
    return web.Response(body=text, headers={"Content-Type": _EXPOSITION})
