"""What was posted and has changed since, over all workspaces; guards that looking costs no more than what has changed.

Edited versions have an index of their own, by when they were first seen: few articles are ever edited.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal_column, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.agenda import enter_editions
from bot.adapters.storage.edition_rows import read_editions
from bot.adapters.storage.edition_tables import editions, parts, told
from bot.adapters.storage.engine import Connections
from bot.adapters.storage.schema import versions, workspaces
from bot.domain.editions import Edition, Kind, PartState, State
from bot.services.ports import NewEdition, Outdated


@dataclass(frozen=True, slots=True)
class SqlPosted:
    """Implements `ports.Posted`. Every method raises StoreError where the database fails."""

    connections: Connections

    async def outdated(
        self, since: datetime, changed_since: datetime, after: tuple[str, str], limit: int
    ) -> Sequence[Outdated]:
        """Channels that were shown words of articles which have another version now; see the port."""
        where = workspaces.c.key, editions.c.channel
        behind = tuple_(*where) > tuple_(*after)
        channels = _outdated(select(*where, editions.c.workspace_id).distinct(), since, changed_since)
        async with self.connections.reading() as connection:
            found = list(await connection.execute(channels.where(behind).order_by(*where).limit(limit)))
            return [
                Outdated(
                    workspace,
                    channel,
                    await _read(connection, self._digests(workspace_id, channel, since, changed_since), newest=True),
                    await _read(connection, self._corrections(workspace_id, channel, since), newest=False),
                )
                for workspace, channel, workspace_id in found
            ]

    def _digests(self, workspace_id: int, channel: str, since: datetime, changed_since: datetime) -> Any:  # noqa: ANN401 - a select
        mine = and_(editions.c.workspace_id == workspace_id, editions.c.channel == channel)
        return _outdated(select(editions.c.id).distinct(), since, changed_since).where(mine)

    def _corrections(self, workspace_id: int, channel: str, since: datetime) -> Any:  # noqa: ANN401 - a select
        never = editions.c.state.in_((State.SKIPPED.value, State.FAILED.value))
        return select(editions.c.id).where(
            editions.c.workspace_id == workspace_id,
            editions.c.channel == channel,
            editions.c.kind == Kind.CORRECTION.value,
            editions.c.due_at >= since,
            ~never,
        )

    async def correct(self, corrections: Sequence[NewEdition], now: datetime) -> int:
        """Enter corrections, each once by its key: how many were new. When a channel's next digest is due, stays."""
        async with self.connections.writing() as connection:
            return await enter_editions(connection, corrections, now)


async def _read(connection: AsyncConnection, wanted: Any, *, newest: bool) -> tuple[Edition, ...]:  # noqa: ANN401 - a select
    found = await read_editions(connection, list(await connection.scalars(wanted)))
    return tuple(sorted(found.values(), key=lambda one: (one.due_at, one.id), reverse=newest))


def _outdated(chosen: Any, since: datetime, changed_since: datetime) -> Any:  # noqa: ANN401 - selects
    """Digests, posted at least in part, that show words of an article with a version that was seen since."""
    return (
        chosen.select_from(versions)
        .join(told, told.c.article_id == versions.c.article_id)
        .join(editions, editions.c.id == told.c.edition_id)
        .join(workspaces, workspaces.c.id == editions.c.workspace_id)
        .where(workspaces.c.gone_at.is_(None))
        .where(_is_edit(), versions.c.seen_at >= changed_since, versions.c.version > told.c.version, told.c.shown)
        .where(editions.c.kind == Kind.DIGEST.value, editions.c.due_at >= since)
        .where(exists().where(parts.c.edition_id == editions.c.id, parts.c.state == PartState.SENT.value))
    )


def _is_edit() -> ColumnElement[bool]:
    """In the words of the index: a bound value would not be known to be this one."""
    return versions.c.version > literal_column("1")
