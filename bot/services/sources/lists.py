"""Lists of feeds (OPML): taken over whole, and handed out again equal. Guards that one bad feed stops no other."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from bot.domain.addresses import canonical, shown
from bot.domain.errors import InputError
from bot.domain.intake import OpmlFeed, ParsedOpml
from bot.domain.models import Source, Visibility
from bot.services.discovery import name_of
from bot.services.ports import Given, LoadFailure, Sources, Wanted
from bot.services.sources.desk import KIND, Desk, visibility_of

_AT_A_TIME = 200  # feeds that one transaction stores: each costs what it takes the disk to be sure
_BETWEEN = " / "  # stands between the folders of a topic, and in none of their names


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a list of feeds."""

    added: tuple[str, ...]
    known: tuple[str, ...]
    failed: tuple[LoadFailure, ...]
    problems: tuple[str, ...] = ()


async def take_over(
    listed: ParsedOpml, desk: Desk, *, found_at: str | None = None, progress: Callable[[int], None] | None = None
) -> ImportReport:
    """Follow every feed of a list, under the topics that its folders name. One that fails stops no other.

    Feeds are fetched when they are polled next, not now: a list may hold a thousand. They are stored some at a time.
    `found_at` is where the list was found in the web: its feeds are strangers' addresses then. What is kept to this
    channel stays so; in a private one, what the whole workspace follows already is left as it is.
    """
    added: list[str] = []
    failed: list[LoadFailure] = []
    followed = await desk.sources.followed()
    before = {canonical(one.state.url) for one in followed}
    kept = {canonical(one.state.url) for one in followed if one.source.visibility is Visibility.CHANNEL}
    known: list[str] = []
    wanted: list[Wanted] = []
    of_all = before - kept if desk.private else set()
    for one in (_wanted(feed, desk, found_at, kept) for feed in listed.feeds):
        if one.source.key in of_all:
            known.append(_label(one))
        else:
            wanted.append(one)
    for start in range(0, len(wanted), _AT_A_TIME):
        for one, error in await _follow(wanted[start : start + _AT_A_TIME], desk):
            if error:
                failed.append(LoadFailure(shown(one.url), error))
                continue
            (known if one.source.key in before else added).append(_label(one))
            before.add(one.source.key)
        if progress:
            progress(min(start + _AT_A_TIME, len(wanted)))
    return ImportReport(tuple(added), tuple(known), tuple(failed), listed.problems)


async def _follow(wanted: Sequence[Wanted], desk: Desk) -> list[tuple[Wanted, str | None]]:
    """Each with why it could not be followed. Where one of several cannot be, they are followed one by one."""
    try:
        await desk.sources.follow_all(wanted, desk.intake.clock())
    except InputError as error:
        if len(wanted) == 1:
            return [(wanted[0], str(error))]
        return [told for one in wanted for told in await _follow([one], desk)]
    return [(one, None) for one in wanted]


def _label(one: Wanted) -> str:
    return (one.given.label if one.given else None) or one.source.name


def _wanted(feed: OpmlFeed, desk: Desk, found_at: str | None, kept: Collection[str | None]) -> Wanted:
    key = canonical(feed.url) or feed.url
    visibility = visibility_of(feed.url, channel=desk.channel, private=desk.private or key in kept)
    source = Source(key, name_of("", feed.url), KIND, None, visibility)
    given = Given(name_of(feed.title, "") if feed.title.strip() else None, feed.site)
    return Wanted(source, feed.url, (topic_of(feed.topics),), given, found_at)


def topic_of(folders: Sequence[str]) -> str:
    """The topic that nested folders name, outermost first: "Business / Shipping"."""
    return _BETWEEN.join(folder.replace(_BETWEEN, "/") for folder in folders)


async def hand_over(sources: Sources) -> list[OpmlFeed]:
    """Everything that is followed, as a list of feeds; a source of several topics is listed once under each."""
    return [
        OpmlFeed(one.state.url, one.name, one.site, tuple(topic.split(_BETWEEN)) if topic else ())
        for one in await sources.followed()
        for topic in one.topics or ("",)
    ]
