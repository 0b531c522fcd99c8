"""How often a site is asked; guards publishers against the bot, and every other site against a slow one.

A request waits for its site's turn first and for one of the places that all share last, so that a site that nobody
can get through to holds no more places than its own.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import HttpStatus, Unreachable

_SITES = 20_000  # remembered at most


@dataclass(frozen=True, slots=True)
class Pace:
    """Requests at a time, to one site and in all, and the seconds that a request waits for its turn at most."""

    per_site: int = 2
    in_all: int = 64
    patience: float = 120


@dataclass(slots=True)
class _Site:
    """What is remembered of a site: when it may be asked next, and until when it asked to be left alone."""

    turns: asyncio.Semaphore
    next_at: float = 0
    resting: tuple[int, datetime] | None = None
    users: int = 0


class Manners:
    """Turns. `clock` gives the time in UTC, `monotonic` seconds that never jump."""

    def __init__(
        self, pace: Pace, clock: Callable[[], datetime], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.clock = clock
        self._pace = pace
        self._monotonic = monotonic
        self._places = asyncio.Semaphore(pace.in_all)
        self._sites: OrderedDict[str, _Site] = OrderedDict()

    @asynccontextmanager
    async def turn(self, name: str, spacing: float) -> AsyncIterator[None]:
        """Wait for one's turn to ask a site, at least `spacing` seconds after the turn before.

        Raises HttpStatus while the site asked for a rest, Unreachable where the turn does not come.
        """
        site = self._site(name)
        self._let_rest(name, site)
        site.users += 1
        taken: list[asyncio.Semaphore] = []
        try:
            try:
                async with asyncio.timeout(self._pace.patience):
                    await self._wait(site, spacing, taken)
            except TimeoutError:
                raise Unreachable(f"Too many requests to {name} were waiting for their turn.") from None
            self._let_rest(name, site)
            yield
        finally:
            site.users -= 1
            for one in taken:
                one.release()

    def rest(self, name: str, status: int, wait: timedelta) -> None:
        """Leave a site alone, because its answer asked for it."""
        self._site(name).resting = status, self.clock() + wait

    async def _wait(self, site: _Site, spacing: float, taken: list[asyncio.Semaphore]) -> None:
        await site.turns.acquire()
        taken.append(site.turns)
        now = self._monotonic()
        begin = max(now, site.next_at)
        site.next_at = begin + spacing
        if begin > now:
            await asyncio.sleep(begin - now)
        await self._places.acquire()
        taken.append(self._places)

    def _let_rest(self, name: str, site: _Site) -> None:
        if site.resting is None:
            return
        status, until = site.resting
        left = until - self.clock()
        if left > timedelta():
            raise HttpStatus(status, f"{name} asked to wait until {until:%d %B, %H:%M} UTC.", left)
        site.resting = None

    def _site(self, name: str) -> _Site:
        site = self._sites.get(name) or _Site(asyncio.Semaphore(self._pace.per_site))
        self._sites[name] = site
        self._sites.move_to_end(name)
        while len(self._sites) > _SITES:
            oldest = next(iter(self._sites))
            if self._sites[oldest].users:
                break  # it is being asked now: it goes when that is over
            del self._sites[oldest]
        return site
