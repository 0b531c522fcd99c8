"""Histories of delivering: a world of channels, faults and crashes, and a checker of what the channels show in the end.

A history is a list of processes that take turns on one ledger and one chat service. A crash is raised before or after
the n-th effect of a process, and from then on nothing that it does has any effect: the world goes on with the next
process. Used by tests on a sample, and by `bench/deliveries.py` in full.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from bot.domain.documents import Briefing, BriefingStory, Document, Notice, SourceLink
from bot.domain.drafts import BriefingDraft, DraftStory
from bot.domain.editions import Edition, EditionKey, State
from bot.domain.models import ArticleRef, Window
from bot.domain.subscriptions import QuietHours, Schedule, Slot, Subscription
from bot.services.deliver import Deliverer, Office
from bot.services.deliver.terms import Outlet, Terms
from bot.services.pacing import Pacer, Rates
from bot.services.ports import Agenda, Chat, Claimed, Coming, Composed, Entry, Ledger, Part, Planned
from tests.fakes.ledger import FakeLedger
from tests.fakes.service import Message, Service, ServiceChat

T = TypeVar("T")
START = datetime(2026, 11, 23, 7, 24, tzinfo=UTC)
DUE = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
AT_ONCE = Rates(channel=1e9, workspace=1e9, bot=1e9)
ONCE_A_DAY = Schedule((Slot(time(7, 30)),), "UTC")
TICK = 20.0  # seconds between two rounds


class Crash(BaseException):
    """The process has ended, here and now."""


@dataclass(slots=True)
class Fuse:
    """Counts effects, and ends the process before (or after) the n-th; what follows has no effect either.

    Where there is a `pause`, that comes in place of the end: the process does nothing until it is over; where it
    `keeps_the_gap`, never directly before a request. `fault` may raise in place of an effect, by its name.
    """

    at: int | None = None
    after: bool = False
    pause: Callable[[], Awaitable[None]] | None = None
    keeps_the_gap: bool = False
    fault: Callable[[str], None] = lambda _: None
    names: list[str] = field(default_factory=list)
    blown: bool = False
    _goes: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._goes.set()

    @property
    def count(self) -> int:
        """How many effects there were."""
        return len(self.names)

    async def __call__(self, name: str, effect: Callable[[], Awaitable[T]]) -> T:
        if not (self.keeps_the_gap and name == "post"):
            await self._goes.wait()
        self.names.append(name)
        is_it = self.count == self.at
        after = self.after or (self.keeps_the_gap and name == "post")
        if is_it and not after:
            await self._end()
        if self.blown:
            raise Crash
        self.fault(name)
        result = await effect()
        if is_it and after:
            await self._end()
        if self.blown:
            raise Crash
        return result

    async def _end(self) -> None:
        if self.pause is None:
            self.blown = True
            return
        self._goes.clear()
        await self.pause()
        self._goes.set()


@dataclass(slots=True)
class FusedLedger:
    """The ledger as a process that may crash sees it. Implements Agenda and Ledger."""

    agenda: Agenda
    ledger: Ledger
    fuse: Fuse

    async def coming(self, until: datetime, limit: int) -> Sequence[Coming]:
        return await self.agenda.coming(until, limit)

    async def of(self, workspace: str, channel: str, now: datetime) -> Coming | None:
        return await self.agenda.of(workspace, channel, now)

    async def everything(self, now: datetime) -> Sequence[Coming]:
        return await self.agenda.everything(now)

    async def plan(self, planned: Sequence[Planned], now: datetime) -> int:
        return await self.fuse("plan", lambda: self.agenda.plan(planned, now))

    async def lead(self, owner: str, now: datetime, until: datetime) -> bool:
        return await self.fuse("lead", lambda: self.ledger.lead(owner, now, until))

    async def claim(
        self, owner: str, now: datetime, until: datetime, limit: int, *, per_workspace: int = 1000
    ) -> Sequence[Claimed]:
        return await self.fuse(
            "claim", lambda: self.ledger.claim(owner, now, until, limit, per_workspace=per_workspace)
        )

    async def record(self, entries: Sequence[Entry]) -> Sequence[bool]:
        return await self.fuse("record", lambda: self.ledger.record(entries))

    async def release(self, owner: str) -> None:
        await self.fuse("release", lambda: self.ledger.release(owner))

    async def rewind(self, now: datetime, leased: datetime, put_off: datetime) -> None:
        await self.fuse("rewind", lambda: self.ledger.rewind(now, leased, put_off))

    async def find(self, text: str) -> Edition | None:
        return await self.ledger.find(text)

    async def resolve(self, text: str, state: State, reason: str, now: datetime) -> bool:
        return await self.ledger.resolve(text, state, reason, now)


@dataclass(slots=True)
class FusedChat:
    """The chat as a process that may crash sees it."""

    chat: Chat
    fuse: Fuse

    def render(self, document: Document) -> Sequence[Part]:
        return self.chat.render(document)

    async def post(self, channel: str, part: Part, key: str, *, thread: str | None = None) -> str:
        return await self.fuse("post", lambda: self.chat.post(channel, part, key, thread=thread))

    async def find(
        self, channel: str, key: str, *, thread: str | None = None, since: datetime | None = None
    ) -> str | None:
        return await self.fuse("find", lambda: self.chat.find(channel, key, thread=thread, since=since))

    async def notify_admin(self, notice: Notice) -> None:
        await self.chat.notify_admin(notice)


@dataclass(slots=True)
class Stories:
    """An editor whose editions tell so many stories, one message each.

    `withdrawn` are ids of stories that are not true any more; `nothing_new` are channels that asked for silence;
    `broken` calls what it does in place of composing for a channel.
    """

    parts: Callable[[EditionKey], int]
    composed: int = 0
    withdrawn: set[str] = field(default_factory=set)
    nothing_new: set[str] = field(default_factory=set)
    broken: dict[str, Callable[[], Awaitable[None]]] = field(default_factory=dict)

    async def compose(self, edition: Edition, subscription: Subscription, outlet: Outlet) -> Composed | None:
        del outlet
        self.composed += 1
        if subscription.channel in self.broken:
            await self.broken[subscription.channel]()
        if subscription.channel in self.nothing_new:
            return None
        refs = [ArticleRef(number, 1) for number in range(1, self.parts(edition.key) + 1)]
        stories = tuple(DraftStory(f"{edition.key.date}/{ref.article_id}", ref, (), (ref,), "new") for ref in refs)
        return Composed(BriefingDraft(stories, Window(0, 100)), len(stories), ())

    async def verified(self, edition: Edition, subscription: Subscription) -> Document | None:
        del subscription
        assert isinstance(edition.draft, BriefingDraft)
        link = SourceLink("a", "Title", "Paper", None, None)
        ids = [one.story_id for one in edition.draft.stories if one.story_id not in self.withdrawn]
        stories = tuple(BriefingStory(id_, link, (), (link,), "new") for id_ in ids)
        if not stories:
            return None
        return Briefing(stories, ("Paper",), None, day=edition.key.date, late=edition.late)


@dataclass(slots=True)
class World:
    """Everything that outlives a process, and the time: `true` for the chat service, `now` as this machine shows it.

    Time passes as `elapsed` is set, or where there are `ticks`, by these. `new_chat` gives each process its chat of a
    workspace, where that is not the service's; `still` returns when no request is under way, where these take a while
    that is no time of the history.
    """

    parts: int = 2
    terms: Terms = field(default_factory=Terms)
    rates: Rates = AT_ONCE
    elapsed: float = 0.0
    off: timedelta = timedelta(0)
    ticks: Callable[[], float] | None = None
    fake: FakeLedger = field(default_factory=FakeLedger)
    processes: int = 0
    parts_of: Callable[[EditionKey], int] | None = None
    chats: Callable[[str], bool] = lambda _: True
    new_chat: Callable[[str], Chat] | None = None
    still: Callable[[], Awaitable[None]] | None = None
    service: Service = field(init=False)
    editor: Stories = field(init=False)

    def __post_init__(self) -> None:
        self.service = Service(lambda: self.true)
        self.editor = Stories(self.count_of)

    @property
    def seconds(self) -> float:
        return self.ticks() if self.ticks else self.elapsed

    @property
    def true(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    @property
    def now(self) -> datetime:
        return self.true + self.off

    def count_of(self, key: EditionKey) -> int:
        """The number of messages of an edition."""
        return self.parts_of(key) if self.parts_of else self.parts

    async def subscribe(
        self, *channels: str, schedule: Schedule = ONCE_A_DAY, workspace: str = "team", quiet: QuietHours | None = None
    ) -> None:
        for channel in channels:
            one = Subscription(workspace, channel, schedule, self.now, quiet_hours=quiet)
            await self.fake.keep(one, self.now)

    def told(self) -> list[str]:
        """The names of the notices to admins."""
        return [pending.notice.name for pending in self.fake.raised.values()]

    def states(self, channel: str = "one") -> list[str]:
        """What became of a channel's editions: why, or else how far they are."""
        return [edition.reason or edition.state.value for edition in self.fake.editions_of(channel)]

    def shown(self, channel: str = "one") -> list[str]:
        """What a channel shows."""
        return [message.body for message in self.service.messages(channel)]

    def process(self, fuse: Fuse | None = None) -> "Process":
        """A new process. Its sleeps move the time."""
        self.processes += 1
        fuse = fuse or Fuse()
        ledger = FusedLedger(self.fake, self.fake, fuse)
        chats: dict[str, Chat] = {}
        office = Office(
            agenda=ledger,
            ledger=ledger,
            editor=self.editor,
            outlets=lambda workspace: self._outlet(workspace, fuse, chats),
            pacer=Pacer(self.rates, lambda: self.seconds, self.sleep),
            owner=f"process {self.processes}",
            clock=lambda: self.now,
            terms=self.terms,
            sleep=self.sleep,
            ticks=lambda: self.seconds,
        )
        return Process(Deliverer(office), fuse)

    def _outlet(self, workspace: str, fuse: Fuse, chats: dict[str, Chat]) -> Outlet | None:
        if not self.chats(workspace):
            return None
        if workspace not in chats:
            made = self.new_chat(workspace) if self.new_chat else ServiceChat(self.service, workspace)
            chats[workspace] = made
        return Outlet(FusedChat(chats[workspace], fuse), "bot")

    async def sleep(self, seconds: float) -> None:
        if self.ticks:
            await asyncio.sleep(seconds)
            return
        if self.still:
            await self.still()
        self.elapsed += seconds
        await asyncio.sleep(0)


@dataclass(slots=True)
class Process:
    """A running program, which may crash."""

    deliverer: Deliverer
    fuse: Fuse

    async def turn(self) -> bool:
        """A round, all that it begins, and what that makes room for; False where the process has crashed."""
        with suppress(Crash):
            await self.deliverer.round()
        for _ in range(200):
            if not (tasks := set(self.deliverer._tasks)):
                break
            await asyncio.gather(*tasks, return_exceptions=True)
            if len(tasks) >= self.deliverer._office.terms.per_workspace:
                with suppress(Crash):
                    await self.deliverer._begin()
        return not self.fuse.blown


async def run(world: World, fuses: Sequence[Fuse] = (), hours: float = 0.6) -> Process:
    """One process after the other, each until it crashes; the last one goes on until the hours have passed."""
    process = world.process(*fuses[:1])
    rest = list(fuses[1:])
    until = world.elapsed + hours * 3600
    while world.elapsed < until:
        if not await process.turn():
            process = world.process(*rest[:1])
            rest = rest[1:]
        world.elapsed += TICK
    return process


async def run_until_settled(world: World, fuses: Sequence[Fuse] = ()) -> None:
    """As `run`, until all that was due is settled, and a little longer."""
    process, rest, still = world.process(*fuses[:1]), list(fuses[1:]), 0
    while still < 3:
        if not await process.turn():
            process = world.process(*rest[:1])
            rest = rest[1:]
        world.elapsed += TICK
        still = still + 1 if world.fake.records and not world.fake.unsettled and not process.fuse.blown else 0


# --- who judges them ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the channels show in the end, against what was due.

    Messages too many, too few, in the wrong order or that nobody asked for; editions held, skipped, failed, or left
    open.
    """

    doubled: int = 0
    lost: int = 0
    disordered: int = 0
    strange: int = 0
    held: int = 0
    skipped: int = 0
    failed: int = 0
    open: int = 0

    @property
    def is_clean(self) -> bool:
        """Each edition is there, once."""
        return self == Verdict()


Wanted = dict[tuple[str, str], list[tuple[date, int]]]  # dates and slots by workspace and channel


def each_day(channels: Sequence[str], days: int = 1) -> Wanted:
    """What is due from START on for channels that have subscribed to ONCE_A_DAY."""
    return {("team", channel): [(START.date() + timedelta(day), 1) for day in range(days)] for channel in channels}


def judge(world: World, wanted: Wanted) -> Verdict:
    """Each wanted edition that is neither held, skipped nor refused shows each of its messages once, in order."""
    total: Counter[str] = Counter()
    for (workspace, channel), editions in wanted.items():
        shown = [one for one in world.service.messages(channel) if one.workspace == workspace]
        known: set[str] = set()
        for day, slot in editions:
            key = EditionKey(workspace, channel, day, slot)
            keys = [f"{key.text}{position}" for position in range(world.count_of(key))]
            known |= set(keys)
            total.update(_judge(world, key, keys, shown))
        total["strange"] += sum(one.key not in known for one in shown)
    return Verdict(**{name: count for name, count in total.items() if count})


def _judge(world: World, key: EditionKey, keys: Sequence[str], shown: Sequence[Message]) -> dict[str, int]:
    counts = [sum(one.key == key for one in shown) for key in keys]
    record = world.fake.records.get(key.text)
    state = record.edition.state if record else None
    places = [keys.index(one.key) for one in shown if one.key in keys]
    excused = state in {State.HELD, State.SKIPPED, State.FAILED}
    return {
        "doubled": sum(max(0, count - 1) for count in counts),
        "lost": 0 if excused else counts.count(0),
        "disordered": int(places != sorted(places)),
        "held": int(state is State.HELD),
        "skipped": int(state is State.SKIPPED),
        "failed": int(state is State.FAILED),
        "open": int(record is not None and record.edition.settled_at is None),
    }
