"""Many callers, few calls: what is asked for while a call is under way is asked for together in the next.

Guards that hundreds of feeds cost storage some dozen transactions: while one is committed, the next fills up (group
commit, as databases do it). The first goes at once; where there was one before, a call waits a moment for others.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_MOST = 100  # items of one call


class Gathered(Generic[Item, Result]):
    """Call it with one item for its result; `work` gets several and answers each, in order.

    `size` says how much an item weighs; a call ends before it weighs more than `most`, but for a single heavy item.
    `linger` is how many seconds any call but the first waits for it to be filled.
    A fault of `work` is raised to all whose items it was given. Where it is cancelled, so is whoever waits for it:
    nobody waits for ever.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]],
        size: Callable[[Item], int],
        most: int,
        linger: float = 0.0,
    ) -> None:
        self._work, self._size, self._most, self._linger = work, size, most, linger
        self._full = asyncio.Event()
        self._weight = 0
        self._is_first = True
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._worker: asyncio.Task[None] | None = None

    async def __call__(self, item: Item) -> Result:
        """The result for this item."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        self._weight += self._size(item)
        if self._is_full():
            self._full.set()
        if self._worker is None:
            self._worker = asyncio.create_task(self._serve())
        return await future

    async def finish(self) -> None:
        """Wait for the call that is under way, and begin no other."""
        self._give_up()
        if self._worker is not None:
            await asyncio.wait([self._worker])

    async def _serve(self) -> None:
        """Until nobody waits. A caller that is cancelled loses its answer, not its item: others share the call."""
        taken: list[tuple[Item, asyncio.Future[Result]]] = []
        try:
            while self._waiting:
                await self._fill()
                taken = self._take()
                if not taken:  # given up meanwhile
                    break
                try:
                    results = await self._work([item for item, _ in taken])
                    answers = list(zip(taken, results, strict=True))
                except Exception as error:  # noqa: BLE001 - raised where it is awaited
                    for _, future in taken:
                        if not future.done():
                            future.set_exception(error)
                    continue
                for (_, future), result in answers:
                    if not future.done():
                        future.set_result(result)
        finally:
            self._worker = None
            self._waiting = taken + self._waiting
            self._give_up()

    async def _fill(self) -> None:
        """Wait a moment for others, but for the first call."""
        self._is_first, is_first = False, self._is_first
        if self._linger and not is_first and not self._is_full():
            self._full.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._linger):
                    await self._full.wait()

    def _is_full(self) -> bool:
        """Whether more would not go into the next call."""
        return len(self._waiting) >= _MOST or self._weight >= self._most

    def _give_up(self) -> None:
        """Cancel all who wait; who has an answer keeps it."""
        self._full.set()
        for _, future in self._waiting:
            future.cancel()
        self._waiting = []

    def _take(self) -> list[tuple[Item, asyncio.Future[Result]]]:
        weight = count = 0
        for item, _ in self._waiting[:_MOST]:
            weight += self._size(item)
            if count and weight > self._most:
                break
            count += 1
        taken, self._waiting = self._waiting[:count], self._waiting[count:]
        self._weight = sum(self._size(item) for item, _ in self._waiting)
        return taken
