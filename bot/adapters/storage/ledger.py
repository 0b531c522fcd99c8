"""The ledger of editions; guards that what is recorded is recorded by whoever holds the lease, all or nothing of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.edition_rows import read_editions, read_subscriptions
from bot.adapters.storage.edition_tables import editions, leases, parts, subscriptions, told
from bot.adapters.storage.engine import Connections, batches
from bot.adapters.storage.notices import raise_notices
from bot.adapters.storage.rows import Values
from bot.domain.draft_json import write_draft
from bot.domain.editions import SETTLED, Edition, PartState, State
from bot.domain.text import cut, one_line, storable
from bot.services.ports import Change, Claimed, Composed, Entry, Lease, PartEntry

DELIVERING = "delivering"
_REASON = 300  # characters


@dataclass(frozen=True, slots=True)
class SqlLedger:
    """Implements `ports.Ledger`. Every method raises StoreError where the database fails."""

    connections: Connections

    async def lead(self, owner: str, now: datetime, until: datetime) -> bool:
        """Whether this process is the one that delivers, up to `until`: of several, one at a time is."""
        mine = or_(leases.c.owner == owner, leases.c.until <= now)
        async with self.connections.writing() as connection:
            taken = await connection.execute(
                update(leases).where(leases.c.name == DELIVERING, mine).values(owner=owner, until=until)
            )
            if taken.rowcount:
                return True
            if await connection.scalar(select(exists().where(leases.c.name == DELIVERING))):
                return False
            await connection.execute(insert(leases).values(name=DELIVERING, owner=owner, until=until))
            return True

    async def release(self, owner: str) -> None:
        """Give back every lease of this process, and the lead: it works on nothing any more."""
        async with self.connections.writing() as connection:
            await connection.execute(delete(leases).where(leases.c.owner == owner))
            given_back = update(editions).where(editions.c.owner == owner, editions.c.settled_at.is_(None))
            await connection.execute(given_back.values(owner=None, lease_until=None))

    async def claim(self, owner: str, now: datetime, until: datetime, limit: int) -> Sequence[Claimed]:
        """Take editions that nobody works on and that can be composed or sent now, the longest due first."""
        async with self.connections.reading() as connection:
            if not list(await connection.execute(_claimable(now).limit(1))):
                return []
        async with self.connections.writing() as connection:
            rows = list(await connection.execute(_claimable(now).limit(2 * limit)))
            first = {(row.workspace_id, row.channel): row for row in reversed(rows)}
            ids = {row.id: row for row in rows if first[row.workspace_id, row.channel] is row}
            taken = {id_: ids[id_] for id_ in list(ids)[:limit]}
            for batch in batches(list(taken)):
                held = {"owner": owner, "lease_until": until, "attempt": editions.c.attempt + 1}
                await connection.execute(update(editions).where(editions.c.id.in_(batch)).values(held))
            found = await read_editions(connection, list(taken))
            subscribed = await read_subscriptions(connection, list(taken))
        return [
            Claimed(
                found[id_],
                Lease(id_, owner, row.attempt + 1, until),
                subscribed.get(id_),
                rescued=row.owner is not None,
            )
            for id_, row in taken.items()
        ]

    async def record(self, entries: Sequence[Entry]) -> Sequence[bool]:
        """Store each entry whose lease holds at its time: whether it did. All are committed together."""
        async with self.connections.writing() as connection:
            return [await self._enter(connection, entry) for entry in entries]

    async def _enter(self, connection: AsyncConnection, entry: Entry) -> bool:
        lease, change = entry.lease, entry.change
        holds = and_(
            editions.c.id == lease.edition_id,
            editions.c.owner == lease.owner,
            editions.c.attempt == lease.attempt,
            editions.c.lease_until > entry.at,
        )
        changed = await connection.execute(update(editions).where(holds).values(_values(change, entry.at)))
        if not changed.rowcount:
            return False
        if change.composed is not None:
            await _tell(connection, lease.edition_id, change.composed)
        if change.part is not None:
            await _keep_part(connection, lease.edition_id, change.part, entry.at)
        if change.stops or change.notices:
            await self._beyond(connection, lease.edition_id, change, entry.at)
        return True

    async def _beyond(self, connection: AsyncConnection, edition_id: int, change: Change, now: datetime) -> None:
        """What a change means for more than its edition."""
        of = select(editions.c.workspace_id, editions.c.channel).where(editions.c.id == edition_id)
        workspace_id, channel = (await connection.execute(of)).one()
        if change.stops:
            stopped = update(subscriptions).where(subscriptions.c.workspace_id == workspace_id)
            if not change.everywhere:
                stopped = stopped.where(subscriptions.c.channel == channel)
            await connection.execute(stopped.values(stopped=_line(change.stops)))
        await raise_notices(connection, workspace_id, change.notices, now)

    async def find(self, text: str) -> Edition | None:
        """The edition with this key's text."""
        async with self.connections.reading() as connection:
            id_ = await connection.scalar(select(editions.c.id).where(editions.c.key == text))
            return (await read_editions(connection, [id_])).get(id_) if id_ else None

    async def resolve(self, text: str, state: State, reason: str, now: datetime) -> bool:
        """A person's word on a held edition: SENT, or PLANNED for sending what is missing of it again."""
        held = and_(editions.c.key == text, editions.c.state == State.HELD)
        settled = now if state in SETTLED else None
        values = {"state": state.value, "reason": _line(reason), "settled_at": settled, "tries": 0, "retry_at": None}
        async with self.connections.writing() as connection:
            id_ = await connection.scalar(select(editions.c.id).where(held))
            if id_ is None:
                return False
            await connection.execute(update(editions).where(editions.c.id == id_).values(values))
            open_ = and_(parts.c.edition_id == id_, parts.c.state != PartState.SENT)
            if state is State.SENT:
                await connection.execute(update(parts).where(open_).values(state=PartState.SENT.value))
            else:
                await connection.execute(delete(parts).where(open_))
        return True


def _claimable(now: datetime) -> Any:  # noqa: ANN401 - a select of many columns
    """Editions that can be worked on: of a channel one at a time, and its digests in order.

    One that was composed before an earlier one was posted would tell the same news.
    """
    free = or_(editions.c.lease_until.is_(None), editions.c.lease_until <= now)
    other = editions.alias()
    earlier = or_(
        other.c.due_at < editions.c.due_at, and_(other.c.due_at == editions.c.due_at, other.c.id < editions.c.id)
    )
    busy = exists().where(
        other.c.workspace_id == editions.c.workspace_id,
        other.c.channel == editions.c.channel,
        other.c.settled_at.is_(None),
        or_(other.c.lease_until > now, and_(other.c.kind == editions.c.kind, earlier)),
    )
    return (
        select(editions.c.id, editions.c.workspace_id, editions.c.channel, editions.c.owner, editions.c.attempt)
        .where(editions.c.settled_at.is_(None), free, ~busy)
        .where(or_(editions.c.retry_at.is_(None), editions.c.retry_at <= now))
        .where(or_(editions.c.draft.is_(None), editions.c.due_at <= now))
        .order_by(editions.c.due_at, editions.c.id)
    )


def _values(change: Change, now: datetime) -> Values:
    """The columns that a change sets. Whoever enters it still has the lease, so that there is always one to set."""
    values: Values = {"owner": None, "lease_until": None} if change.release else {"owner": editions.c.owner}
    if change.renew is not None:
        values["lease_until"] = change.renew
    if change.state is not None:
        values |= {"state": change.state.value, "settled_at": now if change.state in SETTLED else None}
        values["retry_at"] = None
    if change.reason:
        values["reason"] = _line(change.reason)
    if change.late:
        values["late"] = True
    if change.tries is not None:
        values["tries"] = change.tries
    if change.retry_at is not None:
        values["retry_at"] = change.retry_at
    if change.composed is not None:
        composed = change.composed
        values |= {
            "draft": write_draft(composed.draft),
            "high": composed.draft.window.high,
            "expected": composed.expected,
        }
    return values


def _line(text: str) -> str:
    return cut(one_line(storable(text)), _REASON)


# --- parts, and what was told --------------------------------------------------------------------------------


async def _tell(connection: AsyncConnection, edition_id: int, composed: Composed) -> None:
    await connection.execute(delete(told).where(told.c.edition_id == edition_id))
    rows = [
        {
            "edition_id": edition_id,
            "place": place,
            "story_id": one.story_id,
            "article_id": one.ref.article_id,
            "version": one.ref.version,
            "shown": one.shown,
        }
        for place, one in enumerate(composed.told)
    ]
    for batch in batches(rows):
        await connection.execute(insert(told), list(batch))


async def _keep_part(connection: AsyncConnection, edition_id: int, part: PartEntry, now: datetime) -> None:
    """A part's time is when its request went out."""
    mine = and_(parts.c.edition_id == edition_id, parts.c.position == part.position)
    if part.state is None:
        await connection.execute(delete(parts).where(mine))
        return
    values: Values = {"state": part.state.value, "message_id": part.message_id}
    if part.state is PartState.SENDING:
        values["started_at"] = now
    if (await connection.execute(update(parts).where(mine).values(values))).rowcount:
        return
    values |= {"digest": part.digest, "stories": "\n".join(part.stories), "started_at": now}
    await connection.execute(insert(parts).values(edition_id=edition_id, position=part.position, **values))
