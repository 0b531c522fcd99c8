"""One transaction that stores a batch of articles; guards that the same again changes nothing, and order.

The caller holds the one writing transaction, so that what is looked up here is still true when it is written.
Everything is looked up and written in batches; `plan` between the two is pure.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.engine import batches
from bot.adapters.storage.origins import SourceKey, insert_rows, keep_sources, source_key
from bot.adapters.storage.repeats import note_repeats
from bot.adapters.storage.rows import (
    Values,
    address_digest,
    digest,
    digest_of,
    quote_rows,
    read,
    shape,
    speaker_rows,
    version_row,
)
from bot.adapters.storage.schema import articles, feeds, quotes, speaker_tokens, versions
from bot.adapters.storage.visibility import Asker
from bot.domain.models import ArticleRef, NewArticle, first_id
from bot.domain.text import storable
from bot.services.ports import Analysed, Outcome


class ArticleKey(NamedTuple):
    """What makes two articles the same one."""

    source_id: int
    key_digest: str


@dataclass(frozen=True, slots=True)
class Current:
    """The newest version of an article, what tells its form from another, and whether it is hidden.

    `shown_from` is the end of its embargo; of an article that is no longer hidden, since when it is shown.
    """

    ref: ArticleRef
    digest: str
    hidden: bool = False
    shown_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """A full-text index: how articles leave it, before they change, and how they enter it, from storage.

    A hidden article is in no index.
    """

    leave: Callable[[AsyncConnection, Sequence[int]], Awaitable[None]]
    enter: Callable[[AsyncConnection, Sequence[int]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write: versions in order, which of their articles were there before, and which of those were shown.

    `before` is what was stored of them, by article id.
    """

    outcomes: tuple[Outcome, ...]
    added: tuple[tuple[ArticleRef, ArticleKey, Analysed], ...]
    edited: tuple[int, ...]
    indexed: tuple[int, ...]
    before: Mapping[int, Current]

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
    old = {known.ref.article_id: known for known in stored.values()}
    edited = tuple(dict.fromkeys(ref.article_id for ref, _, _ in added if ref.article_id in old))
    return Plan(tuple(outcomes), tuple(added), edited, tuple(id_ for id_ in edited if not old[id_].hidden), old)


async def write(
    connection: AsyncConnection, asker: Asker, items: Sequence[Analysed], now: datetime, index: Index
) -> Sequence[Outcome]:
    """Store a batch of the asker's articles in the transaction of `connection`.

    A feed whose articles were edited here is read as a whole when it is polled next: they hold what it says no more.
    """
    found = await keep_sources(connection, asker, [item.article.source for item in items])
    keyed = [(article_key(item.article, asker, found), item) for item in items]
    outcomes = await write_keyed(connection, keyed, now, index)
    edited = {key.source_id for (key, _), what in zip(keyed, outcomes, strict=True) if what is Outcome.EDITED}
    for batch in batches(sorted(edited)):
        await connection.execute(update(feeds).where(feeds.c.source_id.in_(batch)).values(seen=None))
    return outcomes


async def write_keyed(
    connection: AsyncConnection, keyed: Sequence[tuple[ArticleKey, Analysed]], now: datetime, index: Index
) -> Sequence[Outcome]:
    """Store a batch of articles of sources that are stored."""
    stored = await find_current(connection, [key for key, _ in keyed])
    newest_id = await connection.scalar(select(func.max(articles.c.id)))
    decided = plan(keyed, stored, max(first_id(now), (newest_id or 0) + 1))
    if decided.added:
        await _carry_out(connection, decided, now, index)
    return decided.outcomes


# --- looking up --------------------------------------------------------------------------------------


def article_key(article: NewArticle, asker: Asker, source_ids: Mapping[SourceKey, int]) -> ArticleKey:
    """The key under which the asker's article is stored; 0 stands for a source that is not there."""
    return ArticleKey(source_ids.get(source_key(article.source, asker), 0), digest(article.key))


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


_CURRENT = (
    articles.c.id,
    articles.c.version,
    articles.c.source_id,
    articles.c.key_digest,
    versions.c.digest,
    articles.c.hidden,
    articles.c.shown_from,
)


def _current_of(row: Row[*tuple[Any, ...]]) -> tuple[ArticleKey, Current]:
    article_id, version, source_id, key_digest, form, hidden, shown_from = row
    return ArticleKey(source_id, key_digest), Current(ArticleRef(article_id, version), form, hidden, shown_from)


# --- writing -----------------------------------------------------------------------------------------


async def _carry_out(connection: AsyncConnection, decided: Plan, now: datetime, index: Index) -> None:
    newest = decided.newest()
    for batch in batches(decided.indexed):
        await index.leave(connection, batch)
    for batch in batches(decided.edited):
        await connection.execute(delete(speaker_tokens).where(speaker_tokens.c.article_id.in_(batch)))
    rows = {id_: _article_row(*entry, now, decided.before.get(id_)) for id_, entry in newest.items()}
    await _set_versions(connection, [rows[id_] for id_ in decided.edited])
    fresh = newest.keys() - set(decided.edited)
    await insert_rows(connection, articles, [row for id_, row in rows.items() if id_ in fresh])
    await insert_rows(connection, versions, [version_row(ref, analysed, now) for ref, _, analysed in decided.added])
    await insert_rows(
        connection, quotes, [row for ref, _, analysed in decided.added for row in quote_rows(ref, analysed.quotes)]
    )
    tokens = [row for id_, (_, _, analysed) in newest.items() for row in speaker_rows(id_, analysed.quotes)]
    await insert_rows(connection, speaker_tokens, tokens)
    await note_repeats(connection, {id_: analysed for id_, (_, _, analysed) in newest.items()})
    for batch in batches([id_ for id_, row in rows.items() if not row["hidden"]]):
        await index.enter(connection, batch)


def _article_row(ref: ArticleRef, key: ArticleKey, analysed: Analysed, now: datetime, before: Current | None) -> Values:
    """A row of `articles`: hidden where its source withholds or has withdrawn it, or keeps it under embargo."""
    article = analysed.article
    marks = article.markers
    early = marks.embargoed_until is not None and marks.embargoed_until > now
    for_good = marks.withdrawn or marks.withheld
    shown_from = marks.embargoed_until if early and not for_good else None
    if before and not early and not for_good:
        shown_from = now if before.hidden else before.shown_from
    return {
        "id": ref.article_id,
        "source_id": key.source_id,
        "key": storable(article.key),
        "key_digest": key.key_digest,
        "version": ref.version,
        "hidden": for_good or early,
        "shown_from": shown_from,
        "news": analysed.news,
        "entry": analysed.entry,
        "url_digest": article.url and address_digest(article.url),
        "read_at": now,
    }


_CHANGES = ("version", "hidden", "shown_from", "url_digest", "entry", "read_at")


async def _set_versions(connection: AsyncConnection, rows: Sequence[Values]) -> None:
    if rows:
        changes = {name: bindparam(f"new_{name}", type_=articles.c[name].type) for name in _CHANGES}
        change = update(articles).where(articles.c.id == bindparam("of")).values(changes | {"gone_at": None})
        await connection.execute(
            change, [{"of": row["id"], **{f"new_{name}": row[name] for name in _CHANGES}} for row in rows]
        )


def is_current() -> ColumnElement[bool]:
    """Joins articles with their newest version."""
    return (versions.c.article_id == articles.c.id) & (versions.c.version == articles.c.version)
