"""What a feed that was read has brought: new and edited entries as articles, with the pages of teasers.

Guards that an article is stored once for each thing that it says, and that neither a page that is away nor an entry
that is another at each poll costs more than its share.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.entries import (
    MOST_VERSIONS,
    NEWS_AT_FIRST,
    Change,
    KnownEntry,
    article_of,
    change_of,
    digest_of_entry,
    identify,
    newest_first,
)
from bot.domain.intake import FeedEntry, Fetched, Page, ParsedFeed
from bot.services.discovery import Web
from bot.services.fulltext import Missing, pages_of
from bot.services.ingest import analyse
from bot.services.ports import Analysed, AskedFor, KnownEntries, Polled

# A page that cannot be had for the moment is tried again at each poll for so long.
_PATIENCE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Arrived:
    """Of a feed's entries those that are new or edited, as articles, the oldest first: ids order by first sight.

    `pending`: one of them, or a page, is to be looked at again. `gone`: addresses of pages that are no longer there.
    `note` says in plain words what is left out for good.
    """

    entries: int = 0
    items: tuple[Analysed, ...] = ()
    gone: tuple[str, ...] = ()
    pending: bool = False
    note: str | None = None


NOTHING = Arrived()


@dataclass(frozen=True, slots=True)
class AtHand:
    """A feed that was fetched and read a moment ago, and pages of its entries, by address."""

    fetched: Fetched
    feed: ParsedFeed
    pages: Mapping[str, Page | Missing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What entries are read with. `full_text`: whether the page of a teaser is fetched, if it is not at hand."""

    web: Web
    known: Callable[[AskedFor], Awaitable[KnownEntries]]
    clock: Callable[[], datetime]
    full_text: bool = True
    pages: Mapping[str, Page | Missing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Taken:
    """An entry that is taken up; `place` is its rank among all, by date, `known` what it was before."""

    place: int
    key: str
    entry: FeedEntry
    known: KnownEntry | None


async def new_in(fetched: Fetched, feed: ParsedFeed, polled: Polled, reading: Reading) -> Arrived:
    """What of a feed is to be stored. Raises StoreError where what is known cannot be looked up."""
    entries = feed.entries
    keys, urls = tuple(entry.id for entry in entries), tuple(entry.url for entry in entries if entry.url)
    known = await reading.known(AskedFor(polled.state.source_id, keys, urls))
    identified = newest_first(identify(entries, known.by_key, known.by_url, feed.url))
    changes = [change_of(entry, known.by_key.get(key), reading.clock()) for key, entry in identified]
    arrived = Arrived(len(identified), pending=Change.LATER in changes, note=_left_out(changes.count(Change.NEVER)))
    taken = [
        _Taken(place, key, entry, known.by_key.get(key))
        for place, ((key, entry), change) in enumerate(zip(identified, changes, strict=True))
        if change is Change.NOW
    ]
    return await _with_pages(arrived, taken, polled, reading, fetched.url) if taken else arrived


def _left_out(count: int) -> str | None:
    if not count:
        return None
    articles = "1 article has" if count == 1 else f"{count} articles have"
    return f"{articles} changed {MOST_VERSIONS} times: further changes are left out"


async def _with_pages(
    arrived: Arrived, taken: Sequence[_Taken], polled: Polled, reading: Reading, found_at: str
) -> Arrived:
    entries, now = [one.entry for one in taken], reading.clock()
    pages: list[Page | Missing | None] = [None] * len(taken)
    if reading.full_text:
        pages = await pages_of(entries, reading.web, found_at=found_at, at_hand=reading.pages)
    items: list[Analysed] = []
    gone: list[str] = []
    pending = arrived.pending
    for one, page in zip(taken, pages, strict=True):
        waiting = _is_awaited(page, one.known) and (one.known is None or now - one.known.first_seen < _PATIENCE)
        pending = pending or waiting
        if page is Missing.GONE and one.entry.url and not (waiting and one.known is None):
            gone.append(one.entry.url)
        if waiting and one.known is not None:
            continue  # what is stored may be the whole text: a teaser must not take its place for an hour's fault
        article = article_of(one.key, one.entry, polled.source, now, page if isinstance(page, Page) else None)
        news = not polled.state.first or one.place < NEWS_AT_FIRST
        items.append(Analysed(article, "", (), news, None if waiting else digest_of_entry(one.entry)))
    analysed = await asyncio.to_thread(_analysed, items[::-1])
    return replace(arrived, items=tuple(analysed), gone=tuple(gone), pending=pending)


def _analysed(items: Sequence[Analysed]) -> list[Analysed]:
    """The same with what the rules find; in a thread, for it takes milliseconds each."""
    return [replace(analyse(item.article), news=item.news, entry=item.entry) for item in items]


def _is_awaited(page: Page | Missing | None, known: KnownEntry | None) -> bool:
    """Whether a page may still come: one that is not there yet, too, for feeds are often faster than sites."""
    is_new = known is None or known.entry is None
    return page is Missing.LATER or (page is Missing.GONE and is_new)
