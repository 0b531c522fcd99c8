"""What was delivered in one workspace, for its next briefings and its admin; guards that no other workspace sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select

from bot.adapters.storage.edition_rows import edition_columns, with_parts
from bot.adapters.storage.edition_tables import editions, parts, told
from bot.adapters.storage.engine import Connections
from bot.domain.editions import Edition, Kind, State
from bot.domain.models import ArticleRef
from bot.services.ports import Told


@dataclass(frozen=True, slots=True)
class SqlHistory:
    """Implements `ports.History` for one workspace. Every method raises StoreError where the database fails."""

    connections: Connections
    workspace_id: int

    async def editions(self, *, channel: str | None = None, limit: int = 100) -> Sequence[Edition]:
        """The newest first."""
        mine, order = self._mine(channel), (editions.c.due_at.desc(), editions.c.id.desc())
        newest = select(editions.c.id).where(mine).order_by(*order).limit(limit)  # sorted without their drafts
        query = edition_columns().where(mine, editions.c.id.in_(newest.scalar_subquery())).order_by(*order)
        async with self.connections.reading() as connection:
            return await with_parts(connection, await connection.execute(query))

    async def edition(self, text: str) -> Edition | None:
        """The edition with this key's text, of this workspace."""
        query = edition_columns().where(self._mine(None), editions.c.key == text)
        async with self.connections.reading() as connection:
            return next(iter(await with_parts(connection, await connection.execute(query))), None)

    async def told(self, channel: str, since: datetime) -> Sequence[Told]:
        """What the channel was told in messages that were sent, or may have been, since then; the oldest first.

        Messages name their stories. Of an edition that ended before its last message, the rest was not told.
        """
        reached = and_(self._mine(channel), editions.c.due_at >= since)
        messages = select(parts.c.edition_id, parts.c.stories).join(editions, editions.c.id == parts.c.edition_id)
        query = (
            select(editions.c.id, told.c.story_id, told.c.article_id, told.c.version, told.c.shown)
            .join(editions, editions.c.id == told.c.edition_id)
            .where(reached, _reached())
            .order_by(editions.c.due_at, editions.c.id, told.c.place)
        )
        named: dict[int, set[str]] = {}
        async with self.connections.reading() as connection:
            rows = list(await connection.execute(query))
            for id_, stories in await connection.execute(messages.where(reached)):
                named.setdefault(id_, set()).update(filter(None, stories.split("\n")))
        return [
            Told(story, ArticleRef(article, version), shown)
            for id_, story, article, version, shown in rows
            if story in named.get(id_, ()) or not named.get(id_)
        ]

    async def covered(self, channel: str) -> int | None:
        """The upper bound of the window of the last edition that was sent there; None where none was.

        One that failed half way counts for nothing: what its messages told is known, and the rest is news still.
        """
        counts = and_(editions.c.kind == Kind.DIGEST.value, editions.c.state != State.FAILED.value)
        query = select(func.max(editions.c.high)).where(self._mine(channel), _reached(), counts)
        async with self.connections.reading() as connection:
            high: int | None = await connection.scalar(query)
            return high

    def _mine(self, channel: str | None) -> ColumnElement[bool]:
        mine = editions.c.workspace_id == self.workspace_id
        return mine if channel is None else and_(mine, editions.c.channel == channel)


def _reached() -> ColumnElement[bool]:
    """Editions of which a message has reached the channel, or may have."""
    return exists().where(parts.c.edition_id == editions.c.id)
