"""More and less like this, as rows of one workspace; guards that a person has one word on an article in a channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.chat_tables import votes
from bot.adapters.storage.engine import Connections
from bot.adapters.storage.rows import read, shape
from bot.domain.models import ArticleRef
from bot.domain.text import storable
from bot.services.ports import Vote

MOST_OF_PERSON = 100
MOST_OF_CHANNEL = 1_000
_VOTE = (
    votes.c.person,
    votes.c.channel,
    votes.c.article_id,
    votes.c.version,
    votes.c.value,
    votes.c.steers,
    votes.c.at,
)
_SHAPE = shape(_VOTE)
_NEWEST = votes.c.at.desc(), votes.c.article_id.desc(), votes.c.channel, votes.c.person
_KEY = ["workspace_id", "person", "channel", "article_id"]


@dataclass(frozen=True, slots=True)
class SqlVotes:
    """Implements `ports.Votes` for one workspace. Every method raises StoreError where the database fails."""

    connections: Connections
    workspace_id: int

    async def cast(self, vote: Vote) -> None:
        """Keep it in place of what this person said of that article in that channel before.

        Of a person the newest hundred are kept.
        """
        async with self.connections.writing() as connection:
            engine = postgresql if self.connections.is_postgres else sqlite
            new = engine.insert(votes).values(
                workspace_id=self.workspace_id,
                person=storable(vote.person),
                channel=storable(vote.channel),
                article_id=vote.ref.article_id,
                version=vote.ref.version,
                value=vote.value,
                steers=vote.steers,
                at=vote.at,
            )
            changed = {name: new.excluded[name] for name in ("version", "value", "steers", "at")}
            await connection.execute(new.on_conflict_do_update(index_elements=_KEY, set_=changed))
            await self._let_go(connection, vote.person)

    async def _let_go(self, connection: AsyncConnection, person: str) -> None:
        """Of what this person said the oldest, beyond what is kept."""
        of_person = self._mine(votes.c.person == storable(person))
        which = votes.c.channel, votes.c.article_id
        too_many = select(*which).where(of_person).order_by(*_NEWEST).offset(MOST_OF_PERSON)
        old = [tuple(row) for row in await connection.execute(too_many)]
        if old:
            await connection.execute(delete(votes).where(of_person, tuple_(*which).in_(old)))

    async def withdraw(self, person: str, channel: str, article_id: int) -> bool:
        """Forget it; whether there was one."""
        said = self._mine(
            votes.c.person == storable(person), votes.c.channel == storable(channel), votes.c.article_id == article_id
        )
        async with self.connections.writing() as connection:
            return (await connection.execute(delete(votes).where(said))).rowcount > 0

    async def of_person(self, person: str) -> Sequence[Vote]:
        """The person's, in all channels, the newest first; 100 at most."""
        return await self._newest(votes.c.person == storable(person), MOST_OF_PERSON)

    async def of_channel(self, channel: str) -> Sequence[Vote]:
        """Everybody's in this channel, the newest first; 1,000 at most."""
        return await self._newest(votes.c.channel == storable(channel), MOST_OF_CHANNEL)

    async def _newest(self, wanted: ColumnElement[bool], limit: int) -> list[Vote]:
        query = select(*_VOTE).where(self._mine(wanted)).order_by(*_NEWEST).limit(limit)
        async with self.connections.reading() as connection:
            return list(read(await connection.execute(query), _SHAPE, _vote_of))

    def _mine(self, *wanted: ColumnElement[bool]) -> ColumnElement[bool]:
        return and_(votes.c.workspace_id == self.workspace_id, *wanted)


def _vote_of(row: Row[*tuple[Any, ...]]) -> Vote:
    person, channel, article_id, version, value, steers, at = row
    if value not in {1, -1}:
        raise ValueError(value)
    return Vote(person, channel, ArticleRef(article_id, version), value, steers, at)
