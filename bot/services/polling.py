"""Polling: feeds are fetched in parallel, read, and what is new in them is stored, one feed after the other.

    due ─► fetch ─► unchanged? ─► parse ─► identify ─► pages of teasers ─► analyse ─► store ─► next state

Guards that one bad source never delays or stops the others, that polling twice stores once, and that a program
which is killed on the way loses nothing: articles are stored before the state that would skip them.
"""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.domain.documents import Notice
from bot.domain.entries import NEWS_AT_FIRST, KnownEntry, article_of, digest_of_entry, identify, is_teaser, newest_first
from bot.domain.errors import AddressRefused, FetchError, HttpStatus, ParseError, RobotsRefused
from bot.domain.intake import NEVER_FETCHED, FeedEntry, Fetched, Page, ParsedFeed, Purpose
from bot.domain.polling import Failed, FeedState, FeedStatus, Hints, Read, Unchanged, after
from bot.domain.polling import Outcome as PollOutcome
from bot.services.discovery import Web
from bot.services.ingest import BATCH, analyse
from bot.services.notices import notice
from bot.services.ports import Analysed, Feeds, LoadFailure, Operations, Outcome, Polled

log = logging.getLogger(__name__)

IN_FLIGHT = 100  # feeds that are fetched at a time: a hundred that never answer delay the next by one time-out
A_ROUND = 1_000  # feeds that one round takes up; a longer line goes on in the next
PAGES_A_POLL = 20  # of one feed; what is older keeps its teaser
# A page that cannot be had for the moment is tried again at each poll for so long.
_PATIENCE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Intake:
    """What polling works with. `clock` tells the time in UTC, `phase` draws a number from 0 up to 1.

    `full_text`: whether the page of a teaser is fetched.
    """

    feeds: Feeds
    web: Web
    clock: Callable[[], datetime]
    phase: Callable[[], float]
    full_text: bool = True


@dataclass(frozen=True, slots=True)
class PollResult:
    """What became of one feed. `stopped` is the reason where it is polled no more."""

    polled: Polled
    loaded: int = 0
    known: int = 0
    error: str | None = None
    stopped: str | None = None


@dataclass(frozen=True, slots=True)
class PollReport:
    """What became of all of them, in the order in which they were due."""

    results: tuple[PollResult, ...]

    @property
    def loaded(self) -> int:
        """New and edited articles."""
        return sum(one.loaded for one in self.results)

    @property
    def known(self) -> int:
        """Articles that were stored already."""
        return sum(one.known for one in self.results)

    @property
    def failed(self) -> tuple[LoadFailure, ...]:
        """Sources that could not be read, and why."""
        return tuple(LoadFailure(one.polled.source.name, one.error) for one in self.results if one.error)

    @property
    def stopped(self) -> tuple[LoadFailure, ...]:
        """Sources that are polled no more from now on, and why."""
        return tuple(LoadFailure(one.polled.source.name, one.stopped) for one in self.results if one.stopped)


async def tick(intake: Intake, operations: Operations, tell: Callable[[Notice], Awaitable[None]]) -> PollReport:
    """One round of a running bot: lift embargoes, poll what is due, and tell the admin what was stopped.

    Raises StoreError where the database fails: the next round tries again.
    """
    await operations.release(intake.clock())
    report = await poll_all(await intake.feeds.due(intake.clock(), A_ROUND), intake)
    for one in report.stopped:
        await tell(notice("source_stopped", source=one.source, reason=one.error))
    return report


async def poll_all(
    due: Sequence[Polled], intake: Intake, *, progress: Callable[[int], None] | None = None
) -> PollReport:
    """Poll these feeds. Raises StoreError where the database fails; what was stored before it stays."""
    places = asyncio.Semaphore(IN_FLIGHT)
    done = 0

    async def one(polled: Polled) -> PollResult:
        nonlocal done
        async with places:
            result = await poll(polled, intake)
        done += 1
        if progress:
            progress(done)
        return result

    tasks = [asyncio.create_task(one(polled)) for polled in due]
    try:
        return PollReport(tuple(await asyncio.gather(*tasks)))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def poll(polled: Polled, intake: Intake) -> PollResult:
    """Poll one feed. Whatever it does is an outcome; only a failing database is raised."""
    outcome, feed = await _read(polled.state, intake)
    loaded = known = 0
    if feed is not None and isinstance(outcome, Read):
        kept = await _keep(polled, feed, intake)
        loaded, known = kept.loaded, kept.known
        if kept.pending:  # the same bytes are wanted again: a page of theirs is still to come
            outcome = replace(outcome, body_digest="", validators=NEVER_FETCHED)
    state = after(polled.state, outcome, intake.clock(), intake.phase())
    await intake.feeds.save(state)
    stopped = state.error if state.status is FeedStatus.DISABLED else None
    error = outcome.error if isinstance(outcome, Failed) else None
    if error:
        log.info("source %s: %s", polled.source.name, error)
    return PollResult(polled, loaded, known, error, stopped)


# --- fetching ----------------------------------------------------------------------------------------


async def _read(state: FeedState, intake: Intake) -> tuple[PollOutcome, ParsedFeed | None]:
    try:
        fetched = await intake.web.fetcher.fetch(state.url, Purpose.FEED, state.validators)
        if fetched.unchanged:
            validators = fetched.validators if fetched.validators != NEVER_FETCHED else None
            return Unchanged(Hints(fetched.fresh_for), validators, fetched.moved_to), None
        digest = hashlib.sha256(fetched.body).hexdigest()
        if digest == state.body_digest:
            return Unchanged(Hints(fetched.fresh_for), fetched.validators, fetched.moved_to), None
        feed = await intake.web.parser.feed(fetched.body, fetched.url, fetched.content_type)
    except HttpStatus as error:
        return Failed(str(error), gone=error.status == 410, retry_after=error.retry_after), None
    except (FetchError, ParseError) as error:
        return Failed(str(error)), None
    return _outcome(fetched, feed, digest), feed


def _outcome(fetched: Fetched, feed: ParsedFeed, digest: str) -> Read:
    dates = tuple(date for entry in feed.entries if (date := entry.published or entry.updated))
    hints = Hints(fetched.fresh_for, feed.ttl, feed.skip_hours)
    return Read(dates, digest, fetched.validators, hints, fetched.moved_to)


# --- keeping what is new -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """How many articles were new or edited, and known; `pending`: some page is to be tried again."""

    loaded: int
    known: int
    pending: bool


async def _keep(polled: Polled, feed: ParsedFeed, intake: Intake) -> Kept:
    """Store what is new and what was edited, the oldest first: ids order by first sight."""
    entries = feed.entries
    source_id = polled.state.source_id
    known = await intake.feeds.known(
        source_id, [entry.id for entry in entries], [entry.url for entry in entries if entry.url]
    )
    identified = newest_first(identify(entries, known.by_key, known.by_url))
    fresh = [
        (place, key, entry)
        for place, (key, entry) in enumerate(identified)
        if key not in known.by_key or known.by_key[key].entry != digest_of_entry(entry)
    ]
    wanted = [entry for _, _, entry in fresh]
    pages = await pages_of(wanted, intake.web) if intake.full_text else [None] * len(wanted)
    items: list[Analysed] = []
    pending = False
    for (place, key, entry), page in zip(fresh, pages, strict=True):
        waiting = page is Missing.LATER and _may_wait(known.by_key.get(key), intake.clock())
        pending = pending or waiting
        if waiting and key in known.by_key:
            continue  # what is stored may be the whole text: a teaser must not take its place for an hour's fault
        article = article_of(key, entry, polled.source, intake.clock(), page if isinstance(page, Page) else None)
        news = not polled.state.first or place < NEWS_AT_FIRST
        items.append(Analysed(article, "", (), news, None if waiting else digest_of_entry(entry)))
    loaded = await _store(source_id, items, intake)
    for entry, page in zip(wanted, pages, strict=True):
        if page is Missing.GONE and entry.url:
            await intake.feeds.gone(entry.url, intake.clock())
    return Kept(loaded, len(identified) - loaded, pending)


async def _store(source_id: int, items: list[Analysed], intake: Intake) -> int:
    """How many were new or edited. The oldest goes first."""
    loaded = 0
    items.reverse()
    for at in range(0, len(items), BATCH):
        batch = await asyncio.to_thread(_analysed, items[at : at + BATCH])
        outcomes = await intake.feeds.add(source_id, batch, intake.clock())
        loaded += sum(outcome is not Outcome.KNOWN for outcome in outcomes)
    return loaded


def _analysed(items: Sequence[Analysed]) -> list[Analysed]:
    """The same with what the rules find; in a thread, for it takes milliseconds each."""
    return [replace(analyse(item.article), news=item.news, entry=item.entry) for item in items]


def _may_wait(known: KnownEntry | None, now: datetime) -> bool:
    return known is None or now - known.first_seen < _PATIENCE


# --- pages of teasers --------------------------------------------------------------------------------


class Missing(Enum):
    """Why there is no page: it may come later, it is no longer there, or it is not for us."""

    LATER = auto()
    GONE = auto()
    NEVER = auto()


async def pages_of(entries: Sequence[FeedEntry], web: Web) -> list[Page | Missing | None]:
    """For each entry the page with its full text, where the feed gives the beginning only; None where none is wanted.

    Of the newest ones: `entries` come in that order.
    """
    wanted = [entry.url is not None and is_teaser(entry) for entry in entries]
    places = [place for place, is_wanted in enumerate(wanted) if is_wanted][:PAGES_A_POLL]
    read = await asyncio.gather(*(_page(entries[place].url or "", web) for place in places))
    found: list[Page | Missing | None] = [None] * len(entries)
    for place, page in zip(places, read, strict=True):
        found[place] = page
    return found


async def _page(url: str, web: Web) -> Page | Missing:
    try:
        fetched = await web.fetcher.fetch(url, Purpose.PAGE)
        return await web.parser.page(fetched.body, fetched.url, fetched.content_type)
    except HttpStatus as error:
        if error.status in {404, 410}:
            return Missing.GONE
        return Missing.LATER if error.status == 429 or error.status >= 500 else Missing.NEVER
    except (AddressRefused, RobotsRefused, ParseError):
        return Missing.NEVER
    except FetchError:
        return Missing.LATER
