"""What came in a window and is news to a channel, read from storage; guards that nothing falls between two windows.

A window ends after the newest article that is stored, not at a time: ids are given out in the order in which articles
are committed, so whatever comes later has a higher id, and the next window begins with it. What was hidden at first
is met by when it was shown; the two ways overlap, and what was told is known by its id.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.models import Article, ArticleRef, Window
from bot.domain.news import News, Sifted, shown_since, sift
from bot.domain.phrases import Filter
from bot.domain.stories import group
from bot.services.ports import NewsQuery, Reader, Told

# Of a window with more articles than are grouped, older ones are read page by page for the words asked for.
_MOST_PAGES = 10
_MOST_TOLD = 2_000  # articles that new ones are compared with; all that were told are known by their ids
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Material:
    """The news of a window up to the id `high`, exclusive, and the articles of all its stories, told ones among them.

    `whole`: no article of the window was left unread, so that this is its news whatever words are asked for.
    """

    news: tuple[News, ...]
    articles: Mapping[ArticleRef, Article]
    high: int
    whole: bool = True


async def gather(reader: Reader, wanted: NewsQuery, told: Sequence[Told], words: Filter) -> Material:
    """The news since the low end of the wanted window, beside what was told, the oldest first.

    Of more articles than the limit the newest are read, and of nine times as many before those that hold a word asked
    for.
    """
    if wanted.sources is not None and not wanted.sources:
        return Material((), {}, wanted.window.low)
    page = await reader.store.news(wanted)
    high = page[0].id + 1 if page else wanted.window.low
    whole = len(page) < wanted.limit
    older = [] if whole else await _older(reader, wanted, page[-1].id, words)
    released = await reader.store.released(wanted, shown_since(wanted.window.low))
    known = {one.ref.article_id for one in told}
    fresh = [article for article in (*page, *older, *released) if article.id not in known]
    if not fresh:
        return Material((), {}, high, whole)
    before = await reader.store.articles(_latest(told))
    articles = {article.ref: article for article in (*before.values(), *fresh)}
    copies = await reader.store.copies(list(articles.values()))
    sifted = await asyncio.to_thread(_sifted, articles, copies, told)
    _log.debug("news: %d stories; not told: %d articles", len(sifted.news), len(sifted.left_out))
    return Material(sifted.news, articles, high, whole)


async def _older(reader: Reader, wanted: NewsQuery, before: int, words: Filter) -> list[Article]:
    if not words.include:
        _log.warning("More than %d articles have come: the oldest of them are not told.", wanted.limit)
        return []
    found: list[Article] = []
    for _ in range(1, _MOST_PAGES):
        page = await reader.store.news(replace(wanted, window=Window(wanted.window.low, before)))
        found += await asyncio.to_thread(_including, page, words)
        if len(page) < wanted.limit or len(found) >= wanted.limit:
            break
        before = page[-1].id
    return found[: wanted.limit]


def _including(page: Sequence[Article], words: Filter) -> list[Article]:
    return [article for article in page if words.includes(article)]


def _latest(told: Sequence[Told]) -> list[ArticleRef]:
    """The version of each article that was told last, of the articles told last."""
    latest = {one.ref.article_id: one.ref for one in told}
    return list(latest.values())[-_MOST_TOLD:]


def _sifted(
    articles: Mapping[ArticleRef, Article], copies: Mapping[ArticleRef, ArticleRef], told: Sequence[Told]
) -> Sifted:
    bore = {one.ref.article_id: one.story_id for one in reversed(told)}  # the oldest story an article was told in
    return sift(group(list(articles.values()), known=bore, copies=copies), articles, bore.keys())
