"""Where questions are answered, where somebody was last, what a bot notes. Guards that what has left is no home."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.adapters.storage.chat_tables import bot_memory, homes, question_channels
from bot.adapters.storage.engine import Connections
from bot.adapters.storage.rows import read, shape
from bot.adapters.storage.schema import UtcTime, workspaces
from bot.domain.text import storable

_CHANNEL = (question_channels.c.channel,)
_CHANNEL_SHAPE = shape(_CHANNEL)
_KEY = (workspaces.c.key,)
_KEY_SHAPE = shape(_KEY)
_VALUE = (bot_memory.c.value,)
_VALUE_SHAPE = shape(_VALUE)


@dataclass(frozen=True, slots=True)
class SqlPlaces:
    """Implements `ports.Places` for one workspace. Every method raises StoreError where the database fails."""

    connections: Connections
    workspace_id: int

    async def places(self) -> frozenset[str]:
        """Those channels; none where questions are answered everywhere."""
        query = select(*_CHANNEL).where(question_channels.c.workspace_id == self.workspace_id)
        async with self.connections.reading() as connection:
            return frozenset(read(await connection.execute(query), _CHANNEL_SHAPE, lambda row: str(row[0])))

    async def set(self, channels: frozenset[str]) -> None:
        """From now on, in place of those before."""
        rows = [{"workspace_id": self.workspace_id, "channel": one} for one in sorted(set(map(storable, channels)))]
        async with self.connections.writing() as connection:
            mine = question_channels.c.workspace_id == self.workspace_id
            await connection.execute(delete(question_channels).where(mine))
            if rows:
                await connection.execute(insert(question_channels), rows)


@dataclass(frozen=True, slots=True)
class SqlHomes:
    """Implements `ports.Homes` for one bot. Every method raises StoreError where the database fails."""

    connections: Connections
    bot: str

    async def of(self, person: str) -> str | None:
        """The key of the workspace; None where there is none, or where its chat has left."""
        query = (
            select(*_KEY)
            .join(homes, homes.c.workspace_id == workspaces.c.id)
            .where(homes.c.bot == self.bot, homes.c.person == storable(person), workspaces.c.gone_at.is_(None))
        )
        async with self.connections.reading() as connection:
            return next(read(await connection.execute(query), _KEY_SHAPE, lambda row: str(row[0])), None)

    async def keep(self, person: str, workspace: str, now: datetime) -> None:
        """Remember it in place of the one before; a workspace that storage does not know is passed over."""
        engine = postgresql if self.connections.is_postgres else sqlite
        given: tuple[BindParameter[Any], ...] = (
            bindparam("as_bot", self.bot),
            bindparam("as_person", storable(person)),
            bindparam("as_at", now, type_=UtcTime),
        )
        there = select(workspaces.c.id, *given).where(workspaces.c.key == workspace)
        new = engine.insert(homes).from_select(["workspace_id", "bot", "person", "at"], there)
        changed = {name: new.excluded[name] for name in ("workspace_id", "at")}
        async with self.connections.writing() as connection:
            await connection.execute(new.on_conflict_do_update(index_elements=["bot", "person"], set_=changed))


@dataclass(frozen=True, slots=True)
class SqlMemory:
    """Implements `ports.Memory` for one bot. Every method raises StoreError where the database fails."""

    connections: Connections
    bot: str

    async def get(self, name: str) -> str | None:
        """What was noted last under this name."""
        query = select(*_VALUE).where(bot_memory.c.bot == self.bot, bot_memory.c.name == storable(name))
        async with self.connections.reading() as connection:
            return next(read(await connection.execute(query), _VALUE_SHAPE, lambda row: str(row[0])), None)

    async def set(self, name: str, value: str) -> None:
        """Note it in place of what was noted before."""
        engine = postgresql if self.connections.is_postgres else sqlite
        noted = {"value": storable(value)}
        new = engine.insert(bot_memory).values(bot=self.bot, name=storable(name), **noted)
        async with self.connections.writing() as connection:
            await connection.execute(new.on_conflict_do_update(index_elements=["bot", "name"], set_=noted))
