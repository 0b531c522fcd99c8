"""The state of polled feeds and the articles that they bring; guards that one feed is polled once, whoever follows it.

Crosses workspaces: for `services.polling` alone. What it stores belongs to the source, and a workspace sees it
through `workspace_sources`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, exists, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.engine import Connections, batches
from bot.adapters.storage.origins import insert_rows
from bot.adapters.storage.rows import Values, address_digest, digest, first_seen, read, shape
from bot.adapters.storage.schema import articles, feeds, sources, workspace_sources
from bot.adapters.storage.writing import ArticleKey, Index, write_keyed
from bot.domain.entries import KnownEntry
from bot.domain.intake import Validators
from bot.domain.models import Source, Visibility
from bot.domain.polling import FURTHEST, FeedState, FeedStatus
from bot.domain.text import storable
from bot.services.ports import Analysed, AskedFor, Keep, KnownEntries, Outcome, Polled

SOURCE = (sources.c.key, sources.c.name, sources.c.kind, sources.c.url, sources.c.visibility)
_POLLED = (*SOURCE, *feeds.c)
_SHAPE = shape(_POLLED)
_VISIBILITIES = {visibility.value: visibility for visibility in Visibility}
_STATUSES = {status.value: status for status in FeedStatus}


@dataclass(frozen=True, slots=True)
class SqlFeeds:
    """Implements `ports.Feeds`. Every method raises StoreError where the database fails."""

    connections: Connections
    index: Index

    async def due(self, now: datetime | None, limit: int) -> Sequence[Polled]:
        """Feeds that somebody follows and whose time has come, the longest due first; None means all of them."""
        query = (
            select(*_POLLED)
            .join_from(feeds, sources, sources.c.id == feeds.c.source_id)
            .where(feeds.c.status == FeedStatus.ACTIVE, _is_wanted())
            .order_by(feeds.c.next_poll, feeds.c.source_id)
            .limit(limit)
        )
        if now is not None:
            # What lies further ahead than any wait was reckoned by a clock that was wrong.
            query = query.where(or_(feeds.c.next_poll <= now, feeds.c.next_poll > now + FURTHEST))
        async with self.connections.reading() as connection:
            return list(read(await connection.execute(query), _SHAPE, polled_of))

    async def known(self, asked: Sequence[AskedFor]) -> Sequence[KnownEntries]:
        """For each feed, what is stored under these keys, and the keys of what is stored at these addresses."""
        found: dict[int, list[tuple[str, KnownEntry, str | None]]] = {one.source_id: [] for one in asked}
        among = {"ids": self._list(list(found))}
        async with self.connections.reading() as connection:
            for column, given in (
                ("key_digest", [digest(key) for one in asked for key in one.keys]),
                ("url_digest", [address_digest(url) for one in asked for url in one.urls]),
            ):
                query = _KNOWN_TO_POSTGRES if self.connections.is_postgres else _KNOWN_TO_SQLITE
                wanted = text(query.format(column=column)).columns(*_KNOWN_COLUMNS)
                rows = await connection.execute(wanted, among | {"given": self._list(given)})
                for id_, source_id, key, entry, url_digest, read_at, version in rows.all():
                    known = KnownEntry(key, entry, _seen(id_), read_at, version)
                    found[source_id].append((key, known, url_digest))
        return [_entries_of(one, found[one.source_id]) for one in asked]

    def _list(self, values: Sequence[object]) -> object:
        """One value that stands for many: as parameters of their own, thousands would cost more than the query."""
        return list(values) if self.connections.is_postgres else json.dumps(values)

    async def keep(self, read: Sequence[Keep], now: datetime) -> Sequence[Sequence[Outcome]]:
        """Store what polls have brought, with the state after them, all or none; what became of each article.

        A feed that has been removed meanwhile stays removed, and brings nothing where its source is gone, too.
        """
        async with self.connections.writing() as connection:
            there = await _sources_among(connection, [one.state.source_id for one in read])
            kept = [one for one in read if one.state.source_id in there]
            keyed = [
                (ArticleKey(one.state.source_id, digest(item.article.key)), item) for one in kept for item in one.items
            ]
            outcomes = await write_keyed(connection, keyed, now, self.index) if keyed else ()
            await _set_entries(
                connection, [pair for pair, what in zip(keyed, outcomes, strict=True) if what is Outcome.KNOWN], now
            )
            await _set_gone(connection, [(one.state.source_id, url) for one in read for url in one.gone], now)
            await _set_names(connection, read)
            await connection.execute(_SAVE, [{"of": one.state.source_id, **state_row(one.state)} for one in read])
        each = iter(outcomes)
        return [[next(each) if one.state.source_id in there else Outcome.KNOWN for _ in one.items] for one in read]


async def _sources_among(connection: AsyncConnection, ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for batch in batches(ids):
        found |= set(await connection.scalars(select(sources.c.id).where(sources.c.id.in_(batch))))
    return found


def _is_wanted() -> ColumnElement[bool]:
    return exists().where(
        workspace_sources.c.source_id == feeds.c.source_id,
        workspace_sources.c.followed,
        ~workspace_sources.c.paused,
    )


_KNOWN_COLUMNS = [articles.c[name] for name in ("id", "source_id", "key", "entry", "url_digest", "read_at", "version")]
_KNOWN = f"SELECT {', '.join(column.name for column in _KNOWN_COLUMNS)} FROM articles WHERE "  # noqa: S608 - constants
_KNOWN_TO_SQLITE = (
    f"{_KNOWN} +source_id IN (SELECT value FROM json_each(:ids))"  # noqa: S608 - constants; values are parameters
    " AND {column} IN (SELECT value FROM json_each(:given))"
)
_KNOWN_TO_POSTGRES = f"{_KNOWN} source_id = ANY (CAST(:ids AS BIGINT[])) AND {{column}} = ANY (CAST(:given AS TEXT[]))"
_SAVE = update(feeds).where(feeds.c.source_id == bindparam("of"))


def _entries_of(asked: AskedFor, found: Sequence[tuple[str, KnownEntry, str | None]]) -> KnownEntries:
    addresses = {address_digest(url): url for url in asked.urls}
    by_url = {addresses[at]: key for key, _, at in found if at in addresses}
    return KnownEntries({key: entry for key, entry, _ in found}, by_url)


def _seen(article_id: int) -> datetime:
    at = first_seen(article_id)
    assert at is not None  # noqa: S101 - an id always holds a time
    return at


async def _set_entries(
    connection: AsyncConnection, keyed: Sequence[tuple[ArticleKey, Analysed]], now: datetime
) -> None:
    """Of articles that stayed as they were: their entry says the same in another way."""
    if keyed:
        change = (
            update(articles)
            .where(articles.c.source_id == bindparam("source"), articles.c.key_digest == bindparam("key_"))
            .values(entry=bindparam("entry_"), read_at=now)
        )
        await connection.execute(
            change, [{"source": key.source_id, "key_": key.key_digest, "entry_": item.entry} for key, item in keyed]
        )


async def _set_names(connection: AsyncConnection, read: Sequence[Keep]) -> None:
    """What feeds say of themselves: a source of many workspaces is called by its own name, not by one of theirs."""
    said = [
        {"of": one.state.source_id, "name_": storable(one.name), "site_": one.site and storable(one.site)}
        for one in read
        if one.name
    ]
    if said:
        differs = or_(sources.c.name != bindparam("name_"), sources.c.url.is_distinct_from(bindparam("site_")))
        change = update(sources).where(sources.c.id == bindparam("of"), differs)
        await connection.execute(change.values(name=bindparam("name_"), url=bindparam("site_")), said)


async def _set_gone(connection: AsyncConnection, pages: Sequence[tuple[int, str]], now: datetime) -> None:
    """Of the articles of that very source: what one source says of an address is not for another to suffer."""
    if pages:
        there = (articles.c.source_id == bindparam("source"), articles.c.url_digest == bindparam("address"))
        change = update(articles).where(*there, articles.c.gone_at.is_(None)).values(gone_at=now)
        await connection.execute(change, [{"source": id_, "address": address_digest(url)} for id_, url in pages])


# --- rows --------------------------------------------------------------------------------------------


def source_of(row: Sequence[Any]) -> Source:
    """A source from the columns SOURCE."""
    key, name, kind, url, visibility = row
    return Source(key, name, kind, url, _VISIBILITIES[visibility])


def state_of(row: Sequence[Any]) -> FeedState:
    """The state of a feed from the columns of `feeds`, in their order."""
    source_id, url, status, next_poll, interval, polled, succeeded, failing_since, failures, error, *rest = row
    etag, last_modified, body_digest, newest, weekly, moved_to, moved_times, note, found_at, seen = rest
    return FeedState(
        source_id=source_id,
        url=url,
        next_poll=next_poll,
        status=_STATUSES[status],
        interval=timedelta(seconds=interval),
        polled=polled,
        succeeded=succeeded,
        failing_since=failing_since,
        failures=failures,
        error=error,
        validators=Validators(etag, last_modified),
        body_digest=body_digest,
        newest=newest,
        weekly=weekly,
        moved_to=moved_to,
        moved_times=moved_times,
        note=note,
        found_at=found_at,
        seen=seen,
    )


def polled_of(row: Row[*tuple[Any, ...]]) -> Polled:
    """A source with its state from the columns SOURCE and those of `feeds`."""
    return Polled(source_of(row[: len(SOURCE)]), state_of(row[len(SOURCE) :]))


def state_row(state: FeedState) -> Values:
    """A row of `feeds`."""
    return {
        "source_id": state.source_id,
        "url": storable(state.url),
        "status": state.status.value,
        "next_poll": state.next_poll,
        "interval": state.interval.total_seconds(),
        "polled": state.polled,
        "succeeded": state.succeeded,
        "failing_since": state.failing_since,
        "failures": state.failures,
        "error": state.error and storable(state.error),
        "etag": state.validators.etag and storable(state.validators.etag),
        "last_modified": state.validators.last_modified and storable(state.validators.last_modified),
        "body_digest": state.body_digest,
        "newest": state.newest,
        "weekly": state.weekly,
        "moved_to": state.moved_to and storable(state.moved_to),
        "moved_times": state.moved_times,
        "note": state.note,
        "found_at": state.found_at and storable(state.found_at),
        "seen": state.seen,
    }


async def start_feeds(connection: AsyncConnection, states: Mapping[int, FeedState], now: datetime) -> None:
    """Sources, by id, are polled from now on; one that was stopped is tried again; what a person names is theirs."""
    again = {"status": FeedStatus.ACTIVE.value, "next_poll": now, "failing_since": None, "failures": 0, "error": None}
    there: set[int] = set()
    for batch in batches(list(states)):
        there |= set(await connection.scalars(select(feeds.c.source_id).where(feeds.c.source_id.in_(batch))))
        stopped = (feeds.c.source_id.in_(batch), feeds.c.status == FeedStatus.DISABLED)
        await connection.execute(update(feeds).where(*stopped).values(again))
        named = [id_ for id_ in batch if states[id_].found_at is None]
        await connection.execute(update(feeds).where(feeds.c.source_id.in_(named)).values(found_at=None))
    await insert_rows(connection, feeds, [state_row(state) for id_, state in states.items() if id_ not in there])
