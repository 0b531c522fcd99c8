"""A tick at a fixed interval, in memory; guards that a slow round is never doubled and a late one never dropped.

APScheduler only wakes the program: what is due is decided from storage, so there is no job a source or channel, no
job store, and no local time. Its default would skip a round that is a second late.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta


@asynccontextmanager
async def ticking(work: Callable[[], Awaitable[None]], every: timedelta, first: datetime) -> AsyncIterator[None]:
    """Call `work` at `first` and then `every` so often, until left: a round that is going on then is broken off.

    While a round goes on, none begins.
    """
    from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: PLC0415 - only a running bot needs it
    from apscheduler.triggers.interval import IntervalTrigger  # noqa: PLC0415

    running: set[asyncio.Task[None]] = set()

    async def round_() -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in a task
        running.add(task)
        try:
            await work()
        finally:
            running.discard(task)

    scheduler = AsyncIOScheduler(timezone=UTC)
    trigger = IntervalTrigger(seconds=int(every.total_seconds()), start_date=first, timezone=UTC)
    scheduler.add_job(round_, trigger, misfire_grace_time=None, coalesce=True, max_instances=1)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
        for task in list(running):
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
