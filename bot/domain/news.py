"""What is news to a channel; guards that it is told nothing twice, and that nothing new is lost without a reason.

    stories of what came and what was told ─► nothing told of it yet    ─► a new story
                                              told, and something new   ─► an update, of what is new alone
                                              told, and nothing beyond  ─► left out, and why

What was only linked counts as told. An article is told once: a later version of it is none of this module's.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.models import Article, ArticleRef, Story, first_id, seen_at
from bot.domain.updates import Kind, Update, beyond

# A first edition is a day's news: without a bound it would tell all that was ever loaded.
FIRST = timedelta(days=1)
# For how long what was told is remembered, and how far an edition reaches back at most, after a silence or a fault:
# less far, so that whatever it finds and was told is remembered.
MEMORY = timedelta(days=14)
LONGEST = timedelta(days=13)
# Who ends an embargo reads the clock some time before it is stored.
_GRACE = timedelta(hours=1)


def begins(covered: int | None, now: datetime) -> int:
    """The article id from which an edition composed at `now` tells; the last one told up to `covered`, exclusive."""
    return first_id(now - FIRST) if covered is None else max(covered, first_id(now - LONGEST))


def shown_since(low: int) -> datetime:
    """From when on an article older than `low` that was hidden at first counts as having come after `low`.

    Rather too early: what was told in between is known by its id.
    """
    return seen_at(low) - _GRACE


class Why(StrEnum):
    """Why an article of the window is not told."""

    COPY = "copy"  # it repeats another of its story, and adds nothing
    NOTHING_NEW = "nothing_new"  # it adds nothing to its story, which was told


@dataclass(frozen=True, slots=True)
class News:
    """A story for a channel. For an update, `story` holds only what brings news, with copies of that.

    `before` are the articles of the story that were told; `added` is what is new, the newest article first.
    """

    story: Story
    before: tuple[ArticleRef, ...] = ()
    added: tuple[Update, ...] = ()


@dataclass(frozen=True, slots=True)
class Sifted:
    """What is news, in the order of the stories, and why the rest of what came is not."""

    news: tuple[News, ...]
    left_out: Mapping[ArticleRef, Why]


def sift(stories: Sequence[Story], articles: Mapping[ArticleRef, Article], told: Collection[int]) -> Sifted:
    """Which stories are news where the articles with the ids `told` were told; `articles` holds those of all stories.

    Every article that was not told is in the result once: in a story, or left out. Stories of told ones alone are not.
    """
    news: list[News] = []
    left_out: dict[ArticleRef, Why] = {}
    for story in stories:
        before = tuple(ref for ref in story.articles if ref.article_id in told)
        if not before:
            news.append(News(story))
        elif len(before) < len(story.articles):
            one, rest = _beside(story, before, articles)
            left_out |= rest
            news += [one] if one else []
    return Sifted(tuple(news), left_out)


def _beside(
    story: Story, before: Sequence[ArticleRef], articles: Mapping[ArticleRef, Article]
) -> tuple[News | None, dict[ArticleRef, Why]]:
    """What a story that was told before brings, if anything, and why the rest of it is not told."""
    known = set(before)
    fresh = [articles[ref] for ref in story.articles if ref not in known]
    found = beyond([articles[ref] for ref in before], fresh)
    added = tuple(update for update in found if update.kind is Kind.UPDATE)
    bringing = {update.ref for update in added}
    copies = tuple(pair for pair in story.copies if bringing & {*pair} and not known & {*pair})
    kept = bringing.union(*copies)
    repeats = {ref for pair in story.copies for ref in pair}
    left_out = {
        update.ref: Why.COPY if update.ref in repeats else Why.NOTHING_NEW for update in found if update.ref not in kept
    }
    if not added:
        return None, left_out
    new = Story(story.id, tuple(ref for ref in story.articles if ref in kept), copies)
    return News(new, tuple(before), added), left_out
