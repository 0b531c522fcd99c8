"""Random histories of delivering, each made anew from its seed: channels, faults, crashes, pauses, clocks that are set.

What is drawn stays within what the promise covers: outages are shorter than a late edition is worth, nobody stands
still directly before a request, and a message shows at most 40 seconds after its request.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from bot.domain.editions import EditionKey
from bot.domain.subscriptions import Schedule, Slot
from tests.fakes.service import Fault
from tests.histories import ONCE_A_DAY, START, Fuse, Process, Verdict, Wanted, World, judge

TWICE_A_DAY = Schedule((Slot(time(7, 30)), Slot(time(18))), "UTC")
FAULTS = [Fault.DROPPED_BEFORE, Fault.DROPPED_AFTER, Fault.ERROR_BEFORE, Fault.ERROR_AFTER]
FAULTS += [Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_AFTER, Fault.LATE, Fault.BUSY]
STEP = 20.0
AFTERMATH = 3 * 3600.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a seed stands for; `crashes` and `downtimes` come one after the other, in effects and in seconds."""

    seed: int
    channels: Sequence[tuple[str, str, Schedule]]
    days: int
    share: float  # of requests with a fault
    readable: bool
    looks_fail: int
    crashes: Sequence[tuple[int, bool, float]]  # effect, after it, seconds until the next process
    pauses: Sequence[tuple[int, bool, float]]  # of a leader that has a spare: effect, after it, seconds
    set_back: tuple[float, float] | None  # when the clock is set back, and by how much

    @property
    def wanted(self) -> Wanted:
        """What is due."""
        dates = [START.date() + timedelta(day) for day in range(self.days)]
        return {
            (workspace, channel): [(day, slot) for day in dates for slot in range(1, len(schedule.slots) + 1)]
            for workspace, channel, schedule in self.channels
        }


def draw(seed: int) -> Drawn:
    """The history of a seed."""
    chance = Random(seed)  # noqa: S311 - a history that can be told again, not a secret
    channels = [
        (f"team{team}", f"c{team}.{number}", chance.choice([ONCE_A_DAY, TWICE_A_DAY]))
        for team in range(chance.randint(1, 3))
        for number in range(chance.randint(1, 3))
    ]
    has_spare = chance.random() < 0.4
    days = chance.randint(1, 3)
    crashes = [
        (chance.randint(1, 40), chance.random() < 0.5, chance.choice([0.0, 20.0, 90.0, chance.uniform(0, 2400)]))
        for _ in range(chance.randint(0, 5))
    ]
    pauses = [
        (chance.randint(1, 40), chance.random() < 0.5, chance.uniform(5, 400)) for _ in range(chance.randint(0, 3))
    ]
    return Drawn(
        seed,
        channels,
        days,
        chance.choice([0.0, 0.1, 0.3, 0.6]),
        readable=chance.random() < 0.8,
        looks_fail=chance.choice([0, 0, 1, 3]),
        crashes=crashes,
        pauses=pauses if has_spare else (),
        set_back=(chance.uniform(0, 900), chance.uniform(1, 1800)) if chance.random() < 0.15 else None,
    )


def fault_of(drawn: Drawn) -> Callable[[str, str, int], Fault]:
    """What becomes of a request; after three faults a message goes through."""

    def fault(channel: str, key: str, count: int) -> Fault:
        chance = Random(f"{drawn.seed}/{channel}/{key}/{count}")  # noqa: S311 - as above
        return chance.choice(FAULTS) if count <= 3 and chance.random() < drawn.share else Fault.NONE

    return fault


async def world_of(drawn: Drawn) -> World:
    """Where the history takes place."""
    world = World(parts_of=lambda key: parts_of(drawn.seed, key))
    for workspace, channel, schedule in drawn.channels:
        await world.subscribe(channel, workspace=workspace, schedule=schedule)
    world.service.fault = fault_of(drawn)
    world.service.can_look = drawn.readable
    world.service.looks_fail = drawn.looks_fail
    world.service.late_by = timedelta(seconds=Random(drawn.seed).uniform(1, 40))  # noqa: S311 - as above
    return world


def parts_of(seed: int, key: EditionKey) -> int:
    """One to four messages."""
    return Random(f"{seed}/{key.text}").randint(1, 4)  # noqa: S311 - as above


def moments(drawn: Drawn) -> list[float]:
    """The seconds from START on at which something is due."""
    slots: set[tuple[date, time]] = set()
    for _, _, schedule in drawn.channels:
        for day in range(drawn.days):
            slots |= {(START.date() + timedelta(day), slot.at) for slot in schedule.slots}
    return sorted((datetime.combine(day, at, START.tzinfo) - START).total_seconds() for day, at in slots)


async def play(seed: int) -> tuple[Verdict, Drawn]:
    """A history from its beginning to where all of it is settled, and what became of it."""
    drawn = draw(seed)
    world = await world_of(drawn)
    await play_out(world, drawn)
    return judge(world, drawn.wanted), drawn


async def play_out(world: World, drawn: Drawn) -> None:
    """What was drawn, in that world."""
    play = Play(world, drawn)
    for at in moments(drawn):
        world.elapsed = max(world.elapsed, at - 320)
        await play.until_settled(max(world.elapsed, at) + AFTERMATH)


class Play:
    """The processes of a history: a leader that crashes and pauses as drawn, and where it pauses, a spare."""

    def __init__(self, world: World, drawn: Drawn) -> None:
        self._world, self._drawn = world, drawn
        self._crashes, self._pauses = list(drawn.crashes), list(drawn.pauses)
        self._spare = world.process() if drawn.pauses else None
        self._downtime = 0.0
        self._leader = self._next()

    def _next(self) -> Process:
        if self._pauses:
            at, after, seconds = self._pauses.pop()
            return self._world.process(Fuse(at, after, lambda: self._pause(seconds), keeps_the_gap=True))
        if self._crashes:
            at, after, self._downtime = self._crashes.pop()
            return self._world.process(Fuse(at, after))
        return self._world.process()

    async def _pause(self, seconds: float) -> None:
        until = self._world.elapsed + seconds
        while self._world.elapsed < until:
            await self._step(self._spare)

    async def _step(self, process: Process | None) -> bool:
        alive = await process.turn() if process else True
        if self._world.still:
            await self._world.still()
        self._world.elapsed += STEP
        if self._drawn.set_back and self._world.elapsed > self._drawn.set_back[0]:
            self._world.off = -timedelta(seconds=self._drawn.set_back[1])
        return alive

    async def until_settled(self, end: float) -> None:
        """Rounds of both processes, until what was due up to now is settled."""
        world, still = self._world, 0
        due = self._due_at(end - AFTERMATH)
        while world.elapsed < end and still < 3:
            if not await self._step(self._leader):
                await self._wait(self._downtime)
                self._leader = self._next()
            if self._spare:
                await self._step(self._spare)
            is_done = due <= world.fake.records.keys() and not world.fake.unsettled
            still = still + 1 if is_done else 0

    def _due_at(self, elapsed: float) -> set[str]:
        """The keys of what is due by then."""
        now = START.replace(tzinfo=None) + timedelta(seconds=elapsed)
        return {
            EditionKey(workspace, channel, day, slot).text
            for workspace, channel, schedule in self._drawn.channels
            for day, slot in self._drawn.wanted[workspace, channel]
            if datetime.combine(day, schedule.slots[slot - 1].at) <= now
        }

    async def _wait(self, seconds: float) -> None:
        """While the leader is down, the spare goes on."""
        until = self._world.elapsed + seconds
        while self._spare and self._world.elapsed < until:
            await self._step(self._spare)
        self._world.elapsed = max(self._world.elapsed, until)


def faults_of(verdict: Verdict, drawn: Drawn) -> list[str]:
    """What the promise does not allow; held is allowed where nobody can look."""
    counts = {
        "doubled": verdict.doubled,
        "lost": verdict.lost,
        "disordered": verdict.disordered,
        "strange": verdict.strange,
        "open": verdict.open,
        "skipped": verdict.skipped,
        "failed": verdict.failed,
        "held": verdict.held if drawn.readable else 0,
    }
    return [f"{name} {count}" for name, count in counts.items() if count]


async def broken(seeds: Sequence[int]) -> list[tuple[int, list[str]]]:
    """The seeds whose histories break the promise, and how."""
    found = []
    for seed in seeds:
        verdict, drawn = await play(seed)
        if faults := faults_of(verdict, drawn):
            found.append((seed, faults))
        await asyncio.sleep(0)
    return found
