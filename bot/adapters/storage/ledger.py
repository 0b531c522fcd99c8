"""The ledger of editions; guards that what is recorded is recorded by whoever holds the lease, all or nothing of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, exists, func, insert, or_, select, update

from bot.adapters.storage.damaged import read_claimed, set_apart
from bot.adapters.storage.edition_rows import is_there, read_editions
from bot.adapters.storage.edition_tables import editions, leases, parts, told
from bot.adapters.storage.engine import Connections, batches
from bot.adapters.storage.entering import enter, reason_of
from bot.domain.editions import SETTLED, Edition, Kind, PartState, State
from bot.services.ports import Claimed, Entry, Lease

DELIVERING = "delivering"


@dataclass(frozen=True, slots=True)
class SqlLedger:
    """Implements `ports.Ledger`. Every method raises StoreError where the database fails."""

    connections: Connections

    async def lead(self, owner: str, now: datetime, until: datetime) -> bool:
        """Whether this process is the one that delivers, up to `until`: of several, one at a time is."""
        beyond = until + (until - now)  # nobody leads for so long: the clock was ahead
        mine = or_(leases.c.owner == owner, leases.c.until <= now, leases.c.until > beyond)
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

    async def rewind(self, now: datetime, leased: datetime, put_off: datetime) -> None:
        """The clock was ahead, perhaps: undo what was reckoned by it, of editions that are not settled."""
        is_open = editions.c.settled_at.is_(None)
        async with self.connections.writing() as connection:
            free = update(editions).where(is_open, editions.c.lease_until > leased)
            await connection.execute(free.values(owner=None, lease_until=None))
            at_once = update(editions).where(is_open, editions.c.retry_at > put_off)
            await connection.execute(at_once.values(retry_at=None))
            for batch in batches(list(await connection.scalars(_never_begun(now)))):
                await connection.execute(delete(told).where(told.c.edition_id.in_(batch)))
                await connection.execute(delete(editions).where(editions.c.id.in_(batch)))

    async def claim(
        self, owner: str, now: datetime, until: datetime, limit: int, *, per_workspace: int = 1000
    ) -> Sequence[Claimed]:
        """Take editions that nobody works on and that can be composed or sent now, the longest due first."""
        if not await self._is_any_claimable(now):
            return ()
        async with self.connections.writing() as connection:
            claimable = _of_each_workspace(_claimable(now), now, per_workspace)
            taken = _one_a_channel(await connection.execute(claimable.limit(2 * limit)), limit)
            held = {"owner": owner, "lease_until": until, "attempt": editions.c.attempt + 1}
            for batch in batches(list(taken)):
                await connection.execute(update(editions).where(editions.c.id.in_(batch)).values(held))
        found = await read_claimed(self.connections, list(taken))  # drafts take their time, and nobody changes them now
        if damaged := [id_ for id_ in taken if id_ not in found]:
            await set_apart(self.connections, damaged, now)
        return [
            Claimed(found[id_][0], Lease(id_, owner, attempt + 1, until), found[id_][1], rescued=rescued)
            for id_, (attempt, rescued) in taken.items()
            if id_ in found
        ]

    async def _is_any_claimable(self, now: datetime) -> bool:
        """Without keeping others from writing: most of the time there is none."""
        async with self.connections.reading() as connection:
            return bool(list(await connection.execute(_claimable(now).limit(1))))

    async def record(self, entries: Sequence[Entry]) -> Sequence[bool]:
        """Store each entry whose lease holds at its time: whether it did. All are committed together."""
        if not entries:
            return ()
        async with self.connections.writing() as connection:
            return await enter(connection, entries)

    async def find(self, text: str) -> Edition | None:
        """The edition with this key's text."""
        async with self.connections.reading() as connection:
            id_ = await connection.scalar(select(editions.c.id).where(editions.c.key == text))
            return (await read_editions(connection, [id_])).get(id_) if id_ else None

    async def resolve(self, text: str, state: State, reason: str, now: datetime) -> bool:
        """A person's word on a held edition: SENT, or PLANNED for sending what is missing of it again."""
        held = and_(editions.c.key == text, editions.c.state == State.HELD.value)
        settled = now if state in SETTLED else None
        values = {
            "state": state.value,
            "reason": reason_of(reason),
            "settled_at": settled,
            "tries": 0,
            "retry_at": None,
        }
        async with self.connections.writing() as connection:
            id_ = await connection.scalar(select(editions.c.id).where(held))
            if id_ is None:
                return False
            await connection.execute(update(editions).where(editions.c.id == id_).values(values))
            open_ = and_(parts.c.edition_id == id_, parts.c.state != PartState.SENT.value)
            if state is State.SENT:
                await connection.execute(update(parts).where(open_).values(state=PartState.SENT.value))
            else:
                await connection.execute(delete(parts).where(open_))
        return True


def _one_a_channel(rows: Iterable[Row[*tuple[Any, ...]]], limit: int) -> dict[int, tuple[int, bool]]:
    """The first `limit` of claimable editions, one a channel: the attempts at each so far, and whether it was left.

    A channel has two of them at most, a digest and a correction.
    """
    taken: dict[int, tuple[int, bool]] = {}
    channels: set[tuple[int, str]] = set()
    for row in rows:
        channel = row.workspace_id, row.channel
        if len(taken) < limit and channel not in channels:
            channels.add(channel)
            taken[row.id] = row.attempt, row.owner is not None
    return taken


def _never_begun(now: datetime) -> Any:  # noqa: ANN401 - a select
    """Digests that were planned after `now` and of which nothing was posted."""
    begun = exists().where(parts.c.edition_id == editions.c.id)
    planned = and_(editions.c.kind == Kind.DIGEST.value, editions.c.state == State.PLANNED.value)
    return select(editions.c.id).where(editions.c.settled_at.is_(None), editions.c.planned_at > now, planned, ~begun)


def _of_each_workspace(claimable: Any, now: datetime, most: int) -> Any:  # noqa: ANN401 - a select of many columns
    """Of those, so many of a workspace that with what is in work there they are at most `most`."""
    place = func.row_number().over(partition_by=editions.c.workspace_id, order_by=(editions.c.due_at, editions.c.id))
    found = claimable.order_by(None).add_columns(editions.c.due_at, place.label("place")).subquery()
    working = (
        select(editions.c.workspace_id, func.count().label("editions"))
        .where(editions.c.settled_at.is_(None), editions.c.lease_until > now)
        .group_by(editions.c.workspace_id)
        .subquery()
    )
    return (
        select(found)
        .outerjoin(working, working.c.workspace_id == found.c.workspace_id)
        .where(found.c.place + func.coalesce(working.c.editions, 0) <= most)
        .order_by(found.c.due_at, found.c.id)
    )


def _claimable(now: datetime) -> Any:  # noqa: ANN401 - a select of many columns
    """Editions that can be worked on: of a channel one at a time, and its digests in order.

    One that was composed before an earlier one was posted would tell the same news. None of a workspace whose chat has
    left: they wait, in case it comes back.
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
        .where(editions.c.settled_at.is_(None), free, ~busy, is_there())
        .where(or_(editions.c.retry_at.is_(None), editions.c.retry_at <= now))
        .where(or_(~editions.c.composed, editions.c.due_at <= now))
        .order_by(editions.c.due_at, editions.c.id)
    )
