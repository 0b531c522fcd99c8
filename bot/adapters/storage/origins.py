"""Sources as they are stored, whoever follows them; guards that one source is stored once.

A public source belongs to nobody and is shared by all that follow it; others belong to one workspace, or to one
channel of it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.engine import batches
from bot.adapters.storage.rows import Values, digest
from bot.adapters.storage.schema import sources, workspace_sources
from bot.adapters.storage.visibility import Asker, owner_of
from bot.domain.models import Source
from bot.domain.text import storable


class SourceKey(NamedTuple):
    """What makes two sources the same one."""

    key_digest: str
    owner_id: int | None
    channel: str


def source_key(source: Source, asker: Asker) -> SourceKey:
    """The key under which the asker's source is stored."""
    return SourceKey(digest(source.key), *owner_of(source, asker))


async def find_sources(connection: AsyncConnection, keys: Iterable[SourceKey]) -> dict[SourceKey, int]:
    """Ids of those sources that are stored, whoever follows them."""
    found: dict[SourceKey, int] = {}
    wanted = set(keys)
    for batch in batches([key.key_digest for key in wanted]):
        query = select(sources.c.id, sources.c.key_digest, sources.c.owner_id, sources.c.channel)
        for row in await connection.execute(query.where(sources.c.key_digest.in_(batch))):
            found[SourceKey(row.key_digest, row.owner_id, row.channel)] = row.id
    return {key: found[key] for key in wanted & found.keys()}


async def keep_sources(connection: AsyncConnection, asker: Asker, given: Sequence[Source]) -> dict[SourceKey, int]:
    """Ids of the asker's sources, stored as they were first given and linked to the workspace."""
    wanted = {source_key(source, asker): source for source in given}
    found = await find_sources(connection, wanted)
    missing = [_source_row(key, source) for key, source in wanted.items() if key not in found]
    if missing:
        await connection.execute(insert(sources), missing)
        found = await find_sources(connection, wanted)
    mine = workspace_sources.c.workspace_id == asker.workspace_id
    followed = set(await connection.scalars(select(workspace_sources.c.source_id).where(mine)))
    await insert_rows(
        connection,
        workspace_sources,
        [{"workspace_id": asker.workspace_id, "source_id": id_} for id_ in found.values() if id_ not in followed],
    )
    return found


def _source_row(key: SourceKey, source: Source) -> Values:
    return {
        "key": storable(source.key),
        "key_digest": key.key_digest,
        "name": storable(source.name),
        "kind": source.kind,
        "url": source.url and storable(source.url),
        "visibility": source.visibility.value,
        "owner_id": key.owner_id,
        "channel": key.channel,
    }


async def insert_rows(connection: AsyncConnection, table: Table, rows: Sequence[Values]) -> None:
    """Insert them all; none is no statement."""
    if rows:
        await connection.execute(insert(table), rows)
