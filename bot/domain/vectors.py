"""Texts as weighted words, to be compared; guards that every comparison uses one measure, the cosine.

A vector maps a word to its weight. Vectors made here have length one, or are empty.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

Vector = Mapping[str, float]


def tfidf(bags: Sequence[Counter[str]]) -> list[Vector]:
    """A vector for each bag of words: how often a word is in it, times how few of the bags hold it.

    The rarity is log((1 + n) / (1 + bags with the word)) + 1, so that a word that is everywhere still counts.
    """
    spread = Counter(word for bag in bags for word in bag)
    rarity = {word: math.log((1 + len(bags)) / (1 + seen)) + 1 for word, seen in spread.items()}
    return [unit({word: times * rarity[word] for word, times in bag.items()}) for bag in bags]


def unit(vector: Vector) -> Vector:
    """The vector at length one, or as it is where it is empty."""
    length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {word: weight / length for word, weight in vector.items()}


def centre(vectors: Iterable[Vector]) -> Vector:
    """What the vectors have in common: their sum, at length one."""
    total: dict[str, float] = {}
    for vector in vectors:
        for word, weight in vector.items():
            total[word] = total.get(word, 0.0) + weight
    return unit(total)


def likeness(one: Vector, other: Vector) -> float:
    """Cosine of two vectors of length one: 0 for no word in common, 1 for the same words."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[word] for word, weight in one.items() if word in other)
