"""Briefings doubled and lost over seeded histories of crashes and faults, beside two simpler ways of delivering."""

import asyncio
import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from bot.domain.editions import EditionKey
from bot.domain.errors import ChatBusy, ChatUnclear
from bot.services.ports import Part
from tests.fakes.service import ServiceChat
from tests.histories import Crash, Fuse, Verdict, World, each_day, judge
from tests.seeded import AFTERMATH, STEP, Drawn, draw, faults_of, moments, play, world_of

SEEDS = 1500


@dataclass(slots=True)
class Simple:
    """Delivers with a mark for each message and nothing else: set before it is sent, or after."""

    world: World
    drawn: Drawn
    marks_first: bool
    marks: set[str] = field(default_factory=set)
    done: bool = False

    async def history(self) -> Verdict:
        """The history of the seed, with the same channels, faults, crashes and downtimes."""
        crashes = list(self.drawn.crashes)
        fuse, downtime = _next(crashes)
        for at in moments(self.drawn):
            self.world.elapsed = max(self.world.elapsed, at)
            end = self.world.elapsed + AFTERMATH
            while self.world.elapsed < end and not (self.done and self.world.elapsed > at):
                try:
                    await self._round(fuse)
                except Crash:
                    self.done = False
                    self.world.elapsed += downtime
                    fuse, downtime = _next(crashes)
                self.world.elapsed += STEP
        return judge(self.world, self.drawn.wanted)

    async def _round(self, fuse: Fuse) -> None:
        await fuse("look", self._nothing)
        self.done = True
        now = self.world.true.replace(tzinfo=None)
        for workspace, channel, schedule in self.drawn.channels:
            for day, slot in self.drawn.wanted[workspace, channel]:
                if datetime.combine(day, schedule.slots[slot - 1].at) <= now:
                    await self._edition(EditionKey(workspace, channel, day, slot), fuse)

    async def _edition(self, key: EditionKey, fuse: Fuse) -> None:
        chat = ServiceChat(self.world.service, key.workspace)
        for position in range(self.world.count_of(key)):
            text = f"{key.text}{position}"
            if text in self.marks:
                continue
            if self.marks_first:
                await fuse("mark", partial(self._mark, text))
            try:
                await fuse("post", partial(chat.post, key.channel, Part("text"), text))
            except ChatBusy:
                self.marks.discard(text)
                self.done = False
                return
            except (ChatUnclear, TimeoutError):
                if not self.marks_first:
                    self.done = False
                    return
            if not self.marks_first:
                await fuse("mark", partial(self._mark, text))

    async def _mark(self, text: str) -> None:
        self.marks.add(text)

    async def _nothing(self) -> None: ...


def _next(crashes: list[tuple[int, bool, float]]) -> tuple[Fuse, float]:
    if not crashes:
        return Fuse(), 0.0
    at, after, downtime = crashes.pop()
    return Fuse(at, after), downtime


@dataclass(slots=True)
class Sum:
    """Of many histories."""

    histories: int = 0
    broken: dict[int, list[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, seed: int, verdict: Verdict, drawn: Drawn) -> None:
        """One more."""
        self.histories += 1
        self.counts.update({"doubled": verdict.doubled, "lost": verdict.lost, "messages": 0})
        self.counts["held"] += verdict.held
        self.counts["histories with one doubled"] += bool(verdict.doubled)
        self.counts["histories with one lost"] += bool(verdict.lost)
        self.counts["held, though readable"] += verdict.held if drawn.readable else 0
        if broken := faults_of(verdict, drawn):
            self.broken[seed] = broken


async def seeded(seeds: range) -> tuple[Sum, Sum, Sum]:
    """The deliverer, send-then-mark, and mark-then-send."""
    ours, after, before = Sum(), Sum(), Sum()
    for seed in seeds:
        verdict, drawn = await play(seed)
        ours.add(seed, verdict, drawn)
        for total, first in ((after, False), (before, True)):
            drawn = draw(seed)
            total.add(seed, await Simple(await world_of(drawn), drawn, first).history(), drawn)
    return ours, after, before


async def last_gap(seconds: float = 300) -> tuple[int, int]:
    """Messages doubled where a leader stands still directly before a request, and how many such places there are."""
    doubled = places = 0
    for at in range(1, 60):
        world = World(elapsed=320)
        await world.subscribe("one")
        spare = world.process()

        async def pause(world: World = world, turn: Callable[[], Coroutine[Any, Any, bool]] = spare.turn) -> None:
            until = world.elapsed + seconds
            while world.elapsed < until:
                await turn()
                world.elapsed += STEP

        fuse = Fuse(at, pause=pause)
        leader = world.process(fuse)
        while world.elapsed < 1200:
            await leader.turn()
            world.elapsed += STEP
        if fuse.count >= at and fuse.names[at - 1] == "post":
            places += 1
            doubled += judge(world, each_day(["one"])).doubled
    return doubled, places


def show(name: str, total: Sum) -> None:
    """One line."""
    counts = total.counts
    print(
        f"{name:<22}{counts['doubled']:>8} messages doubled in {counts['histories with one doubled']:>4} histories, "
        f"{counts['lost']:>4} lost in {counts['histories with one lost']:>4}, {counts['held']:>3} editions held"
    )


def run(seeds: range = range(SEEDS)) -> None:
    """Prints the figures. Raises AssertionError, with the seeds, where the promise is broken."""
    logging.disable(logging.CRITICAL)
    started = time.perf_counter()
    ours, after, before = asyncio.run(seeded(seeds))
    doubled, places = asyncio.run(last_gap())
    logging.disable(logging.NOTSET)
    print(f"{ours.histories:,} seeded histories in {time.perf_counter() - started:.0f} s")
    show("this bot", ours)
    show("send, then mark", after)
    show("mark, then send", before)
    print(f"held where history can be read: {ours.counts['held, though readable']}")
    print(f"apart: a leader that stands still for 5 minutes directly before a request: {doubled} doubled of {places}")
    if ours.broken:
        raise AssertionError(f"seeds that break the promise: {ours.broken}")


if __name__ == "__main__":
    run(range(*map(int, sys.argv[1:])) if sys.argv[1:] else range(SEEDS))
