"""What the channels of a workspace have asked for, as rows; guards that a channel has one subscription."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, delete, insert, select, update

from bot.adapters.storage.edition_tables import subscriptions
from bot.adapters.storage.engine import Connections
from bot.adapters.storage.rows import Values, read, shape
from bot.adapters.storage.schema import workspaces
from bot.domain.subscriptions import Choice, Length, QuietHours, Schedule, Slot, Subscription, WhenQuiet
from bot.domain.text import storable

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
    subscriptions.c.ping,
)
_SHAPE = shape(COLUMNS)


def subscription_of(row: Sequence[Any]) -> Subscription:
    """A subscription from a row of COLUMNS."""
    workspace, channel, schedule, since, choice, stories, length, when_quiet, quiet_hours, stopped, ping = row
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
        ping,
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
        "stopped": storable(one.stopped),
        "ping": storable(one.ping),
    }


def subscribed(*more: Column[Any]) -> Any:  # noqa: ANN401 - a select of many columns
    """What `subscription_of` reads, and more behind it."""
    joined = workspaces.c.id == subscriptions.c.workspace_id
    return select(*COLUMNS, *more).select_from(subscriptions).join(workspaces, joined)


@dataclass(frozen=True, slots=True)
class SqlSubscriptions:
    """Implements `ports.Subscriptions` for one workspace. Every method raises StoreError where the database fails."""

    connections: Connections
    workspace_id: int

    async def all(self) -> Sequence[Subscription]:
        """Every one, by channel."""
        async with self.connections.reading() as connection:
            rows = await connection.execute(subscribed().where(self._mine()).order_by(subscriptions.c.channel))
            return list(read(rows, _SHAPE, subscription_of))

    async def of(self, channel: str) -> Subscription | None:
        """A channel's, if it has one."""
        async with self.connections.reading() as connection:
            rows = await connection.execute(subscribed().where(self._of(channel)))
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
