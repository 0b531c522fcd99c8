"""Which articles repeat which, worked out when they are stored; guards that the cost does not grow with the archive.

Each current version has band keys (`domain.copies`) as rows, which expire. A new one is compared with the few that
share a key with it, whoever's they are: a pair says nothing to anybody who cannot see both.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.engine import batches
from bot.adapters.storage.origins import insert_rows
from bot.adapters.storage.schema import articles, band_keys, copies, versions
from bot.domain.copies import is_copy
from bot.domain.models import ArticleRef, first_id
from bot.services.ports import Analysed

KEPT = timedelta(days=14)  # a copy that comes later stands in another week's news
_NEAREST = 5  # that share most keys: a copy of anything shares most of them
_MOST_ROWS = 5_000  # of one lookup: a text that is everywhere need not be found everywhere


@dataclass(frozen=True, slots=True)
class _Held:
    """Title and text as they are stored."""

    title: str
    text: str


async def note_repeats(connection: AsyncConnection, newest: Mapping[int, Analysed]) -> None:
    """Band keys of these articles' new versions, by id, and what they repeat; what was noted before goes."""
    await _forget(connection, list(newest))
    keys = {id_: one.bands for id_, one in newest.items() if one.bands}
    meeting = await _meeting(connection, keys)
    texts: dict[int, _Held] = {id_: _Held(one.article.title, one.article.text) for id_, one in newest.items()}
    texts |= await _texts(connection, {other for met in meeting.values() for other in met} - texts.keys())
    pairs = {(max(id_, other), min(id_, other)) for id_, met in meeting.items() for other in met if other in texts}
    found = [pair for pair in sorted(pairs) if is_copy(texts[pair[0]], texts[pair[1]])]
    await insert_rows(connection, copies, [{"article_id": copy, "original_id": original} for copy, original in found])
    rows = [{"key": key, "article_id": id_} for id_, given in keys.items() for key in set(given)]
    await insert_rows(connection, band_keys, rows)


async def expire(connection: AsyncConnection, now: datetime) -> None:
    """Forget the band keys of articles that are too old to be repeated."""
    await connection.execute(delete(band_keys).where(band_keys.c.article_id < first_id(now - KEPT)))


async def repeats_among(connection: AsyncConnection, refs: Iterable[ArticleRef]) -> dict[ArticleRef, ArticleRef]:
    """Of these articles, each copy with the oldest of them that it repeats."""
    by_id = {ref.article_id: ref for ref in refs}
    found: dict[ArticleRef, ArticleRef] = {}
    for batch in batches(sorted(by_id)):
        query = select(copies).where(copies.c.article_id.in_(batch)).order_by(copies.c.original_id.desc())
        for article_id, original_id in await connection.execute(query):
            if original_id in by_id:
                found[by_id[article_id]] = by_id[original_id]
    return found


async def _forget(connection: AsyncConnection, ids: Sequence[int]) -> None:
    for batch in batches(ids):
        await connection.execute(delete(band_keys).where(band_keys.c.article_id.in_(batch)))
        await connection.execute(
            delete(copies).where(or_(copies.c.article_id.in_(batch), copies.c.original_id.in_(batch)))
        )


async def _meeting(connection: AsyncConnection, keys: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """For each article the others that share most keys with it."""
    holders: dict[int, list[int]] = {}
    for batch in batches(sorted({key for given in keys.values() for key in given})):
        query = select(band_keys).where(band_keys.c.key.in_(batch)).order_by(band_keys.c.article_id.desc())
        for key, article_id in await connection.execute(query.limit(_MOST_ROWS)):
            holders.setdefault(key, []).append(article_id)
    found: dict[int, list[int]] = {}
    for id_ in sorted(keys):
        shared = Counter(other for key in set(keys[id_]) for other in holders.get(key, ()))
        found[id_] = [other for other, _ in shared.most_common(_NEAREST)]
        for key in set(keys[id_]):
            holders.setdefault(key, []).append(id_)
    return found


async def _texts(connection: AsyncConnection, ids: Iterable[int]) -> dict[int, _Held]:
    found: dict[int, _Held] = {}
    current = (versions.c.article_id == articles.c.id) & (versions.c.version == articles.c.version)
    for batch in batches(sorted(ids)):
        query = select(articles.c.id, versions.c.title, versions.c.text).join(versions, current)
        for id_, title, text in await connection.execute(query.where(articles.c.id.in_(batch))):
            found[id_] = _Held(title, text)
    return found
