"""Lists of feeds (OPML): taken over whole, and handed out again equal. Guards that one bad feed stops no other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.addresses import canonical, shown
from bot.domain.errors import InputError
from bot.domain.intake import OpmlFeed, ParsedOpml
from bot.domain.models import Source
from bot.services.discovery import name_of
from bot.services.ports import Given, LoadFailure, Sources
from bot.services.sources.desk import KIND, Desk, visibility_of

_BETWEEN = " / "  # stands between the folders of a topic, and in none of their names


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
