"""Threads in which something was asked, and events that were taken up; guards that an event is taken up once.

Neither is kept for long: `forget` is called in each round of polling.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.chat_tables import handled_events, talks
from bot.adapters.storage.engine import Connections
from bot.adapters.storage.rows import digest, read, shape
from bot.domain.text import cut, storable
from bot.services.ports import Talk

EVENTS_KEPT = timedelta(days=1)
TALKS_KEPT = timedelta(days=30)
QUESTIONS = 6  # the last ones
_CHARACTERS = 2_000  # of one question
_ARTICLES = 50
_TALK = talks.c.channel, talks.c.thread, talks.c.questions, talks.c.only
_SHAPE = shape(_TALK)


@dataclass(frozen=True, slots=True)
class SqlHandled:
    """Implements `ports.Handled` for one workspace. Raises StoreError where the database fails."""

    connections: Connections
    workspace_id: int

    async def first(self, key: str, now: datetime) -> bool:
        """Whether this is the first time in a day: of several processes that ask at once, one is told so."""
        engine = postgresql if self.connections.is_postgres else sqlite
        new = engine.insert(handled_events).values(workspace_id=self.workspace_id, key_digest=digest(key), at=now)
        statement = new.on_conflict_do_update(
            index_elements=["workspace_id", "key_digest"],
            set_={"at": now},
            where=handled_events.c.at <= now - EVENTS_KEPT,
        ).returning(handled_events.c.at)
        async with self.connections.writing() as connection:
            return (await connection.execute(statement)).first() is not None


@dataclass(frozen=True, slots=True)
class SqlTalks:
    """Implements `ports.Talks` for one workspace. Every method raises StoreError where the database fails."""

    connections: Connections
    workspace_id: int

    async def of(self, channel: str, thread: str) -> Talk | None:
        """What it was about; None for a thread in which nothing was asked, or long ago."""
        query = select(*_TALK).where(
            talks.c.workspace_id == self.workspace_id,
            talks.c.channel == storable(channel),
            talks.c.thread == storable(thread),
        )
        async with self.connections.reading() as connection:
            return next(read(await connection.execute(query), _SHAPE, _talk_of), None)

    async def keep(self, talk: Talk, now: datetime) -> None:
        """Store it in place of what was known: the last six questions, their beginnings where they are long."""
        engine = postgresql if self.connections.is_postgres else sqlite
        questions = [cut(storable(question), _CHARACTERS) for question in talk.questions[-QUESTIONS:]]
        values = {"questions": json.dumps(questions), "only": json.dumps(talk.only[:_ARTICLES]), "at": now}
        new = engine.insert(talks).values(
            workspace_id=self.workspace_id, channel=storable(talk.channel), thread=storable(talk.thread), **values
        )
        key = ["workspace_id", "channel", "thread"]
        async with self.connections.writing() as connection:
            await connection.execute(new.on_conflict_do_update(index_elements=key, set_=values))


def _talk_of(row: Row[*tuple[Any, ...]]) -> Talk:
    channel, thread, questions, only = row
    asked, ids = json.loads(questions), json.loads(only)
    for found, kind in ((asked, str), (ids, int)):
        if not isinstance(found, list) or not all(type(one) is kind for one in found):
            raise TypeError(found)
    return Talk(channel, thread, tuple(asked), tuple(ids))


async def forget(connection: AsyncConnection, now: datetime) -> None:
    """Events of a day ago and threads of a month ago, of all workspaces."""
    await connection.execute(delete(handled_events).where(handled_events.c.at <= now - EVENTS_KEPT))
    await connection.execute(delete(talks).where(talks.c.at <= now - TALKS_KEPT))
