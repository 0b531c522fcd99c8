import asyncio
from datetime import timedelta

import pytest

from bot.adapters.web.egress.manners import Manners, Pace
from bot.domain.errors import HttpStatus, Unreachable
from tests.adapters.web.doors import Clock


async def hold(manners: Manners, name: str, begun: list[str], release: asyncio.Event, spacing: float = 0) -> None:
    async with manners.turn(name, spacing):
        begun.append(name)
        await release.wait()


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_site_is_asked_by_so_many_at_a_time():
    manners, begun, release = Manners(Pace(per_site=2), Clock()), list[str](), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(5):
            tasks.create_task(hold(manners, "a.example", begun, release))
        await settled()
        assert begun == ["a.example"] * 2
        release.set()
    assert len(begun) == 5


async def test_one_busy_site_leaves_room_for_others():
    manners, begun, release = Manners(Pace(per_site=2, in_all=3), Clock()), list[str](), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        for name in ["a.example"] * 5 + ["b.example"] * 2:
            tasks.create_task(hold(manners, name, begun, release))
        await settled()
        assert sorted(begun) == ["a.example", "a.example", "b.example"]
        release.set()
    assert len(begun) == 7


async def test_turns_of_one_site_are_spaced():
    manners, begins = Manners(Pace(), Clock()), list[float]()

    async def one(name: str) -> None:
        async with manners.turn(name, 0.1):
            begins.append(asyncio.get_running_loop().time())

    start = asyncio.get_running_loop().time()
    await asyncio.gather(*(one("a.example") for _ in range(4)))
    assert [begin - start > at * 0.09 for at, begin in enumerate(begins)] == [True] * 4


async def test_a_turn_that_does_not_come_is_given_up():
    manners, begun, release = Manners(Pace(per_site=1, patience=0.05), Clock()), list[str](), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(hold(manners, "a.example", begun, release))
        await settled()
        with pytest.raises(Unreachable, match=r"waiting for their turn"):
            async with manners.turn("a.example", 0):
                pass
        release.set()
    async with manners.turn("a.example", 0):  # nothing was kept
        pass


async def test_whoever_gives_up_waiting_keeps_no_place():
    manners, release = Manners(Pace(per_site=1, in_all=1), Clock()), asyncio.Event()
    first = asyncio.create_task(hold(manners, "a.example", [], release))
    await settled()
    waiting = [asyncio.create_task(hold(manners, name, [], release)) for name in ("a.example", "b.example")]
    await settled()
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    release.set()
    await first
    for name in ("a.example", "b.example"):
        async with asyncio.timeout(10), manners.turn(name, 0):
            pass


async def test_a_site_that_asked_for_a_rest_is_left_alone_until_then():
    clock = Clock()
    manners = Manners(Pace(), clock)
    manners.rest("a.example", 429, timedelta(minutes=5))
    with pytest.raises(HttpStatus, match=r"a\.example asked to wait until 25 November, 12:05 UTC") as told:
        async with manners.turn("a.example", 0):
            pass
    assert (told.value.status, told.value.retry_after) == (429, timedelta(minutes=5))
    async with manners.turn("b.example", 0):
        pass
    clock.forward(minutes=5)
    async with manners.turn("a.example", 0):
        pass


async def test_whoever_was_waiting_when_a_site_asked_for_a_rest_does_not_ask_either():
    manners, begun, release = Manners(Pace(per_site=1), Clock()), list[str](), asyncio.Event()
    first = asyncio.create_task(hold(manners, "a.example", begun, release))
    await settled()
    second = asyncio.create_task(hold(manners, "a.example", begun, release))
    await settled()
    manners.rest("a.example", 503, timedelta(minutes=1))
    release.set()
    await first
    with pytest.raises(HttpStatus):
        await second
    assert begun == ["a.example"]


async def test_sites_are_forgotten_in_the_end():
    manners = Manners(Pace(), Clock())
    for number in range(20_100):
        async with manners.turn(f"{number}.example", 0):
            pass
    assert len(manners._sites) == 20_000
