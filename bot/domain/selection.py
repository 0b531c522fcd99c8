"""Which stories make a briefing, in which order, and why; guards that one topic does not fill it.

A story's worth grows with the number of sources that tell it and with how new it is. Stories are taken one by one,
each against those already taken (maximal marginal relevance), so that the fifth story on one topic comes after the
first on another. The reason is kept as a sentence of fixed words and numbers.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.models import Article, ArticleRef, Story
from bot.domain.passages import stems_of
from bot.domain.vectors import Vector, likeness, tfidf
from bot.domain.words import terms

# A second source is worth more than any newness: that two tell it says more than that one tells it now.
_RECENCY = 0.5
_TELLINGS = 0.25
_HALF_LIFE = timedelta(days=1)
_VARIETY = 1.5
# Only the best are weighed against each other for variety.
_CONTENDERS = 60
_LEAD = 1_500


@dataclass(frozen=True, slots=True)
class Chosen:
    """A story of the briefing, and why it is there."""

    story: Story
    reason: str


def select(stories: Sequence[Story], articles: Mapping[ArticleRef, Article], now: datetime, limit: int) -> list[Chosen]:
    """At most `limit` stories, the first one first. `articles` holds those of all stories."""
    worth = {story.id: _worth(story, articles, now) for story in stories}
    best = sorted(stories, key=lambda story: (-worth[story.id], -story.articles[-1].article_id))[:_CONTENDERS]
    vectors = dict(zip([story.id for story in best], tfidf([_bag(story, articles) for story in best]), strict=True))
    chosen: list[Story] = []
    while best and len(chosen) < limit:
        taken = [vectors[story.id] for story in chosen]
        following = max(best, key=lambda story: worth[story.id] - _VARIETY * _nearest(vectors[story.id], taken))
        best.remove(following)
        chosen.append(following)
    return [Chosen(story, reason(story, articles, now)) for story in chosen]


def _worth(story: Story, articles: Mapping[ArticleRef, Article], now: datetime) -> float:
    told = [articles[ref] for ref in story.originals]
    sources = math.log2(1 + len({article.source for article in told}))
    recency: float = 0.5 ** ((now - _newest(story, articles, now)) / _HALF_LIFE)
    return sources + _TELLINGS * math.log2(len(told)) + _RECENCY * recency


def _bag(story: Story, articles: Mapping[ArticleRef, Article]) -> Counter[str]:
    told = [articles[ref] for ref in story.originals[-3:]]
    return Counter(terms(" ".join(f"{article.title} {article.text[:_LEAD]}" for article in told)))


def _nearest(vector: Vector, others: Sequence[Vector]) -> float:
    return max((likeness(vector, other) for other in others), default=0.0)


# --- age and reason ----------------------------------------------------------------------------------


def published(article: Article, now: datetime) -> datetime | None:
    """When it was published; None where that is unknown, or in the future and so cannot be true."""
    return article.published if article.published and article.published <= now else None


def _newest(story: Story, articles: Mapping[ArticleRef, Article], now: datetime) -> datetime:
    """When the newest article was published or, where that is unknown, first seen; never in the future."""
    return min(now, max(published(articles[ref], now) or articles[ref].first_seen for ref in story.articles))


def reason(story: Story, articles: Mapping[ArticleRef, Article], now: datetime) -> str:
    """Why the story was chosen: "3 sources, 4 articles; newest 2 h old", or "1 source; undated"."""
    told = [articles[ref] for ref in story.articles]
    sources = len({article.source for article in told})
    parts = _count(sources, "source") + (f", {len(told)} articles" if len(told) > sources else "")
    if all(published(article, now) is None for article in told):
        return f"{parts}; undated"
    return f"{parts}; newest {_age(_newest(story, articles, now), now)}"


def _age(at: datetime, now: datetime) -> str:
    """How old, as far as that says more than the day itself."""
    hours = int((now - at) / timedelta(hours=1))
    if hours < 1:
        return "less than 1 h old"
    if hours < 48:
        return f"{hours} h old"
    return f"{hours // 24} days old" if hours < 24 * 14 else f"from {at.day} {at:%b %Y}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


# --- a topic -----------------------------------------------------------------------------------------


def about(stories: Sequence[Story], articles: Mapping[ArticleRef, Article], topic: str) -> list[Story]:
    """The stories about a topic: an article holds all its words in its title or beginning, else anywhere.

    Those that only mention it count where no story is about it. A topic of stop words alone has no stories.
    """
    wanted = set(terms(topic))
    if not wanted:
        return []
    for characters in (_LEAD // 3, None):
        found = [s for s in stories if any(_holds(articles[ref], wanted, characters) for ref in s.originals)]
        if found:
            return found
    return []


def _holds(article: Article, wanted: set[str], characters: int | None) -> bool:
    return wanted <= set(stems_of(f"{article.title} {article.text[:characters]}"))
