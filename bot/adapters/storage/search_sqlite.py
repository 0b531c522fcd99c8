"""Full-text search with SQLite's FTS5; guards that what is searched for is never query syntax.

Ranks by bm25 (Robertson and others, 1994) over title, speakers' names and text of current versions. The index
holds words only: its texts are those of the view `search_content`, which is why an article must leave it
before it changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, column, literal_column, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.asked import phrases
from bot.adapters.storage.engine import Connections
from bot.adapters.storage.schema import articles
from bot.adapters.storage.visibility import Asker, is_visible
from bot.adapters.storage.writing import Index
from bot.services.ports import Hit, Query

_INDEX = table("search_index", column("rowid"))
# A word in the title weighs more than a speaker's name, and that more than a word of the text.
_RANK: ColumnElement[float] = literal_column("bm25(search_index, 8.0, 4.0, 1.0)")
_MATCHES = text("search_index MATCH :match")
_ONLY = text("+search_index.rowid IN (SELECT value FROM json_each(:only))")

_LEAVE = """
    INSERT INTO search_index (search_index, rowid, title, speakers, text)
    SELECT 'delete', id, title, speakers, text FROM search_content WHERE id IN :ids
"""
_ENTER = """
    INSERT INTO search_index (rowid, title, speakers, text)
    SELECT id, title, speakers, text FROM search_content WHERE id IN :ids
"""


@dataclass(frozen=True, slots=True)
class SqliteSearch:
    """Implements `ports.Search` for one asker. Raises StoreError where the database fails."""

    connections: Connections
    asker: Asker

    async def find(self, query: Query) -> Sequence[Hit]:
        """The best matches, best first; of equal ones the newer first."""
        asked = phrases(query.terms)
        if not asked:
            return ()
        found = (
            select(_INDEX.c.rowid, _RANK.label("rank"))
            .join_from(_INDEX, articles, articles.c.id == _INDEX.c.rowid)
            .where(_MATCHES, _INDEX.c.rowid.between(query.window.low, query.window.high - 1))
            .where(is_visible(self.asker, named=query.only is not None))
            .order_by(_RANK, _INDEX.c.rowid.desc())
            .limit(query.limit)
        )
        values = {"match": (" AND " if query.every else " OR ").join(f'"{phrase}"' for phrase in asked)}
        if query.only is not None:
            found, values["only"] = found.where(_ONLY), str(list(query.only))
        async with self.connections.reading() as connection:
            return [Hit(row.rowid, -row.rank) for row in await connection.execute(found, values)]


async def _leave(connection: AsyncConnection, ids: Sequence[int]) -> None:
    await connection.execute(text(_LEAVE).bindparams(bindparam("ids", expanding=True)), {"ids": ids})


async def _enter(connection: AsyncConnection, ids: Sequence[int]) -> None:
    await connection.execute(text(_ENTER).bindparams(bindparam("ids", expanding=True)), {"ids": ids})


SQLITE_INDEX = Index(_leave, _enter)
