"""Histories of delivering: a world of channels, faults and crashes, and a checker of what the channels show in the end.

A history is a list of processes that take turns on one ledger and one chat service. A crash is raised before or after
the n-th effect of a process, and from then on nothing that it does has any effect: the world goes on with the next
process. Used by tests on a sample, and by `bench/deliveries.py` in full.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar

from bot.domain.documents import Briefing, BriefingDraft, BriefingStory, Document, DraftStory, SourceLink
from bot.domain.editions import Edition, State
from bot.domain.models import ArticleRef, Window
from bot.domain.subscriptions import Schedule, Slot, Subscription
from bot.services.deliver import Deliverer, Office
from bot.services.deliver.terms import Outlet, Terms
from bot.services.pacing import Pacer, Rates
from bot.services.ports import Chat, Claimed, Composed, Entry, Part, Planned, Told
from tests.fakes.ledger import FakeLedger
from tests.fakes.service import Message, Service, ServiceChat

T = TypeVar("T")
START = datetime(2026, 11, 23, 7, 24, tzinfo=UTC)
DUE = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
AT_ONCE = Rates(channel=1e9, workspace=1e9, bot=1e9)
ONCE_A_DAY = Schedule((Slot(time(7, 30)),), "UTC")


class Crash(BaseException):
    """The process has ended, here and now."""


@dataclass(slots=True)
class Fuse:
    """Counts effects, and ends the process before (or after) the n-th; what follows has no effect either."""

    at: int | None = None
    after: bool = False
    count: int = 0
    blown: bool = False

    async def __call__(self, effect: Callable[[], Awaitable[T]]) -> T:
        self.count += 1
        if self.blown or (self.count == self.at and not self.after):
            self.blown = True
            raise Crash
        result = await effect()
        if self.count == self.at:
            self.blown = True
        if self.blown:
            raise Crash
        return result


@dataclass(slots=True)
class FusedLedger:
    """The ledger as a process that may crash sees it."""

    ledger: FakeLedger
    fuse: Fuse

    async def coming(self, until: datetime, limit: int) -> object:
        return await self.ledger.coming(until, limit)

    async def plan(self, planned: Sequence[Planned], now: datetime) -> int:
        return await self.fuse(lambda: self.ledger.plan(planned, now))

    async def lead(self, owner: str, now: datetime, until: datetime) -> bool:
        return await self.fuse(lambda: self.ledger.lead(owner, now, until))

    async def claim(self, owner: str, now: datetime, until: datetime, limit: int) -> Sequence[Claimed]:
        return await self.fuse(lambda: self.ledger.claim(owner, now, until, limit))

    async def record(self, entries: Sequence[Entry]) -> Sequence[bool]:
        return await self.fuse(lambda: self.ledger.record(entries))

    async def release(self, owner: str) -> None:
        await self.fuse(lambda: self.ledger.release(owner))


@dataclass(slots=True)
class FusedChat:
    """The chat as a process that may crash sees it."""

    chat: Chat
    fuse: Fuse

    def render(self, document: Document) -> Sequence[Part]:
        return self.chat.render(document)

    async def post(self, channel: str, part: Part, key: str, *, thread: str | None = None) -> str:
        return await self.fuse(lambda: self.chat.post(channel, part, key, thread=thread))

    async def find(self, channel: str, key: str, *, thread: str | None = None) -> str | None:
        return await self.fuse(lambda: self.chat.find(channel, key, thread=thread))

    async def notify_admin(self, notice: object) -> None:
        raise NotImplementedError


@dataclass(slots=True)
class Stories:
    """An editor whose editions tell so many stories, one message each, and whose facts never change."""

    parts: int = 2
    composed: int = 0

    async def compose(self, edition: Edition, subscription: Subscription, outlet: Outlet) -> Composed | None:
        del subscription, outlet
        self.composed += 1
        refs = [ArticleRef(number, 1) for number in range(1, self.parts + 1)]
        stories = tuple(DraftStory(f"{edition.key.date}/{ref.article_id}", ref, (), (ref,), "new") for ref in refs)
        told = tuple(Told(story.story_id, story.headline, shown=True) for story in stories)
        return Composed(BriefingDraft(stories, Window(0, 100)), 0, told)

    async def verified(self, edition: Edition, subscription: Subscription) -> Document | None:
        del subscription
        assert isinstance(edition.draft, BriefingDraft)
        link = SourceLink("a", "Title", "Paper", None, None)
        stories = tuple(BriefingStory(one.story_id, link, (), (link,), one.reason) for one in edition.draft.stories)
        return Briefing(stories, ("Paper",), None, day=edition.key.date, late=edition.late)


@dataclass(slots=True)
class World:
    """Everything that outlives a process, and the time."""

    now: datetime = START
    parts: int = 2
    terms: Terms = field(default_factory=Terms)
    ledger: FakeLedger = field(default_factory=FakeLedger)
    processes: int = 0
    service: Service = field(init=False)
    editor: Stories = field(init=False)

    def __post_init__(self) -> None:
        self.service = Service(lambda: self.now)
        self.editor = Stories(self.parts)

    async def subscribe(self, channel: str, schedule: Schedule = ONCE_A_DAY, workspace: str = "team") -> None:
        since = self.now
        await self.ledger.keep(Subscription(workspace, channel, schedule, since), since)

    def process(self, fuse: Fuse | None = None) -> Deliverer:
        """A new process. Its sleeps move the time."""
        self.processes += 1
        fuse = fuse or Fuse()
        ledger = FusedLedger(self.ledger, fuse)
        office = Office(
            agenda=ledger,  # type: ignore[arg-type] - `everything` is not asked for here
            ledger=ledger,  # type: ignore[arg-type] - nor is what a person asks for
            editor=self.editor,
            outlets=lambda workspace: Outlet(FusedChat(ServiceChat(self.service, workspace), fuse), "bot"),
            pacer=Pacer(AT_ONCE, lambda: self.now.timestamp(), self._sleep),
            owner=f"process {self.processes}",
            clock=lambda: self.now,
            terms=self.terms,
            sleep=self._sleep,
        )
        return Deliverer(office)

    async def _sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


async def turn(process: Deliverer) -> bool:
    """A round, and all that it begins; False where the process has crashed."""
    try:
        await process.round()
    except Crash:
        return False
    tasks = set(process._tasks)
    results = await asyncio.gather(*tasks, return_exceptions=True)
    return not any(isinstance(one, Crash) for one in results)


async def run(world: World, fuses: Sequence[Fuse], hours: float = 0.6) -> None:
    """One process after the other, each until it crashes; the last one goes on until the hours have passed."""
    process = world.process(*fuses[:1])
    rest = list(fuses[1:])
    until = world.now + timedelta(hours=hours)
    while world.now < until:
        if not await turn(process):
            process = world.process(*rest[:1])
            rest = rest[1:]
        world.now += timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the channels show in the end, against what was due: messages too many, too few, in the wrong order; held."""

    doubled: int
    lost: int
    disordered: int
    held: int
    open: int


def judge(world: World, channels: Sequence[str], editions: int = 1) -> Verdict:
    """Every edition that is neither held nor skipped shows each of its messages once, in order."""
    doubled = lost = disordered = held = open_ = 0
    for channel in channels:
        shown = world.service.messages(channel)
        found = world.ledger.editions_of(channel)
        lost += max(0, editions - len(found)) * world.parts
        for edition in found:
            keys = [f"{edition.key.text}{position}" for position in range(world.parts)]
            counts = [sum(one.key == key for one in shown) for key in keys]
            doubled += sum(max(0, count - 1) for count in counts)
            held += edition.state is State.HELD
            open_ += edition.settled_at is None
            if edition.state is State.SENT:
                lost += counts.count(0)
            disordered += not _in_order(shown, keys)
    return Verdict(doubled, lost, disordered, held, open_)


def _in_order(shown: Sequence[Message], keys: Sequence[str]) -> bool:
    places = [keys.index(one.key) for one in shown if one.key in keys]
    return places == sorted(places)
