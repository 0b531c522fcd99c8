"""Stories: articles about one event, found by their words; guards that no chain of look-alikes joins two events.

    articles ─► copies folded ─► weighted words ─► likenesses of pairs that share words ─► linking ─► stories
                (copies)         (weights, marks)  (meeting)      ▲       what was joined, as one │
                                                                  ╰───────────────────────────────╯

Two groups are joined where their articles are alike on average, and hardly less than the articles of either are
among themselves (`linking`): two earthquakes are alike, but each is more like itself. Who tells whose names, places
and figures says more than all other words (`marks`). What an article costs depends on the articles given, which are
those of a window, and never on how many are stored.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from bot.domain.copies import fold_copies
from bot.domain.models import Article, ArticleRef, Story
from bot.domain.stories.linking import average_link
from bot.domain.stories.marks import marks_of
from bot.domain.stories.meeting import Meeting, Told
from bot.domain.stories.naming import name_stories
from bot.domain.stories.weights import weigh

__all__ = ["average_link", "group"]

# Likeness, 0 to 1, below which nothing is joined. Any value from 0.06 to 0.11 gives BCubed F1 within a point.
_ENOUGH = 0.1


def group(
    articles: Sequence[Article],
    *,
    known: Mapping[int, str] | None = None,
    copies: Mapping[ArticleRef, ArticleRef] | None = None,
) -> list[Story]:
    """All articles in stories, many of them of one article; the story with the oldest article first.

    An article of another language, or published more than some days apart, joins none or hardly. `known` gives the
    story that an article belonged to before, by article id: its id goes on. `copies` gives those that are known
    already, each with what it repeats; without it they are looked for. The order of `articles` does not matter.
    """
    by_ref = {article.ref: article for article in sorted(articles, key=lambda article: article.id)}
    repeats = fold_copies(articles) if copies is None else _within(copies, by_ref)
    originals = [article for ref, article in by_ref.items() if ref not in repeats]
    repeated: dict[ArticleRef, list[ArticleRef]] = {}
    for copy, original in repeats.items():
        repeated.setdefault(original, []).append(copy)
    found = [_pairs([originals[at].ref for at in one], repeated) for one in _events(originals)]
    names = name_stories([refs for refs, _ in found], known or {})
    stories = [Story(name, refs, pairs) for name, (refs, pairs) in zip(names, found, strict=True)]
    return sorted(stories, key=lambda story: story.articles)


def _within(
    copies: Mapping[ArticleRef, ArticleRef], given: Mapping[ArticleRef, Article]
) -> dict[ArticleRef, ArticleRef]:
    """The copies among the articles given; the first of several that repeat one that is not given is repeated."""
    heads: dict[ArticleRef, ArticleRef] = {}
    found: dict[ArticleRef, ArticleRef] = {}
    for ref in given:  # by id, so that the first comes first
        original = _first_of(ref, copies)
        head = original if original in given else heads.setdefault(original, ref)
        if head != ref:
            found[ref] = head
    return found


def _first_of(ref: ArticleRef, copies: Mapping[ArticleRef, ArticleRef]) -> ArticleRef:
    """What a copy of copies repeats in the end; the oldest of those that repeat each other."""
    chain = {ref}
    while ref in copies and copies[ref] not in chain:
        ref = copies[ref]
        chain.add(ref)
    return min(chain) if ref in copies else ref


def _pairs(
    originals: Sequence[ArticleRef], repeated: Mapping[ArticleRef, Sequence[ArticleRef]]
) -> tuple[tuple[ArticleRef, ...], tuple[tuple[ArticleRef, ArticleRef], ...]]:
    """All articles of a story in order, and its copies with what they repeat."""
    copies = sorted((copy, original) for original in originals for copy in repeated.get(original, ()))
    return tuple(sorted([*originals, *(copy for copy, _ in copies)])), tuple(copies)


def _events(articles: Sequence[Article]) -> list[tuple[int, ...]]:
    """Numbers of the articles by event: joined again and again, until no two groups are alike enough.

    One round is not enough where many articles tell one event: none of them is compared with all others.
    """
    weighed = weigh(articles)
    holders = Counter(chain.from_iterable(one.vector for one in weighed))
    meeting = Meeting({word for word, count in holders.items() if count > 1})
    for at, (article, one) in enumerate(zip(articles, weighed, strict=True)):
        meeting.add(Told.of(at, article, one.vector, marks_of(article, one)))
    while True:
        numbers = list(meeting.told)
        groups = [group for group in _joined(meeting, numbers) if len(group) > 1]
        if not groups:
            return [one.numbers for one in meeting.told.values()]
        for group in groups:
            meeting.join([numbers[at] for at in group])


def _joined(meeting: Meeting, numbers: Sequence[int]) -> list[list[int]]:
    place = {number: at for at, number in enumerate(numbers)}
    alike = [{place[other]: likeness for other, likeness in meeting.alike[number].items()} for number in numbers]
    return average_link(alike, _ENOUGH, [(len(one.numbers), one.coherence) for one in meeting.told.values()])
