"""The few queries that cross workspaces; guards that they have names and one home."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, select, update

from bot.adapters.storage.engine import Connections, batches
from bot.adapters.storage.repeats import KEPT, expire
from bot.adapters.storage.schema import articles, sources, workspace_sources, workspaces
from bot.adapters.storage.writing import Index
from bot.domain.documents import Place
from bot.domain.editions import State
from bot.domain.errors import StoreLocked
from bot.services.ports import Follower, Pulse, Tenant

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
        """Forget what is of no use any more: keys by which copies of articles that are old by now were met, old ends
        of embargoes, events and threads of chats, replies of a model. What was reserved for it long ago is used.
        """
        from bot.adapters.storage.kept_replies import erase_old_replies  # noqa: PLC0415 - a question starts without it
        from bot.adapters.storage.spending import lapse  # noqa: PLC0415 - as above
        from bot.adapters.storage.talks import forget  # noqa: PLC0415 - as above

        old = (~articles.c.hidden, articles.c.shown_from < now - KEPT)
        async with self.connections.writing() as connection:
            await expire(connection, now)
            await forget(connection, now)
            await erase_old_replies(connection, now)
            await lapse(connection, now)
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

    # --- upkeep: `ports.Upkeep` ---

    async def prune(self, before: datetime, limit: int) -> int:
        """Erase articles first seen and editions settled before then, at most `limit` of each; how many of both.

        One short transaction; 0 where nothing is left to erase. What an edition tells is kept while the edition is.
        """
        from bot.adapters.storage.erasing import erase_old  # noqa: PLC0415 - once a day is enough

        async with self.connections.writing() as connection:
            return await erase_old(connection, self.index, before, limit)

    async def pulse(self, now: datetime) -> Pulse:
        """What an operator watches of all editions, in numbers."""
        from bot.adapters.storage.pulse import read_pulse  # noqa: PLC0415 - only where somebody watches

        async with self.connections.reading() as connection:
            return await read_pulse(connection, now)

    async def tenants(self) -> Sequence[Tenant]:
        """All workspaces, by key."""
        from bot.adapters.storage.edition_tables import editions  # noqa: PLC0415 - a question starts without it

        mine = workspace_sources.c.workspace_id == workspaces.c.id
        linked = select(func.count()).select_from(workspace_sources).where(mine)
        held = (
            select(func.count())
            .select_from(workspace_sources)
            .join(articles, articles.c.source_id == workspace_sources.c.source_id)
            .where(mine, ~articles.c.hidden)
        )
        posted = (editions.c.workspace_id == workspaces.c.id, editions.c.state == State.SENT.value)
        last = select(func.max(editions.c.settled_at)).where(*posted)
        counts = linked.scalar_subquery(), held.scalar_subquery(), last.scalar_subquery()
        query = select(workspaces.c.key, *counts, workspaces.c.gone_at)
        async with self.connections.reading() as connection:
            return [Tenant(*row) for row in await connection.execute(query.order_by(workspaces.c.key))]

    async def gone(self, workspace: str, now: datetime) -> None:
        """Its chat has left: it gets nothing meanwhile, and its schedules are kept. The first time counts."""
        await self._set_gone(workspace, now, workspaces.c.gone_at.is_(None))

    async def back(self, workspace: str) -> None:
        """Its chat is there again: everything goes on."""
        await self._set_gone(workspace, None, workspaces.c.gone_at.is_not(None))

    async def _set_gone(self, key: str, at: datetime | None, where: ColumnElement[bool]) -> None:
        async with self.connections.writing() as connection:
            of_key = update(workspaces).where(workspaces.c.key == key, where)
            await connection.execute(of_key.values(gone_at=at))

    async def left(self, before: datetime) -> Sequence[str]:
        """Keys of the workspaces whose chats have left at or before then, and have not come back."""
        query = select(workspaces.c.key).where(workspaces.c.gone_at <= before).order_by(workspaces.c.key)
        async with self.connections.reading() as connection:
            return list(await connection.scalars(query))

    async def unlink(self, key: str, *, left_before: datetime | None = None) -> bool:
        """A workspace follows nothing and gets nothing any more; False where there is none of that key.

        With `left_before` only where its chat left at or before then, and has not come back meanwhile.
        """
        from bot.adapters.storage.erasing import unlink  # noqa: PLC0415 - as above

        async with self.connections.writing() as connection:
            query = select(workspaces.c.id).where(workspaces.c.key == key)
            if left_before is not None:
                query = query.where(workspaces.c.gone_at <= left_before)
            found = await connection.scalar(query)
            if found is not None:
                await unlink(connection, found)
            return found is not None

    async def erase(self, key: str, limit: int) -> int:
        """Erase articles and editions of a workspace that was unlinked, at most `limit` of each; how many of both.

        One short transaction; 0 where nothing is left of it, itself included.
        """
        from bot.adapters.storage.erasing import erase_some  # noqa: PLC0415 - as above

        async with self.connections.writing() as connection:
            found = await connection.scalar(select(workspaces.c.id).where(workspaces.c.key == key))
            return 0 if found is None else await erase_some(connection, self.index, found, limit)

    async def rewrite(self) -> bool:
        """Write a SQLite file anew, so that nothing that was deleted is left in it; False where others use it.

        Deleted words stay in the full-text index until its parts are merged, and deleted rows in free space; the
        documentation of SQLite names VACUUM as the way to be rid of them. PostgreSQL does so by itself, in time.
        """
        if self.connections.is_postgres:
            return True
        try:
            async with self.connections.writing() as connection:
                await connection.exec_driver_sql("INSERT INTO search_index (search_index) VALUES ('optimize')")
            async with self.connections.reading() as connection:
                await connection.exec_driver_sql("VACUUM")
                return not (await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).scalars().first()
        except StoreLocked:
            return False
