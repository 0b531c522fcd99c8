"""A language model's budget under load, over both engines: tokens overspent, calls made, and what asking costs in time.

Fifty ask at once, in five processes of ten, and the day's budget suffices for seventeen of them; the model uses all
that was reserved. A thousand channels of ten workspaces ask for the same twenty stories at once. Reserving and
settling are timed one after another, as one call of a model needs them.
"""

import asyncio
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.ask_at_size import urls
from bot.adapters.storage.database import Database
from bot.services.budget import ceilings_of
from bot.services.ports.model import Amounts, Ceilings, Tokens
from tests.adapters.storage.builders import NOW
from tests.asking import PATIENCE, WHOLE, Greedy, ask_all, modeller, process

ASKERS, PROCESSES, FITTING = 50, 5, 17
CHANNELS, WORKSPACES, STORIES = 1_000, 10, 20
TIMED = 200
LIMIT = Amounts(FITTING * WHOLE + WHOLE - 1)


async def _at_the_limit(url: str) -> tuple[int, int]:
    """How many of the askers were answered, and tokens beyond the ceiling."""
    async with await Database.open(url, PATIENCE) as database:
        await database.operations.workspace_id("red")
        each = ASKERS // PROCESSES
        asked = [range(first, first + each) for first in range(0, ASKERS, each)]
        found = await asyncio.gather(*(process(url, "red", numbers, LIMIT.tokens) for numbers in asked))
        used = (await database.spending.standing("red", NOW)).everyone.tokens
    return sum(found, Counter())["answered"], max(0, used - LIMIT.tokens)


async def _shared(url: str) -> tuple[int, int, float]:
    """Calls, hits and seconds of a thousand channels."""
    async with await Database.open(url, PATIENCE) as database:
        keys = [f"team {at}" for at in range(WORKSPACES)]
        for key in keys:
            await database.operations.workspace_id(key)
        model = Greedy()
        asked = [(keys[at % WORKSPACES], f"story {at % STORIES}") for at in range(CHANNELS)]
        began = time.perf_counter()
        await ask_all(modeller(database, model, Ceilings()), asked)
        took = time.perf_counter() - began
        hits = sum(one.hits for one in await database.spending.used(NOW.date()))
    return len(model.asked), hits, took


async def _timed(url: str) -> float:
    """Milliseconds to reserve and settle, as the median."""
    times = []
    async with await Database.open(url, PATIENCE) as database:
        spending, ceilings = database.spending, ceilings_of(tokens_a_day=1 << 40, money_ever=1_000.0)
        for _ in range(TIMED):
            began = time.perf_counter()
            reserved = await spending.reserve("red", "timed", Amounts(10, 10), ceilings, NOW)
            await spending.settle(reserved or 0, Tokens(5, 5), 10, NOW)
            times.append(time.perf_counter() - began)
    return 1000 * statistics.median(times)


async def _measure(engine: str, url: str) -> None:
    answered, beyond = await _at_the_limit(url)
    print(f"{engine}: {ASKERS} askers in {PROCESSES} processes: {answered} answered, {beyond} tokens overspent")
    calls, hits, took = await _shared(url)
    print(f"{engine}: {CHANNELS} channels of {STORIES} stories: {calls} calls, {hits} hits, {took:.2f} s")
    print(f"{engine}: to reserve and settle one call: {await _timed(url):.1f} ms")


def run() -> None:
    """Print the figures of both engines."""
    with tempfile.TemporaryDirectory() as folder:
        for engine, url in urls(Path(folder)):
            asyncio.run(_measure(engine, url))


if __name__ == "__main__":
    run()
