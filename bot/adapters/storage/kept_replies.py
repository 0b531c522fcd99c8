"""Replies of a language model that are kept. Guards that they stay few, and that what is one workspace's stays its own.

The oldest go where there are more than `MOST`, or where they are larger together than `MOST_BYTES`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.engine import Connections
from bot.adapters.storage.model_tables import model_replies
from bot.adapters.storage.rows import read, shape
from bot.adapters.storage.schema import workspaces
from bot.domain.text import storable

MOST = 20_000
MOST_BYTES = 64 << 20
LONGEST = 256 << 10  # bytes of one reply; a longer one is not kept
_LEFT = 0.9  # of what is allowed, once there was too much: not every reply has to make room for itself
_REPLY = (model_replies.c.reply,)
_SHAPE = shape(_REPLY)


@dataclass(frozen=True, slots=True)
class SqlReplies:
    """Implements `ports.Replies`. Every method raises StoreError where the database fails."""

    connections: Connections
    most: int = MOST
    most_bytes: int = MOST_BYTES

    async def find(self, scope: str, key: str, now: datetime) -> str | None:
        """The reply as JSON, unless it is too old."""
        query = select(*_REPLY).where(_is(scope, key), model_replies.c.kept_until > now)
        async with self.connections.reading() as connection:
            return next(read(await connection.execute(query), _SHAPE, lambda row: str(row[0])), None)

    async def keep(self, scope: str, key: str, reply: str, now: datetime, until: datetime) -> None:
        """Keep it until then, unless its workspace is gone or it is too long."""
        text = storable(reply)
        size = len(text.encode())
        if size > LONGEST:
            return
        engine = postgresql if self.connections.is_postgres else sqlite
        kept: dict[str, Any] = {"reply": text, "size": size, "kept_at": now, "kept_until": until}
        new = engine.insert(model_replies).values(scope=storable(scope), key=storable(key), **kept)
        async with self.connections.writing() as connection:
            if scope and await connection.scalar(select(workspaces.c.id).where(workspaces.c.key == scope)) is None:
                return
            await connection.execute(new.on_conflict_do_update(index_elements=["scope", "key"], set_=kept))
            await self._make_room(connection)

    async def _make_room(self, connection: AsyncConnection) -> None:
        count, size = (await connection.execute(select(func.count(), func.sum(model_replies.c.size)))).one()
        if count <= self.most and (size or 0) <= self.most_bytes:
            return
        newest_first = (model_replies.c.kept_at.desc(), model_replies.c.scope, model_replies.c.key)
        ranked = select(
            model_replies.c.scope,
            model_replies.c.key,
            func.row_number().over(order_by=newest_first).label("place"),
            func.sum(model_replies.c.size).over(order_by=newest_first).label("together"),
        ).subquery()
        beyond = or_(ranked.c.place > int(self.most * _LEFT), ranked.c.together > int(self.most_bytes * _LEFT))
        old = select(ranked.c.scope, ranked.c.key).where(beyond)
        await connection.execute(
            delete(model_replies).where(tuple_(model_replies.c.scope, model_replies.c.key).in_(old))
        )

    async def prune(self, now: datetime) -> int:
        """Erase what is too old; how many."""
        async with self.connections.writing() as connection:
            return await erase_old_replies(connection, now)


def _is(scope: str, key: str) -> ColumnElement[bool]:
    return and_(model_replies.c.scope == storable(scope), model_replies.c.key == storable(key))


async def erase_old_replies(connection: AsyncConnection, now: datetime) -> int:
    """Erase what is too old; how many."""
    return (await connection.execute(delete(model_replies).where(model_replies.c.kept_until <= now))).rowcount


async def erase_replies(connection: AsyncConnection, workspace_id: int) -> None:
    """Erase what is one workspace's."""
    mine = select(workspaces.c.key).where(workspaces.c.id == workspace_id)
    await connection.execute(delete(model_replies).where(model_replies.c.scope == mine.scalar_subquery()))
