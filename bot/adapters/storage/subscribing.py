"""Subscriptions as rows, and what is due; guards that an edition is entered once, whoever plans it and how often."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.edition_tables import editions, subscriptions
from bot.adapters.storage.engine import Connections, batches
from bot.adapters.storage.rows import Values, read, shape
from bot.adapters.storage.schema import workspaces
from bot.domain.draft_json import write_draft
from bot.domain.editions import Kind, State
from bot.domain.subscriptions import Choice, Length, QuietHours, Schedule, Slot, Subscription, WhenQuiet
from bot.services.ports import Coming, NewEdition, Planned

COLUMNS = (
    workspaces.c.key,
    subscriptions.c.channel,
    subscriptions.c.schedule,
    subscriptions.c.since,
    subscriptions.c.choice,
    subscriptions.c.stories,
    subscriptions.c.length,
    subscriptions.c.when_quiet,
    subscriptions.c.quiet_hours,
    subscriptions.c.stopped,
)
_SHAPE = shape(COLUMNS)
# Longer than the domain looks back for what is due, by the days that a time zone or a clock can be off.
_LOOKED_BACK = timedelta(days=40)


def subscription_of(row: Row[*tuple[Any, ...]]) -> Subscription:
    """A subscription from a row of COLUMNS."""
    workspace, channel, schedule, since, choice, stories, length, when_quiet, quiet_hours, stopped = row
    return Subscription(
        workspace,
        channel,
        _schedule_of(json.loads(schedule)),
        since,
        _choice_of(json.loads(choice)),
        stories,
        Length(length),
        WhenQuiet(when_quiet),
        QuietHours(*map(time.fromisoformat, quiet_hours.split("-"))) if quiet_hours else None,
        stopped,
    )


def _schedule_of(stored: dict[str, Any]) -> Schedule:
    slots = [Slot(time.fromisoformat(at), frozenset(days)) for at, days in stored["slots"]]
    return Schedule(tuple(slots), stored["zone"])


def _choice_of(stored: dict[str, Any]) -> Choice:
    lists = {name: tuple(stored[name]) for name in ("sources", "topics", "include", "exclude")}
    return Choice(**lists, language=stored["language"])


def _row(one: Subscription, next_at: datetime | None) -> Values:
    slots = [[f"{slot.at:%H:%M}", sorted(slot.days)] for slot in one.schedule.slots]
    hours = one.quiet_hours
    choice = {name: getattr(one.choice, name) for name in ("sources", "topics", "include", "exclude", "language")}
    return {
        "channel": one.channel,
        "schedule": json.dumps({"zone": one.schedule.zone, "slots": slots}),
        "since": one.since,
        "next_at": next_at,
        "choice": json.dumps(choice),
        "stories": one.stories,
        "length": one.length.value,
        "when_quiet": one.when_quiet.value,
        "quiet_hours": f"{hours.start:%H:%M}-{hours.end:%H:%M}" if hours else "",
        "stopped": one.stopped,
    }


@dataclass(frozen=True, slots=True)
class SqlSubscriptions:
    """Implements `ports.Subscriptions` for one workspace. Every method raises StoreError where the database fails."""

    connections: Connections
    workspace_id: int

    async def all(self) -> Sequence[Subscription]:
        """Every one, by channel."""
        async with self.connections.reading() as connection:
            rows = await connection.execute(_subscribed().where(self._mine()).order_by(subscriptions.c.channel))
            return list(read(rows, _SHAPE, subscription_of))

    async def of(self, channel: str) -> Subscription | None:
        """A channel's, if it has one."""
        async with self.connections.reading() as connection:
            rows = await connection.execute(_subscribed().where(self._of(channel)))
            return next(read(rows, _SHAPE, subscription_of), None)

    async def keep(self, subscription: Subscription, next_at: datetime | None) -> None:
        """Store it in place of the channel's former one; `next_at` is when its next edition is due, None for never."""
        values = _row(subscription, next_at)
        async with self.connections.writing() as connection:
            changed = await connection.execute(
                update(subscriptions).where(self._of(subscription.channel)).values(values)
            )
            if not changed.rowcount:
                await connection.execute(insert(subscriptions).values(workspace_id=self.workspace_id, **values))

    async def remove(self, channel: str) -> None:
        """Forget it. What was posted there stays on record."""
        async with self.connections.writing() as connection:
            await connection.execute(delete(subscriptions).where(self._of(channel)))

    def _mine(self) -> ColumnElement[bool]:
        return subscriptions.c.workspace_id == self.workspace_id

    def _of(self, channel: str) -> ColumnElement[bool]:
        return and_(self._mine(), subscriptions.c.channel == channel)


def _subscribed() -> Any:  # noqa: ANN401 - a select of many columns
    joined = workspaces.c.id == subscriptions.c.workspace_id
    return select(*COLUMNS).select_from(subscriptions).join(workspaces, joined)


# --- over all workspaces ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SqlAgenda:
    """Implements `ports.Agenda`. Every method raises StoreError where the database fails."""

    connections: Connections

    async def coming(self, until: datetime, limit: int) -> Sequence[Coming]:
        """Subscriptions with a slot at or before `until` that is not planned yet, the earliest first."""
        wanted = _subscribed().where(subscriptions.c.next_at <= until, subscriptions.c.stopped == "")
        return await self._coming(wanted.order_by(subscriptions.c.next_at).limit(limit), until)

    async def of(self, workspace: str, channel: str, now: datetime) -> Coming | None:
        """One channel's subscription, with what was planned for it already."""
        wanted = _subscribed().where(workspaces.c.key == workspace, subscriptions.c.channel == channel)
        return next(iter(await self._coming(wanted, now)), None)

    async def everything(self, now: datetime) -> Sequence[Coming]:
        """All subscriptions that were not stopped: for working out anew when they are due."""
        return await self._coming(_subscribed().where(subscriptions.c.stopped == ""), now)

    async def _coming(self, wanted: Any, until: datetime) -> Sequence[Coming]:  # noqa: ANN401 - as above
        async with self.connections.reading() as connection:
            found = list(read(await connection.execute(wanted), _SHAPE, subscription_of))
            planned = await self._planned(connection, found, until)
        return [Coming(one, frozenset(planned.get((one.workspace, one.channel), ()))) for one in found]

    async def _planned(
        self, connection: AsyncConnection, found: Sequence[Subscription], until: datetime
    ) -> dict[tuple[str, str], set[tuple[date, int]]]:
        """Dates and slots that were planned. One that was given up while the clock was ahead does not count."""
        planned: dict[tuple[str, str], set[tuple[date, int]]] = {}
        given_up = and_(editions.c.state == State.SKIPPED, editions.c.planned_at > until)
        for batch in batches(found):
            query = (
                select(workspaces.c.key, editions.c.channel, editions.c.day, editions.c.slot)
                .join(workspaces, workspaces.c.id == editions.c.workspace_id)
                .where(workspaces.c.key.in_({one.workspace for one in batch}))
                .where(editions.c.channel.in_({one.channel for one in batch}))
                .where(editions.c.kind == Kind.DIGEST, editions.c.due_at > until - _LOOKED_BACK, ~given_up)
            )
            for workspace, channel, day, slot in await connection.execute(query):
                planned.setdefault((workspace, channel), set()).add((day, slot))
        return planned

    async def plan(self, planned: Sequence[Planned], now: datetime) -> int:
        """Enter editions, each once whatever happens: how many of them were new."""
        entered = 0
        async with self.connections.writing() as connection:
            ids = await self._workspace_ids(connection, {one.workspace for one in planned})
            rows = [_edition_row(ids[one.workspace], new, now) for one in planned for new in one.editions]
            for batch in batches(rows, 100):
                entered += await self._enter(connection, batch, now)
            for one in planned:
                mine = and_(subscriptions.c.workspace_id == ids[one.workspace], subscriptions.c.channel == one.channel)
                await connection.execute(update(subscriptions).where(mine).values(next_at=one.next_at))
        return entered

    async def _enter(self, connection: AsyncConnection, rows: Sequence[Values], now: datetime) -> int:
        """What was given up while the clock was ahead makes way."""
        keys = [row["key"] for row in rows]
        void = and_(editions.c.key.in_(keys), editions.c.state == State.SKIPPED, editions.c.planned_at > now)
        await connection.execute(delete(editions).where(void))
        engine = postgresql if self.connections.is_postgres else sqlite
        statement = engine.insert(editions).on_conflict_do_nothing(index_elements=["key"]).returning(editions.c.id)
        return len((await connection.execute(statement, list(rows))).all())

    async def _workspace_ids(self, connection: AsyncConnection, keys: set[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for batch in batches(sorted(keys)):
            query = select(workspaces.c.key, workspaces.c.id).where(workspaces.c.key.in_(batch))
            found |= {row.key: row.id for row in await connection.execute(query)}
        return found


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
        "draft": write_draft(new.draft) if new.draft else None,
        "expected": 0,
        "thread": new.thread,
        "planned_at": now,
        "settled_at": now if new.skipped else None,
    }
