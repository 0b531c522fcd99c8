"""What leaves the database: articles and editions that are old, a workspace with all its data.

Guards that an article goes with everything that was made of it, in the order that the indexes of both engines need.
Everything is done in short transactions, each of which leaves the database whole.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.chat_tables import OF_A_WORKSPACE, homes, votes
from bot.adapters.storage.edition_tables import editions, notices, parts, subscriptions, told
from bot.adapters.storage.engine import batches
from bot.adapters.storage.kept_replies import erase_replies
from bot.adapters.storage.schema import (
    articles,
    band_keys,
    copies,
    feeds,
    quotes,
    sources,
    speaker_tokens,
    versions,
    workspace_sources,
    workspaces,
)
from bot.adapters.storage.spending import erase_old_usage, erase_usage
from bot.adapters.storage.writing import Index
from bot.domain.models import first_id


async def erase_old(connection: AsyncConnection, index: Index, before: datetime, limit: int) -> int:
    """Erase editions settled, and articles first seen, before then, `limit` of each at most; how many of both.

    The oldest first. An article that an edition tells is kept, in all its versions, for as long as the edition is:
    whatever was posted can be explained and corrected. Notices as old go, too, told or not: those of a workspace whose
    chat never came back would be kept for ever. So do votes, since what they were cast on is no longer
    there, where somebody was last who has not been there since, and which workspace had how much of a model.
    """
    first = select(editions.c.id, editions.c.settled_at).order_by(editions.c.id).limit(limit).subquery()
    over = list(await connection.scalars(select(first.c.id).where(first.c.settled_at < before)))
    await _erase_editions(connection, over)
    is_told = exists().where(told.c.article_id == articles.c.id)
    old = select(articles.c.id).where(articles.c.id < first_id(before), ~is_told).order_by(articles.c.id).limit(limit)
    ids = list(await connection.scalars(old))
    await _erase_articles(connection, index, ids)
    await connection.execute(delete(notices).where(notices.c.raised_at < before))
    await connection.execute(delete(votes).where(votes.c.at < before))
    await connection.execute(delete(homes).where(homes.c.at < before))
    await erase_old_usage(connection, before)
    return len(over) + len(ids)


async def _erase_articles(connection: AsyncConnection, index: Index, ids: Sequence[int]) -> None:
    for batch in batches(ids):
        shown = select(articles.c.id).where(articles.c.id.in_(batch), ~articles.c.hidden)
        await index.leave(connection, list(await connection.scalars(shown)))  # a hidden one is in no index
        for table in (speaker_tokens, quotes, band_keys):
            await connection.execute(delete(table).where(table.c.article_id.in_(batch)))
        pairs = or_(copies.c.article_id.in_(batch), copies.c.original_id.in_(batch))
        await connection.execute(delete(copies).where(pairs))
        await connection.execute(delete(versions).where(versions.c.article_id.in_(batch)))
        await connection.execute(delete(articles).where(articles.c.id.in_(batch)))


async def _erase_editions(connection: AsyncConnection, ids: Sequence[int]) -> None:
    for batch in batches(ids):
        for table in (told, parts):
            await connection.execute(delete(table).where(table.c.edition_id.in_(batch)))
        await connection.execute(delete(editions).where(editions.c.id.in_(batch)))


# --- a workspace -------------------------------------------------------------------------------------


async def unlink(connection: AsyncConnection, workspace_id: int) -> None:
    """A workspace follows nothing and gets nothing any more; what nobody else follows is polled no more."""
    mine = workspace_sources.c.workspace_id == workspace_id
    linked = list(await connection.scalars(select(workspace_sources.c.source_id).where(mine)))
    await connection.execute(delete(workspace_sources).where(mine))
    followed = exists().where(workspace_sources.c.source_id == feeds.c.source_id, workspace_sources.c.followed)
    own = select(sources.c.id).where(sources.c.owner_id == workspace_id)
    await connection.execute(delete(feeds).where(feeds.c.source_id.in_(own)))
    for batch in batches(linked):
        await connection.execute(delete(feeds).where(feeds.c.source_id.in_(batch), ~followed))
    for table in (subscriptions, notices, *OF_A_WORKSPACE):
        await connection.execute(delete(table).where(table.c.workspace_id == workspace_id))
    await erase_usage(connection, workspace_id)
    await erase_replies(connection, workspace_id)


async def erase_some(connection: AsyncConnection, index: Index, workspace_id: int, limit: int) -> int:
    """Erase editions and articles of a workspace that was unlinked, `limit` of each at most; how many of both.

    With the last of them it goes itself, together with its sources: then the number is 0.
    """
    told_there = select(editions.c.id).where(editions.c.workspace_id == workspace_id).limit(limit)
    past = list(await connection.scalars(told_there))
    await _erase_editions(connection, past)
    own = select(articles.c.id).join(sources, _of(workspace_id)).limit(limit)
    ids = [] if len(past) == limit else list(await connection.scalars(own))
    await _erase_articles(connection, index, ids)
    if not past and not ids:
        await unlink(connection, workspace_id)  # a bot that runs may have begun anew meanwhile
        await connection.execute(delete(sources).where(sources.c.owner_id == workspace_id))
        await connection.execute(delete(workspaces).where(workspaces.c.id == workspace_id))
    return len(past) + len(ids)


def _of(workspace_id: int) -> ColumnElement[bool]:
    return and_(sources.c.id == articles.c.source_id, sources.c.owner_id == workspace_id)
