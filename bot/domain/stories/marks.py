"""Marks: the names, places and figures that tell one event from another of its kind.

Guards that two strikes, quakes, matches, elections or launches are not one story for the words of their kind alone.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.models import Article
from bot.domain.passages import stem_of
from bot.domain.people.firstnames import FIRST_NAMES
from bot.domain.stories.ordinary import ORDINARY_STEMS
from bot.domain.stories.weights import Weighed
from bot.domain.vectors import Vector, unit

# Texts that each give two marks or more and share less than a fifth of them tell two events. On labelled pairs of 459
# articles, nine in ten reports of one event share a fifth, and four in ten reports of two look-alikes.
_FEWEST = 2
_SHARED = 0.2
# A whole number is shared by chance more easily than a name.
_NUMBER = 0.5
# Two quakes or two matches that are alike in all but magnitude or score.
_CONTRADICTED = 0.1
_SAME_MAGNITUDE = 0.3  # agencies correct the first measurement
_LEAD = 1_500  # characters

_MAGNITUDE = re.compile(
    r"\b(\d(?:\.\d)?)[ -]{0,3}(?:magnitude\b|on the richter\b)|\bmagnitude(?: of| at|-)? ?(\d(?:\.\d)?)\b",
    re.IGNORECASE,
)
_LISTED = frozenset(map(stem_of, FIRST_NAMES))
_SCORE = re.compile(r"(?<![\w–-])(\d{1,3}) ?[–-] ?(\d{1,3})(?![\w–-])")


@dataclass(frozen=True, slots=True)
class Marks:
    """What an article, or several, are known by. `names` are weights of names and figures, at length one for one.

    `first_names` are what the texts put before a name: they tell two people of one surname apart. `magnitudes` and
    `scores` are figures that one event has but once; a score is told from either side.
    """

    names: Vector
    first_names: Mapping[str, frozenset[str]]
    count: int
    magnitudes: frozenset[float]
    scores: frozenset[tuple[int, int]]


def marks_of(article: Article, weighed: Weighed) -> Marks:
    """The marks of one article. A name that says something is no ordinary word and no single character."""
    speaking = {
        word: weight * (_NUMBER if word.isdigit() else 1.0)
        for word, weight in weighed.vector.items()
        if word in weighed.names and word not in ORDINARY_STEMS and len(word) > 1
    }
    told = f"{article.title} . {article.text[:_LEAD]}"
    magnitudes = frozenset(float(one or other) for one, other in _MAGNITUDE.findall(told))
    scores = frozenset((min(pair), max(pair)) for pair in ((int(a), int(b)) for a, b in _SCORE.findall(told)))
    return Marks(unit(speaking), weighed.first_names, len(speaking), magnitudes, scores)


def marks_together(parts: Sequence[Marks], shares: Sequence[float]) -> Marks:
    """The marks of several, of which each counts its share."""
    names: dict[str, float] = {}
    for part, share in zip(parts, shares, strict=True):
        for word, weight in part.names.items():
            names[word] = names.get(word, 0.0) + share * weight
    first_names: dict[str, frozenset[str]] = {}
    for part in parts:
        for last, first in part.first_names.items():
            first_names[last] = first_names.get(last, frozenset()) | first
    return Marks(
        names,
        first_names,
        len(names),
        frozenset().union(*(part.magnitudes for part in parts)),
        frozenset().union(*(part.scores for part in parts)),
    )


def agreement(one: Marks, other: Marks) -> float:
    """What likeness in words counts, 0 to 1: all of it, unless the marks say that two events are told."""
    said = _CONTRADICTED if _contradict(one, other) else 1.0
    if min(one.count, other.count) < _FEWEST:
        return said
    few, many = (one.names, other.names) if len(one.names) <= len(other.names) else (other.names, one.names)
    # In the order of a dictionary, never of a set: sums must be the same in every process.
    shared = sum(
        weight * many[word]
        for word, weight in few.items()
        if word in many and not (word in one.first_names and _are_namesakes(word, one, other))
    )
    return said * min(1.0, shared / _SHARED)


def _are_namesakes(last: str, one: Marks, other: Marks) -> bool:
    """Whether both texts put a first name before this name, and none is the same: Ada Marlow is not Tobias Marlow.

    No list holds all first names: that one of theirs is listed is enough.
    """
    first, its_first = one.first_names.get(last), other.first_names.get(last)
    return bool(first and its_first and not first & its_first and (first | its_first) & _LISTED)


def _contradict(one: Marks, other: Marks) -> bool:
    if one.magnitudes and other.magnitudes:
        nearest = min(abs(a - b) for a in one.magnitudes for b in other.magnitudes)
        if nearest > _SAME_MAGNITUDE and not math.isclose(nearest, _SAME_MAGNITUDE):
            return True
    return bool(one.scores and other.scores and not one.scores & other.scores)
