"""Key sentences of a text without a model; guards that each is a slice of the text, in the text's order.

A sentence scores by how near it is to the text's TF-IDF centroid and by how early it stands (news tells the
main thing first). Sentences are taken one by one, each against what those already taken say (maximal marginal
relevance, Carbonell and Goldstein 1998), so that three sentences do not tell one fact three times.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from bot.domain import text as texts
from bot.domain.models import Span
from bot.domain.words import terms

Vector = Mapping[str, float]

# Weights measured on news articles against their editors' highlights (ROUGE-1, -2 and -Lsum).
_EARLY = 0.5
_TITLE = 2.0
_RELEVANCE = 0.7
_MIN_WORDS = 4
_MAX_SENTENCES = 1000
# "(CNN)", "PARIS (Reuters) -", "London (AP) —": where and by whom, not what.
_DATELINE = re.compile(r"(?:\([A-Z][A-Z ]{1,20}\)|[A-Z][\w .,/]{0,40}\([\w. ]{1,30}\)\s*(?:--|—|–|-))[\s—–-]*")


def key_sentences(text: str, title: str = "", limit: int = 3) -> list[Span]:
    """At most `limit` sentences that tell most of the text, as trimmed spans in text order.

    Sentences that share words with the `title` are preferred. Figures: see the project's benchmark.
    """
    spans = candidates(text)[:_MAX_SENTENCES]
    headline, *vectors = tfidf([title, *(span.cut(text) for span in spans)])
    scores = _scores(headline, vectors)
    chosen = _chosen(vectors, scores, limit)
    return [spans[at] for at in sorted(chosen)]


def candidates(text: str) -> list[Span]:
    """Sentences of the text that could be shown: without the dateline, and not mere fragments."""
    spans = texts.sentences(text)
    if spans:
        dateline = _DATELINE.match(text, spans[0].start, spans[0].end)
        if dateline:
            spans[0] = texts.trimmed(text, dateline.end(), spans[0].end)
    return [span for span in spans if len(span.cut(text).split()) >= _MIN_WORDS]


def tfidf(sentences: Sequence[str]) -> list[Vector]:
    """A unit-length TF-IDF vector for each sentence; frequencies are over these sentences."""
    counts = [Counter(terms(sentence)) for sentence in sentences]
    spread = Counter(word for count in counts for word in count)
    rarity = {word: math.log((1 + len(counts)) / (1 + seen)) + 1 for word, seen in spread.items()}
    return [unit({word: times * rarity[word] for word, times in count.items()}) for count in counts]


def unit(vector: Vector) -> Vector:
    """The vector at length one, or as it is where it is empty."""
    length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {word: weight / length for word, weight in vector.items()}


def likeness(one: Vector, other: Vector) -> float:
    """Cosine of two unit-length vectors, 0 to 1."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other.get(word, 0.0) for word, weight in one.items())


def _scores(headline: Vector, vectors: Sequence[Vector]) -> list[float]:
    total = {word: _TITLE * weight for word, weight in headline.items()}
    for vector in vectors:
        for word, weight in vector.items():
            total[word] = total.get(word, 0.0) + weight
    centre = unit(total)
    return [likeness(vector, centre) + _EARLY / (1 + at) for at, vector in enumerate(vectors)]


def _chosen(vectors: Sequence[Vector], scores: Sequence[float], limit: int) -> list[int]:
    chosen: list[int] = []
    repeated = [0.0] * len(vectors)
    left = set(range(len(vectors)))
    while left and len(chosen) < limit:
        best = max(sorted(left), key=lambda at: _RELEVANCE * scores[at] - (1 - _RELEVANCE) * repeated[at])
        left.remove(best)
        chosen.append(best)
        for at in left:
            repeated[at] = max(repeated[at], likeness(vectors[at], vectors[best]))
    return chosen
