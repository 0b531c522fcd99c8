"""What a feed brings that is new: which of its entries are to be stored, as articles, and which need no second look.

    entries ─► identify ─► known? ─► pages of teasers ─► what to store, what was seen

Guards that an article is stored once for each thing that it says, and that an entry is put down as seen only when
its article holds it.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.entries import NEWS_AT_FIRST, KnownEntry, article_of, digest_of_entry, identify, newest_first
from bot.domain.intake import FeedEntry, Fetched, Page, ParsedFeed
from bot.domain.seen import Seen, looked_up, put_down, seen_of
from bot.services.discovery import Web
from bot.services.fulltext import Missing, pages_of
from bot.services.ingest import analyse
from bot.services.ports import Analysed, AskedFor, Keep, KnownEntries, Polled

# A page that cannot be had for the moment is tried again at each poll for so long.
_PATIENCE = timedelta(hours=6)
_Identified = Sequence[tuple[str, FeedEntry]]


@dataclass(frozen=True, slots=True)
class Means:
    """What is worked with: storage to ask, the web where a page is wanted for a teaser, a clock in UTC."""

    known: Callable[[AskedFor], Awaitable[KnownEntries]]
    pages: Web | None
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class New:
    """Of a feed's entries those that are new or edited, as articles, the oldest first: ids order by first sight.

    The articles are not analysed yet. `entries` is how many the feed has, each once, `dates` are theirs. `pending`: a
    page of theirs is to be tried again. `gone`: addresses of pages that are no longer there. `seen`: what need not be
    read again.
    """

    entries: int = 0
    dates: tuple[datetime, ...] = ()
    seen: str = ""
    items: tuple[Analysed, ...] = ()
    gone: tuple[str, ...] = ()
    pending: bool = False


NOTHING = New()


async def new_in(fetched: Fetched, feed: ParsedFeed, polled: Polled, means: Means) -> New:
    """What is new in a feed that was fetched and parsed for this source."""
    before = looked_up(polled.state.seen)
    beside = [before[raw] for raw in feed.known if raw in before]
    known = await _known(feed.entries, polled, means)
    identified = newest_first(identify(feed.entries, known.by_key, known.by_url, feed.url, beside))
    dates = [entry.published or entry.updated for _, entry in identified] + [one.date for one in beside]
    found = New(len(identified) + len(beside), tuple(date for date in dates if date))
    fresh = [
        (place, key, entry) for place, (key, entry) in enumerate(identified) if _is_fresh(entry, known.by_key.get(key))
    ]
    if not fresh:
        return replace(found, seen=_seen(beside, identified, known.by_key))
    wanted = [entry for _, _, entry in fresh]
    pages = await pages_of(wanted, means.pages, found_at=fetched.url) if means.pages else [None] * len(wanted)
    items: list[Analysed] = []
    pending = False
    for (place, key, entry), page in zip(fresh, pages, strict=True):
        waiting = _is_awaited(page, known.by_key.get(key)) and _may_wait(known.by_key.get(key), means.clock())
        pending = pending or waiting
        if waiting and key in known.by_key:
            continue  # what is stored may be the whole text: a teaser must not take its place for an hour's fault
        article = article_of(key, entry, polled.source, means.clock(), page if isinstance(page, Page) else None)
        news = not polled.state.first or place < NEWS_AT_FIRST
        items.append(Analysed(article, "", (), news, None if waiting else digest_of_entry(entry)))
    awaited = {item.article.key for item in items if item.entry is None}
    gone = tuple(
        entry.url
        for (_, key, entry), page in zip(fresh, pages, strict=True)
        if page is Missing.GONE and entry.url and key not in awaited
    )
    settled = {item.article.key for item in items if item.entry is not None}
    told = settled | (known.by_key.keys() - {key for _, key, _ in fresh})
    seen = _seen(beside, identified, told)
    return replace(found, seen=seen, items=tuple(items[::-1]), gone=gone, pending=pending)


async def _known(entries: Sequence[FeedEntry], polled: Polled, means: Means) -> KnownEntries:
    """What is stored of these entries; where there are none, nobody needs to be asked."""
    keys, urls = tuple(entry.id for entry in entries), tuple(entry.url for entry in entries if entry.url)
    return await means.known(AskedFor(polled.state.source_id, keys, urls)) if keys else KnownEntries({}, {})


def _seen(beside: Sequence[Seen], identified: _Identified, told: Collection[str]) -> str:
    """What need not be read again: what was not, and the entries under whose own ids `told` articles hold them."""
    read = [
        seen_of(entry.raw, entry.id, entry.url, entry.published or entry.updated)
        for key, entry in identified
        if entry.raw and key == entry.id and key in told
    ]
    return put_down([*beside, *(one for one in read if one)])


def analysed(read: Sequence[Keep]) -> list[Keep]:
    """The same with what the rules find in the articles. For a thread: it takes a millisecond for each."""
    return [replace(one, items=tuple(map(_analysed, one.items))) if one.items else one for one in read]


def _analysed(item: Analysed) -> Analysed:
    return replace(analyse(item.article), news=item.news, entry=item.entry)


def _is_fresh(entry: FeedEntry, known: KnownEntry | None) -> bool:
    """Whether there is something to store; that something is taken back which never came is no news."""
    if known is None:
        return not entry.markers.withdrawn
    return known.entry != digest_of_entry(entry)


def _is_awaited(page: Page | Missing | None, known: KnownEntry | None) -> bool:
    """Whether a page may still come: one that is not there yet, too, for feeds are often faster than sites."""
    is_new = known is None or known.entry is None
    return page is Missing.LATER or (page is Missing.GONE and is_new)


def _may_wait(known: KnownEntry | None, now: datetime) -> bool:
    return known is None or now - known.first_seen < _PATIENCE
