"""Where a text holds the words of a claim, in any form; guards that a clause is held to at most three sentences.

A word counts whole where it stands itself, 0.8 where one of its family does ("invader" for "invasion"), and 0.6 where
one that means nearly the same does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from bot.domain.support.lexicon import ALIKE, GROUPS, root_of
from bot.domain.support.reading import Reading, Word

SAME, FAMILY, SIMILAR = 1.0, 0.8, 0.6
_CANDIDATES = 12
_SENTENCES = 3
Forms = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Sought:
    """A telling word of a claim: the forms of it that the document holds, its weight, and how it is covered.

    `anywhere` is how well the whole document covers it, `covered` how well the chosen sentences do, 0 to 1.
    """

    word: Word
    forms: Forms
    weight: float
    anywhere: float
    covered: float


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence of a claim beside the document.

    `chosen` are the sentences that cover it best, best first; `one` is the weighted share of its telling words that the
    first of them covers, 0 to 1.
    """

    words: Sequence[Word]
    sought: Sequence[Sought]
    chosen: Sequence[int]
    one: float


def forms_in(reading: Reading, key: str) -> Forms:
    """The keys of the text that stand for a key, with how well they do."""
    found = {}
    for group in ALIKE.get(key, ()):
        found.update({other: SIMILAR for other in GROUPS[group] if other in reading.where})
    if key.isalpha():
        found.update(dict.fromkeys(reading.kin.get(root_of(key), ()), FAMILY))
    if key in reading.where:
        found[key] = SAME
    return found


def weight_of(reading: Reading, key: str) -> float:
    """How much a word tells: the rarer among the text's sentences, the more; most where none holds it."""
    return log((1 + len(reading.sentences)) / (1 + len(reading.where.get(key, ())))) + 1


def compare(words: Sequence[Word], reading: Reading) -> Clause:
    """A sentence of a claim beside the text."""
    telling = [word for word in words if not word.is_small]
    forms = [forms_in(reading, word.key) for word in telling]
    weights = [weight_of(reading, word.key) for word in telling]
    candidates = _candidates(forms, weights, reading)
    covered, chosen = [0.0] * len(telling), []
    first = 0.0
    for _ in range(_SENTENCES):
        better = max(candidates, key=lambda one: _covering(covered, candidates[one], weights), default=None)
        if better is not None and _covering(covered, candidates[better], weights) > sum(map(_times, covered, weights)):
            covered = list(map(max, covered, candidates[better]))
            chosen.append(better)
            first = first or sum(map(_times, covered, weights)) / sum(weights)
    sought = [
        Sought(word, form, weight, max(form.values(), default=0.0), cover)
        for word, form, weight, cover in zip(telling, forms, weights, covered, strict=True)
    ]
    return Clause(words, sought, chosen, first)


def _times(one: float, other: float) -> float:
    return one * other


def _covering(covered: Sequence[float], more: Sequence[float], weights: Sequence[float]) -> float:
    return sum(max(one, other) * weight for one, other, weight in zip(covered, more, weights, strict=True))


def _candidates(forms: Sequence[Forms], weights: Sequence[float], reading: Reading) -> dict[int, list[float]]:
    """The twelve sentences that hold most of the words, each with how well it covers each word; the first in doubt."""
    scores: dict[int, float] = {}
    for form, weight in zip(forms, weights, strict=True):
        best: dict[int, float] = {}
        for key, strength in form.items():
            for place in reading.where[key]:
                best[place] = max(best.get(place, 0.0), strength)
        for place, strength in best.items():
            scores[place] = scores.get(place, 0.0) + weight * strength
    found = {}
    for place in sorted(scores, key=lambda one: (-scores[one], one))[:_CANDIDATES]:
        keys = {word.key for word in reading.sentences[place]}
        found[place] = [max((s for key, s in form.items() if key in keys), default=0.0) for form in forms]
    return found
