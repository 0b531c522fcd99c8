"""Who said what, over the articles that the asker may see; guards that quotes stay with their version."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Row, Select, case, func, select

from bot.adapters.storage.engine import Connections, batches
from bot.adapters.storage.rows import quote_of, read, shape
from bot.adapters.storage.schema import articles, quotes, speaker_tokens
from bot.adapters.storage.visibility import Asker, is_visible
from bot.domain.models import ArticleRef, StoredQuote, Window
from bot.domain.text import storable
from bot.services.ports import Speaker

_LAST = "\U0010ffff"
_NEWEST = 5_000  # words of quoted people's names, of which names are offered while somebody types
_LIKE = 0.6  # names whose lengths are further apart share too little to be a misspelling of each other


@dataclass(frozen=True, slots=True)
class SqlSpeech:
    """Implements `ports.Speech` for one asker. Every method raises StoreError where the database fails."""

    connections: Connections
    asker: Asker

    async def quotes(self, refs: Iterable[ArticleRef]) -> Sequence[StoredQuote]:
        """All quotes of these versions, in the order of the refs, then of the text."""
        found: dict[ArticleRef, list[StoredQuote]] = {ref: [] for ref in refs}
        async with self.connections.reading() as connection:
            for batch in batches(list(found)):
                query = (
                    select(quotes)
                    .join(articles, articles.c.id == quotes.c.article_id)
                    .where(articles.c.id.in_({ref.article_id for ref in batch}))
                    .where(is_visible(self.asker, named=True))
                    .order_by(quotes.c.article_id, quotes.c.version, quotes.c.position)
                )
                for quote in read(await connection.execute(query), shape(quotes.c), quote_of):
                    if quote.ref in found:  # other versions of an article are few, and few articles have any
                        found[quote.ref].append(quote)
        return [quote for of_one in found.values() for quote in of_one]

    async def speakers(self, tokens: Sequence[str], window: Window, limit: int) -> Sequence[Speaker]:
        """Speakers of newest versions whose name holds one of these folded tokens, newest first."""
        found = (
            select(*_SPEAKER)
            .join_from(speaker_tokens, articles, articles.c.id == speaker_tokens.c.article_id)
            .where(speaker_tokens.c.token.in_([storable(token) for token in tokens]))
            .where(speaker_tokens.c.article_id >= window.low, speaker_tokens.c.article_id < window.high)
            .where(is_visible(self.asker))
            .group_by(articles.c.id, articles.c.version, speaker_tokens.c.position, *_NAME)
            .order_by(articles.c.id.desc(), speaker_tokens.c.position)
            .limit(limit)
        )
        async with self.connections.reading() as connection:
            return list(read(await connection.execute(found), shape(_SPEAKER), _speaker_of))

    async def names_like(self, token: str, limit: int) -> Sequence[str]:
        """Names of speakers with a token that begins with the same two letters: candidates for "did you mean".

        The likeliest first: those of most of its other letters and nearest in length, then the most often quoted.
        """
        token = storable(token)
        if not token:
            return ()
        async with self.connections.reading() as connection:
            rows = await connection.execute(self._names_near(token).limit(limit))
            return list(read(rows, shape(_NAME[:1]), itemgetter(0)))

    async def names(self, beginning: str, window: Window, limit: int) -> Sequence[str]:
        """Names of speakers with a token that begins so, empty for all; the most often quoted of late first."""
        token, prefix = speaker_tokens.c.token, storable(beginning)
        newest = (
            select(speaker_tokens.c.name, articles.c.id)
            .join(articles, articles.c.id == speaker_tokens.c.article_id)
            .where(articles.c.id >= window.low, articles.c.id < window.high, is_visible(self.asker))
            .order_by(articles.c.id.desc())
            .limit(_NEWEST)
        )
        found = newest.where(token >= prefix, token < prefix + _LAST) if prefix else newest
        of_late = found.subquery()
        named = select(of_late.c.name).group_by(of_late.c.name)
        first = named.order_by(
            func.count(of_late.c.id.distinct()).desc(), func.max(of_late.c.id).desc(), of_late.c.name
        )
        async with self.connections.reading() as connection:
            rows = await connection.execute(first.limit(limit))
            return list(read(rows, shape(_NAME[:1]), itemgetter(0)))

    def _names_near(self, token: str) -> Select[str]:
        near, length = speaker_tokens.c.token, len(token)
        start = token[:2]
        differs = [case((near.startswith(token[:size], autoescape=True), 0), else_=1) for size in (3, 4)]
        distance = func.min(func.abs(func.length(near) - length) + differs[0] + differs[1])
        return (
            select(speaker_tokens.c.name)
            .join(articles, articles.c.id == speaker_tokens.c.article_id)
            .where(near >= start, near < start + _LAST)
            .where(func.length(near).between(length * _LIKE, length / _LIKE))
            .where(is_visible(self.asker))
            .group_by(speaker_tokens.c.name)
            .order_by(distance, func.count().desc(), speaker_tokens.c.name)
        )


_NAME = (speaker_tokens.c.name, speaker_tokens.c.role)
_SPEAKER = (articles.c.id, articles.c.version, *_NAME)


def _speaker_of(row: Row[*tuple[Any, ...]]) -> Speaker:
    article_id, version, name, role = row
    return Speaker(ArticleRef(article_id, version), name, role)
