"""A desk: everything that delivering keeps, over the fake or over a database, so that one suite serves all."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.adapters.storage.database import Database
from bot.domain.documents import Notice
from bot.domain.drafts import BriefingDraft, DraftStory
from bot.domain.editions import Edition, EditionKey, Kind, PartState, State
from bot.domain.models import EVERYTHING, ArticleRef, Window
from bot.domain.subscriptions import Schedule, Slot, Subscription
from bot.services.ports import (
    Agenda,
    Change,
    Claimed,
    Composed,
    Entry,
    History,
    Lease,
    Ledger,
    NewEdition,
    Notices,
    PartEntry,
    Planned,
    Subscriptions,
    Told,
)
from tests.adapters.storage.builders import NOW, analysed
from tests.fakes.history import FakeHistory, FakeSubscriptions
from tests.fakes.ledger import FakeLedger

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MORNING = Schedule((Slot(time(7, 30)),), "Europe/Berlin")


@dataclass(frozen=True, slots=True)
class Desk:
    """The ports of delivering; `refs` are stored articles, of each of the workspaces red and blue alike."""

    agenda: Agenda
    ledger: Ledger
    notices: Notices
    subscriptions: Callable[[str], Subscriptions]
    history: Callable[[str], History]
    refs: Sequence[ArticleRef]
    leave: Callable[[str], Awaitable[None]]
    come_back: Callable[[str], Awaitable[None]]

    async def subscribe(self, *channels: str, workspace: str = "red", next_at: datetime | None = NOW) -> None:
        for channel in channels:
            await self.subscriptions(workspace).keep(subscription(channel, workspace), next_at)

    async def plan(self, *new: NewEdition, now: datetime = NOW, next_at: datetime | None = None) -> int:
        where: dict[tuple[str, str], list[NewEdition]] = {}
        for one in new:
            where.setdefault((one.key.workspace, one.key.channel), []).append(one)
        planned = [Planned(*key, tuple(editions), next_at) for key, editions in where.items()]
        return await self.agenda.plan(planned, now)

    async def claim(
        self, owner: str = "me", now: datetime = NOW, limit: int = 10, lease: timedelta = MINUTE
    ) -> Sequence[Claimed]:
        return await self.ledger.claim(owner, now, now + lease, limit)

    async def take(self, *new: NewEdition, now: datetime = NOW) -> Lease:
        """Plan an edition and claim it."""
        await self.plan(*new, now=now)
        (claimed, *_) = await self.claim(now=now)
        return claimed.lease

    async def enter(self, lease: Lease, change: Change, at: datetime = NOW) -> bool:
        (stored,) = await self.ledger.record([Entry(lease, at, change)])
        return stored

    async def found(self, new: NewEdition) -> Edition:
        edition = await self.ledger.find(new.key.text)
        assert edition
        return edition

    def composed(self, *stories: str, high: int = 900) -> Composed:
        """A draft that tells these stories, each of the next stored article."""
        told = tuple(Told(story, ref, shown=True) for story, ref in zip(stories, self.refs, strict=False))
        drafts = tuple(DraftStory(one.story_id, one.ref, (), (one.ref,), "new") for one in told)
        return Composed(BriefingDraft(drafts, Window(0, high)), len(stories), told)


def subscription(channel: str, workspace: str = "red") -> Subscription:
    return Subscription(workspace, channel, MORNING, NOW - 30 * DAY)


def edition(
    channel: str = "general",
    *,
    workspace: str = "red",
    due: datetime = NOW,
    slot: int = 1,
    of: str = "",
    day: date | None = None,
) -> NewEdition:
    key = EditionKey(workspace, channel, day or due.date(), slot, of)
    return NewEdition(key, due, Kind.CORRECTION if of else Kind.DIGEST)


def part(position: int, state: PartState | None, id_: str | None = None, *stories: str) -> PartEntry:
    return PartEntry(position, state, id_, f"digest {position}", stories)


def sent(*stories: str) -> Change:
    """An edition of one message that has arrived."""
    return Change(State.SENT, part=part(0, PartState.SENT, "m1", *stories), release=True)


def without_id(one: Edition) -> Edition:
    return replace(one, id=0)


def told_of(name: str) -> Notice:
    return Notice(name, {"channel": "general"})


def fake_desk() -> Desk:
    ledger = FakeLedger()
    refs = [ArticleRef(number, 1) for number in range(1, 6)]

    async def leave(workspace: str) -> None:
        ledger.gone.add(workspace)

    async def come_back(workspace: str) -> None:
        ledger.gone.discard(workspace)

    return Desk(
        ledger,
        ledger,
        ledger,
        lambda workspace: FakeSubscriptions(ledger, workspace),
        lambda workspace: FakeHistory(ledger, workspace),
        refs,
        leave,
        come_back,
    )


async def stored_desk(database: Database) -> Desk:
    spaces = {key: await database.workspace(key) for key in ("red", "blue")}
    for space in spaces.values():
        await space.store.add([analysed(f"article {number}") for number in range(1, 6)], NOW)
    refs = [ArticleRef(one.id, one.version) for one in await spaces["red"].store.window(EVERYTHING, 5)]
    return Desk(
        database.agenda,
        database.ledger,
        database.notices,
        lambda workspace: spaces[workspace].subscriptions,
        lambda workspace: spaces[workspace].history,
        refs,
        lambda workspace: database.operations.gone(workspace, NOW),
        database.operations.back,
    )
