"""Subscriptions, and the ledger of what was sent. Guards that what is recorded is recorded by whoever holds the lease.

`Agenda`, `Ledger`, `Posted` and `Notices` cross workspaces: only delivering and the composition root use them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.domain.documents import Notice
from bot.domain.drafts import BriefingDraft, CorrectionDraft
from bot.domain.editions import Edition, EditionKey, Kind, PartState, Skipped, State
from bot.domain.models import ArticleRef
from bot.domain.subscriptions import Subscription


class Subscriptions(Protocol):
    """What the channels of one workspace have asked for."""

    async def all(self) -> Sequence[Subscription]:
        """Every one, by channel."""
        ...

    async def of(self, channel: str) -> Subscription | None:
        """A channel's, if it has one."""
        ...

    async def keep(self, subscription: Subscription, next_at: datetime | None) -> None:
        """Store it in place of the channel's former one; `next_at` is when its next edition is due, None for never."""
        ...

    async def remove(self, channel: str) -> None:
        """Forget it. What was posted there stays on record."""
        ...


@dataclass(frozen=True, slots=True)
class Coming:
    """A subscription with a slot that is near or past, and its local dates and slots that were planned already."""

    subscription: Subscription
    planned: frozenset[tuple[date, int]]


@dataclass(frozen=True, slots=True)
class NewEdition:
    """An edition to be entered in the ledger; one with `skipped` is settled at once."""

    key: EditionKey
    due_at: datetime
    kind: Kind = Kind.DIGEST
    late: bool = False
    skipped: Skipped | None = None
    draft: CorrectionDraft | None = None
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """What has become due for one channel, and when its next edition is due.

    `since` is that of the subscription that it was worked out from: one whose schedule was set anew meanwhile keeps the
    time that was set with it. None is for whatever schedule there is.
    """

    workspace: str
    channel: str
    editions: tuple[NewEdition, ...]
    next_at: datetime | None
    since: datetime | None = None


class Agenda(Protocol):
    """What is due, over all workspaces."""

    async def coming(self, until: datetime, limit: int) -> Sequence[Coming]:
        """Subscriptions with a slot at or before `until` that is not planned yet, the earliest first."""
        ...

    async def of(self, workspace: str, channel: str, now: datetime) -> Coming | None:
        """One channel's subscription, with what was planned for it already."""
        ...

    async def plan(self, planned: Sequence[Planned], now: datetime) -> int:
        """Enter editions, each once whatever happens: how many of them were new."""
        ...

    async def everything(self, now: datetime) -> Sequence[Coming]:
        """All subscriptions that are neither off nor stopped: for working out anew when they are due.

        So it is done at start, and after the clock was changed.
        """
        ...


# --- the ledger --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on an edition until a moment; `attempt` tells it from an earlier one of the same owner."""

    edition_id: int
    owner: str
    attempt: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """An edition with the right to work on it. `rescued`: its former owner let the lease run out."""

    edition: Edition
    lease: Lease
    subscription: Subscription | None
    rescued: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """An article of a story that an edition tells; `shown` where words of it are shown, not only its link."""

    story_id: str
    ref: ArticleRef
    shown: bool


@dataclass(frozen=True, slots=True)
class Composed:
    """The draft of an edition, the number of its messages, and what it tells."""

    draft: BriefingDraft
    expected: int
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class PartEntry:
    """How far a message is. None as the state means that it was certainly not posted, and has no record any more."""

    position: int
    state: PartState | None
    message_id: str | None = None
    digest: str = ""
    stories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be recorded about an edition; what is None or empty stays as it is.

    `release` gives the lease back, `renew` lengthens it. `retry_at`: it is claimed again only from then on. `stops`
    tells why the channel, or with `everywhere` the whole workspace, gets nothing any more. `notices` are for the
    workspace's admin, each once by its key.
    """

    state: State | None = None
    reason: str = ""
    late: bool = False
    composed: Composed | None = None
    part: PartEntry | None = None
    tries: int | None = None
    retry_at: datetime | None = None
    release: bool = False
    renew: datetime | None = None
    stops: str = ""
    everywhere: bool = False
    notices: tuple[tuple[str, Notice], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A change of a claimed edition, all or nothing of it: refused where the lease does not hold at its time."""

    lease: Lease
    at: datetime
    change: Change


class Ledger(Protocol):
    """What became of every edition."""

    async def lead(self, owner: str, now: datetime, until: datetime) -> bool:
        """Whether this process is the one that delivers, up to `until`: of several, one at a time is."""
        ...

    async def claim(
        self, owner: str, now: datetime, until: datetime, limit: int, *, per_workspace: int = 1000
    ) -> Sequence[Claimed]:
        """Take editions that nobody works on and that can be composed or sent now, the longest due first.

        Of a channel one at a time, and of a workspace `per_workspace`, those in work among them. A lease lasts up to
        `until`. A stopped channel's are among them: to be skipped.
        """
        ...

    async def rewind(self, now: datetime, leased: datetime, put_off: datetime) -> None:
        """The clock was ahead, perhaps: undo what was reckoned by it, of editions that are not settled.

        Nobody has a lease beyond `leased` any more, none is put off beyond `put_off`, and a digest that was planned
        after `now` and not begun is planned no more.
        """
        ...

    async def record(self, entries: Sequence[Entry]) -> Sequence[bool]:
        """Store each entry whose lease holds at its time: whether it did. All are committed together."""
        ...

    async def release(self, owner: str) -> None:
        """Give back every lease of this process, and the lead: it works on nothing any more."""
        ...

    async def find(self, text: str) -> Edition | None:
        """The edition with this key's text."""
        ...

    async def resolve(self, text: str, state: State, reason: str, now: datetime) -> bool:
        """A person's word on a held edition: SENT, or PLANNED for sending what is missing of it again."""
        ...


class History(Protocol):
    """What was delivered in one workspace."""

    async def edition(self, text: str) -> Edition | None:
        """The edition with this key's text; None where there is none, or it is another workspace's."""
        ...

    async def editions(self, *, channel: str | None = None, limit: int = 100) -> Sequence[Edition]:
        """The newest first."""
        ...

    async def told(self, channel: str, since: datetime) -> Sequence[Told]:
        """What the channel was told in messages that were sent, or may have been, since then; the oldest first.

        Of an edition whose messages name stories, only these: it may have ended before its last message.
        """
        ...

    async def covered(self, channel: str) -> int | None:
        """The upper bound of the window of the last edition that was sent there; None where none was."""
        ...


# --- what was posted and has changed since ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pending:
    """A notice for a workspace's admin that was not told yet."""

    id: int
    workspace: str
    notice: Notice


class Notices(Protocol):
    """Notices for admins, each once by its key."""

    async def raise_(self, workspace: str, key: str, notice: Notice, now: datetime) -> bool:
        """Keep it to be told; whether its key is new."""
        ...

    async def pending(self, limit: int, after: int = 0) -> Sequence[Pending]:
        """What is to be told, the oldest first; of ids above `after`."""
        ...

    async def told(self, id_: int, now: datetime) -> None:
        """It was."""
        ...
