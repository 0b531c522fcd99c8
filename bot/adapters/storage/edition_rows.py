"""Editions and subscriptions as they are read; guards that a row this program cannot have written is refused."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.edition_tables import editions, parts, subscriptions
from bot.adapters.storage.engine import batches
from bot.adapters.storage.rows import read, shape
from bot.adapters.storage.schema import workspaces
from bot.adapters.storage.subscribing import COLUMNS, subscription_of
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
_SUBSCRIPTION = shape(COLUMNS)


async def read_subscriptions(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Subscription]:
    """The subscription of each edition's channel."""
    found: dict[int, Subscription] = {}
    for batch in batches(ids):
        query = (
            select(*COLUMNS, editions.c.id)
            .select_from(editions)
            .join(workspaces, workspaces.c.id == editions.c.workspace_id)
            .join(
                subscriptions,
                and_(
                    subscriptions.c.workspace_id == editions.c.workspace_id,
                    subscriptions.c.channel == editions.c.channel,
                ),
            )
            .where(editions.c.id.in_(batch))
        )
        rows = list(await connection.execute(query))
        bare = [row[:-1] for row in rows]
        found |= dict(zip([row[-1] for row in rows], read(bare, _SUBSCRIPTION, subscription_of), strict=True))  # type: ignore[arg-type]
    return found


async def read_editions(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Edition]:
    """Editions with their parts."""
    found: dict[int, Edition] = {}
    for batch in batches(ids):
        sent = await parts_of(connection, batch)
        query = edition_columns().where(editions.c.id.in_(batch))
        rows = await connection.execute(query)
        found |= {one.id: one for one in read(rows, _SHAPE, lambda row: edition_of(row, sent))}  # noqa: B023 - read at once
    return found


def edition_columns() -> Any:  # noqa: ANN401 - a select of many columns
    """What `edition_of` reads."""
    return select(*_EDITION).join(workspaces, workspaces.c.id == editions.c.workspace_id)


async def parts_of(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, list[SentPart]]:
    """The messages of each edition, in order."""
    found: dict[int, list[SentPart]] = {}
    rows = await connection.execute(
        select(parts).where(parts.c.edition_id.in_(ids)).order_by(parts.c.edition_id, parts.c.position)
    )
    for row in rows:
        stories = tuple(row.stories.split("\n")) if row.stories else ()
        one = SentPart(row.position, PartState(row.state), row.started_at, row.message_id, row.digest, stories)
        found.setdefault(row.edition_id, []).append(one)
    return found


def edition_of(row: Row[*tuple[Any, ...]], sent: dict[int, list[SentPart]]) -> Edition:
    """An edition from a row of `edition_columns`."""
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
        draft=read_draft(draft) if draft else None,
        expected=expected,
        thread=thread,
        parts=tuple(sent.get(id_, ())),
        settled_at=settled_at,
    )
