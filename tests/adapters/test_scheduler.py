"""The tick: round after round, never two at a time, none dropped for being late, none left behind."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.scheduler import ticking

SOON = timedelta(seconds=1)


async def test_rounds_follow_each_other_and_a_slow_one_is_not_doubled():
    running = most = rounds = 0
    enough = asyncio.Event()

    async def work() -> None:
        nonlocal running, most, rounds
        running += 1
        most = max(most, running)
        await asyncio.sleep(1.2)
        running -= 1
        rounds += 1
        if rounds == 2:
            enough.set()

    async with ticking(work, SOON, datetime.now(UTC)):
        await asyncio.wait_for(enough.wait(), 60)
    assert most == 1


async def test_a_first_round_whose_time_has_passed_is_not_dropped():
    done = asyncio.Event()

    async def work() -> None:
        done.set()

    async with ticking(work, SOON, datetime.now(UTC) - timedelta(hours=1)):
        await asyncio.wait_for(done.wait(), 60)


async def test_leaving_breaks_off_the_round_that_is_going_on():
    begun = asyncio.Event()
    ended: list[str] = []

    async def work() -> None:
        begun.set()
        try:
            await asyncio.sleep(3_600)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    async with ticking(work, SOON, datetime.now(UTC)):
        await asyncio.wait_for(begun.wait(), 60)
    assert ended == ["cancelled"]


async def test_a_round_that_fails_is_told_and_the_next_one_comes(caplog: pytest.LogCaptureFixture):
    rounds = 0
    enough = asyncio.Event()

    async def work() -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 2:
            enough.set()
        raise ValueError("a fault of the program")

    async with ticking(work, SOON, datetime.now(UTC)):
        await asyncio.wait_for(enough.wait(), 60)
    assert "a fault of the program" in caplog.text
