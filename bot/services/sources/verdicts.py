"""Looking at a source before it is followed: an address in, a verdict out. Guards that none is taken on trust.

No verdict repeats a secret that the address holds.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.addresses import canonical, shown
from bot.domain.entries import is_teaser
from bot.domain.errors import FetchError, InputError, NewsbotError, ParseError, Unreachable
from bot.domain.intake import FeedEntry, Page, ParsedFeed, Purpose
from bot.domain.models import Visibility
from bot.services.arrivals import AtHand
from bot.services.discovery import Seen, Web, address_of, find_feed, has_scheme, look, name_of
from bot.services.fulltext import Missing, missing_after
from bot.services.ports import Followed, LoadFailure, Sources
from bot.services.sources.desk import Desk, find_among

_ENOUGH_SHARED = 0.5  # of the entries' addresses, for two sources to bring the same
_CHECKED_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person should know of a source before following it. Addresses are without queries and user info.

    `text` says what its articles will hold: "full text", "full text from its pages" or "teasers only". `blocked` is
    what stands between its pages and us, `same_as` the source that brings the same articles.
    """

    address: str
    feed: str
    title: str
    entries: int
    newest: datetime | None
    text: str
    blocked: str | None = None
    known: bool = False
    paused: bool = False
    same_as: str | None = None
    problems: tuple[str, ...] = ()


async def look_at(given: str, web: Web) -> Seen:
    """What stands at an address as a person typed it: without a scheme, over https, else http."""
    url = address_of(given)
    try:
        return await look(url, web)
    except Unreachable:
        if has_scheme(given.strip()):
            raise
        return await look(url.replace("https://", "http://", 1), web)


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with what it was made from: where the feed is, what was read, and what is followed already."""

    verdict: Verdict
    seen: Seen
    at_hand: AtHand
    followed: Followed | None


async def judge(seen: Seen, desk: Desk, followed: Sequence[Followed]) -> Judged:
    """The verdict on what was seen, or on the feed of the site that was. `followed`: all that is."""
    found, feed = await find_feed(seen, desk.web)
    address = found.address
    wanted = {canonical(address), canonical(found.fetched.url)} - {None}
    same = [one for one in followed if wanted & _addresses(one)]
    known = next((one for one in same if one.source.visibility is Visibility.CHANNEL), next(iter(same), None))
    text, blocked, pages = await _text_of(feed.entries, desk.web, found.fetched.url)
    dates = [date for entry in feed.entries if (date := entry.published or entry.updated)]
    verdict = Verdict(
        address=shown(seen.asked),
        feed=shown(address),
        title=name_of(feed.title, address),
        entries=len(feed.entries),
        newest=max(dates, default=None),
        text=text,
        blocked=blocked,
        known=known is not None,
        paused=known is not None and known.paused,
        same_as=None if known else await _same_as(feed, desk.sources),
        problems=feed.problems,
    )
    return Judged(verdict, found, AtHand(found.fetched, feed, pages), known)


def _addresses(one: Followed) -> set[str | None]:
    """Where a source is polled, and the address that it was added by."""
    return {canonical(one.state.url), canonical(one.source.key)}


async def _text_of(
    entries: Sequence[FeedEntry], web: Web, found_at: str
) -> tuple[str, str | None, Mapping[str, Page | Missing]]:
    """What the articles will hold, by the newest entry that gives only a beginning; what blocks its page; that page."""
    teasers = [entry for entry in entries if is_teaser(entry)]
    if len(teasers) * 2 <= len(entries):
        return "full text", None, {}
    entry = next((one for one in teasers if one.url), None)
    if entry is None or entry.url is None:
        return "teasers only", "no links to pages", {}
    try:
        fetched = await web.fetcher.fetch(entry.url, Purpose.PAGE, found_at=found_at)
        page = await web.parser.page(fetched.body, fetched.url, fetched.content_type)
    except (FetchError, ParseError) as error:
        return "teasers only", str(error), {entry.url: missing_after(error)}
    text, blocked = ("teasers only", page.wall.value) if page.wall else ("full text from its pages", None)
    return text, blocked, {entry.url: page}


async def _same_as(feed: ParsedFeed, sources: Sources) -> str | None:
    """The source that already holds at least half of the feed's articles."""
    urls = [entry.url for entry in feed.entries if entry.url]
    held = await sources.holding(urls) if urls else ()
    if not held or held.count(held[0]) < _ENOUGH_SHARED * len(urls):
        return None
    return held[0]


async def check_all(names: Sequence[str], desk: Desk) -> list[Verdict | LoadFailure]:
    """The verdicts on sources by name or address, following none; on all that are followed where none is named."""
    places = asyncio.Semaphore(_CHECKED_AT_ONCE)
    followed = await desk.sources.followed()

    async def one(name: str, url: str) -> Verdict | LoadFailure:
        async with places:
            try:
                return (await judge(await look_at(url, desk.web), desk, followed)).verdict
            except NewsbotError as error:
                return LoadFailure(name, str(error))

    wanted = [_named(name, followed) for name in names] or [(one.name, one.state.url) for one in followed]
    return list(await asyncio.gather(*(one(*pair) for pair in wanted)))


def _named(name: str, followed: Sequence[Followed]) -> tuple[str, str]:
    """Name and address of a source that is followed, or of an address that is not."""
    try:
        found = find_among(followed, name)
    except InputError:
        if "." not in name:
            raise
        return shown(address_of(name)), name
    return found.name, found.state.url
