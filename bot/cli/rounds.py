"""The rounds of a running bot: embargoes are lifted, what is due is polled. Guards that no outage ends the chat."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

from bot import app
from bot.adapters.scheduler import ticking
from bot.adapters.storage.database import Database
from bot.app import intake as composing
from bot.cli import terminal
from bot.domain.documents import Notice
from bot.domain.errors import NewsbotError
from bot.services import polling, retention
from bot.services.commands import OpenWeb
from bot.settings import Settings

log = logging.getLogger(__name__)

_EVERY = timedelta(minutes=1)
_PRUNED_EVERY = timedelta(days=1)
_PRUNED_FIRST = timedelta(minutes=10)  # after the start, which has enough to do


@dataclass(frozen=True, slots=True)
class Rounds:
    """What a round works with; never two go on at a time. The web is opened where a feed is due."""

    opened: Database
    web: OpenWeb
    given: Settings
    tell: Callable[[Notice], Awaitable[None]]
    _going_on: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def one(self) -> None:
        """A round. A foreseeable fault, such as a database that is away, is one warning: the next round tries again."""
        try:
            async with self._going_on:
                await self._round()
        except NewsbotError as error:
            log.warning("%s", error)

    async def prune(self) -> None:
        """Erase what is older than it is to be kept; a foreseeable fault is one warning: tomorrow is another day."""
        try:
            await retention.prune(self.opened.operations, app.clock(), self.given.newsbot_keep_days)
        except NewsbotError as error:
            log.warning("%s", error)

    async def _round(self) -> None:
        operations = self.opened.operations
        await operations.release(app.clock())  # a tick does so, too, but there is none where no feed is due
        await operations.expire(app.clock())
        if await self.opened.feeds.due(app.clock(), 1):
            async with self.web() as way:
                await polling.tick(composing.intake(self.opened, way, self.given), operations, self.tell)


@asynccontextmanager
async def each_minute(work: Callable[[], Awaitable[None]], patience: float) -> AsyncIterator[None]:
    """Call `work` now and then each minute until left; what goes on then is broken off, and has ended afterwards.

    The first round is waited for, but no longer than `patience` seconds: then it goes on behind what follows.
    """
    first = asyncio.ensure_future(work())
    try:
        with terminal.progress("Polling", active=True):
            await asyncio.wait([first], timeout=patience)
        if first.done():
            await first  # a fault of the program is not kept back
        async with ticking(work, _EVERY, app.clock() + _EVERY):
            yield
    finally:
        first.cancel()
        with suppress(asyncio.CancelledError):
            await first


@asynccontextmanager
async def each_day(work: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Call `work` some minutes from now and then once a day until left, such as `Rounds.prune`."""
    async with ticking(work, _PRUNED_EVERY, app.clock() + _PRUNED_FIRST):
        yield
