"""One transaction that stores a batch of articles; guards that the same again changes nothing, and order.

The caller holds the one writing transaction, so that what is looked up here is still true when it is written.
Everything is looked up and written in batches; `plan` between the two is pure.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.engine import batches
from bot.adapters.storage.rows import (
    Values,
    digest,
    digest_of,
    quote_rows,
    read,
    shape,
    speaker_rows,
    version_row,
)
from bot.adapters.storage.schema import articles, quotes, sources, speaker_tokens, versions, workspace_sources
from bot.adapters.storage.visibility import Asker, owner_of
from bot.domain.models import ArticleRef, NewArticle, Source, first_id
from bot.domain.text import storable
from bot.services.ports import Analysed, Outcome


class SourceKey(NamedTuple):
    """What makes two sources the same one."""

    key_digest: str
    owner_id: int | None
    channel: str


class ArticleKey(NamedTuple):
    """What makes two articles the same one."""

    source_id: int
    key_digest: str


@dataclass(frozen=True, slots=True)
class Current:
    """The newest version of an article, and what tells its form from another."""

    ref: ArticleRef
    digest: str


@dataclass(frozen=True, slots=True)
class Index:
    """A full-text index: how articles leave it, before they change, and how they enter it, from storage."""

    leave: Callable[[AsyncConnection, Sequence[int]], Awaitable[None]]
    enter: Callable[[AsyncConnection, Sequence[int]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write: versions in order, and which of their articles were there before."""

    outcomes: tuple[Outcome, ...]
    added: tuple[tuple[ArticleRef, ArticleKey, Analysed], ...]
    edited: tuple[int, ...]

    def newest(self) -> dict[int, tuple[ArticleRef, ArticleKey, Analysed]]:
        """By article, the version that becomes the current one."""
        return {ref.article_id: (ref, key, analysed) for ref, key, analysed in self.added}


def plan(items: Sequence[tuple[ArticleKey, Analysed]], stored: Mapping[ArticleKey, Current], next_id: int) -> Plan:
    """New ids from `next_id` on, in the order given; an article may come more than once."""
    current = dict(stored)
    outcomes, added = [], []
    for key, analysed in items:
        before, form = current.get(key), digest_of(analysed.article)
        if before and before.digest == form:
            outcomes.append(Outcome.KNOWN)
            continue
        ref = ArticleRef(before.ref.article_id, before.ref.version + 1) if before else ArticleRef(next_id, 1)
        next_id += 0 if before else 1
        current[key] = Current(ref, form)
        outcomes.append(Outcome.EDITED if before else Outcome.NEW)
        added.append((ref, key, analysed))
    old = {known.ref.article_id for known in stored.values()}
    edited = tuple(dict.fromkeys(ref.article_id for ref, _, _ in added if ref.article_id in old))
    return Plan(tuple(outcomes), tuple(added), edited)


async def write(
    connection: AsyncConnection, asker: Asker, items: Sequence[Analysed], now: datetime, index: Index
) -> Sequence[Outcome]:
    """Store the batch in the transaction of `connection`."""
    found = await _keep_sources(connection, asker, [item.article.source for item in items])
    keyed = [(article_key(item.article, asker, found), item) for item in items]
    stored = await find_current(connection, [key for key, _ in keyed])
    newest_id = await connection.scalar(select(func.max(articles.c.id)))
    decided = plan(keyed, stored, max(first_id(now), (newest_id or 0) + 1))
    if decided.added:
        await _carry_out(connection, decided, now, index)
    return decided.outcomes


# --- looking up --------------------------------------------------------------------------------------


def source_key(source: Source, asker: Asker) -> SourceKey:
    """The key under which the asker's source is stored."""
    return SourceKey(digest(source.key), *owner_of(source, asker))


def article_key(article: NewArticle, asker: Asker, source_ids: Mapping[SourceKey, int]) -> ArticleKey:
    """The key under which the asker's article is stored; 0 stands for a source that is not there."""
    return ArticleKey(source_ids.get(source_key(article.source, asker), 0), digest(article.key))


async def find_sources(connection: AsyncConnection, keys: Iterable[SourceKey]) -> dict[SourceKey, int]:
    """Ids of those sources that are stored, whoever follows them."""
    found: dict[SourceKey, int] = {}
    wanted = set(keys)
    for batch in batches([key.key_digest for key in wanted]):
        query = select(sources.c.id, sources.c.key_digest, sources.c.owner_id, sources.c.channel)
        for row in await connection.execute(query.where(sources.c.key_digest.in_(batch))):
            found[SourceKey(row.key_digest, row.owner_id, row.channel)] = row.id
    return {key: found[key] for key in wanted & found.keys()}


async def find_current(connection: AsyncConnection, keys: Sequence[ArticleKey]) -> dict[ArticleKey, Current]:
    """The current versions of those articles that are stored."""
    found: dict[ArticleKey, Current] = {}
    source_ids = {key.source_id for key in keys}
    for batch in batches(keys):
        query = (
            select(*_CURRENT)
            .join(versions, is_current())
            .where(articles.c.key_digest.in_({key.key_digest for key in batch}), articles.c.source_id.in_(source_ids))
        )
        found |= dict(read(await connection.execute(query), shape(_CURRENT), _current_of))
    return found


_CURRENT = (articles.c.id, articles.c.version, articles.c.source_id, articles.c.key_digest, versions.c.digest)


def _current_of(row: Row[*tuple[Any, ...]]) -> tuple[ArticleKey, Current]:
    article_id, version, source_id, key_digest, form = row
    return ArticleKey(source_id, key_digest), Current(ArticleRef(article_id, version), form)


# --- writing -----------------------------------------------------------------------------------------


async def _keep_sources(connection: AsyncConnection, asker: Asker, given: Sequence[Source]) -> dict[SourceKey, int]:
    """Sources as they were first given, and that the workspace follows them."""
    wanted = {source_key(source, asker): source for source in given}
    found = await find_sources(connection, wanted)
    missing = [_source_row(key, source) for key, source in wanted.items() if key not in found]
    if missing:
        await connection.execute(insert(sources), missing)
        found = await find_sources(connection, wanted)
    mine = workspace_sources.c.workspace_id == asker.workspace_id
    followed = set(await connection.scalars(select(workspace_sources.c.source_id).where(mine)))
    await _insert(
        connection,
        workspace_sources,
        [{"workspace_id": asker.workspace_id, "source_id": id_} for id_ in found.values() if id_ not in followed],
    )
    return found


def _source_row(key: SourceKey, source: Source) -> Values:
    return {
        "key": storable(source.key),
        "key_digest": key.key_digest,
        "name": storable(source.name),
        "kind": source.kind,
        "url": source.url and storable(source.url),
        "visibility": source.visibility.value,
        "owner_id": key.owner_id,
        "channel": key.channel,
    }


async def _carry_out(connection: AsyncConnection, decided: Plan, now: datetime, index: Index) -> None:
    newest = decided.newest()
    for batch in batches(decided.edited):
        await index.leave(connection, batch)
        await connection.execute(delete(speaker_tokens).where(speaker_tokens.c.article_id.in_(batch)))
    await _set_versions(connection, [newest[id_][0] for id_ in decided.edited])
    fresh = newest.keys() - set(decided.edited)
    await _insert(connection, articles, [_article_row(*entry) for id_, entry in newest.items() if id_ in fresh])
    await _insert(connection, versions, [version_row(ref, analysed, now) for ref, _, analysed in decided.added])
    await _insert(
        connection, quotes, [row for ref, _, analysed in decided.added for row in quote_rows(ref, analysed.quotes)]
    )
    tokens = [row for id_, (_, _, analysed) in newest.items() for row in speaker_rows(id_, analysed.quotes)]
    await _insert(connection, speaker_tokens, tokens)
    for batch in batches(list(newest)):
        await index.enter(connection, batch)


def _article_row(ref: ArticleRef, key: ArticleKey, analysed: Analysed) -> Values:
    return {
        "id": ref.article_id,
        "source_id": key.source_id,
        "key": storable(analysed.article.key),
        "key_digest": key.key_digest,
        "version": ref.version,
    }


async def _set_versions(connection: AsyncConnection, refs: Sequence[ArticleRef]) -> None:
    if refs:
        change = update(articles).where(articles.c.id == bindparam("of")).values(version=bindparam("to"))
        await connection.execute(change, [{"of": ref.article_id, "to": ref.version} for ref in refs])


async def _insert(connection: AsyncConnection, table: Table, rows: Sequence[Values]) -> None:
    if rows:
        await connection.execute(insert(table), rows)


def is_current() -> ColumnElement[bool]:
    """Joins articles with their newest version."""
    return (versions.c.article_id == articles.c.id) & (versions.c.version == articles.c.version)
