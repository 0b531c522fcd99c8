"""What a briefing shows of a story: headline, key sentences, quotes; guards that the same words show once.

Everything is ids and spans; `citations` cuts the text and names the speakers.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.allowance import WORDS
from bot.domain.documents import Citation, DraftLine, DraftStory, LineKind
from bot.domain.models import Article, ArticleRef, Confidence, Quote, QuoteKind, StoredQuote, Story
from bot.domain.selection import Chosen, published
from bot.domain.summary import story_sentences
from bot.domain.vectors import Vector, centre, likeness, tfidf
from bot.domain.words import count_words, terms, words

SENTENCES = 3
QUOTES = 2
_ARTICLES = 6  # that sentences and quotes are taken from
_TYPICAL = 0.8
# Two reports of one event are alike by 0.2 or more in 95 of 100 cases, of two look-alike events in 40.
_CLOSE = 0.2
_FRESH = timedelta(days=1)
_MIN_QUOTE_WORDS = 6
_MAX_QUOTE_CHARACTERS = 300
_MAX_INTERRUPTION = 150  # characters between two slices, such as ", said the mayor of Lindow. "
_LEAD = 1_500


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
    chosen: Chosen, told: Sequence[Article], quotes: Sequence[StoredQuote], most: int = WORDS
) -> DraftStory:
    """The story's draft. `told` are its `tellings`, `quotes` the stored quotes of these.

    What is chosen fits into the `most` words of one article that may be shown, but for a first sentence that is longer.
    """
    room = _Room(most, {article.ref: article.text for article in told})
    shown = [one for place, one in enumerate(_sentences(told)) if room.takes([one]) or not place]
    lines = [DraftLine(LineKind.SENTENCE, (citation,)) for citation in shown]
    lines += [DraftLine(LineKind.QUOTE, slices) for slices in _quotes(told, quotes, shown, room)]
    return DraftStory(chosen.story.id, told[0].ref, tuple(lines), chosen.story.articles, chosen.reason)


@dataclass(slots=True)
class _Room:
    """What may still be shown of each article."""

    most: int
    texts: Mapping[ArticleRef, str]
    used: Counter[ArticleRef] = field(default_factory=Counter)

    def takes(self, slices: Sequence[Citation]) -> bool:
        """Whether these slices of one article fit; then they have their place."""
        ref = slices[0].ref
        cost = sum(count_words(one.span.cut(self.texts[ref])) for one in slices)
        fits = self.used[ref] + cost <= self.most
        self.used[ref] += cost if fits else 0
        return fits


def _sentences(told: Sequence[Article]) -> list[Citation]:
    found = story_sentences([(article.title, article.text) for article in told], SENTENCES)
    return [Citation(told[number].ref, span) for number, span in found]


# --- quotes ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Statement:
    """What one speaker says in one go; `parts` are the slices that the text interrupts."""

    ref: ArticleRef
    speaker: str
    parts: tuple[Quote, ...]
    said: str


def _quotes(
    told: Sequence[Article], quotes: Sequence[StoredQuote], shown: Sequence[Citation], room: _Room
) -> list[tuple[Citation, ...]]:
    """At most two statements by two speakers that tell most of the story, and that no shown sentence holds."""
    texts = {article.ref: article.text for article in told}
    already = [words(citation.span.cut(texts[citation.ref])) for citation in shown]
    usable = [one for one in _statements(texts, quotes) if _is_worth_showing(one, already)]
    story = " ".join(f"{article.title} {article.text[:_LEAD]}" for article in told)
    heart, *vectors = tfidf([Counter(terms(text)) for text in (story, *(one.said for one in usable))])
    ranked = sorted(zip(usable, vectors, strict=True), key=lambda pair: -_worth(pair[0], pair[1], heart))
    chosen: list[_Statement] = []
    for statement, _ in ranked:
        if len(chosen) < QUOTES and not any(_repeats(statement, other) for other in chosen):
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
