"""Sentences that answer a question: facts, and what is new of a topic. Guards that nothing without support is one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import evidence, passages
from bot.domain.documents import Answer
from bot.domain.drafts import AnswerDraft, DraftGroup, DraftLine, LineKind
from bot.domain.models import Article, StoredQuote, Window
from bot.domain.questions import Question, topic_words
from bot.services.ports import Query, Reader

CANDIDATES, RANKING = 50, 10  # articles that are looked at, and that are named, best first
NEWS = 3  # sentences of news, one of an article each
_SENTENCES = 3  # of a fact
_WIDE = 6  # articles whose best sentences a model is given, two of each
_NEAR_BEST = 0.6  # of the best sentence's score
_ENOUGH_OF_TOPIC = 0.5  # of a topic's weight in one place, for an article to be about it


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: a reader, a window of first sight, and the only article ids that count, if any.

    `shown` is the answer before, which "what else …?" leaves out. `widely`: what else may answer is wanted, too.
    """

    reader: Reader
    window: Window
    only: tuple[int, ...] | None
    now: datetime
    shown: Answer | None = None
    widely: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A draft, and the articles and quotes that it was made from.

    `quoted` says that the person asked about is quoted, be it about something else; `names` are spelt like theirs.
    `wide` are sentences that may answer, those of the draft among them: what a model is given to choose from.
    """

    draft: AnswerDraft
    articles: tuple[Article, ...] = ()
    quotes: tuple[StoredQuote, ...] = ()
    evidence: float | None = None
    names: tuple[str, ...] = ()
    quoted: bool = False
    wide: tuple[DraftLine, ...] = ()


async def fact(question: Question, scope: Scope, *, every: bool) -> Found:
    """The sentences that say what was asked, and how far they do; `every` asks for articles that hold all words."""
    is_whole = question.topic == topic_words(question.text)  # a follow-up's text lacks what it inherits
    asked = question.text if is_whole else " ".join(question.topic)
    sought = passages.wanted(asked, question.expects)
    ranked = await candidates(sought, scope, every=every)
    weights = passages.weigh([one.scanned for one in ranked], sought)
    known = evidence.weigh_evidence(ranked, weights, sought)
    best = evidence.best_sentences(ranked, weights, sought, _SENTENCES) if known.enough else []
    wide = _widely(ranked, weights, sought) if scope.widely else []
    return replace(await _of_sentences(question, scope, ranked, best, wide), evidence=known.score)


async def news(question: Question, scope: Scope, *, every: bool) -> Found:
    """What is told of a topic, the newest first: the sentence of each article that says most of it."""
    sought = passages.wanted(" ".join(question.topic))
    ranked = await candidates(sought, scope, every=every)
    weights = passages.weigh([one.scanned for one in ranked], sought)
    near = [one for one in ranked if one.window >= _ENOUGH_OF_TOPIC]
    near.sort(key=lambda one: one.scanned.article.published or one.scanned.article.first_seen, reverse=True)
    best = [sentence for one in near[:NEWS] for sentence in evidence.best_sentences([one], weights, sought, 1)]
    wide = _widely(near, weights, sought) if scope.widely else []
    return await _of_sentences(question, scope, near or ranked, best, wide)


def _widely(
    ranked: Sequence[passages.Ranked], weights: Mapping[str, float], sought: passages.Wanted
) -> list[evidence.Sentence]:
    """The best sentences of each of the first few articles, so that several outlets can be compared.

    What says far less of what was asked than the best of them is left out: a model would answer with it all the same.
    """
    found = [one for each in ranked[:_WIDE] for one in evidence.best_sentences([each], weights, sought, 2)]
    best = max((one.score for one in found), default=0.0)
    return [one for one in found if one.score >= _NEAR_BEST * best]


async def _of_sentences(
    question: Question,
    scope: Scope,
    ranked: Sequence[passages.Ranked],
    best: Sequence[evidence.Sentence],
    wide: Sequence[evidence.Sentence],
) -> Found:
    """These sentences, with the quotes of their articles: quoted words in them need their speaker."""
    quotes = await scope.reader.speech.quotes(dict.fromkeys(one.citation.ref for one in (*best, *wide)))
    articles = tuple(one.scanned.article for one in ranked)
    lines, all_ = ([DraftLine(LineKind.SENTENCE, (one.citation,)) for one in found] for found in (best, (*best, *wide)))
    ranking = tuple(article.id for article in articles[:RANKING])
    draft = AnswerDraft(question.text, (DraftGroup(tuple(lines)),) if lines else (), ranking)
    return Found(draft, articles, tuple(quotes), wide=tuple(dict.fromkeys(all_)) if scope.widely else ())


async def candidates(sought: passages.Wanted, scope: Scope, *, every: bool) -> list[passages.Ranked]:
    """The candidates for some words, best first."""
    if not sought.stems:
        return []
    query = Query(sought.words, every, scope.window, scope.only, CANDIDATES)
    hits = {hit.article_id: hit.score for hit in await scope.reader.search.find(query)}
    articles = await scope.reader.store.current(list(hits))
    scanned = [passages.scan(article, sought.stems) for article in articles]
    return passages.rank(scanned, [hits[article.id] for article in articles], sought)
