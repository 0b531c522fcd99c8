"""Random histories of delivering, some of the many that `make bench` plays, and a year of them in short."""

import asyncio

import pytest

from bot.services.deliver.terms import Terms
from tests.fakes.service import Fault
from tests.histories import Fuse, World, each_day, judge, run_until_settled
from tests.seeded import broken
from tests.year import Year, judge_year


@pytest.mark.parametrize("first", range(100_000, 100_030, 10))
async def test_a_random_history_doubles_and_loses_nothing(first: int):
    assert await broken(range(first, first + 10)) == []


@pytest.mark.parametrize("seed", [319, 1142])
async def test_crashes_and_looks_that_failed_together_hold_nothing_that_can_be_found(seed: int):
    """Each was counted against the other, though messages were posted in between."""
    assert await broken([seed]) == []


async def test_the_judge_sees_what_would_be_doubled_without_the_wait_for_a_late_arrival():
    world = World(elapsed=320, terms=Terms(in_flight=Terms().in_flight * 0))
    await world.subscribe("one")
    world.service.fault = lambda _, __, count: Fault.LATE if count == 1 else Fault.NONE
    await run_until_settled(world)
    assert judge(world, each_day(["one"])).doubled


async def test_the_judge_sees_what_is_lost():
    world = World(elapsed=320)
    await world.subscribe("one")
    await run_until_settled(world, [Fuse()])
    world.service.accepted.pop()
    assert judge(world, each_day(["one"])).lost == 1
    await asyncio.sleep(0)


ZONES = ["Europe/Berlin", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati"]


@pytest.mark.parametrize("seed", [1, 2])
async def test_two_months_of_zones_crashes_and_changed_schedules_leave_nothing_out_and_double_nothing(seed: int):
    year = Year(ZONES, days=60, seed=seed, first=90)
    await year.live()
    found = judge_year(year)
    assert found.due > 250
    assert found.posted > 200
    assert year.crashes > 3
    assert (found.missed, found.doubled, found.strange, found.unjust) == (0, 0, 0, 0)
