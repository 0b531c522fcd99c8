"""How benches of the bot in a chat ask at an even pace, and how they tell what was waited for."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence


def share(times: Sequence[float], part: float) -> float:
    """The smallest of the times, in milliseconds, that such a part of them does not exceed."""
    return sorted(times)[min(len(times) - 1, int(len(times) * part))] * 1000


def told(times: Sequence[float]) -> str:
    """Median and 99th percentile."""
    return f"{statistics.median(times) * 1000:.0f} / {share(times, 0.99):.0f} ms"


async def paced(make: Callable[[int], Awaitable[object]], rate: float, until: Callable[[int], bool]) -> None:
    """Begins things at an even pace, however long each takes, and waits for all."""
    began, number = time.monotonic(), 0
    async with asyncio.TaskGroup() as group:
        while not until(number):
            group.create_task(_only(make(number)))
            number += 1
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))


async def _only(work: Awaitable[object]) -> None:
    await work
