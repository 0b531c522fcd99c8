"""Articles as they were when they were shown, and as they are now; guards that a withdrawal can be told of.

The only read that hidden articles pass: `domain.citations` shows nothing of one that is withdrawn, and of one that is
hidden for another reason nothing is compared.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.engine import Connections, batches
from bot.adapters.storage.rows import article_of, quote_of, read, shape
from bot.adapters.storage.schema import articles, quotes, sources, versions
from bot.adapters.storage.store import ARTICLE, is_one_of
from bot.adapters.storage.visibility import Asker, is_of_visible_source
from bot.adapters.storage.writing import is_current
from bot.domain.intake import Markers
from bot.domain.models import ArticleRef, Quote
from bot.domain.revisions import Revision, Revisions

_WITHDRAWN, _WITHHELD = "withdrawn", "withheld"
_REVISION = (*ARTICLE, versions.c.standing, versions.c.embargoed_until, articles.c.version, articles.c.hidden)
_CORRECTION = ARTICLE.index(versions.c.correction)


@dataclass(frozen=True, slots=True)
class SqlArchive:
    """Implements `ports.Archive` for one asker. Raises StoreError where the database fails."""

    connections: Connections
    asker: Asker

    async def revisions(self, refs: Iterable[ArticleRef]) -> Revisions:
        """These versions and the newest of their articles, of sources that the asker may see."""
        by_ref: dict[ArticleRef, Revision] = {}
        newest: dict[int, Revision] = {}
        async with self.connections.reading() as connection:
            for batch in batches(list(dict.fromkeys(refs))):
                found = await self._read(connection, batch)
                by_ref |= {one.article.ref: one for one, _ in found}
                newest |= {one.article.id: one for one, is_newest in found if is_newest}
        return Revisions(by_ref, newest)

    async def _read(self, connection: AsyncConnection, refs: Sequence[ArticleRef]) -> list[tuple[Revision, bool]]:
        """Versions, each with whether it is its article's newest."""
        query = (
            select(*_REVISION)
            .select_from(articles)
            .join(versions, versions.c.article_id == articles.c.id)
            .join(sources, sources.c.id == articles.c.source_id)
            .where(articles.c.id.in_({ref.article_id for ref in refs}), or_(is_current(), is_one_of(refs)))
            .where(is_of_visible_source(self.asker, named=True))
        )
        found = list(read(await connection.execute(query), shape(_REVISION), _revision_of))
        said = await _quotes(connection, [one.article.ref for one, _ in found])
        return [
            (Revision(one.article, one.markers, tuple(said.get(one.article.ref, ())), one.hidden), is_newest)
            for one, is_newest in found
        ]


def _revision_of(row: Row[*tuple[Any, ...]]) -> tuple[Revision, bool]:
    *of_article, standing, embargoed_until, version, hidden = row
    markers = Markers(
        correction=of_article[_CORRECTION],
        withdrawn=standing == _WITHDRAWN,
        withheld=standing == _WITHHELD,
        embargoed_until=embargoed_until,
    )
    article = article_of(row[: len(ARTICLE)])
    is_newest = article.version == version
    return Revision(article, markers, hidden=is_newest and hidden and not markers.withdrawn), is_newest


async def _quotes(connection: AsyncConnection, refs: Sequence[ArticleRef]) -> Mapping[ArticleRef, list[Quote]]:
    found: dict[ArticleRef, list[Quote]] = {ref: [] for ref in refs}
    query = (
        select(quotes)
        .where(quotes.c.article_id.in_({ref.article_id for ref in refs}))
        .order_by(quotes.c.article_id, quotes.c.version, quotes.c.position)
    )
    for stored in read(await connection.execute(query), shape(quotes.c), quote_of):
        if stored.ref in found:
            found[stored.ref].append(stored.quote)
    return found
