"""The ledger, the agenda and the notices in memory: the same promises as storage, held by the same contract suite."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.domain.documents import Notice
from bot.domain.editions import SETTLED, Edition, Kind, PartState, SentPart, Skipped, State
from bot.domain.subscriptions import Subscription
from bot.services.ports import Change, Claimed, Coming, Entry, Lease, NewEdition, PartEntry, Pending, Planned, Told

LOOKED_BACK = timedelta(days=40)


@dataclass(slots=True)
class Record:
    """An edition and who works on it."""

    edition: Edition
    planned_at: datetime
    owner: str | None = None
    until: datetime | None = None
    attempt: int = 0
    told: tuple[Told, ...] = ()

    def is_free(self, now: datetime) -> bool:
        return self.until is None or self.until <= now

    def is_void(self, now: datetime) -> bool:
        """Whether it was given up while the clock was ahead."""
        edition = self.edition
        skipped_at = edition.settled_at if edition.state is State.SKIPPED else None
        return skipped_at is not None and skipped_at > now and not edition.parts


@dataclass(slots=True)
class FakeLedger:
    """Implements Agenda, Ledger and Notices."""

    subscriptions: dict[tuple[str, str], tuple[Subscription, datetime | None]] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    raised: dict[tuple[str, str], Pending] = field(default_factory=dict)
    told_ids: set[int] = field(default_factory=set)
    leader: tuple[str, datetime] | None = None
    gone: set[str] = field(default_factory=set)  # workspaces whose chats have left
    last_id: int = 0
    # The same records again, so that a year of them is not searched each time.
    by_id: dict[int, Record] = field(default_factory=dict)
    unsettled: dict[int, Record] = field(default_factory=dict)
    by_channel: dict[tuple[str, str], list[Record]] = field(default_factory=dict)

    # --- subscriptions and agenda ---------------------------------------------------------------------

    async def keep(self, subscription: Subscription, next_at: datetime | None) -> None:
        self.subscriptions[subscription.workspace, subscription.channel] = subscription, next_at

    async def coming(self, until: datetime, limit: int) -> Sequence[Coming]:
        near = [(at, one) for one, at in self.subscriptions.values() if at and at <= until and self._goes(one)]
        return [self._coming(one, until) for _, one in sorted(near, key=lambda pair: pair[0])[:limit]]

    async def of(self, workspace: str, channel: str, now: datetime) -> Coming | None:
        found = self.subscriptions.get((workspace, channel))
        return self._coming(found[0], now) if found else None

    async def everything(self, now: datetime) -> Sequence[Coming]:
        going = [one for one, _ in self.subscriptions.values() if self._goes(one) and not one.schedule.is_off]
        return [self._coming(one, now) for one in going]

    def _goes(self, one: Subscription) -> bool:
        return not one.stopped and one.workspace not in self.gone

    def _coming(self, one: Subscription, until: datetime) -> Coming:
        planned: set[tuple[date, int]] = set()
        for record in self.by_channel.get((one.workspace, one.channel), ()):
            edition, key = record.edition, record.edition.key
            given_up = record.is_void(until)
            if edition.kind is Kind.DIGEST and edition.due_at > until - LOOKED_BACK and not given_up:
                planned.add((key.date, key.slot))
        return Coming(one, frozenset(planned))

    async def plan(self, planned: Sequence[Planned], now: datetime) -> int:
        entered = 0
        for one in planned:
            for new in one.editions:
                entered += self._plan(new, now)
            where = one.workspace, one.channel
            there = self.subscriptions.get(where)
            if there and one.since in {None, there[0].since}:
                self.subscriptions[where] = there[0], one.next_at
        return entered

    def _plan(self, new: NewEdition, now: datetime) -> bool:
        there = self.records.get(new.key.text)
        if there and not there.is_void(now):
            return False
        self.last_id += 1
        edition = Edition(
            self.last_id,
            new.key,
            new.kind,
            new.due_at,
            State.SKIPPED if new.skipped else State.PLANNED,
            late=new.late,
            reason=new.skipped.value if new.skipped else "",
            draft=new.draft,
            thread=new.thread,
            settled_at=now if new.skipped else None,
        )
        if there:
            self._remove(there)
        record = self.records[new.key.text] = Record(edition, now)
        self.by_channel.setdefault((new.key.workspace, new.key.channel), []).append(record)
        self.by_id[edition.id] = record
        if not new.skipped:
            self.unsettled[edition.id] = record
        return True

    def _remove(self, record: Record) -> None:
        key = record.edition.key
        del self.records[key.text]
        del self.by_id[record.edition.id]
        self.unsettled.pop(record.edition.id, None)
        self.by_channel[key.workspace, key.channel].remove(record)

    # --- the ledger -----------------------------------------------------------------------------------

    async def lead(self, owner: str, now: datetime, until: datetime) -> bool:
        beyond = until + (until - now)
        if self.leader is None or self.leader[0] == owner or not now < self.leader[1] <= beyond:
            self.leader = owner, until
            return True
        return False

    async def release(self, owner: str) -> None:
        if self.leader and self.leader[0] == owner:
            self.leader = None
        for record in self._open():
            if record.owner == owner:
                record.owner = record.until = None

    async def rewind(self, now: datetime, leased: datetime, put_off: datetime) -> None:
        for record in self._open():
            edition = record.edition
            if record.until and record.until > leased:
                record.owner = record.until = None
            if edition.retry_at and edition.retry_at > put_off:
                record.edition = replace(edition, retry_at=None)
            never_begun = edition.state is State.PLANNED and edition.kind is Kind.DIGEST and not edition.parts
            if never_begun and record.planned_at > now:
                self._remove(record)

    async def claim(
        self, owner: str, now: datetime, until: datetime, limit: int, *, per_workspace: int = 1000
    ) -> Sequence[Claimed]:
        claimed: list[Claimed] = []
        working = Counter(one.edition.key.workspace for one in self._open() if not one.is_free(now))
        channels: set[tuple[str, str]] = set()
        for record in self._open():
            edition = record.edition
            where = edition.key.workspace, edition.key.channel
            ready = edition.draft is None or edition.due_at <= now
            waits = edition.retry_at is not None and edition.retry_at > now
            if not ready or waits or where in channels or not record.is_free(now) or self._is_busy(record, now):
                continue
            if working[edition.key.workspace] >= per_workspace or edition.key.workspace in self.gone:
                continue
            if len(claimed) == limit:
                break
            working[edition.key.workspace] += 1
            channels.add(where)
            rescued = record.owner is not None
            record.owner, record.until, record.attempt = owner, until, record.attempt + 1
            lease = Lease(edition.id, owner, record.attempt, until)
            claimed.append(Claimed(edition, lease, self.subscriptions.get(where, (None, None))[0], rescued))
        return claimed

    def _open(self) -> list[Record]:
        return sorted(self.unsettled.values(), key=lambda record: (record.edition.due_at, record.edition.id))

    def _is_busy(self, record: Record, now: datetime) -> bool:
        mine = record.edition
        for other in self.by_channel[mine.key.workspace, mine.key.channel]:
            one = other.edition
            if one is mine or one.settled_at is not None:
                continue
            earlier = one.kind is mine.kind and (one.due_at, one.id) < (mine.due_at, mine.id)
            if earlier or not other.is_free(now):
                return True
        return False

    async def record(self, entries: Sequence[Entry]) -> Sequence[bool]:
        return [self._record(entry) for entry in entries]

    def _record(self, entry: Entry) -> bool:
        lease, change = entry.lease, entry.change
        record = self.by_id.get(lease.edition_id)
        if record is None or (record.owner, record.attempt) != (lease.owner, lease.attempt) or record.is_free(entry.at):
            return False
        record.edition = _changed(record.edition, change, entry.at)
        if record.edition.settled_at is None:
            self.unsettled[lease.edition_id] = record
        else:
            self.unsettled.pop(lease.edition_id, None)
        if change.renew:
            record.until = change.renew
        if change.release:
            record.owner = record.until = None
        if change.composed:
            record.told = change.composed.told
        if change.stops:
            self._stop(record.edition, change)
        for key, notice in change.notices:
            self._raise(record.edition.key.workspace, key, notice)
        return True

    def _stop(self, edition: Edition, change: Change) -> None:
        for where, (one, at) in self.subscriptions.items():
            if where[0] == edition.key.workspace and (change.everywhere or where[1] == edition.key.channel):
                self.subscriptions[where] = replace(one, stopped=change.stops), at

    async def find(self, text: str) -> Edition | None:
        record = self.records.get(text)
        return record.edition if record else None

    async def resolve(self, text: str, state: State, reason: str, now: datetime) -> bool:
        record = self.records.get(text)
        if record is None or record.edition.state is not State.HELD:
            return False
        parts = [part for part in record.edition.parts if part.state is PartState.SENT or state is State.SENT]
        record.edition = replace(
            record.edition,
            state=state,
            reason=reason,
            settled_at=now if state in SETTLED else None,
            tries=0,
            retry_at=None,
            parts=tuple(replace(part, state=PartState.SENT) for part in parts),
        )
        if state not in SETTLED:
            self.unsettled[record.edition.id] = record
        return True

    # --- notices --------------------------------------------------------------------------------------

    async def raise_(self, workspace: str, key: str, notice: Notice, now: datetime) -> bool:
        del now
        return self._raise(workspace, key, notice)

    def _raise(self, workspace: str, key: str, notice: Notice) -> bool:
        if (workspace, key) in self.raised:
            return False
        self.raised[workspace, key] = Pending(len(self.raised) + 1, workspace, notice)
        return True

    async def pending(self, limit: int, after: int = 0) -> Sequence[Pending]:
        return [one for one in self.raised.values() if one.id not in self.told_ids and one.id > after][:limit]

    async def told(self, id_: int, now: datetime) -> None:
        del now
        self.told_ids.add(id_)

    # --- for tests ------------------------------------------------------------------------------------

    def editions_of(self, channel: str) -> list[Edition]:
        """The channel's editions, in the order in which they were due."""
        found = [record.edition for record in self.records.values() if record.edition.key.channel == channel]
        return sorted(found, key=lambda edition: edition.due_at)

    def skipped(self, why: Skipped) -> list[Edition]:
        return [one.edition for one in self.records.values() if one.edition.reason == why.value]


def _changed(edition: Edition, change: Change, now: datetime) -> Edition:
    if change.state is not None:
        settled = now if change.state in SETTLED else None
        edition = replace(edition, state=change.state, settled_at=settled, retry_at=None)
    if change.reason:
        edition = replace(edition, reason=change.reason)
    if change.composed is not None:
        edition = replace(edition, draft=change.composed.draft, expected=change.composed.expected)
    if change.part is not None:
        edition = replace(edition, parts=_with_part(edition.parts, change.part, now))
    return replace(
        edition,
        late=edition.late or change.late,
        tries=edition.tries if change.tries is None else change.tries,
        retry_at=change.retry_at or edition.retry_at,
    )


def _with_part(parts: Sequence[SentPart], entry: PartEntry, now: datetime) -> tuple[SentPart, ...]:
    before = next((part for part in parts if part.position == entry.position), None)
    others = [part for part in parts if part.position != entry.position]
    if entry.state is None:
        return tuple(others)
    begun = now if before is None or entry.state is PartState.SENDING else before.started_at
    new = SentPart(entry.position, entry.state, begun, entry.message_id, entry.digest, entry.stories)
    return tuple(sorted([*others, new], key=lambda part: part.position))
