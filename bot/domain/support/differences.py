"""What a claim says otherwise than the sentences that cover it: opposites, other members of a kind, a negation.

Guards that a word that only resembles counts for a claim, and one that contradicts against it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from bot.domain.support.lexicon import ALIKE, KINDS, NEGATIONS, OPPOSED
from bot.domain.support.matching import FAMILY, Clause, Sought
from bot.domain.support.reading import Reading, Word

_READ = 120  # words of one sentence
_BESIDE = 2  # telling words on either side of a word that show its place
_REACH = 4  # words of the sentence in which one of those must stand
_PREFIXES = ("un", "in", "im", "dis", "non")


class Relation(StrEnum):
    """What stands in the document at the place of a claim's word."""

    SIMILAR = "similar"
    OPPOSITE = "opposite"
    OTHER = "other"


def relations(clause: Clause, reading: Reading) -> list[Relation]:
    """What stands in the place of the clause's telling words that the sentences which cover it do not hold."""
    open_ = [at for at, one in enumerate(clause.sought) if one.covered < FAMILY]
    return [relation for at in open_ if (relation := _relation(clause, at, reading))]


def is_negated(words: Iterable[Word]) -> bool:
    """Whether any of the words negates."""
    return any(word.low in NEGATIONS or word.low.endswith("n't") for word in words)


def _relation(clause: Clause, at: int, reading: Reading) -> Relation | None:
    """What the chosen sentences have at the word's place: beside the same words, one that resembles or contradicts."""
    sought = clause.sought
    beside = {
        key for one in (*sought[max(0, at - _BESIDE) : at], *sought[at + 1 : at + 1 + _BESIDE]) for key in one.forms
    }
    found: set[Relation] = set()
    for place in clause.chosen:
        found.update(_related(sought[at], reading.sentences[place][:_READ], beside))
    return next((relation for relation in Relation if relation in found), None)


def _related(one: Sought, words: Sequence[Word], beside: set[str]) -> Iterator[Relation]:
    marks = [at for at, word in enumerate(words) if word.key in beside]
    for at, word in enumerate(words):
        if word.is_small or word.key in beside or word.key == one.word.key:
            continue
        relation = relation_of(one.word.key, word.key)
        if relation:
            nearest = bisect_left(marks, at - _REACH)
            if nearest < len(marks) and marks[nearest] <= at + _REACH:
                yield relation


def relation_of(key: str, other: str) -> Relation | None:
    """Whether one word resembles another, is its opposite, or another member of its kind."""
    if ALIKE.get(key, _NONE) & ALIKE.get(other, _NONE):
        return Relation.SIMILAR
    if other in OPPOSED.get(key, ()) or is_prefixed(key, other) or is_prefixed(other, key):
        return Relation.OPPOSITE
    return Relation.OTHER if KINDS.get(key, _NONE) & KINDS.get(other, _NONE) else None


_NONE: frozenset[int] = frozenset()


def is_prefixed(key: str, other: str) -> bool:
    """Whether a key is the other with "un-" or the like before it."""
    return key.endswith(other) and key.removesuffix(other) in _PREFIXES
