"""A chat service over real sockets that keeps what it has accepted, and fails in the ways that a real one does.

What becomes of a request is drawn from its key and from how often it was asked for, so that a run can be told again.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from aiohttp import web

FAULTS = ("error before", "error after", "dropped before", "dropped after", "late", "busy")
LATE = 0.8  # seconds after its sender has given up at the latest


@dataclass(slots=True)
class ChatServer:
    """Its address, and the keys of the messages that it has accepted, in order; a `share` of requests has a fault.

    `channels` tells for each key where it was posted.
    """

    share: float = 0.0
    latency: float = 0.02
    accepted: list[str] = field(default_factory=list)
    requests: Counter[str] = field(default_factory=Counter)
    channels: dict[str, str] = field(default_factory=dict)
    url: str = ""
    _late: set[asyncio.Task[None]] = field(default_factory=set)

    async def post(self, request: web.Request) -> web.StreamResponse:
        said: dict[str, Any] = await request.json()
        key = said["key"]
        self.requests[key] += 1
        channel = said["channel"]
        await asyncio.sleep(self.latency)
        fault = self._fault(key)
        if fault == "busy":
            return web.json_response({"retry_after": 0.3}, status=429)
        if fault == "error before":
            return web.json_response({}, status=500)
        if fault == "dropped before":
            return self._drop(request)
        if fault == "late":
            self._arrives_late(key, channel)
            await asyncio.sleep(30)
        id_ = self._accept(key, channel)
        if fault == "error after":
            return web.json_response({}, status=502)
        return self._drop(request) if fault == "dropped after" else web.json_response({"id": id_})

    async def find(self, request: web.Request) -> web.StreamResponse:
        key = request.query["key"]
        is_there = key in self.accepted and self.channels[key] == request.query["channel"]
        id_ = f"{self.accepted.index(key) + 1}" if is_there else None
        return web.json_response({"id": id_})

    def _fault(self, key: str) -> str:
        chance = Random(f"{key}/{self.requests[key]}")  # noqa: S311 - to be told again
        return chance.choice(FAULTS) if self.requests[key] <= 3 and chance.random() < self.share else ""

    def _accept(self, key: str, channel: str) -> str:
        self.accepted.append(key)
        self.channels[key] = channel
        return str(len(self.accepted))

    def _arrives_late(self, key: str, channel: str) -> None:
        async def later() -> None:
            await asyncio.sleep(LATE)
            self._accept(key, channel)

        task = asyncio.create_task(later())
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    def _drop(self, request: web.Request) -> web.StreamResponse:
        assert request.transport
        request.transport.abort()
        return web.Response()

    async def settle(self) -> None:
        """Wait for what arrives late."""
        while self._late:
            await asyncio.wait(set(self._late))


@asynccontextmanager
async def chat_server(share: float = 0.0, latency: float = 0.02) -> AsyncIterator[ChatServer]:
    """A server on a loopback port of its own."""
    server = ChatServer(share, latency)
    app = web.Application()
    app.add_routes([web.post("/post", server.post), web.get("/find", server.find)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
        await server.settle()
    finally:
        await runner.cleanup()
