"""What is due, over all workspaces; guards that an edition is entered once, whoever plans it and how often."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.edition_tables import editions, parts, subscriptions, told
from bot.adapters.storage.engine import Connections, batches
from bot.adapters.storage.faults import Unreadable
from bot.adapters.storage.rows import Values, read, shape
from bot.adapters.storage.schema import UtcTime, workspaces
from bot.adapters.storage.subscribing import COLUMNS, subscribed, subscription_of
from bot.domain.draft_json import write_draft
from bot.domain.editions import Kind, State
from bot.domain.subscriptions import Subscription
from bot.services.ports import Coming, NewEdition, Planned

# Longer than the domain looks back for what is due, by the days that a time zone or a clock can be off.
_LOOKED_BACK = timedelta(days=40)
_SHAPE = shape((*COLUMNS, subscriptions.c.id))
_SET_NEXT = (
    update(subscriptions)
    .where(
        subscriptions.c.workspace_id == bindparam("in_workspace"), subscriptions.c.channel == bindparam("of_channel")
    )
    .where(subscriptions.c.since == func.coalesce(bindparam("as_since", type_=UtcTime), subscriptions.c.since))
    .values(next_at=bindparam("new_next_at"))
)


@dataclass(frozen=True, slots=True)
class SqlAgenda:
    """Implements `ports.Agenda`. Every method raises StoreError where the database fails."""

    connections: Connections

    async def coming(self, until: datetime, limit: int) -> Sequence[Coming]:
        """Subscriptions with a slot at or before `until` that is not planned yet, the earliest first.

        None of a workspace whose chat has left.
        """
        near = _going(subscribed(subscriptions.c.id)).where(subscriptions.c.next_at <= until)
        return await self._coming(near.order_by(subscriptions.c.next_at, subscriptions.c.id).limit(limit), until)

    async def of(self, workspace: str, channel: str, now: datetime) -> Coming | None:
        """One channel's subscription, with what was planned for it already."""
        mine = subscribed(subscriptions.c.id).where(workspaces.c.key == workspace, subscriptions.c.channel == channel)
        return next(iter(await self._coming(mine, now)), None)

    async def everything(self, now: datetime) -> Sequence[Coming]:
        """All subscriptions that are not off and not stopped: for working out anew when they are due."""
        going = _going(subscribed(subscriptions.c.id)).order_by(subscriptions.c.id)
        return [one for one in await self._coming(going, now) if not one.subscription.schedule.is_off]

    async def _coming(self, wanted: Any, until: datetime) -> Sequence[Coming]:  # noqa: ANN401 - a select of many columns
        async with self.connections.reading() as connection:
            rows = list(await connection.execute(wanted))
            found, damaged = _read(rows)
            planned = await _planned(connection, list(found), until)
        if damaged:
            await self._stop(damaged)
        return [Coming(one, frozenset(planned.get(id_, ()))) for id_, one in found.items()]

    async def _stop(self, damaged: Sequence[int]) -> None:
        """What cannot be read would be found again and again, and keep everybody from what follows."""
        async with self.connections.writing() as connection:
            stopped = update(subscriptions).where(subscriptions.c.id.in_(damaged))
            await connection.execute(stopped.values(stopped="its record is damaged"))

    async def plan(self, planned: Sequence[Planned], now: datetime) -> int:
        """Enter editions, each once whatever happens: how many of them were new."""
        async with self.connections.writing() as connection:
            ids = await _workspace_ids(connection, {one.workspace for one in planned})
            there = [one for one in planned if one.workspace in ids]  # one may have been removed meanwhile
            entered = await enter_editions(connection, [new for one in there for new in one.editions], now)
            if there:
                await connection.execute(_SET_NEXT, [_next_row(ids[one.workspace], one) for one in there])
        return entered


def _going(subscribed: Any) -> Any:  # noqa: ANN401 - selects of many columns
    """Of those, what is not stopped, of workspaces whose chats are there."""
    return subscribed.where(subscriptions.c.stopped == "", workspaces.c.gone_at.is_(None))


def _read(rows: Sequence[Row[*tuple[Any, ...]]]) -> tuple[dict[int, Subscription], list[int]]:
    """Subscriptions by their ids, and the ids of those that cannot be read."""
    found: dict[int, Subscription] = {}
    damaged: list[int] = []
    for row in rows:
        try:
            found |= dict(read([row], _SHAPE, lambda one: (one[-1], subscription_of(one[:-1]))))
        except Unreadable:
            damaged.append(row[-1])
    return found, damaged


async def enter_editions(connection: AsyncConnection, new: Sequence[NewEdition], now: datetime) -> int:
    """Enter editions, each once by its key: how many were new. Those of a workspace that is not there are left out."""
    ids = await _workspace_ids(connection, {one.key.workspace for one in new})
    rows = [_edition_row(ids[one.key.workspace], one, now) for one in new if one.key.workspace in ids]
    return sum([await _enter(connection, batch, now) for batch in batches(rows)])


async def _enter(connection: AsyncConnection, rows: Sequence[Values], now: datetime) -> int:
    """What was given up while the clock was ahead makes way, and with it what it would have told."""
    keys = [row["key"] for row in rows]
    void = list(await connection.scalars(select(editions.c.id).where(editions.c.key.in_(keys), _given_up(now))))
    if void:
        await connection.execute(delete(told).where(told.c.edition_id.in_(void)))
        await connection.execute(delete(editions).where(editions.c.id.in_(void)))
    engine = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = engine.insert(editions).on_conflict_do_nothing(index_elements=["key"]).returning(editions.c.id)
    return len((await connection.execute(statement, list(rows))).all())


def _given_up(now: datetime) -> ColumnElement[bool]:
    """Editions that were skipped while the clock was ahead of `now`; never one that has reached its channel."""
    reached = exists().where(parts.c.edition_id == editions.c.id)
    return and_(editions.c.state == State.SKIPPED.value, editions.c.settled_at > now, ~reached)


async def _planned(
    connection: AsyncConnection, ids: Sequence[int], until: datetime
) -> dict[int, set[tuple[date, int]]]:
    """Dates and slots that were planned, by subscription; what was given up does not count."""
    planned: dict[int, set[tuple[date, int]]] = {}
    same = and_(editions.c.workspace_id == subscriptions.c.workspace_id, editions.c.channel == subscriptions.c.channel)
    for batch in batches(ids):
        query = (
            select(subscriptions.c.id, editions.c.day, editions.c.slot)
            .join_from(subscriptions, editions, same)
            .where(subscriptions.c.id.in_(batch), editions.c.due_at > until - _LOOKED_BACK)
            .where(editions.c.kind == Kind.DIGEST.value, ~_given_up(until))
        )
        for id_, day, slot in await connection.execute(query):
            planned.setdefault(id_, set()).add((day, slot))
    return planned


async def _workspace_ids(connection: AsyncConnection, keys: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for batch in batches(sorted(keys)):
        query = select(workspaces.c.key, workspaces.c.id).where(workspaces.c.key.in_(batch))
        found |= {row.key: row.id for row in await connection.execute(query)}
    return found


def _next_row(workspace_id: int, one: Planned) -> Values:
    return {
        "in_workspace": workspace_id,
        "of_channel": one.channel,
        "as_since": one.since,
        "new_next_at": one.next_at,
    }


def _edition_row(workspace_id: int, new: NewEdition, now: datetime) -> Values:
    return {
        "workspace_id": workspace_id,
        "channel": new.key.channel,
        "key": new.key.text,
        "kind": new.kind.value,
        "day": new.key.date,
        "slot": new.key.slot,
        "of": new.key.of,
        "due_at": new.due_at,
        "state": (State.SKIPPED if new.skipped else State.PLANNED).value,
        "late": new.late,
        "reason": new.skipped.value if new.skipped else "",
        "tries": 0,
        "attempt": 0,
        "composed": new.draft is not None,
        "draft": write_draft(new.draft) if new.draft else None,
        "expected": 0,
        "thread": new.thread,
        "planned_at": now,
        "settled_at": now if new.skipped else None,
    }
