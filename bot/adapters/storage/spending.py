"""What a language model has cost, and what is reserved. Guards that used and reserved together stay under the ceilings.

Whoever reserves holds the one writing transaction, so that of many who ask at once, over processes and workspaces, each
sees what the others have reserved. Crosses workspaces: the day's ceiling is one for all.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.engine import Connections
from bot.adapters.storage.model_tables import model_reservations, model_spent, model_usage
from bot.adapters.storage.rows import read, shape
from bot.adapters.storage.schema import workspaces
from bot.domain.text import storable
from bot.services.budget import fits
from bot.services.gathering import Gathered
from bot.services.ports.model import Amounts, Ceilings, Standing, Tokens, Used

LAPSE = timedelta(hours=1)  # longer than any call is waited for
_MOST_HITS = 500  # of one transaction
_OPEN = (*(model_reservations.c[name] for name in ("workspace_id", "day", "model", "tokens", "money")),)
_OPEN_SHAPE = shape(_OPEN)
_COUNTS = ("calls", "failed", "prompt_tokens", "reply_tokens", "money", "hits")
_USED = (workspaces.c.key, model_usage.c.day, model_usage.c.model, *(model_usage.c[name] for name in _COUNTS))
_USED_SHAPE = shape(_USED)
Hit = tuple[str, str, datetime]


class SqlSpending:
    """Implements `ports.Spending`. Every method raises StoreError where the database fails.

    Hits that are told at once are counted in one transaction: a thousand channels share a story at the same minute.
    """

    def __init__(self, connections: Connections) -> None:
        self.connections = connections
        self._hits: Gathered[Hit, None] = Gathered(self._count, lambda _: 1, _MOST_HITS)

    async def reserve(
        self, workspace: str, model: str, amounts: Amounts, ceilings: Ceilings, now: datetime
    ) -> int | None:
        """The id of a reservation; None, and nothing reserved, where it would lead over a ceiling."""
        async with self.connections.writing() as connection:
            await lapse(connection, now)
            workspace_id = await connection.scalar(select(workspaces.c.id).where(workspaces.c.key == workspace))
            if workspace_id is None or not fits(amounts, await _standing(connection, workspace_id, now), ceilings):
                return None
            row = {"workspace_id": workspace_id, "day": _day(now), "model": storable(model), "at": now}
            new = insert(model_reservations).values(**row, tokens=amounts.tokens, money=amounts.money)
            id_: int = (await connection.scalars(new.returning(model_reservations.c.id))).one()
            return id_

    async def settle(
        self, reservation: int, tokens: Tokens, money: int, now: datetime, *, failed: bool = False
    ) -> None:
        """What the call has really used, on the day of its reservation. A second time it changes nothing."""
        async with self.connections.writing() as connection:
            await lapse(connection, now)
            gone = delete(model_reservations).where(model_reservations.c.id == reservation).returning(*_OPEN)
            for owner, day, model, _, _ in list(read(await connection.execute(gone), _OPEN_SHAPE, tuple)):
                used = {"prompt_tokens": tokens.prompt, "reply_tokens": tokens.reply, "money": money}
                await _enter(connection, owner, day, model, used | {"calls": 1, "failed": +failed})

    async def hit(self, workspace: str, model: str, now: datetime) -> None:
        """A reply came from storage, and cost nothing."""
        await self._hits((workspace, model, now))

    async def _count(self, hits: Sequence[Hit]) -> Sequence[None]:
        counted = Counter((workspace, storable(model), _day(now)) for workspace, model, now in hits)
        async with self.connections.writing() as connection:
            query = select(workspaces.c.key, workspaces.c.id).where(
                workspaces.c.key.in_({key for key, _, _ in counted})
            )
            ids = {row.key: row.id for row in await connection.execute(query)}
            for (key, model, day), times in counted.items():
                if key in ids:
                    await _add(connection, ids[key], day, model, {"hits": times})
        return [None] * len(hits)

    async def used(self, since: date, workspace: str | None = None) -> Sequence[Used]:
        """By day, workspace and model, the newest day first; of one workspace or of all."""
        query = (
            select(*_USED)
            .join(workspaces, workspaces.c.id == model_usage.c.workspace_id)
            .where(model_usage.c.day >= since)
            .order_by(model_usage.c.day.desc(), workspaces.c.key, model_usage.c.model)
        )
        if workspace is not None:
            query = query.where(workspaces.c.key == workspace)
        async with self.connections.reading() as connection:
            return list(read(await connection.execute(query), _USED_SHAPE, _used_of))

    async def standing(self, workspace: str, now: datetime) -> Standing:
        """What the ceilings are held against, at this moment."""
        async with self.connections.reading() as connection:
            workspace_id = await connection.scalar(select(workspaces.c.id).where(workspaces.c.key == workspace))
            return await _standing(connection, workspace_id or 0, now)


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()


def _used_of(row: Row[*tuple[Any, ...]]) -> Used:
    return Used(*row)


# --- what is used and reserved -----------------------------------------------------------------------


async def _standing(connection: AsyncConnection, workspace_id: int, now: datetime) -> Standing:
    """Few rows: the usage of one day, one sum for each day that there was, and what is reserved now."""
    day, open_ = _day(now), model_reservations.c
    used = func.sum(model_usage.c.prompt_tokens + model_usage.c.reply_tokens), func.sum(model_usage.c.money)
    mine = select(*used).where(model_usage.c.workspace_id == workspace_id, model_usage.c.day == day)
    reserved = select(func.sum(open_.tokens), func.sum(open_.money))
    mine_now = reserved.where(open_.workspace_id == workspace_id, open_.day == day)
    spent = select(func.sum(model_spent.c.tokens), func.sum(model_spent.c.money))
    return Standing(
        workspace=await _sum(connection, mine, mine_now),
        everyone=await _sum(connection, spent.where(model_spent.c.day == day), reserved.where(open_.day == day)),
        ever=await _sum(connection, spent, reserved),
    )


async def _sum(connection: AsyncConnection, *queries: Select[*tuple[Any, ...]]) -> Amounts:
    rows = [(await connection.execute(query)).one() for query in queries]
    tokens, money = (sum(int(row[at] or 0) for row in rows) for at in (0, 1))
    return Amounts(tokens, money)


async def lapse(connection: AsyncConnection, now: datetime) -> None:
    """What was reserved an hour ago and never settled counts as used: its call may have been charged."""
    await _close(connection, now - LAPSE, None)


async def _close(connection: AsyncConnection, before: datetime | None, workspace_id: int | None) -> None:
    gone = delete(model_reservations).returning(*_OPEN)
    if workspace_id is not None:
        gone = gone.where(model_reservations.c.workspace_id == workspace_id)
    if before is not None:
        gone = gone.where(model_reservations.c.at <= before)
    for owner, day, model, tokens, money in list(read(await connection.execute(gone), _OPEN_SHAPE, tuple)):
        used = {"calls": 1, "failed": 1, "prompt_tokens": tokens, "money": money}
        await _enter(connection, owner, day, model, used)


async def _enter(
    connection: AsyncConnection, workspace_id: int, day: date, model: str, used: Mapping[str, int]
) -> None:
    """Of the workspace, and of all together."""
    await _add(connection, workspace_id, day, model, used)
    tokens = used.get("prompt_tokens", 0) + used.get("reply_tokens", 0)
    engine = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = engine.insert(model_spent).values(day=day, tokens=tokens, money=used["money"])
    sums = {name: model_spent.c[name] + new.excluded[name] for name in ("tokens", "money")}
    await connection.execute(new.on_conflict_do_update(index_elements=["day"], set_=sums))


async def _add(connection: AsyncConnection, workspace_id: int, day: date, model: str, used: Mapping[str, int]) -> None:
    engine = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = dict.fromkeys(_COUNTS, 0) | dict(used)
    new = engine.insert(model_usage).values(workspace_id=workspace_id, day=day, model=model, **row)
    sums = {name: model_usage.c[name] + new.excluded[name] for name in used}
    await connection.execute(new.on_conflict_do_update(index_elements=["workspace_id", "day", "model"], set_=sums))


# --- erasing -----------------------------------------------------------------------------------------


async def erase_usage(connection: AsyncConnection, workspace_id: int) -> None:
    """What a workspace has used is forgotten; that so much was spent is not, nor what it has reserved."""
    await _close(connection, None, workspace_id)
    await connection.execute(delete(model_usage).where(model_usage.c.workspace_id == workspace_id))


async def erase_old_usage(connection: AsyncConnection, before: datetime) -> None:
    """Who has used what on days before that one; the sum of each day stays, for what may be spent for good."""
    await connection.execute(delete(model_usage).where(model_usage.c.day < _day(before)))
