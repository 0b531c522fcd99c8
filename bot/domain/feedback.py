"""More and less like this: what a person's votes say of his own briefings, and a channel's of its digest.

Guards that one person alone does not steer what a whole channel reads, unless he may change its schedule anyway.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.models import ArticleRef

MOST = 30  # articles that one briefing leans on
_SEVERAL = 2  # people who must agree


@dataclass(frozen=True, slots=True)
class Vote:
    """A person's wish for more (`value` 1) or less (-1) like a story, by the article that headed it.

    `steers`: whoever cast it might change the channel's schedule then.
    """

    person: str
    channel: str
    ref: ArticleRef
    value: int
    steers: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Lean:
    """An article that a briefing leans towards (`weight` above 0, at most 1) or away from (below)."""

    ref: ArticleRef
    weight: float


def personal(votes: Iterable[Vote]) -> tuple[Lean, ...]:
    """What one person's own votes say, whatever the channel: the newest first, of each article the last word."""
    return tuple(Lean(one.ref, float(one.value)) for one in _last_words(votes, lambda one: one.ref.article_id))[:MOST]


def steering(votes: Iterable[Vote]) -> tuple[Lean, ...]:
    """What the votes of one channel say of its digest, the article voted on last first.

    An article counts where somebody who may change the schedule voted and nobody else who may voted otherwise. Where
    those disagree, or none of them voted, at least two people must agree, and be more than those who voted otherwise.
    """
    by_article: dict[int, list[Vote]] = {}
    for one in _last_words(votes, lambda one: (one.person, one.ref.article_id)):
        by_article.setdefault(one.ref.article_id, []).append(one)
    leans = ((max(said, key=_time).ref, _verdict(said)) for said in by_article.values())
    return tuple(Lean(ref, float(verdict)) for ref, verdict in leans if verdict)[:MOST]


def _last_words(votes: Iterable[Vote], of: Callable[[Vote], Hashable]) -> list[Vote]:
    """The newest vote of each kind, the newest first."""
    found: dict[Hashable, Vote] = {}
    for one in sorted(votes, key=_time, reverse=True):
        found.setdefault(of(one), one)
    return list(found.values())


def _time(one: Vote) -> tuple[datetime, int, str, str]:
    """The order of votes: those of one moment by what was voted on, and by whom, so that it is always the same."""
    return one.at, one.ref.article_id, one.person, one.channel


def _verdict(said: Sequence[Vote]) -> int:
    """1 for more, -1 for less, 0 for neither, by votes of different people on one article."""
    may = {one.value for one in said if one.steers}
    if len(may) == 1:
        return may.pop()
    more = sum(one.value > 0 for one in said)
    less = len(said) - more
    if max(more, less) < _SEVERAL or more == less:
        return 0
    return 1 if more > less else -1
