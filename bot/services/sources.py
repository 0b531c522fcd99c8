"""Adding, checking and listing sources: an address in, a verdict out. Guards that none is taken on trust.

A feed that carries a secret in its address is kept to whoever added it, and no verdict repeats that secret.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.addresses import canonical, holds_secret, host, shown
from bot.domain.entries import is_teaser
from bot.domain.errors import FetchError, InputError, NewsbotError, ParseError, Unreachable
from bot.domain.intake import FeedEntry, OpmlFeed, ParsedFeed, ParsedOpml, Purpose
from bot.domain.models import Source, Visibility
from bot.services.discovery import Seen, Web, address_of, find_feed, has_scheme, look, name_of, repeated
from bot.services.polling import Intake, PollResult, poll
from bot.services.ports import Followed, Given, LoadFailure, Polled, Sources

KIND = "feed"
_ENOUGH_SHARED = 0.5  # of the entries' addresses, for two sources to bring the same
_CHECKED_AT_ONCE = 8
_BETWEEN = " / "  # stands between the folders of a topic, and in none of their names


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


@dataclass(frozen=True, slots=True)
class Added:
    """A verdict, and what the first poll brought; nothing was polled where the source was known already."""

    verdict: Verdict
    result: PollResult | None


@dataclass(frozen=True, slots=True)
class Desk:
    """What managing sources works with, for one workspace. `channel`: whether whoever asks is in one."""

    sources: Sources
    intake: Intake
    channel: bool = False

    @property
    def web(self) -> Web:
        """The way in from the web."""
        return self.intake.web


# --- looking -----------------------------------------------------------------------------------------


async def _look(given: str, web: Web) -> Seen:
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
    """A verdict with what it was made from: how the feed was seen, and what is followed already."""

    verdict: Verdict
    seen: Seen
    feed: ParsedFeed
    followed: Followed | None


async def _judge(seen: Seen, desk: Desk) -> Judged:
    found, feed = await find_feed(seen, desk.web)
    address = found.address
    wanted = {canonical(address), canonical(found.fetched.url)} - {None}
    known = next((one for one in await desk.sources.followed() if wanted & _addresses(one)), None)
    text, blocked = await _text_of(feed.entries, desk.web, found.fetched.url)
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
    return Judged(verdict, found, feed, known)


def _addresses(one: Followed) -> set[str | None]:
    """Where a source is polled, and the address that it was added by."""
    return {canonical(one.state.url), canonical(one.source.key)}


async def _text_of(entries: Sequence[FeedEntry], web: Web, found_at: str) -> tuple[str, str | None]:
    """What the articles will hold, by the newest entry that gives only a beginning; and what blocks its page."""
    teasers = [entry for entry in entries if is_teaser(entry)]
    if len(teasers) * 2 <= len(entries):
        return "full text", None
    entry = next((one for one in teasers if one.url), None)
    if entry is None or entry.url is None:
        return "teasers only", "no links to pages"
    try:
        fetched = await web.fetcher.fetch(entry.url, Purpose.PAGE, found_at=found_at)
        page = await web.parser.page(fetched.body, fetched.url, fetched.content_type)
    except (FetchError, ParseError) as error:
        return "teasers only", str(error)
    return ("teasers only", page.wall.value) if page.wall else ("full text from its pages", None)


async def _same_as(feed: ParsedFeed, sources: Sources) -> str | None:
    """The source that already holds at least half of the feed's articles."""
    urls = [entry.url for entry in feed.entries if entry.url]
    held = await sources.holding(urls) if urls else ()
    if not held or held.count(held[0]) < _ENOUGH_SHARED * len(urls):
        return None
    return held[0]


# --- following ---------------------------------------------------------------------------------------


async def add(given: str, desk: Desk, topics: Sequence[str] = ()) -> "Added | ImportReport":
    """Follow the source at an address and poll it for the first time, or follow every feed of the list there.

    Raises FetchError, ParseError or InputError, in one line, where there is no feed.
    """
    seen = await _look(given, desk.web)
    if isinstance(seen.found, ParsedOpml):
        return await take_over(seen.found, desk)
    judged = await _judge(seen, desk)
    now, known = desk.intake.clock(), judged.followed
    if known is not None and judged.seen.fetched.from_intranet and known.source.visibility is Visibility.PUBLIC:
        await desk.sources.unfollow(known.source_id)  # of a list, as public: so it is not polled
        topics, known = [*topics, *known.topics], None
        judged = replace(judged, verdict=replace(judged.verdict, known=False))
    if known is not None:
        await desk.sources.follow(known.source, known.state.url, topics, now)
        return Added(judged.verdict, None)
    address = judged.seen.address
    intranet = judged.seen.fetched.from_intranet
    kept = visibility_of(address, seen.asked, channel=desk.channel, intranet=intranet)
    key = canonical(address) or address
    source = Source(key, judged.verdict.title, KIND, judged.feed.url, kept)
    followed = await desk.sources.follow(source, address, topics, now)
    return Added(judged.verdict, await poll(Polled(followed.source, followed.state), desk.intake))


def visibility_of(*urls: str, channel: bool = False, intranet: bool = False) -> Visibility:
    """Whoever holds the secret in an address was meant to read what is there; others were not.

    `urls`: those that led to the feed. `channel`: whether it was given in a channel, which it is then kept to. What
    comes from the `intranet` is for the workspace that is part of it.
    """
    if not any(map(holds_secret, urls)):
        return Visibility.WORKSPACE if intranet else Visibility.PUBLIC
    return Visibility.CHANNEL if channel else Visibility.WORKSPACE


async def resume(sources: Sources, followed: Followed, now: datetime) -> None:
    """Poll it again, though it was paused or stopped."""
    await sources.pause(followed.source_id, paused=False)
    await sources.follow(followed.source, followed.state.url, (), now)


async def find(name: str, sources: Sources, *, exact: bool = False) -> Followed:
    """The source of that name, address or host, or else with that in its name, unless it must be `exact`.

    Raises InputError where there is none, or more than one.
    """
    wanted = name.strip().casefold()
    followed = await sources.followed()
    named = [one for one in followed if wanted in _names(one)]
    near = named or [one for one in followed if wanted and wanted in one.name.casefold()]
    if len(near) == 1 and (named or not exact):
        return near[0]
    label = repeated(name)
    if near:
        raise InputError(f"{label} could be: {', '.join(f'{one.name} ({shown(one.state.url)})' for one in near[:5])}")
    raise InputError(f"no source is called {label}: newsbot sources list shows them")


def _names(one: Followed) -> set[str]:
    addresses = {one.source.key, one.state.url, shown(one.state.url), one.source.url or ""}
    hosts = {host(one.state.url), host(one.source.url or "")}
    bare = {address.split("://", 1)[-1].rstrip("/") for address in addresses}
    return {text.casefold() for text in {one.name, one.source.name, *addresses, *bare, *hosts} if text}


# --- lists of feeds ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a list of feeds."""

    added: tuple[str, ...]
    known: tuple[str, ...]
    failed: tuple[LoadFailure, ...]
    problems: tuple[str, ...] = ()


async def take_over(listed: ParsedOpml, desk: Desk, *, progress: Callable[[int], None] | None = None) -> ImportReport:
    """Follow every feed of a list, under the topics that its folders name. One that fails stops no other.

    Feeds are fetched when they are polled next, not now: a list may hold a thousand.
    """
    added: list[str] = []
    known: list[str] = []
    failed: list[LoadFailure] = []
    before = {canonical(one.state.url) for one in await desk.sources.followed()}
    for count, feed in enumerate(listed.feeds, 1):
        try:
            source = _listed_source(feed, desk)
            given = Given(name_of(feed.title, "") if feed.title.strip() else None, feed.site)
            topics = [topic_of(feed.topics)]
            await desk.sources.follow(source, feed.url, topics, desk.intake.clock(), given=given)
            (known if source.key in before else added).append(given.label or source.name)
            before.add(source.key)
        except InputError as error:
            failed.append(LoadFailure(shown(feed.url), str(error)))
        if progress:
            progress(count)
    return ImportReport(tuple(added), tuple(known), tuple(failed), listed.problems)


def topic_of(folders: Sequence[str]) -> str:
    """The topic that nested folders name, outermost first: "Business / Shipping"."""
    return _BETWEEN.join(folder.replace(_BETWEEN, "/") for folder in folders)


def _listed_source(feed: OpmlFeed, desk: Desk) -> Source:
    kept = visibility_of(feed.url, channel=desk.channel)
    return Source(canonical(feed.url) or feed.url, name_of("", feed.url), KIND, None, kept)


async def hand_over(sources: Sources) -> list[OpmlFeed]:
    """Everything that is followed, as a list of feeds; a source of several topics is listed once under each."""
    return [
        OpmlFeed(one.state.url, one.name, one.site, tuple(topic.split(_BETWEEN)) if topic else ())
        for one in await sources.followed()
        for topic in one.topics or ("",)
    ]


async def check_all(names: Sequence[str], desk: Desk) -> list[Verdict | LoadFailure]:
    """The verdicts on sources by name or address, following none; on all that are followed where none is named."""
    places = asyncio.Semaphore(_CHECKED_AT_ONCE)

    async def one(name: str, url: str) -> Verdict | LoadFailure:
        async with places:
            try:
                return (await _judge(await _look(url, desk.web), desk)).verdict
            except NewsbotError as error:
                return LoadFailure(name, str(error))

    wanted = [await _named(name, desk.sources) for name in names]
    wanted = wanted or [(one.name, one.state.url) for one in await desk.sources.followed()]
    return list(await asyncio.gather(*(one(*pair) for pair in wanted)))


async def _named(name: str, sources: Sources) -> tuple[str, str]:
    """Name and address of a source that is followed, or of an address that is not."""
    try:
        found = await find(name, sources)
    except InputError:
        if "." not in name:
            raise
        return shown(address_of(name)), name
    return found.name, found.state.url
