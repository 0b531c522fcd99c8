"""Briefings and stories, as use cases: load, decide, verify; guards that what is shown was verified.

Decisions are in `domain`: `stories` groups, `updates` tells what is new, `selection` ranks, `briefs` picks sentences
and quotes, `citations` cuts them from storage. Grouping thousands of articles takes seconds, so it runs in a thread.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.allowance import WORDS
from bot.domain.briefs import draft_story, tellings
from bot.domain.citations import Evidence, cited, verify_briefing
from bot.domain.documents import Briefing, BriefingDraft, DraftStory
from bot.domain.models import EVERYTHING, Article, ArticleRef, StoredQuote, Story, Window, first_id
from bot.domain.selection import Chosen, about, select
from bot.domain.stories import group
from bot.domain.updates import Update, updates
from bot.services.ports import Reader, Speech, Store

MAX_ARTICLES = 5_000
STORIES_WINDOW = timedelta(days=7)
# Stories of which nothing can be shown, such as a headline alone, are replaced by the next.
_SPARE = 10


async def brief(
    reader: Reader, window: Window, now: datetime, *, limit: int = 5, topic: str = "", words: int = WORDS
) -> Briefing:
    """The verified briefing of a window, of at most `limit` stories; with a `topic`, of the stories about it.

    At most `words` words of one article are shown.
    """
    draft = await draft_briefing(reader.store, reader.speech, window, now, limit=limit, topic=topic, words=words)
    refs = cited(line for story in draft.stories for line in story.lines)
    refs |= {ref for story in draft.stories for ref in (story.headline, *story.articles)}
    articles = await reader.store.articles(refs)
    quotes = await reader.speech.quotes(sorted(refs))
    holdings = await reader.store.holdings(window)
    evidence = Evidence.of(articles, quotes)
    return verify_briefing(draft, evidence, sources=holdings.sources, newest=holdings.newest, words=words)


async def draft_briefing(  # noqa: PLR0913 - of whom, of when, and three bounds that have defaults
    store: Store,
    speech: Speech,
    window: Window,
    now: datetime,
    limit: int = 5,
    *,
    topic: str = "",
    words: int = WORDS,
) -> BriefingDraft:
    """Which stories to tell and what to show of them: ids and spans, nothing that could be posted."""
    articles = await store.window(window, MAX_ARTICLES)
    by_ref = {article.ref: article for article in articles}
    found = await asyncio.to_thread(group, articles, copies=await store.copies(articles))
    if topic:
        found = about(found, by_ref, topic)
    chosen = select(found, by_ref, now, limit + _SPARE)
    told = {one.story.id: tellings(one.story, by_ref, now) for one in chosen}
    quotes = await speech.quotes(article.ref for ones in told.values() for article in ones)
    stories = _drafted(chosen, told, quotes, words)[:limit]
    return BriefingDraft(tuple(stories), window, left_out=len(found) - len(stories))


def _drafted(
    chosen: Sequence[Chosen], told: Mapping[str, Sequence[Article]], quotes: Sequence[StoredQuote], words: int
) -> list[DraftStory]:
    by_ref: dict[ArticleRef, list[StoredQuote]] = {}
    for quote in quotes:
        by_ref.setdefault(quote.ref, []).append(quote)
    drafts = []
    for one in chosen:
        articles = told[one.story.id]
        own = [quote for article in articles for quote in by_ref.get(article.ref, [])]
        drafts.append(draft_story(one, articles, own, words))
    return [draft for draft in drafts if draft.lines]


@dataclass(frozen=True, slots=True)
class Listed:
    """A story with its articles, the one that heads it first, then newest first; and what each after the first adds.

    `updates` are in the order of publication.
    """

    id: str
    articles: tuple[Article, ...]
    updates: tuple[Update, ...]


async def list_stories(store: Store, now: datetime, *, everything: bool = False) -> list[Listed]:
    """The stories of the last seven days, or of `everything`; single articles are stories too.

    At most 5,000 articles. The story that grew last comes first.
    """
    window = EVERYTHING if everything else Window(first_id(now - STORIES_WINDOW))
    articles = await store.window(window, MAX_ARTICLES)
    return await asyncio.to_thread(_listed, articles, await store.copies(articles), now)


def _listed(articles: Sequence[Article], copies: Mapping[ArticleRef, ArticleRef], now: datetime) -> list[Listed]:
    by_ref = {article.ref: article for article in articles}
    found = sorted(group(articles, copies=copies), key=lambda story: story.articles[-1], reverse=True)
    return [Listed(one.id, _head_first(one, by_ref, now), tuple(updates(one, by_ref))) for one in found]


def _head_first(story: Story, articles: Mapping[ArticleRef, Article], now: datetime) -> tuple[Article, ...]:
    head, *_ = tellings(story, articles, now)
    return (head, *(articles[ref] for ref in reversed(story.articles) if ref != head.ref))
