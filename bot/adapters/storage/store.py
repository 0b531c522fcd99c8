"""Articles in versions, as one channel of one workspace may see them; guards that every read is filtered."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_

from bot.adapters.storage.engine import Connections, batches
from bot.adapters.storage.origins import find_sources, source_key
from bot.adapters.storage.repeats import repeats_among
from bot.adapters.storage.rows import address_digest, article_of, digest, digest_of, first_seen, read, shape, topics_of
from bot.adapters.storage.schema import articles as known_articles
from bot.adapters.storage.schema import sources, versions, workspace_sources
from bot.adapters.storage.visibility import Asker, is_visible, visible_sources
from bot.adapters.storage.writing import (
    Index,
    article_key,
    find_current,
    is_current,
    write,
)
from bot.domain.models import EVERYTHING, Article, ArticleRef, NewArticle, Visibility, Window
from bot.services.ports import Analysed, Held, Holdings, NewsQuery, Outcome

# In the order of `rows.article_of`.
ARTICLE = (
    known_articles.c.id,
    versions.c.version,
    known_articles.c.key,
    versions.c.title,
    versions.c.text,
    sources.c.name,
    versions.c.url,
    versions.c.author,
    versions.c.published,
    versions.c.language,
    versions.c.sample,
    versions.c.teaser,
    versions.c.clamped,
    versions.c.correction,
    known_articles.c.gone_at,
    known_articles.c.news,
)
_SHAPE = shape(ARTICLE)
_NAME = (sources.c.name,)


@dataclass(frozen=True, slots=True)
class SqlStore:
    """Implements `ports.Store` for one asker. Every method raises StoreError where the database fails.

    `known` and `add` raise InputError for a source that the asker cannot have: see `visibility.owner_of`.
    """

    connections: Connections
    asker: Asker
    index: Index

    async def known(self, articles: Sequence[NewArticle]) -> Sequence[bool]:
        """For each article, whether the asker sees it stored in exactly this form."""
        wanted = {source_key(article.source, self.asker) for article in articles}
        async with self.connections.reading() as connection:
            visible = set(await connection.scalars(visible_sources(self.asker, named=True)))
            found = {key: id_ for key, id_ in (await find_sources(connection, wanted)).items() if id_ in visible}
            keys = [article_key(article, self.asker, found) for article in articles]
            stored = await find_current(connection, keys)
        forms = [stored[key].digest if key in stored else "" for key in keys]
        return [form == digest_of(article) for form, article in zip(forms, articles, strict=True)]

    async def add(self, articles: Sequence[Analysed], now: datetime) -> Sequence[Outcome]:
        """Store new articles and new versions of edited ones, all or none."""
        if not articles:
            return ()
        async with self.connections.writing() as connection:
            return await write(connection, self.asker, articles, now, self.index)

    async def articles(self, refs: Iterable[ArticleRef]) -> Mapping[ArticleRef, Article]:
        """These versions; what is not there, or not visible, is left out."""
        found: dict[ArticleRef, Article] = {}
        async with self.connections.reading() as connection:
            for batch in batches(list(dict.fromkeys(refs))):
                query = self._select(versions.c.article_id == known_articles.c.id, named=True)
                for article in read(await connection.execute(query.where(is_one_of(batch))), _SHAPE, article_of):
                    found[article.ref] = article
        return found

    async def current(self, ids: Sequence[int]) -> Sequence[Article]:
        """The newest versions, in the order given; what is not there, or not visible, is left out."""
        found: dict[int, Article] = {}
        async with self.connections.reading() as connection:
            for batch in batches(list(dict.fromkeys(ids))):
                query = self._select(is_current(), named=True).where(known_articles.c.id.in_(batch))
                found |= {one.id: one for one in read(await connection.execute(query), _SHAPE, article_of)}
        return [found[id_] for id_ in ids if id_ in found]

    async def window(self, window: Window, limit: int) -> Sequence[Article]:
        """Newest versions of the articles first seen in the window, newest first, at most `limit`."""
        found = self._select(is_current(), named=_is_of_one(window)).where(_in_window(window))
        query = found.order_by(known_articles.c.id.desc()).limit(limit)
        async with self.connections.reading() as connection:
            return list(read(await connection.execute(query), _SHAPE, article_of))

    async def news(self, query: NewsQuery) -> Sequence[Article]:
        """As `window`, without what was there already when its source was added."""
        return await self._news(query, _in_window(query.window), known_articles.c.id)

    async def released(self, query: NewsQuery, since: datetime) -> Sequence[Article]:
        """News first seen before the window and hidden then, which has been shown since that time; newest first."""
        # Of a sum, no database thinks that its index of ids would do: that would lead it through the whole archive.
        id_ = known_articles.c.id + 0
        return await self._news(query, and_(id_ < query.window.low, known_articles.c.shown_from >= since), id_)

    async def _news(
        self, query: NewsQuery, wanted: ColumnElement[bool], order: ColumnElement[int]
    ) -> Sequence[Article]:
        found = self._select(is_current(), query.sources).where(known_articles.c.news, wanted)
        if query.language:
            language = func.lower(versions.c.language)
            asked = query.language.lower()
            found = found.where(or_(language == asked, language.startswith(f"{asked}-", autoescape=True)))
        async with self.connections.reading() as connection:
            rows = await connection.execute(found.order_by(order.desc()).limit(query.limit))
            return list(read(rows, _SHAPE, article_of))

    async def listed(self) -> Mapping[int, tuple[str, ...]]:
        """Ids of all sources that can be seen, each with the topics under which the workspace lists it."""
        query = visible_sources(self.asker).add_columns(workspace_sources.c.topics)
        async with self.connections.reading() as connection:
            rows = (await connection.execute(query)).all()
        return {id_: topics_of(topics) for id_, topics in rows}

    async def ids(self, keys: Sequence[str]) -> Sequence[int]:
        """Ids of the articles with these keys, in the order of the keys."""
        found: dict[str, list[int]] = {}
        digests = [digest(key) for key in dict.fromkeys(keys)]
        async with self.connections.reading() as connection:
            for batch in batches(digests):
                query = select(known_articles.c.key_digest, known_articles.c.id).where(
                    known_articles.c.key_digest.in_(batch), is_visible(self.asker, named=True)
                )
                for row in await connection.execute(query.order_by(known_articles.c.id)):
                    found.setdefault(row.key_digest, []).append(row.id)
        return [id_ for key in digests for id_ in found.get(key, [])]

    async def at(self, urls: Sequence[str]) -> Sequence[Held]:
        """The articles at these addresses, the newest first."""
        query = select(known_articles.c.id, sources.c.key).where(
            sources.c.id == known_articles.c.source_id,
            known_articles.c.url_digest.in_([address_digest(url) for url in urls]),
            is_visible(self.asker, named=True),
        )
        async with self.connections.reading() as connection:
            rows = await connection.execute(query.order_by(known_articles.c.id.desc()))
            return [Held(id_, key) for id_, key in rows]

    async def copies(self, articles: Sequence[Article]) -> Mapping[ArticleRef, ArticleRef]:
        """Of these articles, each copy with the oldest of them that it repeats."""
        async with self.connections.reading() as connection:
            return await repeats_among(connection, [article.ref for article in articles])

    async def public(self, ids: Sequence[int]) -> frozenset[int]:
        """Of these articles, those that can be seen and that a public source has, chosen as one by somebody."""
        chosen = visible_sources(self.asker).where(sources.c.visibility == Visibility.PUBLIC)
        found: set[int] = set()
        async with self.connections.reading() as connection:
            for batch in batches(list(dict.fromkeys(ids))):
                query = select(known_articles.c.id).where(known_articles.c.id.in_(batch), ~known_articles.c.hidden)
                found |= set(await connection.scalars(query.where(known_articles.c.source_id.in_(chosen))))
        return frozenset(found)

    async def holdings(self, window: Window) -> Holdings:
        """Names of all sources that can be seen, and how many articles of them the window holds."""
        followed = sources.c.id.in_(visible_sources(self.asker))
        counted = select(
            func.count().label("articles"),
            func.min(known_articles.c.id).label("low"),
            func.max(known_articles.c.id).label("high"),
        )
        # All articles of a source are counted by their index, those of a window by their range of ids.
        everything = and_(known_articles.c.source_id.in_(visible_sources(self.asker)), ~known_articles.c.hidden)
        counted = counted.where(
            everything
            if window == EVERYTHING
            else and_(_in_window(window), is_visible(self.asker, named=_is_of_one(window)))
        )
        async with self.connections.reading() as connection:
            rows = await connection.execute(select(*_NAME).distinct().where(followed))
            names = list(read(rows, shape(_NAME), itemgetter(0)))
            row = (await connection.execute(counted)).one()
        return Holdings(tuple(sorted(names)), row.articles, first_seen(row.low), first_seen(row.high))

    def _select(
        self, joined: ColumnElement[bool], only: Collection[int] | None = None, *, named: bool = False
    ) -> Select[*tuple[Any, ...]]:
        return (
            select(*ARTICLE)
            .select_from(known_articles)
            .join(versions, joined)
            .join(sources, sources.c.id == known_articles.c.source_id)
            .where(is_visible(self.asker, only, named=named))
        )


def _is_of_one(window: Window) -> bool:
    """Whether a window holds one article's id and no other: who asks for it names the article."""
    return window.high - window.low == 1


def _in_window(window: Window) -> ColumnElement[bool]:
    return and_(known_articles.c.id >= window.low, known_articles.c.id < window.high)


def is_one_of(refs: Sequence[ArticleRef]) -> ColumnElement[bool]:
    """Rows of these versions; the ids are named by themselves too, for SQLite seeks by no pair."""
    pairs = [(ref.article_id, ref.version) for ref in refs]
    ids = {ref.article_id for ref in refs}
    return and_(known_articles.c.id.in_(ids), tuple_(versions.c.article_id, versions.c.version).in_(pairs))
