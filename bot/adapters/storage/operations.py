"""The few queries that cross workspaces; guards that they have names and one home."""

from dataclasses import dataclass

from sqlalchemy import insert, select

from bot.adapters.storage.engine import Connections
from bot.adapters.storage.schema import workspaces


@dataclass(frozen=True, slots=True)
class Operations:
    """For the composition root only: what it returns belongs to nobody's answer."""

    connections: Connections

    async def workspace_id(self, key: str) -> int:
        """The workspace of that key, made where there is none yet."""
        wanted = select(workspaces.c.id).where(workspaces.c.key == key)
        async with self.connections.reading() as connection:
            found: int | None = await connection.scalar(wanted)
        if found is None:
            async with self.connections.writing() as connection:
                if await connection.scalar(wanted) is None:  # another process may have been faster
                    await connection.execute(insert(workspaces).values(key=key))
                found = (await connection.scalars(wanted)).one()
        return found
