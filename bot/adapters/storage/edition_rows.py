"""Editions and subscriptions as they are read; guards that a row this program cannot have written is refused."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.edition_tables import editions, parts, subscriptions
from bot.adapters.storage.engine import batches
from bot.adapters.storage.rows import read, shape
from bot.adapters.storage.schema import workspaces
from bot.adapters.storage.subscribing import COLUMNS, subscribed, subscription_of
from bot.domain.draft_json import read_draft
from bot.domain.editions import Edition, EditionKey, Kind, PartState, SentPart, State
from bot.domain.subscriptions import Subscription

_EDITION = (
    editions.c.id,
    workspaces.c.key,
    editions.c.channel,
    editions.c.day,
    editions.c.slot,
    editions.c.of,
    editions.c.kind,
    editions.c.due_at,
    editions.c.state,
    editions.c.late,
    editions.c.reason,
    editions.c.retry_at,
    editions.c.tries,
    editions.c.draft,
    editions.c.expected,
    editions.c.thread,
    editions.c.settled_at,
)
_SHAPE = shape(_EDITION)
_SUBSCRIPTION = shape((*COLUMNS, editions.c.id))
_PART = shape(parts.c)
_draft_of = lru_cache(maxsize=256)(read_draft)  # channels that want the same have the same draft, by the thousand


async def read_subscriptions(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Subscription]:
    """The subscription of each edition's channel."""
    found: dict[int, Subscription] = {}
    same = and_(subscriptions.c.workspace_id == editions.c.workspace_id, subscriptions.c.channel == editions.c.channel)
    for batch in batches(ids):
        query = subscribed(editions.c.id).join(editions, same).where(editions.c.id.in_(batch))
        rows = await connection.execute(query)
        found |= dict(read(rows, _SUBSCRIPTION, lambda row: (row[-1], subscription_of(row[:-1]))))
    return found


async def read_editions(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Edition]:
    """Editions with their parts."""
    found: dict[int, Edition] = {}
    for batch in batches(ids):
        rows = await connection.execute(edition_columns().where(editions.c.id.in_(batch)))
        found |= {one.id: one for one in await with_parts(connection, rows)}
    return found


def is_there() -> ColumnElement[bool]:
    """Editions of workspaces whose chats have not left: few have, and they are looked up once in a statement."""
    return editions.c.workspace_id.not_in(select(workspaces.c.id).where(workspaces.c.gone_at.is_not(None)))


def edition_columns() -> Any:  # noqa: ANN401 - a select of many columns
    """What `with_parts` reads."""
    return select(*_EDITION).join(workspaces, workspaces.c.id == editions.c.workspace_id)


async def with_parts(connection: AsyncConnection, rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Edition]:
    """Editions from rows of `edition_columns`, in their order, with their parts."""
    found = list(read(rows, _SHAPE, _edition_of))
    sent: dict[int, list[SentPart]] = {}
    for batch in batches([one.id for one in found]):
        query = select(parts).where(parts.c.edition_id.in_(batch)).order_by(parts.c.edition_id, parts.c.position)
        for id_, part in read(await connection.execute(query), _PART, _part_of):
            sent.setdefault(id_, []).append(part)
    return [replace(one, parts=tuple(sent.get(one.id, ()))) for one in found]


def _part_of(row: Row[*tuple[Any, ...]]) -> tuple[int, SentPart]:
    id_, position, state, started_at, message_id, digest, stories = row
    told = tuple(stories.split("\n")) if stories else ()
    return id_, SentPart(position, PartState(state), started_at, message_id, digest, told)


def _edition_of(row: Row[*tuple[Any, ...]]) -> Edition:
    id_, workspace, channel, day, slot, of, kind, due_at, state, late, reason, *rest = row
    retry_at, tries, draft, expected, thread, settled_at = rest
    return Edition(
        id_,
        EditionKey(workspace, channel, day, slot, of),
        Kind(kind),
        due_at,
        State(state),
        late=late,
        reason=reason,
        retry_at=retry_at,
        tries=tries,
        draft=_draft_of(draft) if draft else None,
        expected=expected,
        thread=thread,
        settled_at=settled_at,
    )
