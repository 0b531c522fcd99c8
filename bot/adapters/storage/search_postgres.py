"""Full-text search with PostgreSQL's tsvector; guards that what is searched for is never query syntax.

Words are cut before PostgreSQL sees them (`asked.plain`), so that both engines find the same articles. Three
measures keep a search short in a large database, where reading a document costs far more than finding it:

- Each document holds the day on which it was first seen as a word of its own ("@2340", which no text holds), so
  that the index alone finds what matches within a window.
- PostgreSQL's `ts_rank` knows nothing of how rare a word is. Rareness is taken from the matches themselves, as
  bm25 does (Robertson and others, 1994), and chooses, with a word's presence in the headline, the candidates.
- Only the candidates' documents are read, for `ts_rank` to weigh title, speakers, text and repetition.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import TextClause, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.asked import phrases, plain
from bot.adapters.storage.engine import Connections
from bot.adapters.storage.schema import articles, versions
from bot.adapters.storage.visibility import Asker, visible_sources
from bot.adapters.storage.writing import Index, is_current
from bot.domain.models import ID_SEQUENCE_BITS, Window
from bot.services.ports import Hit, Query

_LONGEST_TEXT = 200_000  # characters that are searched; a tsvector holds one mebibyte
_DAY = 86_400_000 << ID_SEQUENCE_BITS  # ids
_MOST_DAYS = 62  # beyond that, naming the days costs more than it saves
_CANDIDATES = 2  # for each hit wanted

_LEAVE = text("DELETE FROM search_index WHERE article_id = ANY (CAST(:ids AS BIGINT[]))")
_ENTER = text("""
    INSERT INTO search_index (article_id, source_id, headline, document) VALUES (
        :article_id,
        :source_id,
        setweight(to_tsvector('newsbot', :title), 'A') || setweight(to_tsvector('newsbot', :speakers), 'B'),
        setweight(to_tsvector('newsbot', :title), 'A') || setweight(to_tsvector('newsbot', :speakers), 'B')
        || to_tsvector('newsbot', :text) || array_to_tsvector(ARRAY[:day])
    )
    ON CONFLICT (article_id) DO UPDATE SET headline = excluded.headline, document = excluded.document
""")

# `article_id + 0`: the index on ids would read every document of the window.
# The weights are those of text (D, C), speakers (B) and title (A); 1 divides by the logarithm of the length.
_FIND = """
WITH asked AS MATERIALIZED (
    SELECT term, phraseto_tsquery('newsbot', phrase) AS word
    FROM unnest(CAST(:phrases AS TEXT[])) WITH ORDINALITY AS given (phrase, term)
    WHERE numnode(phraseto_tsquery('newsbot', phrase)) > 0
),
match AS MATERIALIZED (
    SELECT asked.term, asked.word, found.article_id, found.headline @@ asked.word AS ahead
    FROM asked JOIN search_index AS found ON found.document @@ ({sought} && CAST(:days AS TSQUERY))
    WHERE found.article_id + 0 BETWEEN :low AND :high AND found.source_id = ANY (CAST(:visible AS BIGINT[])) {only}
),
looked_at AS (
    SELECT CASE WHEN :days = '' THEN (SELECT count(DISTINCT article_id) FROM match)
    ELSE (SELECT count(*) FROM search_index WHERE article_id BETWEEN :low AND :high) END AS articles
),
rareness AS (
    SELECT term, ln(1 + (min(looked_at.articles) - count(*) + 0.5) / (count(*) + 0.5))::FLOAT AS weight
    FROM match CROSS JOIN looked_at GROUP BY term
),
candidate AS (
    SELECT article_id FROM match JOIN rareness USING (term) GROUP BY article_id
    ORDER BY sum(weight * CASE WHEN ahead THEN 2 ELSE 1 END) DESC, article_id DESC LIMIT :candidates
)
SELECT article_id, sum(weight * ts_rank('{{0.6, 0.6, 0.9, 1.0}}', document, word, 1)) AS score
FROM candidate JOIN match USING (article_id) JOIN rareness USING (term) JOIN search_index USING (article_id)
GROUP BY article_id ORDER BY score DESC, article_id DESC LIMIT :limit
"""
_ANY = "asked.word"
_EVERY = "(SELECT CAST(string_agg('(' || CAST(word AS TEXT) || ')', ' & ') AS TSQUERY) FROM asked)"
_ONLY = "AND found.article_id = ANY (CAST(:only AS BIGINT[]))"


@dataclass(frozen=True, slots=True)
class PostgresSearch:
    """Implements `ports.Search` for one asker. Raises StoreError where the database fails."""

    connections: Connections
    asker: Asker

    async def find(self, query: Query) -> Sequence[Hit]:
        """The best matches, best first; of equal ones the newer first."""
        asked = phrases(query.terms)
        if not asked:
            return ()
        async with self.connections.reading() as connection:
            values = {
                "phrases": asked,
                "days": " | ".join(f"'{day}'" for day in _days(query.window)),
                "low": query.window.low,
                "high": query.window.high - 1,
                "visible": list(await connection.scalars(visible_sources(self.asker, named=query.only is not None))),
                "candidates": query.limit * _CANDIDATES,
                "limit": query.limit,
            }
            if query.only is not None:
                values["only"] = list(query.only)
            return [Hit(row.article_id, row.score) for row in await connection.execute(_statement(query), values)]


def _statement(query: Query) -> TextClause:
    return text(_FIND.format(sought=_EVERY if query.every else _ANY, only="" if query.only is None else _ONLY))


def _days(window: Window) -> list[str]:
    """The days that the window touches, as words; none where they are too many to name."""
    first, last = window.low // _DAY, (window.high - 1) // _DAY
    return [_day(day * _DAY) for day in range(first, last + 1)] if last - first < _MOST_DAYS else []


def _day(article_id: int) -> str:
    return f"@{article_id // _DAY}"


async def _leave(connection: AsyncConnection, ids: Sequence[int]) -> None:
    await connection.execute(_LEAVE, {"ids": list(ids)})


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
            "day": _day(row.id),
        }
        for row in await connection.execute(current)
    ]
    await connection.execute(_ENTER, rows)


POSTGRES_INDEX = Index(_leave, _enter)
