"""What a workspace follows: its sources with their health; guards that one channel sees and changes only its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.engine import Connections, batches
from bot.adapters.storage.origins import keep_sources, source_key
from bot.adapters.storage.polled import SOURCE, source_of, start_feeds, state_of
from bot.adapters.storage.rows import Values, address_digest, digest, read, shape, topics_of
from bot.adapters.storage.schema import articles, feeds, sources, workspace_sources
from bot.adapters.storage.visibility import Asker, is_visible, visible_sources
from bot.domain.errors import InputError
from bot.domain.models import Source, Visibility
from bot.domain.polling import FeedState
from bot.domain.text import cut, one_line, storable
from bot.services.ports import Followed, Given, Wanted

_LINK = (
    workspace_sources.c.source_id,
    workspace_sources.c.paused,
    workspace_sources.c.topics,
    workspace_sources.c.label,
    workspace_sources.c.site,
)
_NAMED = ("topics", "label", "site")
_FOLLOWED = (*SOURCE, *_LINK, *feeds.c)
_SHAPE = shape(_FOLLOWED)


@dataclass(frozen=True, slots=True)
class SqlSources:
    """Implements `ports.Sources` for one asker. Every method raises StoreError where the database fails."""

    connections: Connections
    asker: Asker

    async def follow(
        self, source: Source, url: str, topics: Sequence[str], now: datetime, *, given: Given | None = None
    ) -> Followed:
        """Follow a source, polled at `url` from now on; what was followed already is listed under the topics, too.

        Raises InputError for a source that is kept to a channel where the asker is in none.
        """
        one = Wanted(source, url, tuple(topics), given)
        async with self.connections.writing() as connection:
            ((id_, _),) = await self._follow(connection, [one], now)
        (followed,) = await self._followed(sources.c.id == id_)
        return followed

    async def follow_all(self, wanted: Sequence[Wanted], now: datetime) -> None:
        """Follow these sources, all or none; a source may come more than once. Raises InputError as `follow` does."""
        async with self.connections.writing() as connection:
            await self._follow(connection, wanted, now)

    async def _follow(
        self, connection: AsyncConnection, wanted: Sequence[Wanted], now: datetime
    ) -> list[tuple[int, Wanted]]:
        """The same in a transaction that writes; each with the id of its source."""
        ids = await keep_sources(connection, self.asker, [one.source for one in wanted])
        pairs = [(ids[source_key(one.source, self.asker)], one) for one in wanted]
        # The first address of a source counts, as where they are followed one after the other.
        first = {id_: FeedState(id_, one.url, now, found_at=one.found_at) for id_, one in reversed(pairs)}
        await start_feeds(connection, first, now)
        links = await self._links(connection, [id_ for id_, _ in pairs])
        for id_, one in pairs:
            topics = dict.fromkeys([*topics_of(links[id_]["topics"]), *map(_topic, one.topics)])
            links[id_]["topics"] = "\n".join(topic for topic in topics if topic)
            if one.given is not None:
                links[id_]["label"] = one.given.label and storable(one.given.label)
                links[id_]["site"] = one.given.site and storable(one.given.site)
        values: dict[str, object] = {"followed": True} | {name: bindparam(f"new_{name}") for name in _NAMED}
        change = update(workspace_sources).where(self._link(bindparam("of"))).values(values)
        rows = [{"of": id_, **{f"new_{name}": link[name] for name in _NAMED}} for id_, link in links.items()]
        await connection.execute(change, rows)
        return pairs

    async def _links(self, connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Values]:
        """How the workspace lists these sources."""
        found: dict[int, Values] = {}
        for batch in batches(ids):
            query = select(*_LINK).where(
                workspace_sources.c.workspace_id == self.asker.workspace_id, workspace_sources.c.source_id.in_(batch)
            )
            found |= {row["source_id"]: dict(row) for row in (await connection.execute(query)).mappings()}
        return found

    async def followed(self) -> Sequence[Followed]:
        """What is followed and can be seen here, by name."""
        return await self._followed(true())

    async def _followed(self, wanted: ColumnElement[bool]) -> list[Followed]:
        query = (
            select(*_FOLLOWED)
            .select_from(workspace_sources)
            .join(sources, sources.c.id == workspace_sources.c.source_id)
            .join(feeds, feeds.c.source_id == sources.c.id)
            .where(workspace_sources.c.workspace_id == self.asker.workspace_id, workspace_sources.c.followed)
            .where(sources.c.id.in_(visible_sources(self.asker)), wanted)
            .order_by(func.lower(func.coalesce(workspace_sources.c.label, sources.c.name)), sources.c.id)
        )
        async with self.connections.reading() as connection:
            rows = list(await connection.execute(query))
            counts = await self._counts(connection, [row.source_id for row in rows])
            return list(read(rows, _SHAPE, lambda row: _followed_of(row, counts)))

    async def _counts(self, connection: AsyncConnection, ids: Sequence[int]) -> dict[int, int]:
        """How many articles of each source can be seen."""
        counts: dict[int, int] = {}
        counted = select(articles.c.source_id, func.count().label("held")).where(~articles.c.hidden)
        for batch in batches(ids):
            held = counted.where(articles.c.source_id.in_(batch)).group_by(articles.c.source_id)
            counts |= {row.source_id: row.held for row in await connection.execute(held)}
        return counts

    async def pause(self, source_id: int, *, paused: bool) -> None:
        """Poll it no more for this workspace, or again."""
        async with self.connections.writing() as connection:
            change = update(workspace_sources).where(self._seen_link(source_id)).values(paused=paused)
            await connection.execute(change)

    async def unfollow(self, source_id: int) -> None:
        """Follow it no more: its articles are shown here no longer, and it is not polled if nobody else follows it.

        What was loaded is kept, for a briefing that was posted must stay explainable.
        """
        async with self.connections.writing() as connection:
            gone = await connection.execute(delete(workspace_sources).where(self._seen_link(source_id)))
            if gone.rowcount:
                await _stop_unfollowed(connection, source_id)

    async def publish(self, source_id: int) -> bool:
        """Show one that is kept to this very channel to the whole workspace; False where it is not kept to it.

        Raises InputError where the whole workspace follows the same already.
        """
        kept_here = and_(
            sources.c.id == source_id,
            sources.c.id.in_(visible_sources(self.asker)),
            sources.c.visibility == Visibility.CHANNEL,
        )
        async with self.connections.writing() as connection:
            one = (await connection.execute(select(sources.c.name, sources.c.key_digest).where(kept_here))).first()
            if one is None:
                return False
            if await connection.scalar(self._followed_by_all(one.key_digest).limit(1)) is not None:
                name = cut(one_line(one.name), 80)
                raise InputError(f"the whole workspace follows {name} already: remove the one of this channel")
            await self._make_way(connection, one.key_digest)
            wide = {"visibility": Visibility.WORKSPACE.value, "channel": ""}
            await connection.execute(update(sources).where(sources.c.id == source_id).values(wide))
        return True

    def _followed_by_all(self, key_digest: str) -> Select[int]:
        """The source of that key which all channels of the workspace see."""
        return (
            select(sources.c.id)
            .join(workspace_sources, workspace_sources.c.source_id == sources.c.id)
            .where(workspace_sources.c.workspace_id == self.asker.workspace_id, workspace_sources.c.followed)
            .where(sources.c.key_digest == key_digest, sources.c.visibility != Visibility.CHANNEL)
        )

    async def _make_way(self, connection: AsyncConnection, key_digest: str) -> None:
        """What the workspace followed under that key once, and shows no more, is not met by it again."""
        own = and_(sources.c.key_digest == key_digest, sources.c.owner_id == self.asker.workspace_id)
        for id_ in await connection.scalars(select(sources.c.id).where(own, sources.c.channel == "")):
            mine = workspace_sources.c.workspace_id == self.asker.workspace_id
            await connection.execute(delete(workspace_sources).where(mine, workspace_sources.c.source_id == id_))
            other = update(sources).where(sources.c.id == id_)
            await connection.execute(other.values(key_digest=digest(key_digest, str(id_))))

    async def holding(self, urls: Sequence[str]) -> Sequence[str]:
        """Names of sources, as often as one of them holds an article at one of these addresses, most often first."""
        found: dict[str, int] = {}
        async with self.connections.reading() as connection:
            for batch in batches([address_digest(url) for url in dict.fromkeys(urls)]):
                query = (
                    select(sources.c.name, func.count().label("held"))
                    .join_from(articles, sources, sources.c.id == articles.c.source_id)
                    .where(articles.c.url_digest.in_(batch), is_visible(self.asker))
                    .group_by(sources.c.name)
                )
                for row in await connection.execute(query):
                    found[row.name] = found.get(row.name, 0) + row.held
        return [name for name in sorted(found, key=lambda name: -found[name]) for _ in range(found[name])]

    def _seen_link(self, source_id: int) -> ColumnElement[bool]:
        """The link to a source that can be seen here: an id may come from anywhere."""
        return and_(self._link(source_id), workspace_sources.c.source_id.in_(visible_sources(self.asker)))

    def _link(self, source_id: int | BindParameter[int]) -> ColumnElement[bool]:
        mine = workspace_sources.c.workspace_id == self.asker.workspace_id
        return and_(mine, workspace_sources.c.source_id == source_id)


async def _stop_unfollowed(connection: AsyncConnection, source_id: int) -> None:
    """A source that nobody follows has no state: followed again, it begins anew."""
    still = exists().where(workspace_sources.c.source_id == source_id, workspace_sources.c.followed)
    await connection.execute(delete(feeds).where(feeds.c.source_id == source_id, ~still))


def _followed_of(row: Row[*tuple[Any, ...]], counts: dict[int, int]) -> Followed:
    source, (source_id, paused, topics, label, site), state = row[:5], row[5:10], row[10:]
    return Followed(
        source_id,
        source_of(source),
        state_of(state),
        topics_of(topics),
        paused=paused,
        articles=counts.get(source_id, 0),
        label=label,
        given_site=site,
    )


def _topic(given: str) -> str:
    return " ".join(storable(given).split())
