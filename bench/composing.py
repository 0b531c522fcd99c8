"""How long composing an edition takes, from a window of 300 and of 5,000 articles, and how many channels share it.

Articles are those of `stories`, stored in SQLite with their quotes. Each size is composed for a channel that was told
nothing, then for one that was told five stories a day before, and asks for words; then 10,000 channels ask for the
same. Times are of the processor, so that other work on the machine does not count; `blocked` is the longest that the
event loop's thread was busy with anything in one go.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bench.stories import week
from bot.adapters.storage.database import Database, Workspace
from bot.domain.models import EVERYTHING, Article, NewArticle, Source
from bot.domain.subscriptions import Choice, Schedule, Subscription
from bot.services.composing import Composer
from bot.services.ingest import analyse
from bot.services.ports import Composed, Told

COUNTS = (300, 5_000)
CHANNELS = 10_000
_BATCH = 500
_TICK = 0.005


async def _store(team: Workspace, articles: Sequence[Article]) -> datetime:
    """Everything first seen within a day; when that was over."""
    start = articles[0].first_seen
    for at in range(0, len(articles), _BATCH):
        batch = articles[at : at + _BATCH]
        given = [
            NewArticle(one.key, one.title, one.text, Source(one.source, one.source), published=one.published)
            for one in batch
        ]
        await team.store.add([analyse(one) for one in given], start + timedelta(hours=20) * (at / len(articles)))
    return start + timedelta(hours=21)


async def _timed(work: Awaitable[Composed | None]) -> tuple[Composed, float, float]:
    """What is composed, how long it took, and the longest time without a turn of the event loop, in seconds."""
    longest, last = 0.0, time.thread_time()

    async def tick() -> None:
        nonlocal longest, last
        while True:
            await asyncio.sleep(_TICK)
            now = time.thread_time()
            longest, last = max(longest, now - last), now

    ticking = asyncio.create_task(tick())
    begun = time.process_time()
    composed = await work
    took = time.process_time() - begun
    ticking.cancel()
    if composed is None:
        raise RuntimeError("nothing was composed")
    return composed, took, longest


def _tell(what: str, took: float, blocked: float, composed: Composed) -> None:
    stories = composed.draft.stories
    updates = sum(story.update for story in stories)
    print(
        f"  {what:<28} {took * 1000:8.0f} ms, blocked {blocked * 1000:4.0f} ms; "
        f"{len(stories)} stories, {updates} updates, {composed.draft.left_out} left out"
    )


async def _measure(count: int, folder: Path) -> None:
    async with await Database.open(f"sqlite:///{folder / f'{count}.db'}") as database:
        team = await database.workspace("team", "general")
        articles = week(count)
        now = await _store(team, articles)
        subscription = Subscription("team", "general", Schedule(), now)
        print(f"A window of {count} articles")
        first, took, blocked = await _timed(Composer(now, lambda _: 1).compose(subscription, team, (), None))
        _tell("nothing told before", took, blocked, first)
        told = await _told_yesterday(team, count)
        later, took, blocked = await _timed(Composer(now, lambda _: 1).compose(subscription, team, told, None))
        _tell(f"{len(told)} articles told before", took, blocked, later)
        words = replace(subscription, choice=Choice(exclude=(articles[0].title.split()[1], "no such phrase")))
        some, took, blocked = await _timed(Composer(now, lambda _: 1).compose(words, team, told, None))
        _tell("and words excluded", took, blocked, some)
        if count == COUNTS[0]:
            await _share(now, subscription, team, told)


async def _told_yesterday(team: Workspace, count: int) -> list[Told]:
    """The first fortieth of the articles, as if each had been told as a story."""
    listed = sorted(await team.store.window(EVERYTHING, count), key=lambda one: one.id)
    return [Told(f"s{one.id:x}", one.ref, shown=True) for one in listed[: count // 40]]


async def _share(now: datetime, subscription: Subscription, team: Workspace, told: Sequence[Told]) -> None:
    composer = Composer(now, lambda _: 1)
    begun = time.process_time()
    for _ in range(CHANNELS):
        await composer.compose(subscription, team, told, None)
    took = time.process_time() - begun
    print(f"  {CHANNELS} channels alike            {took:8.1f} s, composed {composer.composed} time(s)")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        for count in COUNTS:
            asyncio.run(_measure(count, Path(folder)))


if __name__ == "__main__":
    main()
