"""Editions whose records cannot be read; guards that one damaged row keeps no other channel from its briefing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.edition_rows import read_editions, read_subscriptions
from bot.adapters.storage.edition_tables import editions
from bot.adapters.storage.engine import Connections
from bot.adapters.storage.faults import Unreadable
from bot.adapters.storage.notices import raise_notices
from bot.domain.documents import Notice
from bot.domain.editions import Edition, State
from bot.domain.subscriptions import Subscription

DAMAGED = "its record is damaged"

Found = dict[int, tuple[Edition, Subscription | None]]


async def read_claimed(connections: Connections, ids: Sequence[int]) -> Found:
    """Editions with the subscriptions of their channels; what cannot be read is not among them."""
    async with connections.reading() as connection:
        try:
            return await _read(connection, ids)
        except Unreadable:
            found: Found = {}
            for id_ in ids:
                found |= await _read_one(connection, id_)
            return found


async def _read(connection: AsyncConnection, ids: Sequence[int]) -> Found:
    subscribed = await read_subscriptions(connection, ids)
    return {id_: (one, subscribed.get(id_)) for id_, one in (await read_editions(connection, ids)).items()}


async def _read_one(connection: AsyncConnection, id_: int) -> Found:
    try:
        return await _read(connection, [id_])
    except Unreadable:
        return {}


async def set_apart(connections: Connections, ids: Sequence[int], now: datetime) -> None:
    """Settle what cannot be read as failed, without its draft, and tell the admin."""
    failed = {"state": State.FAILED.value, "settled_at": now, "reason": DAMAGED, "draft": None, "lease_until": None}
    wanted = select(editions.c.workspace_id, editions.c.channel, editions.c.day, editions.c.key)
    async with connections.writing() as connection:
        for id_ in ids:
            workspace_id, channel, day, key = (await connection.execute(wanted.where(editions.c.id == id_))).one()
            await connection.execute(update(editions).where(editions.c.id == id_).values(failed))
            told = Notice("edition_failed", {"channel": channel, "date": day.isoformat(), "reason": DAMAGED})
            await raise_notices(connection, workspace_id, [(f"edition_failed:{key}", told)], now)
