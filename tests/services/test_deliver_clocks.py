"""Editions while the machine's clock is set: nothing is posted twice, and nothing waits for a year."""

from datetime import timedelta

import pytest

from tests.fakes.service import Fault
from tests.histories import TICK, Process, World, each_day, judge, run

HOUR, YEAR = timedelta(hours=1), timedelta(days=365)


async def go_on(world: World, process: Process, seconds: float) -> None:
    until = world.elapsed + seconds
    while world.elapsed < until:
        await process.turn()
        world.elapsed += TICK


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize("back", [timedelta(minutes=2), HOUR, YEAR])
@pytest.mark.parametrize("at", [100, 350, 370, 400, 900])
async def test_a_clock_that_is_set_back_repeats_nothing(at: int, back: timedelta, *, restarts: bool):
    world = World()
    await world.subscribe("one")
    process = world.process()
    await go_on(world, process, at)
    world.off = -back
    process = world.process() if restarts else process
    await go_on(world, process, 600)
    world.off = timedelta(0)
    await go_on(world, process, 3600)
    assert judge(world, each_day(["one"])).is_clean


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize("ahead", [HOUR, YEAR])
async def test_a_clock_that_was_ahead_costs_one_catch_up_at_most_and_no_later_edition(
    ahead: timedelta, *, restarts: bool
):
    world = World()
    await world.subscribe("one")
    process = world.process()
    await go_on(world, process, 100)
    world.off = ahead
    await go_on(world, process, 600)
    assert len(world.shown()) <= world.parts
    world.off = timedelta(0)
    process = world.process() if restarts else process
    await go_on(world, process, 1200)
    for day in range(1, 4):
        world.elapsed = day * 86_400
        await go_on(world, process, 1200)
    verdict = judge(world, each_day(["one"], 4))
    assert (verdict.doubled, verdict.lost, verdict.skipped, verdict.open) == (0, 0, 0, 0)


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize("ahead", [HOUR, YEAR])
async def test_a_message_left_open_while_the_clock_was_ahead_is_cleared_up_within_minutes(
    ahead: timedelta, *, restarts: bool
):
    world = World(off=ahead)
    world.elapsed = 360 - ahead.total_seconds() % 86_400
    await world.subscribe("one")
    world.elapsed = 300 - ahead.total_seconds() % 86_400
    world.service.fault = lambda _, __, count: Fault.TIMEOUT_AFTER if count == 1 else Fault.NONE
    process = world.process()
    await go_on(world, process, 60 + 5 * TICK)
    world.off = timedelta(0)
    process = world.process() if restarts else process
    await go_on(world, process, 600)
    assert len(world.shown()) in {0, world.parts}
    assert not world.fake.unsettled


async def test_a_late_arrival_is_waited_for_whatever_the_clock_says_meanwhile():
    """It was set ahead while the request was under way: its minute has not passed, though it seems so."""
    world = World(parts=1)
    await world.subscribe("one")
    world.service.fault = lambda _, __, count: Fault.LATE if count == 1 else Fault.NONE
    process = world.process()
    while not world.service.asked:
        await process.turn()
        world.elapsed += 1
    world.off = HOUR
    for _ in range(200):
        await process.turn()
        world.elapsed += 1
    assert judge(world, each_day(["one"])).is_clean


async def test_a_new_process_waits_for_late_arrivals_by_its_own_seconds():
    world = World(parts=1)
    await world.subscribe("one")
    world.service.fault = lambda _, __, count: Fault.LATE if count == 1 else Fault.NONE
    process = world.process()
    while not world.service.asked:
        await process.turn()
        world.elapsed += 1
    world.off = HOUR
    await run(world, hours=0.3)
    assert judge(world, each_day(["one"])).is_clean


async def test_a_leader_that_died_while_the_clock_was_ahead_is_followed_by_the_next():
    world = World(off=YEAR)
    await world.subscribe("one")
    await go_on(world, world.process(), 100)
    world.off = timedelta(0)
    world.fake.subscriptions.clear()
    await world.subscribe("one")
    await run(world)
    assert judge(world, each_day(["one"])).is_clean
