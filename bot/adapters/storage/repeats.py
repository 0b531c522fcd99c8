"""Which articles repeat which, worked out when they are stored; guards that the cost does not grow with the archive.

Each current version has band keys (`domain.copies`) as rows, which expire. A new one is compared with the few that
share a key with it, whoever's they are: a pair says nothing to anybody who cannot see both.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.engine import batches
from bot.adapters.storage.origins import insert_rows
from bot.adapters.storage.schema import articles, band_keys, copies, versions
from bot.domain.copies import is_copy
from bot.domain.models import ArticleRef, first_id
from bot.services.ports import Analysed

KEPT = timedelta(days=14)  # a copy that comes later stands in another week's news
_NEAREST = 5  # that share most keys: a copy of anything shares most of them
_OLDEST = 10  # holders of a key, of each owner: a text that is everywhere need not be found everywhere
_OWNERS = 20  # whose articles are looked at
_THIS_BATCH = -1  # stands for the owners of what is stored in the same go


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
    found = await _with_roots(connection, {pair for pair in pairs if is_copy(texts[pair[0]], texts[pair[1]])})
    await insert_rows(connection, copies, [{"article_id": copy, "original_id": original} for copy, original in found])
    rows = [{"key": key, "article_id": id_} for id_, given in keys.items() for key in set(given)]
    await insert_rows(connection, band_keys, rows)


async def _with_roots(connection: AsyncConnection, pairs: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs, and each copy with what its original repeats in turn: whoever cannot see the one may see the other."""
    originals: dict[int, set[int]] = {}
    for batch in batches(sorted({original for _, original in pairs})):
        query = select(copies).where(copies.c.article_id.in_(batch))
        for article_id, original_id in (await connection.execute(query)).all():
            originals.setdefault(article_id, set()).add(original_id)
    further = {(copy, root) for copy, original in pairs for root in originals.get(original, ())}
    return sorted({(copy, original) for copy, original in pairs | further if copy != original})


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


_HOLDERS = text("""
    SELECT key, article_id, owner FROM (
        SELECT held.key AS key, held.article_id AS article_id, coalesce(sources.owner_id, 0) AS owner,
            row_number() OVER (
                PARTITION BY held.key, coalesce(sources.owner_id, 0) ORDER BY held.article_id
            ) AS place
        FROM band_keys AS held
        JOIN articles ON articles.id = held.article_id
        JOIN sources ON sources.id = articles.source_id
        WHERE held.key IN :keys
    ) AS ranked
    WHERE place <= :most
""").bindparams(bindparam("keys", expanding=True))


async def _meeting(connection: AsyncConnection, keys: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """For each article the others that share most keys with it: of each owner's articles the nearest few.

    Owner by owner, and the oldest holders of a key: what one workspace keeps to itself, however many copies, takes
    no place of what another can see.
    """
    holders: dict[int, dict[int, list[int]]] = {}
    for batch in batches(sorted({key for given in keys.values() for key in given})):
        for key, article_id, owner in (await connection.execute(_HOLDERS, {"keys": batch, "most": _OLDEST})).all():
            holders.setdefault(key, {}).setdefault(owner, []).append(article_id)
    found: dict[int, list[int]] = {}
    for id_ in sorted(keys):
        by_owner: dict[int, Counter[int]] = {}
        for key in set(keys[id_]):
            for owner, ids in holders.get(key, {}).items():
                by_owner.setdefault(owner, Counter()).update(ids)
            holders.setdefault(key, {}).setdefault(_THIS_BATCH, []).append(id_)
        owners = sorted(by_owner)[:_OWNERS]
        found[id_] = [other for owner in owners for other, _ in by_owner[owner].most_common(_NEAREST)]
    return found


async def _texts(connection: AsyncConnection, ids: Iterable[int]) -> dict[int, _Held]:
    found: dict[int, _Held] = {}
    current = (versions.c.article_id == articles.c.id) & (versions.c.version == articles.c.version)
    for batch in batches(sorted(ids)):
        query = select(articles.c.id, versions.c.title, versions.c.text).join(versions, current)
        for id_, title, body in await connection.execute(query.where(articles.c.id.in_(batch))):
            found[id_] = _Held(title, body)
    return found
