"""Which stories make a briefing, in which order, and why; guards that one topic does not fill it.

A story's worth grows with the number of sources that tell it and with how new it is. Stories are taken one by one,
each against those already taken (maximal marginal relevance), so that the fifth story on one topic comes after the
first on another. The reason is kept as a sentence of fixed words and numbers. What readers have asked for, or asked to
be spared, moves a story among others; it hides none that many sources tell.
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
# What was asked for is weighed by how like a story is to it. Of 459 articles (ECB+, development part) 98 of 100 pairs
# on different things have a likeness below _UNLIKE, of pairs on two events of one kind half have more than the mean of
# the two bounds.
_UNLIKE, _LIKE = 0.1, 0.3
_MOST_MOVED = math.log2(3) - 1  # as much as a second source is worth
_NOTICEABLE = 0.1
_TASTED = 300  # of so many of the best it is asked

# Articles with weights, above 0 (at most 1) for more like them and below for less.
Taste = Sequence[tuple[Article, float]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A story of the briefing, and why it is there."""

    story: Story
    reason: str


def select(
    stories: Sequence[Story],
    articles: Mapping[ArticleRef, Article],
    now: datetime,
    limit: int,
    taste: Taste = (),
) -> list[Chosen]:
    """At most `limit` stories, the first one first. `articles` holds those of all stories."""
    worth = {story.id: _worth(story, articles, now) for story in stories}
    moved = _moved(_best(stories, worth, _TASTED), articles, taste) if taste else {}
    worth |= {id_: worth[id_] + shift for id_, shift in moved.items()}
    best = _best(stories, worth, _CONTENDERS)
    vectors = dict(zip([story.id for story in best], tfidf([_bag(story, articles) for story in best]), strict=True))
    chosen: list[Story] = []
    while best and len(chosen) < limit:
        taken = [vectors[story.id] for story in chosen]
        following = max(best, key=lambda story: worth[story.id] - _VARIETY * _nearest(vectors[story.id], taken))
        best.remove(following)
        chosen.append(following)
    return [Chosen(one, reason(one, articles, now) + _asked_for(moved.get(one.id, 0.0))) for one in chosen]


def _best(stories: Sequence[Story], worth: Mapping[str, float], most: int) -> list[Story]:
    return sorted(stories, key=lambda story: (-worth[story.id], -story.articles[-1].article_id))[:most]


def _worth(story: Story, articles: Mapping[ArticleRef, Article], now: datetime) -> float:
    told = [articles[ref] for ref in story.originals]
    sources = math.log2(1 + len({article.source for article in told}))
    recency: float = 0.5 ** ((now - _newest(story, articles, now)) / _HALF_LIFE)
    return sources + _TELLINGS * math.log2(len(told)) + _RECENCY * recency


def _bag(story: Story, articles: Mapping[ArticleRef, Article]) -> Counter[str]:
    return _words([articles[ref] for ref in story.originals[-3:]])


def _words(told: Sequence[Article]) -> Counter[str]:
    return Counter(terms(" ".join(f"{article.title} {article.text[:_LEAD]}" for article in told)))


def _nearest(vector: Vector, others: Sequence[Vector]) -> float:
    return max((likeness(vector, other) for other in others), default=0.0)


# --- what readers asked for --------------------------------------------------------------------------


def _moved(stories: Sequence[Story], articles: Mapping[ArticleRef, Article], taste: Taste) -> dict[str, float]:
    """By how much what was asked for moves each story's worth, up or down.

    What is most like it counts, not the sum: thirty articles that a story is a little like say nothing together.
    """
    bags = [_bag(story, articles) for story in stories]
    vectors = tfidf([*bags, *(_words([article]) for article, _ in taste)])
    told, asked = vectors[: len(bags)], vectors[len(bags) :]
    weighed = [(vector, weight) for vector, (_, weight) in zip(asked, taste, strict=True)]
    return {story.id: _shift(vector, weighed) for story, vector in zip(stories, told, strict=True)}


def _shift(story: Vector, asked: Sequence[tuple[Vector, float]]) -> float:
    pulls = [weight * _closeness(likeness(story, vector)) for vector, weight in asked]
    return _MOST_MOVED * max(-1.0, min(1.0, max(0.0, *pulls) + min(0.0, *pulls)))


def _closeness(alike: float) -> float:
    """From 0 for two texts on different things to 1 for two on the same."""
    return max(0.0, min(1.0, (alike - _UNLIKE) / (_LIKE - _UNLIKE)))


def _asked_for(shift: float) -> str:
    if abs(shift) < _NOTICEABLE:
        return ""
    return f"; {'more' if shift > 0 else 'less'} like this was asked for"


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
