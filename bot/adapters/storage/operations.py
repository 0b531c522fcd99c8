"""The few queries that cross workspaces; guards that they have names and one home."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from bot.adapters.storage.engine import Connections, batches
from bot.adapters.storage.repeats import KEPT, expire
from bot.adapters.storage.schema import articles, sources, workspace_sources, workspaces
from bot.adapters.storage.writing import Index
from bot.domain.documents import Place
from bot.services.ports import Follower

_FOLLOWERS = (
    select(sources.c.id, workspaces.c.key, sources.c.channel, workspace_sources.c.label, sources.c.name)
    .select_from(workspace_sources)
    .join(workspaces, workspaces.c.id == workspace_sources.c.workspace_id)
    .join(sources, sources.c.id == workspace_sources.c.source_id)
    .where(workspace_sources.c.followed, ~workspace_sources.c.paused)
    .order_by(sources.c.id, workspaces.c.id)
)


@dataclass(frozen=True, slots=True)
class Operations:
    """For the composition root only: what it returns belongs to nobody's answer."""

    connections: Connections
    index: Index

    async def expire(self, now: datetime) -> None:
        """Forget what only served to find copies of articles that are old by now, and old ends of embargoes."""
        old = (~articles.c.hidden, articles.c.shown_from < now - KEPT)
        async with self.connections.writing() as connection:
            await expire(connection, now)
            await connection.execute(update(articles).where(*old).values(shown_from=None))

    async def followers(self, source_ids: Sequence[int]) -> Sequence[Follower]:
        """Who follows these sources and has not paused them. What is kept to a channel is followed in that one."""
        found: list[Follower] = []
        async with self.connections.reading() as connection:
            for batch in batches(source_ids):
                for row in await connection.execute(_FOLLOWERS.where(sources.c.id.in_(batch))):
                    source_id, workspace, channel, label, name = row
                    found.append(Follower(source_id, Place(workspace, channel), label or name))
        return found

    async def release(self, now: datetime) -> int:
        """Show what was under embargo until now; how many articles. Late is possible, early is not.

        `shown_from` becomes the time of it: to an edition, that is when the article came.
        """
        over = select(articles.c.id).where(articles.c.hidden, articles.c.shown_from <= now)
        async with self.connections.reading() as connection:
            if not list(await connection.scalars(over.limit(1))):
                return 0
        async with self.connections.writing() as connection:
            ids = list(await connection.scalars(over))
            for batch in batches(ids):
                shown = update(articles).where(articles.c.id.in_(batch)).values(hidden=False, shown_from=now)
                await connection.execute(shown)
                await self.index.enter(connection, batch)
        return len(ids)

    async def workspace_id(self, key: str) -> int:
        """The workspace of that key, made where there is none yet."""
        wanted = select(workspaces.c.id).where(workspaces.c.key == key)
        async with self.connections.reading() as connection:
            found: int | None = await connection.scalar(wanted)
        if found is None:
            async with self.connections.writing() as connection:
                if await connection.scalar(wanted) is None:  # another process may have been faster
                    await connection.execute(insert(workspaces).values(key=key))
                found = (await connection.scalars(wanted)).one()
        return found
