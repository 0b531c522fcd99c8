"""Many callers share few calls, and each gets its own answer."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.services.gathering import Gathered


class Work:
    """Doubles numbers, in calls that it counts, once it is let go."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.go = asyncio.Event()

    async def __call__(self, items: Sequence[int]) -> list[int]:
        self.calls.append(list(items))
        await self.go.wait()
        if 13 in items:
            raise ValueError("unlucky")
        return [item * 2 for item in items]


async def ask(gathered: Gathered[int, int], *items: int) -> list[asyncio.Task[int]]:
    tasks = []
    for item in items:
        tasks.append(asyncio.create_task(gathered(item)))
        await asyncio.sleep(0)
    return tasks


async def test_what_comes_while_a_call_is_under_way_goes_together_in_the_next():
    work = Work()
    tasks = await ask(Gathered(work, lambda _: 1, 10), 1, 2, 3, 4)
    work.go.set()
    assert await asyncio.gather(*tasks) == [2, 4, 6, 8]
    assert len(work.calls) == 2
    assert sorted(item for call in work.calls for item in call) == [1, 2, 3, 4]


async def test_a_call_is_no_heavier_than_allowed_but_for_one_heavy_item():
    work = Work()
    work.go.set()
    gathered = Gathered(work, lambda item: item, 10)
    assert await asyncio.gather(*(gathered(item) for item in (4, 4, 4, 99, 1))) == [8, 8, 8, 198, 2]
    assert work.calls == [[4, 4], [4], [99], [1]]


async def test_a_fault_reaches_all_of_its_call_and_no_other():
    work = Work()
    tasks = await ask(Gathered(work, lambda _: 1, 1), 13, 7)
    work.go.set()
    with pytest.raises(ValueError, match="unlucky"):
        await tasks[0]
    assert await tasks[1] == 14


async def test_a_caller_that_gives_up_does_not_disturb_the_others():
    work = Work()
    tasks = await ask(Gathered(work, lambda _: 1, 10), 1, 2, 3)
    tasks[1].cancel()
    work.go.set()
    assert await tasks[0] == 2
    assert await tasks[2] == 6


async def test_finishing_waits_for_what_is_under_way_and_begins_nothing():
    work = Work()
    gathered = Gathered(work, lambda _: 1, 1)
    tasks = await ask(gathered, 1, 2)
    finishing = asyncio.create_task(gathered.finish())
    await asyncio.sleep(0)
    work.go.set()
    await finishing
    assert work.calls == [[1]]
    assert await tasks[0] == 2
    tasks[1].cancel()


class Cancelled(Work):
    """Ends by being cancelled, once it is let go."""

    async def __call__(self, items: Sequence[int]) -> list[int]:
        await super().__call__(items)
        raise asyncio.CancelledError


class Short(Work):
    """Forgets the last answer."""

    async def __call__(self, items: Sequence[int]) -> list[int]:
        return (await super().__call__(items))[:-1]


async def ended(tasks: list[asyncio.Task[int]]) -> list[BaseException | int]:
    async with asyncio.timeout(60):
        return await asyncio.gather(*tasks, return_exceptions=True)


async def test_nobody_waits_for_a_call_that_was_cancelled():
    work = Cancelled()
    gathered = Gathered(work, lambda _: 1, 2)
    tasks = await ask(gathered, 1, 2, 3, 4)
    work.go.set()
    assert [type(one) for one in await ended(tasks)] == [asyncio.CancelledError] * 4
    gathered = Gathered(Work(), lambda _: 1, 2)
    tasks = await ask(gathered, 1, 2)
    assert gathered._worker is not None
    gathered._worker.cancel()
    assert [type(one) for one in await ended(tasks)] == [asyncio.CancelledError] * 2


async def test_nobody_waits_for_an_answer_that_is_missing():
    work = Short()
    tasks = await ask(Gathered(work, lambda _: 1, 10), 1, 2)
    work.go.set()
    assert [type(one) for one in await ended(tasks)] == [ValueError] * 2


async def test_who_waits_when_all_is_finished_waits_no_more():
    work = Work()
    gathered = Gathered(work, lambda _: 1, 1)
    tasks = await ask(gathered, 1, 2)
    work.go.set()
    await gathered.finish()
    assert [type(one) for one in await ended(tasks)] == [int, asyncio.CancelledError]


# --- waiting for company -----------------------------------------------------------------------------

LONG = 60.0  # seconds that no test waits


async def test_the_first_goes_at_once_and_the_next_wait_for_company():
    work = Work()
    work.go.set()
    gathered = Gathered(work, lambda _: 1, 3, LONG)
    assert await gathered(1) == 2
    tasks = await ask(gathered, 2, 3)
    await asyncio.sleep(0.01)
    assert work.calls == [[1]]
    assert await gathered(4) == 8
    assert await asyncio.gather(*tasks) == [4, 6]
    assert work.calls == [[1], [2, 3, 4]]


async def test_who_stays_alone_goes_after_a_moment():
    work = Work()
    work.go.set()
    gathered = Gathered(work, lambda _: 1, 3, 0.01)
    assert [await gathered(1), await gathered(2)] == [2, 4]
    assert work.calls == [[1], [2]]


async def test_one_heavy_item_waits_for_nobody():
    work = Work()
    work.go.set()
    gathered = Gathered(work, lambda item: item, 10, LONG)
    assert [await gathered(1), await gathered(99), await gathered(99)] == [2, 198, 198]


async def test_who_waits_for_company_is_given_up_with_the_rest():
    work = Work()
    work.go.set()
    gathered = Gathered(work, lambda _: 1, 3, LONG)
    await gathered(1)
    (task,) = await ask(gathered, 2)
    await gathered.finish()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert work.calls == [[1]]
