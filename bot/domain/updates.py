"""What an article adds to a story told before; guards that a reader is not told twice what is known.

What counts as new are facts: figures, names, dates, quotes, or a sentence of which most words are new. A figure that
was told before with another value ("the death toll rises to 14") is the most important news of all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from bot.domain.copies import is_copy
from bot.domain.facts import Facts, Figure, facts_in, share_known
from bot.domain.models import Article, ArticleRef, Span, Story
from bot.domain.passages import stem_of
from bot.domain.people.mentions import Mention, find_mentions
from bot.domain.readable import Candidate, candidates
from bot.domain.words import words

MOST = 3
# What a new fact is worth; a sentence is shown from 2 on.
_WORTH = {"corrected": 10.0, "figure": 2.0, "name": 2.0, "quote": 2.0, "words": 2.0, "date": 1.0}
_ENOUGH = 2.0
# A quote of which three in five words were told is told; a sentence is new where that is true of its new words.
_TOLD = 0.6
_NEW_WORDS = 5
_MAX_CHARACTERS = 8_000
_MAX_SENTENCES = 60
_HEADLINE = 300  # characters of a text that may be shown whole, for want of sentences
_COMPARED = 50  # articles that a copy may repeat: the latest


class Kind(StrEnum):
    """What an article is to those told before."""

    COPY = "copy"
    NOTHING_NEW = "nothing_new"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Update:
    """What an article adds: spans of its text, at most three, that can be read by themselves.

    A sentence with a corrected figure comes first, the others in the article's order. Only an UPDATE has any.
    """

    ref: ArticleRef
    kind: Kind
    new: tuple[Span, ...] = ()


def update(earlier: Sequence[Article], article: Article) -> Update:
    """What an article adds to those told earlier; with none of them, all of it is new."""
    if any(is_copy(one, article) for one in earlier[-_COMPARED:]):
        return Update(article.ref, Kind.COPY)
    known = _Known()
    for one in earlier:
        known.learn(one)
    return _compare(known, article)


def updates(story: Story, articles: Mapping[ArticleRef, Article]) -> list[Update]:
    """What each article of a story but the first adds to those before it, in the order in which they were published.

    Where that is unknown, and for a date that cannot be true, first sight counts.
    """
    told = sorted((articles[ref] for ref in story.articles), key=_when)
    copies = {ref for ref, _ in story.copies}
    known = _Known()
    found: list[Update] = []
    for place, article in enumerate(told):
        if article.ref in copies and place:
            found.append(Update(article.ref, Kind.COPY))
            continue
        if place:
            found.append(_compare(known, article))
        if place + 1 < len(told):
            known.learn(article)
    return found


def beyond(told: Sequence[Article], articles: Sequence[Article]) -> list[Update]:
    """What articles add to those that were told, the newest first, each beside the newer ones of them.

    So the newest news comes first, and a figure for which a newer article gives another is not told any more. A copy
    is compared like any other: the one sentence in which it differs may be the news. None is of the kind COPY.
    """
    known, newer = _Known(), _Known()
    for one in told:
        known.learn(one)
    found: list[Update] = []
    for article in sorted(articles, key=_when, reverse=True):
        found.append(_compare(known, article, newer))
        newer.learn(article)
        if found[-1].new:
            known.learn(article)
    return found


def _when(article: Article) -> tuple[float, int]:
    seen = article.first_seen
    return min(article.published or seen, seen).timestamp(), article.id


# --- what is known -----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Known:
    """All that earlier articles told, as stems and folded names."""

    words: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)
    figures: set[str] = field(default_factory=set)
    counts: dict[str, set[str]] = field(default_factory=dict)
    first_names: dict[str, set[str]] = field(default_factory=dict)

    def learn(self, article: Article) -> None:
        """Take in what an article tells. Its paper and its author are known too: they are no news."""
        told = f"{article.title}\n{article.text}"[:_MAX_CHARACTERS]
        self._take(facts_in(told, Span(0, len(told)), find_mentions(told)))
        self.words.update(stem_of(word) for word in words(f"{told} {article.source} {article.author or ''}"))

    def _take(self, facts: Facts) -> None:
        self.dates |= facts.dates
        for figure in facts.figures:
            self.figures.add(figure.value)
            for counted in figure.counts:
                self.counts.setdefault(counted, set()).add(figure.value)
        for first, last in facts.full:
            self.first_names.setdefault(last, set()).add(first)

    def new_in(self, facts: Facts) -> Iterator[tuple[str, str]]:
        """Facts that are not known, each as its kind and what it is."""
        for figure in facts.figures:
            if figure.value not in self.figures:
                yield ("corrected" if self._corrects(figure) else "figure"), figure.value
        yield from (("name", name) for name in facts.names if name not in self.words)
        for first, last in facts.full:
            if last in self.words and first not in self.words and self.first_names.get(last):
                yield "name", f"{first} {last}"  # another of that surname
        yield from (("date", date) for date in facts.dates - self.dates)
        yield from (("quote", " ".join(sorted(said))) for said in facts.quotes if share_known(said, self.words) < _TOLD)
        fresh = facts.words - self.words
        if len(fresh) >= _NEW_WORDS and len(fresh) >= _TOLD * len(facts.words):
            yield "words", " ".join(sorted(fresh))

    def _corrects(self, figure: Figure) -> bool:
        return any(self.counts.get(counted) for counted in figure.counts)

    def contradicts(self, facts: Facts) -> bool:
        """Whether something that these facts count is known by another figure alone."""
        return any(
            known and figure.value not in known
            for figure in facts.figures
            for known in (self.counts.get(counted) for counted in figure.counts)
        )


# --- what is new -------------------------------------------------------------------------------------


def _compare(known: _Known, article: Article, newer: _Known | None = None) -> Update:
    mentions = find_mentions(article.text[:_MAX_CHARACTERS])
    new: list[tuple[Span, dict[tuple[str, str], float]]] = []
    own = {stem_of(word) for word in words(f"{article.source} {article.author or ''}")}
    for span in _sentences(article):
        facts = facts_in(article.text, span, _within(mentions, span))
        found = {fact: _WORTH[fact[0]] for fact in known.new_in(facts) if fact[1] not in own}
        if found and not (newer and newer.contradicts(facts)):
            new.append((span, found))
    chosen = _chosen(new)
    return Update(article.ref, Kind.UPDATE if chosen else Kind.NOTHING_NEW, tuple(chosen))


def _within(mentions: Sequence[Mention], span: Span) -> list[Mention]:
    return [mention for mention in mentions if span.holds(mention.span)]


def _chosen(new: Sequence[tuple[Span, Mapping[tuple[str, str], float]]]) -> list[Span]:
    """The sentences that tell most: each counts for what those taken before it do not tell."""
    told: set[tuple[str, str]] = set()
    taken: list[tuple[bool, Span]] = []
    rest = list(new)

    def worth(one: tuple[Span, Mapping[tuple[str, str], float]]) -> tuple[float, int]:
        return sum(value for fact, value in one[1].items() if fact not in told), -one[0].start

    while rest and len(taken) < MOST:
        best = max(rest, key=worth)
        if worth(best)[0] < _ENOUGH:
            break
        rest.remove(best)
        corrects = any(kind == "corrected" for kind, _ in best[1].keys() - told)
        taken.append((not corrects, best[0]))
        told |= best[1].keys()
    return [span for _, span in sorted(taken)]


def _sentences(article: Article) -> list[Span]:
    """What can be shown: sentences that stand alone, and those that lean on one of these, together with it."""
    text = article.text
    read = islice(candidates(text[:_MAX_CHARACTERS], article.title), _MAX_SENTENCES)
    found = [one for one in read if not _is_rest(text, one.span)]
    if not found and len(text) <= _HEADLINE and text.strip():
        return [Span(0, len(text))]
    shown: list[Span] = []
    before: Candidate | None = None
    for one in found:
        if not one.leans:
            shown.append(one.span)
        elif before and not before.leans and before.place == one.place - 1 and _adjoin(text, before, one):
            shown.append(Span(before.span.start, one.span.end))
        before = one
    return shown


def _is_rest(text: str, span: Span) -> bool:
    """Whether the sentence began on the line before: it opens small or with a figure, and nothing ended there."""
    before = text[max(0, span.start - 20) : span.start].rstrip()[-1:]
    return not text[span.start].isupper() and (before.isalnum() or before == ",")


def _adjoin(text: str, one: Candidate, other: Candidate) -> bool:
    return "\n" not in text[one.span.end : other.span.start]
