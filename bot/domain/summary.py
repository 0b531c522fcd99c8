"""Key sentences of one text, or of a story's texts, without a model; guards that each is a slice of its text.

A sentence scores by how near it is to the TF-IDF centre of what is told and by how early it stands (news tells
the main thing first). Sentences are taken one by one, each against what those already taken say (maximal
marginal relevance, Carbonell and Goldstein 1998), so that three sentences do not tell one fact three times;
and one that leans on the sentence before it is taken only after that one.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.models import Span
from bot.domain.readable import Candidate, candidates, own_title
from bot.domain.vectors import Vector, centre, likeness, tfidf
from bot.domain.words import terms

# Weights were chosen by ROUGE-1 and -2 on 469 news articles with their editors' highlights. Single weights matter
# little: neighbours of these values differ by 0.005 at most.
_EARLY = 0.5
_RELEVANCE = 0.7
_TITLE = 2.0
_QUOTING = 0.07
_FIRST_PERSON = 0.07
_ASKING = 0.4
_SHORT, _PER_WORD_TOO_SHORT = 12, 0.02
_LONG, _PER_WORD_TOO_LONG = 24, 0.01
# Two sentences above this likeness tell the same thing.
_SAME = 0.6

_QUOTE_MARK = re.compile(r"[\"“]")
_WE = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Yy]ou|[Yy]our|us|me)\b")


@dataclass(frozen=True, slots=True)
class _Choice:
    """A candidate of the text number `text`, its vector, and its worth."""

    text: int
    candidate: Candidate
    vector: Vector
    worth: float


def key_sentences(text: str, title: str = "", limit: int = 3) -> list[Span]:
    """At most `limit` sentences that tell most of the text, as trimmed spans in text order.

    Sentences that share words with the `title` are preferred, those that only repeat it are left out.
    """
    return [span for _, span in story_sentences([(title, text)], limit)]


def story_sentences(articles: Sequence[tuple[str, str]], limit: int = 3) -> list[tuple[int, Span]]:
    """At most `limit` sentences that tell most of a story's articles, given as (title, text), best article first.

    Each result is the number of an article and a trimmed span of its text, in the order of articles and text.
    """
    chosen: list[_Choice] = []
    choices = _weighed(articles)
    while choices and len(chosen) < limit:
        fitting = [choice for choice in choices if _fits(choice, chosen)]
        if not fitting:
            break
        best = max(fitting, key=lambda choice: _gain(choice, chosen))
        chosen.append(best)
        choices.remove(best)
    return sorted((choice.text, choice.candidate.span) for choice in chosen)


def _weighed(articles: Sequence[tuple[str, str]]) -> list[_Choice]:
    found = [(number, text, c) for number, (title, text) in enumerate(articles) for c in candidates(text, title)]
    sentences = [candidate.span.cut(text) for _, text, candidate in found]
    titles = " ".join(own_title(title, text) for title, text in articles)
    headline, *vectors = tfidf([Counter(terms(sentence)) for sentence in (titles, *sentences)])
    heart = centre([{word: _TITLE * weight for word, weight in headline.items()}, *vectors])
    return [
        _Choice(number, candidate, vector, likeness(vector, heart) + _EARLY / (1 + candidate.place) - _flaws(sentence))
        for (number, _, candidate), sentence, vector in zip(found, sentences, vectors, strict=True)
    ]


def _flaws(sentence: str) -> float:
    """What speaks against a sentence whatever it tells: quoting, speaking to the reader, asking, and its length."""
    size = len(sentence.split())
    wrong_size = _PER_WORD_TOO_SHORT * max(0, _SHORT - size) + _PER_WORD_TOO_LONG * max(0, size - _LONG)
    asking = _ASKING * sentence.rstrip("\"'”’").endswith("?")
    return (
        _QUOTING * bool(_QUOTE_MARK.search(sentence)) + _FIRST_PERSON * bool(_WE.search(sentence)) + asking + wrong_size
    )


def _fits(choice: _Choice, chosen: Sequence[_Choice]) -> bool:
    if any(likeness(choice.vector, other.vector) > _SAME for other in chosen):
        return False
    return not choice.candidate.leans or any(_carries(other, choice) for other in chosen)


def _carries(other: _Choice, choice: _Choice) -> bool:
    before = other.candidate
    return other.text == choice.text and before.place == choice.candidate.place - 1 and before.names


def _gain(choice: _Choice, chosen: Sequence[_Choice]) -> float:
    repeated = max((likeness(choice.vector, other.vector) for other in chosen), default=0.0)
    return _RELEVANCE * choice.worth - (1 - _RELEVANCE) * repeated
