"""Editions through crashes, stops, a store that fails, and two processes: each message once, in order."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from bot.domain.editions import State
from bot.domain.errors import StoreError, StoreLocked
from tests.fakes.service import Fault
from tests.histories import TICK, Fuse, Process, World, each_day, judge, run, run_until_settled

UNCLEAR = [Fault.DROPPED_BEFORE, Fault.DROPPED_AFTER, Fault.ERROR_BEFORE, Fault.ERROR_AFTER]
UNCLEAR += [Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_AFTER, Fault.LATE, Fault.BUSY]


SHORTLY = 320.0  # before it is due: it is planned and composed at once


async def effects() -> list[str]:
    """Those of a process on an ordinary morning, up to where its edition is settled."""
    world = World(elapsed=SHORTLY)
    await world.subscribe("one")
    fuse = Fuse()
    process = world.process(fuse)
    while not world.fake.editions_of("one") or world.fake.editions_of("one")[0].settled_at is None:
        await process.turn()
        world.elapsed += TICK
    return fuse.names


def places(names: list[str]) -> Iterator[int]:
    """The effects that matter: where nothing happens, a round is as good as the next."""
    for number, name in enumerate(names, 1):
        if name not in {"lead", "plan"} or set(names[number - 2 : number + 3]) - {"lead", "plan"}:
            yield number


def for_first(fault: Fault, part: str) -> Callable[[str, str, int], Fault]:
    return lambda _, key, count: fault if count == 1 and key.endswith(part) else Fault.NONE


@pytest.mark.parametrize("fault", [Fault.NONE, *UNCLEAR])
async def test_a_crash_before_or_after_any_effect_doubles_and_loses_nothing(fault: Fault):
    for at in places(await effects()):
        for after in (False, True):
            world = World(elapsed=SHORTLY)
            await world.subscribe("one")
            world.service.fault = for_first(fault, str(at % 2))
            await run_until_settled(world, [Fuse(at, after)])
            assert judge(world, each_day(["one"])).is_clean, (at, after)


@pytest.mark.parametrize("patience", [0.0, 1.0])
async def test_a_stop_at_any_effect_parks_what_is_under_way_and_the_next_process_goes_on(patience: float):
    names = await effects()
    for at in places(names):
        for after in (False, True):
            world, stops = World(elapsed=SHORTLY), list[asyncio.Task[None]]()
            await world.subscribe("one")
            fuse = Fuse(at, after)
            process = world.process(fuse)

            async def stop(process: Process = process, stops: list[asyncio.Task[None]] = stops) -> None:
                stops.append(asyncio.create_task(process.deliverer.stop(patience)))
                await asyncio.sleep(0)
                await asyncio.sleep(0)

            fuse.pause = stop
            while not stops:
                await process.turn()
                world.elapsed += TICK
            await asyncio.gather(*stops)
            assert all(record.owner is None for record in world.fake.unsettled.values()), (at, after)
            assert world.fake.leader is None
            await run_until_settled(world)
            assert judge(world, each_day(["one"])).is_clean, (at, after)


async def test_a_process_that_was_told_to_stop_begins_nothing_more():
    world = World(elapsed=SHORTLY)
    await world.subscribe("one")
    process = world.process()
    await process.deliverer.stop(0)
    for _ in range(40):
        await process.turn()
        world.elapsed += TICK
    assert world.fake.editions_of("one") == []


# --- a store that fails ----------------------------------------------------------------------------------


def failing(world: World, since: float, until: float, error: StoreError) -> Fuse:
    def fault(_: str) -> None:
        if since <= world.elapsed < until:
            raise error

    return Fuse(fault=fault)


async def patiently(world: World, process: Process, hours: float = 0.3) -> int:
    """Rounds as the program makes them: the number of those that failed."""
    failed, until = 0, world.elapsed + hours * 3600
    while world.elapsed < until:
        try:
            await process.turn()
        except StoreError:
            failed += 1
        world.elapsed += TICK
    return failed


@pytest.mark.parametrize("error", [StoreLocked("busy"), StoreError("gone")])
@pytest.mark.parametrize("since", range(320, 400, 10))
async def test_a_store_that_is_busy_or_away_for_half_a_minute_costs_nothing_but_time(error: StoreError, since: int):
    world = World(elapsed=SHORTLY)
    await world.subscribe("one")
    await patiently(world, world.process(failing(world, since, since + 30, error)))
    assert judge(world, each_day(["one"])).is_clean


async def test_with_a_store_that_has_failed_for_good_nothing_is_posted_that_is_not_on_record():
    for since in range(320, 380, 10):
        world = World(elapsed=SHORTLY)
        await world.subscribe("one")
        failed = await patiently(world, world.process(failing(world, since, 1e9, StoreError("gone"))))
        assert failed > 10
        recorded = [part for edition in world.fake.editions_of("one") for part in edition.parts]
        assert len(world.shown()) <= len(recorded)
        await run(world)
        assert judge(world, each_day(["one"])).is_clean


async def test_where_recording_is_so_slow_that_the_wait_for_a_late_arrival_would_be_too_short_nothing_goes_out():
    """A message may show up to 40 seconds after its request: from its record on, that is longer than the wait."""
    world = World(parts=1, elapsed=SHORTLY)
    await world.subscribe("one")
    fuse = Fuse()
    slow = [25.0]

    def fault(name: str) -> None:
        if name == "record" and world.elapsed > 355 and slow:
            world.elapsed += slow.pop()

    fuse.fault = fault
    world.service.fault = lambda _, __, count: Fault.LATE if count == 1 else Fault.NONE
    await run(world, [fuse])
    assert judge(world, each_day(["one"])).is_clean


# --- two processes -----------------------------------------------------------------------------------------


async def test_of_two_processes_one_delivers_and_the_other_takes_over_when_it_is_gone():
    world = World(elapsed=SHORTLY)
    await world.subscribe("one", "two")
    leader, spare = world.process(), world.process()
    for _ in range(5):
        await asyncio.gather(leader.turn(), spare.turn())
        world.elapsed += TICK
    assert spare.fuse.names == ["lead"] * 5
    assert judge(world, each_day(["one", "two"])).is_clean
    world.elapsed = 86_400
    while world.elapsed < 86_400 + 1800:
        await spare.turn()
        world.elapsed += TICK
    assert judge(world, each_day(["one", "two"], 2)).is_clean


async def paused(at: int, *, after: bool, fault: Fault = Fault.NONE) -> tuple[World, list[str]]:
    """A leader that stands still for five minutes at its n-th effect, and a spare that takes over meanwhile."""
    world = World(elapsed=SHORTLY)
    await world.subscribe("one")
    world.service.fault = lambda _, __, count: fault if count == 1 else Fault.NONE
    spare = world.process()

    async def pause() -> None:
        until = world.elapsed + 300
        while world.elapsed < until:
            await spare.turn()
            world.elapsed += TICK

    leader = world.process(Fuse(at, after, pause))
    while world.elapsed < 900:
        await leader.turn()
        await spare.turn()
        world.elapsed += TICK
    return world, leader.fuse.names


@pytest.mark.parametrize("fault", [Fault.NONE, Fault.TIMEOUT_AFTER, Fault.LATE])
async def test_a_leader_that_stands_still_beyond_its_lease_doubles_nothing_but_in_the_last_gap(fault: Fault):
    names = await effects()
    for at in places(names):
        for after in (False, True):
            if names[at - 1] == "post" and not after:
                continue  # directly before the request: see the next test
            world, _ = await paused(at, after=after, fault=fault)
            assert judge(world, each_day(["one"])).is_clean, (at, after)


async def test_only_a_pause_directly_before_the_request_can_double_it_as_the_promise_says():
    """Nothing can be looked at between the last look at the lease and the request. It is told, not hidden."""
    names = await effects()
    doubled = 0
    for at in [number for number, name in enumerate(names, 1) if name == "post"]:
        world, _ = await paused(at, after=False)
        verdict = judge(world, each_day(["one"]))
        assert (verdict.lost, verdict.open) == (0, 0)
        doubled += verdict.doubled
    assert doubled == 2


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("parts", [1, 2])
async def test_after_a_crash_within_a_request_and_a_day_without_the_program_it_is_looked_for_all_the_same(
    parts: int, *, after: bool
):
    """In a simulated year it was held at once, though the chat could have been asked."""
    world = World(parts=parts, elapsed=SHORTLY)
    await world.subscribe("one")
    dead = world.process(Fuse(at=(await effects()).index("post") + 1, after=after))
    while await dead.turn():
        world.elapsed += TICK
    world.elapsed += 15 * 3600
    await run(world)
    (state,) = world.states()
    assert len(world.shown()) == int(after)
    if parts == 1:
        assert (state, world.told()) == (("sent", []) if after else ("overtaken", []))
    elif after:  # the rest is worth no more, and that is told
        assert world.told() == ["edition_failed"]


async def test_an_edition_left_by_a_dead_process_is_rescued_and_counted():
    world = World(elapsed=SHORTLY)
    await world.subscribe("one")
    dead = world.process(Fuse(at=(await effects()).index("post") + 1, after=True))
    while await dead.turn():
        world.elapsed += TICK
    process = world.process()
    before = world.true
    while world.fake.editions_of("one")[0].state is not State.SENT:
        await process.turn()
        world.elapsed += TICK
    assert process.deliverer.tally.rescued == 1
    assert world.true - before <= timedelta(minutes=4)
