"""The connection to Discord's gateway; guards that a lost one is replaced, and that no loop begins sessions for ever.

discord.py reconnects and resumes by itself. What ends it altogether is seen here: a new client is made, after a wait.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

import discord
from discord.gateway import KeepAliveHandler

from bot.adapters.discord.budget import Sessions, pause
from bot.adapters.discord.client import DiscordClient
from bot.adapters.discord.gateway import Gateway, Wiring
from bot.adapters.discord.replies import NO_TOKEN
from bot.domain.errors import ChatError, ChatRefused, Reach

log = logging.getLogger(__name__)

_BAD_TOKEN = 4004
_FOR_GOOD = frozenset({_BAD_TOKEN, 4010, 4011, 4012, 4013, 4014})  # after which connecting again is of no use
_RESERVE = 50  # sessions of Discord's thousand a day that are left untouched
_STEADY = 600.0  # seconds after which a connection counts as good
_INTENTS = (
    "Discord refuses the bot's intents, though it asks for none that is privileged: make the bot anew in the "
    "developer portal"
)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: of getting ready, until no more servers are told of at the beginning, between two tries, and at most."""

    ready: float = 120.0
    servers: float = 2.0
    again: float = 5.0
    longest: float = 300.0


@dataclass(slots=True)
class Connection:
    """Keeps the bot connected. `replaced` counts connections that were lost altogether.

    `ended` is told, once, when Discord refuses the token for good: then there is nothing to keep open.
    """

    client: DiscordClient
    token: str
    wiring: Wiring
    sessions: Sessions
    clock: Callable[[], datetime]
    patience: Patience = field(default_factory=Patience)
    ended: Callable[[ChatRefused], Awaitable[None]] | None = None
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    replaced: int = 0
    gateway: Gateway | None = None

    @property
    def is_open(self) -> bool:
        """Whether the bot hears what people say."""
        gateway = self.gateway
        if self.client.ended or gateway is None or not gateway.is_ready() or gateway.is_closed():
            return False
        return not any(one.is_closed() for one in gateway.shards.values())  # while it connects again, it is deaf

    async def keep_open(self) -> None:
        """Until cancelled, or refused for good. Whatever happens meanwhile, it connects again."""
        wait = self.patience.again
        while True:
            begun = time.monotonic()
            try:
                await self._rest(await self._room())
                await self._connected()
                log.warning("Discord: the connection has ended; it is replaced")
            except ChatRefused as error:
                if error.reach is Reach.BOT:
                    log.critical("Discord: %s", error)
                    if self.ended:
                        await self.ended(error)
                    return
                log.warning("Discord: %s", error)
            except (ChatError, TimeoutError) as error:
                log.warning("Discord cannot be reached: %s", str(error) or "no answer in time")
            except Exception as error:  # noqa: BLE001 - whatever it is, the bot must not stay without ears
                log.warning("Discord cannot be connected to: %s", type(error).__name__)
            self.replaced += 1
            wait = self.patience.again if time.monotonic() - begun > _STEADY else wait
            await self.sleep(wait)
            wait = min(wait * 2, self.patience.longest)

    async def begins(self, shards: int) -> None:
        """Return when one more session may begin; it is on record then."""
        await self._rest(shards)
        await self.sessions.begin(self.clock().timestamp())

    async def _rest(self, shards: int) -> None:
        """Wait until one may: best before there is a connection, which Discord expects to begin one at once."""
        while (seconds := pause(await self.sessions.begun(), self.clock().timestamp(), shards)) > 0:
            log.warning("Discord: so many sessions were begun lately that the next waits %.0f seconds", seconds)
            await self.sleep(seconds)

    async def _room(self) -> int:
        """Wait where Discord says that hardly a session is left for today; how many connections it says to open."""
        said = await self.client.call("GET", "/gateway/bot", Reach.BOT)
        limit = said.get("session_start_limit") if isinstance(said, dict) else None
        left = limit.get("remaining") if isinstance(limit, dict) else None
        if isinstance(left, int) and left < _RESERVE:
            after = limit.get("reset_after") if isinstance(limit, dict) else None
            seconds = after / 1000 if isinstance(after, int | float) else 0.0
            log.critical("Discord: %d sessions are left for today: the next waits %.0f seconds", left, seconds)
            await self.sleep(min(max(seconds, 60.0), 86_400.0))
        shards = said.get("shards") if isinstance(said, dict) else None
        return shards if isinstance(shards, int) and shards > 0 else 1

    async def _connected(self) -> None:
        """Until the connection ends by itself. Raises ChatRefused where it will never be taken."""
        gateway = Gateway(self.wiring, self.begins, self.patience.servers)
        self.gateway, self.wiring.front.directory.servers = gateway, gateway.servers
        try:
            async with gateway:
                await gateway.login(self.token)
                await self._kept(gateway)
        except discord.LoginFailure as error:
            raise ChatRefused(NO_TOKEN, Reach.BOT) from error
        except discord.PrivilegedIntentsRequired as error:
            raise ChatRefused(_INTENTS, Reach.BOT) from error
        except discord.ConnectionClosed as error:
            if error.code in _FOR_GOOD:
                raise ChatRefused(NO_TOKEN if error.code == _BAD_TOKEN else _INTENTS, Reach.BOT) from error
            raise

    async def _kept(self, gateway: Gateway) -> None:
        """Until it ends. Raises TimeoutError where it does not get ready."""
        task = asyncio.create_task(gateway.connect(reconnect=True))
        ready = asyncio.create_task(gateway.wait_until_ready())
        try:
            await asyncio.wait({task, ready}, timeout=self.patience.ready, return_when=asyncio.FIRST_COMPLETED)
            if not gateway.is_ready() and not task.done():
                raise TimeoutError("it does not get ready")
            await asyncio.wait({task})  # apart from it: to be cancelled is not passed on to what would swallow it
            await task
        finally:
            await gateway.close()  # first: while a session is begun, discord.py takes no notice of being cancelled
            for one in (task, ready):
                one.cancel()
            await asyncio.gather(task, ready, return_exceptions=True)
            _stop_beating(asyncio.get_running_loop())


def _stop_beating(loop: asyncio.AbstractEventLoop) -> None:
    """End the threads of connections that were broken off while they began: discord.py forgets those."""
    for one in threading.enumerate():
        if isinstance(one, KeepAliveHandler) and one.ws.loop is loop:
            one.stop()


class _OneLine(logging.Filter):
    """While Discord is away discord.py logs a traceback for each try: what it says in a line is enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = None
        return True


def quiet_logs() -> None:
    """discord.py's own loggers tell addresses with tokens in them, and what people wrote: only errors, a line each."""
    made = logging.getLogger("discord")
    made.setLevel(max(made.level, logging.ERROR))
    logging.getLogger("discord.app_commands.tree").setLevel(logging.CRITICAL)  # of completions that came too late
    for name in ("discord.shard", "discord.client", "discord.gateway", "discord.ui.view"):
        one = logging.getLogger(name)
        if not one.filters:
            one.addFilter(_OneLine())
