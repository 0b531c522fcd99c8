"""Briefings and stories, as use cases: load, decide, verify; guards that what is shown was verified.

Decisions are in `domain`: `stories` groups, `updates` tells what is new, `selection` ranks, `briefs` picks sentences
and quotes, `citations` cuts them from storage. A briefing that was asked for and an edition go through `tell` and
`verified`. Grouping thousands of articles takes seconds, so whatever decides runs in a thread.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.allowance import WORDS
from bot.domain.briefs import NORMAL, Amount, draft_story, draft_update, tellings
from bot.domain.citations import Evidence, cited, settled_draft, verify_briefing
from bot.domain.documents import Briefing
from bot.domain.drafts import BriefingDraft, DraftStory
from bot.domain.feedback import Lean
from bot.domain.models import EVERYTHING, Article, ArticleRef, StoredQuote, Story, Window, first_id
from bot.domain.news import News
from bot.domain.selection import Chosen, Taste, about, select
from bot.domain.stories import group
from bot.domain.updates import Update, updates
from bot.services.authoring import WIDE, Author
from bot.services.ports import Reader, Speech, Store

MAX_ARTICLES = 5_000
STORIES_WINDOW = timedelta(days=7)
# Stories of which nothing can be shown, such as a headline alone, are replaced by the next.
_SPARE = 10


async def brief(  # noqa: PLR0913 - of whom, of when, and bounds that have defaults
    reader: Reader,
    window: Window,
    now: datetime,
    *,
    limit: int = 5,
    topic: str = "",
    words: int = WORDS,
    leans: Sequence[Lean] = (),
    author: Author | None = None,
) -> Briefing:
    """The verified briefing of a window, of at most `limit` stories; with a `topic`, of the stories about it.

    At most `words` words of one article are shown. `leans` is what whoever asks has voted for and against. An `author`
    tells the stories, where there is one.
    """
    draft, wide = await _drafts(
        reader.store,
        reader.speech,
        window,
        now,
        limit=limit,
        topic=topic,
        words=words,
        leans=leans,
        widely=author is not None,
    )
    if author is not None:
        draft = await retold(draft, wide, replace(NORMAL, words=words), reader, author)
    return await verified(draft, reader, words=words)


async def retold(
    draft: BriefingDraft, wide: Mapping[str, DraftStory], amount: Amount, reader: Reader, author: Author
) -> BriefingDraft:
    """The draft with its stories as an author tells them; one of which nothing can be shown stays as it was.

    `wide` holds of each story, by its id, what the author may choose from.
    """
    stories, by = await author.retell(draft.stories, wide, amount, reader)
    made = replace(draft, stories=stories, by=by)
    made = settled_draft(made, await _evidence(made, reader))
    shown = {one.story_id for one in (await verified(made, reader, words=amount.words)).stories}
    kept = (one if one.story_id in shown else before for one, before in zip(made.stories, draft.stories, strict=True))
    return replace(made, stories=tuple(kept))


async def taste_of(leans: Sequence[Lean], store: Store) -> Taste:
    """The articles of these leans that the store's channel may see: others have no effect."""
    articles = await store.articles([one.ref for one in leans]) if leans else {}
    return tuple((articles[one.ref], one.weight) for one in leans if one.ref in articles)


async def verified(
    draft: BriefingDraft, reader: Reader, *, day: date | None = None, late: bool = False, words: int = WORDS
) -> Briefing:
    """What the reader may see of a draft, cut from storage now; `day` and `late` are those of an edition.

    What is hidden, withdrawn or not visible to it any more falls out, and so does what its source has altered since.
    """
    evidence = await _evidence(draft, reader)
    holdings = await reader.store.holdings(draft.window)
    if not holdings.articles:  # how fresh all of it is
        holdings = await reader.store.holdings(EVERYTHING)
    sources, newest = holdings.sources, holdings.newest
    return verify_briefing(draft, evidence, sources=sources, newest=newest, day=day, late=late, words=words)


async def _evidence(draft: BriefingDraft, reader: Reader) -> Evidence:
    """What the draft is verified against, as it is now."""
    refs = cited(line for story in draft.stories for line in story.lines)
    refs |= {ref for story in draft.stories for ref in (story.headline, *story.articles)}
    articles = await reader.store.articles(refs)
    current = await reader.store.current([ref.article_id for ref in sorted(refs)])
    return Evidence.of(articles, await reader.speech.quotes(sorted(articles)), current)


async def draft_briefing(  # noqa: PLR0913 - of whom, of when, and bounds that have defaults
    store: Store,
    speech: Speech,
    window: Window,
    now: datetime,
    limit: int = 5,
    *,
    topic: str = "",
    words: int = WORDS,
    leans: Sequence[Lean] = (),
) -> BriefingDraft:
    """Which stories to tell and what to show of them: ids and spans, nothing that could be posted."""
    draft, _ = await _drafts(store, speech, window, now, limit=limit, topic=topic, words=words, leans=leans)
    return draft


async def _drafts(  # noqa: PLR0913 - as above
    store: Store,
    speech: Speech,
    window: Window,
    now: datetime,
    *,
    limit: int,
    topic: str,
    words: int,
    leans: Sequence[Lean],
    widely: bool = False,
) -> tuple[BriefingDraft, Mapping[str, DraftStory]]:
    """The draft, and of each story what may be said of it at most."""
    articles = await store.window(window, MAX_ARTICLES)
    by_ref = {article.ref: article for article in articles}
    found = await asyncio.to_thread(group, articles, copies=await store.copies(articles))
    if topic:
        found = about(found, by_ref, topic)
    amount = replace(NORMAL, words=words)
    taste = await taste_of(leans, store)
    news = [News(story) for story in found]
    stories, wide = await tell(speech, news, by_ref, now, limit=limit, amount=amount, taste=taste, widely=widely)
    return BriefingDraft(stories, window, left_out=len(found) - len(stories)), wide


async def tell(  # noqa: PLR0913 - what there is, and how much of it in which order
    speech: Speech,
    news: Sequence[News],
    articles: Mapping[ArticleRef, Article],
    now: datetime,
    *,
    limit: int,
    amount: Amount = NORMAL,
    taste: Taste = (),
    widely: bool = False,
) -> tuple[tuple[DraftStory, ...], Mapping[str, DraftStory]]:
    """The drafts of the stories that come first among these, at most `limit`. `articles` holds those of all.

    Told `widely`, also what an author may choose from, by the stories' ids.
    """
    picked = await asyncio.to_thread(_picked, news, articles, now, limit + _SPARE, taste)
    quotes = await speech.quotes(article.ref for one in picked for article in one.told)
    drafts = (await asyncio.to_thread(_drafted, picked, articles, quotes, amount))[:limit]
    if not widely:
        return tuple(drafts), {}
    told = {one.story_id for one in drafts}
    chosen = [one for one in picked if one.chosen.story.id in told]
    wide = await asyncio.to_thread(_drafted, chosen, articles, quotes, WIDE)
    return tuple(drafts), {one.story_id: one for one in wide}


@dataclass(frozen=True, slots=True)
class _Picked:
    """A story that is told, and the articles with which it is."""

    chosen: Chosen
    news: News
    told: Sequence[Article]


def _picked(
    news: Sequence[News], articles: Mapping[ArticleRef, Article], now: datetime, limit: int, taste: Taste
) -> list[_Picked]:
    by_id = {one.story.id: one for one in news}
    found = []
    for chosen in select([one.story for one in news], articles, now, limit, taste):
        one = by_id[chosen.story.id]
        told = [articles[update.ref] for update in one.added] or tellings(one.story, articles, now)
        found.append(_Picked(chosen, one, told))
    return found


def _drafted(
    picked: Sequence[_Picked],
    articles: Mapping[ArticleRef, Article],
    quotes: Sequence[StoredQuote],
    amount: Amount,
) -> list[DraftStory]:
    by_ref: dict[ArticleRef, list[StoredQuote]] = {}
    for quote in quotes:
        by_ref.setdefault(quote.ref, []).append(quote)
    drafts = []
    for one in picked:
        said = [quote for article in one.told for quote in by_ref.get(article.ref, [])]
        if one.news.added:
            drafts.append(draft_update(one.chosen, one.news, articles, said, amount))
        else:
            drafts.append(draft_story(one.chosen, one.told, said, amount))
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
