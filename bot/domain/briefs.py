"""What a briefing shows of a story: headline, key sentences, quotes; guards that the same words show once.

Everything is ids and spans; `citations` cuts the text and names the speakers.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import zip_longest

from bot.domain.allowance import WORDS
from bot.domain.drafts import Citation, DraftLine, DraftStory, LineKind
from bot.domain.models import Article, ArticleRef, Confidence, Quote, QuoteKind, Span, StoredQuote, Story
from bot.domain.news import News
from bot.domain.selection import Chosen, published
from bot.domain.subscriptions import Length
from bot.domain.summary import story_sentences
from bot.domain.updates import Update
from bot.domain.vectors import Vector, centre, likeness, tfidf
from bot.domain.words import count_words, terms, words

_ARTICLES = 6  # that sentences and quotes are taken from
_TYPICAL = 0.8
# Two reports of one event are alike by 0.2 or more in 95 of 100 cases, of two look-alike events in 40.
_CLOSE = 0.2
_FRESH = timedelta(days=1)
_MIN_QUOTE_WORDS = 6
_MAX_QUOTE_CHARACTERS = 300
_MAX_INTERRUPTION = 150  # characters between two slices, such as ", said the mayor of Lindow. "
_LEAD = 1_500


@dataclass(frozen=True, slots=True)
class Amount:
    """How many sentences and quotes of a story are shown at most, and how many words of one article.

    `again`: quotes may be those of the sentences, for somebody who chooses among both.
    """

    sentences: int = 3
    quotes: int = 2
    words: int = WORDS
    again: bool = False


NORMAL = Amount()
AMOUNTS = {Length.SHORT: Amount(1, 0), Length.NORMAL: NORMAL, Length.LONG: Amount(5, 3)}


def tellings(story: Story, articles: Mapping[ArticleRef, Article], now: datetime) -> list[Article]:
    """The articles that the story is told with, at most six, none a copy; the first heads the story.

    It is the newest of those that are typical: nearly as near as any to what all have in common. The others follow
    where they tell the same in more or less the same words; what is farther off, or more than a day older and so
    perhaps no longer true, is cited as a source only.
    """
    told = [articles[ref] for ref in story.originals]
    vectors = tfidf([Counter(terms(f"{article.title} {article.text[:_LEAD]}")) for article in told])
    times = [published(article, now) or article.first_seen for article in told]
    heart = centre(vectors)
    typical = [likeness(vector, heart) for vector in vectors]

    def rank(at: int) -> tuple[bool, bool, datetime, int]:
        return bool(told[at].title), typical[at] >= _TYPICAL * max(typical), times[at], told[at].id

    first, *rest = sorted(range(len(told)), key=rank, reverse=True)
    close = [at for at in rest if likeness(vectors[at], vectors[first]) >= _CLOSE]
    fresh = [at for at in close if times[first] - times[at] <= _FRESH]
    return [told[at] for at in [first, *fresh][:_ARTICLES]]


def draft_story(
    chosen: Chosen, told: Sequence[Article], quotes: Sequence[StoredQuote], amount: Amount = NORMAL
) -> DraftStory:
    """The story's draft. `told` are its `tellings`, `quotes` the stored quotes of these."""
    found = story_sentences([(article.title, article.text) for article in told], amount.sentences)
    room = _Room(amount, told)
    shown = room.first_of([Citation(told[number].ref, span) for number, span in found])
    lines = _lines(shown, _quotes(told, quotes, () if amount.again else shown, room))
    return DraftStory(chosen.story.id, told[0].ref, lines, chosen.story.articles, chosen.reason)


def draft_update(
    chosen: Chosen, news: News, articles: Mapping[ArticleRef, Article], quotes: Sequence[StoredQuote], amount: Amount
) -> DraftStory:
    """The draft of a story that was told before: what is new first, then what was said and not told yet.

    `articles` holds those of the news and those told before, `quotes` the stored quotes of those that bring news.
    """
    told = [articles[update.ref] for update in news.added]
    room = _Room(amount, told)
    shown = room.first_of([Citation(ref, span) for ref, span in _in_turn(news.added)[: amount.sentences]])
    known = [articles[ref].text for ref in news.before]
    lines = _lines(shown, _quotes(told, quotes, () if amount.again else shown, room, known))
    return DraftStory(chosen.story.id, told[0].ref, lines, chosen.story.articles, chosen.reason, update=True)


def _in_turn(added: Sequence[Update]) -> list[tuple[ArticleRef, Span]]:
    """The first of each article, then the second of each: no article takes all the room, and the newest is first."""
    turns = zip_longest(*([(update.ref, span) for span in update.new] for update in added))
    return [one for turn in turns for one in turn if one is not None]


def _lines(sentences: Sequence[Citation], quotes: Sequence[tuple[Citation, ...]]) -> tuple[DraftLine, ...]:
    shown = [DraftLine(LineKind.SENTENCE, (citation,)) for citation in sentences]
    return (*shown, *(DraftLine(LineKind.QUOTE, slices) for slices in quotes))


@dataclass(slots=True)
class _Room:
    """What may be shown of each article: what is chosen fits, but for a first sentence that is longer by itself."""

    amount: Amount
    told: Sequence[Article]
    _used: Counter[ArticleRef] = field(default_factory=Counter)

    def first_of(self, sentences: Sequence[Citation]) -> list[Citation]:
        """The sentences that fit."""
        return [one for place, one in enumerate(sentences) if self.takes([one]) or not place]

    def takes(self, slices: Sequence[Citation]) -> bool:
        """Whether these slices of one article fit; then they have their place."""
        ref = slices[0].ref
        text = next(article.text for article in self.told if article.ref == ref)
        cost = sum(count_words(one.span.cut(text)) for one in slices)
        fits = self._used[ref] + cost <= self.amount.words
        self._used[ref] += cost if fits else 0
        return fits


# --- quotes ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Statement:
    """What one speaker says in one go; `parts` are the slices that the text interrupts."""

    ref: ArticleRef
    speaker: str
    parts: tuple[Quote, ...]
    said: str


def _quotes(
    told: Sequence[Article],
    quotes: Sequence[StoredQuote],
    shown: Sequence[Citation],
    room: _Room,
    known: Sequence[str] = (),
) -> list[tuple[Citation, ...]]:
    """Statements by as many speakers that tell most of the story; no shown sentence and no known text holds them."""
    texts = {article.ref: article.text for article in told}
    already = [words(text) for text in (*(one.span.cut(texts[one.ref]) for one in shown), *known)]
    usable = [one for one in _statements(texts, quotes) if _is_worth_showing(one, already)]
    story = " ".join(f"{article.title} {article.text[:_LEAD]}" for article in told)
    heart, *vectors = tfidf([Counter(terms(text)) for text in (story, *(one.said for one in usable))])
    ranked = sorted(zip(usable, vectors, strict=True), key=lambda pair: -_worth(pair[0], pair[1], heart))
    chosen: list[_Statement] = []
    for statement, _ in ranked:
        if len(chosen) < room.amount.quotes and not any(_repeats(statement, other) for other in chosen):
            chosen += [statement] if room.takes(_read_with(statement)) else []
    return [tuple(Citation(one.ref, part.span) for part in one.parts) for one in chosen]


def _read_with(one: _Statement) -> list[Citation]:
    """What is shown of a statement: whole sentences where the bare words would mislead."""
    widened = any(part.widen for part in one.parts)
    return [Citation(one.ref, part.context if widened else part.span) for part in one.parts]


def _repeats(one: _Statement, other: _Statement) -> bool:
    """Whether it is of the same speaker, or the same words that another article gives to a fuller or shorter name."""
    said, other_said = " ".join(words(one.said)), " ".join(words(other.said))
    return one.speaker == other.speaker or said in other_said or other_said in said


def _statements(texts: Mapping[ArticleRef, str], quotes: Sequence[StoredQuote]) -> list[_Statement]:
    """Direct quotes whose speaker is known, the parts of one utterance together."""
    parts: dict[tuple[ArticleRef, int, str], list[Quote]] = {}
    for stored in quotes:
        quote = stored.quote
        known = quote.speaker and quote.confidence is not Confidence.INFERRED
        if known and quote.speaker and quote.kind is QuoteKind.DIRECT and stored.ref in texts:
            parts.setdefault((stored.ref, quote.utterance, quote.speaker), []).append(quote)
    return [_beginning(ref, speaker, found, texts[ref]) for (ref, _, speaker), found in parts.items()]


def _beginning(ref: ArticleRef, speaker: str, parts: Sequence[Quote], text: str) -> _Statement:
    """The statement's first slice, and the next where it soon goes on from there and both are short enough."""
    slices = [part.span.cut(text) for part in parts[:2]]
    shown = 2 if len(slices) > 1 and _goes_on(parts[0], parts[1], slices) else 1
    return _Statement(ref, speaker, tuple(parts[:shown]), " ".join(slices[:shown]))


def _goes_on(one: Quote, other: Quote, slices: Sequence[str]) -> bool:
    new_sentence = not slices[1][:1].islower()
    is_near = other.span.start - one.span.end <= _MAX_INTERRUPTION
    short = sum(map(len, slices)) <= _MAX_QUOTE_CHARACTERS
    return is_near and short and (new_sentence or slices[0].endswith((",", "—", "–", "-")))


def _is_worth_showing(one: _Statement, already: Sequence[Sequence[str]]) -> bool:
    """Long enough to say something, short enough to read, from a sentence's beginning, and not shown already."""
    said = words(one.said)
    if len(said) < _MIN_QUOTE_WORDS or len(one.said) > _MAX_QUOTE_CHARACTERS or one.said[0].islower():
        return False
    whole = " ".join(said)
    return not any(whole in " ".join(sentence) for sentence in already)


def _worth(one: _Statement, vector: Vector, heart: Vector) -> float:
    """Nearness to the story; then a name rather than a role, and words that mislead nobody by themselves."""
    named = any(word[:1].isupper() for word in one.speaker.split())
    plain = not any(part.widen or part.relayed for part in one.parts)
    return likeness(vector, heart) + 0.1 * named + 0.1 * plain
