"""Notices for admins, kept until they were told; guards that each is told once by its key."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.edition_tables import notices
from bot.adapters.storage.engine import Connections
from bot.adapters.storage.rows import read, shape
from bot.adapters.storage.schema import workspaces
from bot.domain.documents import Notice
from bot.domain.text import storable
from bot.services.ports import Pending

_PENDING = (notices.c.id, workspaces.c.key, notices.c.name, notices.c["values"])
_SHAPE = shape(_PENDING)


@dataclass(frozen=True, slots=True)
class SqlNotices:
    """Implements `ports.Notices`. Every method raises StoreError where the database fails."""

    connections: Connections

    async def raise_(self, workspace: str, key: str, notice: Notice, now: datetime) -> bool:
        """Keep it to be told; whether its key is new."""
        async with self.connections.writing() as connection:
            id_ = await connection.scalar(select(workspaces.c.id).where(workspaces.c.key == workspace))
            return id_ is not None and await raise_notices(connection, id_, [(key, notice)], now) > 0

    async def pending(self, limit: int, after: int = 0) -> Sequence[Pending]:
        """What is to be told, the oldest first; of ids above `after`."""
        query = (
            select(*_PENDING)
            .join(workspaces, workspaces.c.id == notices.c.workspace_id)
            .where(notices.c.told_at.is_(None), notices.c.id > after)
            .order_by(notices.c.id)
            .limit(limit)
        )
        async with self.connections.reading() as connection:
            rows = await connection.execute(query)
            return list(read(rows, _SHAPE, _pending_of))

    async def told(self, id_: int, now: datetime) -> None:
        """It was."""
        async with self.connections.writing() as connection:
            await connection.execute(update(notices).where(notices.c.id == id_).values(told_at=now))


def _pending_of(row: Row[*tuple[Any, ...]]) -> Pending:
    id_, workspace, name, values = row
    return Pending(id_, workspace, Notice(name, {str(key): str(value) for key, value in json.loads(values).items()}))


async def raise_notices(
    connection: AsyncConnection, workspace_id: int, raised: Sequence[tuple[str, Notice]], now: datetime
) -> int:
    """Keep notices to be told, each once by its key; how many were new."""
    new = 0
    engine = postgresql if connection.dialect.name == "postgresql" else sqlite
    for key, notice in raised:
        values = {
            "workspace_id": workspace_id,
            "key": storable(key),
            "name": notice.name,
            "values": json.dumps(dict(notice.values)),
            "raised_at": now,
        }
        statement = engine.insert(notices).values(values).on_conflict_do_nothing().returning(notices.c.id)
        new += len((await connection.execute(statement)).all())
    return new
