"""How fast a bot may post: per channel, per workspace and per bot; guards that nobody is made to wait for ever.

Each bot's token has one owner, the process that leads. A person who waits for an answer goes before every digest, and a
channel that was asked to wait holds nobody else up.

Turns are handed out at a steady rate without saving up: chats count over windows that nobody knows the borders of, so
a burst after a pause may fall into a window that is full.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

_REMEMBERED = 20_000  # channels and workspaces whose last turn is known; one that is forgotten is long past


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages a second. Slack: about one a second in a channel. Discord: 50 a second for a bot, five in five in a
    channel. A bot's is a little less, so that what the network delays arrives in no full window.
    """

    channel: float = 1.0
    workspace: float = 20.0
    bot: float = 48.0


class Pacer:
    """Turns to post. `clock` counts seconds and never goes back; `sleep` waits by it."""

    def __init__(self, rates: Rates, clock: Clock, sleep: Sleep = asyncio.sleep) -> None:
        self._rates, self._clock, self._sleep = rates, clock, sleep
        self._next: OrderedDict[str, float] = OrderedDict()
        self._bots: dict[str, _Queue] = {}

    async def turn(self, bot: str, workspace: str, channel: str, *, first: bool = False) -> None:
        """Return when a message may be posted there; `first` goes before all that are not."""
        await self._wait(f"{workspace}\x1f{channel}", self._rates.channel)
        await self._wait(workspace, self._rates.workspace)
        queue = self._bots.setdefault(bot, _Queue(self._rates.bot, self._clock, self._sleep))
        await queue.turn(first=first)

    async def request(self, bot: str) -> None:
        """Return when a request may be sent that is no message, such as a look: before all that is posted."""
        await self._bots.setdefault(bot, _Queue(self._rates.bot, self._clock, self._sleep)).turn(first=True)

    def pause(self, bot: str, workspace: str, channel: str) -> float:
        """For how many seconds no turn is handed out there; those who wait already are not counted."""
        known = max(self._next.get(f"{workspace}\x1f{channel}", 0.0), self._next.get(workspace, 0.0))
        queue = self._bots.get(bot)
        return max(known, queue.next_at if queue else 0.0) - self._clock()

    def wait(self, seconds: float, bot: str = "", workspace: str = "", channel: str = "") -> None:
        """Hand out no turn of the bot, of the workspace or of one channel of it for so long."""
        until = self._clock() + seconds
        if bot:
            self._bots.setdefault(bot, _Queue(self._rates.bot, self._clock, self._sleep)).not_before(until)
        else:
            key = f"{workspace}\x1f{channel}" if channel else workspace
            self._set(key, max(self._next.get(key, 0.0), until))

    async def _wait(self, key: str, rate: float) -> None:
        """Take the next turn of this key, and wait for it."""
        now = self._clock()
        turn = max(now, self._next.get(key, 0.0))
        self._set(key, turn + 1 / rate)
        if turn > now:
            await self._sleep(turn - now)

    def _set(self, key: str, at: float) -> None:
        self._next[key] = at
        self._next.move_to_end(key)
        while len(self._next) > _REMEMBERED:
            self._next.popitem(last=False)


@dataclass(slots=True)
class _Queue:
    """Those who wait for one bot's turns: two lines, the first of which goes first."""

    rate: float
    clock: Clock
    sleep: Sleep
    next_at: float = 0.0
    first: deque[asyncio.Future[None]] = field(default_factory=deque)
    others: deque[asyncio.Future[None]] = field(default_factory=deque)
    server: asyncio.Task[None] | None = None

    def not_before(self, until: float) -> None:
        self.next_at = max(self.next_at, until)

    async def turn(self, *, first: bool) -> None:
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        (self.first if first else self.others).append(mine)
        if self.server is None:
            self.server = asyncio.create_task(self._serve())
        await mine

    async def _serve(self) -> None:
        """Hand out turns until nobody waits; whoever has given up meanwhile takes none."""
        self.next_at = max(self.next_at, self.clock())
        try:
            while self.first or self.others:
                if (pause := self.next_at - self.clock()) > 0:
                    await self.sleep(pause)
                    continue  # who came meanwhile may be first
                line = self.first or self.others
                if not line:
                    return
                mine = line.popleft()
                if not mine.done():
                    # A turn that comes late by the timer's grain is not lost: the next one is counted from when
                    # this one was due, as far as one turn goes. More would be a burst.
                    self.next_at = max(self.next_at, self.clock() - 1 / self.rate) + 1 / self.rate
                    mine.set_result(None)
        finally:
            self.server = None
            for mine in (*self.first, *self.others):
                mine.cancel()
            self.first.clear()
            self.others.clear()
