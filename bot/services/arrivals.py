"""What a feed that was read has brought: new and edited entries as articles, and which need not be read again.

    entries ─► identify ─► new, edited? ─► pages of teasers ─► what to store, what was seen

Guards that an article is stored once for each thing that it says, that neither a page that is away nor an entry that
is another at each poll costs more than its share, and that an entry is put down as seen only when its article holds it.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
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
from bot.domain.seen import Seen, looked_up, put_down, seen_of
from bot.services.discovery import Web
from bot.services.fulltext import Missing, pages_of
from bot.services.ingest import analyse
from bot.services.ports import Analysed, AskedFor, Keep, KnownEntries, Polled

# A page that cannot be had for the moment is tried again at each poll for so long.
_PATIENCE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Arrived:
    """Of a feed's entries those that are new or edited, as articles, the oldest first: ids order by first sight.

    The articles are not analysed yet. `entries` is how many the feed has, each once, `dates` are theirs. `pending`: one
    of them, or a page, is to be looked at again. `gone`: addresses of pages that are no longer there. `note` says in
    plain words what is left out for good. `seen`: what need not be read again (`domain.seen`).
    """

    entries: int = 0
    dates: tuple[datetime, ...] = ()
    items: tuple[Analysed, ...] = ()
    gone: tuple[str, ...] = ()
    pending: bool = False
    note: str | None = None
    seen: str = ""


NOTHING = Arrived()


@dataclass(frozen=True, slots=True)
class AtHand:
    """A feed that was fetched and read a moment ago, and pages of its entries, by address."""

    fetched: Fetched
    feed: ParsedFeed
    pages: Mapping[str, Page | Missing]


@dataclass(frozen=True, slots=True)
class Reading:
    """What entries are read with. `full_text`: whether the page of a teaser is fetched, if it is not at hand."""

    web: Web
    known: Callable[[AskedFor], Awaitable[KnownEntries]]
    clock: Callable[[], datetime]
    full_text: bool
    pages: Mapping[str, Page | Missing]


@dataclass(frozen=True, slots=True)
class _Taken:
    """An entry that is taken up; `place` is its rank among all, by date, `known` what it was before."""

    place: int
    key: str
    entry: FeedEntry
    known: KnownEntry | None


async def new_in(fetched: Fetched, feed: ParsedFeed, polled: Polled, reading: Reading) -> Arrived:
    """What of a feed is to be stored. Raises StoreError where what is known cannot be looked up."""
    before = looked_up(polled.state.seen)
    beside = [before[raw] for raw in feed.known if raw in before]
    known = await _known(feed.entries, polled, reading)
    identified = newest_first(identify(feed.entries, known.by_key, known.by_url, feed.url, beside))
    changes = [change_of(entry, known.by_key.get(key), reading.clock()) for key, entry in identified]
    dates = [entry.published or entry.updated for _, entry in identified] + [one.date for one in beside]
    arrived = Arrived(
        entries=len(identified) + len(beside),
        dates=tuple(date for date in dates if date),
        pending=Change.LATER in changes,
        note=_left_out(changes.count(Change.NEVER)),
    )
    taken = [
        _Taken(place, key, entry, known.by_key.get(key))
        for place, ((key, entry), change) in enumerate(zip(identified, changes, strict=True))
        if change is Change.NOW
    ]
    if taken:
        arrived = await _with_pages(arrived, taken, polled, reading, fetched.url)
    unchanged = {key for (key, _), change in zip(identified, changes, strict=True) if change is Change.NONE}
    held = known.by_key.keys() & unchanged | {item.article.key for item in arrived.items if item.entry is not None}
    return replace(arrived, seen=_seen(beside, identified, held))


async def _known(entries: Sequence[FeedEntry], polled: Polled, reading: Reading) -> KnownEntries:
    """What is stored of these entries; where there are none, nobody needs to be asked."""
    keys, urls = tuple(entry.id for entry in entries), tuple(entry.url for entry in entries if entry.url)
    return await reading.known(AskedFor(polled.state.source_id, keys, urls)) if keys else KnownEntries({}, {})


def _left_out(count: int) -> str | None:
    if not count:
        return None
    articles = "1 article has" if count == 1 else f"{count} articles have"
    return f"{articles} changed {MOST_VERSIONS} times: further changes are left out"


def _seen(beside: Sequence[Seen], identified: Sequence[tuple[str, FeedEntry]], held: Collection[str]) -> str:
    """What need not be read again: what was not, and the entries that `held` articles say, under the entries' own ids.

    An edit that waits, or is left out for good, is not among them: it is read, and told of, at each poll.
    """
    read = [
        seen_of(entry.raw, entry.id, entry.url, entry.published or entry.updated)
        for key, entry in identified
        if entry.raw and key == entry.id and key in held
    ]
    return put_down([*beside, *(one for one in read if one)])


# --- as articles -------------------------------------------------------------------------------------


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
    return replace(arrived, items=tuple(items[::-1]), gone=tuple(gone), pending=pending)


def _is_awaited(page: Page | Missing | None, known: KnownEntry | None) -> bool:
    """Whether a page may still come: one that is not there yet, too, for feeds are often faster than sites."""
    is_new = known is None or known.entry is None
    return page is Missing.LATER or (page is Missing.GONE and is_new)


def analysed(read: Sequence[Keep]) -> list[Keep]:
    """The same with what the rules find in the articles. For a thread: it takes milliseconds for each."""
    return [replace(one, items=tuple(map(_analysed, one.items))) if one.items else one for one in read]


def _analysed(item: Analysed) -> Analysed:
    return replace(analyse(item.article), news=item.news, entry=item.entry)
