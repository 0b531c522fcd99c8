"""Polling: feeds are fetched in parallel, read, and what is new in them is stored, one feed after the other.

    due ─► fetch ─► unchanged? ─► parse ─► identify ─► pages of teasers ─► analyse ─► store ─► next state

Guards that one bad source never delays or stops the others, that polling twice stores once, and that a program
which is killed on the way loses nothing: articles are stored together with the state that would skip them.
"""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.addresses import host
from bot.domain.documents import Notice
from bot.domain.errors import FetchError, HttpStatus, IntranetRefused, ParseError
from bot.domain.intake import NEVER_FETCHED, Fetched, Page, ParsedFeed, Purpose
from bot.domain.models import Visibility
from bot.domain.polling import Failed, FeedStatus, Hints, Read, Unchanged, after
from bot.domain.polling import Outcome as PollOutcome
from bot.services.arrivals import NOTHING, AtHand, Reading, analysed, new_in
from bot.services.discovery import Web, name_of
from bot.services.fulltext import NO_PAGES, Missing
from bot.services.gathering import Gathered
from bot.services.ingest import BATCH
from bot.services.notices import notice_for
from bot.services.ports import (
    OUTSIDE,
    AskedFor,
    Feeds,
    Keep,
    KnownEntries,
    LoadFailure,
    Operations,
    Outcome,
    Polled,
)
from bot.services.ports import PollOutcome as Counted

log = logging.getLogger(__name__)

IN_FLIGHT = 100  # feeds that are fetched at a time: a hundred hosts that never answer delay the next by one time-out
READ = 100  # feeds that were read and are not stored yet
AT_A_HOST = 4  # of them at one host: the others wait in its own line, and hosts do not wait for each other
_LINGER = 0.1  # seconds that what is to be stored waits for more: a transaction costs as much as ten feeds in it
_ADD_IT = "If it is yours, follow it by its own address: newsbot sources add"
A_ROUND = 1_000  # feeds that one round takes up; a longer line goes on in the next


@dataclass(frozen=True, slots=True)
class Intake:
    """What polling works with. `clock` tells the time in UTC, `phase` draws a number from 0 up to 1.

    `full_text`: whether the page of a teaser is fetched. `at_a_host`: feeds of one host that are fetched at a time.
    """

    feeds: Feeds
    web: Web
    clock: Callable[[], datetime]
    phase: Callable[[], float]
    full_text: bool = True
    at_a_host: int = AT_A_HOST


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


def outcome_of(result: PollResult) -> Counted:
    """What became of one poll, for counting."""
    if result.stopped:
        return Counted.STOPPED
    if result.error:
        return Counted.FAILED
    return Counted.NEWS if result.loaded else Counted.NOTHING_NEW


async def tick(intake: Intake, operations: Operations, tell: Callable[[Notice], Awaitable[None]]) -> PollReport:
    """Poll what is due, in a round of a running bot, and tell those who follow a source that it was stopped.

    Raises StoreError where the database fails: the next round tries again.
    """
    report = await poll_all(await intake.feeds.due(intake.clock(), A_ROUND), intake)
    stopped = {one.polled.state.source_id: one.stopped for one in report.results if one.stopped}
    for who in await operations.followers(list(stopped)):
        reason = stopped[who.source_id] or ""
        await tell(notice_for(who.place, "source_stopped", source=who.name, reason=reason))
    return report


async def poll_all(
    due: Sequence[Polled], intake: Intake, *, progress: Callable[[int], None] | None = None
) -> PollReport:
    """Poll these feeds. Raises StoreError where the database fails; what was stored before it stays."""
    places, room = asyncio.Semaphore(IN_FLIGHT), asyncio.Semaphore(READ)
    lines = {host(polled.state.url): asyncio.Semaphore(intake.at_a_host) for polled in due}
    done = 0

    async def one(polled: Polled) -> PollResult:
        nonlocal done
        async with lines[host(polled.state.url)], places:  # in this order: who waits in a line takes no place
            outcome, got = await _read(polled, intake.web)
            await room.acquire()
        try:
            result = await _settle(polled, outcome, got, desk)
        finally:
            room.release()
        done += 1
        if progress:
            progress(done)
        return result

    async with _Desk.opened(intake) as desk:
        tasks = [asyncio.create_task(one(polled)) for polled in due]
        try:
            return PollReport(tuple(await asyncio.gather(*tasks)))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def poll(polled: Polled, intake: Intake, at_hand: AtHand | None = None) -> PollResult:
    """Poll one feed. Whatever it does is an outcome; only a failing database is raised.

    What is `at_hand` is not fetched again.
    """
    outcome, got = await _read(polled, intake.web, at_hand)
    async with _Desk.opened(intake, at_hand.pages if at_hand else NO_PAGES) as desk:
        return await _settle(polled, outcome, got, desk)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the polls of one round share: asking storage, and writing to it, for several feeds at a time."""

    intake: Intake
    reading: Reading
    keep: Gathered[Keep, Sequence[Outcome]]

    @classmethod
    @asynccontextmanager
    async def opened(cls, intake: Intake, pages: Mapping[str, Page | Missing] = NO_PAGES) -> AsyncIterator["_Desk"]:
        """A desk, with `pages` at hand; what is under way when it is left is finished."""
        feeds = intake.feeds
        known: Gathered[AskedFor, KnownEntries] = Gathered(
            feeds.known, lambda asked: len(asked.keys), BATCH * 10, _LINGER
        )

        async def store(read: Sequence[Keep]) -> Sequence[Sequence[Outcome]]:
            return await feeds.keep(await asyncio.to_thread(analysed, read), intake.clock())

        keep = Gathered(store, lambda one: len(one.items), BATCH, _LINGER)
        try:
            yield cls(intake, Reading(intake.web, known, intake.clock, intake.full_text, pages), keep)
        finally:
            await known.finish()
            await keep.finish()


_Got = tuple[Fetched, ParsedFeed] | None


async def _settle(polled: Polled, outcome: PollOutcome, got: _Got, desk: _Desk) -> PollResult:
    """Store what a feed has brought, with its next state."""
    intake = desk.intake
    new, name, site = NOTHING, None, None
    if got is not None and got[0].from_intranet and polled.source.visibility is Visibility.PUBLIC:
        outcome, got = Failed(f"It is in the intranet. {_ADD_IT}"), None
    if got is not None and isinstance(outcome, Read):
        new = await new_in(*got, polled, desk.reading)
        name, site = name_of(got[1].title, polled.state.url), got[1].url
        outcome = replace(outcome, dates=new.dates, note=new.note, seen=new.seen)
        if new.pending:  # the same bytes are wanted again: a page or an edit of theirs is still to come
            outcome = replace(outcome, body_digest="", validators=NEVER_FETCHED)
    state = after(polled.state, outcome, intake.clock(), intake.phase())
    kept = await desk.keep(Keep(state, new.items, new.gone, name, site))
    loaded = sum(what is not Outcome.KNOWN for what in kept)
    error = outcome.error if isinstance(outcome, Failed) else None
    if error:
        log.info("source %s: %s", polled.source.name, error)
    stopped = state.error if state.status is FeedStatus.DISABLED else None
    return PollResult(polled, loaded, new.entries - loaded, error, stopped)


# --- fetching ----------------------------------------------------------------------------------------


async def _read(polled: Polled, web: Web, at_hand: AtHand | None = None) -> tuple[PollOutcome, _Got]:
    state = polled.state
    try:
        fetched = at_hand.fetched if at_hand else await _fetch(polled, web)
        if fetched.unchanged:
            validators = fetched.validators if fetched.validators != NEVER_FETCHED else None
            return Unchanged(Hints(fetched.fresh_for), validators, fetched.moved_to), None
        digest = hashlib.sha256(fetched.body).hexdigest()
        if digest == state.body_digest:
            return Unchanged(Hints(fetched.fresh_for), fetched.validators, fetched.moved_to), None
        feed = at_hand.feed if at_hand else await _parsed(fetched, state.seen, web)
    except IntranetRefused as error:
        return Failed(f"{error} {_ADD_IT}"), None
    except HttpStatus as error:
        return Failed(str(error), gone=error.status == 410, retry_after=error.retry_after), None
    except (FetchError, ParseError) as error:
        return Failed(str(error)), None
    return _read_as(fetched, feed, digest), (fetched, feed)


async def _fetch(polled: Polled, web: Web) -> Fetched:
    """A source that belongs to everybody is never of the intranet, so that no list can send the bot there."""
    state = polled.state
    found_at = OUTSIDE if polled.source.visibility is Visibility.PUBLIC else state.found_at
    return await web.fetcher.fetch(state.url, Purpose.FEED, state.validators, found_at=found_at)


async def _parsed(fetched: Fetched, seen: str | None, web: Web) -> ParsedFeed:
    return await web.parser.feed(fetched.body, fetched.url, fetched.content_type, seen or "")


def _read_as(fetched: Fetched, feed: ParsedFeed, digest: str) -> Read:
    """What is known before its entries are looked at."""
    hints = Hints(fetched.fresh_for, feed.ttl, feed.skip_hours, feed.skip_days)
    return Read((), digest, fetched.validators, hints, fetched.moved_to)
