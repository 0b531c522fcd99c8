"""The running bot: scheduler, polling and delivering in one task group. Guards that all of it has ended afterwards.

What goes on at the end is finished, or parked so that whoever comes next goes on with it, within a few seconds.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from bot.adapters.scheduler import ticking
from bot.adapters.storage.database import Database
from bot.app import clock as system_clock
from bot.app import delivering
from bot.app.delivering import Look, Outlets, Times
from bot.app.rounds import CorrectionRounds, DeliveryRounds, PollRounds
from bot.app.watched import Signs
from bot.services.authoring import Authors, nobody
from bot.services.commands import OpenWeb
from bot.services.pacing import Pacer
from bot.settings import Settings

POLLING = timedelta(minutes=1)
DELIVERING = timedelta(seconds=5)
WATCHING = timedelta(days=1)
CORRECTING = 12  # ticks between two looks for what has changed
ERASING = timedelta(days=1)
ERASED_FIRST = timedelta(minutes=10)  # after the start, which has enough to do
PATIENCE = 6.0  # seconds that what is being posted has at the end; with what follows it stays under ten


@dataclass(frozen=True, slots=True)
class Bot:
    """What a running bot works with. `tick` is how often is looked for what is to be delivered; `signs` are
    what it shows of itself. `look` finds out what a channel is before something is made for it. `author` gives
    the language model that helps a workspace, if any.
    """

    opened: Database
    web: OpenWeb
    given: Settings
    outlets: Outlets
    times: Times = field(default_factory=Times)
    tick: timedelta = DELIVERING
    signs: Signs = field(default_factory=Signs)
    pacer: Pacer = field(default_factory=delivering.pacer)
    look: Look = delivering.nothing_to_look_at
    author: Authors = nobody


@asynccontextmanager
async def running(bot: Bot) -> AsyncIterator[PollRounds]:
    """Poll each minute and deliver until left. Gives the rounds of polling: the first one is the caller's to begin."""
    editor = delivering.editor(bot.opened, bot.given, bot.times, bot.look, bot.author)
    deliverer = delivering.deliverer(bot.opened, bot.given, editor, bot.outlets, bot.times, bot.pacer)
    polls = PollRounds(bot.opened, bot.web, bot.given, bot.times.clock, bot.signs.metrics)
    corrections = CorrectionRounds(delivering.watch(bot.opened), bot.times.clock)
    deliveries = DeliveryRounds(bot.opened, deliverer, bot.outlets, bot.times.clock)
    bot.signs.counted["rescued_leases"] = lambda: deliverer.tally.rescued

    async def deliver() -> None:
        bot.signs.tick()
        await deliveries.one()

    def led(work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """Of several processes one does it: two would fetch every feed twice."""

        async def if_leading() -> None:
            if deliverer.leads:
                await work()

        return if_leading

    now = system_clock()  # the scheduler's time is the machine's
    async with asyncio.TaskGroup() as group:
        begins_more = group.create_task(deliverer.keep_on())
        try:
            async with (
                ticking(led(polls.one), POLLING, now + POLLING),
                ticking(led(corrections.one), CORRECTING * bot.tick, now + CORRECTING * bot.tick),
                ticking(led(polls.watch), WATCHING, now + POLLING),
                ticking(led(polls.prune), ERASING, now + ERASED_FIRST),
                ticking(deliveries.tell, bot.tick, now + timedelta(seconds=2)),
                ticking(deliver, bot.tick, now + timedelta(seconds=1)),
            ):
                yield polls
        finally:
            begins_more.cancel()
            await deliverer.stop(PATIENCE)


@contextmanager
def stopped_by_signals() -> Iterator[asyncio.Event]:
    """An event that SIGTERM or SIGINT sets; a second one ends the program at once."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    signals = (signal.SIGTERM, signal.SIGINT)

    def handle() -> None:
        stop.set()
        restore()

    def restore() -> None:
        for one in signals:
            loop.remove_signal_handler(one)

    for one in signals:
        loop.add_signal_handler(one, handle)
    try:
        yield stop
    finally:
        restore()
