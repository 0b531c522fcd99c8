"""Sources on request: added, checked, listed, removed, published, from a line, a form or a list.

Guards that what is added in a private place stays there, and that an address from outside never leads into the
intranet because a list names it.
"""

from collections.abc import Sequence

from bot.domain.addresses import host
from bot.domain.command_words import split_address
from bot.domain.documents import Document, Notice
from bot.domain.errors import InputError
from bot.domain.intake import ParsedOpml
from bot.domain.models import EVERYTHING, Visibility
from bot.domain.polling import FeedStatus
from bot.services import sources as managing
from bot.services.discovery import Web
from bot.services.notices import notice
from bot.services.ports import OUTSIDE, Followed
from bot.services.requests.desk import Asking, RequestDesk, attempt, nothing_here, number_of
from bot.services.sources import Added, Desk, ImportReport, Verdict
from bot.services.sources.verdicts import judge, look_at

SHOWN = 50  # sources, and faults of a list
LARGEST_LIST = 1 << 20  # bytes
_MOST_TOPICS = 5


# --- listing -----------------------------------------------------------------------------------------


async def listing(asking: Asking, desk: RequestDesk) -> Document:
    """What is followed, a row each, with what is wrong with it."""
    followed = await desk.reader.sources.followed()
    if not followed:
        holdings = await desk.reader.store.holdings(EVERYTHING)
        if not holdings.articles:
            return await nothing_here(asking, desk)
    rows = [
        notice("chat_source", name=one.name, host=host(one.state.url), health=health(one, asking.place))
        for one in followed
    ]
    more = [notice("chat_more", count=str(len(rows) - SHOWN))] if len(rows) > SHOWN else []
    articles = sum(one.articles for one in followed)
    return notice(
        "chat_sources",
        *rows[:SHOWN],
        *more,
        sources=number_of(len(followed), "source"),
        articles=number_of(articles, "article"),
    )


def is_failing(one: Followed) -> bool:
    """Whether it is to be polled and cannot be read."""
    return not one.paused and (bool(one.state.error) or one.state.status is FeedStatus.DISABLED)


def health(one: Followed, place: str = "this channel") -> str:
    """How a source is doing, in words; `place` is where it is told."""
    parts = [number_of(one.articles, "article")]
    parts += [f"newest {one.state.newest:%Y-%m-%d}"] if one.state.newest else []
    parts += [f"under {', '.join(one.topics)}"] if one.topics else []
    if one.state.status is FeedStatus.DISABLED:
        parts.append(f"polled no more: {one.state.error or 'it failed too often'}")
    elif one.paused:
        parts.append("paused")
    elif one.state.error:
        parts.append(f"cannot be read: {one.state.error}")
    parts += [f"kept to {place}"] if one.source.visibility is Visibility.CHANNEL else []
    return "; ".join(parts)


# --- adding ------------------------------------------------------------------------------------------


async def add(rest: str, asking: Asking, desk: RequestDesk) -> Notice:
    """Follow what a line names, under the topics behind it."""
    address, topics = split_address(rest)
    if not address:
        return notice("chat_add_what", command=desk.command)
    return await _add(address, topics, asking, desk, everywhere=False)


async def check_source(url: str, asking: Asking, desk: RequestDesk) -> Verdict | Notice:
    """What stands at an address; nothing is saved. A notice tells of a list of feeds, or why there is no verdict."""

    async def work() -> Verdict | Notice:
        async with desk.web() as web:
            here = _desk(web, asking, desk)
            seen = await look_at(url, web)
            if isinstance(seen.found, ParsedOpml):
                return notice("verdict_list", feeds=number_of(len({feed.url for feed in seen.found.feeds}), "feed"))
            return (await judge(seen, here, await here.sources.followed())).verdict

    return await attempt(work, asking, desk, changes=True)


async def add_source(
    url: str, topics: Sequence[str], asking: Asking, desk: RequestDesk, *, everywhere: bool = False
) -> Notice:
    """Follow the source at an address. In a private place it is kept there, unless it is wanted `everywhere`."""
    return await attempt(lambda: _add(url, topics, asking, desk, everywhere=everywhere), asking, desk, changes=True)


async def import_list(data: bytes, asking: Asking, desk: RequestDesk) -> Notice:
    """Follow every feed of a list of feeds (OPML), under the topics that its folders name.

    Whoever uploads a list may not have written it: none of its addresses leads into the intranet.
    """

    async def work() -> Notice:
        if len(data) > LARGEST_LIST:
            raise InputError(f"a list of feeds has {LARGEST_LIST >> 20} MiB at most")
        async with desk.web() as web:
            here = _desk(web, asking, desk)
            return _imported(await managing.take_over(await web.parser.opml(data), here, found_at=OUTSIDE))

    return await attempt(work, asking, desk, changes=True)


def _desk(web: Web, asking: Asking, desk: RequestDesk, *, everywhere: bool = False) -> Desk:
    in_channel = bool(asking.channel) and not everywhere
    return Desk(desk.reader.sources, desk.intake(web), channel=in_channel, private=asking.private and in_channel)


async def _add(url: str, topics: Sequence[str], asking: Asking, desk: RequestDesk, *, everywhere: bool) -> Notice:
    async with desk.web() as web:
        added = await managing.add(url, _desk(web, asking, desk, everywhere=everywhere), topics[:_MOST_TOPICS])
    return _imported(added) if isinstance(added, ImportReport) else _added(added, desk)


def _added(given: Added, desk: RequestDesk) -> Notice:
    verdict, result = given.verdict, given.result
    rows = [*_rows(verdict)[1:]]
    if result and result.error:
        rows.append(notice("verdict_problem", problem=result.error))
    if given.kept is Visibility.CHANNEL:
        rows.append(notice("verdict_kept", command=desk.command, name=verdict.title))
    named = {"title": verdict.title, "feed": verdict.feed}
    if verdict.known:
        return notice("source_known_paused" if verdict.paused else "source_known", *rows, **named)
    return notice("source_added", *rows, **named, articles=number_of(result.loaded if result else 0, "article"))


def tell_verdict(verdict: Verdict) -> Notice:
    """A verdict as a notice, before anything is saved."""
    head, *rows = _rows(verdict)
    return notice(head.name, *rows, **head.values)


def _rows(verdict: Verdict) -> list[Notice]:
    newest = f"{verdict.newest:%Y-%m-%d %H:%M} UTC" if verdict.newest else "an unknown day"
    rows = [
        notice("verdict_feed", title=verdict.title, feed=verdict.feed),
        notice("verdict_entries", entries=number_of(verdict.entries, "entry"), newest=newest),
    ]
    if verdict.blocked:
        rows.append(notice("verdict_blocked", text=verdict.text, reason=verdict.blocked))
    else:
        rows.append(notice("verdict_text", text=verdict.text))
    rows += [notice("verdict_same", source=verdict.same_as)] if verdict.same_as else []
    return rows + [notice("verdict_problem", problem=problem) for problem in verdict.problems[:SHOWN]]


def _imported(report: ImportReport) -> Notice:
    rows = [notice("verdict_problem", problem=problem) for problem in report.problems]
    rows += [notice("list_failed", source=one.source, error=one.error) for one in report.failed]
    more = [notice("chat_more", count=str(len(rows) - SHOWN))] if len(rows) > SHOWN else []
    added, known = number_of(len(report.added), "source"), number_of(len(report.known), "source")
    return notice("list_imported", *rows[:SHOWN], *more, added=added, known=known)


# --- removing and publishing -------------------------------------------------------------------------


async def remove(name: str, desk: RequestDesk) -> Notice:
    """Follow a source no more, by its whole name, address or host."""
    if not name:
        return notice("chat_remove_what", command=desk.command)
    found = await managing.find(name, desk.reader.sources, exact=True)
    await desk.reader.sources.unfollow(found.source_id)
    is_kept_here = found.source.visibility is Visibility.CHANNEL
    return notice("source_removed" if is_kept_here else "source_removed_all", name=found.name)


async def publish(name: str, desk: RequestDesk) -> Notice:
    """Show a source that is kept to this channel to the whole workspace, by its whole name, address or host."""
    if not name:
        return notice("chat_publish_what", command=desk.command)
    found = await managing.find(name, desk.reader.sources, exact=True)
    published = await desk.reader.sources.publish(found.source_id)
    return notice("source_published" if published else "source_public", name=found.name)
