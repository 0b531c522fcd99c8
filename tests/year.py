"""A simulated year of many time zones, with crashes, downtimes and changed schedules, against an oracle of its own.

The oracle knows nothing of the schedule's rules but what a person would say: it walks through the year in quarters of
an hour, looks at the clock on each wall, and a slot is due when that clock first shows its time or has passed it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import cast
from zoneinfo import ZoneInfo

from bot.domain.editions import State
from bot.domain.schedule_words import read_schedule
from bot.domain.subscriptions import Schedule
from bot.services.ports import Sources
from bot.services.schedules import ScheduleDesk, Wish, change
from tests.fakes.history import FakeSubscriptions
from tests.histories import START, Fuse, World

TICK = 900.0
QUARTER = timedelta(minutes=15)
TIMES = ("02:30", "07:30", "00:15", "23:45", "12:00")


@dataclass(frozen=True, slots=True)
class Since:
    """What a channel has asked for from a moment on."""

    at: datetime
    zone: str
    times: tuple[str, ...]


@dataclass(slots=True)
class Year:
    """What is simulated, and what has happened: who asked for what when, and when the program was down."""

    zones: Sequence[str]
    days: int
    seed: int
    first: int = 0  # days after START
    asked: dict[str, list[Since]] = field(default_factory=dict)
    down: list[tuple[datetime, datetime]] = field(default_factory=list)
    crashes: int = 0
    changes: int = 0
    world: World = field(default_factory=lambda: World(parts=1))

    @property
    def end(self) -> datetime:
        """The last moment."""
        return START + timedelta(days=self.first + self.days)

    async def live(self) -> None:
        """Go through it."""
        chance = Random(self.seed)  # noqa: S311 - a year that can be told again
        self.world.elapsed = self.first * 86_400.0
        for zone in self.zones:
            await self._ask(zone, zone, chance)
        process = self.world.process(self._fuse(chance))
        while self.world.true < self.end + timedelta(days=1):
            alive = await process.turn()
            self.world.elapsed += TICK
            if not alive:
                self._stay_down(chance)
                process = self.world.process(self._fuse(chance))
            if self.world.true < self.end and chance.random() < len(self.zones) * TICK / 86_400 / 40:
                await self._ask(chance.choice(self.zones), chance.choice(self.zones), chance)

    def _fuse(self, chance: Random) -> Fuse:
        return Fuse(chance.randint(1, 2000 + 20 * len(self.zones)), after=chance.random() < 0.5)

    def _stay_down(self, chance: Random) -> None:
        """Mostly for minutes, sometimes for hours, seldom for longer than a late edition is worth."""
        self.crashes += 1
        hours = chance.choice([0, 0, 0, 0.25, 0.5, 1, 1, 3, 5, chance.uniform(5, 40)])
        self.down.append((self.world.true - timedelta(seconds=2 * TICK), self.world.true + timedelta(hours=hours)))
        self.world.elapsed += round(hours * 3600 / TICK) * TICK

    async def _ask(self, channel: str, zone: str, chance: Random) -> None:
        """Set a channel's schedule, unless something is under way there: what then counts, the old or the new, is open.

        A count of slots that changes on the day would be another question.
        """
        now, fake = self.world.true, self.world.fake
        there = fake.subscriptions.get(("team", channel))
        under_way = [one for one in fake.unsettled.values() if one.edition.key.channel == channel]
        if under_way or (there and there[1] and there[1] <= now + timedelta(minutes=10)):
            return
        count = len(self.asked[channel][-1].times) if channel in self.asked else chance.choice([1, 1, 2])
        times = tuple(sorted(chance.sample(TIMES, count)))
        words = f"daily {' '.join(times)} {zone}"
        desk = ScheduleDesk("team", FakeSubscriptions(fake, "team"), fake, cast("Sources", None))
        if read_schedule(words, "UTC") != (there[0].schedule if there else Schedule()):
            await change(Wish(words), channel, desk, now)
            self.asked.setdefault(channel, []).append(Since(now, zone, times))
            self.changes += 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """Editions that were due, and those of them that were posted; what is wrong; what the rules leave out."""

    due: int = 0
    posted: int = 0
    missed: int = 0
    doubled: int = 0
    strange: int = 0
    unjust: int = 0  # left out though the program was running
    left_out: int = 0


def judge_year(year: Year) -> Outcome:
    """Each due edition was posted once, or the program was down when it was due."""
    total: Counter[str] = Counter()
    shown = Counter(message.key for message in year.world.service.accepted)
    for channel, asked in year.asked.items():
        due = due_by_the_walls(asked, year.end)
        records = {(one.key.date, one.key.slot): one for one in year.world.fake.editions_of(channel)}
        total["due"] += len(due)
        for name, at in due.items():
            record = records.get(name)
            if record is None:
                total["missed"] += 1
            elif record.state is State.SKIPPED:
                total["left_out"] += 1
                total["unjust"] += not any(since <= at <= until for since, until in year.down)
            else:
                count = shown[f"{record.key.text}0"]
                total["posted"] += count > 0
                total["missed"] += count == 0
                total["doubled"] += max(0, count - 1)
        late = [one for name, one in records.items() if name not in due and one.due_at <= year.end]
        total["strange"] += len(late)
    return Outcome(**total)


def due_by_the_walls(asked: Sequence[Since], end: datetime) -> dict[tuple[date, int], datetime]:
    """Local dates and slots, with when the clock on the wall first shows their time, or has passed it."""
    due: dict[tuple[date, int], datetime] = {}
    ends = [one.at for one in asked[1:]] + [end]
    for since, until in zip(asked, ends, strict=True):
        zone = ZoneInfo(since.zone)
        times = [time.fromisoformat(one) for one in since.times]
        at = _quarter(since.at) - timedelta(days=2)
        wall = at.astimezone(zone).replace(tzinfo=None)
        while at < until:
            at += QUARTER
            before, wall = wall, max(wall, at.astimezone(zone).replace(tzinfo=None))
            for day in {before.date(), wall.date()} if wall > before else ():
                for slot, one in enumerate(times, 1):
                    shows = before < datetime.combine(day, one) <= wall
                    if shows and since.at < at <= until:
                        due.setdefault((day, slot), at)
    return due


def _quarter(at: datetime) -> datetime:
    return datetime.fromtimestamp(at.timestamp() // 900 * 900, UTC)
