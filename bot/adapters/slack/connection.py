"""The connection over which Slack's events come; guards that one which has gone deaf is replaced, counted and logged.

The SDK's handler reconnects by itself as long as it notices and its address is good. What it misses (an address that
was used up, a peer that has stopped to answer while the connection stands) is seen here, and the handler is replaced.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.adapters.slack.account import socket_address
from bot.adapters.slack.client import SlackClient
from bot.domain.errors import ChatError, ChatRefused, Reach

log = logging.getLogger(__name__)

Drops = Callable[[Mapping[str, Any]], bool]


def _nothing_dropped(_body: Mapping[str, Any]) -> bool:
    return False


class _Handler(AsyncSocketModeHandler):
    """Acknowledges whatever comes: what the SDK cannot read is left unanswered by its own handler, and comes again.

    Commands that are to be dropped come no further.
    """

    drops: Drops = staticmethod(_nothing_dropped)

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # as the SDK does
        try:
            if req.type == "slash_commands" and self.drops(req.payload):
                made = BoltResponse(status=200, body="")
            else:
                made = await run_async_bolt_app(self.app, req)
        except Exception as error:  # noqa: BLE001 - its text may hold what somebody has typed
            log.warning("Slack: something of the kind %.40s could not be read: %s", req.type, type(error).__name__)
            made = BoltResponse(status=200, body="")
        if made.status != 200:
            made = BoltResponse(status=200, body="")
        await send_async_response(client, req, made, 0.0)  # when it began counts for a log of the SDK that is off


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: between two pings, until a connection without an answer is deaf, of connecting, between two tries."""

    ping: float = 10.0
    deaf: float = 35.0
    connecting: float = 15.0
    again: float = 5.0
    longest: float = 300.0
    look: float = 1.0


@dataclass(slots=True)
class Connection:
    """Keeps one connection open. `replaced` counts those that were lost or had gone deaf.

    `ended` is told, once, when Slack refuses the app token for good: then there is nothing to keep open. Commands that
    it `drops` are acknowledged and given to nobody.
    """

    app: AsyncApp
    client: SlackClient
    patience: Patience = field(default_factory=Patience)
    ended: Callable[[ChatRefused], Awaitable[None]] | None = None
    drops: Drops = _nothing_dropped
    replaced: int = 0
    is_open: bool = False

    async def keep_open(self) -> None:
        """Until cancelled, or refused for good. Whatever happens meanwhile, it connects again."""
        wait = self.patience.again
        while True:
            try:
                async with self._connected() as handler:
                    wait = self.patience.again
                    reason = await self._until_lost(handler)
                self.replaced += 1
                log.warning("Slack: %s; it is replaced", reason)
                continue
            except ChatRefused as error:
                if error.reach is Reach.BOT:
                    log.critical("Slack: %s", error)
                    if self.ended:
                        await self.ended(error)
                    return
                log.warning("Slack: %s", error)
            except (ChatError, TimeoutError) as error:
                log.warning("Slack cannot be reached: %s", str(error) or "no answer in time")
            except Exception as error:  # noqa: BLE001 - whatever it is, the bot must not stay without ears
                log.warning("Slack cannot be connected to: %s", type(error).__name__)
            await asyncio.sleep(wait)
            wait = min(wait * 2, self.patience.longest)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncSocketModeHandler]:
        address = await socket_address(self.client)
        proxy = self.client.web.proxy
        handler = _Handler(
            self.app,
            self.client.app_token,
            logger=_one_line_log(),
            web_client=self.client.web,
            ping_interval=self.patience.ping,
        )
        handler.drops = self.drops
        handler.client.proxy = proxy  # the SDK takes one from the environment where none is given
        handler.client.wss_uri = address
        try:
            async with asyncio.timeout(self.patience.connecting):
                await handler.client.connect()  # type: ignore[no-untyped-call]  # the SDK has no types there
            self.is_open = True
            yield handler
        finally:
            self.is_open = False
            await _closed(handler)

    async def _until_lost(self, handler: AsyncSocketModeHandler) -> str:
        """Why the connection is of no use any more."""
        client = handler.client
        session, heard, answered = client.current_session, time.monotonic(), client.last_ping_pong_time
        while True:
            await asyncio.sleep(self.patience.look)
            now = time.monotonic()
            if client.current_session is not session:  # the SDK has noticed first
                session, heard = client.current_session, now
                self.replaced += 1
                log.info("Slack: the connection was renewed")
            if client.last_ping_pong_time not in {answered, None}:
                heard, answered = now, client.last_ping_pong_time
            if now - heard > self.patience.deaf:
                return f"nothing was heard on the connection for {now - heard:.0f} seconds"
            self.is_open = session is not None and not session.closed


class _OneLine(logging.Filter):
    """While Slack is away the SDK logs a traceback for each try: what it says in a line is enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = None
        return True


def _one_line_log() -> logging.Logger:
    made = logging.getLogger("slack_sdk.socket_mode.newsbot")
    made.setLevel(logging.ERROR)
    if not made.filters:
        made.addFilter(_OneLine())
    return made


async def _closed(handler: AsyncSocketModeHandler) -> None:
    """Close it and wait for what belongs to it to end: the SDK cancels its tasks, and leaves them."""
    client = handler.client
    tasks = [client.message_processor, client.current_session_monitor, client.message_receiver]
    with suppress(Exception):
        async with asyncio.timeout(5):
            await client.close()  # type: ignore[no-untyped-call]  # as above
    ended = [task for task in tasks if task is not None]
    for task in ended:
        task.cancel()
    await asyncio.gather(*ended, return_exceptions=True)
    if not client.aiohttp_client_session.closed:
        await client.aiohttp_client_session.close()
